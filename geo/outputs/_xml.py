"""Text from data inside XML: what XML 1.0 cannot hold is replaced, the rest is escaped."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# Everything but the characters of XML 1.0, section 2.2.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def holdable(text: str) -> str:
    r"""Return text with every character that XML cannot hold as U+FFFD.

    Examples
    --------
    >>> holdable("a\x00b\x1b门")
    'a�b�门'
    """
    return _IMPOSSIBLE.sub(_REPLACEMENT, text)


def escaped(text: str) -> str:
    """Return text as the content of an element.

    Examples
    --------
    >>> escaped("<script> & 门源")
    '&lt;script&gt; &amp; 门源'
    """
    # A bare carriage return would come back as a line feed.
    return escape(holdable(text), {"\r": "&#13;"})
