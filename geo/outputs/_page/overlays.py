"""The coverage pictures of a page, each with its legend; what was not computed says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import shapely

from ...coverage import NO_DATA
from ...results import ANY, LIMITS, TECHNOLOGIES, Results
from ...standards import table
from .. import cog
from .._overlay import (
    Classes,
    Colour,
    Hatches,
    frame_of,
    hatches,
    picture,
    warped,
)

Json = dict[str, Any]

_WORKERS = 2
_LOWEST_DBM = -200  # below every predicted level, above the value for "no level"
_OPAQUE, _WEAK, _FAINT = 215, 150, 70  # alpha: levels that reach the threshold stand out
# Class of a cell at 50 % and 90 % location probability: below, 50 % only, 90 %.
_CLASS_COLOURS: tuple[Colour, ...] = ((150, 150, 150, 70), (240, 188, 90, 215), (64, 145, 200, 215))
BY_CLASS = Classes((1, 2, 3, 4), _CLASS_COLOURS)
# What limits, Okabe-Ito; terrain is dotted besides. No data has no colour: it is hatched.
_LIMIT_COLOURS: dict[str, Colour] = {
    "none": (86, 180, 233, 120),
    "budget": (240, 200, 96, 200),
    "terrain": (213, 94, 0, 215),
    "no_station": (150, 150, 150, 70),
}
# Number of networks, cividis from dark to light; none is faint.
_NETWORK_COLOURS: tuple[Colour, ...] = (
    (168, 148, 134, 90),
    (18, 53, 112, 200),
    (87, 93, 109, 200),
    (142, 137, 113, 210),
    (199, 182, 92, 220),
    (253, 231, 55, 225),
)
# Operators whose customers gain by roaming, from light to dark (ColorBrewer Purples).
_GAIN_COLOURS: tuple[Colour, ...] = (
    (188, 189, 220, 200),
    (158, 154, 200, 210),
    (117, 107, 177, 220),
    (84, 39, 143, 225),
)
# By which technology, Okabe-Ito; what has 4G alone is dotted besides.
_TECHNOLOGY_COLOURS: dict[str, Colour] = {
    "none": (150, 150, 150, 70),
    "lte": (230, 159, 0, 215),
    "nr": (86, 180, 233, 200),
    "both": (0, 114, 178, 200),
}


_LIMITS = Classes(
    tuple(float(number) for number in range(len(_LIMIT_COLOURS) + 1)),
    tuple(_LIMIT_COLOURS.values()),
    textured=LIMITS.index("terrain"),
)
_TECHNOLOGIES = Classes(
    tuple(float(number) for number in range(len(_TECHNOLOGY_COLOURS) + 1)),
    tuple(_TECHNOLOGY_COLOURS[name] for name in TECHNOLOGIES if name != "no_data"),
    textured=TECHNOLOGIES.index("lte"),
)


def overlays(results: Results, rasters: Path, outline: shapely.Geometry) -> Json:
    """Return the pictures of one prefecture with their place and legends.

    Parameters
    ----------
    results
        What a run found.
    rasters
        Folder of the coverage rasters.
    outline
        Polygon of the prefecture. [degree]
    """
    frame = frame_of(outline, float(results.card["grid"].get("cell_m", 100.0)))
    synthetic = bool(results.card["synthetic"])

    def found(raster: cog.Raster) -> Path | None:
        path = cog.file_of(rasters, raster, synthetic)
        return path if path.is_file() else None

    computed = found(cog.CLASS_ANY)
    classes_any = warped(computed, frame) if computed else None
    hatched = (
        Hatches.none(frame)
        if classes_any is None
        else hatches(classes_any, frame, cog.CLASS_ANY.nodata, NO_DATA)
    )
    levels = _level_classes(float(results.card["threshold"]["dbm"]))
    drawn = [("level", ANY, found(cog.LEVEL_ANY), levels)]
    drawn += [
        ("level", operator, found(cog.level_of(operator)), levels)
        for operator in results.card["operators"]
    ]
    networks = len(results.card["operators"]) + 1
    drawn += [
        ("class", ANY, computed, BY_CLASS),
        ("limit", ANY, found(cog.LIMIT), _LIMITS),
        ("networks", ANY, found(cog.OPERATORS), _networks(networks)),
        ("gain", ANY, found(cog.ROAMING_GAIN), _gain(networks - 2)),
    ]
    if len(results.technologies):
        drawn.append(("technology", ANY, found(cog.TECHNOLOGY), _TECHNOLOGIES))

    def drawing(raster: Path | None, classes: Classes) -> str | None:
        if raster is None:
            return None
        known = classes_any if raster == computed else None  # read for the hatches already
        values = warped(raster, frame) if known is None else known
        return picture(values, frame, classes, hatched)

    # Warping and packing happen outside the interpreter's lock.
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        uris = list(pool.map(lambda one: drawing(*one[2:]), drawn))
    pictures = [
        {"kind": kind, "operator": operator, "uri": uri}
        for (kind, operator, *_), uri in zip(drawn, uris, strict=True)
    ]
    colours = _legend_colours(networks, levels)
    return {
        "bounds": frame.bounds(),
        "layers": pictures,
        "colours": colours,
        "no_data": bool(hatched.no_data.any()),
    }


def _level_classes(threshold_dbm: float) -> Classes:
    rows = sorted(table("legend").to_dict("records"), key=_lower)
    bounds = tuple(_lower(row) for row in rows)
    colours = tuple(_with_alpha(row["colour"], _lower(row), threshold_dbm) for row in rows)
    return Classes(bounds, colours)


def _lower(row: dict[Any, Any]) -> float:
    return float(row["lower_dbm"]) if row["lower_dbm"] else float(_LOWEST_DBM)


def _with_alpha(colour: str, lower_dbm: float, threshold_dbm: float) -> Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    if lower_dbm >= threshold_dbm:
        return red, green, blue, _OPAQUE
    return red, green, blue, _FAINT if lower_dbm == _LOWEST_DBM else _WEAK


def _networks(count: int) -> Classes:
    colours = _network_colours(count)
    bounds = (*(float(number) for number in range(count)), float(count))
    return Classes(bounds, colours)


def _gain(most: int) -> Classes:
    """Return the classes of one to so many operators; where nobody gains nothing is drawn."""
    colours = _gain_colours(most)
    return Classes(tuple(float(number) for number in range(1, len(colours) + 2)), colours)


def _gain_colours(most: int) -> tuple[Colour, ...]:
    """Return a colour for each number of operators that may gain, at least for one."""
    count = max(1, most)
    last = len(_GAIN_COLOURS) - 1
    return tuple(_GAIN_COLOURS[round(i * last / max(1, count - 1))] for i in range(count))


def _network_colours(count: int) -> tuple[Colour, ...]:
    steps = [round(i * (len(_NETWORK_COLOURS) - 2) / max(1, count - 2)) for i in range(count - 1)]
    return (_NETWORK_COLOURS[0], *(_NETWORK_COLOURS[1 + step] for step in steps))


def _legend_colours(count: int, levels: Classes) -> Json:
    return {
        "level": [css(colour) for colour in reversed(levels.colours)],
        "class": [css(colour) for colour in BY_CLASS.colours],
        "limit": {name: css(colour) for name, colour in _LIMIT_COLOURS.items()},
        "networks": [css(colour) for colour in _network_colours(count)],
        "gain": [css(colour) for colour in _gain_colours(count - 2)],
        "technology": {name: css(colour) for name, colour in _TECHNOLOGY_COLOURS.items()},
    }


def css(colour: Colour) -> str:
    """Return a colour as a style sheet writes it."""
    red, green, blue, alpha = colour
    return f"rgba({red},{green},{blue},{alpha / 255:.2f})"
