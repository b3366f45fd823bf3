"""Challenges: disputed places carried from run to run, with what is decided about them.

What people wrote (`OWN`) makes a run another run; the verdicts beside it do not, so that a run
that finds its own verdicts again has nothing to do. Nothing is lost: a challenge stays until
its row is deleted, also when its place is not listed any more or another prefecture was run.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.text import Text

from ..results import ANY, empty

OWN = ("id", "place_id", "place", "operator", "rule", "status", "note", "date", "contact")
_HISTORY = ("verdict_before", "verdict", "run")
_LEFT_OPEN = {"operator": ANY, "rule": "area", "status": "open"}


def merged(given: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """Return the challenges of a run, ordered by id.

    Parameters
    ----------
    given
        The layer ``challenges`` of the settings: it wins where an id is in both.
    carried
        The same layer as the last run wrote it.

    Returns
    -------
    pandas.DataFrame
        `OWN`, the history of `carried`, ``file`` and ``row``; text that was left open is
        filled: any operator, the area rule, the status ``open``.
    """
    rest = carried[~carried["id"].isin(given["id"])]
    rows = pd.concat([given, rest])[[*OWN, "file", "row"]].sort_values("id", ignore_index=True)
    for column, value in _LEFT_OPEN.items():
        rows[column] = rows[column].where(rows[column] != "", value)
    history = carried.set_index("id")[list(_HISTORY)].reindex(rows["id"]).fillna("")
    return rows.join(history.reset_index(drop=True))


def identity(challenges: pd.DataFrame) -> list[list[str]]:
    """Return what people wrote, for the key of a run.

    Parameters
    ----------
    challenges
        As `merged` returns them.
    """
    rows: list[list[str]] = challenges[list(OWN)].astype("str").to_numpy().tolist()
    return rows


def judged(
    challenges: pd.DataFrame, areas: gpd.GeoDataFrame, verdicts: pd.DataFrame, run_id: str
) -> pd.DataFrame:
    """Return `Results.challenges`: each with the verdict now and the one before.

    Parameters
    ----------
    challenges
        As `merged` returns them.
    areas, verdicts
        As in `Results`.
    run_id
        Of this run: what the same run wrote before is not a run before it.
    """
    if challenges.empty:
        return empty("challenges")
    area_id = _places(challenges, areas)
    keys = zip(area_id, challenges["operator"], challenges["rule"], strict=True)
    listed = zip(verdicts["area_id"], verdicts["operator"], verdicts["rule"], strict=True)
    found = dict(zip(listed, verdicts["verdict"], strict=True))
    names = areas.set_index("id")[["name_zh", "name_en", "prefecture_adcode"]].reindex(area_id)
    again = challenges["run"] == run_id
    last = challenges["verdict"].where(challenges["verdict"] != "", challenges["verdict_before"])
    columns = {
        "id": challenges["id"],
        "area_id": area_id,
        "place": challenges["place_id"].where(challenges["place_id"] != "", challenges["place"]),
        **{name: challenges[name] for name in ("operator", "rule", "status", "note", "date")},
        **{str(name): names[name].fillna("").to_numpy() for name in names},
        "verdict": [found.get(key, "") for key in keys],
        "verdict_before": challenges["verdict_before"].where(again, last),
    }
    return pd.DataFrame(columns).astype("str")


def findings(
    challenges: pd.DataFrame, areas: gpd.GeoDataFrame, *, whole: bool
) -> tuple[Finding, ...]:
    """Report challenges whose place cannot be told; they are carried on all the same.

    Parameters
    ----------
    challenges
        As `merged` returns them.
    areas
        As in `Results`.
    whole
        Whether the run is of the whole province, so that every place should be listed.
    """
    candidates = _candidates(challenges, areas)
    return tuple(
        _unclear(row, len(found))
        for row, found in zip(challenges.to_dict("records"), candidates, strict=True)
        if len(found) > 1 or (whole and not found)
    )


def _places(challenges: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[str]:
    """Return the id of the place of each challenge, ``""`` where it is not one listed place."""
    return [found[0] if len(found) == 1 else "" for found in _candidates(challenges, areas)]


def _candidates(challenges: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[list[str]]:
    """Return the places that each challenge may mean: by its id, or by its name without one."""
    known = set(areas["id"])
    named: dict[str, list[str]] = {}
    for place_id, *both in areas[["id", "name_zh", "name_en"]].itertuples(index=False):
        for name in {_fold(text) for text in both if text}:
            named.setdefault(name, []).append(str(place_id))
    return [
        ([place_id] if place_id in known else []) if place_id else named.get(_fold(place), [])
        for place_id, place in zip(challenges["place_id"], challenges["place"], strict=True)
    ]


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


def _unclear(row: dict[Any, Any], count: int) -> Finding:
    place = row["place_id"] or row["place"]
    what = (
        Text(f"名为“{place}”的场所有 {count} 处", f"{count} places are called {place!r}")
        if count
        else Text(f"名录中没有场所“{place}”", f"no place {place!r} is listed")
    )
    return Finding(
        "unclear-place",
        what,
        Text(
            "在 place_id 列写场所编号；该异议保留，但没有判定",
            "give the id of the place as place_id; the challenge is kept, without a verdict",
        ),
        str(row["file"]),
        int(row["row"]),
        "place_id" if row["place_id"] else "place",
        "warning",
    )
