"""A list of sites as China Tower keeps it: one row a tower, shared by several operators.

Not published: the columns here are those that such lists commonly have. A tower is no base
station: each operator on it is one, and of what he runs there the list says little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .._reading import fold
from ..base_stations import LAYER
from ..text import Text
from . import _ledger
from ._draft import Draft
from ._source import Dropped, Mark, Seen, Source, headers, one_of

# Operator → suffix of the ids of his stations, and what heads the columns that are his alone.
_OPERATORS = {
    "中国移动": ("CMCC", "移动"),
    "中国联通": ("CUCC", "联通"),
    "中国电信": ("CTCC", "电信"),
    "中国广电": ("CBN", "广电"),
}
_SHARED = ("共享运营商", "需求运营商", "租户", "承租运营商", "租用运营商", "共享单位", "需求方")
_YES = frozenset(("是", "有", "1", "y", "yes", "√", "✓", "✔", "true"))
_STATE = ("维护状态", "站址状态", "运行状态", "使用状态")
_DELIVERED = ("交付日期", "交付时间", "起租日期", "起租时间")
_CALLED = {fold(s): own for s, own in LAYER.column("operator").spellings} | {
    fold(name): name for name in _OPERATORS
}


def _flags(short: str) -> tuple[str, ...]:
    return (
        short,
        f"中国{short}",
        f"是否{short}",
        f"{short}共享",
        f"{short}需求",
        f"{short}是否共享",
    )


_ALL_FLAGS = tuple(flag for _, short in _OPERATORS.values() for flag in _flags(short))


def _shape(draft: Draft, _seen: Seen) -> None:
    _state(draft)
    if draft.cells.empty:
        return
    if draft.has("tech"):
        _ledger.technology(draft)
    else:
        draft.assume(
            "tech", "NR",
            Text("清单没有制式，全部按 5G", "the list has no technology: all are taken as 5G"),
            Text(
                "其中有只装 4G 的站时覆盖会偏大：加一列制式",
                "give a column of technology: towers with 4G alone make coverage look too large",
            ),
        )  # fmt: skip
    _ledger.bands(draft)
    _per_operator(draft)


def _state(draft: Draft) -> None:
    """Take a tower for built when it is in use and delivered; leave out what is gone."""
    delivered = draft.take(*_DELIVERED)
    state = draft.take(*_STATE)
    if (delivered != "").any():
        draft.assume(
            "status", "planned", Text("没有交付日期，按规划", "no date of delivery: planned"),
            Text("已交付的补上日期", "give the date where it was delivered"),
            (delivered == "").to_numpy(np.bool_),
        )  # fmt: skip
    _ledger.service(draft, state)
    draft.assume(
        "status", "built",
        Text("在用或已交付的站址按已开通", "sites in use or delivered are taken as on air"),
        Text("未开通的在状态列注明", "say so in the column of status where they are not"),
    )  # fmt: skip


def _per_operator(draft: Draft) -> None:
    """Make a station of each operator on a tower."""
    stated = draft.take(*_SHARED)
    flags = {name: draft.take(*_flags(short)).tolist() for name, (_, short) in _OPERATORS.items()}
    heights = {
        name: draft.take(f"{short}挂高", f"{short}天线挂高", f"{short}挂高m").tolist()
        for name, (_, short) in _OPERATORS.items()
    }
    named = [_ledger.values_of(cell) for cell in stated]
    tenants = [_tenants(listed, flags, row) for row, listed in enumerate(named)]
    strange = np.array(
        [bool(whose) and any(fold(n) not in _CALLED for n in listed)
         for whose, listed in zip(tenants, named, strict=True)], np.bool_,
    )  # fmt: skip
    draft.note(
        "source-operator-unread", strange, "operator",
        Text("共享单位中不是四家运营商的，未采用", "tenants that are none of the four operators"),
        Text("核对共享运营商一列", "check the column of operators"),
    )  # fmt: skip
    ids, shared = draft.text("id").tolist(), draft.text("height_m").tolist()
    # Who cannot be told is left to be rejected as what he is called.
    draft.put("operator", stated)
    draft.split(
        [
            [_own(ids[row], name, heights[name][row] or shared[row]) for name in whose]
            for row, whose in enumerate(tenants)
        ],
        Text("一处铁塔有多家运营商，每家一个站", "a tower of several operators: a station of each"),
        Text("无需处理；编号加了运营商后缀", "nothing to do; ids have the operator as a suffix"),
    )


def _tenants(listed: list[str], flags: Mapping[str, Sequence[str]], row: int) -> list[str]:
    found = {_CALLED[fold(name)] for name in listed if fold(name) in _CALLED}
    found |= {name for name, cells in flags.items() if cells[row].strip().casefold() in _YES}
    return [name for name in _OPERATORS if name in found]


def _own(identity: str, operator: str, height: str) -> dict[str, str]:
    cells = {"operator": operator, "height_m": height}
    return {**cells, "id": f"{identity}-{_OPERATORS[operator][0]}"} if identity else cells


SOURCE = Source(
    name="china_tower",
    title=Text("铁塔公司站址清单", "list of sites of China Tower"),
    roles=("base_stations",),
    marks=(
        headers("站址编码"),
        one_of("铁塔类型", "塔型", "站址类型", "产权单位", "塔高"),
        Mark(
            Text(
                "运营商一列（如 共享运营商），或每家一列（移动、联通……）",
                "a column of operators (e.g. 共享运营商), or one of each (移动, 联通, …)",
            ),
            lambda seen: seen.any_of(*_SHARED, *_ALL_FLAGS),
        ),
    ),
    documented="",
    columns={
        **dict.fromkeys(("区县", "所属区县", "县区"), "county"),
        **dict.fromkeys(("地市", "所属地市", "市州"), "prefecture"),
        "需求制式": "tech",
    },
    dropped=(
        Dropped(
            Text("塔高不是天线挂高", "the height of a tower is not that of an antenna"),
            ("塔高", "塔高m", "铁塔高度"),
        ),
        Dropped(
            Text("与覆盖无关", "of no use for coverage"),
            (
                "站址类型",
                "塔型",
                "铁塔类型",
                "产权单位",
                "序号",
                "详细地址",
                "地址",
                "机房类型",
                "维护单位",
            ),
        ),
    ),
    shape=_shape,
)
