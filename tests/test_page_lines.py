"""The lines of a page: the figures of the report, and few enough vertices to be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString

from geo.outputs._folium_shell import escaped_json
from geo.outputs._page import lines as page_lines
from geo.outputs._page.geometry import packed_lines
from geo.results import Results
from geo.summary import prefecture_report
from tests.sample_lines import HAIBEI, HAIDONG
from tests.sample_results import sample_results


@pytest.fixture(scope="module")
def results() -> Results:
    return sample_results()


@pytest.fixture(scope="module")
def drawn(results: Results) -> dict[str, Any]:
    return {line["id"]: line for line in page_lines.lines_of(results, HAIBEI)}


def unpacked(paths: list[list[int]]) -> shapely.Geometry:
    parts = [np.cumsum(np.reshape(path, (-1, 2)), axis=0) / 1e5 for path in paths]
    return MultiLineString(parts)


def test_lines_are_those_of_the_prefecture_with_the_figures_of_its_report(
    results: Results, drawn: dict[str, Any]
) -> None:
    rows = prefecture_report(results, HAIBEI).table("lines").records()
    assert set(drawn) == {row["id"] for row in rows}
    for row in rows:
        line = drawn[row["id"]]
        assert line["name"] == list(row["route"])
        assert line["km"] == row["km"]
        assert sorted(line["covered"]) == list(row["covered_km"])
        assert line["verdict"] == row["linear"]
        assert (line["gap"] or {"km": 0.0})["km"] == row["gap_km"]
    assert list({line["id"] for line in page_lines.lines_of(results, HAIDONG)}) == ["G6@630200"]


def test_what_is_not_known_is_null_and_no_gap_has_no_ends(drawn: dict[str, Any]) -> None:
    railway = drawn["R1@632200"]
    assert railway["share"] == [None, None]
    assert railway["unknown"] == 10.0
    assert railway["gap"] is None
    assert [s["cause"] for s in railway["stretches"]] == ["no_data"]
    assert drawn["G6@632200"]["stretches"] == []
    assert drawn["G227@632200"]["gap"]["ends"] == [[101.12, 37.1], [101.13, 37.102]]
    assert "null" in escaped_json(list(drawn.values()))


def test_networks_are_each_operators_own(drawn: dict[str, Any]) -> None:
    by = {row["operator"]: row for row in drawn["G227@632200"]["by"]}
    assert list(by) == ["中国移动", "中国电信", "中国联通"]
    assert by["中国移动"] == {
        "operator": "中国移动",
        "networks": "own",
        "share": [0.9625, 0.9],
        "verdict": "undecided",
    }
    assert by["中国联通"]["share"] == [0.0, 0.0]
    assert {row["share"][0] for row in drawn["R1@632200"]["by"]} == {None}


def test_sharing_and_4g_are_told_apart_from_own_networks(results: Results) -> None:
    own = results.verdicts[results.verdicts["operator"] == "中国电信"]
    more = [own.assign(operator=name) for name in ("中国电信+", "LTE", "LTE:中国电信")]
    verdicts = pd.concat([results.verdicts, *more], ignore_index=True)
    drawn = page_lines.lines_of(replace(results, verdicts=verdicts), HAIBEI)
    for line, before in zip(drawn, page_lines.lines_of(results, HAIBEI), strict=True):
        assert line["by"][: len(before["by"])] == before["by"]
        more = [(row["networks"], row["operator"]) for row in line["by"][len(before["by"]) :]]
        assert more == [("sharing", "中国电信"), ("lte", ""), ("lte", "中国电信")]


def test_lines_keep_both_ends_and_their_shape(results: Results, drawn: dict[str, Any]) -> None:
    shapes = results.lines.set_index("id").geometry
    for name, line in drawn.items():
        whole = unpacked(line["paths"])
        assert shapely.hausdorff_distance(whole, shapes[name]) < 2e-4
        (south, west), (north, east) = line["bounds"]
        assert shapes[name].bounds == pytest.approx((west, south, east, north), abs=1e-5)
    two = MultiLineString([[(100, 36), (101, 37)], [(101.5, 37), (102, 37)]])
    assert len(packed_lines(two)) == 2


def test_a_page_holds_only_so_many_vertices() -> None:
    sample = sample_results()
    steps = np.linspace(0.0, 1.0, 20_000)
    wavy = LineString(np.column_stack([100 + steps, 36.5 + 0.05 * np.sin(900 * steps)]))
    one = sample.lines[sample.lines["id"] == "G227@632200"]
    many = pd.concat([one.assign(id=f"L{n}", line_id=f"L{n}", geometry=[wavy]) for n in range(4)])
    drawn = page_lines.lines_of(replace(sample, lines=many), HAIBEI)
    vertices = sum(len(path) // 2 for line in drawn for path in line["paths"])
    assert 8 <= vertices <= page_lines._MOST_VERTICES


def test_ends_are_kept_though_there_are_more_than_a_page_should_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_lines, "_MOST_VERTICES", 3)
    drawn = page_lines.lines_of(sample_results(), HAIBEI)
    assert all(len(path) == 4 for line in drawn for path in line["paths"])
    assert sum(len(line["stretches"]) for line in drawn) == 3


def test_a_prefecture_without_lines_has_none() -> None:
    sample = sample_results()
    none = replace(sample, lines=sample.lines.iloc[:0], line_gaps=sample.line_gaps.iloc[:0])
    assert isinstance(none.lines, gpd.GeoDataFrame)
    assert page_lines.lines_of(none, HAIBEI) == []
