"""The working grid: shape, affine and coordinate system as one immutable value, and tiling.

The projection is an Albers equal-area conic fitted to the region, so a cell is the same
area everywhere. Distances in it are off by up to 0.3 %, so nothing measures distance in
it directly: `geodesic_frames` gives, per station, the linear map from projected offsets to
true metres east and north.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from affine import Affine
from pyproj import CRS, Geod, Transformer
from shapely.geometry.polygon import orient

Floats = npt.NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
_PROBE_M = 2500.0  # half the reach of a station: the frame is fitted where it is used


@dataclass(frozen=True)
class Grid:
    """A regular north-up grid of square cells.

    Parameters
    ----------
    crs
        Projected coordinate system in metres, as WKT.
    left, top
        Outer corner of the first cell. [m]
    cell_m
        Side of a cell. [m]
    rows, columns
        Shape.
    """

    crs: str
    left: float
    top: float
    cell_m: float
    rows: int
    columns: int

    @property
    def affine(self) -> Affine:
        """Affine transform from (column, row) of cell corners to projected x, y."""
        return Affine(self.cell_m, 0.0, self.left, 0.0, -self.cell_m, self.top)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.rows, self.columns

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) in projected metres."""
        bottom = self.top - self.rows * self.cell_m
        return self.left, bottom, self.left + self.columns * self.cell_m, self.top

    def centres(self) -> tuple[Floats, Floats]:
        """Return x of the columns and y of the rows at cell centres [m]."""
        x = self.left + (np.arange(self.columns, dtype=np.float64) + 0.5) * self.cell_m
        y = self.top - (np.arange(self.rows, dtype=np.float64) + 0.5) * self.cell_m
        return x, y

    def window(self, row: int, column: int, rows: int, columns: int) -> Grid:
        """Return the part of the grid that starts at (row, column), cut at its edge."""
        return Grid(
            self.crs,
            self.left + column * self.cell_m,
            self.top - row * self.cell_m,
            self.cell_m,
            min(rows, self.rows - row),
            min(columns, self.columns - column),
        )

    def tiles(self, side: int) -> Iterator[tuple[int, int, Grid]]:
        """Yield (row, column, window) of square tiles, row by row.

        Parameters
        ----------
        side
            Cells along a tile's edge; tiles at the grid's edge are smaller.
        """
        for row in range(0, self.rows, side):
            for column in range(0, self.columns, side):
                yield row, column, self.window(row, column, side, side)


def covering(crs: str, bounds: tuple[float, float, float, float], cell_m: float) -> Grid:
    """Return the smallest grid on whole multiples of `cell_m` that covers the bounds.

    Parameters
    ----------
    crs
        Projected coordinate system, as WKT.
    bounds
        (left, bottom, right, top). [m]
    cell_m
        Side of a cell. [m]
    """
    left, bottom = (np.floor(np.array(bounds[:2]) / cell_m) * cell_m).tolist()
    right, top = (np.ceil(np.array(bounds[2:]) / cell_m) * cell_m).tolist()
    rows = max(1, round((top - bottom) / cell_m))
    columns = max(1, round((right - left) / cell_m))
    return Grid(crs, left, top, cell_m, rows, columns)


def point_window(crs: str, x: float, y: float) -> Grid:
    """Return a window of one tiny cell whose centre is a point of the projection [m]."""
    side = 0.01
    return Grid(crs, x - side / 2, y + side / 2, side, 1, 1)


def equal_area_crs(lonlat_bounds: tuple[float, float, float, float]) -> CRS:
    """Return an Albers equal-area conic fitted to a region.

    Parameters
    ----------
    lonlat_bounds
        (west, south, east, north). [degree]

    Notes
    -----
    Standard parallels lie one sixth inside the northern and southern edge, the usual rule
    for the least distortion (Snyder 1987, USGS PP 1395, p. 99).
    """
    west, south, east, north = lonlat_bounds
    inset = (north - south) / 6.0
    return CRS.from_proj4(
        f"+proj=aea +lat_1={south + inset:.4f} +lat_2={north - inset:.4f} "
        f"+lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} "
        "+x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
    )


def project(crs: str, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Project longitude and latitude (degree, CGCS2000/WGS-84) to x, y of a grid's CRS [m]."""
    transformer = Transformer.from_crs(4326, CRS.from_wkt(crs), always_xy=True)
    x, y = transformer.transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.atleast_1d(x), np.atleast_1d(y)


def unproject(crs: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return longitude and latitude [degree, CGCS2000/WGS-84] of x, y of a grid's CRS [m]."""
    transformer = Transformer.from_crs(CRS.from_wkt(crs), 4326, always_xy=True)
    lon, lat = transformer.transform(np.asarray(x, float), np.asarray(y, float))
    return np.atleast_1d(lon), np.atleast_1d(lat)


def geodesic_frames(crs: str, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return, per point, the linear map from projected offsets to metres east and north.

    Parameters
    ----------
    crs
        Projected coordinate system, as WKT.
    lon, lat
        Points. [degree]

    Returns
    -------
    numpy.ndarray
        Shape (n, 2, 2): ``[east, north] = frame @ [dx, dy]``. Within 5 km the length of
        that vector is the geodesic distance to better than 3e-5 of itself.
    """
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    columns = []
    for azimuth in (90.0, 0.0):  # east, north: the columns of the inverse map
        ends = []
        for direction in (azimuth, azimuth + 180.0):
            distance = np.full(lon.shape, _PROBE_M)
            end_lon, end_lat, _ = GEOD.fwd(lon, lat, np.full(lon.shape, direction), distance)
            ends.append(np.stack(project(crs, end_lon, end_lat), axis=-1))
        columns.append((ends[0] - ends[1]) / (2.0 * _PROBE_M))
    return np.linalg.inv(np.stack(columns, axis=-1)) if lon.size else np.empty((0, 2, 2))


def geodesic_maps(crs: str, lon: npt.ArrayLike, lat: npt.ArrayLike, reach_m: float) -> Floats:
    """Return, per point, the quadratic map from projected offsets to metres east and north.

    Parameters
    ----------
    crs
        Projected coordinate system, as WKT.
    lon, lat
        Points. [degree]
    reach_m
        Radius within which the maps are used. [m]

    Returns
    -------
    numpy.ndarray
        Shape (n, 2, 5): the coefficients of dx, dy, dx², dx dy, dy² for (d sin azimuth,
        d cos azimuth), d metres along the geodesic. Within 15 km off by less than 0.1 m.
    """
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    if not lon.size:
        return np.empty((0, 2, 5))
    x, y = project(crs, lon, lat)
    offsets, ends = [], []
    for share in (0.5, 0.9):  # two rings, so that the quadratic fits all the way
        for azimuth in np.radians(np.arange(0.0, 360.0, 45.0)):
            distance = np.full(lon.shape, share * reach_m)
            direction = np.full(lon.shape, np.degrees(azimuth))
            end_lon, end_lat, _ = GEOD.fwd(lon, lat, direction, distance)
            end_x, end_y = project(crs, end_lon, end_lat)
            offsets.append(np.stack([end_x - x, end_y - y], axis=-1) / reach_m)
            ends.append([share * np.sin(azimuth), share * np.cos(azimuth)])
    dx, dy = np.moveaxis(np.array(offsets), -1, 0)  # each of shape (rings × directions, n)
    terms = np.stack([dx, dy, dx * dx, dx * dy, dy * dy], axis=-1).swapaxes(0, 1)
    solved = np.linalg.pinv(terms) @ np.array(ends)  # (n, 5, 2)
    scale = np.array([1.0, 1.0, *[1.0 / reach_m] * 3])
    maps: Floats = solved.swapaxes(1, 2) * scale
    return maps


def geodesic_area_km2(geometries: npt.ArrayLike) -> Floats:
    """Return the geodesic area of polygons in longitude and latitude [km²]."""
    return np.array([abs(_signed_area(g)) / 1e6 for g in np.atleast_1d(np.asarray(geometries))])


def _signed_area(geometry: object) -> float:
    parts = getattr(geometry, "geoms", [geometry])
    return float(sum(GEOD.geometry_area_perimeter(orient(part))[0] for part in parts))
