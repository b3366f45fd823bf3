"""One SYNTHETIC file of each usual source, with invented names, and what is to come of it."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from layers.datum import wgs84_to_gcj02


@dataclass(frozen=True)
class Sample:
    """A file of a source and what a layer makes of it.

    Parameters
    ----------
    source
        Name of the source.
    file
        Name of the file.
    build
        Writes it to a path.
    expected
        Column of the layer → its values.
    read, kept, set_aside
        Rows of the file.
    codes
        Findings, in order.
    """

    source: str
    file: str
    build: Callable[[Path], object]
    expected: dict[str, list[object]]
    read: int
    kept: int
    codes: tuple[str, ...]
    set_aside: int = 0
    layer: str = "base_stations"
    needs: dict[str, str] = field(default_factory=dict)


# Two cells of one 4G base station (eNodeB 4660), one of 5G, one of 2G, one over the border.
OPENCELLID = """\
LTE,460,0,9001,1192961,101,101.7600,36.6200,1000,30,1,1600000000,1700000000,0
LTE,460,00,9001,1192962,102,101.7640,36.6240,3000,10,1,1600000000,1700000000,0
NR,460,11,9002,19088743681,7,101.8000,36.6000,500,5,1,1600000000,1700000000,-95
GSM,460,0,9001,17,,101.7000,36.6000,2000,9,1,1500000000,1600000000,0
LTE,454,12,1,300,1,101.7000,36.6000,2000,9,1,1500000000,1600000000,0
UMTS,460,1,9003,70000,,101.7000,36.6000,2000,9,1,1500000000,1600000000,0
"""

LEDGER = [
    ["示例公司 5G 基站台账（虚构）"],
    [
        *("序号", "基站编号", "基站名称", "所属市州", "所属区县", "站点经度", "站点纬度"),
        *("天线挂高", "方位角", "机械下倾角", "电子下倾角", "频段", "制式", "运营商"),
        *("设备厂家", "开通状态"),
    ],
    [
        *(1, "XN001", "虚构一号", "西宁市", "城北区", 101.75, 36.66, "35米", "0/120/240", 3, 4),
        *("2.6G", "4G/5G", "移动", "甲厂", "已开通"),
    ],
    [
        *(2, "XN002", "虚构二号", "西宁市", "城北区", 101.74, 36.67, 30, 60, 2, 3),
        *("700M", "5G", "广电", "乙厂", "在建"),
    ],
    [
        *(3, "XN003", "虚构三号", "西宁市", "城北区", 101.73, 36.68, 30, 60, 2, 3),
        *("n78", "5G", "联通", "乙厂", "已拆除"),
    ],
]

TOWERS = """\
站址编码,站址名称,站址类型,塔型,塔高,挂高（m）,移动挂高,产权单位,共享运营商,经度,纬度,区县,交付日期,维护状态
T001,虚构塔一,地面塔,单管塔,45,30,40,铁塔公司,移动、联通、电信,101.75,36.66,城北区,2022-05-01,在用
T002,虚构塔二,地面塔,角钢塔,50,,,铁塔公司,广电+专网,101.74,36.67,城北区,,在用
T003,虚构塔三,楼面塔,抱杆,6,,,铁塔公司,电信,101.73,36.68,城北区,2020-01-01,拆除
T004,虚构塔四,楼面塔,抱杆,6,,,铁塔公司,专网,101.72,36.68,城北区,2020-01-01,在用
"""

_KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>虚构</name>{}</Document></kml>
"""
GOOGLE_EARTH = _KML.format(
    """<Style id="a"><IconStyle/></Style>
<Schema id="S"><SimpleField name="挂高" type="string"/></Schema>
<NetworkLink><Link><href>http://example.invalid/a.kml</href></Link></NetworkLink>
<gx:Tour><name>飞</name></gx:Tour>
<Folder><name>移动站点</name>
<Placemark id="p1"><name>虚构甲</name><description><![CDATA[<table>
<tr><th>方位角</th><td>120</td></tr><tr><td>挂高</td><td><script>x()</script>35</td></tr>
</table>]]></description><ExtendedData><Data name="编号"><value>G1</value></Data></ExtendedData>
<Point><altitudeMode>absolute</altitudeMode><coordinates>101.75,36.66,2300</coordinates></Point>
</Placemark></Folder>
<Folder><name>2024</name><Folder><name>联通</name>
<Placemark><name>虚构乙</name><ExtendedData><SchemaData schemaUrl="#S">
<SimpleData name="挂高">40</SimpleData></SchemaData><Data name="编号"><value>G2</value></Data>
</ExtendedData><Point><coordinates>101.74,36.67</coordinates></Point></Placemark>
</Folder></Folder>"""
)
OVITAL = _KML.format(
    """<Folder><name>电信</name><Placemark><name>虚构丙</name><OvAttr><OvIcon>4</OvIcon></OvAttr>
<ExtendedData><Data name="编号"><value>V1</value></Data></ExtendedData>
<OvCoordType>GCJ02</OvCoordType><Point><coordinates>{},0</coordinates></Point></Placemark>
</Folder>"""
)


def _sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in LEDGER:
        book.active.append(row)
    book.save(path)


def shapefile(path: Path, encoding: str, fields: dict[str, str], lon: float, lat: float) -> None:
    """Write a Shapefile of one point, its field names cut at ten bytes as programs do."""
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 64) + struct.pack("<2i", 1000, 1)
    box = struct.pack("<8d", lon, lat, lon, lat, 0, 0, 0, 0)
    point = struct.pack("<idd", 1, lon, lat)
    record = struct.pack(">2i", 1, len(point) // 2) + point
    path.write_bytes(header[:24] + struct.pack(">i", 64) + header[28:] + box + record)
    index = struct.pack(">2i", 50, len(point) // 2)
    path.with_suffix(".shx").write_bytes(
        header[:24] + struct.pack(">i", 54) + header[28:] + box + index
    )
    described, row = b"", b" "
    for name, value in fields.items():
        text = value.encode(encoding)
        described += name.encode(encoding)[:10].ljust(11, b"\0") + b"C" + bytes(4)
        described += bytes([40]) + bytes(15)
        row += text.ljust(40)
    size = 32 + len(described) + 1
    start = struct.pack("<B3BIHH20x", 3, 124, 1, 1, 1, size, len(row))
    path.with_suffix(".dbf").write_bytes(start + described + b"\r" + row + b"\x1a")
    path.with_suffix(".prj").write_text(
        'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
        encoding="ascii",
    )


SHAPE_FIELDS = {
    "基站编号": "S1",
    "基站名称": "虚构丁",
    "所属运营商": "联通",
    "天线挂高(米)": "32",  # cut through 米 in GBK
    "天线方位角": "90",
    "中心频率MHz": "3500",  # cut before z
    "网络制式": "5G",
}

SAMPLES = (
    Sample(
        "opencellid",
        "460.csv.gz",
        lambda path: path.write_bytes(gzip.compress(OPENCELLID.encode(), mtime=0)),
        {
            "id": ["LTE-0-9001-1192961", "LTE-0-9001-1192962", "NR-11-9002-19088743681"],
            "operator": ["中国移动", "中国移动", "中国电信"],
            "tech": ["LTE", "LTE", "NR"],
            "band": ["B39", "B39", ""],
            "lon": [101.761, 101.761, 101.8],  # weighted 30 : 10
            "lat": [36.621, 36.621, 36.6],
            "status": ["built", "built", "built"],
            "row": [1, 2, 3],
        },
        read=6,
        kept=3,
        set_aside=3,
        codes=(
            *("source-recognised", "source-dropped", "source-set-aside", "source-set-aside"),
            *("source-assumed", "source-position-estimated", "source-assumed", "source-assumed"),
        ),
    ),
    Sample(
        "excel_zh",
        "台账.xlsx",
        _sheet,
        {
            "id": ["XN001-1", "XN001-2", "XN001-3", "XN002"],
            "name": ["虚构一号"] * 3 + ["虚构二号"],
            "operator": ["中国移动"] * 3 + ["中国广电"],
            "county": ["城北区"] * 4,
            "lon": [101.75] * 3 + [101.74],
            "height_m": [35.0, 35.0, 35.0, 30.0],
            "azimuth_deg": [0.0, 120.0, 240.0, 60.0],
            "tilt_deg": [7.0, 7.0, 7.0, 5.0],
            "band": ["n41"] * 3 + ["n28"],
            "tech": ["NR"] * 4,
            "status": ["built"] * 3 + ["planned"],
            "row": [3, 3, 3, 4],
        },
        read=3,
        kept=2,
        set_aside=1,
        codes=(
            *("title-rows", "source-recognised", "source-dropped", "source-assumed"),
            *("source-assumed", "source-band", "source-set-aside", "source-split", "number-unit"),
        ),
    ),
    Sample(
        "china_tower",
        "铁塔站址.csv",
        lambda path: path.write_text(TOWERS, encoding="gb18030"),
        {
            "id": ["T001-CMCC", "T001-CUCC", "T001-CTCC", "T002-CBN"],
            "operator": ["中国移动", "中国联通", "中国电信", "中国广电"],
            "name": ["虚构塔一"] * 3 + ["虚构塔二"],
            "tech": ["NR"] * 4,
            "height_m": [40.0, 30.0, 30.0, None],
            "status": ["built"] * 3 + ["planned"],
            "county": ["城北区"] * 4,
            "row": [2, 2, 2, 3],
        },
        read=4,
        kept=2,
        set_aside=1,
        codes=(
            *("source-recognised", "source-dropped", "source-dropped", "source-assumed"),
            *("source-set-aside", "source-assumed", "source-operator-unread", "source-split"),
            "unknown-value",
        ),
    ),
    Sample(
        "google_earth",
        "地标.kml",
        lambda path: path.write_text(GOOGLE_EARTH, encoding="utf-8"),
        {
            "id": ["G1", "G2"],
            "name": ["虚构甲", "虚构乙"],
            "operator": ["中国移动", "中国联通"],
            "height_m": [35.0, 40.0],
            "azimuth_deg": [120.0, None],
            "lon": [101.75, 101.74],
            "lat": [36.66, 36.67],
            "row": [1, 2],
        },
        read=2,
        kept=2,
        codes=(
            *("source-recognised", "source-table", "source-assumed", "source-left-out"),
            "source-altitude",
        ),
    ),
    Sample(
        "ovitalmap",
        "奥维.ovkml",
        lambda path: path.write_text(
            OVITAL.format("{:.7f},{:.7f}".format(*map(float, wgs84_to_gcj02(101.75, 36.66)))),
            encoding="utf-8",
        ),
        {
            "id": ["V1"],
            "name": ["虚构丙"],
            "operator": ["中国电信"],
            "lon": [101.75],
            "lat": [36.66],
            "datum": ["WGS84"],
        },
        read=1,
        kept=1,
        codes=("source-recognised", "source-datum-stated", "source-assumed"),
    ),
    Sample(
        "shapefile_gbk",
        "站点.shp",
        lambda path: shapefile(path, "gb18030", SHAPE_FIELDS, 101.75, 36.66),
        {
            "id": ["S1"],
            "name": ["虚构丁"],
            "operator": ["中国联通"],
            "height_m": [32.0],
            "azimuth_deg": [90.0],
            "freq_mhz": [3500.0],
            "tech": ["NR"],
            "lon": [101.75],
        },
        read=1,
        kept=1,
        codes=("cut-names", "source-recognised"),
    ),
)
