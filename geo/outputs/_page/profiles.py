"""Radio profiles as a page draws them: few points of ground, and what is known of the path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...results import Results
from .causes import by_id, station_of
from .values import number, text

Json = dict[str, Any]


def profiles_of(results: Results) -> dict[str, Json]:
    """Return profiles by the id of their place or gap.

    Parameters
    ----------
    results
        What a run found.
    """
    stations = by_id(results.stations)
    rows = results.profiles.to_dict("records")
    return {row["id"]: _profile(row, stations) for row in rows}


def _profile(row: Mapping[Any, Any], stations: pd.DataFrame) -> Json:
    drawn = {"height": _metres(row["height_m"]), "clutter": _metres(row["clutter_m"])}
    return {
        "chosen": text(row["chosen"]),
        "station": station_of(row["station"], stations),
        "to": [row["lon"], row["lat"]],
        "mhz": number(row["freq_mhz"], 1),
        "masts": [number(row["station_m"], 1), number(row["receiver_m"], 1)],
        "earth": number(row["earth_km"], 1),
        "state": text(row["state"]),
        "obstacle": _obstacle(row),
        "free": number(row["free_db"], 1),
        "loss": number(row["loss_db"], 1),
        "level": number(row["level_dbm"], 1),
        "steps": _steps(row["distance_m"]),
        **{name: metres for name, metres in drawn.items() if metres},
    }


def _obstacle(row: Mapping[Any, Any]) -> Json | None:
    """Return the point that blocks the path or comes nearest to it, ``None`` across a void."""
    km = number(row["obstacle_km"], 3)
    if km is None:
        return None
    return {
        "km": km,
        "height": number(row["obstacle_m"], 0),
        "above": number(row["above_m"], 1),
        "radii": number(row["fresnel_radii"], 2),
    }


def _steps(listed: str) -> list[int]:
    """Return how far each point lies from the one before it [m]: shorter than its distance."""
    steps: list[int] = np.diff(np.array(listed.split(), int), prepend=0).tolist()
    return steps


def _metres(listed: str) -> list[int | None]:
    values = (number(value, 0) for value in map(float, listed.split()))
    return [None if value is None else int(value) for value in values]
