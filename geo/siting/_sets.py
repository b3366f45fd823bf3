"""Which candidate covers which demand, as compressed rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


def rows_of(indptr: Ints) -> Ints:
    """Return the row of every entry.

    Parameters
    ----------
    indptr
        Where each row starts, and the end, shape (rows + 1,).
    """
    return np.repeat(np.arange(indptr.size - 1, dtype=np.int64), np.diff(indptr))


def compress(row: npt.ArrayLike, column: npt.ArrayLike, rows: int) -> tuple[Ints, Shorts]:
    """Return `indptr` and `indices` of the pairs: ascending in each row, each pair once.

    Parameters
    ----------
    row, column
        Of each pair, ≥ 0, shape (pairs,).
    rows
        How many rows there are.
    """
    row, column = np.asarray(row, np.int64), np.asarray(column, np.int64)
    width = int(column.max(initial=0)) + 1
    keys = np.sort(row * width + column)  # faster here than `np.unique`, which hashes
    keys = keys[np.diff(keys, prepend=-1) > 0]
    starts = np.searchsorted(keys, np.arange(rows + 1, dtype=np.int64) * width)
    return starts.astype(np.int64), (keys % width).astype(np.int32)


def transposed(indptr: Ints, indices: Shorts, columns: int) -> tuple[Ints, Shorts]:
    """Return the same pairs with rows and columns exchanged.

    Parameters
    ----------
    indptr, indices
        The rows.
    columns
        How many columns there are.
    """
    order = np.argsort(indices, kind="stable")
    counts = np.bincount(indices, minlength=columns)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
    return starts, rows_of(indptr)[order].astype(np.int32)


def summed(to: Ints, figures: Floats, count: int) -> Floats:
    """Return the sum of the figures that go to each index, shape (count,).

    Parameters
    ----------
    to, figures
        Index and figure, shape (n,).
    count
        How many indices there are.
    """
    return np.bincount(to, figures, minlength=count).astype(np.float64)  # of nothing: integers
