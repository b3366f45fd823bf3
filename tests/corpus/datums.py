"""GCJ-02, BD-09, Beijing 1954, Xi'an 1980 and zones, declared for a file or a row."""

from __future__ import annotations

from ._case import SITE_B, Case, Treatment, sites

_HEADER = "编号,运营商,经度,纬度,坐标系"


def _row(name: str, cells: str, wrong: str, treatment: Treatment, *codes: str) -> Case:
    kept = 1 if treatment == "rows_rejected" else 2
    build = sites(f"A1,中国移动,{cells}", "B2,中国联通,99.08,36.79,", header=_HEADER)
    return Case(f"datum-{name}", "sites", build, wrong, treatment, codes, kept, 2 - kept)


CASES = (
    *(
        _row(f"named-{number}", f"101.77,36.62,{name}", f"{name} of a row", "used")
        for number, name in enumerate(
            (
                "WGS84",
                "wgs-84",
                "CGCS2000",
                "国家2000",
                "GCJ-02",
                "火星坐标",
                "高德",
                "BD09",
                "百度",
            )
        )
    ),
    _row(
        "unknown",
        "101.77,36.62,火星系",
        "a datum that nobody knows",
        "rows_rejected",
        "unknown-value 2 datum",
    ),
    _row(
        "beijing54", "101.77,36.62,北京54", "degrees of Beijing 1954", "mended", "old-datum 2 datum"
    ),
    _row("xian80", "101.77,36.62,西安80", "degrees of Xi'an 1980", "mended", "old-datum 2 datum"),
    _row(
        "zone-named",
        "479400,4054000,CGCS2000 3度带 中央子午线 102",
        "metres, zone in words",
        "mended",
        "projected-coordinates 2 lon",
    ),
    _row(
        "zone-number",
        "479400,4054000,CGCS2000 第34带",
        "metres, number of the zone",
        "mended",
        "projected-coordinates 2 lon",
    ),
    _row(
        "beijing54-zone",
        "34479400,4054000,北京54",
        "metres of Beijing 1954",
        "mended",
        "projected-coordinates 2 lon",
        "old-datum 2 datum",
    ),
    _row(
        "xian80-zone",
        "34479400,4054000,西安80",
        "metres of Xi'an 1980",
        "mended",
        "projected-coordinates 2 lon",
        "old-datum 2 datum",
    ),
    _row(
        "bad-meridian",
        "479400,4054000,CGCS2000 中央子午线 500",
        "a meridian that is none",
        "rows_rejected",
        "unknown-zone 2 lon",
    ),
    *(
        Case(
            f"datum-of-file-{datum}",
            "sites",
            sites("A1,中国移动,101.77,36.62,30", SITE_B),
            f"{datum} declared for the file",
            "used",
            (),
            2,
            0,
            datum,
        )
        for datum in ("GCJ02", "BD09", "WGS84")
    ),
)
