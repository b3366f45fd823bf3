"""The name of a column, whatever letters it is written with."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ..text import simplified


@lru_cache(maxsize=65_536)
def fold(header: str) -> str:
    """Fold full-width letters, traditional characters, case, blanks and units out of a header.

    Examples
    --------
    >>> fold("挂高（m）"), fold("Height_M"), fold("經度")
    ('挂高', 'heightm', '经度')
    """
    folded = unicodedata.normalize("NFKC", header).casefold()
    folded = folded.split("(")[0] if folded.endswith(")") else folded
    folded = "".join(folded.split()).replace("_", "")
    return folded if folded.isascii() else simplified(folded)
