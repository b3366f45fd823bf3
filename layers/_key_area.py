"""The columns that every layer of key areas shares, and how such a layer is made."""

from __future__ import annotations

from ._layer import Column, Layer, Style
from .datum import DATUMS, OLD_DATUMS
from .text import Text

LON = Column(
    "lon",
    Text("经度", "longitude"),
    "number",
    "degree",
    minimum=-180,
    maximum=180,
    aliases=("x", "lng", "long", "东经", "经度坐标", "X坐标", "东坐标", "lon坐标"),
)
LAT = Column(
    "lat",
    Text("纬度", "latitude"),
    "number",
    "degree",
    minimum=-90,
    maximum=90,
    aliases=("y", "北纬", "纬度坐标", "Y坐标", "北坐标"),
)
DATUM = Column(
    "datum",
    Text("坐标系", "datum"),
    choices=(*DATUMS, *OLD_DATUMS),
    spellings=(
        ("WGS-84", "WGS84"),
        ("CGCS-2000", "CGCS2000"),
        ("国家2000", "CGCS2000"),
        ("2000国家大地坐标系", "CGCS2000"),
        ("GCJ-02", "GCJ02"),
        ("火星坐标", "GCJ02"),
        ("高德", "GCJ02"),
        ("BD-09", "BD09"),
        ("百度", "BD09"),
    ),
)
PREFECTURE = Column(
    "prefecture",
    Text("市州", "prefecture"),
    aliases=("州市", "地市", "所属市州", "所在市州", "所属地市", "所在地市"),
)
COUNTY = Column(
    "county",
    Text("县", "county"),
    aliases=("区县", "县区", "所属县", "所在县", "所属区县", "所在区县", "所属县区", "所在县区"),
)
TIERS = ("core", "secondary", "township")

KEY_AREA_COLUMNS = (
    Column("id", Text("编号", "id"), required=True, aliases=("场所编号", "编码")),
    Column(
        "name_zh",
        Text("名称", "name"),
        required=True,
        aliases=("name", "场所名称", "单位名称", "景区名称", "学校名称", "医院名称"),
    ),
    Column("name_en", Text("英文名", "English name")),
    Column("category", Text("类别", "category")),
    Column("subcategory", Text("子类", "subcategory")),
    Column(
        "tier",
        Text("层级", "tier"),
        choices=TIERS,
        spellings=(("核心", "core"), ("次要", "secondary"), ("乡镇", "township")),
    ),
    PREFECTURE,
    COUNTY,
    Column("adcode", Text("行政区划代码", "division code")),
    LON,
    LAT,
    DATUM,
    Column("coord_precision_m", Text("坐标精度", "coordinate precision"), "number", "m", minimum=0),
    Column("coord_source", Text("坐标来源", "source of the coordinate")),
    Column("coord_licence", Text("坐标许可", "licence of the coordinate")),
    Column("area_km2", Text("面积", "area"), "number", "km²", minimum=0, maximum=100_000),
    Column("owner", Text("责任单位", "responsible body")),
    Column("fact_source", Text("依据", "source of the fact")),
    Column("verified", Text("核实", "verified")),
    Column("note", Text("备注", "note")),
    # A row with a reason is listed and accounted for, but not judged.
    Column("excluded", Text("不计入原因", "reason to leave out"), aliases=("不计入",)),
)


def key_area_layer(
    name: str, title: Text, category: str, style: Style, *, optional: bool = False
) -> Layer:
    """Return the layer of one category of key areas.

    Parameters
    ----------
    name
        Name of the layer and of its file under ``data/raw``.
    title
        Wording.
    category
        Category of ``geo/standards/categories.csv``.
    style
        How maps draw it.
    optional
        Whether nothing is shipped and covermap can do without.
    """
    return Layer(
        name=name,
        title=title,
        geometry="point",
        columns=KEY_AREA_COLUMNS,
        source=name,
        style=style,
        category=category,
        optional=optional,
    )
