"""Base stations of 5G, and of 4G beside them: the planner's own list. covermap ships none.

A row is one sector, or a whole site when `azimuth_deg` is empty: such a site is seen as
its envelope, equally strong all round.
"""

import re
import unicodedata

import pandas as pd

from ._key_area import COUNTY, DATUM, LAT, LON, PREFECTURE
from ._layer import Column, Layer, Style
from .errors import Finding
from .text import Text

# Bands in China of NR, 3GPP TS 38.101-1, and of LTE, TS 36.101. A list may name LTE bands in
# any way it likes: those it knows by number, by frequency or by letter have defaults.
NR_BANDS = ("n1", "n3", "n5", "n8", "n28", "n40", "n41", "n78", "n79")
LTE_BANDS = ("B1", "B3", "B5", "B8", "B34", "B39", "B40", "B41")
# Nominal frequency in MHz and, of TDD, the letter that 频段 follows → band.
_LTE_CALLED = {
    **{"2100": "B1", "1800": "B3", "800": "B5", "850": "B5", "900": "B8"},
    **{"2010": "B34", "1900": "B39", "2300": "B40", "2600": "B41"},
    **{"a": "B34", "f": "B39", "e": "B40", "d": "B41"},
}
_LTE_BAND = re.compile(r"(?:(?:lte|fdd|tdd|td|band|b|l)-?)*(\d+|[adef])(?:mhz|m|频段)?")
OPERATORS = ("中国移动", "中国电信", "中国联通", "中国广电")
# Operator → what lists call it: in short, in English, the branch and the registered company.
_ALSO_CALLED = {
    "中国移动": (
        "移动",
        "CMCC",
        "China Mobile",
        "青海移动",
        "中国移动青海分公司",
        "中国移动青海公司",
        "中国移动通信集团青海有限公司",
    ),
    "中国电信": (
        "电信",
        "CTCC",
        "China Telecom",
        "青海电信",
        "中国电信青海分公司",
        "中国电信青海公司",
        "中国电信股份有限公司青海分公司",
    ),
    "中国联通": (
        "联通",
        "CUCC",
        "China Unicom",
        "青海联通",
        "中国联通青海分公司",
        "中国联通青海省分公司",
        "中国联合网络通信有限公司青海省分公司",
    ),
    "中国广电": (
        "广电",
        "CBN",
        "China Broadnet",
        "青海广电",
        "中国广电青海分公司",
        "中国广电青海网络",
        "中国广电青海网络股份有限公司",
    ),
}


def lte_band(typed: str) -> str:
    """Return the LTE band that is meant, ``""`` = none that is known.

    Examples
    --------
    >>> [lte_band(typed) for typed in ("B3", "band 3", "FDD1800", "D频段", "n2")]
    ['B3', 'B3', 'B3', 'B41', '']
    """
    folded = "".join(unicodedata.normalize("NFKC", typed).casefold().split())
    found = _LTE_BAND.fullmatch(folded)
    number = found[1] if found else ""
    return f"B{number}" if f"B{number}" in LTE_BANDS else _LTE_CALLED.get(number, "")


def _check(typed: pd.DataFrame, file: str) -> list[Finding]:
    """Name the rows whose band is none of NR; what an LTE row calls its band is kept."""
    wrong = typed["tech"].isin(["", "NR"]) & ~typed["band"].isin(["", *NR_BANDS])
    return [
        Finding(
            "unknown-value",
            Text(f"“{band}”不是 5G 频段", f"{band!r} is no band of 5G NR"),
            Text(
                f"可用：{'、'.join(NR_BANDS)}"
                "（700M 即 n28，2.6G 即 n41，3.5G 即 n78，4.9G 即 n79）；4G 的行制式填 LTE",
                f"one of: {', '.join(NR_BANDS)} (700 MHz is n28, 2.6 GHz n41, 3.5 GHz n78,"
                " 4.9 GHz n79); for a row of 4G give LTE as tech",
            ),
            file,
            int(row),
            "band",
        )
        for band, row in zip(typed.loc[wrong, "band"], typed.loc[wrong, "row"], strict=True)
    ]


LAYER = Layer(
    name="base_stations",
    title=Text("5G 基站", "5G base stations"),
    geometry="point",
    columns=(
        Column(
            "id",
            Text("站点编号", "station id"),
            required=True,
            aliases=(
                "编号",
                "站号",
                "基站编号",
                "站址编码",
                "站点编码",
                "小区编号",
                "小区标识",
                "NCI",
                "CGI",
            ),
        ),
        Column(
            "name",
            Text("站名", "station name"),
            aliases=("名称", "基站名称", "站点名称", "站址名称", "小区名称"),
        ),
        Column(
            "operator",
            Text("运营商", "operator"),
            required=True,
            aliases=("运营企业", "所属运营商", "归属运营商", "建设单位", "carrier"),
            choices=OPERATORS,
            spellings=tuple((name, own) for own, names in _ALSO_CALLED.items() for name in names),
        ),
        Column(
            "tech",
            Text("制式", "technology"),
            aliases=("网络制式", "系统制式", "radio"),
            choices=("NR", "LTE"),
            spellings=(("5G", "NR"), ("4G", "LTE")),
        ),
        Column(
            "band",
            Text("频段", "band"),
            aliases=("工作频段", "使用频段"),
            spellings=tuple((band, band) for band in NR_BANDS),  # N41 is n41
        ),
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
            aliases=("挂高m", "天线挂高", "天线高度", "天线挂高m", "antennaheight"),
        ),
        Column(
            "azimuth_deg",
            Text("方位角", "azimuth"),
            "number",
            "degree",
            minimum=0,
            maximum=360,
            aliases=("天线方位角", "方向角", "bearing"),
        ),
        Column(
            "beamwidth_deg",
            Text("波束宽度", "horizontal beamwidth"),
            "number",
            "degree",
            minimum=5,
            maximum=360,
        ),
        Column(
            "tilt_deg",
            Text("下倾角", "downtilt"),
            "number",
            "degree",
            minimum=-15,
            maximum=45,
            aliases=("总下倾角", "天线下倾角"),
        ),
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
            spellings=(
                *((name, "built") for name in ("已建", "已开通", "在网", "现网", "运行", "开通")),
                *((name, "planned") for name in ("规划", "在建", "拟建", "已规划", "未开通")),
                *((name, "proposed") for name in ("建议", "推荐")),
            ),
            aliases=("站点状态", "基站状态", "建设状态", "工程状态"),
        ),
        Column("source", Text("来源", "source")),
        # Where a station is said to be: evidence of its datum, it belongs where its point lies.
        PREFECTURE,
        COUNTY,
    ),
    source="base_stations",
    style=Style("#0b5d5b", "站"),
    optional=True,
    check=_check,
)
