"""Names of columns as people write them."""

from __future__ import annotations

from ._case import AREA_A, SITE_A, Case, areas, sites

_ROW = "A1,中国移动,101.77,36.62,30"

CASES = (
    *(
        Case(f"header-{name}", "sites", sites(_ROW, header=header), wrong, "used", (), 1)
        for name, header, wrong in (
            ("english", "id,operator,lon,lat,height_m", "English names"),
            ("capitals", "ID,Operator,LON,Lat,HEIGHT_M", "capital letters"),
            ("long-english", "station id,operator,longitude,latitude,antenna height", "words"),
            ("units", "编号,运营商,经度（°）,纬度(°),挂高（m）", "units in the header"),
            ("full-width", "编号,运营商,ｌｏｎ,ｌａｔ,挂高", "full-width letters"),
            ("blanks", " 编 号 , 运营商,经 度,纬度 ,挂 高", "blanks inside names"),
            ("xy", "编号,运营商,X,Y,挂高", "X and Y for longitude and latitude"),
            ("tower", "站址编码,所属运营商,经度,纬度,天线挂高", "the names of a tower company"),
        )
    ),
    Case(
        "header-missing",
        "sites",
        sites("A1,101.77,36.62", header="编号,经度,纬度"),
        "no operator",
        "refused",
        ("missing-column 1 operator",),
    ),
    Case(
        "header-no-id",
        "sites",
        sites("中国移动,101.77,36.62", header="运营商,经度,纬度"),
        "no id",
        "mended",
        ("id-made 2 id",),
        1,
    ),
    Case(
        "header-twice",
        "sites",
        sites("A1,中国移动,101.77,36.62,101.7", header="编号,运营商,经度,纬度,lon"),
        "two columns of longitude",
        "refused",
        ("repeated-column 1 lon",),
    ),
    Case(
        "header-unknown",
        "sites",
        sites(SITE_A + ",x", header="编号,运营商,经度,纬度,挂高,颜色"),
        "a column that means nothing here",
        "mended",
        ("unknown-column 颜色",),
        1,
    ),
    Case(
        "header-misspelt",
        "sites",
        sites(SITE_A, header="编号,运营商,经度,纬度,heigth_m"),
        "a misspelt name, which is asked about",
        "mended",
        ("unknown-column heigth_m",),
        1,
    ),
    Case(
        "header-commented",
        "sites",
        sites(SITE_A + ",x", header="编号,运营商,经度,纬度,挂高,#备注"),
        "a column that its author has left out",
        "used",
        (),
        1,
    ),
    Case(
        "header-none",
        "sites",
        sites(SITE_A, header=SITE_A.replace("A1", "A0")),
        "no header at all",
        "refused",
        ("missing-column 1 operator", "missing-column 1 lon", "missing-column 1 lat"),
    ),
    Case(
        "header-other-table",
        "areas",
        areas("1,2,3", header="日期,金额,备注"),
        "a table of something else",
        "refused",
        ("missing-column 1 name_zh",),
    ),
    Case(
        "header-example-row",
        "areas",
        areas(AREA_A, "EXAMPLE-1,示例,101.7,36.6"),
        "the example row of the template was left standing",
        "rows_rejected",
        ("example-row 3 id",),
        1,
        1,
    ),
    Case(
        "header-formula",
        "sites",
        sites(SITE_A + ",x", header="编号,运营商,经度,纬度,挂高,=1+1"),
        "a formula for a name",
        "mended",
        ("unknown-column =1+1",),
        1,
    ),
    Case(
        "header-markup",
        "sites",
        sites(SITE_A + ",x", header="编号,运营商,经度,纬度,挂高,<script>alert(1)</script>"),
        "a script for a name",
        "mended",
        ("unknown-column <script>alert(1)</script>",),
        1,
    ),
    Case(
        "header-very-long",
        "sites",
        sites(SITE_A + ",x", header="编号,运营商,经度,纬度,挂高," + "z" * 9000),
        "a name of 9,000 letters",
        "mended",
        ("unknown-column " + "z" * 29 + "…",),
        1,
    ),
)
