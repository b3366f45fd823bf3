"""Counting cells by county, against counts made another way."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import box

from geo.coverage import over_window
from geo.grid import Grid
from geo.results import ANY
from geo.tally import Regions, Tally
from tests.scenes import CRS_WKT, transmitters, window

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


def counted(side: int) -> Tally:
    sources = transmitters(STATIONS)
    tally = Tally(REGIONS.adcodes, sources.operators, -70.0)
    for _, _, tile in GRID.tiles(side):
        tally.add(over_window(tile, sources), REGIONS.index(tile))
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
    sources = transmitters(STATIONS)
    level, index = over_window(GRID, sources), REGIONS.index(GRID)
    table = counted(80).coverage().set_index(["county_adcode", "operator"])
    best = level.any_operator()
    for i, adcode in enumerate("12"):
        inside = index == i
        assert table.loc[(adcode, ANY), "cells"] == inside.sum() == 50 * 35
        assert table.loc[(adcode, ANY), "cells50"] == (best[0][inside] >= -70.0).sum()
        for o, operator in enumerate(sources.operators):
            expected = (level.level_dbm[0, o][inside] >= -70.0).sum()
            assert table.loc[(adcode, operator), "cells50"] == expected
    assert (table["cells90"] <= table["cells50"]).all()


@pytest.mark.parametrize("side", [16, 31])
def test_tiles_add_up_to_the_whole(side: int) -> None:
    for name in ("coverage", "levels", "networks"):
        whole, pieces = getattr(counted(80), name)(), getattr(counted(side), name)()
        assert whole.equals(pieces), name


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


def test_an_empty_tile_counts_as_no_network() -> None:
    tally = Tally(REGIONS.adcodes, ("中国移动",), -70.0)
    tally.add_empty(REGIONS.index(GRID))
    assert tally.coverage()["cells"].tolist() == [1750] * 4
    assert tally.coverage()["cells50"].sum() == 0
    networks = tally.networks()
    assert networks[networks["operators"] == 0]["cells"].tolist() == [1750, 1750]
    assert tally.levels().empty
    assert np.array_equal(REGIONS.adcodes, ["1", "2"])
