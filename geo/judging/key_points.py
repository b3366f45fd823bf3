"""Levels at the key points of places, on which deep coverage 深度覆盖 rests.

A key point has a coordinate of its own: that of its place, and how precise it is, do not
matter to it. Without a coordinate it may be covered or not, as behind a void in the terrain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import networks, verdicts
from ..coverage import Model, Window
from ..grid import project
from ..results import ANY, LIMITS, empty
from . import certainty

KEYS = ["area_id", "operator"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class KeyPoints:
    """Key points with their levels; n points, v views.

    Parameters
    ----------
    rows
        Rows of the layer ``key_points``, those that are not there left out.
    absent
        Rows that say a thing is not there.
    views
        Who may use which networks, in the order of the levels.
    level_dbm
        SS-RSRP exceeded with 50 % and with 90 % location probability, and what it might be at
        most at 50 %, were every void in the terrain in favour; shape (3, v, n). −inf = no
        station in range; without a coordinate −inf, and at most +inf. [dBm]
    limit
        What keeps each point from the threshold, any operator: one of `geo.results.LIMITS`,
        ``""`` without a coordinate; shape (n,).
    beyond
        Whether no station is in range though one is still strong where the model ends, shape
        (n,).
    """

    rows: gpd.GeoDataFrame
    absent: pd.DataFrame
    views: tuple[networks.View, ...]
    level_dbm: Floats
    limit: npt.NDArray[np.str_]
    beyond: npt.NDArray[np.bool_]

    @property
    def any_dbm(self) -> Floats:
        """Levels of any operator, shape (3, n) [dBm]."""
        index = [view.name for view in self.views].index(ANY)
        levels: Floats = self.level_dbm[:, index]
        return levels

    @property
    def placed(self) -> npt.NDArray[np.bool_]:
        """Which points have a coordinate, shape (n,)."""
        given: npt.NDArray[np.bool_] = self.rows["lon"].notna().to_numpy(np.bool_)
        return given

    def table(self) -> pd.DataFrame:
        """Return rows of view × point: area_id, operator, kind, level50, level90, possible50."""
        n = len(self.rows)
        return pd.DataFrame(
            {
                "area_id": np.tile(self.rows["place_id"].to_numpy(str), len(self.views)),
                "operator": np.repeat([view.name for view in self.views], n),
                "kind": np.tile(self.rows["kind"].to_numpy(str), len(self.views)),
                "level50": self.level_dbm[0].ravel(),
                "level90": self.level_dbm[1].ravel(),
                "possible50": self.level_dbm[2].ravel(),
            }
        )


def gather(
    points: gpd.GeoDataFrame,
    model: Model,
    counted: gpd.GeoDataFrame,
    threshold_dbm: float,
    tick: Callable[[], None] = lambda: None,
) -> KeyPoints:
    """Compute the levels at key points, each by its exact path.

    Parameters
    ----------
    points
        The layer ``key_points``, of the places that are judged.
    model
        What computes the levels.
    counted
        Stations that count, in the order of the model's.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    tick
        Called after each point with a coordinate, for a progress bar.
    """
    is_absent = (points["present"] == "no").to_numpy(bool)
    rows = points[~is_absent].reset_index(drop=True)
    views = networks.views(model.sources.networks)
    level = np.full((3, len(views), len(rows)), -np.inf)
    level[2] = np.inf
    limit = np.full(len(rows), "", dtype="U16")
    placed = np.flatnonzero(rows["lon"].notna().to_numpy(bool))
    x, y = project(model.sources.crs, rows["lon"].iloc[placed], rows["lat"].iloc[placed])
    for index, east, north in zip(placed, x, y, strict=True):
        window = model.at_point(east, north)
        level[:, :, index] = _levels(window, views)
        limit[index] = LIMITS[window.limits(threshold_dbm)[0, 0]]
        tick()
    out_of_range = limit == "no_station"
    strong = counted[model.strong_at_end(threshold_dbm)[model.sources.are(networks.NR)]]
    beyond = out_of_range & certainty.near_strong(rows, strong)
    return KeyPoints(rows, points[is_absent], views, level, limit, beyond)


def _levels(window: Window, views: tuple[networks.View, ...]) -> Floats:
    """Return the levels of a window of one cell, shape (3, views)."""
    found = np.empty((3, len(views)))
    for index, view in enumerate(views):
        members = list(view.members)
        found[:2, index] = window.level_of(view)[:, 0, 0]
        behind_void = window.possible_dbm[members, 0, 0]
        found[2, index] = np.fmax(np.fmax.reduce(behind_void, initial=np.nan), found[0, index])
    return np.where(np.isnan(found), -np.inf, found)


def counts(found: KeyPoints, threshold_dbm: float) -> pd.DataFrame:
    """Return how many key points each place has and how many pass, for each view.

    Parameters
    ----------
    found
        As `gather` returns it.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]

    Returns
    -------
    pandas.DataFrame
        area_id, operator, points, points50, points90 (at 50 % and 90 %), possible_points50
        (at 50 % at most); no row for a place without key points.
    """
    table = found.table()
    passing = table[KEYS].assign(
        points=1.0,
        points50=table["level50"] >= threshold_dbm,
        points90=table["level90"] >= threshold_dbm,
        possible_points50=table["possible50"] >= threshold_dbm,
    )
    names = ["points", "points50", "points90", "possible_points50"]
    passing[names] = passing[names].astype("float64")
    return passing.groupby(KEYS, as_index=False)[names].sum()


def add_certainty(limits: pd.DataFrame, found: KeyPoints) -> pd.DataFrame:
    """Add what limits verdicts at key points.

    Parameters
    ----------
    limits
        As `geo.judging.certainty.assess` returns it.
    found
        As `gather` returns it.

    Returns
    -------
    pandas.DataFrame
        With ``points_vague``, false, as key points have their own coordinates, and
        ``points_beyond``, some key point of the place is beyond the range of the model.
    """
    beyond = set(found.rows["place_id"][found.beyond])
    return limits.assign(points_vague=False, points_beyond=limits.index.isin(beyond))


def of_places(areas: gpd.GeoDataFrame, found: KeyPoints) -> gpd.GeoDataFrame:
    """Add the number of key points of each place, and the one with the lowest level.

    Parameters
    ----------
    areas
        Places.
    found
        As `gather` returns it.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``key_points`` and ``worst_point`` (``""`` = none with a coordinate).
    """
    table = areas.copy()
    number = found.rows["place_id"].value_counts()
    table["key_points"] = number.reindex(areas["id"], fill_value=0).to_numpy(np.int64)
    lowest = pd.DataFrame(
        {
            "place_id": found.rows["place_id"],
            "name": names(found.rows),
            "level": found.any_dbm[0],
        }
    )[found.placed]
    worst = lowest.sort_values("level", kind="stable").drop_duplicates("place_id")
    by_place = dict(zip(worst["place_id"], worst["name"], strict=True))
    table["worst_point"] = pd.array([by_place.get(i, "") for i in areas["id"]], dtype="str")
    return table


def names(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the name of each key point, its id where it has none."""
    return rows["name"].where(rows["name"] != "", rows["id"])


def judged_rows(found: KeyPoints, threshold_dbm: float) -> pd.DataFrame:
    """Return `geo.results.Results.key_points`, each judged for any operator.

    Parameters
    ----------
    found
        As `gather` returns it.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """
    if found.rows.empty:
        return empty("key_points")
    at_50, at_90, at_most = found.any_dbm
    passes = at_50 >= threshold_dbm
    sure = np.zeros(len(passes), np.bool_)
    verdict = verdicts.three_valued(passes, at_90 >= threshold_dbm, sure, found.beyond)
    verdict[~passes & (at_most >= threshold_dbm)] = "no_data"
    rows: pd.DataFrame = gpd.GeoDataFrame(
        {
            "id": found.rows["id"],
            "area_id": found.rows["place_id"],
            "name_zh": names(found.rows),
            "name_en": "",
            "kind": found.rows["kind"],
            "lon": found.rows["lon"],
            "lat": found.rows["lat"],
            "level_dbm": np.where(np.isinf(at_50), np.nan, at_50),
            "level90_dbm": np.where(np.isinf(at_90), np.nan, at_90),
            "verdict": verdict.astype("str"),
        },
        geometry=found.rows.geometry.to_numpy(),
        crs=4326,
    )
    return rows
