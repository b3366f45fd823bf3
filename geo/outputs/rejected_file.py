"""``rejected.csv``: the rows that are not used, as they came, with what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ._atomic import atomic_write
from ._csv import rendered

FILE = "rejected.csv"


def write(rejected: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the rejected rows; nothing where there are none.

    Parameters
    ----------
    rejected
        As `layers.Intake.rejected_rows` returns them.
    folder
        Where the file is to be.

    Returns
    -------
    list of pathlib.Path
        The file, if any.
    """
    if rejected.empty:
        return []
    rows = rejected.itertuples(index=False, name=None)
    atomic_write(folder / FILE, rendered(list(rejected.columns), rows))
    return [folder / FILE]
