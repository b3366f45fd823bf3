"""A frame on its way to another process: text in one piece, not a million objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

_LOOKED_AT = 4096  # cells that tell whether a column repeats itself
_TEXT = pd.StringDtype("python", na_value=np.nan)  # what `layers` sets for all text


@dataclass(frozen=True)
class Packed:
    """A frame, packed.

    Parameters
    ----------
    names
        Its columns in order.
    columns
        Arrays: text as it is in Arrow, or as codes of the texts that there are.
    index
        That of the frame.
    """

    names: pd.Index[str]
    columns: list[Any]
    index: pd.Index[Any]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Packed:
        """Pack a frame; its index and anything but text stay as they are."""
        columns = [_packed(frame.iloc[:, place]) for place in range(frame.shape[1])]
        return cls(frame.columns, columns, frame.index)

    def frame(self, rows: Any = slice(None)) -> pd.DataFrame:
        """Return some rows of the frame, by their places."""
        columns = {place: _unpacked(column, rows) for place, column in enumerate(self.columns)}
        frame = pd.DataFrame(columns, index=self.index[rows])
        frame.columns = self.names
        return frame

    def column(self, name: str) -> Any:
        """Return one column."""
        return _unpacked(self.columns[self.names.get_loc(name)], slice(None))

    def __len__(self) -> int:
        return len(self.index)


@dataclass(frozen=True)
class _Coded:
    codes: np.ndarray[Any, Any]
    texts: list[str]


def _packed(column: pd.Series[Any]) -> Any:
    if not isinstance(column.dtype, pd.StringDtype) or column.hasnans:
        return column.array if isinstance(column.dtype, pd.StringDtype) else column.to_numpy()
    cells = column.to_numpy(object)
    if len(set(cells[:_LOOKED_AT])) * 2 <= min(len(cells), _LOOKED_AT):
        codes, texts = pd.factorize(cells)
        return _Coded(codes.astype(np.min_scalar_type(len(texts))), list(texts))
    try:
        return pa.array(cells, pa.large_string())
    except UnicodeEncodeError:  # half a surrogate pair, which Arrow cannot hold
        return column.array


def _unpacked(column: Any, rows: Any) -> Any:
    if isinstance(column, _Coded):
        cells = np.array([*column.texts, ""], object)[column.codes[rows]]
    elif isinstance(column, pa.Array):
        cells = (column[rows] if isinstance(rows, slice) else column.take(pa.array(rows))).to_numpy(
            zero_copy_only=False
        )
    else:
        return column[rows]
    return pd.array(cells, dtype=_TEXT)
