"""When a village is reached: one operator's 5G at its committee, its school and its clinic.

The kinds are those of ``standards/reach_points.csv``. The standard asks for one operator that
reaches them all, so that for any operator a village counts as the best of its networks does;
three points reached by three operators are reached by roaming alone.
"""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from .. import standards
from ..results import ANY
from .key_points import KEYS, KeyPoints

_FIGURES = ["reach50_dbm", "reach90_dbm", "possible_reach50_dbm"]


@cache
def kinds(category: str) -> tuple[str, ...]:
    """Return the kinds of key points that decide whether a place of a category is reached.

    Examples
    --------
    >>> kinds("village"), kinds("education")
    (('committee', 'school', 'clinic'), ())
    """
    table = standards.table("reach_points")
    return tuple(table.loc[table["category"] == category, "kind"])


def reached_at_points(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places whose reach is judged at key points, not at their own point."""
    listed = set(standards.table("reach_points")["category"])
    return areas[areas["category"].isin(listed)]


def add_reach(figures: pd.DataFrame, found: KeyPoints, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add what the rule ``reach`` judges.

    Parameters
    ----------
    figures
        Rows of area_id × operator with level50_dbm, level90_dbm and possible50_dbm.
    found
        Key points.
    areas
        The places that are judged.

    Returns
    -------
    pandas.DataFrame
        With reach_points (number of points that decide, missing = none is known),
        reach50_dbm, reach90_dbm, possible_reach50_dbm: of the place's own point; of a village
        those of the weakest of its points. [dBm]
    """
    villages = reached_at_points(areas)["id"]
    at_points = figures["area_id"].isin(villages)
    own = figures[~at_points]
    own = own.assign(
        reach_points=np.where(own["share50"].notna(), 1.0, np.nan),
        reach50_dbm=own["level50_dbm"],
        reach90_dbm=own["level90_dbm"],
        possible_reach50_dbm=own["possible50_dbm"],
    )
    weakest = _weakest(found, reached_at_points(areas))
    of_villages = figures[at_points].merge(weakest, on=KEYS, how="outer")
    return pd.concat([own, of_villages], ignore_index=True)


def _weakest(found: KeyPoints, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    deciding = pd.concat(
        [deciding_points(found, villages), _missing(found, villages)], ignore_index=True
    )
    levels = deciding.rename(
        columns=dict(zip(("level50", "level90", "possible50"), _FIGURES, strict=True))
    )
    grouped = levels.groupby(KEYS, as_index=False)
    weakest = grouped[_FIGURES].min().merge(grouped.size(), on=KEYS)
    weakest = weakest.rename(columns={"size": "reach_points"}).astype({"reach_points": "float64"})
    return _one_operator(weakest, found)


def _one_operator(weakest: pd.DataFrame, found: KeyPoints) -> pd.DataFrame:
    """For any operator take the best of the views that need no roaming."""
    members = next(set(view.members) for view in found.views if view.name == ANY)
    single = [
        view.name for view in found.views if view.name != ANY and set(view.members) <= members
    ]
    best = weakest[weakest["operator"].isin(single)].groupby("area_id")[_FIGURES].max()
    is_any = (weakest["operator"] == ANY) & weakest["area_id"].isin(best.index)
    taken = weakest.copy()
    taken.loc[is_any, _FIGURES] = best.loc[weakest.loc[is_any, "area_id"]].to_numpy()
    return taken


def deciding_points(found: KeyPoints, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows of `KeyPoints.table` that decide whether their village is reached."""
    category = dict(zip(villages["id"], villages["category"], strict=True))
    table = found.table()
    decides = [
        kind in kinds(category.get(area, ""))
        for area, kind in zip(table["area_id"], table["kind"], strict=True)
    ]
    return table[np.array(decides, dtype=bool)]


def missing_kinds(found: KeyPoints, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return area_id and kind of what is neither listed nor said not to be there."""
    listed = pd.concat([found.rows[["place_id", "kind"]], found.absent[["place_id", "kind"]]])
    known = set(zip(listed["place_id"], listed["kind"], strict=True))
    rows = [
        (area, kind)
        for area, category in zip(villages["id"], villages["category"], strict=True)
        for kind in kinds(category)
        if (area, kind) not in known
    ]
    return pd.DataFrame(rows, columns=["area_id", "kind"], dtype="str")


def _missing(found: KeyPoints, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row per view for each point that is missing: it may be reached, or not."""
    missing = missing_kinds(found, villages)
    views = pd.DataFrame({"operator": [view.name for view in found.views]})
    return missing.merge(views, how="cross").assign(
        level50=-np.inf, level90=-np.inf, possible50=np.inf
    )


def add_certainty(limits: pd.DataFrame, found: KeyPoints, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add what limits the verdict by ``reach``.

    Parameters
    ----------
    limits
        As `geo.judging.certainty.assess` returns it.
    found
        Key points.
    areas
        Every listed place.

    Returns
    -------
    pandas.DataFrame
        With ``reach_vague`` and ``reach_beyond``: of the place; of a village those of its key
        points, which have coordinates of their own.
    """
    villages = reached_at_points(areas)
    at_points = limits.index.isin(villages["id"])
    category = dict(zip(villages["id"], villages["category"], strict=True))
    beyond = {
        area
        for area, kind in found.rows.loc[found.beyond, ["place_id", "kind"]].itertuples(index=False)
        if kind in kinds(category.get(area, ""))
    }
    return limits.assign(
        reach_vague=limits["vague"] & ~at_points,
        reach_beyond=np.where(at_points, limits.index.isin(beyond), limits["beyond"]),
    )


def causes(
    areas: gpd.GeoDataFrame, found: KeyPoints, limits: pd.DataFrame, threshold_dbm: float
) -> dict[str, str]:
    """Return why each village is not (surely) reached, any operator.

    Parameters
    ----------
    areas
        The places that are judged and not met by ``reach``, with their verdicts.
    found
        Key points.
    limits
        As `add_certainty` returns it.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]

    Returns
    -------
    dict
        Id of each village → code of `geo.results.CAUSES`.
    """
    villages = reached_at_points(areas)
    missing = set(missing_kinds(found, villages)["area_id"])
    deciding = deciding_points(found, villages)
    deciding = deciding[deciding["operator"] == ANY]
    limit = found.limit[deciding.index.to_numpy() % max(len(found.rows), 1)]
    by_village = dict(list(deciding.assign(limit=limit).groupby("area_id")))
    beyond = limits["reach_beyond"]
    return {
        area: _cause(
            verdict,
            by_village.get(area, deciding.iloc[:0].assign(limit="")),
            threshold_dbm,
            missing=area in missing,
            beyond=bool(beyond[area]),
        )
        for area, verdict in zip(villages["id"], villages["reach"], strict=True)
    }


def _cause(
    verdict: str, points: pd.DataFrame, threshold_dbm: float, *, missing: bool, beyond: bool
) -> str:
    """Say why a village is not surely reached, from the points that decide."""
    fails = points[points["possible50"] < threshold_dbm]
    if verdict == "not_met":
        # Each point has some operator, and no operator has them all.
        weakest = fails.sort_values("level50", kind="stable")["limit"]
        return str(weakest.iloc[0]) if len(weakest) else "roaming"
    if verdict == "undecided":
        return "range" if beyond and len(fails) else "margin"
    if missing or points.empty:
        return "key_points"
    return "no_coordinate" if (points["limit"] == "").any() else "no_data"
