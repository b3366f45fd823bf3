"""The coverage of the province in one picture: any operator, by class; runs share one frame.

A picture of the whole province has pixels several cells wide. It is an overview: the page says how
wide, and leads to the pages of the prefectures for the cells themselves.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import shapely

from ...coverage import NO_DATA
from .. import cog
from .._overlay import Frame, frame_of, hatches, picture, warped
from .overlays import BY_CLASS, css

Json = dict[str, Any]

_TEN_METRES = -1  # decimals to round to


def frame_and_legend(region: shapely.Geometry, cell_m: float) -> tuple[Frame, Json]:
    """Return the frame of the pictures, and what the page says of it.

    Parameters
    ----------
    region
        Polygon of all that any of the runs computed. [degree]
    cell_m
        Cell of the rasters. [m]
    """
    frame = frame_of(region, cell_m)
    on_the_ground = math.cos(math.radians(region.centroid.y))  # a Mercator metre is shorter
    return frame, {
        "bounds": frame.bounds(),
        "colours": [css(colour) for colour in BY_CLASS.colours],
        "pixel_m": round(frame.transform.a * on_the_ground, _TEN_METRES),
    }


def class_picture(classes: Path, frame: Frame) -> Json:
    """Return the picture of one run, ``None`` in place of it where there is no raster.

    Parameters
    ----------
    classes
        The raster `geo.outputs.cog.CLASS_ANY` of the run.
    frame
        Where to draw.
    """
    if not classes.is_file():
        return {"uri": None, "no_data": False}
    values = warped(classes, frame)
    hatched = hatches(values, frame, cog.CLASS_ANY.nodata, NO_DATA)
    return {
        "uri": picture(values, frame, BY_CLASS, hatched),
        "no_data": bool(hatched.no_data.any()),
    }
