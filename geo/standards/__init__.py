"""Goals, thresholds, responsible bodies and assumptions as tables with a source per row."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text


@cache
def table(name: str) -> pd.DataFrame:
    """Return one table of this folder.

    Parameters
    ----------
    name
        File name without ``.csv``, e.g. ``"goals"``.

    Returns
    -------
    pandas.DataFrame
        All columns as text, ``""`` where empty. Shared: do not change it in place.

    Raises
    ------
    FileNotFoundError
        When there is no such table.
    """
    with files(__package__).joinpath(f"{name}.csv").open("r", encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype="str", keep_default_na=False)


def threshold(profile: str) -> dict[str, str]:
    """Return one row of the threshold profiles.

    Raises
    ------
    InputError
        When there is no such profile; it lists those that exist.
    """
    profiles = table("thresholds")
    rows = profiles[profiles["profile"] == profile]
    if rows.empty:
        known = profiles["profile"].tolist()
        raise InputError(
            [
                Finding(
                    "unknown-threshold",
                    Text(f"没有门限方案 {profile!r}", f"there is no threshold profile {profile!r}"),
                    Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
                    field="coverage.threshold_profile",
                )
            ]
        )
    return {str(key): str(value) for key, value in rows.iloc[0].items()}


def lead_body(category: str) -> tuple[str, str]:
    """Return the body that leads on a category, Chinese and English, ``""`` if none is known."""
    bodies = table("responsibility")
    rows = bodies[(bodies["category"] == category) & (bodies["role"] == "lead")]
    if rows.empty:
        return "", ""
    return str(rows["body_zh"].iloc[0]), str(rows["body_en"].iloc[0])
