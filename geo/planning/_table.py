"""The table of candidates: its columns, and what they hold where nothing is known."""

from __future__ import annotations

import pandas as pd

# Column → what stands in it where a source of candidates says nothing of it.
COLUMNS: dict[str, str | float] = {
    "kind": "",
    "host": "",
    "name": "",
    "lon": float("nan"),
    "lat": float("nan"),
    "height_m": float("nan"),
    "cost_given": float("nan"),
    "road_km": float("nan"),
    "power_km": float("nan"),
    "fibre_km": float("nan"),
}


def with_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return candidates with every column of the table, typed.

    Parameters
    ----------
    rows
        Some of the columns.
    """
    types = {n: "str" if isinstance(nothing, str) else "float64" for n, nothing in COLUMNS.items()}
    table = pd.DataFrame(index=range(len(rows)))
    for name, nothing in COLUMNS.items():
        table[name] = rows[name].to_numpy() if name in rows else nothing
    return table.astype(types)
