"""``covermap path A B``: what was typed → two ends and terrain → a path, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layers.errors import Finding, InputError
from layers.text import Lang, Text

from .. import ends, inputs
from ..link import Conditions, End, Link, Polarisation, predict
from ..outputs import path_drawing, path_json
from ..outputs._names import marked, slug
from ..settings import FILE, Settings
from ..terrain import open_terrain

SUFFIXES = (*path_drawing.SUFFIXES, ".json")
_ASSUMED_HEIGHT_M = 30.0  # of a mast at A, when nobody says
_ASSUMED_MHZ = 2600.0  # the middle of n41


@dataclass(frozen=True)
class Request:
    """What was asked for.

    Parameters
    ----------
    a, b
        Station ids, station names or ``lon,lat``; A sends.
    height_a, height_b
        Antenna heights above ground, ``None`` = the station's. [m]
    frequency_mhz
        Frequency, ``None`` = the station's. [MHz]
    time_pct
        Share of time with no more loss. [%]
    polarisation
        ``"vertical"`` or ``"horizontal"``.
    dem
        Heights of the ground, ``None`` = as the settings say.
    """

    a: str
    b: str
    height_a: float | None = None
    height_b: float | None = None
    frequency_mhz: float | None = None
    time_pct: float = 50.0
    polarisation: Polarisation = "vertical"
    dem: Path | None = None


def compute(settings: Settings, request: Request) -> Link:
    """Compute the path that was asked for.

    Parameters
    ----------
    settings
        Name station list and terrain.
    request
        What was asked for.

    Raises
    ------
    InputError
        When an end, the terrain or a value cannot be used.
    """
    dem = request.dem or settings.terrain.dem
    if dem is None:
        raise InputError([_no_terrain()])
    a, b = _both_ends(settings, request)
    conditions = _conditions(settings, request, a, b)
    with open_terrain(dem, settings.terrain.clutter) as terrain:
        return predict(a, b, terrain, conditions)


def file_of(link: Link, folder: Path) -> Path:
    """Return the file that a path is drawn to when none is named.

    Parameters
    ----------
    link
        A path.
    folder
        Where it is to be.
    """
    stem = f"path-{slug(link.a.label)}-{slug(link.b.label)}"
    return folder / f"{marked(stem, link.synthetic)}.svg"


def check_file(path: Path) -> None:
    """Refuse a file of a kind that is not written.

    Raises
    ------
    InputError
        Naming the kinds that are.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError([_unknown_kind(path)])


def write(link: Link, path: Path, lang: Lang) -> Text | None:
    """Write a path as picture or JSON, by the suffix of the file.

    Parameters
    ----------
    link
        A path.
    path
        The file.
    lang
        Language of a picture.

    Returns
    -------
    Text or None
        What the reader should know about the file.
    """
    if path.suffix.lower() == ".json":
        path_json.write(link, path)
        return None
    return path_drawing.write(link, path, lang)


def _both_ends(settings: Settings, request: Request) -> tuple[End, End]:
    """Return both ends; the station list is read only when a station is named."""
    typed: tuple[tuple[ends.Which, str, float | None, float], ...] = (
        ("A", request.a, request.height_a, _ASSUMED_HEIGHT_M),
        ("B", request.b, request.height_b, settings.coverage.receiver_height_m),
    )
    points = [ends.point_of(text, which) for which, text, _, _ in typed]
    stations, synthetic = (None, False) if all(points) else inputs.every_station(settings)
    found = []
    for point, (which, text, height, assumed) in zip(points, typed, strict=True):
        if point is not None:
            found.append(ends.of_point(*point, which, height, assumed))
        else:
            environment = settings.coverage.environment
            found.append(
                ends.of_station(text, which, stations, environment, height, synthetic=synthetic)
            )
    return found[0], found[1]


def _conditions(settings: Settings, request: Request, a: End, b: End) -> Conditions:
    given = request.frequency_mhz or a.frequency_mhz or b.frequency_mhz
    assumed = Text(f"频率 {_ASSUMED_MHZ:g} MHz", f"frequency {_ASSUMED_MHZ:g} MHz")
    return Conditions.under(
        settings,
        given or _ASSUMED_MHZ,
        request.time_pct,
        request.polarisation,
        () if given else (assumed,),
    )


def _no_terrain() -> Finding:
    return Finding(
        "no-terrain",
        Text("没有高程数据，无法给出剖面", "without terrain heights there is no profile"),
        Text(
            f'用 --dem 给出高程文件（GeoTIFF、.hgt），或在 {FILE} 中写 [terrain] dem = "…"',
            f'name a file of heights with --dem (GeoTIFF, .hgt), or write [terrain] dem = "…" in '
            f"{FILE}",
        ),
        field="--dem",
    )


def _unknown_kind(path: Path) -> Finding:
    kinds = " ".join(SUFFIXES)
    return Finding(
        "unknown-kind",
        Text(f"不会写 {path.suffix or '没有后缀'} 文件", f"no file of the kind {path.suffix!r}"),
        Text(f"后缀应为：{kinds}", f"give one of the suffixes {kinds}"),
        path.name,
        field="--out",
    )
