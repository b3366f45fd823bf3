"""Why a place or a gap is not (surely) covered.

Where no station is in range there is nothing to turn. Else the cheapest remedy comes first: a
sector that looks the other way can be turned, a ridge asks for a new mast, and what is short
of budget for more of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..radio import Transmitters
from ..results import LIMITS
from .evidence import Evidence
from .outlines import Outline
from .sectors import Astray, Sectors

COLUMNS = ("cause", "sector_station", "sector_off_deg")
_TURNABLE = ("terrain", "budget")  # causes that turning an antenna may take away
_BUDGET, _TERRAIN = LIMITS.index("budget"), LIMITS.index("terrain")


class Cause(NamedTuple):
    """One of `geo.results.CAUSES`; for ``sector`` with the station that looks the other way."""

    code: str
    astray: Astray | None = None


def of_places(
    areas: gpd.GeoDataFrame,
    found: Sequence[Evidence],
    outlines: Mapping[str, Sequence[Outline]],
    limits: pd.DataFrame,
    area_share: float,
    sectors: Sectors,
) -> list[Cause]:
    """Return why each place does not (surely) meet the area rule.

    Parameters
    ----------
    areas
        Places, with their verdict ``area``.
    found
        Evidence of the places with a coordinate.
    outlines
        Their gaps by area_id, largest first.
    limits
        As `geo.judging.certainty.assess` returns them, in the order of the places.
    area_share
        Share of a place that has to be covered, 0–1.
    sectors
        Asked at the place's own point, or where that is reached, in its largest gap.
    """
    by_id = {e.area_id: e for e in found}
    flags = (limits[name] for name in ("vague", "shapeless", "beyond"))
    causes = []
    for area_id, verdict, vague, part, beyond in zip(
        areas["id"], areas["area"], *flags, strict=True
    ):
        evidence = by_id.get(area_id)
        code = of_verdict(verdict, evidence, area_share, vague=vague, shapeless=part, beyond=beyond)
        point = None
        if evidence is not None and code in _TURNABLE:
            point = failing_point(evidence, outlines.get(area_id, ()), sectors)
        causes.append(_or_sector(code, point, sectors))
    return causes


def of_gaps(outlines: Sequence[Outline], sectors: Sectors) -> list[Cause]:
    """Return why there are gaps.

    Parameters
    ----------
    outlines
        Gaps. One that no station reaches has the cause ``no_station``, else ``sector`` where
        its point is outside the sectors, else what limits most of the cells that a station
        reaches: ``terrain`` or ``budget``.
    sectors
        Asked at the point inside each.
    """
    return [_or_sector(_limit(o), (o.x, o.y), sectors) for o in outlines]


def table(causes: Sequence[Cause], sources: Transmitters) -> pd.DataFrame:
    """Return causes as rows of `COLUMNS`; ``""`` and NaN where no sector is to blame.

    Parameters
    ----------
    causes
        Of places or gaps.
    sources
        The stations.
    """
    astray = [cause.astray for cause in causes]
    return pd.DataFrame(
        {
            "cause": pd.Series([cause.code for cause in causes], dtype="str"),
            "sector_station": pd.Series(
                ["" if one is None else str(sources.ids[one.station]) for one in astray],
                dtype="str",
            ),
            "sector_off_deg": np.array(
                [np.nan if one is None else one.off_deg for one in astray], np.float64
            ),
        }
    )


def of_verdict(
    verdict: str,
    found: Evidence | None,
    area_share: float,
    *,
    vague: bool,
    shapeless: bool,
    beyond: bool,
) -> str:
    """Say why the area rule is not (surely) met, before sectors are asked.

    Parameters
    ----------
    verdict
        Of the area rule.
    found
        Evidence, ``None`` without a coordinate.
    area_share
        Share of a place that has to be covered, 0–1.
    vague, shapeless, beyond
        As in `geo.judging.certainty.assess`.
    """
    if found is None:
        return "no_coordinate"
    if verdict == "met":
        return ""
    if verdict == "undecided":
        failed = float(found.share[0, 0]) < area_share
        reasons = (("precision", vague), ("shape", shapeless), ("range", beyond and failed))
        return next((name for name, applies in reasons if applies), "margin")
    if verdict == "no_data":
        return "no_data"
    failing = 1.0 - float(found.share[0, 0])
    shares = (("no_station", found.no_station_share), ("terrain", found.terrain_share))
    return next((name for name, share in shares if share > failing / 2.0), "budget")


def _limit(outline: Outline) -> str:
    budget, terrain = outline.cells[_BUDGET], outline.cells[_TERRAIN]
    if budget + terrain == 0:
        return "no_station"
    return "terrain" if terrain > budget else "budget"


def failing_point(
    evidence: Evidence, outlines: Sequence[Outline], sectors: Sectors
) -> tuple[float, float] | None:
    """Return where a place fails, in the projection [m].

    Parameters
    ----------
    evidence
        Of the place.
    outlines
        Its gaps, largest first.
    sectors
        Knows what reaches a point.

    Returns
    -------
    tuple of float or None
        Its own point where that fails, else a point in its largest gap, if it has one.
    """
    if not sectors.reached(evidence.point):
        (x,), (y,) = evidence.point.grid.centres()
        return float(x), float(y)
    return (outlines[0].x, outlines[0].y) if outlines else None


def _or_sector(code: str, point: tuple[float, float] | None, sectors: Sectors) -> Cause:
    if code not in _TURNABLE or point is None:
        return Cause(code)
    astray = sectors.astray(*point)
    return Cause(code) if astray is None else Cause("sector", astray)
