"""Time xarray-spatial's viewshed; started by ``peers.py`` in an interpreter that has it.

    python xrspatial_viewshed.py SQUARE.npy CELL_M RADIUS_M TX_HEIGHT_M RX_HEIGHT_M

Prints user CPU seconds, compiling left out, and the share of the disc that is in sight.
"""

import json
import resource
import sys

import numpy as np
import xarray
from xrspatial import viewshed


def raster(heights: np.ndarray, cell_m: float) -> xarray.DataArray:
    """Return the heights [m] with coordinates in metres from the middle cell."""
    offset = (np.arange(heights.shape[0]) - heights.shape[0] // 2) * cell_m
    return xarray.DataArray(
        heights.astype(np.float64), dims=["y", "x"], coords={"y": -offset, "x": offset}
    )


def main() -> None:
    """Compile on a corner, then time the whole."""
    heights = np.load(sys.argv[1])
    cell_m, radius_m, transmitter_m, receiver_m = map(float, sys.argv[2:])
    view = {"x": 0.0, "y": 0.0, "observer_elev": transmitter_m, "target_elev": receiver_m}
    viewshed(raster(heights[:21, :21], cell_m), **view)
    terrain = raster(heights, cell_m)
    started = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    seen = viewshed(terrain, **view)
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - started
    disc = np.hypot(terrain["x"], terrain["y"]) <= radius_m
    visible = float((seen.values[disc.values] >= 0).mean())
    print(json.dumps({"seconds": seconds, "visible": visible}))


if __name__ == "__main__":
    main()
