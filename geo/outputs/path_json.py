"""A path as JSON, for whoever wants to go on computing: every term and the whole profile."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..grid import Floats
from ..link import End, Link
from ._atomic import atomic_write
from ._path.terms import DATUM, conclusion, terms

_DECIMALS = 6


def write(link: Link, path: Path) -> None:
    """Write a path as JSON.

    Parameters
    ----------
    link
        A path.
    path
        The file.

    Raises
    ------
    EnvironmentProblem, InputError
        When it cannot be written.
    """
    text = json.dumps(content(link), ensure_ascii=False, indent=1, allow_nan=False)
    atomic_write(path, (text + "\n").encode())


def content(link: Link) -> dict[str, Any]:
    """Return a path as plain values; what is not known is ``None``.

    Parameters
    ----------
    link
        A path.
    """
    return {
        "predicted": True,
        "synthetic": link.synthetic,
        "model": link.model,
        "datum": DATUM,
        "a": _end(link.a),
        "b": _end(link.b),
        "frequency_mhz": link.conditions.frequency_mhz,
        "time_pct": link.conditions.time_pct,
        "polarisation": link.conditions.polarisation,
        "threshold_dbm": link.conditions.threshold_dbm,
        "azimuth_deg": round(link.azimuth_deg, _DECIMALS),
        "effective_radius_km": round(link.radius_km, _DECIMALS),
        "terrain": {key: str(value) for key, value in link.card.items()},
        "obstacle": {**asdict(link.obstacle), "state": link.obstacle.state},
        "conclusion": conclusion(link)._asdict(),
        "terms": [
            {
                "group": term.group,
                "symbol": term.symbol,
                "zh": term.meaning.zh,
                "en": term.meaning.en,
                "value": round(term.value, _DECIMALS) + 0.0,  # no minus before zero
                "unit": term.unit,
                "equation": term.equation,
            }
            for term in terms(link)
        ],
        "assumptions": [text._asdict() for text in link.assumptions],
        "cautions": [caution.what._asdict() for caution in link.cautions],
        "profile": {
            "distance_km": _rounded(link.distance_km),
            "lon": _rounded(link.lon),
            "lat": _rounded(link.lat),
            "height_m": _rounded(link.height_m),
            "clutter_m": _rounded(link.clutter_m),
            "bulge_m": _rounded(link.bulge_m),
            "ray_m": _rounded(link.ray_m),
            "fresnel_m": _rounded(link.fresnel_m),
        },
    }


def _end(end: End) -> dict[str, Any]:
    sector = None if end.sector is None else asdict(end.sector)
    return {
        "name": end.label,
        "lon": end.lon,
        "lat": end.lat,
        "height_m": end.height_m,
        "synthetic": end.synthetic,
        "sector": sector and {key: None if math.isnan(v) else v for key, v in sector.items()},
    }


def _rounded(values: Floats) -> list[float]:
    rounded: list[float] = values.round(_DECIMALS).tolist()
    return rounded
