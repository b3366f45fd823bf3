"""Drive-test points: measured SS-RSRP, to be held against the prediction. None is shipped.

Only 5G rows count. A phone that receives no 5G cell has no level to log, and a log without
those rows would make coverage look better than it is: they are written as −160 dBm.
"""

from dataclasses import replace

import pandas as pd

from ._dates import undated
from ._key_area import DATUM
from ._layer import Column, Layer, Style
from .base_stations import LAYER as _STATIONS
from .errors import Finding
from .text import Text

MOST_ROWS = 500_000  # beyond this a log is thinned before it is given
NOTHING_RECEIVED_DBM = -160.0  # what stands for "no 5G cell received"
_TECH = _STATIONS.column("tech")


def _check(typed: pd.DataFrame, file: str) -> list[Finding]:
    """Name the rows of 5G without a level, and times that are none; refuse what is too long."""
    if len(typed) > MOST_ROWS:
        return [_too_long(len(typed), file)]
    nr = typed["tech"].isin(["", "NR"])
    lacking = typed.loc[nr & typed["level_dbm"].isna(), "row"].tolist()
    if lacking and typed["level_dbm"].isna().all():
        lacking = [1]  # the column is missing, or as good as
    return [*(_no_level(row, file) for row in lacking), *undated(typed, "time", file)]


def _too_long(rows: int, file: str) -> Finding:
    return Finding(
        "too-many-rows",
        Text(f"有 {rows:,} 行，最多 {MOST_ROWS:,} 行", f"{rows:,} rows, at most {MOST_ROWS:,}"),
        Text(
            "按 10 米或更大的格取中位数抽稀后再提供",
            "thin it first, e.g. to one median per 10 m cell and operator",
        ),
        file,
    )


def _no_level(row: int, file: str) -> Finding:
    return Finding(
        "missing-value",
        Text("5G 的行没有实测电平", "a row of 5G has no measured level"),
        Text(
            "填 SS-RSRP；收不到 5G 的点填 −160，不要删除，删除会使结果偏乐观",
            "give SS-RSRP; write −160 where no 5G was received: to delete such a row would make"
            " coverage look better than it is",
        ),
        file,
        row,
        "level_dbm",
    )


LAYER = Layer(
    name="measurements",
    title=Text("路测数据（实测）", "drive-test points (measured)"),
    geometry="point",
    columns=(
        Column("id", Text("编号", "id"), aliases=("序号", "测点编号")),
        _STATIONS.column("operator"),
        _STATIONS.column("lon"),
        _STATIONS.column("lat"),
        DATUM,
        Column(
            "level_dbm",
            Text("实测电平", "measured SS-RSRP"),
            "number",
            "dBm",
            minimum=NOTHING_RECEIVED_DBM,
            maximum=-20,
            aliases=("SS-RSRP", "RSRP", "SS_RSRP", "SS-RSRP(dBm)", "NR SS-RSRP", "电平"),
        ),
        Column("time", Text("时间", "time"), aliases=("测试时间", "采集时间", "日期")),
        replace(
            _TECH,
            spellings=(
                *_TECH.spellings,
                *((f"{mark}{mode}", "NR") for mark in ("", "5G ", "NR ") for mode in ("SA", "NSA")),
            ),
            aliases=("网络制式", "网络类型"),
        ),
        Column("source", Text("来源", "source")),
        Column("note", Text("备注", "note")),
    ),
    source="measurements",
    style=Style("#7b2d8b", "测"),
    optional=True,
    check=_check,
)
