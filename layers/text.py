"""Text in the two languages covermap speaks: Chinese first, English beside it."""

from __future__ import annotations

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
