"""Class rasters of two runs cell by cell: counts on paper, extents that differ, the raster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio

from geo.comparing.comparison import CELL_CHANGES, UNKNOWN
from geo.grid import Grid
from geo.outputs import difference
from geo.outputs.finished_run import Opened
from geo.results import Results
from layers.errors import InputError
from tests.sample_runs import (
    CELL,
    LEFT,
    ROWS,
    TOP,
    classes,
    grid_card,
    of_scope,
    run_results,
    with_verdicts,
    without,
    write_classes,
)

QILIAN, MENYUAN = "632222", "632221"
BEFORE = classes(0, 1, 2, 3, 0, 2, 4, 3, 2, 1, 2, 2, 2, 2)
NOW = classes(2, 3, 1, 0, 1, 3, 2, 4, 255, 255, 2, 0, 0, 0)
# Column by column: what the pair above makes of it.
EXPECTED = [0, 0, 1, 1, 3, 2, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 2, 1, 1, 1]


def opened(folder: Path, results: Results, values: np.ndarray) -> Opened:
    run_id = results.card["run_id"]
    left = results.card["grid"]["transform"][2]
    return Opened(results, write_classes(folder / f"{run_id}.tif", values, run_id, left))


def compared(
    folder: Path, before: np.ndarray = BEFORE, now: np.ndarray = NOW, **card: object
) -> difference.Compared:
    earlier = opened(folder, run_results("before"), before)
    later = opened(folder, run_results("now", **card), now)
    return difference.against(earlier, later, folder, "EARLIER")


def counts(frame: pd.DataFrame, county: str) -> dict[str, int]:
    rows = frame[(frame["county_adcode"] == county) & (frame["cells"] > 0)]
    return dict(zip(rows["change"], rows["cells"], strict=True))


def test_cells_are_counted_by_county_as_on_paper(tmp_path: Path) -> None:
    cells = compared(tmp_path).results.change_cells
    # Columns 0–9 of three rows lie in Qilian, 10–12 in Menyuan; column 13 lies in no county.
    assert counts(cells, QILIAN) == {"gained": 6, "lost": 6, "kept": 3, "never": 3, "unknown": 12}
    assert counts(cells, MENYUAN) == {"lost": 6, "kept": 3}
    assert counts(cells, "630202") == {}
    assert cells["cells"].sum() == 13 * ROWS
    assert cells["people"].isna().all()


def test_the_other_way_round_gained_is_lost(tmp_path: Path) -> None:
    forth = compared(tmp_path / "forth").results.change_cells
    back = compared(tmp_path / "back", NOW, BEFORE).results.change_cells
    mirrored = forth.replace({"change": {"gained": "lost", "lost": "gained"}})
    keys = ["county_adcode", "change"]
    pd.testing.assert_frame_equal(
        mirrored.sort_values(keys).reset_index(drop=True),
        back.sort_values(keys).reset_index(drop=True),
    )


def test_a_run_against_itself_has_nothing_gained_or_lost(tmp_path: Path) -> None:
    found = compared(tmp_path, BEFORE, BEFORE).results
    assert set(found.changes["change"]) == {"unchanged"}
    assert counts(found.change_cells, QILIAN) == {"kept": 15, "never": 12, "unknown": 3}


def test_extents_that_differ_are_compared_where_they_overlap(tmp_path: Path) -> None:
    earlier = opened(tmp_path, run_results("before", grid=grid_card(6)), np.full((3, 6), 3, "u1"))
    shifted = run_results("now", grid=grid_card(6, LEFT + 4 * CELL))
    later = opened(tmp_path, shifted, np.full((3, 6), 1, "u1"))
    found = difference.against(earlier, later, tmp_path, "EARLIER")
    # Six columns each, two of them in common: never "lost" where only one run looked.
    assert counts(found.results.change_cells, QILIAN) == {"lost": 6, "unknown": 24}
    with rasterio.open(found.raster) as raster:
        assert raster.read(1)[1].tolist() == [UNKNOWN] * 4 + [1] * 2 + [UNKNOWN] * 4
        assert raster.bounds == pytest.approx((100.0, 37.0, 101.0, 37.3))


def test_counties_of_either_run_are_counted(tmp_path: Path) -> None:
    haidong = of_scope(run_results("before"), "630200")
    earlier = opened(tmp_path, haidong, classes())
    later = opened(tmp_path, of_scope(run_results("now"), "632200"), NOW)
    found = difference.against(earlier, later, tmp_path, "EARLIER").results
    assert set(found.change_cells["county_adcode"]) == {"630202", "630203", QILIAN, MENYUAN}
    assert counts(found.change_cells, QILIAN) == {"unknown": 24}
    (scope, left_out) = found.findings.tail(2).to_dict("records")
    assert scope["code"] == "compared-unlike" and "范围" in scope["zh"]
    # Every place lies in the scope of one run alone, but for none: 27 of 28 have a prefecture,
    # and the one without is listed by neither.
    assert left_out["code"] == "compared-scope" and "27 处" in left_out["zh"]
    assert found.changes.empty


def test_the_raster_is_a_palette_with_both_runs_in_its_tags(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert found.raster.name == "change_SYNTHETIC.tif"
    with rasterio.open(found.raster) as raster:
        assert [row.tolist() for row in raster.read(1)] == [EXPECTED] * ROWS
        assert raster.nodata == 255 and raster.dtypes == ("uint8",)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        palette = raster.colormap(1)
        for value, colour in difference.COLOURS.items():
            assert palette[value][:3] == colour
        tags = raster.tags()
        assert (tags["COVERMAP_EARLIER_RUN"], tags["COVERMAP_RUN"]) == ("before", "now")
        assert tags["SYNTHETIC"] == tags["COVERMAP_PREDICTED"] == "YES"
        assert "新增覆盖" in raster.descriptions[0] and "gained" in raster.descriptions[0]
    assert [CELL_CHANGES[v] for v in (0, 1, 2, 3)] == ["gained", "lost", "kept", "never"]


@pytest.mark.parametrize(
    ("before", "now", "name"),
    [(False, False, "change.tif"), (True, False, "change_SYNTHETIC.tif")],
)
def test_one_invented_run_marks_the_whole(
    tmp_path: Path, before: bool, now: bool, name: str
) -> None:
    earlier = opened(tmp_path, run_results("before", synthetic=before), BEFORE)
    later = opened(tmp_path, run_results("now", synthetic=now), NOW)
    found = difference.against(earlier, later, tmp_path, "EARLIER")
    assert found.raster.name == name
    assert difference.map_name(found.results.card) == name.replace(
        "change", "difference-map"
    ).replace(".tif", ".html")


def test_people_are_taken_from_whoever_knows_them(tmp_path: Path) -> None:
    earlier = opened(tmp_path, run_results("before"), BEFORE)
    later = opened(tmp_path, run_results("now"), NOW)
    asked: list[Grid] = []

    def ten_a_cell(window: Grid) -> np.ndarray:
        asked.append(window)
        return np.full(window.shape, 10.0)

    cells = difference.against(earlier, later, tmp_path, "EARLIER", ten_a_cell).results.change_cells
    assert (cells["people"] == 10.0 * cells["cells"]).all()
    assert [window.shape for window in asked] == [(3, 14)]


def test_results_keep_the_earlier_run_and_what_is_not_alike(tmp_path: Path) -> None:
    found = compared(tmp_path, scenario={"count": 11, "seed": 7})
    assert found.results.card["previous"]["run_id"] == "before"
    assert [finding.code for finding in found.findings] == ["compared-unlike"]
    rows = found.results.findings
    assert len(rows) == len(run_results("x").findings) + 1
    assert "种子 7" in rows["zh"].iloc[-1]
    alike = compared(tmp_path)
    assert alike.findings == () and len(alike.results.findings) == len(rows) - 1


def test_what_an_older_comparison_found_does_not_stay(tmp_path: Path) -> None:
    once = compared(tmp_path, scenario={"count": 11, "seed": 7})
    again = Opened(once.results, tmp_path / "now.tif")
    alike = opened(tmp_path, run_results("third", scenario={"count": 11, "seed": 7}), BEFORE)
    found = difference.against(alike, again, tmp_path, "EARLIER")
    assert found.results.card["previous"]["run_id"] == "third"
    assert len(found.results.findings) == len(run_results("x").findings)
    unlike = opened(tmp_path, run_results("fourth", scenario={"count": 11, "seed": 9}), BEFORE)
    rows = difference.against(unlike, again, tmp_path, "EARLIER").results.findings
    (row,) = rows[rows["code"] == "compared-unlike"].to_dict("records")
    assert "种子 9" in row["zh"]


def test_places_are_compared_too(tmp_path: Path) -> None:
    before = with_verdicts(run_results("before"), {("QH-GV-001", "area"): "not_met"})
    earlier = opened(tmp_path, without(before, "QH-GV-002"), BEFORE)
    later = opened(tmp_path, run_results("now"), NOW)
    changes = difference.against(earlier, later, tmp_path, "EARLIER").results.changes
    changed = changes[changes["change"] != "unchanged"]
    assert changed[["area_id", "rule", "change"]].to_numpy().tolist() == [
        ["QH-GV-001", "area", "gained"],
        ["QH-GV-002", "area", "new"],
        ["QH-GV-002", "reach", "new"],
    ]


def test_other_cells_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    finer = {**grid_card(28), "cell_m": CELL / 2, "transform": [0.05, 0, LEFT, 0, -0.05, TOP]}
    earlier = opened(tmp_path, run_results("before", grid=finer), BEFORE)
    later = opened(tmp_path, run_results("now"), NOW)
    with pytest.raises(InputError, match="cell_m") as refused:
        difference.against(earlier, later, tmp_path / "out", "EARLIER")
    assert refused.value.findings[0].field == "EARLIER"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (0, 0, [[1, 2], [4, 5]]),
        (-1, -1, [[255, 255], [255, 1]]),
        (1, 2, [[6, 255], [255, 255]]),
        (2, 0, [[255, 255], [255, 255]]),
        (0, -5, [[255, 255], [255, 255]]),
    ],
)
def test_a_window_beyond_the_raster_is_not_computed(
    tmp_path: Path, row: int, column: int, expected: list[list[int]]
) -> None:
    values = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    path = write_classes(tmp_path / "classes.tif", values, "one")
    window = Grid("EPSG:4326", LEFT + column * CELL, TOP - row * CELL, CELL, 2, 2)
    with rasterio.open(path) as source:
        assert difference.read(source, window).tolist() == expected
