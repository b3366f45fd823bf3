"""Text that must stay text wherever it is shown: a short table of attacks, and many odd strings."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
_SHEAF, _TIE = 16, " ¦ "

# Each would set window.struck, leave its element, break a template, or vanish, if it were
# ever taken for anything but text.
PAYLOADS = [
    "<script>window.struck=1</script>",
    '"><img src=x onerror="window.struck=1">',
    "</title><script>window.struck=1</script>",
    "</script><script>window.struck=1</script>",
    "<!--<script>",
    "${window.struck=1}",
    "`;window.struck=1;//",
    "C:\\path\\2019\\u0041",
    "{{7*191}}",
    "{% for x in y %}",
    "{# comment",
    "';window.struck=1;//",
    "javascript:window.struck=1",
    "line\u2028separator\u2029here",
    "=1+1&amp;&lt;",
    "[share] [dbm]",
    "\u202egnirts\u202c",
]

_STRIKE = "window.struck=1"
# What the big list has nothing or little of, by what would take it for more than text.
_TEMPLATES = [
    "{{'7'*191}}",
    "{{config.__class__.__init__.__globals__}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% include '/etc/passwd' %}",
    "{%- raw -%}{{x}}{%- endraw -%}",
    "{{constructor.constructor('" + _STRIKE + "')()}}",
    "<div v-html=\"'x'\" @click=\"" + _STRIKE + '">',
    "<p ng-app>{{$eval.constructor('" + _STRIKE + "')()}}</p>",
    "<%= 7 * 191 %>",
    "#{7*191}",
    "*{7*191}",
    "@(7*191)",
    "${{7*191}}",
    "[[${7*191}]]",
    "{@html '<b>x</b>'}",
    "%{#context}",
    "<#assign x=7*191>${x}",
    "$$ $& $` $' $1 $<name>",
    "\\g<0> \\1 %(name)s {name} {0.__class__}",
    "{", "}", "}}", "{{", "%}", "{%",
]  # fmt: skip
_MARKUP = [
    f"</style><script>{_STRIKE}</script>",
    f"</textarea><svg onload={_STRIKE}>",
    f"</option></select><img src=x onerror={_STRIKE}>",
    f"<svg><animate onbegin={_STRIKE} attributeName=x></svg>",
    f'<svg><a xlink:href="javascript:{_STRIKE}"><text y=9>x</text></a></svg>',
    f"<math><mtext><table><mglyph><style><img src=x onerror={_STRIKE}>",
    f'<iframe srcdoc="<script>{_STRIKE}</script>">',
    '<object data="data:text/html,x"></object>',
    '<base href="https://example.invalid/">',
    '<meta http-equiv="refresh" content="0;url=https://example.invalid/">',
    '<link rel="stylesheet" href="https://example.invalid/x.css">',
    '<form action="https://example.invalid/"><input name=q></form>',
    f"<details open ontoggle={_STRIKE}>",
    f"<template><script>{_STRIKE}</script></template>",
    "<!--", "-->", "--!>", "]]>", "<![CDATA[x]]>", "<?php echo 1 ?>", "<!DOCTYPE html>",
    "&lt;b&gt;", "&#x3c;script&#x3e;", "&nbsp;&copy;&notin;", "&amp;amp;",
    "<b>bold</b>", "a < b && c > d", "</covermap-data>",
]  # fmt: skip
_STYLES_AND_ADDRESSES = [
    "expression(alert(1))",
    "x;background:url(https://example.invalid/x.png)",
    "}*{display:none}",
    "\\3c script\\3e",
    "@import 'https://example.invalid/x.css';",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "//example.invalid/x",
    "#found-0",
    "#12/36.5/101/level/any/area//",
    "?q=1&lang=en",
]
_SPREADSHEETS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "@SUM(1+1)",
    '=HYPERLINK("https://example.invalid","x")',
    "\t=1+1",
    "'=1+1",
    '"a","b"\r\n"c"',
    "1E5",
    "2022-12-31",
    "00012",
    "_x000D_",
    "#REF!",
]
_PATHS = [
    "..\\..\\windows\\win.ini",
    "/etc/passwd\x00.png",
    "\\\\server\\share",
    "file:///etc/passwd",
    "a/b:c*d?e",
    "~root",
    "trailing dot.",
    "nul.txt",
]
# Members that every object of a script has: a table keyed by names must not find them.
_MEMBERS = ["__proto__", "constructor", "toString", "valueOf", "prototype", "length", "then", "any"]
_LETTERS = [
    "\u200d\u200c\ufeff",
    "👩\u200d👩\u200d👧\u200d👦",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "e\u0301 \u00e9",
    "Z" + "\u0351\u0321\u034e" * 30,
    "\u2067משרד\u2069 \u061cمستشفى",
    "\u202d\u202e\u2066\u2068",
    "བོད་ཡིག མཚོ་སྔོན།",
    "𠮷𡘙𪚥 㐀龘",
    "\U000e0001tag",
    "\uffff\ufffe\ufdd0",
    "\ue000 private",
    "\u0000nul",
    "\u0001\u0002\u0007\u0008\u001b[31m\u007f\u0085",
    "line\nfeed\r\nand\rreturn",
    "  two  blanks\u00a0\u3000\u2003 ",
    "\u00ad\u2060soft",
    "ﬀ ﬁ Ⅷ ㍿ ｱ",
    "İıſK",
    "W" * 10_000,
    "青" * 10_000,
    "word " * 2_000,
    "\u0301" * 1_000,
]


@cache
def naughty_strings() -> tuple[str, ...]:
    """Return all of it, each string once: the payloads, what the big list has not, and the list.

    A lone surrogate is in none of them: it is no text, and cannot be kept in a file of UTF-8.
    """
    return tuple(dict.fromkeys([*_ours(), *_big_list()]))


@cache
def naughty_values() -> tuple[str, ...]:
    """Return texts for a field that together hold every string: ours alone, the list in sheaves.

    A page of so many places is walked in a quarter of the time that a place per string takes.
    """
    ours, rest = _ours(), [text for text in _big_list() if text not in _ours()]
    sheaves = [rest[start : start + _SHEAF] for start in range(0, len(rest), _SHEAF)]
    return (*ours, *(_TIE.join(sheaf) for sheaf in sheaves))


@cache
def _ours() -> tuple[str, ...]:
    attacks = [*PAYLOADS, *_TEMPLATES, *_MARKUP, *_STYLES_AND_ADDRESSES, *_SPREADSHEETS, *_PATHS]
    return tuple(dict.fromkeys([*attacks, *_MEMBERS, *_LETTERS]))


@cache
def _big_list() -> tuple[str, ...]:
    strings: list[str] = json.loads((GOLDEN / "blns.json").read_text(encoding="utf-8"))
    return tuple(filter(None, dict.fromkeys(strings)))


def hostile(frame, columns: list[str]):
    """Fill text columns with the payloads, turn by turn."""
    frame = frame.copy()
    for shift, column in enumerate(columns):
        turns = [PAYLOADS[(i + shift) % len(PAYLOADS)] for i in range(len(frame))]
        frame[column] = turns
    return frame
