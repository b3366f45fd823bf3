"""5G base stations: the planner's own list. None is public, so covermap ships none.

A row is one sector, or a whole site when `azimuth_deg` is empty: such a site is seen as
its envelope, equally strong all round.
"""

from ._key_area import DATUM, LAT, LON
from ._layer import Column, Layer, Style
from .text import Text

OPERATORS = ("中国移动", "中国电信", "中国联通", "中国广电")
_OPERATOR_SPELLINGS = (
    *((s, "中国移动") for s in ("移动", "CMCC", "China Mobile", "青海移动")),
    *((s, "中国电信") for s in ("电信", "CTCC", "China Telecom", "青海电信")),
    *((s, "中国联通") for s in ("联通", "CUCC", "China Unicom", "青海联通")),
    *((s, "中国广电") for s in ("广电", "CBN", "China Broadnet", "青海广电")),
)

LAYER = Layer(
    name="base_stations",
    title=Text("5G 基站", "5G base stations"),
    geometry="point",
    columns=(
        Column("id", Text("站点编号", "station id"), required=True, aliases=("站号", "基站编号")),
        Column("name", Text("站名", "station name"), aliases=("基站名称", "站点名称")),
        Column(
            "operator",
            Text("运营商", "operator"),
            required=True,
            choices=OPERATORS,
            spellings=_OPERATOR_SPELLINGS,
        ),
        Column(
            "tech",
            Text("制式", "technology"),
            choices=("NR", "LTE"),
            spellings=(("5G", "NR"), ("4G", "LTE")),
        ),
        Column("band", Text("频段", "band"), choices=("n1", "n3", "n28", "n41", "n78", "n79")),
        Column(
            "freq_mhz",
            Text("中心频率", "centre frequency"),
            "number",
            "MHz",
            minimum=400,
            maximum=30_000,
            aliases=("中心频率MHz",),
        ),
        Column(
            LON.name,
            LON.title,
            LON.kind,
            LON.unit,
            required=True,
            minimum=LON.minimum,
            maximum=LON.maximum,
            aliases=LON.aliases,
        ),
        Column(
            LAT.name,
            LAT.title,
            LAT.kind,
            LAT.unit,
            required=True,
            minimum=LAT.minimum,
            maximum=LAT.maximum,
            aliases=LAT.aliases,
        ),
        DATUM,
        Column(
            "height_m",
            Text("挂高", "antenna height above ground"),
            "number",
            "m",
            minimum=1,
            maximum=300,
            aliases=("挂高m", "天线挂高"),
        ),
        Column(
            "azimuth_deg",
            Text("方位角", "azimuth"),
            "number",
            "degree",
            minimum=0,
            maximum=360,
        ),
        Column(
            "beamwidth_deg",
            Text("波束宽度", "horizontal beamwidth"),
            "number",
            "degree",
            minimum=5,
            maximum=360,
        ),
        Column("tilt_deg", Text("下倾角", "downtilt"), "number", "degree", minimum=-15, maximum=45),
        Column(
            "ss_power_dbm",
            Text("SS功率", "SS power per resource element"),
            "number",
            "dBm",
            minimum=-40,
            maximum=50,
            aliases=("SS功率dBm",),
        ),
        Column(
            "gain_dbi",
            Text("天线增益", "antenna gain"),
            "number",
            "dBi",
            minimum=-5,
            maximum=40,
            aliases=("天线增益dBi",),
        ),
        Column("environment", Text("环境", "environment"), choices=("RMa", "UMa", "UMi")),
        Column(
            "status",
            Text("状态", "status"),
            choices=("built", "planned", "proposed"),
            spellings=(("已建", "built"), ("规划", "planned"), ("建议", "proposed")),
        ),
        Column("source", Text("来源", "source")),
    ),
    source="base_stations",
    style=Style("#0b5d5b", "站"),
    optional=True,
)
