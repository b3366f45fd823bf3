"""What the head of every page says: whose area, which run, which model, which threshold."""

from __future__ import annotations

from pyproj import CRS

from layers.text import Text, Verbatim

from ._part import Part
from ._table import Mark

_NOT_STATED = Text("未填写", "not stated")
_NOT_SET = Text("未设置", "not set")


def marks(part: Part) -> tuple[Mark, ...]:
    """Return the marks of a report, in the order in which they are printed."""
    card = part.results.card
    threshold, model = card["threshold"], card["model_card"]
    listed = [
        Mark("scope", Text("范围", "scope"), part.name),
        Mark("run_id", Text("运行编号", "run"), Verbatim.of(card["run_id"])),
        Mark("data_date", Text("数据截止", "data cut-off"), _or(card["data_date"], _NOT_STATED)),
        Mark(
            "threshold",
            Text("门限方案", "threshold profile"),
            Text(
                f"{threshold['profile']}：{threshold['zh']}",
                f"{threshold['profile']}: {threshold['en']}",
            ),
        ),
        Mark("model", Text("模型", "model"), Verbatim.of(model["model_id"])),
        Mark("terrain", Text("地形", "terrain"), _terrain(str(model["terrain_source"]))),
        Mark("grid", Text("格网", "grid"), Verbatim.of(f"{card['grid']['cell_m']:g} m")),
        Mark(
            "crs",
            Text("坐标系", "CRS"),
            _crs(CRS.from_user_input(card["grid"]["crs_wkt"]), str(model["datum"])),
        ),
        Mark(
            "boundary",
            Text("边界来源", "boundaries"),
            Text(card["boundary_source"]["zh"], card["boundary_source"]["en"]),
        ),
        Mark("review_no", Text("审图号", "map review no."), _or(card["review_no"], _NOT_SET)),
        Mark(
            "predicted",
            Text("性质", "nature"),
            Text("预测：模型计算，非实测", "predicted: modelled, not measured"),
        ),
    ]
    if card["synthetic"]:
        listed.append(Mark("synthetic", Text("基站", "stations"), _synthetic(part)))
    return tuple(listed)


def _synthetic(part: Part) -> Text:
    scenario = part.results.card["scenario"]
    facts = scenario or {"count": len(part.results.stations), "seed": "?"}
    return Text(
        f"SYNTHETIC 情景基站（{facts['count']} 个，种子 {facts['seed']}），不代表任何运营商网络",
        f"SYNTHETIC scenario ({facts['count']} stations, seed {facts['seed']}), not any"
        " operator's network",
    )


def _terrain(source: str) -> Text:
    return Text("无地形", "terrain: none") if source == "none" else Verbatim.of(source)


def _crs(crs: CRS, datum: str) -> Text:
    """Name the projection of the grid, which is fitted to the region and has no name."""
    operation = crs.coordinate_operation
    if operation is None:
        return Verbatim.of(crs.name)
    method = operation.method_name
    known = {"Albers Equal Area": "Albers 等面积投影"}
    return Text(f"{known.get(method, method)} · {datum}", f"{method} · {datum}")


def _or(value: str, missing: Text) -> Text:
    return Verbatim.of(value) if value else missing
