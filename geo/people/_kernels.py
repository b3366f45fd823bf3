"""The loops over pixels: what is people and what is not, and which cell each part falls into."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ..propagation.accelerate import kernel

Floats = npt.NDArray[np.float64]


@kernel
def clean(values: Floats, scale: float, offset: float) -> tuple[float, float, int, int]:
    """Turn pixel values into people in place: nobody where there is no value or a negative one.

    Parameters
    ----------
    values
        Pixels, NaN = no value; shape (rows, columns).
    scale, offset
        people = value · scale + offset.

    Returns
    -------
    total, most
        Sum, and the largest. [people]
    void, negative
        Pixels without a value, and with a negative one.
    """
    total, most, void, negative = 0.0, 0.0, 0, 0
    rows, columns = values.shape
    for row in range(rows):
        for column in range(columns):
            value = values[row, column]
            people = value * scale + offset
            if math.isnan(value):
                void += 1
                people = 0.0
            elif people < 0.0:
                negative += 1
                people = 0.0
            values[row, column] = people
            total += people
            most = max(most, people)
    return total, most, void, negative


@kernel
def scatter(
    people: Floats,
    first: tuple[int, int],
    nodes: tuple[Floats, Floats],
    step: int,
    parts: tuple[int, int],
    corner: tuple[int, int],
    out: Floats,
) -> None:
    """Add the people of pixels to the cells they live in.

    A pixel is split evenly into equal parts, each of which stands where its middle is. That
    place, and so the cell, depends on the pixel alone and never on the piece being read or the
    window being filled: windows side by side share out the people without loss or repetition.

    Parameters
    ----------
    people
        Pixels, shape (rows, columns).
    first
        Row and column of the first of them in the file.
    nodes
        Column and row in the grid of cells, integers at the edges of cells, of every `step`-th
        corner of the file's pixels, from the last at or before `first` on; NaN = nowhere.
        Between nodes, position is bilinear.
    step
        Pixels between two nodes.
    parts
        Into how many a pixel is split down and across.
    corner
        Row and column of the first cell of `out` in the grid of cells.
    out
        People of the cells of a window, changed in place.
    """
    node_column, node_row = nodes
    rows, columns = people.shape
    down, across = parts
    for row in range(rows):
        node_top = (first[0] + row) // step - first[0] // step
        for column in range(columns):
            here = people[row, column]
            if here == 0.0:
                continue
            node_left = (first[1] + column) // step - first[1] // step
            share = here / (down * across)
            for i in range(down):
                v = ((first[0] + row) % step + (i + 0.5) / down) / step
                for j in range(across):
                    u = ((first[1] + column) % step + (j + 0.5) / across) / step
                    x = _between(node_column, node_top, node_left, v, u)
                    y = _between(node_row, node_top, node_left, v, u)
                    if math.isnan(x) or math.isnan(y):
                        continue
                    cell_row, cell_column = math.floor(y) - corner[0], math.floor(x) - corner[1]
                    if 0 <= cell_row < out.shape[0] and 0 <= cell_column < out.shape[1]:
                        out[cell_row, cell_column] += share


@kernel
def _between(nodes: Floats, top: int, left: int, v: float, u: float) -> float:
    upper = nodes[top, left] * (1.0 - u) + nodes[top, left + 1] * u
    lower = nodes[top + 1, left] * (1.0 - u) + nodes[top + 1, left + 1] * u
    return float(upper * (1.0 - v) + lower * v)
