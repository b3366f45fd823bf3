"""What Chinese ledgers of sites have in common: several values in one cell, bands by frequency."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from ..base_stations import LAYER
from ..text import Text
from ._draft import Draft, each

_BETWEEN = re.compile(r"[/、;；,，+＋|&和及\s]+")
# Frequency → band of 5G in China; what LTE calls its band is kept as it is.
_NR_CALLED = {
    **{"700": "n28", "0.7": "n28", "800": "n5", "850": "n5", "900": "n8", "0.9": "n8"},
    **{"1800": "n3", "1.8": "n3", "2100": "n1", "2.1": "n1", "2300": "n40", "2.3": "n40"},
    **{"2600": "n41", "2.6": "n41", "3500": "n78", "3.5": "n78", "3400": "n78", "3.4": "n78"},
    **{"4900": "n79", "4.9": "n79"},
}
_FREQUENCY = re.compile(r"(?:5g|nr)?-?(\d+(?:\.\d+)?)(?:mhz|ghz|m|g|频段)*")
_SERVING = (
    "开通",
    "已开通",
    "在用",
    "在网",
    "现网",
    "正常",
    "运行",
    "在服",
    "已交付",
    "已入网",
    "是",
)
_COMING = ("未开通", "在建", "建设中", "规划", "待开通", "未交付", "未入网", "待建", "否")
_GONE = ("退网", "已退网", "退服", "拆除", "已拆除", "停用", "报废", "关停", "注销", "已关闭")


def values_of(cell: str) -> list[str]:
    """Return the values of a cell that holds several.

    Examples
    --------
    >>> values_of("移动、联通/电信"), values_of("0/120/240")
    (['移动', '联通', '电信'], ['0', '120', '240'])
    """
    return [value for value in _BETWEEN.split(unicodedata.normalize("NFKC", cell)) if value]


def bands(draft: Draft) -> None:
    """Write a band of 5G that is called by its frequency as 3GPP does, and count it."""
    called = draft.text("band")
    of_5g = draft.text("tech") != "LTE"
    number = each(called, _nr_band).where(of_5g, "")
    changed = ((number != "") & (number != called)).to_numpy(bool)
    draft.put("band", called.where(~changed, number))
    draft.note(
        "source-band", changed, "band",
        Text("频段按频率写成 3GPP 编号", "bands named by frequency are written as 3GPP does"),
        Text("核对频段", "check the bands"),
    )  # fmt: skip


def _nr_band(cell: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", cell).casefold().split())
    found = _FREQUENCY.fullmatch(folded)
    return _NR_CALLED.get(found[1], "") if found else ""


def technology(draft: Draft) -> None:
    """Take a site of several technologies for one of 5G, if that is among them."""
    stated = draft.text("tech")
    spelled = {"5G": "NR", "NR": "NR", "4G": "LTE", "LTE": "LTE"}

    def chosen(cell: str) -> str:
        named = [spelled.get(re.sub(r"[^A-Z0-9].*", "", v.upper()), "") for v in values_of(cell)]
        return next((tech for tech in ("NR", "LTE") if tech in named), cell)

    several = each(stated, chosen)
    draft.put("tech", several)
    mixed = (several != stated) & (each(stated, lambda cell: str(len(values_of(cell)))) != "1")
    draft.note(
        "source-assumed", mixed.to_numpy(bool), "tech",
        Text("多种制式的站按其中的 5G 计（假设）", "of several technologies, 5G (assumption)"),
        Text("每种制式一行", "give a row for each technology"),
    )  # fmt: skip


def service(draft: Draft, state: pd.Series[str]) -> None:
    """Say by the state of service whether a site is built or planned; leave out what is gone."""
    gone = state.isin(_GONE).to_numpy(bool)
    spelled = dict(LAYER.column("status").spellings)
    spelled |= dict.fromkeys(_SERVING, "built") | dict.fromkeys(_COMING, "planned")
    own = draft.text("status")
    draft.put("status", own.where(own != "", state.map(spelled).fillna("")))
    unclear = ((state != "") & ~state.isin([*spelled, *_GONE])).to_numpy(bool)
    draft.note(
        "source-assumed", unclear, "status",
        Text("不认识的状态，按已建（假设）", "unknown states are taken as built (assumption)"),
        Text(f"用 {'、'.join((*_SERVING[:3], *_COMING[:3]))} 等", "say e.g. 在用, 未开通, 拆除"),
    )  # fmt: skip
    draft.set_aside(
        gone, "status",
        Text("已退网、拆除或停用的站，未采用", "sites out of service or taken down are left out"),
        Text("仍在用的改正状态", "put the state right where it is in use"),
    )  # fmt: skip
