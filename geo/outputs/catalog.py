"""``catalog.json``: what a run produced, as a STAC item (1.0.0) with one asset per file.

Every file has its media type, size, hash (multihash, as the STAC file extension has it) and
licence; what comes from OpenStreetMap is in files of its own and bears ODbL-1.0. Links are
relative, so that the folder may be moved.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from layers.text import Text

from ..results import Results
from . import run_record
from ._atomic import atomic_write
from ._export_layers import ODBL, export_layers, marks
from ._names import SYNTHETIC_MARK

FILE = "catalog.json"
_STAC = "1.0.0"
_EXTENSIONS = ("https://stac-extensions.github.io/file/v2.1.0/schema.json",)
_SHA256 = "1220"  # of a multihash: SHA-256, 32 bytes
_DECIMALS = 7
_PLAIN = "application/octet-stream"
_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".fgb": "application/vnd.flatgeobuf",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".pmtiles": "application/vnd.pmtiles",
    ".png": "image/png",
    ".qgz": "application/zip",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff; application=geotiff; profile=cloud-optimized",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_ROLES = {"coverage": "data", "exports": "data", "maps": "overview", "reports": "metadata"}
_WHOLE = Text(
    "由用户数据和所列来源推算，各来源的许可见 docs/data-sources.md 与各行的 coord_licence",
    "derived from the user's data and the sources listed: their licences are in"
    " docs/data-sources.md and in coord_licence of each row",
)


def write(results: Results, products: Iterable[Path], folder: Path) -> list[Path]:
    """Write the catalogue of a run.

    Parameters
    ----------
    results
        What the run found.
    products
        Every file the run wrote; an earlier catalogue among them is left out.
    folder
        ``data/processed``, where the catalogue is to be.

    Returns
    -------
    list of pathlib.Path
        The file.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs._atomic.atomic_write`.
    """
    path = folder / FILE
    licences = {layer.name: layer.licence for layer in export_layers(results)}
    assets = {
        os.path.relpath(product, folder.parent.parent).replace(os.sep, "/"): _asset(
            product, folder, licences
        )
        for product in sorted(set(products) - {path})
    }
    body = json.dumps(_item(results, assets), ensure_ascii=False, allow_nan=False, indent=1)
    atomic_write(path, f"{body}\n".encode())
    return [path]


def _item(results: Results, assets: dict[str, Any]) -> dict[str, Any]:
    box = [round(side, _DECIMALS) for side in results.prefectures.total_bounds.tolist()]
    return {
        "type": "Feature",
        "stac_version": _STAC,
        "stac_extensions": list(_EXTENSIONS),
        "id": str(results.card["run_id"]),
        "bbox": box,
        "geometry": json.loads(shapely.to_geojson(shapely.box(*box))),
        "properties": {
            "datetime": _moment(str(results.card["data_date"])),
            "title": "5G 覆盖与重点区域（预测） · 5G coverage and key areas (predicted)",
            "covermap": marks(results),
        },
        "links": [],
        "assets": assets,
    }


def _moment(text: str) -> str | None:
    """Return the date of the data as STAC has it, ``None`` where it is not one day."""
    try:
        return f"{date.fromisoformat(text).isoformat()}T00:00:00Z"
    except ValueError:
        return None


def _asset(path: Path, folder: Path, licences: dict[str, Text]) -> dict[str, Any]:
    licence = _licence(path, licences)
    return {
        "href": os.path.relpath(path, folder).replace(os.sep, "/"),
        "type": _TYPES.get(path.suffix, _PLAIN),
        "roles": [_role(path)],
        "file:size": path.stat().st_size,
        "file:checksum": _SHA256 + run_record.sha256(path),
        "license": "ODbL-1.0" if licence is ODBL else "other",
        "covermap:licence": licence._asdict(),
    }


def _role(path: Path) -> str:
    """Return what a file is for, by the nearest folder that says it."""
    return next((_ROLES[part] for part in reversed(path.parts) if part in _ROLES), "data")


def _licence(path: Path, licences: dict[str, Text]) -> Text:
    """Return the terms of a file: those of its layer, where it holds one alone."""
    stem = path.name.split(".")[0].removesuffix(SYNTHETIC_MARK)
    if "exports" not in path.parts:
        return _WHOLE
    if "odbl" in stem.replace("-", "_").split("_"):
        return ODBL
    name = max((n for n in licences if stem.endswith(n)), key=len, default="")
    return licences.get(name, _WHOLE)
