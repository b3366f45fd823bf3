"""Where people live, by a file the planner gives: a raster of people per pixel, or points.

Both kinds answer alike: `People.over` gives the people of each cell of any window of the working
grid, `of_polygons` those of polygons. People are never resampled but shared out, so that they
are neither lost nor counted twice at the edges of tiles.

`_open` finds what is wrong with a file · `_raster`, `_points` are the two kinds · `_kernels` are
the loops over pixels · `_cells` numbers cells · `_tally` counts people by county and view.
"""

from ._open import RASTERS, input_files, open_people
from ._people import People, defaults
from ._polygons import of_polygons
from ._tally import PeopleTally, cautions, require_somebody

__all__ = [
    "RASTERS",
    "People",
    "PeopleTally",
    "cautions",
    "defaults",
    "input_files",
    "of_polygons",
    "open_people",
    "require_somebody",
]
