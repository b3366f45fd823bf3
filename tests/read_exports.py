"""Reads exports back with libraries of others, as whoever receives them would."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

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


READERS: dict[str, Callable[[Path, ExportLayer], pd.DataFrame]] = {
    "fgb": of_gdal,
    "geojson": of_gdal,
    "geoparquet": of_parquet,
    "gpkg": of_gdal,
    "shp": of_shapefile,
}
