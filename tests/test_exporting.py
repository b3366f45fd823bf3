"""What ``covermap export`` refuses, and what it says of what a format had to change."""

from __future__ import annotations

import pytest

from geo.commands import exporting
from geo.outputs import store
from geo.outputs._export_layers import export_layers
from layers.errors import Finding, InputError
from layers.text import Text
from tests.conftest import SmallRun
from tests.messages import refusal

WHAT, REMEDY = Text("缩短", "cut"), Text("用 gpkg", "take gpkg")


def note(layer: str, what: Text = WHAT) -> Finding:
    return Finding("x", what, REMEDY, "shp", field=layer)


def test_what_is_so_of_several_layers_is_said_once() -> None:
    other = Text("无几何", "no shapes")
    told = exporting.told([note("stations"), note("verdicts", other), note("gaps")])
    assert [text.zh for text in told] == [
        "shp · stations、gaps：缩短 → 用 gpkg",
        "shp · verdicts：无几何 → 用 gpkg",
    ]
    assert told[0].en == "shp · stations, gaps: cut → take gpkg"


def test_a_prefecture_that_was_not_computed_is_refused_by_name_before_anything_is_written(
    haibei_run: SmallRun,
) -> None:
    folder = haibei_run.folders.exports / "fgb"
    before = sorted(folder.rglob("*"))
    with pytest.raises(InputError) as caught:
        exporting.export(haibei_run.folders, exporting.Request(["fgb"], [], ["海北", "玉树"]))
    finding = refusal(caught, "unknown-prefecture", field="--prefecture")
    assert finding.what.zh == "上次运行没有计算玉树"
    assert finding.remedy.zh.startswith("可用：海北；")
    assert "Haibei" in finding.remedy.en
    assert sorted(folder.rglob("*")) == before


def test_a_prefecture_is_exported_with_all_that_lies_in_it(haibei_run: SmallRun) -> None:
    layers = {
        layer.name: layer.frame
        for layer in export_layers(store.load(haibei_run.folders.processed), "632200")
    }
    assert layers["prefectures"]["name_zh"].tolist() == ["海北藏族自治州"]
    assert len(layers["counties"]) == 4 and len(layers["key_areas"]) > 40
