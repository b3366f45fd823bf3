"""Holes in a DEM, from one pixel to all of it: no data there, no other level anywhere else."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from geo import settings
from geo.coverage import NO_DATA, ByTerrain, NoMemory, Window
from layers.errors import InputError
from tests import ground
from tests.scenes import transmitters, window

FULL = 12
_HALF_DEG = 0.06
_PIXELS = round(2 * _HALF_DEG / ground.PIXEL_DEG)  # along a side
_THRESHOLD_DBM = -105.0
_GRID = window(100.0, 60, 60)
_STATIONS = [
    {"lon": 96.2 - 0.015, "lat": 35.4 - 0.01, "height_m": 30.0, "environment": "RMa"},
    {"lon": 96.2 + 0.02, "lat": 35.4 + 0.015, "height_m": 30.0, "environment": "RMa"},
]


def _sides(count: int) -> npt.NDArray[np.int_]:
    """Return so many sides of holes, from one pixel to all, each about as much larger."""
    steps = count
    while (sides := np.unique(np.geomspace(1, _PIXELS, steps).round().astype(int))).size < count:
        steps += 1
    return sides


def run(count: int, seed: int) -> str:
    """Try as many sizes, from one pixel to all, each hole at a random place."""
    chance = np.random.default_rng(seed)
    unknown, kept = [], 0
    with TemporaryDirectory(prefix="covermap-torture-") as made:
        whole = _levels(Path(made), None)
        assert not (whole.classes(_THRESHOLD_DBM) == NO_DATA).any()
        for side in _sides(count):
            left, top = chance.integers(0, _PIXELS - side + 1, 2)
            hole = np.zeros((_PIXELS, _PIXELS), bool)
            hole[top : top + side, left : left + side] = True
            if hole.all():
                _check_refused(Path(made), hole)
                continue
            holed = _levels(Path(made), hole)
            _check(whole, holed, hole)
            open_cells = holed.classes(_THRESHOLD_DBM) == NO_DATA
            unknown.append(float(open_cells.mean()))
            kept += int((~open_cells).sum())
    return (
        f"holes: {len(unknown)} from 1 pixel on (seed {seed}), {min(unknown):.1%} to"
        f" {max(unknown):.1%} of the cells without data, none of them covered, {kept} others as"
        " without the hole; no height at all is refused"
    )


def _levels(folder: Path, hole: np.ndarray | None) -> Window:
    def heights(east: np.ndarray, north: np.ndarray) -> np.ndarray:
        whole = ground.rolling(east, north)
        return whole if hole is None else np.where(hole, np.nan, whole)

    chosen = settings.default()
    terrain = chosen.terrain.model_copy(update={"reach_km": 8.0})
    model = ByTerrain.over(
        ground.terrain(folder, heights, _HALF_DEG),
        transmitters(_STATIONS),
        chosen.model_copy(update={"terrain": terrain}),
        NoMemory(),
        NoMemory(),
    )
    return model.over_window(_GRID)


def _check(whole: Window, holed: Window, hole: np.ndarray) -> None:
    """Check that a hole takes knowledge away and changes nothing that is still known."""
    level, before = holed.level_dbm[0], whole.level_dbm[0]
    known = ~np.isnan(level)
    assert not (level[known] > before[known]).any(), "a hole makes a level higher"
    classes, without = holed.classes(_THRESHOLD_DBM), whole.classes(_THRESHOLD_DBM)
    said = classes != NO_DATA
    # What is said to be covered or not is so without the hole: it spreads nothing.
    assert (classes[said] == without[said]).all(), "a hole changes what is known"


def _check_refused(folder: Path, hole: np.ndarray) -> None:
    try:
        _levels(folder, hole)
    except InputError as error:
        assert "没有任何有效高程" in str(error)
    else:
        raise AssertionError("a DEM without any height is taken for one")
