"""How many people live within polygons, e.g. gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ._people import Floats, People


def of_polygons(people: People | None, polygons: npt.ArrayLike, crs: str) -> Floats:
    """Return the people in each polygon, shape (n,); NaN without a file of people.

    Of a list of points, those whose point the polygon covers. Of a raster, the pixels are
    spread evenly and what falls into the polygon counts, to within a sixteenth of its width and
    30 m at most.

    Parameters
    ----------
    people
        Where they live, as `open_people` returns it; ``None`` = not known.
    polygons
        Shapely polygons in `crs`, shape (n,); an empty one holds nobody.
    crs
        Equal-area projection in metres, as WKT: that of the working grid.
    """
    shapes = np.atleast_1d(np.asarray(polygons, object))
    if people is None:
        return np.full(shapes.shape, np.nan)
    return people.within(shapes, crs)
