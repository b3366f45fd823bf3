"""Counting cells by county, against counts made another way."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import box

from geo.coverage import ByDistance, Model, Window
from geo.grid import Grid
from geo.networks import views
from geo.results import ANY, LIMITS, TECHNOLOGIES, empty
from geo.tally import Regions, Tally
from tests.scenes import CRS_WKT, Painted, levels, transmitters, window

BACK = Transformer.from_crs(CRS_WKT, 4326, always_xy=True)


def two_counties(grid: Grid) -> gpd.GeoDataFrame:
    """West and east halves of a window, less a margin of five cells."""
    left, bottom, right, top = grid.bounds
    margin, middle = 5 * grid.cell_m, (left + right) / 2
    halves = [
        box(left + margin, bottom + margin, middle, top - margin),
        box(middle, bottom + margin, right - margin, top - margin),
    ]
    frame = gpd.GeoDataFrame({"adcode": ["1", "2"]}, geometry=halves, crs=CRS_WKT)
    return frame.to_crs(4326)


GRID = window(200.0, 60, 80)
REGIONS = Regions(two_counties(GRID), CRS_WKT)
STATIONS = [{}, {"operator": "中国电信", "lon": 96.24}]


THRESHOLD = -70.0
MODEL = ByDistance(transmitters(STATIONS))
NETWORKS = MODEL.sources.networks
OPERATORS = MODEL.sources.operators


STEPS = np.array([np.nan, THRESHOLD - 1.0, THRESHOLD], np.float32)
CHANCE = np.random.default_rng(3)
DRAWN = STEPS[CHANCE.integers(0, 3, (5, *GRID.shape))]
FADING_DB = CHANCE.integers(0, 2, (2, *GRID.shape))


def patchwork(grid: Grid) -> Window:
    """Return every level, question and obstacle there is, cell by cell, whatever the tile."""
    row = round((GRID.top - grid.top) / GRID.cell_m)
    column = round((grid.left - GRID.left) / GRID.cell_m)
    here = (..., slice(row, row + grid.rows), slice(column, column + grid.columns))
    first, second, *possible, clear = DRAWN[here]
    level = np.stack([first, second])
    return levels(grid, level, level - FADING_DB[here], possible=possible, clear=clear)


PATCHWORK = Painted(patchwork, MODEL.sources)


def counted(side: int, model: Model = MODEL) -> Tally:
    tally = Tally(REGIONS.adcodes, NETWORKS, THRESHOLD)
    for _, _, tile in GRID.tiles(side):
        tally.add(model.over_window(tile), REGIONS.index(tile))
    return tally


def test_index_raster_is_the_county_of_each_centre() -> None:
    index = REGIONS.index(GRID)
    assert (index[:5] == -1).all() and (index[:, -5:] == -1).all()
    assert (index[5:-5, 5:40] == 0).all()
    assert (index[5:-5, 40:-5] == 1).all()


@pytest.mark.parametrize("side", [13, 32])
def test_index_of_tiles_makes_the_whole(side: int) -> None:
    whole = REGIONS.index(GRID)
    for row, column, tile in GRID.tiles(side):
        part = whole[row : row + tile.rows, column : column + tile.columns]
        assert (REGIONS.index(tile) == part).all()


def test_a_window_off_the_region_is_outside() -> None:
    assert (REGIONS.index(window(100.0, 4, 4, 99.0, 33.0)) == -1).all()


def test_counts_equal_a_direct_count() -> None:
    level, index = MODEL.over_window(GRID), REGIONS.index(GRID)
    table = counted(80).coverage().set_index(["county_adcode", "operator"])
    best = level.any_operator()
    for i, adcode in enumerate("12"):
        inside = index == i
        assert table.loc[(adcode, ANY), "cells"] == inside.sum() == 50 * 35
        assert table.loc[(adcode, ANY), "cells50"] == (best[0][inside] >= -70.0).sum()
        for o, operator in enumerate(OPERATORS):
            expected = (level.level_dbm[0, o][inside] >= -70.0).sum()
            assert table.loc[(adcode, operator), "cells50"] == expected
    assert (table["cells90"] <= table["cells50"]).all()


@pytest.mark.parametrize("model", [MODEL, PATCHWORK], ids=["by distance", "patchwork"])
@pytest.mark.parametrize("side", [16, 31])
def test_tiles_add_up_to_the_whole(side: int, model: Model) -> None:
    whole, pieces = counted(80, model), counted(side, model)
    for name in ("coverage", "limits", "levels", "networks", "technologies"):
        assert getattr(whole, name)().equals(getattr(pieces, name)()), name


def test_what_is_not_known_equals_a_direct_count() -> None:
    found, index = patchwork(GRID), REGIONS.index(GRID)
    coverage = counted(80, PATCHWORK).coverage().set_index(["county_adcode", "operator"])
    known = found.level_dbm[0] >= THRESHOLD
    might = found.possible_dbm >= THRESHOLD
    for i, adcode in enumerate("12"):
        inside = index == i
        for o, operator in enumerate(OPERATORS):
            expected = (might[o] & ~known[o] & inside).sum()
            assert coverage.loc[(adcode, operator), "cells_no_data"] == expected > 0
        expected = (might.any(axis=0) & ~known.any(axis=0) & inside).sum()
        assert coverage.loc[(adcode, ANY), "cells_no_data"] == expected > 0


@pytest.mark.parametrize("model", [MODEL, PATCHWORK], ids=["by distance", "patchwork"])
def test_what_is_not_known_is_a_part_of_what_is_not_covered(model: Model) -> None:
    table = counted(80, model).coverage()
    assert list(table.columns) == [
        "county_adcode",
        "operator",
        "cells",
        "cells50",
        "cells90",
        "cells_no_data",
    ]
    assert (table["cells_no_data"] <= table["cells"] - table["cells50"]).all()
    assert (table["cells90"] <= table["cells50"]).all()
    wide = table.pivot(index="county_adcode", columns="operator", values="cells_no_data")
    assert (wide[ANY] <= wide.drop(columns=ANY).sum(axis=1)).all()
    if model is MODEL:  # no terrain, no void
        assert (table["cells_no_data"] == 0).all()


@pytest.mark.parametrize("model", [MODEL, PATCHWORK], ids=["by distance", "patchwork"])
def test_limits_of_all_cells_add_up_to_the_cells(model: Model) -> None:
    tally = counted(80, model)
    table = tally.limits()
    assert table["limit"].tolist() == [*LIMITS, *LIMITS]
    limits = table.pivot(index="county_adcode", columns="limit", values="cells")
    coverage = tally.coverage()
    any_operator = coverage[coverage["operator"] == ANY].set_index("county_adcode")
    assert (limits.sum(axis=1) == any_operator["cells"]).all()
    assert (limits["none"] == any_operator["cells50"]).all()
    assert (limits["no_data"] == any_operator["cells_no_data"]).all()
    present = {"none", "budget", "no_station"} if model is MODEL else set(LIMITS)
    assert set(limits.columns[(limits > 0).all()]) == present


def test_limits_equal_a_direct_count() -> None:
    limits, index = patchwork(GRID).limits(THRESHOLD), REGIONS.index(GRID)
    expected = [(limits[index == i] == j).sum() for i in range(2) for j in range(len(LIMITS))]
    assert counted(23, PATCHWORK).limits()["cells"].tolist() == expected


def test_levels_and_networks_say_the_same_as_coverage() -> None:
    tally = counted(80)
    coverage = tally.coverage().set_index(["county_adcode", "operator"])
    levels, networks = tally.levels(), tally.networks()
    for adcode in "12":
        at_least = levels[(levels["county_adcode"] == adcode) & (levels["level_dbm"] >= -70)]
        # Whole dBm rounded down: "≥ −70" counts exactly the cells at the threshold or above.
        assert at_least["cells"].sum() == coverage.loc[(adcode, ANY), "cells50"]
        mine = networks[networks["county_adcode"] == adcode].set_index("operators")["cells"]
        assert mine.sum() == coverage.loc[(adcode, ANY), "cells"]
        assert mine.loc[1:].sum() == coverage.loc[(adcode, ANY), "cells50"]
        each = sum(coverage.loc[(adcode, o), "cells50"] for o in ("中国移动", "中国电信"))
        assert (mine.index * mine).sum() == each


def test_what_is_not_known_is_in_no_number_of_networks() -> None:
    tally = counted(80, PATCHWORK)
    coverage = tally.coverage().set_index(["county_adcode", "operator"])
    networks = tally.networks().pivot(index="county_adcode", columns="operators", values="cells")
    assert list(networks.columns) == [-1, 0, 1, 2]
    found, index = patchwork(GRID).reached(THRESHOLD), REGIONS.index(GRID)
    for i, adcode in enumerate("12"):
        of_any = coverage.loc[(adcode, ANY)]
        assert networks.loc[adcode].sum() == of_any["cells"]
        assert networks.loc[adcode, -1] == of_any["cells_no_data"] > 0
        assert networks.loc[adcode, [1, 2]].sum() == of_any["cells50"]
        for n in (1, 2):
            assert networks.loc[adcode, n] == (found.operators()[index == i] == n).sum() > 0


# ------------------------------------------------------------------ sharing and 4G

OF_ALL = [
    {"operator": "中国移动", "band": "n28"},
    {"operator": "中国移动", "band": "n41", "lon": 96.24},
    {"operator": "中国广电", "band": "n28", "lat": 35.42},
    {"operator": "中国移动", "tech": "LTE", "band": "B8", "lon": 96.18},
    {"operator": "中国电信", "tech": "LTE", "band": "B3", "lat": 35.37},
]
ALL = transmitters(OF_ALL).networks
MANY = STEPS[np.random.default_rng(5).integers(0, 3, (2, len(ALL), *GRID.shape))]
FEW = np.where(np.random.default_rng(6).random(MANY[0].shape) < 0.1, MANY[1], np.nan)


def everything(grid: Grid) -> Window:
    """Every level and question there is, of split networks and of 4G."""
    row = round((GRID.top - grid.top) / GRID.cell_m)
    column = round((grid.left - GRID.left) / GRID.cell_m)
    here = (..., slice(row, row + grid.rows), slice(column, column + grid.columns))
    level = MANY[0][here]
    return levels(grid, level, level - 1.0, possible=FEW[here], networks=ALL)


def counted_all(side: int) -> Tally:
    tally = Tally(REGIONS.adcodes, ALL, THRESHOLD)
    for _, _, tile in GRID.tiles(side):
        tally.add(everything(tile), REGIONS.index(tile))
    return tally


def test_every_view_is_counted_as_its_level_says() -> None:
    found, index = everything(GRID), REGIONS.index(GRID)
    table = counted_all(80).coverage().set_index(["county_adcode", "operator"])
    assert table.loc["1"].index.tolist() == [view.name for view in views(ALL)]
    assert len(views(ALL)) == 1 + 2 + 2 + 1 + 2
    for i, adcode in enumerate("12"):
        for view in views(ALL):
            level, unknown = found.level_of(view), found.open_of(view, THRESHOLD)
            row = table.loc[(adcode, view.name)]
            assert row["cells50"] == (level[0][index == i] >= THRESHOLD).sum() > 0
            assert row["cells90"] == (level[1][index == i] >= THRESHOLD).sum()
            assert row["cells_no_data"] == unknown[index == i].sum()


def test_operators_are_counted_and_not_their_networks() -> None:
    networks = counted_all(80).networks()
    assert sorted(set(networks["operators"])) == [-1, 0, 1, 2]  # 移动 and 广电, never 3 or 5


def test_technologies_add_up_to_the_whole_and_say_the_same_as_coverage() -> None:
    tally = counted_all(80)
    coverage = tally.coverage().set_index(["county_adcode", "operator"])
    seen = tally.technologies().pivot(index="county_adcode", columns="seen", values="cells")
    found, index = everything(GRID).reached(THRESHOLD).technologies(), REGIONS.index(GRID)
    for i, adcode in enumerate("12"):
        assert seen.loc[adcode].sum() == coverage.loc[(adcode, ANY), "cells"]
        for number, name in enumerate(TECHNOLOGIES):
            assert seen.loc[adcode, name] == (found[index == i] == number).sum() > 0
        by_5g = seen.loc[adcode, ["nr", "both"]].sum()
        assert by_5g <= coverage.loc[(adcode, ANY), "cells50"]
        assert by_5g + seen.loc[adcode, "no_data"] >= coverage.loc[(adcode, ANY), "cells50"]


def test_without_4g_nothing_is_said_of_technologies() -> None:
    table = counted(80).technologies()
    assert table.empty and table.dtypes.equals(empty("technologies").dtypes)
    assert counted_all(80).technologies().dtypes.equals(table.dtypes)


def test_tiles_with_sharing_and_4g_add_up_to_the_whole() -> None:
    whole, pieces = counted_all(80), counted_all(31)
    for name in ("coverage", "limits", "levels", "networks", "technologies"):
        assert getattr(whole, name)().equals(getattr(pieces, name)()), name


def test_an_empty_tile_counts_as_no_network() -> None:
    tally = Tally(REGIONS.adcodes, NETWORKS[:1], -70.0)
    tally.add_empty(GRID, REGIONS.index(GRID))
    assert tally.coverage()["cells"].tolist() == [1750] * 4
    assert tally.coverage()["cells50"].sum() == 0
    assert tally.coverage()["cells_no_data"].sum() == 0
    networks = tally.networks()
    assert networks[networks["operators"] == 0]["cells"].tolist() == [1750, 1750]
    assert tally.levels().empty
    limits = tally.limits()
    assert limits[limits["limit"] == "no_station"]["cells"].tolist() == [1750, 1750]
    assert limits["cells"].sum() == 3500


def test_an_empty_tile_counts_like_a_window_that_no_station_reaches() -> None:
    index = REGIONS.index(GRID)
    nothing, computed = (Tally(REGIONS.adcodes, ALL, THRESHOLD) for _ in range(2))
    nothing.add_empty(GRID, index)
    computed.add(Window.empty(GRID, ALL), index)
    for name in ("coverage", "limits", "levels", "networks", "technologies"):
        assert getattr(nothing, name)().equals(getattr(computed, name)()), name


def test_counties_are_in_the_order_of_the_layer() -> None:
    assert np.array_equal(REGIONS.adcodes, ["1", "2"])
