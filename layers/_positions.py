"""What stands in the columns of a coordinate → longitude and latitude in a datum that is known.

Chinese surveys give metres on a Gauss-Krüger zone, north first, the number of the zone before
the easting or left out; older ones on Beijing 1954 or Xi'an 1980. What is certain by its
magnitude is converted and reported; a zone that nobody names is asked for, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from ._intake import Intake
from .datum import OLD_DATUMS
from .errors import Finding
from .text import Text

Degrees = npt.NDArray[np.float64]

# Datum → code of EPSG of its zone of 3 degrees with the central meridian 75° E; each further
# zone has the next code.
_FIRST_ZONE = {"CGCS2000": 4534, "Beijing54": 2422, "Xian80": 2370}
_FIRST_MERIDIAN, _LAST_MERIDIAN = 75, 135
_BASES = (
    (re.compile("beijing|bj-?54|北京|1954|54坐标"), "Beijing54"),
    (re.compile("xi'?an|西安|1980|80坐标"), "Xian80"),
    (re.compile("cgcs|2000"), "CGCS2000"),
)
_MERIDIAN = re.compile(
    r"(?:cm|中央子午线|中央经线|l0=?)[^\d]{0,3}(\d{2,3})|\b(\d{2,3})(?:\.0)?(?:°|e\b)"
)
_ZONE = re.compile(r"(?:zone|带号|第)[^\d]{0,3}(\d{2})|(\d{2})(?:带|号带)")
_METRES = 1000.0  # no degree is this large
_CHINA = (73.0, 136.0, 18.0, 54.0)  # west, east, south, north


def base_and_meridian(text: str) -> tuple[str, int]:
    """Return the datum and the central meridian that a cell names.

    Parameters
    ----------
    text
        A cell of the column ``datum``.

    Returns
    -------
    base
        A datum, the cell itself where it names no projection.
    meridian
        Central meridian, 0 = none is named. [degree]

    Examples
    --------
    >>> base_and_meridian("CGCS2000 3度带 中央子午线 102"), base_and_meridian("西安80 第34带")
    (('CGCS2000', 102), ('Xian80', 102))
    >>> base_and_meridian("高德")
    ('高德', 0)
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    base = next((name for pattern, name in _BASES if pattern.search(folded)), "")
    meridian = _MERIDIAN.search(folded)
    zone = _ZONE.search(folded)
    found = int(next(filter(None, meridian.groups()))) if meridian else 0
    if not found and zone:
        found = _meridian_of_zone(int(next(filter(None, zone.groups()))))
    if base in OLD_DATUMS or (base and found):
        return base, found
    return text, 0


def _meridian_of_zone(zone: int) -> int:
    """Return the central meridian of a zone: 13–23 are of 6 degrees, 25–45 of 3. [degree]."""
    if 13 <= zone <= 23:
        return 6 * zone - 3
    return 3 * zone if 25 <= zone <= 45 else 0


def settle(typed: pd.DataFrame, meridians: npt.NDArray[np.int64], intake: Intake) -> list[Finding]:
    """Bring the coordinates of `typed` to degrees of a datum of the map, in place.

    Parameters
    ----------
    typed
        Rows with ``lon``, ``lat`` as typed, ``datum`` and ``row``.
    meridians
        Central meridian that the row names, 0 = none. [degree]
    intake
        Takes the repairs.

    Returns
    -------
    list of Finding
        Rows whose metres cannot be placed.
    """
    # 1. Metres of a zone, in whichever order they stand.
    first, second = (typed[name].to_numpy(np.float64, copy=True) for name in ("lon", "lat"))
    with np.errstate(invalid="ignore"):
        metres = np.maximum(np.abs(first), np.abs(second)) > _METRES
    findings: list[Finding] = []
    if metres.any():
        findings = _from_metres(typed, first, second, metres, meridians, intake)
    settle_datum(typed, intake)
    # 2. Degrees in the wrong order: in China longitude is always the larger.
    swapped = _inside(second, first) & ~_inside(first, second)
    first[swapped], second[swapped] = second[swapped], first[swapped]
    intake.repaired(
        "swapped-coordinates", swapped, typed["row"], "lon",
        Text("经度、纬度颠倒，已互换", "longitude and latitude were swapped and are put right"),
        Text("更正两列的内容", "put the two columns right"),
    )  # fmt: skip
    typed["lon"], typed["lat"] = first, second
    return findings


def _inside(lon: Degrees, lat: Degrees) -> npt.NDArray[np.bool_]:
    west, east, south, north = _CHINA
    with np.errstate(invalid="ignore"):
        inside: npt.NDArray[np.bool_] = (
            (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        )
    return inside


def _from_metres(
    typed: pd.DataFrame,
    first: Degrees,
    second: Degrees,
    metres: npt.NDArray[np.bool_],
    meridians: npt.NDArray[np.int64],
    intake: Intake,
) -> list[Finding]:
    """Convert metres to degrees in `first` and `second`; name the rows where that cannot be."""
    is_north = _northing(first) & _easting(second)
    easting = np.where(is_north, second, first)
    northing = np.where(is_north, first, second)
    prefixed = (easting >= 1e7) & (easting < 1e8)
    zone = np.where(prefixed, easting // 1e6, 0).astype(np.int64)
    easting = np.where(prefixed, easting % 1e6, easting)
    of_zone = np.array([_meridian_of_zone(int(z)) for z in zone[metres]], np.int64)
    meridian = meridians.copy()
    meridian[metres] = np.where(of_zone > 0, of_zone, meridian[metres])
    known = metres & _northing(northing) & _easting(easting) & _is_meridian(meridian)
    datum = typed["datum"].to_numpy(object)
    base = np.where(np.isin(datum, OLD_DATUMS), datum, "CGCS2000")
    for name in np.unique(base[known]):
        for degree in np.unique(meridian[known & (base == name)]):
            rows = known & (base == name) & (meridian == degree)
            first[rows], second[rows] = _to_degrees(str(name), int(degree)).transform(
                easting[rows], northing[rows]
            )
    typed.loc[known & (base == "CGCS2000"), "datum"] = "CGCS2000"
    intake.repaired(
        "projected-coordinates", known, typed["row"], "lon",
        Text("平面坐标（米）已换算为经纬度", "projected metres were converted to degrees"),
        Text("核对几个点的位置", "check the position of some points"),
    )  # fmt: skip
    lost = metres & ~known
    first[lost] = second[lost] = np.nan
    return [_unknown_zone(intake.file, int(row)) for row in typed["row"].to_numpy()[lost]]


def _northing(values: Degrees) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (values > 1.9e6) & (values < 6.1e6)
    return found


def _easting(values: Degrees) -> npt.NDArray[np.bool_]:
    alone = (values > 1e5) & (values < 9e5)
    found: npt.NDArray[np.bool_] = alone | ((values >= 1.3e7) & (values < 4.6e7))
    return found


def _is_meridian(degrees: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (
        (degrees % 3 == 0) & (degrees >= _FIRST_MERIDIAN) & (degrees <= _LAST_MERIDIAN)
    )
    return found


@cache
def _to_degrees(base: str, meridian: int) -> Transformer:
    """Return the inverse projection; a zone of 6 degrees is that of 3 about the same meridian."""
    code = _FIRST_ZONE[base] + (meridian - _FIRST_MERIDIAN) // 3
    geographic = {"CGCS2000": 4490, "Beijing54": 4214, "Xian80": 4610}[base]
    return Transformer.from_crs(code, geographic, always_xy=True)


def settle_datum(typed: pd.DataFrame, intake: Intake) -> None:
    """Take degrees of an old datum for CGCS2000, in place, and say what that is worth.

    No transformation of Qinghai is published: PROJ knows a ballpark offset alone, which changes
    nothing. The two ellipsoids and origins differ by up to about 150 m on the ground.
    """
    for name in OLD_DATUMS:
        rows = (typed["datum"] == name).to_numpy()
        typed.loc[rows, "datum"] = "CGCS2000"
        if "coord_precision_m" in typed:
            typed.loc[rows, "coord_precision_m"] = typed.loc[rows, "coord_precision_m"].clip(150)
            typed.loc[rows, "coord_precision_m"] = typed.loc[rows, "coord_precision_m"].fillna(150)
        intake.repaired(
            "old-datum", rows, typed["row"], "datum",
            Text(
                f"{name} 没有公开的青海转换参数，按 CGCS2000 使用，可能偏差约 150 米",
                f"no transformation of {name} is published for Qinghai: taken for CGCS2000, "
                "which may be off by about 150 m",
            ),
            Text(
                "请测绘部门转换为 CGCS2000 后再提供",
                "have the survey office convert it to CGCS2000",
            ),
        )  # fmt: skip


def _unknown_zone(file: str, row: int) -> Finding:
    return Finding(
        "unknown-zone",
        Text(
            "坐标以米计，但没有带号或中央子午线",
            "the coordinate is in metres without the number or meridian of its zone",
        ),
        Text(
            "在坐标系列注明，例如“CGCS2000 3度带 中央子午线 102”，或在东坐标前加带号",
            "name it in the column datum, e.g. “CGCS2000 3-degree CM 102”, or put the number of the"
            " zone before the easting",
        ),
        file,
        row,
        "lon",
    )
