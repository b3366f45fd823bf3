"""What ``covermap check`` prints."""

from __future__ import annotations

from rich.console import Console

from layers.text import Lang, Text

from .checking import Checked

_SHOWN = 50  # findings spelled out on the terminal; all of them are in the files and in --json


def print_checked(console: Console, checked: Checked, lang: Lang) -> None:
    """Print every finding with its place and remedy, and the account of the rows.

    Parameters
    ----------
    console
        Where to.
    checked
        What was found.
    lang
        Language of the wording.
    """
    for finding in checked.findings[:_SHOWN]:
        mark = "✗" if finding.severity == "error" else "!"
        console.print(f"{mark} {finding.text().to(lang)}", highlight=False, markup=False)
    more = len(checked.findings) - _SHOWN
    if more > 0:
        _say(console, lang, Text(f"……另有 {more} 条", f"… and {more} more"))
    if checked.rows is not None or checked.read:
        _say(console, lang, _account(checked))
    if checked.unaudited is not None:
        _say(console, lang, checked.unaudited)
    verdict = Text("可以使用", "usable") if checked.usable else Text("不能使用", "not usable")
    _say(console, lang, Text(f"{checked.file}：{verdict.zh}", f"{checked.file}: {verdict.en}"))


def _account(checked: Checked) -> Text:
    """Return how many rows were read, and what became of them."""
    aside, records = checked.set_aside, 0 if checked.rows is None else len(checked.rows)
    unused = checked.read - checked.kept - aside
    zh = f"读取 {checked.read} 行：采用 {checked.kept}，未采用 {unused}"
    en = f"{checked.read} rows read: {checked.kept} used, {unused} not used"
    if aside:
        zh, en = f"{zh}，不属于本图层 {aside}", f"{en}, {aside} of something else"
    if records != checked.kept:
        zh, en = f"{zh}；得到 {records} 条记录", f"{en}; {records} records made of them"
    return Text(zh, en)


def _say(console: Console, lang: Lang, text: Text) -> None:
    console.print(text.to(lang), highlight=False, markup=False)
