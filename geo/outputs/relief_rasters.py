"""The relief under the maps as Cloud-Optimised GeoTIFF: of the region, and of each prefecture.

They are made from the DEM of a run and nothing else, so an unchanged DEM is not shaded again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import rasterio
import rasterio.errors
from rasterio.features import geometry_mask

from layers.text import Text

from .. import relief
from ..relief import Floats, Lattice
from ..results import Results
from ..summary import PROVINCE
from ..terrain import Terrain
from . import run_record
from ._atomic import atomic_files
from ._raster import GDAL_ERRORS, Draft

EXAGGERATION_TAG = "COVERMAP_EXAGGERATION"
_CONTEXT_TAG = "COVERMAP_CONTEXT"
_MERCATOR = "EPSG:3857"
_TITLE = Text(
    f"地形阴影：{relief.OUTSIDE} 区域以外，{relief.VOID} 高程空洞，其余为灰度",
    f"hillshade: {relief.OUTSIDE} outside the region, {relief.VOID} void, the rest a tone of grey",
)


def file_of(folder: Path, adcode: str = PROVINCE) -> Path:
    """Return the relief of a prefecture, or of all the run is about.

    Parameters
    ----------
    folder
        ``data/processed/coverage``.
    adcode
        Code of a prefecture.
    """
    return folder / f"relief_{adcode}.tif"


def write(terrain: Terrain, results: Results, folder: Path, dem: list[list[str]]) -> list[Path]:
    """Write the relief of the region and of each prefecture, where it is not there yet.

    Parameters
    ----------
    terrain
        The DEM.
    results
        What a run found: its prefectures are shaded, nothing around them.
    folder
        ``data/processed/coverage``.
    dem
        What identifies the DEM.

    Returns
    -------
    list of pathlib.Path
        The files, the region first.
    """
    rows = results.prefectures[results.prefectures["adcode"].isin(results.card["scope"])]
    shapes = gpd.GeoSeries(rows.set_index("adcode")["geometry"]).to_crs(_MERCATOR).sort_index()
    context = _context(shapes, dem)
    files = [file_of(folder), *(file_of(folder, str(code)) for code in shapes.index)]
    if not all(_made_from(file) == context for file in files):
        for code, heights, lattice in _heights(terrain, shapes):
            shape = shapes if code == PROVINCE else shapes.loc[[code]]
            _write(file_of(folder, code), heights, lattice, shape, context)
    return files


def _context(shapes: gpd.GeoSeries, dem: list[list[str]]) -> str:
    conditions = {"dem": dem, "shapes": {code: shape.wkt for code, shape in shapes.items()}}
    return run_record.key_of(conditions, [], run_record.sources(), run_record.versions())


def _made_from(file: Path) -> str:
    try:
        with rasterio.open(file) as source:
            return str(source.tags().get(_CONTEXT_TAG, ""))
    except rasterio.errors.RasterioIOError:
        return ""


def _heights(terrain: Terrain, shapes: gpd.GeoSeries) -> Iterator[tuple[str, Floats, Lattice]]:
    """Yield the mean heights of each prefecture, then those of the region, which are their means.

    The DEM is so read once, and never more of it than a strip is in memory.
    """
    finest = relief.finest_m(terrain, float(shapes.to_crs(4326).total_bounds[1::2].mean()))
    region = relief.coarsest(tuple(shapes.total_bounds), finest)
    means = relief.unknown(region)
    for code, shape in shapes.items():
        lattice, parts = region.divided(shape.bounds, finest)
        heights = relief.mean_heights(terrain, lattice)
        relief.gather(means, region, heights, lattice, parts)
        yield str(code), heights, lattice
    yield PROVINCE, means, region


def _write(
    target: Path, heights: Floats, lattice: Lattice, shapes: gpd.GeoSeries, context: str
) -> None:
    tones = relief.tones(heights, lattice)
    tones[geometry_mask(shapes, tones.shape, lattice.affine)] = relief.OUTSIDE
    options = {"width": lattice.columns, "height": lattice.rows, "dtype": "uint8"}
    place = {"crs": _MERCATOR, "transform": lattice.affine}
    with (
        atomic_files(target.parent, GDAL_ERRORS) as temporary,
        Draft(temporary, target.name, relief.OUTSIDE, **options, **place) as made,
    ):
        made.dataset.set_band_description(1, _TITLE.both().replace("\n", " / "))
        made.dataset.update_tags(
            **{_CONTEXT_TAG: context, EXAGGERATION_TAG: relief.exaggeration(lattice)}
        )
        made.write(tones)
        made.publish(overview_resampling="AVERAGE")
