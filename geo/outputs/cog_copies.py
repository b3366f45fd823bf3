"""Copies of the coverage rasters as COG: clipped to a prefecture, in another CRS.

The rasters of the run itself are in ``coverage``, in the projection of the run. A copy takes the
nearest cell, so that no value is made up; cells outside the prefecture have none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.features
import rasterio.shutil
from rasterio.windows import Window

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from . import server_list
from ._atomic import atomic_write
from ._formats import ExportFormat
from ._names import SYNTHETIC_MARK
from ._raster import raster_file
from ._wanted import EVERYTHING, RASTERS, Wanted, file_stem, tell

_BLOCK = 512
_MEAN_OF = {"": "MODE"}  # overviews: the commonest class, but the nearest level
_NONE = Text("没有覆盖栅格可导出", "there are no coverage rasters to export")
_RUN = Text("先运行 ./covermap run", "run ./covermap run first")
_NEAREST = Text(
    "按最近的格重新采样到 {}，格界移动不超过半格",
    "resampled to {} by the nearest cell: borders of cells move by up to half a cell",
)
_USE_THEM = Text(
    "原样的在 data/processed/coverage", "those of the run are in data/processed/coverage"
)


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one copy per raster into ``out/cog``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; the rasters are in the folder ``coverage`` beside it.
    wanted
        Prefecture and CRS.
    notes
        Takes what had to be changed.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    if wanted.layers and RASTERS not in wanted.layers:
        return []
    sources = sorted((out.parent / RASTERS).glob("*.tif"))
    if not sources:
        tell(notes, EXPORT.name, RASTERS, _NONE, _RUN)
    if wanted.crs:
        told = Text(_NEAREST.zh.format(wanted.crs), _NEAREST.en.format(wanted.crs))
        tell(notes, EXPORT.name, RASTERS, told, _USE_THEM)
    paths = []
    for source in sources:
        name = file_stem(results, source.stem.removesuffix(SYNTHETIC_MARK), wanted)
        path = out / EXPORT.name / f"{name}{EXPORT.suffix}"
        _copy(source, path, _outline(results, wanted.prefecture), wanted.crs)
        paths.append(path)
    listed = server_list.file_of(out.parent / RASTERS, bool(results.card["synthetic"]))
    return [*paths, _list_beside(listed, out)] if listed.is_file() else paths


EXPORT = ExportFormat(
    "cog", ".tif", Text("覆盖栅格副本（COG）", "copies of rasters (COG)"), write, on_demand=True
)


def _list_beside(listed: Path, out: Path) -> Path:
    """Copy the list of what the numbers of a raster stand for."""
    path = out / EXPORT.name / listed.name
    atomic_write(path, listed.read_bytes())
    return path


def _outline(results: Results, prefecture: str | None) -> Any:
    """Return the shape of a prefecture, ``None`` for the whole run."""
    if prefecture is None:
        return None
    found = results.prefectures
    return found[found["adcode"] == prefecture].geometry


def _copy(source: Path, path: Path, outline: Any, crs: str) -> None:
    with rasterio.open(source) as raster, rasterio.io.MemoryFile(ext=".tif") as memory:
        with memory.open(**_profile(raster, outline)) as made:
            made.write(_clipped(raster, outline), 1)
            made.set_band_description(1, raster.descriptions[0] or "")
            made.units = (raster.units[0] or "",)
            made.update_tags(**_tags(raster))
        unit = raster.units[0] or ""
        options = {"TARGET_SRS": crs, "RESAMPLING": "NEAREST"} if crs else {}
        packed = {"compress": "DEFLATE", "predictor": "STANDARD", "blocksize": _BLOCK}
        overviews = {"overview_resampling": _MEAN_OF.get(unit, "NEAREST")}
        with raster_file(path) as copy:
            rasterio.shutil.copy(
                memory.name, copy.name, driver="COG", **packed, **overviews, **options
            )


def _tags(raster: Any) -> dict[str, str]:
    return {key: value for key, value in raster.tags().items() if key != "AREA_OR_POINT"}


def _profile(raster: Any, outline: Any) -> dict[str, Any]:
    """Return size, place and kind of the copy, before it is taken to another CRS."""
    window = _window(raster, outline)
    return {
        "driver": "GTiff",
        "count": 1,
        "dtype": raster.dtypes[0],
        "nodata": raster.nodata,
        "crs": raster.crs,
        "transform": raster.window_transform(window),
        "width": window.width,
        "height": window.height,
        "tiled": True,
        "blockxsize": _BLOCK,
        "blockysize": _BLOCK,
    }


def _window(raster: Any, outline: Any) -> Any:
    if outline is None:
        return Window(0, 0, raster.width, raster.height)
    return rasterio.features.geometry_window(raster, list(outline.to_crs(raster.crs)))


def _clipped(raster: Any, outline: Any) -> np.ndarray:
    """Return the cells of a prefecture, all others without a value."""
    window = _window(raster, outline)
    values: np.ndarray = raster.read(1, window=window)
    if outline is not None:
        shapes = list(outline.to_crs(raster.crs))
        place = raster.window_transform(window)
        values[rasterio.features.geometry_mask(shapes, values.shape, place)] = raster.nodata
    return values
