"""``challenges.csv``: the disputed places, written by every run and taken up by the next.

It is read by the layer ``challenges``, so that it can be edited and given back. What a
spreadsheet would run as a formula has a ``'`` before it in the file and is taken back as it was.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import layers
from layers.errors import InputError

from ..measurements.challenges import OWN
from ..results import Results
from ._atomic import atomic_write
from ._csv import rendered, taken_back

FILE = "challenges.csv"
_LAYER = "challenges"


def is_carried(path: Path | None, folder: Path) -> bool:
    """Return whether a file of the settings is the one that runs write."""
    return path is not None and path.resolve() == (folder / FILE).resolve()


def read(folder: Path) -> pd.DataFrame:
    """Return the challenges of the last run, none where there are none.

    Parameters
    ----------
    folder
        ``data/processed``.

    Raises
    ------
    InputError
        When somebody edited the file and it cannot be used any more.
    """
    path = folder / FILE
    if not path.is_file():
        return layers.load(_LAYER)
    try:
        frame = layers.load(_LAYER, path)
    except InputError as error:
        if [finding.code for finding in error.findings] == ["empty-file"]:  # every row deleted
            return layers.load(_LAYER)
        raise
    own = list(OWN)
    frame[own] = frame[own].map(taken_back).astype("str")
    return frame


def write(challenges: pd.DataFrame, results: Results, folder: Path) -> list[Path]:
    """Write the challenges of a run with their verdicts; nothing where there are none.

    Parameters
    ----------
    challenges
        As `geo.measurements.challenges.merged` returns them.
    results
        What the run found of them.
    folder
        ``data/processed``.

    Returns
    -------
    list of pathlib.Path
        The file, if any.
    """
    if challenges.empty:
        return []
    judged = results.challenges.set_index("id").loc[challenges["id"]]
    before, now = judged["verdict_before"].to_numpy(str), judged["verdict"].to_numpy(str)
    changed = (before != now) & (before != "") & (now != "")
    rows = challenges[list(OWN)].assign(
        verdict_before=before,
        verdict=now,
        changed=["yes" if moved else "no" for moved in changed],
        run=results.card["run_id"],
        synthetic="yes" if results.card["synthetic"] else "no",
    )
    columns = [column.name for column in layers.catalogue()[_LAYER].columns]
    cells = rows[columns].itertuples(index=False, name=None)
    atomic_write(folder / FILE, rendered(columns, cells))
    return [folder / FILE]
