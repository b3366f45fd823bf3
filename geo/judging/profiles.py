"""Radio profiles: the ground between a station and a place or gap, and what the path loses.

`of_places` and `of_gaps` say between which ends, `computed` computes each as `covermap path`
does between the same ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import InputError

from .. import ends, link
from ..coverage import Model
from ..grid import Floats, unproject
from ..results import empty
from ..settings import Settings
from ..terrain import Profile, Terrain
from .causes import failing_point
from .evidence import Blocking, Evidence
from .outlines import Outline
from .sectors import Sectors

# Of all points of a profile those that a panel of a page can show: lowest and highest of each
# part, and the first that is void.
_MOST_POINTS = 80
_DECIMALS = 5  # of a coordinate, about 1 m: as it is typed for `covermap path`
VOID = "nan"  # a height that is not known, in the lists of a profile


class Path(NamedTuple):
    """The ends of one profile.

    Id of the place or gap, which rule chose the station (``blocked``, ``sector``, ``serves``,
    ``nearest``), id of the station, longitude and latitude of the other end [degree].
    """

    id: str
    chosen: str
    station: str
    lon: float
    lat: float


def of_places(
    areas: gpd.GeoDataFrame,
    found: Sequence[Evidence],
    outlines: Mapping[str, Sequence[Outline]],
    sectors: Sectors,
    model: Model,
) -> list[Path]:
    """Return which path tells most of each place; none where no station is in range.

    Parameters
    ----------
    areas
        Places with their causes, blocking points and nearest stations.
    found
        Evidence of the places that are judged.
    outlines
        Their gaps by area_id, largest first.
    sectors
        Knows where a place fails.
    model
        What computed the levels.
    """
    by_id = {evidence.area_id: evidence for evidence in found}
    paths = []
    for row in areas.to_dict("records"):
        evidence = by_id.get(row["id"])
        if evidence is not None:
            own = outlines.get(row["id"], ())
            paths.append(_of_place(row, evidence, own, sectors, model))
    return [path for path in paths if path is not None]


def _of_place(
    row: Mapping[Any, Any],
    evidence: Evidence,
    outlines: Sequence[Outline],
    sectors: Sectors,
    model: Model,
) -> Path | None:
    if row["blocked_station"] and evidence.blocking is not None:
        return _blocked(row["id"], evidence.blocking, model)
    if row["sector_station"]:
        point = failing_point(evidence, outlines, sectors)
        if point is not None:
            (lon,), (lat,) = unproject(model.sources.crs, *point)
            return _path(row["id"], "sector", row["sector_station"], lon, lat)
    here = row["lon"], row["lat"]
    if evidence.best_station >= 0:
        return _path(row["id"], "serves", model.sources.ids[evidence.best_station], *here)
    # A void may lie on the path: the nearest station then shows where.
    if 1000.0 * row["nearest_km"] <= model.reach_m:
        return _path(row["id"], "nearest", row["nearest_station"], *here)
    return None


def of_gaps(gaps: gpd.GeoDataFrame, outlines: Iterable[Outline], model: Model) -> list[Path]:
    """Return the paths of gaps that have an obstacle, or a station that looks away, of their own.

    Parameters
    ----------
    gaps
        As `Results.gaps`.
    outlines
        What they were made from, in the same order.
    model
        What computed the levels.
    """
    paths = []
    for row, outline in zip(gaps.to_dict("records"), outlines, strict=True):
        if row["blocked_station"] and outline.blocking is not None:
            paths.append(_blocked(row["gap_id"], outline.blocking, model))
        elif row["sector_station"]:
            here = row["lon"], row["lat"]
            paths.append(_path(row["gap_id"], "sector", row["sector_station"], *here))
    return paths


def _blocked(name: str, blocking: Blocking, model: Model) -> Path:
    (lon,), (lat,) = unproject(model.sources.crs, blocking.x, blocking.y)
    return _path(name, "blocked", model.sources.ids[blocking.station], lon, lat)


def _path(name: str, chosen: str, station: object, lon: float, lat: float) -> Path:
    return Path(name, chosen, str(station), round(float(lon), _DECIMALS), round(lat, _DECIMALS))


def computed(
    paths: Sequence[Path],
    stations: gpd.GeoDataFrame,
    terrain: Terrain | None,
    settings: Settings,
    *,
    synthetic: bool,
) -> pd.DataFrame:
    """Return `Results.profiles`: none without terrain, nor where both ends are one place.

    Parameters
    ----------
    paths
        The ends.
    stations
        The stations that are computed, complete.
    terrain
        The DEM, ``None`` = none given.
    settings
        Of the run.
    synthetic
        Whether the stations are the scenario.
    """
    types = empty("profiles").dtypes.to_dict()
    rows = []
    if terrain is not None:
        named = {path.station for path in paths}
        own = stations[stations["id"].isin(named)].drop_duplicates("id")
        masts = {row["id"]: ends.of_row(row, synthetic=synthetic) for row in own.to_dict("records")}
        rows = [_row(path, masts[path.station], terrain, settings) for path in paths]
    known = [row for row in rows if row is not None]
    return pd.DataFrame(known, columns=list(types)).astype(types)


def _row(path: Path, mast: link.End, terrain: Terrain, settings: Settings) -> dict[str, Any] | None:
    """Return a profile with what is known of the path, ``None`` where there is none."""
    height_m = settings.coverage.receiver_height_m
    target = ends.of_point(path.lon, path.lat, "B", height_m, height_m)
    conditions = link.Conditions.under(settings, mast.frequency_mhz or np.nan)
    try:
        profile = link.sampled(mast, target, terrain)
    except InputError:  # the place is the station's own
        return None
    common = {
        **path._asdict(),
        "km": float(profile.distance_km[-1]),
        "freq_mhz": conditions.frequency_mhz,
        "station_m": mast.height_m,
        "receiver_m": height_m,
        "earth_km": conditions.earth_km,
        **_drawn(profile),
    }
    if not np.isfinite(profile.height_m).all():
        return {**common, "state": "void"}
    return common | _figures(link.along(profile, mast, target, terrain, conditions))


def _figures(found: link.Link) -> dict[str, Any]:
    """Return what blocks a path or comes nearest to it, and what is lost on it."""
    point = found.obstacle
    figures = {
        "state": point.state,
        "obstacle_km": point.distance_km,
        "obstacle_m": point.height_m,
        "above_m": point.above_ray_m,
        "fresnel_radii": point.fresnel_radii,
        "free_db": found.free_space_db,
    }
    # Below the shortest path of the model there is but a bound.
    if not found.losses:
        return figures
    return {**figures, "loss_db": found.loss_db(50.0), "level_dbm": found.level_dbm(50.0)}


def _drawn(profile: Profile) -> dict[str, str]:
    """Return the points to draw as lists of whole metres."""
    chosen = thinned(profile)
    clutter = profile.clutter_m
    return {
        "distance_m": _listed(1000.0 * profile.distance_km[chosen]),
        "height_m": _listed(profile.height_m[chosen]),
        "clutter_m": "" if clutter is None else _listed(clutter[chosen]),
    }


def _listed(metres: Floats) -> str:
    return " ".join(VOID if np.isnan(value) else str(round(value)) for value in metres.tolist())


def thinned(profile: Profile) -> npt.NDArray[np.intp]:
    """Return the points of a profile that draw it, peaks and voids kept.

    Parameters
    ----------
    profile
        Of any number of points.

    Returns
    -------
    numpy.ndarray
        Indices, ascending, with both ends; about `_MOST_POINTS` at most.
    """
    height = profile.height_m
    top = height if profile.clutter_m is None else height + profile.clutter_m
    if top.size <= _MOST_POINTS:
        return np.arange(top.size)
    of_each = 2 if np.isfinite(top).all() else 3
    kept = {0, top.size - 1}
    for part in np.array_split(np.arange(1, top.size - 1), (_MOST_POINTS - 2) // of_each):
        known = part[np.isfinite(top[part])]
        if known.size:
            kept |= {int(known[np.argmax(top[known])]), int(known[np.argmin(height[known])])}
        if known.size < part.size:
            kept.add(int(part[np.argmax(np.isnan(top[part]))]))
    return np.array(sorted(kept), np.intp)
