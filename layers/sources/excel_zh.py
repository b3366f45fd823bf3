"""An ordinary ledger of an operator: a sheet with Chinese headers, often one row for a whole site.

No standard says what its columns are called: the names here are those that are in common use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..text import Text
from . import _ledger
from ._draft import Draft
from ._source import Dropped, Mark, Seen, Source, one_of

_PLACE = {
    **dict.fromkeys(("所属市州", "所属地市", "地市", "市州名称", "归属地市"), "prefecture"),
    **dict.fromkeys(("所属区县", "所属县区", "区县名称", "归属区县", "行政区县"), "county"),
}
_COORDINATE = {
    **dict.fromkeys(("站点经度", "基站经度", "小区经度", "站址经度", "天线经度"), "lon"),
    **dict.fromkeys(("站点纬度", "基站纬度", "小区纬度", "站址纬度", "天线纬度"), "lat"),
}
_RADIO = {
    **dict.fromkeys(("天线方位角度", "天线方向角"), "azimuth_deg"),
    **dict.fromkeys(("网络类型", "无线制式", "网络"), "tech"),
    **dict.fromkeys(("频段名称", "频点频段"), "band"),
    **dict.fromkeys(("天线挂高(米)", "天线离地高度"), "height_m"),
    **dict.fromkeys(("基站名", "物理站名"), "name"),
}
_STATE = ("开通状态", "入网状态", "运行状态", "网络状态", "生命周期状态")
# Each of these is peculiar to such ledgers; two together leave no doubt.
_TELLING = (*_PLACE, *_COORDINATE, *_STATE, "设备厂家", "机械下倾角", "电子下倾角", "覆盖类型")
_MOST_SECTORS = 12  # of one site: more is no list of azimuths
_SPLIT = ("azimuth_deg", "tilt_deg", "height_m")


def _shape(draft: Draft, _seen: Seen) -> None:
    _tilt(draft)
    _ledger.technology(draft)
    _ledger.bands(draft)
    _ledger.service(draft, draft.take(*_STATE))
    if not draft.cells.empty:
        _sectors(draft)


def _tilt(draft: Draft) -> None:
    """Add the electrical to the mechanical downtilt, where the whole is not given."""
    electrical, mechanical = (draft.take(f"{kind}下倾角") for kind in ("电子", "机械"))
    parts = [pd.to_numeric(part, errors="coerce") for part in (electrical, mechanical)]
    both = parts[0].notna() & parts[1].notna()
    whole = (parts[0] + parts[1]).map("{:g}".format).where(both, "")
    draft.assume(
        "tilt_deg", whole,
        Text("下倾角为电子、机械下倾角之和", "the downtilt is electrical plus mechanical"),
        Text("给出总下倾角", "give the whole downtilt"),
    )  # fmt: skip


def _sectors(draft: Draft) -> None:
    """Make a row of each azimuth of a cell such as 0/120/240."""
    columns = [name for name in _SPLIT if draft.has(name)]
    ids = draft.text("id")
    rows = zip(ids, *(draft.text(name) for name in columns), strict=True)
    parts = [
        _sectors_of(identity, dict(zip(columns, cells, strict=True))) for identity, *cells in rows
    ]
    draft.split(
        parts,
        Text("一格多个方位角，拆成多个扇区", "a cell of several azimuths is split into sectors"),
        Text("每个扇区一行，编号不同", "give each sector a row and an id of its own"),
    )  # fmt: skip


def _sectors_of(identity: str, cells: Mapping[str, str]) -> Sequence[Mapping[str, str]]:
    azimuths = _ledger.values_of(cells.get("azimuth_deg", ""))
    if not 2 <= len(azimuths) <= _MOST_SECTORS or not all(
        azimuth.isdigit() for azimuth in azimuths
    ):
        return ()
    made = []
    for number, azimuth in enumerate(azimuths):
        own = {"azimuth_deg": azimuth}
        for column, cell in cells.items():
            values = _ledger.values_of(cell)
            if len(values) == len(azimuths):
                own[column] = values[number]
        if identity:
            own["id"] = f"{identity}-{number + 1}"
        made.append(own)
    return made


SOURCE = Source(
    name="excel_zh",
    title=Text("运营商基站台账（Excel/CSV）", "ledger of base stations of an operator"),
    roles=("base_stations",),
    marks=(
        Mark(
            Text("表格（.xlsx、.csv）", "a table (.xlsx, .csv)"),
            lambda seen: seen.suffix in (".xlsx", ".csv", ".tsv", ".txt", ".gz"),
        ),
        one_of(*_TELLING, least=2),
    ),
    documented="",
    columns=_PLACE | _COORDINATE | _RADIO,
    dropped=(
        Dropped(
            Text("与覆盖无关", "of no use for coverage"),
            (
                *("设备厂家", "厂家", "设备型号", "天线型号", "开通时间", "入网时间", "维护人"),
                *("联系电话", "机房", "机房名称", "传输方式", "覆盖类型", "序号", "地址"),
                *("详细地址", "乡镇"),
            ),
        ),
    ),
    shape=_shape,
)
