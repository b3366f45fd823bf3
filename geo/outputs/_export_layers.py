"""What is exported, whatever the format: layers with their marks, licence and meaning.

Rows that come from OpenStreetMap are layers of their own, so that a format can keep them in
files of their own, as the ODbL asks. Rows are in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text

from ..results import Results
from . import dictionary
from ._names import marked, prefecture_file_stem

ODBL = Text(
    "ODbL-1.0（https://opendatacommons.org/licenses/odbl/1-0/）；© OpenStreetMap 贡献者",
    "ODbL-1.0 (https://opendatacommons.org/licenses/odbl/1-0/); © OpenStreetMap contributors",
)
_BY_ROW = Text(
    "各行坐标的许可见 coord_licence，来源见 coord_source；不含 OpenStreetMap 数据",
    "each row as its coord_licence says, source in coord_source; nothing from OpenStreetMap",
)
_BY_AREA = Text(
    "由重点区域（或线路）area_id 推算，许可同该场所（线路）；不含 OpenStreetMap 数据",
    "derived from the key area (or line) area_id and under its licence; nothing from OpenStreetMap",
)
_BY_LINE = Text(
    "用户自有线路及其推算结果，许可由用户决定；不含 OpenStreetMap 数据",
    "the user's own lines and what was derived from them, under the user's terms;"
    " nothing from OpenStreetMap",
)
_PUBLISHED = Text(
    "公开事实，机架数来源见 racks_source，坐标许可见 coord_licence；不含 OpenStreetMap 数据",
    "published facts, racks as racks_source says, coordinates under coord_licence;"
    " nothing from OpenStreetMap",
)
_INVENTED = Text(
    "虚构情景，由 covermap 生成，无第三方权利",
    "invented scenario, made by covermap, no rights of others",
)
_PLANNED = Text(
    "由 covermap 从用户数据推算的建议，许可由用户决定",
    "proposals that covermap derives from the user's data, under the user's terms",
)
_OWN = Text("用户自有清单，许可由用户决定", "the user's own list, under the user's terms")


@dataclass(frozen=True)
class ExportLayer:
    """One layer to export.

    Parameters
    ----------
    name
        ASCII name, e.g. ``"key_areas"``.
    title
        Wording.
    frame
        Rows with the columns ``synthetic`` and ``predicted``; rows of a `GeoDataFrame` may lack
        a geometry.
    key
        Column that identifies a row; ``""`` = none.
    meaning
        Frame of the data dictionary that describes the columns.
    licence
        Terms of the rows.
    predicted
        Whether the rows hold modelled values.
    odbl
        Whether the rows come from OpenStreetMap.
    """

    name: str
    title: Text
    frame: pd.DataFrame
    key: str
    meaning: str
    licence: Text
    predicted: bool
    odbl: bool = False

    def entries(self) -> dict[str, dictionary.Entry]:
        """Return the meaning of the columns."""
        return {**dictionary.entries("exports"), **dictionary.entries(self.meaning)}


def export_layers(results: Results, prefecture: str | None = None) -> list[ExportLayer]:
    """Return what is exported of a run; of OpenStreetMap rows and lines only what there is.

    Parameters
    ----------
    results
        What the run found.
    prefecture
        Code that limits the rows; ``None`` = all, places in no known prefecture included.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    """
    known = list(results.prefectures["adcode"])
    if prefecture is not None and prefecture not in known:
        raise InputError([_unknown(prefecture, known)])
    layers = [_finished(layer, results, prefecture) for layer in _layers(results)]
    return [layer for layer in layers if len(layer.frame) or not _may_be_missing(layer)]


def _may_be_missing(layer: ExportLayer) -> bool:
    return layer.odbl or layer.meaning in ("lines", "line_gaps")


def marks(results: Results, layer: ExportLayer | None = None) -> dict[str, Any]:
    """Return what every export says about itself.

    Parameters
    ----------
    results
        What the run found.
    layer
        The layer the marks are for; ``None`` = a file of several layers.

    Returns
    -------
    dict
        JSON-able, always in the same order.
    """
    card = results.card
    model = card["model_card"]
    threshold = card["threshold"]
    found = {
        "generator": f"{model['tool_name']} {model['tool_version']}",
        "run_id": card["run_id"],
        "data_date": card["data_date"],
        "synthetic": bool(card["synthetic"]),
        "predicted": True if layer is None else layer.predicted,
        "terrain": model["terrain_source"],
        "threshold": {key: threshold[key] for key in ("profile", "dbm", "zh", "en")},
        "scope": list(card["scope"]),
    }
    if layer is not None:
        found["title"] = layer.title._asdict()
        found["licence"] = layer.licence._asdict()
    return found


def stem(results: Results, name: str, prefecture: str | None = None) -> str:
    """Return the stem of an export's file name.

    Parameters
    ----------
    results
        What the run found.
    name
        Name of the layer or of the file of several; ``""`` for the prefecture's name alone.
    prefecture
        Code the rows are limited to; a run of one prefecture names it anyway.
    """
    scope = results.card["scope"]
    code = prefecture if prefecture or len(scope) != 1 else scope[0]
    parts = [name] if name else []
    if code:
        names = results.prefectures.set_index("adcode")["name_zh"]
        parts.insert(0, prefecture_file_stem(code, str(names[code]), synthetic=False))
    return marked("-".join(parts), bool(results.card["synthetic"]))


def _layers(results: Results) -> list[ExportLayer]:
    boundary = results.card["boundary_source"]
    boundaries = Text(f"边界：{boundary['zh']}", f"boundaries: {boundary['en']}")
    stations = _INVENTED if results.card["synthetic"] else _OWN
    title = Text("重点区域（判定范围）", "key areas (judged extents)")
    points = Text("重点区域（参考点）", "key areas (reference points)")
    areas = results.areas
    places = [
        ExportLayer("key_areas", title, areas, "id", "areas", _BY_ROW, True),
        ExportLayer("key_area_points", points, _as_points(areas), "id", "areas", _BY_ROW, True),
        _plain("gaps", results.gaps, "gap_id", _BY_AREA, predicted=True),
        _plain("lines", results.lines, "id", _BY_LINE, predicted=True),
        _plain("line_gaps", results.line_gaps, "gap_id", _BY_LINE, predicted=True),
        _plain("verdicts", _with_odbl(results), "", _BY_AREA, predicted=True),
    ]
    return [
        _plain("stations", results.stations, "id", stations, predicted=False),
        *(_part(layer, odbl=False) for layer in places),
        *_measurements(results),
        *_proposals(results),
        _plain("counties", results.counties, "adcode", boundaries, predicted=True),
        _plain("prefectures", results.prefectures, "adcode", boundaries, predicted=True),
        _plain("data_centers", results.data_centers, "id", _PUBLISHED, predicted=False),
        *_key_points(results),
        *(_part(layer, odbl=True) for layer in places),
    ]


def _measurements(results: Results) -> list[ExportLayer]:
    """Return the measured points, if any; what is predicted beside them rests on the stations."""
    points = results.measurements
    if points.empty:
        return []
    points = points.assign(synthetic=bool(results.card["synthetic"]))
    return [_plain("measurements", points, "id", _OWN, predicted=False)]


def _proposals(results: Results) -> list[ExportLayer]:
    """Return the proposed sites; no layer without a plan."""
    if results.proposals.empty:
        return []
    return [_plain("proposals", results.proposals, "id", _PLANNED, predicted=True)]


def _plain(
    name: str, frame: pd.DataFrame, key: str, licence: Text, *, predicted: bool
) -> ExportLayer:
    return ExportLayer(name, dictionary.FRAMES[name], frame, key, name, licence, predicted)


def _part(layer: ExportLayer, *, odbl: bool) -> ExportLayer:
    """Return the rows that come from OpenStreetMap, or those that do not."""
    rows = layer.frame[layer.frame["odbl"] == odbl]
    if not odbl:
        return replace(layer, frame=rows)
    title = Text(f"{layer.title.zh}·OpenStreetMap", f"{layer.title.en}, OpenStreetMap")
    return replace(
        layer, name=f"{layer.name}_odbl", title=title, frame=rows, licence=ODBL, odbl=True
    )


def _as_points(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(areas["lon"], areas["lat"], crs=areas.crs)
    points[areas["lon"].isna().to_numpy()] = None
    return areas.set_geometry(points)


def _key_points(results: Results) -> list[ExportLayer]:
    """Return the key points; no layer when a run had none."""
    if results.key_points.empty:
        return []
    belongs = results.areas.set_index("id")["prefecture_adcode"]
    points = results.key_points.join(belongs, on="area_id")
    return [_plain("key_points", points, "id", _OWN, predicted=True)]


def _with_odbl(results: Results) -> pd.DataFrame:
    """Return the verdicts with what they inherit from their key areas and lines."""
    judged = [
        frame[["id", "prefecture_adcode", "odbl"]] for frame in (results.areas, results.lines)
    ]
    inherited = pd.concat([pd.DataFrame(frame) for frame in judged]).set_index("id")
    return results.verdicts.join(inherited, on="area_id")


def _finished(layer: ExportLayer, results: Results, prefecture: str | None) -> ExportLayer:
    """Return a layer with its rows limited and ordered, and every row marked."""
    frame = layer.frame
    if prefecture is not None:
        frame = frame[frame["prefecture_adcode"] == prefecture]
    order = [layer.key] if layer.key else ["area_id", "rule", "operator"]
    frame = frame.sort_values(order, kind="stable", ignore_index=True)
    if layer.meaning == "verdicts":
        frame = frame.drop(columns=["prefecture_adcode", "odbl"])
    if layer.meaning == "key_points":
        frame = frame.drop(columns="prefecture_adcode")
    if "synthetic" not in frame:
        # Published facts are not invented, even when the stations beside them are.
        frame = frame.assign(synthetic=layer.predicted and bool(results.card["synthetic"]))
    return replace(layer, frame=frame.assign(predicted=layer.predicted))


def _unknown(prefecture: str, known: list[str]) -> Finding:
    return Finding(
        "unknown-prefecture",
        Text(f"结果中没有市州 {prefecture}", f"the results have no prefecture {prefecture}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        field="--prefecture",
    )


def text_marks(found: Mapping[str, Any]) -> dict[str, str]:
    """Return marks as flat text, for formats whose metadata is text only.

    Parameters
    ----------
    found
        As `marks` returns them.

    Examples
    --------
    >>> text_marks({"synthetic": True, "title": {"zh": "盲区", "en": "gaps"}, "scope": ["1"]})
    {'synthetic': 'true', 'title_zh': '盲区', 'title_en': 'gaps', 'scope': '1'}
    """
    flat: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}_{inner}": str(text) for inner, text in value.items()}
        elif isinstance(value, list):
            flat[key] = " ".join(map(str, value))
        else:
            flat[key] = str(value).lower() if isinstance(value, bool) else str(value)
    return flat
