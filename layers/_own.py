"""A planner's own file in place of what comes with covermap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import sources
from ._columns import accepted
from ._cut_names import uncut
from ._declared import Declared, with_operator
from ._intake import Intake
from ._layer import Layer
from ._reading import (
    ROW,
    VECTOR_SUFFIXES,
    cell_text,
    fold,
    invalid_polygon,
    read_table,
    read_vector,
)
from ._validate import bare, check, in_wgs84
from .datum import DATUMS, Datum, Degrees, to_wgs84
from .errors import Finding, InputError
from .text import Text

_LINES: tuple[str, ...] = ("LineString", "MultiLineString")
_POLYGONS: tuple[str, ...] = ("Polygon", "MultiPolygon")
_DRAWN = {"line": _LINES, "polygon": _POLYGONS}  # what no table can hold
_HALF_ROUND = 180.0  # [degree] a line as long crosses the antimeridian, or is none


def load_own(layer: Layer, path: Path, intake: Intake, declared: Declared) -> pd.DataFrame:
    """Read a planner's own file for a layer, its points as longitude and latitude alone.

    Parameters
    ----------
    layer
        What the file should hold.
    path
        A table, or a vector file: its geometry is kept, and gives a point layer its ``lon``
        and ``lat``, whatever columns of that meaning say; all are in the datum of the row,
        as in a table.
    intake
        Takes what was repaired and which rows were rejected.
    declared
        What the planner says of the file as a whole.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        As `layers.load_bare`.

    Raises
    ------
    InputError
        When the file cannot be used.
    """
    if path.suffix.lower() not in VECTOR_SUFFIXES:
        if layer.geometry in _DRAWN:
            raise InputError([_wrong_geometry(path, _DRAWN[layer.geometry], "–", None)])
        cells = read_table(
            path, _known(layer), intake.findings, partial(sources.header_of, layer=layer)
        )
        return bare(_understood(cells, Counter(), layer, path, intake, declared), layer, intake)
    marks: Counter[str] = Counter()
    vector = read_vector(path, intake.findings, marks)
    geometry = _simple(vector.geometry)
    if layer.geometry != "table":
        geometry = _usable(layer, geometry, vector[ROW], path, intake)
    cells = _attributes(vector, layer, intake, marks)
    cells = _understood(cells, marks, layer, path, intake, declared)
    if layer.geometry == "point":
        points = geometry.representative_point().set_axis(vector[ROW]).loc[cells[ROW]]
        cells["lon"], cells["lat"] = (
            values.map(repr).where(values.notna(), "").to_numpy() for values in (points.x, points.y)
        )
    typed = check(cells, layer, intake)
    # Rows that were rejected take their shapes with them, those that were split share theirs.
    geometry = geometry.set_axis(vector[ROW]).loc[typed["row"]].reset_index(drop=True)
    if layer.geometry == "point":
        geometry = _put_right(geometry, typed)
    if "datum" in typed:
        geometry = _converted(geometry, typed["datum"])
    if layer.geometry == "point":
        typed = in_wgs84(typed)
    elif layer.geometry == "line":
        typed["datum"] = typed["datum"].where(typed["datum"] == "", "WGS84")
    frame: pd.DataFrame = gpd.GeoDataFrame(typed, geometry=geometry.to_numpy(), crs=4326)
    return frame


def _known(layer: Layer) -> dict[str, str]:
    """Return every header of a layer and of the sources that serve it, folded → column."""
    return sources.headers_of(layer) | accepted(layer)


def _understood(
    cells: pd.DataFrame,
    marks: Counter[str],
    layer: Layer,
    path: Path,
    intake: Intake,
    declared: Declared,
) -> pd.DataFrame:
    """Read the rows as those of their source, where it is known, and by what is declared."""
    headers = frozenset(fold(str(name)) for name in cells.columns if name != ROW)
    seen = sources.Seen(path.suffix.lower(), headers, marks)
    cells = sources.applied(cells, seen, layer, declared.source, intake)
    return with_operator(cells, layer, declared.operator, intake)


def _attributes(
    vector: gpd.GeoDataFrame, layer: Layer, intake: Intake, marks: Counter[str]
) -> pd.DataFrame:
    """Return the columns beside the geometry as text cells, as a table would have them."""
    cells = pd.DataFrame(vector.drop(columns=vector.geometry.name))
    rows = cells.pop(ROW)
    cells = cells.astype(object).where(cells.notna(), "").map(cell_text).astype("str")
    known = _known(layer)
    if marks["ESRI Shapefile"]:
        encoding = "gb18030" if marks["GB18030"] else "utf-8"
        names = uncut(list(cells.columns), known, encoding, intake.file, intake.findings)
        cells = cells.rename(columns=names)
    if layer.geometry == "point":  # the geometry is what was drawn: it wins
        names_of_points = [n for n in cells.columns if known.get(fold(n)) in ("lon", "lat")]
        cells = cells.drop(columns=names_of_points)
    cells[ROW] = rows
    return cells


def _simple(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Make an empty geometry none, and a cloud of one point, as editors write it, a point."""
    geometry = geometry.where(~geometry.is_empty, None)
    one = (geometry.geom_type == "MultiPoint") & (geometry.count_geometries() == 1)
    return geometry.where(~one, geometry[one].representative_point().reindex(geometry.index))


def _usable(
    layer: Layer, geometry: gpd.GeoSeries, rows: pd.Series[int], path: Path, intake: Intake
) -> gpd.GeoSeries:
    """Name the shapes that the layer cannot use, as errors of their rows; return the others."""
    # One thing is said of a shape: what is of no place at all has no kind and no inside.
    findings = list(_nowhere(geometry, rows, path))
    for look in (partial(_wrong_kinds, layer), _without_inside):
        named = {finding.row for finding in findings}
        named |= {finding.row for finding in intake.findings if finding.severity == "error"}
        left = ~rows.isin(list(named))
        findings += look(geometry[left], rows[left], path)
    intake.findings += findings
    return geometry.where(~rows.isin([finding.row for finding in findings]), None)


def _nowhere(geometry: gpd.GeoSeries, rows: pd.Series[int], path: Path) -> Iterator[Finding]:
    """Yield the shapes with coordinates that are no numbers, or none in their own system."""
    bounds = shapely.bounds(geometry.to_numpy())
    lost = geometry.notna().to_numpy() & ~np.isfinite(bounds).all(axis=1)
    # Metres of a point are brought to degrees as those of a table; an area has to name its CRS.
    area = geometry.geom_type.isin(_POLYGONS).to_numpy()
    lost |= area & (np.abs(bounds) > _HALF_ROUND).any(axis=1)
    for row in rows[lost]:
        yield Finding(
            "broken-geometry",
            Text(
                "坐标不是有限的数，或在文件的坐标系中不存在",
                "coordinates that are no finite numbers, or do not exist in the file's CRS",
            ),
            Text(
                "检查坐标系定义是否写错；改正坐标，或删除该要素",
                "check the CRS of the file; mend the coordinates, or delete the feature",
            ),
            path.name,
            int(row),
            "geometry",
        )


def _wrong_kinds(
    layer: Layer, geometry: gpd.GeoSeries, rows: pd.Series[int], path: Path
) -> list[Finding]:
    """Name geometry the layer cannot use: a line is no place, a cloud of points is nothing."""
    kinds = _DRAWN.get(layer.geometry, ("Point",))
    if layer.geometry == "point" and layer.category is not None:
        kinds = ("Point", *_POLYGONS)
    found = geometry.geom_type.fillna("–")
    wrong = ~found.isin(kinds)
    if layer.geometry == "point":
        wrong &= geometry.notna()  # a place without a coordinate is listed as such
    return [
        _wrong_geometry(path, kinds, kind, int(row))
        for kind, row in zip(found[wrong], rows[wrong], strict=True)
    ]


def _without_inside(geometry: gpd.GeoSeries, rows: pd.Series[int], path: Path) -> list[Finding]:
    """Name polygons without an inside and lines without a length: nothing lies on them."""
    shapes = geometry.to_numpy()
    polygon = geometry.geom_type.isin(_POLYGONS).to_numpy()
    bad = polygon & (~shapely.is_valid(shapes) | (shapely.area(shapes) == 0))
    findings = [
        invalid_polygon(path, str(shapely.is_valid_reason(shape)), int(row))
        for shape, row in zip(shapes[bad], rows[bad], strict=True)
    ]
    west, south, east, north = shapely.bounds(shapes).T
    usable = (west >= -180) & (south >= -90) & (east <= 180) & (north <= 90)
    usable &= (shapely.length(shapes) > 0) & (east - west <= _HALF_ROUND)
    bad = geometry.geom_type.isin(_LINES).to_numpy() & ~usable
    return findings + [_no_length(path, int(row)) for row in rows[bad]]


def _put_right(geometry: gpd.GeoSeries, typed: pd.DataFrame) -> gpd.GeoSeries:
    """Do to the shapes of places what was done to the coordinates of their rows.

    A point is where its row says. An area is turned where its longitude and latitude were.
    """
    put = geometry.copy()
    is_point = (geometry.geom_type == "Point").to_numpy()
    given = typed["lon"].notna().to_numpy()
    points = gpd.points_from_xy(typed["lon"], typed["lat"])
    put[is_point & given] = points[is_point & given]
    before = geometry.representative_point()
    turned = ~is_point & given & (typed["lon"] == before.y).to_numpy()
    turned &= (typed["lat"] == before.x).to_numpy()
    put[turned] = shapely.transform(geometry[turned].to_numpy(), lambda xy: xy[:, ::-1])
    return put


def _wrong_geometry(path: Path, kinds: tuple[str, ...], found: str, row: int | None) -> Finding:
    wanted = " / ".join(kinds)
    return Finding(
        "wrong-geometry",
        Text(f"几何类型 {found} 不可用", f"the geometry {found} cannot be used"),
        Text(
            f"提供 GeoJSON、GeoPackage 或 Shapefile，几何类型为 {wanted}",
            f"give GeoJSON, GeoPackage or Shapefile with {wanted}",
        ),
        path.name,
        row,
        "geometry",
    )


def _no_length(path: Path, row: int) -> Finding:
    return Finding(
        "invalid-line",
        Text(
            "线的长度为零，或经纬度超出范围",
            "the line has no length, or leaves the range of longitude and latitude",
        ),
        Text(
            "检查经纬度是否颠倒、坐标系定义是否正确；改正线的顶点，或删除该要素",
            "check for swapped longitude and latitude and the CRS; mend its vertices, or delete it",
        ),
        path.name,
        row,
        "geometry",
    )


def _converted(geometry: gpd.GeoSeries, datums: pd.Series[str]) -> gpd.GeoSeries:
    """Bring each shape to CGCS2000/WGS-84 by the datum of its row."""
    converted = geometry.copy()
    for datum in DATUMS:
        rows = (datums == datum).to_numpy() & geometry.notna().to_numpy()
        converted[rows] = shapely.transform(
            geometry[rows].to_numpy(), partial(_vertices_to_wgs84, datum=datum)
        )
    return converted


def _vertices_to_wgs84(vertices: Degrees, datum: Datum) -> Degrees:
    return np.column_stack(to_wgs84(vertices[:, 0], vertices[:, 1], datum))
