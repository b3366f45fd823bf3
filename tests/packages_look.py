"""Look at exports with validators that pip installs, none of which wrote them.

Run by a Python that has ``geojson-validator``, ``geoparquet-validator`` and ``rio-cogeo``:
``python tests/packages_look.py FOLDER``. It prints, as JSON, what they find in each file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import geojson_validator
import geoparquet_validator
from loguru import logger
from rio_cogeo.cogeo import cog_validate

# Not of RFC 7946: that a place has a hole, many vertices or, as here, seven decimals.
_TASTE = {"holes", "excessive_vertices", "excessive_coordinate_precision"}


def of_geojson(path: Path) -> list[str]:
    """Return what is wrong with the structure and the shapes of a file."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    wrong = list(geojson_validator.validate_structure(collection, check_crs=True))
    shapes = geojson_validator.validate_geometries(collection)
    return [*wrong, *shapes["invalid"], *(shapes["problematic"].keys() - _TASTE)]


def of_geoparquet(path: Path) -> list[str]:
    """Return which tests of the standard a file fails, or that it does not say its version."""
    report = geoparquet_validator.check(str(path))
    failed = [one for one in report["outcomes"] if one["status"] == "fail"]
    return [f"{one['id']}: {one['message']}" for one in failed]


def of_cog(path: Path) -> list[str]:
    """Return what is wrong with a Cloud Optimized GeoTIFF, and what could be better."""
    _, errors, warnings = cog_validate(str(path), strict=True, quiet=True)
    return [*errors, *warnings]


LOOKS: dict[str, Callable[[Path], list[str]]] = {
    ".geojson": of_geojson,
    ".parquet": of_geoparquet,
    ".tif": of_cog,
}


def main() -> None:
    """Look at the files of a folder and print what is found."""
    logger.remove()
    folder = Path(sys.argv[1])
    files = sorted(path for path in folder.rglob("*") if path.suffix in LOOKS)
    found = {path.relative_to(folder).as_posix(): LOOKS[path.suffix](path) for path in files}
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
