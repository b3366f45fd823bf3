"""Key points as planners write them, and what they may not say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import layers
from layers.errors import InputError
from tests.messages import refusal

HEADER = "关键点编号,场所编号,名称,类型,有无,经度,纬度\n"


def read(tmp_path: Path, *rows: str) -> layers.Layer:
    path = tmp_path / "points.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return layers.load("key_points", path)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("村委会", "committee"),
        ("村部", "committee"),
        ("Committee", "committee"),
        ("村小", "school"),
        ("小学", "school"),
        ("卫生室", "clinic"),
        ("门诊楼", "门诊楼"),  # any other kind is kept as it is
    ],
)
def test_kinds_are_known_by_the_names_that_lists_give_them(
    tmp_path: Path, written: str, kind: str
) -> None:
    frame = read(tmp_path, f"K1,V1,,{written},,101.5,36.5")
    assert frame["kind"].tolist() == [kind]


def test_a_point_without_a_coordinate_is_kept(tmp_path: Path) -> None:
    frame = read(tmp_path, "K1,V1,,学校,有,,", "K2,V1,,卫生室,无,,")
    assert frame["present"].tolist() == ["yes", "no"]
    assert np.isnan(frame["lon"]).all() and frame.geometry.isna().all()


def test_what_is_not_there_has_no_coordinate(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "K1,V1,,学校,无,101.5,36.5")
    refusal(caught, "absent-with-coordinate", file="points.csv", row=2, field="present")


def test_only_what_a_village_is_asked_for_can_be_said_not_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "K1,V1,,学校,,101.5,36.5", "K2,H1,,门诊楼,无,,")
    refusal(caught, "absent-of-no-effect", file="points.csv", row=3, field="kind")


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("K1,V1,,学校,也许,101.5,36.5", "unknown-value", "present"),
        ("K1,,,学校,,101.5,36.5", "missing-value", "place_id"),
        ("K1,V1,,,,101.5,36.5", "missing-value", "kind"),
        ("K1,V1,,学校,,101.5,", "half-coordinate", "lat"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(
    tmp_path: Path, row: str, code: str, field: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, row)
    refusal(caught, code, file="points.csv", row=2, field=field)


def test_two_points_of_one_id_are_told_apart(tmp_path: Path) -> None:
    points = read(tmp_path, "K1,V1,,学校,,101.5,36.5", "K1,V2,,学校,,101.5,36.5")
    assert points["id"].tolist() == ["K1", "K1#2"]
