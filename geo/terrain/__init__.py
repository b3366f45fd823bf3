"""Elevation, and the clutter on it, in the DEM's own pixel grid.

Nothing is resampled to the working grid: a radial is located in the pixels of the DEM and
its heights are interpolated there. A void, and whatever lies beyond the data, is NaN: a
missing tile is never sea level.

`_files` finds and opens · `_tile` checks what a file says · `_heights` checks what it holds ·
`_frame` locates · `_mosaic` puts tiles of one grid together · `_resample` brings another grid
in · `_clutter` reads land cover · `_sample` interpolates · `_terrain`, `_open` are the outside.
"""

from ..propagation.surface import bilinear as sample
from ._findings import finding
from ._heights import Census
from ._open import input_files, open_terrain
from ._terrain import Profile, Terrain, Window

__all__ = [
    "Census",
    "Profile",
    "Terrain",
    "Window",
    "finding",
    "input_files",
    "open_terrain",
    "sample",
]
