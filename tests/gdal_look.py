"""Look at exports with the GDAL of the system, which is not the one that wrote them.

Run by a Python that has ``osgeo``: ``python3 tests/gdal_look.py FOLDER``. It prints, as JSON,
what the validators of GDAL find in GeoPackages and COGs, what GDAL says while it opens each file,
and every row that it reads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff, validate_gpkg

_PREFIX = {".zip": "/vsizip/"}
_VECTOR = (".fgb", ".geojson", ".gpkg", ".kml", ".shp.zip", ".gdb.zip")


def of_geopackage(path: Path) -> list[str]:
    """Return what is wrong with a GeoPackage, by requirement of the standard."""
    checker = validate_gpkg.GPKGChecker(str(path), abort_at_first_error=False)
    checker.check()
    return [str(error) for error in checker.errors]


def of_cog(path: Path) -> list[str]:
    """Return what is wrong with a Cloud Optimized GeoTIFF, and what could be better."""
    warnings, errors, _ = validate_cloud_optimized_geotiff.validate(str(path), full_check=True)
    return [*errors, *warnings]


def rows_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each layer; shapes as hexadecimal WKB."""
    inside = f"/{path.name.removesuffix('.zip')}" if path.name.endswith(".gdb.zip") else ""
    opened = gdal.OpenEx(f"{_PREFIX.get(path.suffix, '')}{path}{inside}", gdal.OF_VECTOR)
    layers = (opened.GetLayer(number) for number in range(opened.GetLayerCount()))
    return {layer.GetName(): [_row(feature) for feature in layer] for layer in layers}


def _row(feature: Any) -> dict[str, Any]:
    shape = feature.GetGeometryRef()
    found = bytes(shape.ExportToIsoWkb()).hex() if shape else None
    return {**feature.items(), "geometry": found}


def every(folder: Path, suffixes: tuple[str, ...], look: Callable[[Path], Any]) -> dict[str, Any]:
    """Return what is seen in each file of a kind, by its name."""
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(suffixes))
    return {path.relative_to(folder).as_posix(): look(path) for path in files}


def main() -> None:
    """Look at the files of a folder and print what is seen."""
    gdal.UseExceptions()
    folder, said = Path(sys.argv[1]), []
    gdal.PushErrorHandler(lambda _kind, _number, message: said.append(message))
    rows = every(folder, _VECTOR, rows_of)
    heard = list(said)  # what the validators provoke is theirs
    found = {
        "rows": rows,
        "said": heard,
        "gpkg": every(folder, (".gpkg",), of_geopackage),
        "cog": every(folder, (".tif",), of_cog),
    }
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
