"""Joining features, measuring along them, and finding a point so many metres along."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from geo import lines
from geo.coverage import Window
from geo.grid import Grid, unproject
from geo.lines._chains import chains
from geo.lines._track import Samples, Track
from tests.along import COUNTIES, CRITERION, GEOD, GRID, X0, Y0, layer, whole
from tests.scenes import CRS_WKT, Painted, levels
from tests.strategies import latitudes, longitudes


def joined(*parts: list[tuple[float, float]], line: list[int] | None = None) -> list[list[int]]:
    """Return the ways that parts in a plane make [m]: numbers of parts, ~number = turned."""
    points = [np.array(part, float) for part in parts]
    ends = np.stack([part[[0, -1]] for part in points])
    out = ends - np.stack([part[[1, -2]] for part in points])
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    found = chains(np.array(line or [0] * len(parts)), ends, out)
    ways: list[list[int]] = [[] for _ in found.closed]
    for part, turned, way in zip(found.part, found.turned, found.chain, strict=True):
        ways[way].append(~int(part) if turned else int(part))
    return ways


A, B, C, D = (0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0), (3000.0, 0.0)


@pytest.mark.parametrize(
    ("parts", "ways"),
    [
        ([[A, B], [B, C], [C, D]], [[0, 1, 2]]),
        ([[B, C], [A, B], [C, D]], [[1, 0, 2]]),
        ([[C, D], [B, C], [A, B]], [[2, 1, 0]]),
        ([[A, B], [C, B], [D, C]], [[0, ~1, ~2]]),
        ([[B, A], [C, B]], [[1, 0]]),
        ([[A, B], [C, D]], [[0], [1]]),
    ],
)
def test_parts_follow_one_another_as_a_traveller_meets_them(parts: list, ways: list) -> None:
    assert joined(*parts) == ways


def test_parts_of_two_lines_are_never_joined() -> None:
    assert joined([A, B], [B, C], line=[0, 1]) == [[0], [1]]


def test_at_a_junction_the_straightest_goes_on_and_the_branch_stands_alone() -> None:
    branch = [B, (1500.0, 800.0)]
    assert joined(branch, [A, B], [B, C]) == [[0], [1, 2]]
    # Four ends meet: two ways cross.
    across = [[(1000.0, -900.0), B], [B, (1000.0, 900.0)]]
    assert joined([A, B], *across, [B, C]) == [[0, 3], [1, 2]]


@pytest.mark.parametrize(("apart", "ways"), [(1.0, 1), (1.5, 1), (50.0, 1), (50.1, 2)])
def test_ends_that_go_on_from_one_another_are_joined_across_fifty_metres(
    apart: float, ways: int
) -> None:
    assert len(joined([A, B], [(1000.0 + apart, 0.0), D])) == ways


@pytest.mark.parametrize(("apart", "ways"), [(0.5, 1), (1.1, 2)])
def test_ends_side_by_side_are_joined_only_where_they_touch(apart: float, ways: int) -> None:
    # Two carriageways that end beside one another; a hairpin that is digitised in two.
    assert len(joined([A, B], [(1000.0, apart), (0.0, 300.0)])) == ways


def test_a_ring_is_closed_and_cut_once() -> None:
    square = [(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0)]
    sides = [[square[i], square[(i + 1) % 4]] for i in range(4)]
    assert sorted(joined(*sides)[0]) == [0, 1, 2, 3]
    assert len(joined([*square, square[0]])) == 1


def test_pieces_without_number_make_one_way_whatever_their_order() -> None:
    order = np.random.default_rng(4).permutation(300)
    parts = [[(10.0 * n, 0.0), (10.0 * n + 10.0, 0.0)] for n in order.tolist()]
    (way,) = joined(*[part[::-1] if n % 3 else part for n, part in enumerate(parts)])
    along = [order[~n if n < 0 else n] for n in way]
    assert along in (sorted(along), sorted(along, reverse=True))


# ------------------------------------------------------------------ measuring


def track(*shapes: shapely.Geometry) -> Track:
    return Track.of(np.arange(len(shapes)), np.array(shapes, dtype=object), CRS_WKT)


@given(st.lists(st.tuples(longitudes, latitudes), min_size=2, max_size=6, unique=True))
def test_length_is_that_of_the_geodesic_and_samples_add_up_to_it(
    vertices: list[tuple[float, float]],
) -> None:
    line = LineString(vertices)
    own = track(line)
    expected = GEOD.geometry_length(line)
    assert own.length_m.tolist() == pytest.approx([expected], rel=1e-12)
    samples = Samples.of(own, 5000.0)
    assert samples.metres.sum() == pytest.approx(expected, rel=1e-12)
    assert samples.metres.max() <= 5000.0 * (1 + 1e-9)
    assert np.allclose(samples.begin_m[1:], samples.end_m[:-1])


@pytest.mark.parametrize(("length_m", "count"), [(99.0, 1), (100.0, 1), (100.1, 2), (1000.0, 10)])
def test_a_sample_stands_for_no_more_than_a_step(length_m: float, count: int) -> None:
    lon, lat, _ = GEOD.fwd(96.0, 35.0, 30.0, length_m)
    samples = Samples.of(track(LineString([(96.0, 35.0), (lon, lat)])), 100.0)
    assert samples.metres.tolist() == pytest.approx([length_m / count] * count)
    for middle, metres in zip(samples.lonlat, samples.begin_m + samples.metres / 2, strict=True):
        expected = GEOD.fwd(96.0, 35.0, 30.0, metres)[:2]
        assert GEOD.inv(*middle, *expected)[2] < 1e-6


def test_points_are_found_along_the_part_they_belong_to() -> None:
    bent = LineString([(96.0, 35.0), (96.0, 35.0), (96.1, 35.0), (96.1, 35.1), (96.1, 35.1)])
    own = track(bent, LineString([(97.0, 36.0), (97.1, 36.0)]))
    east = GEOD.inv(96.0, 35.0, 96.1, 35.0)[2]
    metres = np.array([0.0, east, east + 500.0, own.length_m[0], 0.0, own.length_m[1]])
    found = own.at(np.array([0, 0, 0, 0, 1, 1]), metres)
    expected = [
        (96.0, 35.0),
        (96.1, 35.0),
        GEOD.fwd(96.1, 35.0, 0.0, 500.0)[:2],
        (96.1, 35.1),
        (97.0, 36.0),
        (97.1, 36.0),
    ]
    assert np.allclose(found, expected, atol=1e-10)


# ------------------------------------------------------------------ a ring over cells


def ring(start: int) -> LineString:
    """Return a square of 800 m round the middle of the road, begun at one of its corners."""
    corners = np.array([(0, 0), (800, 0), (800, -400), (0, -400)], float)
    x, y = np.roll(corners, -start, axis=0).T
    lon, lat = unproject(CRS_WKT, X0 + x, Y0 + y)
    return LineString([*zip(lon, lat, strict=True), (lon[0], lat[0])])


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("halves", [False, True])
def test_a_gap_of_a_ring_goes_on_where_the_ring_begins(start: int, halves: bool) -> None:
    def paint(grid: Grid) -> Window:
        x, _ = grid.centres()
        return levels(grid, np.broadcast_to(np.where(x < X0 + 400.0, -120.0, -90.0), grid.shape))

    own = ring(start)
    if halves:
        vertices = list(own.coords)
        own = MultiLineString([vertices[:3], vertices[2:]])
    gathered = lines.collect({"road": layer(own)}, COUNTIES, ())
    reader = lines.Reader(gathered, GRID, Painted(paint), COUNTIES, CRITERION)
    reader.add(paint(GRID), np.zeros(GRID.shape, np.int16))
    found = reader.found
    assert len(found.gaps) == 1
    row = whole(found)
    # The western half: 400 m of road, 400 m of its side, 400 m back.
    assert row["gap_km"] == pytest.approx(1.2, abs=0.06)  # to half a sample
    assert row["km"] == pytest.approx(2.4, rel=0.01)
    drawn = GEOD.geometry_length(found.gaps.geometry.iloc[0]) / 1e3
    assert drawn == pytest.approx(row["gap_km"], abs=1e-6)
    assert isinstance(found.gaps, gpd.GeoDataFrame)


def test_a_ring_that_is_a_gap_all_round_is_one_gap() -> None:
    def paint(grid: Grid) -> Window:
        return levels(grid, np.full(grid.shape, -120.0))

    gathered = lines.collect({"road": layer(ring(0))}, COUNTIES, ())
    reader = lines.Reader(gathered, GRID, Painted(paint), COUNTIES, CRITERION)
    reader.add(paint(GRID), np.zeros(GRID.shape, np.int16))
    row = whole(reader.found)
    assert row["gap_km"] == pytest.approx(row["km"], abs=1e-9)
    assert len(reader.found.gaps) == 1
