"""Section 14: measured levels held against the prediction; they are never blended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.text import Text

from ..measurements.measured import FLOOR_DBM, thinned
from ._part import Part, operator_name
from ._table import Field, Table, build, records

SECTION = 14
_ALL = Text("全部", "all")
_FLOOR = f"−{-FLOOR_DBM:g} dBm"
_BIAS = Text(
    "偏差 = 实测 − 预测的平均值，正值表示实测强于预测；均方根误差² = 偏差² + 标准差²。"
    "无预测 = 模型范围内无该运营商基站，或无地形数据；"
    f"未收到 = 低于 {_FLOOR}，不计入偏差，计入占比。",
    "Bias = mean of measured − predicted: positive where measured is stronger; RMSE² = bias² +"
    " standard deviation². Without prediction = no station of the operator in the model's range, or"
    f" no terrain data; nothing received = below {_FLOOR}, in the shares but not in the bias.",
)
_SHARES = Text(
    "漏判 = 实测达到门限而预测未达到；误判 = 预测达到而实测未达到；各占比以有预测的格为分母。",
    "Missed = measured reaches the threshold, predicted does not; false alarm = the other way"
    " round; shares are of the cells with a prediction.",
)
_INVENTED = Text(
    "基站为 SYNTHETIC 情景，比较结果不说明模型精度。",
    "The stations are the SYNTHETIC scenario: this says nothing about the model.",
)
_FIELDS = (
    Field("points", Text("测点", "points"), "integer"),
    Field("cells", Text("抽稀后", "thinned"), "integer"),
    Field("no_prediction", Text("无预测", "without prediction"), "integer"),
    Field("not_received", Text("未收到", "nothing received"), "integer"),
    Field("compared", Text("参与比较", "compared"), "integer"),
    Field("bias_db", Text("偏差", "bias"), "number", "dB"),
    Field("rmse_db", Text("均方根误差", "RMSE"), "number", "dB"),
    Field("deviation_db", Text("标准差", "standard deviation"), "number", "dB"),
    Field("measured_share", Text("实测达到门限", "measured at the threshold"), "share"),
    Field("predicted_share", Text("预测达到门限", "predicted at the threshold"), "share"),
    Field("agreement", Text("一致", "agreement"), "share"),
    Field("hits", Text("均达到", "both reach it"), "integer"),
    Field("misses", Text("漏判", "missed"), "integer"),
    Field("false_alarms", Text("误判", "false alarms"), "integer"),
)


def tables(part: Part) -> list[Table]:
    """Return the tables that hold measurements against the prediction, or say there are none."""
    if part.measurements.empty:
        return [_none()]
    cells = thinned(part.measurements)
    threshold_dbm = float(part.results.card["threshold"]["dbm"])
    return [_overall(part, cells, threshold_dbm), _divisions(part, cells, threshold_dbm)]


def figures(cells: pd.DataFrame, threshold_dbm: float) -> dict[str, Any]:
    """Return what thinned measurements say of the prediction.

    Parameters
    ----------
    cells
        As `geo.measurements.measured.thinned` returns them.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]

    Returns
    -------
    dict
        The cells of `_FIELDS`. Differences are measured − predicted at 50 % [dB], so that
        RMSE² = bias² + deviation²; shares are of the cells with a prediction.
    """
    measured = cells["level_dbm"].to_numpy(float)
    predicted = cells["predicted_dbm"].to_numpy(float)
    known, received = ~np.isnan(predicted), measured >= FLOOR_DBM
    difference = (measured - predicted)[known & received]
    bias, rmse = _mean(difference), _root(_mean(difference**2))
    reached, foretold = measured[known] >= threshold_dbm, predicted[known] >= threshold_dbm
    return {
        "points": int(cells["points"].sum()),
        "cells": len(cells),
        "no_prediction": int((~known).sum()),
        "not_received": int((known & ~received).sum()),
        "compared": difference.size,
        "bias_db": bias,
        "rmse_db": rmse,
        "deviation_db": None if bias is None else _root(_mean((difference - bias) ** 2)),
        "measured_share": _mean(reached),
        "predicted_share": _mean(foretold),
        "agreement": _mean(reached == foretold),
        "hits": int((reached & foretold).sum()),
        "misses": int((reached & ~foretold).sum()),
        "false_alarms": int((~reached & foretold).sum()),
    }


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if values.size else None


def _root(square: float | None) -> float | None:
    return None if square is None else float(np.sqrt(square))


def _overall(part: Part, cells: pd.DataFrame, threshold_dbm: float) -> Table:
    rows = [{"operator": _ALL, **figures(cells, threshold_dbm)}]
    for operator, own in cells.groupby("operator", sort=True):
        rows.append({"operator": operator_name(str(operator)), **figures(own, threshold_dbm)})
    return build(
        "validation",
        SECTION,
        Text("验证：实测与预测比较", "Validation: measured against predicted"),
        (Field("operator", Text("运营商", "operator")), *_FIELDS),
        rows,
        _note(part),
    )


def _divisions(part: Part, cells: pd.DataFrame, threshold_dbm: float) -> Table:
    divisions = part.prefectures if part.is_province else part.counties
    column = "prefecture_adcode" if part.is_province else "county_adcode"
    rows = [
        {
            "division": Text(row["name_zh"], row["name_en"]),
            **figures(own, threshold_dbm),
        }
        for row in records(divisions)
        if len(own := cells[cells[column] == row["adcode"]])
    ]
    names = Text("市州", "prefecture") if part.is_province else Text("县", "county")
    return build(
        "validation_divisions",
        SECTION,
        Text(f"验证：分{names.zh}", f"Validation by {names.en}"),
        (Field("division", names), *_FIELDS),
        rows,
    )


def _note(part: Part) -> Text:
    notes = [_how(f"{part.results.card['grid']['cell_m']:g}"), _BIAS, _SHARES]
    if part.results.card["synthetic"]:
        notes.append(_INVENTED)
    return Text("".join(note.zh for note in notes), " ".join(note.en for note in notes))


def _how(cell_m: str) -> Text:
    return Text(
        "实测为路测 SS-RSRP，不参与预测。路测点密集，"
        f"按 {cell_m} 米格、分运营商取中位数（dB）抽稀后统计，"
        "与该运营商在同一格的预测电平（50 % 位置概率）比较。",
        "Measured is drive-test SS-RSRP, which has no part in the prediction. Drive tests are"
        f" dense: they are thinned to one median (in dB) per {cell_m} m cell and operator, and held"
        " against the level predicted there for that operator at 50 % location probability.",
    )


def _none() -> Table:
    fields = (Field("item", Text("项目", "item")), Field("value", Text("内容", "value")))
    nothing = {
        "item": Text("与实测比较", "validation against measurements"),
        "value": Text("未提供路测数据", "none supplied"),
    }
    title = Text("验证", "Validation")
    return build("validation", SECTION, title, fields, [nothing], modelled=False)
