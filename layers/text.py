"""Text in the two languages covermap speaks: Chinese first, English beside it."""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One piece of wording in Chinese and English.

    Examples
    --------
    >>> Text("市州", "prefecture").to("en")
    'prefecture'
    """

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the wording in one language.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        """
        return self.en if lang == "en" else self.zh

    def both(self) -> str:
        """Return the two wordings on two lines, for messages on a console."""
        return f"{self.zh}\n{self.en}"


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
