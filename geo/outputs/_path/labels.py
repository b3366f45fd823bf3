"""What is written above the profile of a path, and where: no label covers another.

Each label stands in a row above all that is drawn, with a line down to its point.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import numpy as np

from layers.text import Lang, Text

from ...link import Link
from . import terms as words

INK, ALARM = "#1f2328", "#b34700"
HORIZON = Text("地平点", "horizon")
EDGE = Text("等效刀刃", "equivalent knife edge")
LABEL_PT = 7.0
_PROFILE_PT = 773.0  # width of the profile on the sheet
_HALF_SIGN = 0.56 * LABEL_PT / _PROFILE_PT  # width of a Latin letter, as a share of it
_GAP = 0.012  # that stays free beside a label


class Label(NamedTuple):
    """A label, and the point that its line leads to [km, m]."""

    x: float
    y: float
    text: str
    colour: str = INK
    bold: bool = False


def labels(link: Link, names: tuple[str, str], lang: Lang) -> list[Label]:
    """Return the labels of a profile, the ends first.

    Parameters
    ----------
    link
        A path.
    names
        What its ends are called.
    lang
        Language of the labels.
    """
    point, raised = link.obstacle, link.surface_m + link.bulge_m
    text = f"{words.name_of_obstacle(link).to(lang)} · {words.obstacle(link).to(lang)}"
    found = [
        _of_end(link, "A", names[0], lang),
        _of_end(link, "B", names[1], lang),
        Label(point.distance_km, float(raised[point.index]), text, ALARM),
    ]
    if point.state != "blocked":
        return found
    rise = link.edge_m - ray_at(link, link.edge_km)
    text = f"{EDGE.to(lang)} · {link.edge_km:.2f} km · ν = {link.nu:.2f} · +{rise:.0f} m"
    found.append(Label(link.edge_km, link.edge_m, text))
    ground = link.height_m + link.bulge_m
    for letter, index in zip("AB", link.horizons(), strict=True):
        at = float(link.distance_km[index])
        if index != point.index:
            text = f"{letter} {HORIZON.to(lang)} · {at:.2f} km"
            found.append(Label(at, float(ground[index]), text))
    return found


def ray_at(link: Link, distance_km: float) -> float:
    """Return the height of the ray over the chord [m] at a distance from A [km]."""
    return float(np.interp(distance_km, link.distance_km, link.ray_m))


def _of_end(link: Link, letter: str, name: str, lang: Lang) -> Label:
    end, index = (link.a, 0) if letter == "A" else (link.b, -1)
    foot = float(link.height_m[index])
    heights = Text(
        f"地面 {foot:.0f} m + 天线 {end.height_m:g} m",
        f"ground {foot:.0f} m + antenna {end.height_m:g} m",
    )
    text = f"{letter} {name} · {heights.to(lang)}"
    return Label(float(link.distance_km[index]), foot + end.height_m, text, bold=True)


def in_rows(written: list[Label], length_km: float) -> list[tuple[Label, int]]:
    """Give each label a row in which it covers none of those before it.

    A row in which no line crosses a label either is taken before any other; labels of points
    close together may not have one.

    Parameters
    ----------
    written
        What is to be written.
    length_km
        Length of the path. [km]

    Returns
    -------
    list of tuple
        Labels with their row above the profile, 0 the lowest.

    Examples
    --------
    >>> near = [Label(1.0, 0.0, "one"), Label(1.1, 0.0, "two"), Label(9.0, 0.0, "far")]
    >>> [row for _, row in in_rows(near, 10.0)]
    [0, 1, 0]
    """
    placed: list[tuple[Label, int]] = []
    nearest_first = sorted(range(-len(written), len(written) + 1), key=lambda row: (abs(row), -row))
    for label in written:
        free = [
            row
            for row in nearest_first
            if not any(_covers(label, other, length_km) for other, at in placed if at == row)
        ]
        uncrossed = [
            row
            for row in free
            if not any(_crosses((label, row), other, length_km) for other in placed)
        ]
        placed.append((label, (uncrossed or free)[0]))
    lowest = min(row for _, row in placed)
    return [(label, row - lowest) for label, row in placed]


def alignment(label: Label, length_km: float) -> float:
    """Return which part of a label stands over its point: 0 its left, 1 its right end."""
    share = label.x / length_km
    return 0.0 if share < 0.3 else 1.0 if share > 0.7 else 0.5


def width(text: str) -> int:
    """Return the width of a text in Latin letters; a Chinese sign is two wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _covers(one: Label, other: Label, length_km: float) -> bool:
    left, right = _extent(one, length_km)
    begins, ends = _extent(other, length_km)
    return left < ends and begins < right


def _crosses(one: tuple[Label, int], other: tuple[Label, int], length_km: float) -> bool:
    """Tell whether the line of the upper label runs through the lower one."""
    low, high = sorted((one, other), key=lambda placed: placed[1])
    left, right = _extent(low[0], length_km)
    return left < high[0].x / length_km < right


def _extent(label: Label, length_km: float) -> tuple[float, float]:
    """Return where a label begins and ends, as shares of the path's length."""
    wide = width(label.text) * _HALF_SIGN
    left = label.x / length_km - wide * alignment(label, length_km)
    return left - _GAP, left + wide + _GAP
