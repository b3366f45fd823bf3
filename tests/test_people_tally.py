"""People by county and view, against counts made cell by cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo.coverage import Window
from geo.networks import Network, views
from geo.people import (
    People,
    PeopleTally,
    cautions,
    open_people,
    require_somebody,
)
from geo.results import ANY, empty
from geo.tally import Regions
from layers.errors import InputError
from tests.messages import complete, refusal
from tests.populations import COUNTIES, cells, middle_of, write_points, write_raster
from tests.scenes import CRS_WKT, levels

THRESHOLD = -105.0
MOBILE, TELECOM = "中国移动", "中国电信"
VIEWS = views([Network(MOBILE), Network(TELECOM)])
ADCODES = np.array(["632801", "632802"])
CENSUS = pd.DataFrame({"adcode": ["630000", "632800"], "population": [5_000_000.0, 100.0]})


def tally(people: People) -> PeopleTally:
    return PeopleTally(people, ADCODES, VIEWS, THRESHOLD)


def figures(counted: PeopleTally, county: str, operator: str) -> tuple[float, ...]:
    frame = counted.frame().set_index(["county_adcode", "operator"])
    return tuple(frame.loc[(county, operator)])


@pytest.fixture
def six(tmp_path: Path) -> People:
    """Six cells with 1, 2, 4 … 32 people."""
    return open_people(write_raster(tmp_path / "a.tif", [[1.0, 2, 4], [8, 16, 32]]), COUNTIES)


def test_people_at_the_threshold_by_view_and_county(six: People) -> None:
    # county 0 | 0 | 1 over 0 | outside | 1
    county = np.array([[0, 0, 1], [0, -1, 1]], np.int16)
    mobile = [[-105.0, -106.0, -90.0], [np.nan, -90.0, -104.0]]
    telecom = [[np.nan, -104.0, -120.0], [np.nan, -90.0, -105.0]]
    possible = np.full((2, 2, 3), np.nan)
    possible[1, 1, 0] = -105.0  # a void between the cell of 8 people and a station of telecom
    level = np.array([mobile, telecom])
    window = levels(cells(2, 3), level, level - 1.0, possible=possible)
    counted = tally(six)
    counted.add(window, county)
    # at 50 %: 1 and 2 by one or the other; 90 % is 1 dB lower
    assert figures(counted, "632801", ANY) == (11.0, 3.0, 2.0, 8.0)
    assert figures(counted, "632801", MOBILE) == (11.0, 1.0, 0.0, 0.0)
    assert figures(counted, "632801", TELECOM) == (11.0, 2.0, 2.0, 8.0)
    assert figures(counted, "632802", ANY) == (36.0, 36.0, 36.0, 0.0)
    assert figures(counted, "632802", MOBILE) == (36.0, 36.0, 36.0, 0.0)
    assert figures(counted, "632802", TELECOM) == (36.0, 32.0, 0.0, 0.0)
    frame = counted.frame()
    assert frame.columns.tolist() == empty("people").columns.tolist()
    assert frame.dtypes.astype(str).tolist()[2:] == ["float64"] * 4


def test_a_tile_that_no_station_reaches_has_people_all_the_same(six: People) -> None:
    counted = tally(six)
    counted.add_empty(cells(2, 3), np.zeros((2, 3), np.int16))
    assert figures(counted, "632801", TELECOM) == (63.0, 0.0, 0.0, 0.0)


def test_a_county_with_nobody_in_the_file_is_not_known_and_never_zero(six: People) -> None:
    counted = tally(six)
    counted.add_empty(cells(2, 3), np.zeros((2, 3), np.int16))
    assert np.isnan(figures(counted, "632802", ANY)).all()


def test_a_tile_without_people_counts_nothing(six: People) -> None:
    counted = tally(six)
    counted.add(levels(cells(2, 2, left=30), -90.0), np.zeros((2, 2), np.int16))
    assert counted.by_county().tolist() == [0.0, 0.0]


def painted(seed: int, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Levels, possible levels and counties without any pattern."""
    chance = np.random.default_rng(seed)
    level = np.array([np.nan, -106.0, -105.0, -90.0])[chance.integers(0, 4, (2, *shape))]
    possible = np.array([np.nan, -106.0, -100.0])[chance.integers(0, 3, (2, *shape))]
    return level, possible, chance.integers(-1, 2, shape).astype(np.int16)


@pytest.mark.parametrize("seed", range(5))
def test_identities_and_any_tiling(tmp_path: Path, seed: int) -> None:
    whole = cells(24, 30)
    level, possible, county = painted(seed, whole.shape)
    counts = np.random.default_rng(seed).integers(0, 9, (12, 15)).astype(np.float32)
    from tests.populations import projected

    people = open_people(write_raster(tmp_path / "a.tif", counts, projected(200.0)), COUNTIES)

    def counted(side: int) -> pd.DataFrame:
        made = tally(people)
        for row, column, tile in whole.tiles(side):
            here = (..., slice(row, row + tile.rows), slice(column, column + tile.columns))
            made.add(
                levels(tile, level[here], level[here] - 1.0, possible=possible[here]), county[here]
            )
        return made.frame()

    frame = counted(30)
    pd.testing.assert_frame_equal(frame, counted(7), rtol=1e-12)
    wide = frame.pivot(index="county_adcode", columns="operator")
    spread = np.kron(counts, np.ones((2, 2))) / 4
    assert wide["people"][ANY].tolist() == [spread[county == 0].sum(), spread[county == 1].sum()]
    for name in ("people50", "people90"):
        own = wide[name][[MOBILE, TELECOM]]
        assert (wide[name][ANY] >= own.max(axis=1)).all()
        assert (wide[name][ANY] <= own.sum(axis=1)).all()
    assert (frame["people90"] <= frame["people50"]).all()
    assert (frame["people50"] + frame["people_no_data"] <= frame["people"]).all()
    # the same cell by cell, for any operator
    window = levels(whole, level, level - 1.0, possible=possible)
    reached = window.level_of(VIEWS[0])[0] >= THRESHOLD
    assert wide["people50"][ANY].iloc[0] == spread[reached & (county == 0)].sum()


def test_points_and_a_raster_of_the_same_people_give_the_same_table(tmp_path: Path) -> None:
    whole = cells(12, 10)
    level, possible, county = painted(7, whole.shape)
    counts = np.random.default_rng(7).integers(0, 9, whole.shape).astype(np.float32)
    rows = [(*middle_of(whole, *at), counts[at]) for at in np.ndindex(*whole.shape)]
    window: Window = levels(whole, level, level - 1.0, possible=possible)
    frames = []
    for file in (write_raster(tmp_path / "a.tif", counts), write_points(tmp_path / "a.csv", rows)):
        made = tally(open_people(file, COUNTIES))
        made.add(window, county)
        frames.append(made.frame())
    pd.testing.assert_frame_equal(*frames)
    assert frames[0]["people50"].sum() > 0


# --- what is said about it --------------------------------------------------------------


def warned(
    counted: PeopleTally, census: pd.DataFrame = CENSUS, whole: bool = True
) -> dict[str, str]:
    found = cautions(counted, COUNTIES, census, whole=whole)
    for finding in found:
        complete(finding, file=counted.people.path.name, field="people.file")
        assert finding.severity == "warning"
    return {finding.code: finding.what.zh for finding in found}


def counting(people: People, county: np.ndarray) -> PeopleTally:
    made = tally(people)
    made.add_empty(cells(2, 3), county.astype(np.int16))
    return made


BOTH = np.array([[0, 0, 0], [0, 0, 1]])


@pytest.mark.parametrize(
    ("census", "far"), [(126.0, False), (127.0, True), (31.5, False), (31, True)]
)
def test_a_total_far_from_the_census_is_said_with_both_totals(
    six: People, census: float, far: bool
) -> None:
    said = warned(counting(six, BOTH), CENSUS.assign(population=[5e6, census]))
    assert ("people-far-from-census" in said) is far
    if far:
        assert f"文件共 63 人，普查为 {census:.0f} 人" in said["people-far-from-census"]


@pytest.mark.parametrize("census", [CENSUS.iloc[:0], CENSUS.iloc[:1]])
def test_without_a_census_of_the_prefecture_nothing_is_compared(
    six: People, census: pd.DataFrame
) -> None:
    assert warned(counting(six, BOTH), census) == {}
    assert cautions(counting(six, BOTH), COUNTIES, pd.DataFrame(), whole=True) == ()


def test_people_beyond_the_border_are_counted_where_the_whole_province_is_run(
    six: People,
) -> None:
    county = np.array([[0, 0, -1], [-1, 0, 1]])
    counted = counting(six, county)
    assert "12 人（19.0 %）" in warned(counted)["people-left-out"]
    assert "people-left-out" not in warned(counted, whole=False)
    assert "people-left-out" not in warned(counting(six, BOTH))


def test_counties_without_anybody_are_named(six: People) -> None:
    said = warned(counting(six, np.zeros((2, 3))))
    assert "1 个县没有一个人" in said["people-missing-counties"]
    assert said["people-missing-counties"].endswith("德令哈市")


def test_nobody_in_the_region_of_the_run_is_refused_at_once(tmp_path: Path, six: People) -> None:
    regions = Regions(COUNTIES, CRS_WKT)
    require_somebody(six, regions, COUNTIES, cells(40, 40, left=-20, top=-20), 8)
    elsewhere = COUNTIES.set_geometry([box(96.6, 35.0, 96.7, 35.1)] * 2, crs=4326)
    with pytest.raises(InputError) as caught:
        require_somebody(
            six, Regions(elsewhere, CRS_WKT), elsewhere, cells(40, 40, left=-20, top=-20), 8
        )
    found = refusal(caught, "people-nobody", file="a.tif", field="people.file")
    assert "计算范围 96.60–96.70° E, 35.00–35.10° N" in found.what.zh
