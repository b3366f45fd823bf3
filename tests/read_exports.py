"""Reads exports back with libraries of others, as whoever receives them would."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely

from geo.outputs._export_layers import ExportLayer


def of_gdal(path: Path, layer: ExportLayer) -> pd.DataFrame:
    """Return the rows of a file that GDAL reads, of several layers the one in question."""
    frame: pd.DataFrame = pyogrio.read_dataframe(
        path, layer=layer.name if path.suffix == ".gpkg" else None
    )
    return frame


def of_shapefile(path: Path, layer: ExportLayer) -> pd.DataFrame:
    """Return the rows with the whole names of their columns, which are in the archive."""
    with zipfile.ZipFile(path) as archive:
        listed = archive.read("dictionary.csv").decode("utf-8-sig")
    whole = {row["field"]: row["column"] for row in csv.DictReader(io.StringIO(listed))}
    return of_gdal(path, layer).rename(columns=whole)


def of_parquet(path: Path, layer: ExportLayer) -> pd.DataFrame:
    """Return the rows as geopandas reads them, or pandas where there are no shapes."""
    if b"geo" not in pq.read_metadata(path).metadata:
        return pd.read_parquet(path)
    return gpd.read_parquet(path).drop(columns="bbox", errors="ignore")


def of_kml(path: Path, layer: ExportLayer) -> pd.DataFrame:
    """Return the rows as the standard has them, read without GDAL."""
    space = "{http://www.opengis.net/kml/2.2}"
    rows: list[dict[str, object]] = []
    for place in ET.parse(path).iter(f"{space}Placemark"):  # noqa: S314 - our own file
        cells: dict[str, object] = {
            cell.attrib["name"]: cell.text for cell in place.iter(f"{space}SimpleData")
        }
        rows.append({**cells, "geometry": _shape_of_kml(place, space)})
    columns = [name for name in layer.frame.columns if name != "geometry"]
    frame = gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry", crs=4326)
    for name in columns:
        if layer.frame[name].dtype.kind == "b":
            frame[name] = frame[name] == "1"
        elif layer.frame[name].dtype.kind in "if":
            frame[name] = pd.to_numeric(frame[name])
    return frame


def _shape_of_kml(element: ET.Element, space: str) -> shapely.Geometry | None:
    found: list[shapely.Geometry] = []
    for child in element:
        kind = child.tag.removeprefix(space)
        if kind == "MultiGeometry":
            inner = _shape_of_kml(child, space)
            return shapely.geometrycollections(shapely.get_parts(inner))
        if kind in ("Point", "LineString"):
            points = _points(child)
            made = shapely.Point(points[0]) if kind == "Point" else shapely.LineString(points)
            found.append(made)
        if kind == "Polygon":
            outside, *holes = [_points(ring) for ring in child.iter(f"{space}LinearRing")]
            found.append(shapely.Polygon(outside, holes))
    if len(found) > 1:
        return shapely.geometrycollections(found)
    return found[0] if found else None


def _points(element: ET.Element) -> list[list[float]]:
    text = next(e.text for e in element.iter() if e.tag.endswith("coordinates")) or ""
    return [[float(number) for number in pair.split(",")] for pair in text.split()]


def of_geodatabase(path: Path, layer: ExportLayer) -> pd.DataFrame:
    """Return the rows as a GDAL with every driver reads them, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "rows.parquet")
        run_with_every_driver(_READ_GDB, str(path), layer.name, str(told))
        frame: pd.DataFrame = gpd.read_parquet(told)
    return frame.rename(columns={"group_": "group"})


def run_with_every_driver(program: str, *arguments: str) -> str:
    """Run a program with a GDAL that may open every format; return what it prints."""
    environment = {key: value for key, value in os.environ.items() if key != "GDAL_SKIP"}
    return subprocess.run(
        [sys.executable, "-I", "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    ).stdout


_READ_GDB = """
import sys, pyogrio
path, layer, told = sys.argv[1:]
pyogrio.read_dataframe(path, layer=layer).to_parquet(told)
"""

READERS: dict[str, Callable[[Path, ExportLayer], pd.DataFrame]] = {
    "fgb": of_gdal,
    "gdb": of_geodatabase,
    "geojson": of_gdal,
    "geoparquet": of_parquet,
    "gpkg": of_gdal,
    "kml": of_kml,
    "shp": of_shapefile,
}
