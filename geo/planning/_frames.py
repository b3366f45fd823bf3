"""The frames of a plan: what it does for places, its stations in order, the curve, the card."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.text import Text

from .. import siting
from ..results import PLAN_STATUSES, empty
from ._azimuths import Azimuths
from ._effects import Effects
from ._equipment import Equipment
from ._places import Standing

_OF_PLACE = ("name_zh", "name_en", "category", "group", "prefecture_adcode", "county_adcode")
_FIRST = {
    "no_coordinate": Text("先补坐标", "give its coordinate first"),
    "shape": Text("先补范围面", "give its shape first"),
    "precision": Text(
        "先补准确坐标或范围面：坐标误差大于场所范围",
        "give an exact coordinate or its shape first: its position is less certain than its size",
    ),
}


def name_of(rank: int) -> str:
    """Return the id of a proposal.

    Examples
    --------
    >>> name_of(7)
    'P007'
    """
    return f"P{rank:03d}"


def names(rows: pd.DataFrame, counties: gpd.GeoDataFrame) -> list[str]:
    """Return what the sites of a plan are called: as their host, else by county and rank.

    Parameters
    ----------
    rows
        Candidates in the order of the plan.
    counties
        The layer ``counties``.
    """
    county = dict(zip(counties["adcode"], counties["name_zh"], strict=True))
    return [
        name or f"{county.get(code, '')} {name_of(rank)}".strip()
        for rank, (name, code) in enumerate(
            zip(rows["name"], rows["county_adcode"], strict=True), start=1
        )
    ]


def with_divisions(
    rows: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame, counties: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Fill in ``prefecture`` and ``county``, the names of what a station lies in.

    Parameters
    ----------
    rows
        With the codes.
    prefectures, counties
        The layers.
    """
    return rows.assign(
        **{
            name: rows[f"{name}_adcode"]
            .map(layer.set_index("adcode")["name_zh"])
            .fillna("")
            .astype("str")
            for name, layer in (("prefecture", prefectures), ("county", counties))
        }
    )


def of_places(
    standing: Standing,
    solution: siting.Solution,
    done: Effects,
    fresh: gpd.GeoDataFrame,
    area_share: float,
) -> pd.DataFrame:
    """Return `Results.plan_places`.

    Parameters
    ----------
    standing
        Places asked about.
    solution
        Answer of the solver.
    done
        What its stations do.
    fresh
        Places judged anew with them.
    area_share
        Share of a place that closes it, 0–1.
    """
    number = {area_id: p for p, area_id in enumerate(standing.open["id"])}
    hopeless = set(solution.unreachable_places.tolist())
    after = fresh.set_index("id")
    rows = []
    for place, waiting in zip(
        standing.asked[~standing.met].itertuples(), standing.waiting[~standing.met], strict=True
    ):
        p, again = number.get(place.id), place.id in after.index
        promised = p is not None and done.closed_at[p] > 0
        now = str(after.loc[place.id, "area"]) if again and not waiting else ""
        status = _status(waiting, promised=promised, met=now == "met", hopeless=p in hopeless)
        by = [] if p is None else done.by[p]
        rows.append(
            {
                "area_id": place.id,
                **{name: getattr(place, name) for name in _OF_PLACE},
                "status": status,
                "before": place.area,
                "after": now,
                "share90_before": place.share90,
                "share90_promised": np.nan if p is None or not by else done.share90[p],
                "share90_after": float(after.loc[place.id, "share90"]) if now else np.nan,
                "needed": area_share,
                "by": " ".join(map(name_of, by)),
                "rank": 0 if p is None else done.closed_at[p],
                "cause": place.cause,
            }
        )
    table = pd.DataFrame(rows, columns=[*empty("plan_places").columns][:-2])
    said = [_said(row, waiting) for row, waiting in zip(
        table.itertuples(), standing.waiting[~standing.met], strict=True)]  # fmt: skip
    table["zh"], table["en"] = ([getattr(text, lang) for text in said] for lang in ("zh", "en"))
    return table.astype({name: cells.dtype for name, cells in empty("plan_places").items()})


def _status(waiting: str, *, promised: bool, met: bool, hopeless: bool) -> str:
    if waiting:
        return "needs_data"
    if met:
        return "confirmed"
    if promised:
        return "missed"
    return "unreachable" if hopeless else "not_chosen"


def _said(row: Any, waiting: str) -> Text:
    share = f"{100.0 * row.share90_after:.1f} %"
    needed = f"{100.0 * row.needed:g} %"
    said = {
        "confirmed": Text(
            f"建 {row.by or '方案各站'} 后达标（复算 {share}）",
            f"met with {row.by or 'the plan'} ({share} in the fresh run)",
        ),
        "missed": Text(
            f"方案承诺达标，复算只有 {share}（要求 {needed}）",
            f"promised, but the fresh run finds {share} (needed: {needed})",
        ),
        "not_chosen": Text(
            "有候选站可使其达标，但超出所问的比例或上限",
            "candidates could close it, beyond the share or the limit that was asked about",
        ),
        "unreachable": Text(
            "全部候选站合起来也不能使其达标：补充候选站址，或增大 [plan] per_place",
            "all candidates together do not close it: list more sites, or raise [plan] per_place",
        ),
    }
    return _FIRST[waiting] if row.status == "needs_data" else said[row.status]


def proposals(
    rows: pd.DataFrame, built: Equipment, azimuths: list[Azimuths], places: pd.DataFrame,
    curve: pd.DataFrame, done: Effects, *, people: bool,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return `Results.proposals`.

    Parameters
    ----------
    rows
        Candidates in the order of the plan, with ``id`` and ``name``.
    built
        What is built there.
    azimuths
        Of each.
    places, curve
        The other frames of the plan.
    done
        What its stations do.
    people
        Whether it is known where people live.
    """
    rank = np.arange(1, len(rows) + 1)
    sure = places[places["status"] == "confirmed"]
    closed = [sure.loc[sure["rank"] == one, "area_id"].tolist() for one in rank]
    frame = rows.assign(
        rank=rank,
        operator=built.operator,
        band=built.band,
        freq_mhz=built.freq_mhz,
        azimuths=[" ".join(f"{angle:.0f}" for angle in own) for own in azimuths],
        beamwidth_deg=[built.beamwidth_deg if own else np.nan for own in azimuths],
        tilt_deg=np.nan,
        ss_power_dbm=built.ss_power_dbm,
        gain_dbi=built.gain_dbi,
        environment=built.environment,
        closes=[len(ids) for ids in closed],
        closes_ids=[" ".join(ids) for ids in closed],
        adds_km2=done.km2,
        adds_people=done.people if people else np.nan,
        adds_line_km=done.line_km,
        pass_lower=curve["pass_lower"].to_numpy(float)[1:],
        pass_upper=curve["pass_upper"].to_numpy(float)[1:],
    )
    kept = empty("proposals")
    types = {name: cells.dtype for name, cells in kept.items() if name != "geometry"}
    typed = frame[[*types]].astype(types).reset_index(drop=True)
    points = gpd.points_from_xy(typed["lon"], typed["lat"])
    return gpd.GeoDataFrame(typed, geometry=points, crs=4326)


def curve_of(
    standing: Standing,
    places: pd.DataFrame,
    done: Effects,
    cost: list[float],
    *,
    people: bool,
) -> pd.DataFrame:
    """Return `Results.plan_curve`.

    What the fresh run changes of a place that no station closes is counted with the last one.

    Parameters
    ----------
    standing
        Places asked about.
    places
        `Results.plan_places`.
    done
        What the stations of the plan do.
    cost
        Of each station.
    people
        Whether it is known where people live.
    """
    count, listed = len(cost), max(len(standing.asked), 1)
    now = places["after"].where(places["after"] != "", places["before"])
    step = places["rank"].where(places["rank"] > 0, count).to_numpy(int)
    sure = (places["status"] == "confirmed").to_numpy(bool)
    failed = (places["before"] == "not_met").to_numpy(bool)
    fails = (now == "not_met").to_numpy(bool)
    rows = []
    for n in range(count + 1):
        reached = (step <= n) & (n > 0)
        closed = int((sure & reached).sum())
        failing = int(np.where(reached, fails, failed).sum())
        met = int(standing.met.sum()) + closed
        rows.append(
            {
                "stations": n,
                "proposal": name_of(n) if n else "",
                "cost": sum(cost[:n]),
                "closed": closed,
                "pass_lower": met / listed,
                "pass_upper": (listed - failing) / listed,
                "km2": done.km2[:n].sum(),
                "people": done.people[:n].sum() if people else np.nan,
                "line_km": done.line_km[:n].sum(),
            }
        )
    kept = empty("plan_curve")
    return pd.DataFrame(rows).astype({name: cells.dtype for name, cells in kept.items()})


def counts(standing: Standing, places: pd.DataFrame) -> dict[str, int]:
    """Return how many places there are of each kind, as ``card["plan"]["places"]``."""
    by_status = places["status"].value_counts()
    return {
        "listed": len(standing.asked),
        "met": int(standing.met.sum()),
        **{status: int(by_status.get(status, 0)) for status in PLAN_STATUSES},
    }
