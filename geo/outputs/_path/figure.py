"""The picture of a path, drawn by matplotlib on a sheet of A4.

Nothing from the data is ever read as markup: mathtext is off for the whole figure.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from pypinyin import lazy_pinyin

from layers.text import Lang, Text, one_line

from ...grid import Floats
from ...link import SUFFICIENT, End, Link
from .._wording import PREDICTED
from . import terms as words
from .labels import (
    ALARM,
    EDGE,
    HORIZON,
    INK,
    LABEL_PT,
    Label,
    alignment,
    in_rows,
    labels,
    ray_at,
    width,
)

# With the forms of signs that mainland China uses; the last are better than nothing.
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "SimSun",
    "STHeiti",
    "STSong",
    "Noto Sans CJK JP",
    "Arial Unicode MS",
)
_SHEET_IN = (11.69, 8.27)
_DPI = 200
_TITLE_CHARACTERS, _LABEL_CHARACTERS = 40, 18
_NOTE_CHARACTERS, _NOTE_LINES = 205, 5  # of half width
_TABLE_ROWS, _LOSS_ROWS = 24, 20  # of the longest column, of the second
_LEAST_EXTENT_M = 20.0  # so that a plain does not look like a mountain
_ROW = 0.075  # height of a row of labels, as a share of the profile's

# Okabe-Ito for what is computed; ground and clutter in tones of cividis, told by a hatch.
_FAINT, _GROUND, _CLUTTER = "#8a8f98", "#bcae6c", "#575d6d"
_RAY, _ZONE, _HORIZON, _OBSTACLE = "#0072b2", "#56b4e9", "#e69f00", "#d55e00"
_STATE_MARKS = {"clear": ("●", "#00507d"), "grazed": ("◆", "#7a5200"), "blocked": ("▲", "#9c3a00")}

_LABELS = {
    "terrain": Text("地形", "terrain"),
    "clutter": Text("地物", "clutter"),
    "ray": Text("射线", "ray"),
    "zone": Text("第一菲涅耳区", "first Fresnel zone"),
    "inner": Text("60 % 菲涅耳区", "60 % of it"),
    "x": Text("距 A 的距离 (km)", "distance from A (km)"),
    "y": Text("海拔 (m)，沿弧线读", "height above sea level (m), read along the arcs"),
}


def chinese_font() -> str | None:
    """Return the best installed font with Chinese signs, ``None`` without one."""
    installed = {font.name for font in fontManager.ttflist}
    return next((name for name in _CHINESE_FONTS if name in installed), None)


def render(link: Link, kind: str, lang: Lang, font: str | None) -> bytes:
    """Return the picture of a path.

    Parameters
    ----------
    link
        A path.
    kind
        ``"svg"`` or ``"png"``.
    lang
        Language of the labels.
    font
        As `chinese_font` returns it; without one, Chinese names are written in pinyin.
    """
    with _style(font):
        figure = Figure(figsize=_SHEET_IN, facecolor="white")
        _header(figure, link, lang, latin=font is None)
        _profile(figure.add_axes((0.062, 0.515, 0.918, 0.335)), link, lang, latin=font is None)
        _tables(figure.add_axes((0.03, 0.085, 0.95, 0.355)), link, lang)
        _footer(figure, link, lang)
        buffer = io.BytesIO()
        title = f"{_name(link.a, font is None)} - {_name(link.b, font is None)}"
        figure.savefig(buffer, format=kind, dpi=_DPI, metadata=_metadata(kind, title))
    return buffer.getvalue()


@contextmanager
def _style(font: str | None) -> Iterator[None]:
    """Draw with our own settings, whatever the planner's matplotlib is set to."""
    families = [*([font] if font else []), "DejaVu Sans", "sans-serif"]
    ours: Any = {
        "font.family": families,
        "font.size": 7.0,
        "text.parse_math": False,
        "text.color": INK,
        "axes.edgecolor": _FAINT,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "covermap",
        "hatch.linewidth": 0.5,
    }
    with warnings.catch_warnings(), mpl.rc_context():
        # A sign that no installed font has becomes a box; the SVG still holds the sign.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        mpl.rcdefaults()
        mpl.rcParams.update(ours)
        yield


def _metadata(kind: str, title: str) -> dict[str, str | None]:
    """Return metadata without a clock or a version, so that the bytes are reproducible."""
    if kind == "svg":
        return {"Title": title, "Creator": "covermap", "Date": None}
    return {"Title": title, "Software": "covermap"}


def _name(end: End, latin: bool, most: int = _TITLE_CHARACTERS) -> str:
    text = " ".join(lazy_pinyin(end.label)) if latin else end.label
    return one_line(text, most)


# --- around the profile -----------------------------------------------------------------------


def _header(figure: Figure, link: Link, lang: Lang, *, latin: bool) -> None:
    title = f"A {_name(link.a, latin)}  →  B {_name(link.b, latin)}"
    figure.text(0.03, 0.958, title, fontsize=12.5, weight="bold")
    if link.synthetic:
        figure.text(
            0.98,
            0.962,
            f"⚠ {words.SYNTHETIC.to(lang)}",
            ha="right",
            fontsize=7.5,
            color=ALARM,
            bbox={"boxstyle": "square,pad=0.35", "fc": "#fdeae0", "ec": ALARM, "lw": 0.8},
        )
    heading = f"{words.heading(link).to(lang)} · {PREDICTED.to(lang)}"
    figure.text(0.03, 0.931, heading, fontsize=8)
    mark, colour = _STATE_MARKS[link.obstacle.state]
    figure.text(
        0.03, 0.904, f"{mark} {words.conclusion(link).to(lang)}", fontsize=8.5, color=colour
    )
    level = words.level(link)
    if level is not None:
        figure.text(0.03, 0.878, level.to(lang), fontsize=8.5, weight="bold")


def _footer(figure: Figure, link: Link, lang: Lang) -> None:
    lines = [line for note in words.notes(link) for line in _wrapped(note.to(lang))]
    if len(lines) > _NOTE_LINES:
        lines = [*lines[: _NOTE_LINES - 1], "…"]
    text = "\n".join(lines)
    figure.text(0.03, 0.07, text, fontsize=6.2, color="#4d4d4d", va="top", linespacing=1.35)


def _wrapped(text: str) -> list[str]:
    """Cut a text into lines of `_NOTE_CHARACTERS`."""
    lines = [""]
    for sign in text:
        if width(lines[-1] + sign) > _NOTE_CHARACTERS:
            lines.append("")
        lines[-1] += sign
    return lines


def _tables(axes: Axes, link: Link, lang: Lang) -> None:
    """Write every term in three columns: geometry, losses, the end of them and the budget."""
    axes.set_axis_off()
    axes.set_xlim(0.0, 3.0)
    terms = words.terms(link)
    geometry = [term for term in terms if term.group == "geometry"]
    losses = [term for term in terms if term.group == "loss"]
    budget = [term for term in terms if term.group == "budget"]
    axes.set_ylim(_TABLE_ROWS + 1.0, 0.0)
    _column(axes, 0.0, 0.0, words.GROUPS["geometry"].to(lang), geometry, lang)
    _column(axes, 1.02, 0.0, words.GROUPS["loss"].to(lang), losses[:_LOSS_ROWS], lang)
    _column(axes, 2.04, 0.0, words.GROUPS["loss"].to(lang), losses[_LOSS_ROWS:], lang)
    rest = len(losses[_LOSS_ROWS:])
    below = rest + 2.0 if rest else 0.0
    _column(axes, 2.04, below, words.GROUPS["budget"].to(lang), budget, lang)


def _column(
    axes: Axes, left: float, top: float, title: str, terms: list[words.Term], lang: Lang
) -> None:
    if not terms:
        return
    axes.text(left, top + 0.3, title, weight="bold", va="center", fontsize=7.2)
    axes.plot([left, left + 0.95], [top + 0.85, top + 0.85], color=INK, lw=0.6)
    for row, term in enumerate(terms, 1):
        y, weight = top + row + 0.4, "bold" if term.key else "normal"
        look: dict[str, Any] = {"va": "center", "fontsize": 6.4, "weight": weight}
        axes.text(left, y, term.symbol, **look)
        axes.text(left + 0.14, y, term.meaning.to(lang), **look)
        axes.text(left + 0.715, y, term.shown, ha="right", **look)
        axes.text(left + 0.725, y, term.unit, **look)
        axes.text(
            left + 0.95, y, term.equation, ha="right", fontsize=6.4, va="center", color=_FAINT
        )


# --- the profile ------------------------------------------------------------------------------


def _profile(axes: Axes, link: Link, lang: Lang, *, latin: bool) -> None:
    d, length = link.distance_km, link.length_km
    ground, top = link.height_m + link.bulge_m, link.surface_m + link.bulge_m
    names = _name(link.a, latin, _LABEL_CHARACTERS), _name(link.b, latin, _LABEL_CHARACTERS)
    placed = in_rows(labels(link, names, lang), length)
    rows = 1 + max(row for _, row in placed)
    low = _limits(axes, link, rows)
    _arcs(axes, d, link.bulge_m)
    axes.fill_between(d, low, ground, color=_GROUND, lw=0, zorder=2, label=_say("terrain", lang))
    axes.plot(d, ground, color=INK, lw=0.7, zorder=4)
    if link.clutter_m.any():
        axes.fill_between(
            d, ground, top, facecolor="#9fb3a8", edgecolor=_CLUTTER, hatch="//////", lw=0.3,
            zorder=3, label=_say("clutter", lang),
        )  # fmt: skip
    _ray(axes, link, lang)
    for end, index in ((link.a, 0), (link.b, -1)):
        _mast(axes, link, end, index)
    _marks(axes, link, lang)
    for label, row in placed:
        _write(axes, label, row, rows, length)
    axes.set_xlabel(_say("x", lang), labelpad=1.5)
    axes.set_ylabel(_say("y", lang))
    axes.set_xlim(-0.012 * length, 1.012 * length)
    axes.tick_params(length=2.5, width=0.5, pad=2.0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.135), ncols=8, frameon=False, fontsize=6.8
    )


def _limits(axes: Axes, link: Link, rows: int) -> float:
    """Set the heights shown: all that is drawn, below rows of labels; return the lowest [m]."""
    low = float(min(link.height_m.min(), (link.ray_m - link.fresnel_m).min()))
    surface = link.surface_m + link.bulge_m
    high = float(max(surface.max(), (link.ray_m + link.fresnel_m).max(), link.edge_m))
    extent = max(high - low, _LEAST_EXTENT_M)
    above = _ROW * rows + 0.04
    low -= 0.06 * extent
    axes.set_ylim(low, low + 1.06 * extent / (1.0 - above))
    return low


def _arcs(axes: Axes, d: Floats, bulge_m: Floats) -> None:
    """Draw lines of equal height, which the Earth bends."""
    low, high = axes.get_ylim()
    ticks = [level for level in axes.get_yticks() if low <= level <= high]
    for level in ticks:
        axes.plot(d, level + bulge_m, color="#d5d8dc", lw=0.5, zorder=1)
    axes.set_yticks(ticks)
    axes.set_ylim(low, high)


def _ray(axes: Axes, link: Link, lang: Lang) -> None:
    d, ray, radius = link.distance_km, link.ray_m, link.fresnel_m
    axes.fill_between(
        d, ray - radius, ray + radius, color=_ZONE, alpha=0.35, lw=0, zorder=5,
        label=_say("zone", lang),
    )  # fmt: skip
    axes.plot(d, ray - radius, color=_ZONE, lw=0.6, zorder=5)
    axes.plot(d, ray + radius, color=_ZONE, lw=0.6, zorder=5)
    inner: dict[str, Any] = {"color": _RAY, "lw": 0.7, "ls": (0, (4, 2)), "zorder": 6}
    axes.plot(d, ray - SUFFICIENT * radius, label=_say("inner", lang), **inner)
    axes.plot(d, ray + SUFFICIENT * radius, **inner)
    axes.plot(d, ray, color=_RAY, lw=1.2, zorder=6, label=_say("ray", lang))


def _mast(axes: Axes, link: Link, end: End, index: int) -> None:
    x, foot = float(link.distance_km[index]), float(link.height_m[index])
    top = foot + end.height_m
    axes.plot([x, x], [foot, top], color=INK, lw=2.0, zorder=8, solid_capstyle="butt")
    axes.plot([x], [top], marker="^" if end.sector else "o", ms=5, color=INK, zorder=8)


def _marks(axes: Axes, link: Link, lang: Lang) -> None:
    """Mark the obstacle, and behind it the horizons and the equivalent knife edge."""
    point, blocked = link.obstacle, link.obstacle.state == "blocked"
    raised = link.surface_m + link.bulge_m
    axes.plot(
        [point.distance_km], [raised[point.index]], marker="v" if blocked else "D", ls="",
        ms=7 if blocked else 5, color=_OBSTACLE, mec=INK, mew=0.6, zorder=10,
        label=words.name_of_obstacle(link).to(lang),
    )  # fmt: skip
    if not blocked:
        return
    horizons = list(link.horizons())
    axes.plot(
        link.distance_km[horizons], (link.height_m + link.bulge_m)[horizons], marker="D", ls="",
        ms=4.5, color=_HORIZON, mec=INK, mew=0.5, zorder=9, label=HORIZON.to(lang),
    )  # fmt: skip
    x, (first, last) = link.edge_km, link.antennas_m
    sight = [first, link.edge_m, last]
    axes.plot([0.0, x, link.length_km], sight, color=INK, lw=0.6, ls=":", zorder=7)
    axes.plot(
        [x, x], [ray_at(link, x), link.edge_m], color="black", lw=2.2, zorder=9,
        solid_capstyle="butt", label=EDGE.to(lang),
    )  # fmt: skip


def _write(axes: Axes, label: Label, row: int, rows: int, length_km: float) -> None:
    """Write a label in its row, with a line down to its point."""
    low, high = axes.get_ylim()
    y = high - (high - low) * _ROW * (rows - row - 0.5)
    line = _FAINT if label.colour == INK else label.colour
    axes.plot([label.x, label.x], [label.y, y], color=line, lw=0.5, zorder=7)
    axes.text(
        label.x,
        y,
        label.text,
        ha={0.0: "left", 0.5: "center", 1.0: "right"}[alignment(label, length_km)],
        va="center",
        fontsize=LABEL_PT,
        color=label.colour,
        weight="bold" if label.bold else "normal",
        zorder=11,
        bbox={"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none"},
    )


def _say(key: str, lang: Lang) -> str:
    return _LABELS[key].to(lang)
