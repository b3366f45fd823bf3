"""The relief of the ground as a picture that a page can carry inside itself; voids are hatched."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
import rasterio.errors
import rasterio.io

from ...relief import OUTSIDE, VOID, Tones
from ...summary import PROVINCE
from .. import relief_rasters
from .._overlay import HATCH_COLOUR, Frame, no_data_lines

Json = dict[str, Any]

_QUALITY = 70
_LIGHTEST = 255


def relief(card: Mapping[str, Any], rasters: Path, adcode: str = PROVINCE) -> Json | None:
    """Return the relief with its place and source, ``None`` where the run had no DEM.

    Parameters
    ----------
    card
        `Results.card`.
    rasters
        Folder of the coverage rasters.
    adcode
        Code of a prefecture, or all the run is about.
    """
    file = relief_rasters.file_of(rasters, adcode)
    if card["model_card"].get("terrain_source", "none") == "none" or not file.is_file():
        return None
    with rasterio.open(file) as source:
        tones: Tones = source.read(1)
        frame = Frame(source.transform, source.width, source.height, tones != OUTSIDE)
        steeper = source.tags()[relief_rasters.EXAGGERATION_TAG]
    return {
        "uri": _webp(_coloured(tones, frame)),
        "bounds": frame.bounds(),
        "source": card["model_card"]["terrain_source"],
        "exaggeration": steeper,
        "voids": bool((tones == VOID).any()),
    }


def _coloured(tones: Tones, frame: Frame) -> npt.NDArray[np.uint8]:
    """Return red, green, blue and alpha, shape (4, height, width)."""
    ground = tones > VOID
    picture = np.zeros((4, *tones.shape), np.uint8)
    picture[:3] = np.where(ground, tones, np.uint8(_LIGHTEST))
    picture[3, ground] = 255
    hatched = (tones == VOID) & no_data_lines(frame)
    picture[:, hatched] = np.array(HATCH_COLOUR, np.uint8)[:, np.newaxis]
    return picture


def _webp(picture: npt.NDArray[np.uint8]) -> str:
    """Return a picture as WebP in a ``data:`` address: a third of what PNG needs for greys."""
    bands, height, width = picture.shape
    options = {"count": bands, "height": height, "width": width, "dtype": "uint8"}
    with warnings.catch_warnings(), rasterio.io.MemoryFile() as memory:
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with memory.open(driver="WEBP", QUALITY=_QUALITY, **options) as made:
            made.write(picture)
        encoded = base64.b64encode(memory.read()).decode("ascii")
    return f"data:image/webp;base64,{encoded}"
