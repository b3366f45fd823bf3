"""The same list in every encoding that an office saves it in, and in some that are none."""

from __future__ import annotations

from ._case import SITE_A, SITE_B, SITES, Case, lines, sites, text

_TEXT = lines(SITES, SITE_A, SITE_B)
_READ = {
    "utf8": _TEXT.encode(),
    "utf8-bom": _TEXT.encode("utf-8-sig"),
    "gbk": _TEXT.encode("gbk"),
    "gb18030-rare": lines(SITES, SITE_A.replace("A1", "A𠮷"), SITE_B).encode("gb18030"),
    "utf16-le-bom": b"\xff\xfe" + _TEXT.encode("utf-16-le"),
    "utf16-be-bom": b"\xfe\xff" + _TEXT.encode("utf-16-be"),
    "utf16-le-unmarked": _TEXT.encode("utf-16-le"),
    "utf16-be-unmarked": _TEXT.encode("utf-16-be"),
    "old-mac-line-ends": _TEXT.replace("\n", "\r").encode(),
    "windows-line-ends": _TEXT.replace("\n", "\r\n").encode(),
    "mixed-line-ends": _TEXT.replace("\n", "\r\n", 1).encode(),
    "no-last-line-end": _TEXT.rstrip("\n").encode(),
    "utf8-bom-twice": b"\xef\xbb\xbf" + _TEXT.encode("utf-8-sig"),
}
_REFUSED = {
    "nul-bytes": (_TEXT.replace("A1", "A\0"), "a NUL byte inside a cell"),
    "nul-only": (b"\0" * 300, "nothing but NUL bytes, as a disk leaves after a power cut"),
    "picture": (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff",
        "a picture under the name of a CSV",
    ),
    "workbook-as-csv": (b"PK\x03\x04\x14\0\0\0\x08\0", "an .xlsx renamed to .csv"),
    "old-excel-as-csv": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        "an .xls renamed to .csv",
    ),
    "broken-utf8": (_TEXT.encode() + b"\xff\xff,\x80", "bytes that belong to no encoding"),
    "utf16-odd-length": (
        b"\xff\xfe" + _TEXT.encode("utf-16-le")[:-1],
        "UTF-16 cut within a letter",
    ),
}

CASES = (
    *(
        Case(f"encoding-{name}", "sites", text(raw), f"saved as {name}", "used", (), 2)
        for name, raw in _READ.items()
    ),
    *(
        Case(f"encoding-{name}", "sites", text(raw), wrong, "refused", ("unreadable",))
        for name, (raw, wrong) in _REFUSED.items()
    ),
    Case(
        "encoding-bom-inside",
        "sites",
        text(lines(SITES, SITE_A) + "\ufeff" + lines(SITE_B)),
        "two files joined, the mark of the second left in the middle",
        "used",
        (),
        2,
    ),
    Case(
        "encoding-bom-before-joined-header",
        "sites",
        text(lines(SITES, SITE_A) + "\ufeff" + lines(SITES, SITE_B)),
        "two files joined: the header stands once more among the rows",
        "mended",
        ("repeated-header 3",),
        2,
    ),
    Case(
        "encoding-traditional",
        "sites",
        sites("A1,中國移動,101.77,36.62,30", header="編號,運營商,經度,緯度,掛高"),
        "traditional characters in header and cells",
        "used",
        (),
        1,
    ),
    Case(
        "encoding-big5",
        "sites",
        text("編號,運營商,經度,緯度\nA1,中國移動,101.77,36.62\n", encoding="big5"),
        "Big5, which is also valid GBK and gives other characters",
        "refused",
        ("missing-column 1 operator", "missing-column 1 lon", "missing-column 1 lat"),
    ),
    Case(
        "encoding-control-letters",
        "sites",
        sites("A\x1b[31m1,中国移动,101.77,36.62,30"),
        "an escape sequence of a terminal in an id",
        "used",
        (),
        1,
    ),
    Case(
        "encoding-invisible-blanks",
        "sites",
        sites("A1,\u200b中国移动\u3000,\xa0101.77,36.62\u2009,30"),
        "blanks of no width and of full width around values",
        "used",
        (),
        1,
    ),
)
