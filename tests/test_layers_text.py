"""Text in two languages."""

from layers.text import Text


def test_each_language_has_its_wording() -> None:
    text = Text("基站", "base station")
    assert text.to("zh") == "基站"
    assert text.to("en") == "base station"


def test_both_puts_chinese_first() -> None:
    assert Text("基站", "base station").both() == "基站\nbase station"
