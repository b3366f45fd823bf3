"""Does the datum fit the counties that rows state? Evidence that it does not, never a conversion.

GCJ-02 moves a point by 50–300 m in Qinghai, BD-09 by about a kilometre. Of a list in another datum
than it says, points near a border lie outside the county that their row states and would lie
inside it in the other datum; points that another datum would move out speak against it. Both are
counted, and that the first are more by chance is held against an exact binomial: McNemar's test
(Psychometrika 12 (1947), 153–157, doi:10.1007/BF02295996).

Borders of different makers differ by 100–150 m, alike along a stretch of one border: all points
within about a kilometre have one vote together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.datum import Datum, Degrees, gcj02_to_bd09, to_wgs84, wgs84_to_gcj02
from layers.errors import Finding
from layers.text import Text

from . import locate
from .binomial import at_least
from .grid import GEOD

# At most one list in a thousand of those that are right is doubted; ten votes to none are needed.
SIGNIFICANCE = 0.001
_VOTE_DEG = 0.01
_MOST_POINTS = 20_000  # of a list: more would find nothing that these do not
_TIMES_AS_MANY = 5  # rows of a very long list are looked at, as sectors share a position
_SHOWN: dict[Datum, str] = {"WGS84": "WGS-84/CGCS2000", "GCJ02": "GCJ-02", "BD09": "BD-09"}

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Evidence:
    """What speaks for another datum: points outside as they are, moved in, moved out; votes."""

    other: Datum
    points: int
    outside: int
    gained: int
    lost: int
    votes_for: int
    votes_against: int
    shift_m: float
    row: int

    def _chance(self, votes: int) -> float:
        every = self.votes_for + self.votes_against
        return at_least(votes, every, 0.5) if every else 1.0

    @property
    def chance(self) -> float:
        """Probability of so many votes for it, were both ways as likely."""
        return self._chance(self.votes_for)

    @property
    def speaks_for(self) -> bool:
        """Whether it is beyond chance."""
        return self.chance < SIGNIFICANCE

    @property
    def speaks_against(self) -> bool:
        """Whether the datum that is stated is the better one beyond chance."""
        return self._chance(self.votes_against) < SIGNIFICANCE


def lacking(
    frame: pd.DataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> Text | None:
    """Say what is missing for the audit of a list, ``None`` = nothing.

    Parameters
    ----------
    frame, counties, prefectures
        As of `doubts`.
    """
    for first in range(0, len(frame), _MOST_POINTS):  # most lists state it from the start
        rows = frame.iloc[first : first + _MOST_POINTS]
        if (locate.stated(rows, counties, prefectures) != "").any():
            return None
    return Text(
        "没有一行写明所属市州或县，无法核对坐标系（如是否为 GCJ-02）",
        "no row states its county or prefecture: the datum could not be audited (GCJ-02 or not)",
    )


def doubts(
    frame: pd.DataFrame,
    given: pd.Series[str],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> list[Finding]:
    """Doubt the datum of a list by the counties its rows state.

    Parameters
    ----------
    frame
        Rows of one file as loaded: ``lon``, ``lat`` in CGCS2000/WGS-84 [degree], ``file``,
        ``row``, names or code of a division, and ``operator`` where there is one.
    given
        Datum each row was given in, from which it was converted; ``""`` = that of the map.
    counties, prefectures
        The boundary layers.

    Returns
    -------
    list of Finding
        One for each datum of the file that is doubted, or for each operator whose rows are, where
        others are not.
    """
    thin = slice(None, None, max(1, len(frame) // (_TIMES_AS_MANY * _MOST_POINTS)))
    frame, given = frame.iloc[thin], given.iloc[thin]
    sample = _sample(frame, given, locate.stated(frame, counties, prefectures))
    shapes = {
        code: shape
        for divisions in (counties, prefectures)
        for code, shape in zip(divisions["adcode"], divisions.geometry, strict=True)
    }
    groups = [(datum, sample[sample["datum"] == datum]) for datum in _SHOWN]
    return list(chain.from_iterable(_doubted(rows, datum, shapes) for datum, rows in groups))


def _sample(frame: pd.DataFrame, given: pd.Series[str], stated: pd.Series[str]) -> pd.DataFrame:
    """Return each position once, thinned evenly, with its datum and the division stated."""
    points = pd.DataFrame(
        {
            "lon": frame["lon"].round(6),
            "lat": frame["lat"].round(6),
            "stated": stated.to_numpy(object),
            "datum": given.where(given.isin(["GCJ02", "BD09"]), "WGS84").to_numpy(object),
            "operator": frame["operator"].to_numpy(object) if "operator" in frame else "",
            "file": frame["file"].to_numpy(object),
            "row": frame["row"].to_numpy(),
        }
    )
    points = points[points["lon"].notna() & (points["stated"] != "")]
    points = points.drop_duplicates(["lon", "lat", "stated", "datum", "operator"])
    return points.iloc[:: max(1, -(-len(points) // _MOST_POINTS))]


def _doubted(
    rows: pd.DataFrame, datum: Datum, shapes: dict[str, shapely.Geometry]
) -> list[Finding]:
    if rows.empty:
        return []
    sides = _sides(rows, datum, shapes)
    everything = np.ones(len(rows), np.bool_)
    whole = _best(_weighed(rows, sides, everything))
    operators = sorted(set(rows["operator"]) - {""})
    parts = {
        name: _weighed(rows, sides, (rows["operator"] == name).to_numpy()) for name in operators
    }
    of_one = [evidence for part in parts.values() for evidence in part]
    if whole and not any(part.speaks_against for part in of_one if part.other == whole.other):
        return [_doubt(rows, datum, whole, "")]
    best = {name: _best(part) for name, part in parts.items()}
    return [_doubt(rows, datum, found, name) for name, found in best.items() if found]


@dataclass(frozen=True)
class _Side:
    """Where points lie in one datum: inside what they state, and how far from where they are."""

    inside: Bools
    shift_m: Degrees


def _sides(
    rows: pd.DataFrame, datum: Datum, shapes: dict[str, shapely.Geometry]
) -> dict[Datum, _Side]:
    """Return the side of each point in its own datum and in every other."""
    stated = rows["stated"].to_numpy(str)
    here = rows["lon"].to_numpy(np.float64), rows["lat"].to_numpy(np.float64)
    written = _written(*here, datum)
    sides: dict[Datum, _Side] = {}
    for other in (datum, *(name for name in _SHOWN if name != datum)):
        lon, lat = here if other == datum else to_wgs84(*written, other)
        inside = _inside(lon, lat, stated, shapes)
        sides[other] = _Side(inside, np.asarray(GEOD.inv(*here, lon, lat)[2]))
    return sides


def _written(lon: Degrees, lat: Degrees, datum: Datum) -> tuple[Degrees, Degrees]:
    """Return coordinates as they stand in the file. [degree]."""
    if datum == "WGS84":
        return lon, lat
    shifted = wgs84_to_gcj02(lon, lat)
    return gcj02_to_bd09(*shifted) if datum == "BD09" else shifted


def _inside(
    lon: Degrees, lat: Degrees, stated: npt.NDArray[np.str_], shapes: dict[str, shapely.Geometry]
) -> Bools:
    inside = np.zeros(len(lon), np.bool_)
    for code in np.unique(stated):
        rows = stated == code
        shapely.prepare(shapes[code])
        inside[rows] = shapely.contains_xy(shapes[code], lon[rows], lat[rows])
    return inside


def _weighed(rows: pd.DataFrame, sides: dict[Datum, _Side], chosen: Bools) -> list[_Evidence]:
    """Weigh every other datum by some of the points; the first side is that of their own."""
    (_, own), *others = sides.items()
    cell = rows[["lon", "lat"]].floordiv(_VOTE_DEG)[chosen]
    outside = ~own.inside
    found = []
    for other, side in others:
        gained, lost = outside & side.inside & chosen, own.inside & ~side.inside & chosen
        net = pd.Series(gained[chosen].astype(int) - lost[chosen].astype(int), cell.index)
        votes = net.groupby([cell["lon"], cell["lat"]]).sum()
        found.append(
            _Evidence(
                other=other,
                points=int(chosen.sum()),
                outside=int((outside & chosen).sum()),
                gained=int(gained.sum()),
                lost=int(lost.sum()),
                votes_for=int((votes > 0).sum()),
                votes_against=int((votes < 0).sum()),
                shift_m=float(np.median(side.shift_m[chosen])),
                row=int(rows["row"].to_numpy()[gained][0]) if gained.any() else 0,
            )
        )
    return found


def _best(found: list[_Evidence]) -> _Evidence | None:
    """Return the datum that most speaks for, ``None`` = none does beyond chance."""
    beyond = [evidence for evidence in found if evidence.speaks_for]
    return max(beyond, key=lambda e: e.votes_for - e.votes_against, default=None)


def _doubt(rows: pd.DataFrame, datum: Datum, found: _Evidence, operator: str) -> Finding:
    stated, other = _SHOWN[datum], _SHOWN[found.other]
    whose = Text(f"（仅{operator}）", f" ({operator} alone)") if operator else Text("", "")
    twice = datum != "WGS84" and found.other == "WGS84"
    how = Text(
        "（换算了两次）" if twice else "", ", so that they were converted twice" if twice else ""
    )
    code = "datum-mixed" if operator else "datum-converted-twice" if twice else "datum-doubted"
    what = Text(
        f"坐标系存疑{whose.zh}：按 {stated} 读取，{found.points} 个写明所属地的点中"
        f" {found.outside} 个在所写的县（州）之外；若原为 {other}{how.zh}，其中 {found.gained} 个"
        f"落在界内，另有 {found.lost} 个移到界外，位移约 {found.shift_m:,.0f} 米"
        f"（偶然的概率 {found.chance:.1g}）",
        f"doubtful datum{whose.en}: read as {stated}, {found.outside} of {found.points} points "
        f"that state a county or prefecture lie outside it; were they {other}{how.en}, "
        f"{found.gained} of these would lie inside and {found.lost} others outside, a shift of "
        f"about {found.shift_m:,.0f} m (by chance with probability {found.chance:.1g})",
    )
    file, remedy = str(rows["file"].iloc[0]), _remedy(found.other)
    return Finding(code, what, remedy, file, found.row, "datum", "warning")


def _remedy(other: Datum) -> Text:
    if other == "WGS84":
        return Text(
            "问清来源；确认后去掉坐标系的声明（--datum、[datums]）或改坐标系列；坐标未改动",
            "ask where it is from, then take back --datum, [datums] or the column of the datum; "
            "nothing was changed",
        )
    return Text(
        f"问清来源；确认后用 --datum {other}、[datums] 或坐标系列声明；坐标未改动",
        f"ask where it is from, then declare it with --datum {other}, [datums] or a column of the "
        "datum; nothing was changed",
    )
