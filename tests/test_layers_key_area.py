"""The layers of key areas: one shape, one category each."""

from __future__ import annotations

from pathlib import Path

import pytest

import layers
from geo import standards
from layers._key_area import KEY_AREA_COLUMNS, key_area_layer
from layers._layer import Style
from layers.text import Text

CATEGORY = {
    "government": "government",
    "education": "education",
    "finance": "finance",
    "healthcare": "healthcare",
    "transport_hubs": "transport_hub",
    "parks": "industrial_park",
    "scenic_areas": "scenic_area",
    "settlements": "township",
}
OWN = {"villages": "village"}  # nothing is shipped


def test_a_layer_of_key_areas_is_judged_by_its_category() -> None:
    layer = key_area_layer("x", Text("某", "some"), "scenic_area", Style("#123456", "某"))
    assert (layer.name, layer.category, layer.geometry) == ("x", "scenic_area", "point")
    assert layer.columns == KEY_AREA_COLUMNS
    assert [column.name for column in layer.columns if column.required] == ["id", "name_zh"]


def test_the_seven_categories_townships_and_villages_are_judged_as_places() -> None:
    judged = {n: layer.category for n, layer in layers.catalogue().items() if layer.category}
    assert {**CATEGORY, **OWN}.items() <= judged.items()


def test_a_row_may_be_left_out_with_a_reason() -> None:
    column = KEY_AREA_COLUMNS[-1]
    assert (column.name, column.title.zh, column.required) == ("excluded", "不计入原因", False)
    assert "不计入" in column.headers()
    names = [column.name for column in layers.catalogue()["data_centers"].columns]
    assert "excluded" not in names  # racks are counted, not judged


@pytest.mark.parametrize("name", CATEGORY)
def test_each_row_is_in_the_category_of_its_layer(name: str) -> None:
    frame = layers.load(name)
    assert frame["category"].unique().tolist() == [CATEGORY[name]]
    assert set(frame["tier"]) <= {"core", "secondary", "township"}


def test_layer_and_category_agree_with_the_standards() -> None:
    table = standards.table("categories").set_index("layer")["category"]
    for name, category in {**CATEGORY, **OWN}.items():
        assert table[name] == category


@pytest.mark.parametrize("name", CATEGORY)
def test_a_coordinate_has_a_precision_and_a_licence(name: str) -> None:
    frame = layers.load(name)
    given = frame[frame["lon"].notna()]
    assert given["coord_precision_m"].gt(0).all()
    assert given["coord_licence"].ne("").all()
    assert frame.loc[frame["lon"].isna(), "coord_precision_m"].isna().all()


def test_a_column_of_categories_does_not_move_a_place_and_that_is_said(tmp_path: Path) -> None:
    own = tmp_path / "places.csv"
    rows = ["P1,甲,education", "P2,乙,教育", "P3,丙,医院", "P4,丁,"]
    own.write_text("\n".join(["编号,名称,类别", *rows]), encoding="utf-8")
    intakes: list[layers.Intake] = []
    assert len(layers.load("education", own, intakes)) == 4
    (finding,) = [f for intake in intakes for f in intake.warnings() if f.code == "other-category"]
    assert (finding.row, finding.field) == (4, "category")
    assert finding.what.zh == "类别不是本图层的，一律按“教育场所”：医院（1 行）"
