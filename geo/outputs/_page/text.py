"""Text of the pages: pairs [Chinese, English], in the Chinese characters that were asked for."""

from __future__ import annotations

from typing import Any

from layers.text import Lang, Text, traditional


class Pair(list[str]):
    """A text in Chinese and English, told from a list of two names that happen to be two."""

    @classmethod
    def of(cls, text: Text) -> Pair:
        """Return wording as a page holds it.

        Examples
        --------
        >>> Pair.of(Text("县", "county"))
        ['县', 'county']
        """
        return cls(text)


def chinese(lang: Lang) -> Lang:
    """Return the Chinese that stands beside English on a page: traditional when asked for."""
    return "zh-Hant" if lang == "zh-Hant" else "zh"


def in_characters(value: Any, lang: Lang) -> Any:
    """Return JSON-able data with the Chinese of every `Pair` in the characters of a language.

    Names that are not in a pair are left: they identify what other parts refer to.

    Parameters
    ----------
    value
        Dictionaries, lists, texts and numbers.
    lang
        Language of the page.

    Examples
    --------
    >>> in_characters({"id": "中国电信", "name": Pair(["中国电信", "Telecom"])}, "zh-Hant")
    {'id': '中国电信', 'name': ['中國電信', 'Telecom']}
    """
    if chinese(lang) == "zh":
        return value
    if isinstance(value, Pair):
        return Pair([traditional(value[0]), *value[1:]])
    if isinstance(value, dict):
        return {key: in_characters(item, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [in_characters(item, lang) for item in value]
    return value
