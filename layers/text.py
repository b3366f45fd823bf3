"""Text in the languages covermap speaks: Chinese first, English beside it.

Chinese is written in simplified characters and converted to traditional ones on request:
characters only, so that the terms stay those of the mainland's standards (基站, not 基地臺).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from opencc import OpenCC

Lang = Literal["zh", "zh-Hant", "en"]
# The tag of a document in each language, as BCP 47 has it.
TAGS: dict[Lang, str] = {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}
# A file keeps its name in any language: a path from the root, or a word with a suffix.
_PART = r"[^\s，。；：、（）“”《》→]"
_FILE = re.compile(
    rf"(?<!\S)(?:[A-Za-z]:)?[/\\]{_PART}+|{_PART}{{0,80}}\.[A-Za-z][A-Za-z0-9]{{1,7}}\b"
)


class Text(NamedTuple):
    """One piece of wording in Chinese and English.

    Examples
    --------
    >>> Text("市州", "prefecture").to("en")
    'prefecture'
    >>> Text("达标率", "rate").to("zh-Hant")
    '達標率'
    """

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the wording in one language.

        Parameters
        ----------
        lang
            ``"zh"``, ``"zh-Hant"`` or ``"en"``.
        """
        if lang == "en":
            return self.en
        return traditional(self.zh) if lang == "zh-Hant" else self.zh

    def both(self) -> str:
        """Return the two wordings on two lines, for messages on a console."""
        return f"{self.zh}\n{self.en}"


class Verbatim(Text):
    """What reads the same in every language: a number of a run, a name of a model.

    Examples
    --------
    >>> Verbatim.of("青S(2022)001号").to("zh-Hant")
    '青S(2022)001号'
    """

    __slots__ = ()

    @classmethod
    def of(cls, value: object) -> Verbatim:
        """Return a value as text of any language."""
        return cls(str(value), str(value))

    def to(self, lang: Lang) -> str:
        """Return the text as it is."""
        return self.zh


@lru_cache(maxsize=65_536)
def traditional(text: str) -> str:
    """Return Chinese text in traditional characters; names of files stay as they are.

    The characters are those of OpenCC's ``s2tw``, the most widely read (裡, 為, 核實), the words
    are not changed. A family name that shares its character with a word may come out wrong
    (余 → 餘): the conversion is by rule, and the original stands in the simplified report.

    Parameters
    ----------
    text
        Text in simplified characters.

    Examples
    --------
    >>> traditional("基站覆盖：详见 我的数据/基站.xlsx")
    '基站覆蓋：詳見 我的数据/基站.xlsx'
    """
    if text.isascii():
        return text
    pieces, end = [], 0
    for found in _FILE.finditer(text):
        pieces += [_converter("s2tw").convert(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*pieces, _converter("s2tw").convert(text[end:])])


@lru_cache(maxsize=65_536)
def simplified(text: str) -> str:
    """Return Chinese text in simplified characters, to be compared, never to be shown.

    Parameters
    ----------
    text
        Text in any characters.

    Examples
    --------
    >>> simplified("經度")
    '经度'
    """
    return text if text.isascii() else _converter("t2s").convert(text)


@cache
def _converter(rule: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - only what is not ASCII waits for it

    return OpenCC(rule)


def one_line(text: str, most: int = 60) -> str:
    r"""Return text from data as one short line that shows what it holds and does nothing.

    Control characters, escape sequences' first sign, marks that turn the reading direction
    and everything else without a shape are dropped; any blank becomes one space.

    Parameters
    ----------
    text
        Text from data, trusted in nothing.
    most
        Characters kept; a longer text ends with ``…``.

    Examples
    --------
    >>> one_line("门源\u202e 1\n号\x1b[31m")
    '门源 1 号[31m'
    >>> one_line("abcdef", 4)
    'abc…'
    """
    blanks = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(sign for sign in blanks if unicodedata.category(sign)[0] != "C").strip()
    return shown if len(shown) <= most else shown[: most - 1] + "…"
