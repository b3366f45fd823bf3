"""What changed between two finished runs: places, cells, and the raster of changes.

The class rasters of both runs are read window by window, over all that either computed; where only
one did, or one has no data, the change is unknown and never "lost".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio
from rasterio.windows import Window

from layers.errors import Finding
from layers.text import Text

from .. import analysis
from ..comparing import comparison, likeness
from ..comparing.comparison import OUTSIDE, Codes
from ..coverage import OUTSIDE as NOT_COMPUTED
from ..grid import Grid
from ..results import Results
from ..tally import Regions
from . import cog
from ._atomic import atomic_files
from ._names import marked
from ._raster import GDAL_ERRORS, Draft
from .finished_run import RUN_TAG, Opened

_COUNTED = ["id", "excluded"]  # columns of places
CHANGE = cog.Raster(
    "change",
    Text(
        "与上期比较（预测，任一运营商，50 %）：0 新增覆盖，1 失去覆盖，2 保持覆盖，3 仍未覆盖，"
        "254 无法比较，255 未计算",
        "change against the earlier run (predicted, any operator, 50 %): 0 gained, 1 lost, 2 kept, "
        "3 never covered, 254 not comparable, 255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
# Red, green, blue by value, as the difference map draws them (Okabe-Ito).
COLOURS = {0: (0, 114, 178), 1: (213, 94, 0), 2: (180, 205, 220), 3: (190, 190, 190)}
_UNKNOWN_COLOUR = (255, 255, 255)
_SIDE = 1024  # [cell]

# People in each cell of a window; shape (rows, columns).
People = Callable[[Grid], npt.NDArray[np.float64]]


def map_name(card: Mapping[str, Any]) -> str:
    """Return the file name of the difference map.

    Parameters
    ----------
    card
        `Results.card` of a run that is compared with an earlier one.
    """
    return f"{marked('difference-map', likeness.rests_on_scenario(card))}.html"


class Compared(NamedTuple):
    """A later run with what changed.

    Parameters
    ----------
    results
        With `changes`, `change_cells` and the findings of the comparison.
    raster
        The raster `CHANGE`.
    findings
        What the reader must know, also in the results.
    """

    results: Results
    raster: Path
    findings: tuple[Finding, ...]


def against(
    earlier: Opened, later: Opened, folder: Path, asked_by: str, people: People | None = None
) -> Compared:
    """Compare a run with an earlier one, and write the raster of changes.

    Parameters
    ----------
    earlier, later
        Two runs.
    folder
        Where the raster is to be.
    asked_by
        Setting or argument that named the earlier run.
    people
        Gives the people of each cell, ``None`` = not known.

    Raises
    ------
    InputError
        When the cells of the two do not lie on one another.
    """
    before, now = (likeness.identity(run.results) for run in (earlier, later))
    grid = common_grid(earlier.results, later.results, asked_by)
    places = comparison.places(earlier.results, later.results)
    card = {**later.results.card, "previous": before}
    raster = cog.file_of(folder, CHANGE, likeness.rests_on_scenario(card))
    cells = _compare_rasters(earlier, later, grid, raster, people)
    found = tuple(
        likeness.findings(
            likeness.facts(before, now),
            places.loc[places["moved"], "area_id"].nunique(),
            _left_out(earlier.results, later.results, places),
        )
    )
    results = replace(
        later.results,
        card=card,
        changes=places,
        change_cells=cells,
        findings=_findings(later.results, found),
    )
    return Compared(results, raster, found)


def common_grid(earlier: Results, later: Results, asked_by: str) -> Grid:
    """Return the grid that both runs lie on; parameters and errors as `against`."""
    before, now = (comparison.grid_of(results.card) for results in (earlier, later))
    return comparison.common_grid(before, now, asked_by)


def _findings(later: Results, found: Sequence[Finding]) -> pd.DataFrame:
    """Return the findings of a run with those of this comparison, in the place of an older one."""
    kept = later.findings[later.findings["field"] != likeness.SETTING]
    rows = analysis.finding_rows(found)
    return pd.concat([kept, rows], ignore_index=True) if found else kept.reset_index(drop=True)


def _left_out(earlier: Results, later: Results, compared: pd.DataFrame) -> int:
    """Count the places of one run's scope alone; those left out with a reason are no part of it."""
    areas = pd.concat([earlier.areas[_COUNTED], later.areas[_COUNTED]])
    excluded = set(areas.loc[areas["excluded"] != "", "id"])
    return len(set(areas["id"]) - excluded - set(compared["area_id"]))


def _counties(earlier: Results, later: Results) -> gpd.GeoDataFrame:
    """Return the counties of both runs, as the later one draws them."""
    only_before = ~earlier.counties["adcode"].isin(later.counties["adcode"])
    columns = ["adcode", "geometry"]
    both = [later.counties[columns], earlier.counties.loc[only_before, columns]]
    return gpd.GeoDataFrame(pd.concat(both, ignore_index=True), crs=later.counties.crs)


def _compare_rasters(
    earlier: Opened, later: Opened, grid: Grid, target: Path, people: People | None
) -> pd.DataFrame:
    regions = Regions(_counties(earlier.results, later.results), grid.crs)
    tally = comparison.Tally(regions.adcodes)
    tags = _tags(earlier.results, later.results)
    with (
        atomic_files(target.parent, GDAL_ERRORS) as temporary,
        _draft(temporary, target.name, grid, tags) as made,
    ):
        for row, column, window, changes in _windows(earlier.classes, later.classes, grid):
            known = None if people is None else people(window)
            tally.add(changes, regions.index(window), known)
            made.write(changes, row, column)
        made.publish(overview_resampling="MODE", sparse_ok="TRUE")
    return tally.frame()


def _windows(earlier: Path, later: Path, grid: Grid) -> Iterator[tuple[int, int, Grid, Codes]]:
    """Yield (row, column, window, changes) of every window that either run computed."""
    with rasterio.open(earlier) as before, rasterio.open(later) as now:
        for row, column, window in grid.tiles(_SIDE):
            old, new = (read(source, window) for source in (before, now))
            changes = comparison.cells(old, new)
            if (changes != OUTSIDE).any():
                yield row, column, window, changes


def read(source: rasterio.DatasetReader, window: Grid) -> Codes:
    """Return the classes of a window, "not computed" where the raster does not reach.

    Parameters
    ----------
    source
        A class raster.
    window
        A part of a grid whose cells are those of the raster.
    """
    left, top = source.transform.c, source.transform.f
    row, column = (
        round((top - window.top) / window.cell_m),
        round((window.left - left) / window.cell_m),
    )
    first = max(row, 0), max(column, 0)
    last = min(row + window.rows, source.height), min(column + window.columns, source.width)
    classes = np.full(window.shape, NOT_COMPUTED, np.uint8)
    height, width = last[0] - first[0], last[1] - first[1]
    if height > 0 and width > 0:
        part = classes[first[0] - row : last[0] - row, first[1] - column : last[1] - column]
        part[:] = source.read(1, window=Window(first[1], first[0], width, height))
    return classes


def _tags(earlier: Results, later: Results) -> Mapping[str, str]:
    synthetic = earlier.card["synthetic"] or later.card["synthetic"]
    return {
        RUN_TAG: later.card["run_id"],
        "COVERMAP_EARLIER_RUN": earlier.card["run_id"],
        "COVERMAP_PREDICTED": "YES",
        "SYNTHETIC": "YES" if synthetic else "NO",
    }


def _draft(folder: Path, name: str, grid: Grid, tags: Mapping[str, str]) -> Draft:
    made = Draft(
        folder,
        name,
        CHANGE.nodata,
        width=grid.columns,
        height=grid.rows,
        dtype=CHANGE.dtype,
        crs=grid.crs,
        transform=grid.affine,
        photometric="palette",
    )
    made.dataset.write_colormap(1, {**COLOURS, comparison.UNKNOWN: _UNKNOWN_COLOUR})
    made.dataset.set_band_description(1, CHANGE.title.both().replace("\n", " / "))
    made.dataset.update_tags(**tags)
    return made
