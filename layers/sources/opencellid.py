"""Cells as OpenCelliD gives them: where phones have heard them, not where their masts stand.

The download of a country is a .csv.gz without a line of headers. A position is the mean of where
phones were; the cells of one base station differ by hundreds of metres, so each takes the mean of
its station, weighted by measurements. The format knows no antenna, no band and no height.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..text import Text
from ._draft import Draft, each
from ._source import Dropped, Seen, Source, headers

_COLUMNS = (
    "radio", "mcc", "net", "area", "cell", "unit", "lon", "lat", "range", "samples",
    "changeable", "created", "updated", "averageSignal",
)  # fmt: skip
_RADIOS = ("GSM", "UMTS", "CDMA", "LTE", "NR", "NBIOT")
_CHINA = "460"  # mobile country code, ITU-T E.212
# Mobile network code → operator as in common use: 04, 08 and 15 found in no list that could be
# read; 20 is the railway's own GSM-R.
_NETWORKS = {
    **dict.fromkeys(("0", "2", "4", "7", "8"), "中国移动"),
    **dict.fromkeys(("1", "6", "9"), "中国联通"),
    **dict.fromkeys(("3", "5", "11"), "中国电信"),
    "15": "中国广电",
}
# Bits of a cell's identity that number the cells of one base station: 8 of E-UTRA, 3GPP TS 36.300;
# of NR 4–14 are allowed, TS 38.300, and operators in China commonly keep 12.
_CELL_BITS = {"LTE": 8, "NR": 12}
# No band is known; of 4G, which never counts as coverage, the usual wide-area one is taken.
_MOST_IDENTITY = 2**36 - 1  # of a cell of NR
_MOST_SAMPLES = 1e6  # beyond this one more says nothing of a position
_BANDS_4G = {"中国移动": "B39", "中国联通": "B3", "中国电信": "B3"}


def _headless(first: Sequence[str]) -> bool:
    """Tell a line of data by its shape: a radio, the country, fourteen cells."""
    cells = [cell.strip() for cell in first]
    return len(cells) == len(_COLUMNS) and cells[0].upper() in _RADIOS and cells[1].isdigit()


def _shape(draft: Draft, _seen: Seen) -> None:
    radio = draft.text("tech").str.upper()
    old = (~radio.isin(list(_CELL_BITS))).to_numpy(bool)
    draft.set_aside(
        old, "radio",
        Text("2G、3G 等不是 4G、5G 的小区，未采用", "cells of neither 4G nor 5G are left out"),
        Text("无需处理", "nothing to do"),
    )  # fmt: skip
    abroad = (draft.take("mcc") != _CHINA).to_numpy(bool)
    draft.set_aside(
        abroad, "mcc",
        Text("不是中国（460）的小区，未采用", "cells of other countries than China (460)"),
        Text("下载中国的文件（460）", "download the file of China (460)"),
    )  # fmt: skip
    if draft.cells.empty:
        return
    network = each(draft.take("net"), lambda net: net.lstrip("0") or "0")
    area, cell = draft.take("area"), draft.take("cell")
    radio = draft.text("tech").str.upper()
    draft.put("tech", radio)
    # A network code that is none of the four is left to be rejected as what it is.
    draft.put("operator", each(network, lambda net: _NETWORKS.get(net, f"MNC {net}")))
    draft.put("id", radio + "-" + network + "-" + area + "-" + cell)
    _at_their_stations(draft, _stations(radio, network, cell))
    _said_of_positions(draft)
    draft.assume(
        "band", each(draft.text("operator"), lambda name: _BANDS_4G.get(name, "")),
        Text("4G 小区没有频段，移动按 B39、联通和电信按 B3", "no band of 4G: B39 or B3"),
        Text("4G 只作参考，不计入覆盖", "4G is shown beside, and counts as no coverage"),
        (radio == "LTE").to_numpy(bool),
    )  # fmt: skip
    draft.assume(
        "status", "built", Text("手机收到过的小区，按已建", "heard by phones, so taken as built"),
        Text("数据可能过期：看 updated 的日期", "the data may be old: see the dates in updated"),
    )  # fmt: skip


def _stations(
    radio: pd.Series[str], network: pd.Series[str], cell: pd.Series[str]
) -> pd.Series[str]:
    """Return the base station of each cell: all but the last bits of its identity."""
    number = pd.to_numeric(cell, errors="coerce")
    number = number.where(number.between(0, _MOST_IDENTITY), -1).astype("int64")
    shift = radio.map(_CELL_BITS).astype("int64")
    station = pd.Series(np.right_shift(number.to_numpy(), shift.to_numpy()), cell.index)
    return (radio + "-" + network + "-" + station.astype("str")).where(number >= 0, cell)


def _at_their_stations(draft: Draft, station: pd.Series[str]) -> None:
    """Put the cells of one station to one place, so that they count as its sectors."""
    samples = pd.to_numeric(draft.take("samples"), errors="coerce")
    shared = station.duplicated(keep=False)
    for column in ("lon", "lat"):
        value = pd.to_numeric(draft.text(column), errors="coerce")
        sound = value.abs() <= 180  # a cell that lies nowhere moves no other
        weight = samples.clip(1, _MOST_SAMPLES).fillna(1.0).where(sound, 0.0)
        whole = weight.groupby(station).transform("sum")
        mean = (value.where(sound, 0.0) * weight).groupby(station).transform("sum") / whole
        moved = shared & sound
        draft.put(column, draft.text(column).where(~moved, mean.where(moved, 0.0).map(repr)))
    count = station[shared].nunique()
    draft.note(
        "source-assumed", shared.to_numpy(bool), "cell",
        Text(
            f"同一基站的小区（小区标识去掉末 8 位即 LTE、12 位即 NR）合在 {count} 处，"
            "取测量数加权的平均位置（假设）",
            f"cells of one base station (identity without its last 8 bits of LTE, 12 of NR) are put"
            f" to {count} places, the mean weighted by samples (assumption)",
        ),
        Text("有运营商的站址时以它为准", "prefer the operator's own list of sites"),
    )  # fmt: skip


def _said_of_positions(draft: Draft) -> None:
    reach = pd.to_numeric(draft.take("range"), errors="coerce")
    reach = reach.where(np.isfinite(reach))
    said = Text("", "")
    if reach.notna().any():
        low, middle, high = reach.quantile([0.05, 0.5, 0.95])
        said = Text(
            f"，range 中位数 {middle:,.0f} 米（5–95 %：{low:,.0f}–{high:,.0f} 米）",
            f"; range has a median of {middle:,.0f} m (5–95 %: {low:,.0f}–{high:,.0f} m)",
        )
    draft.note(
        "source-position-estimated", np.ones(len(draft.cells), bool), "lon",
        Text(
            f"位置由手机上报估计，不是天线位置{said.zh}",
            f"positions are estimated from phones, not those of antennas{said.en}",
        ),
        Text("只宜看大势；评判场所请用站址清单", "judge places by a list of sites, not by this"),
    )  # fmt: skip


SOURCE = Source(
    name="opencellid",
    title=Text("OpenCelliD 导出", "OpenCelliD export"),
    roles=("base_stations",),
    marks=(headers("radio", "mcc", "net", "area", "cell", "lon", "lat"),),
    documented="https://wiki.opencellid.org/wiki/Menu_map_view#database",
    dropped=(
        Dropped(
            Text(
                "与覆盖无关（物理小区号、时间、平均信号）",
                "of no use for coverage (physical cell id, dates, mean signal)",
            ),
            ("unit", "changeable", "created", "updated", "averageSignal"),
        ),
    ),
    datum="WGS84",
    header=_COLUMNS,
    headless=_headless,
    shape=_shape,
)
