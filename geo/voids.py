"""What the DEM leaves open, in words: where it has no height, and what cannot be judged for it."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.text import Text

from .grid import geodesic_area_km2
from .results import ANY
from .terrain import Terrain

_SHOWN = 5  # counties and stations spelled out in one message
_REMEDY = Text(
    "为这些地方补上高程图幅，或换用没有空洞的 DEM",
    "add the missing tiles, or take a DEM without voids",
)


def findings(
    terrain: Terrain, stations: gpd.GeoDataFrame, cells: pd.DataFrame, counties: gpd.GeoDataFrame
) -> Iterator[Finding]:
    """Yield what to know of the voids of a DEM, as warnings.

    Parameters
    ----------
    terrain
        The DEM.
    stations
        Stations that count.
    cells
        `Results.coverage`.
    counties
        Boundaries of the scope.
    """
    source = terrain.card["terrain_source"]
    off = stations[~terrain.covers(stations["lon"], stations["lat"])]
    if len(off):
        yield _stations_off(source, off)
    open_km2 = _unjudged_km2(cells, counties)
    if open_km2.size:
        yield _area_open(source, open_km2)


def _stations_off(source: str, off: gpd.GeoDataFrame) -> Finding:
    ids, more = [str(i) for i in off["id"][:_SHOWN]], len(off) > _SHOWN
    n = len(off)
    return Finding(
        "station-off-terrain",
        Text(
            f"{n} 个站所在位置没有高程，其覆盖无法计算：{'、'.join(ids)}{'……' if more else ''}",
            f"{n} stations stand where there is no height, so nothing is known of their "
            f"coverage: {', '.join(ids)}{' …' if more else ''}",
        ),
        _REMEDY,
        source,
        field="terrain.dem",
        severity="warning",
    )


def _unjudged_km2(cells: pd.DataFrame, counties: gpd.GeoDataFrame) -> pd.Series[float]:
    """Return the area of each county that a void leaves open, the largest first [km²]."""
    of_all = cells[cells["operator"] == ANY].set_index("county_adcode")
    share = (of_all["cells_no_data"] / of_all["cells"]).reindex(counties["adcode"])
    area = share.to_numpy(float) * geodesic_area_km2(counties.geometry.to_numpy())
    named = pd.Series(area, index=counties["name_zh"].to_numpy(str), dtype=float)
    return named[named > 0.0].sort_values(ascending=False, kind="stable")


def _area_open(source: str, km2: pd.Series[float]) -> Finding:
    shown = [f"{name} {area:,.0f} km²" for name, area in km2[:_SHOWN].items()]
    more = len(km2) > _SHOWN
    total = float(np.sum(km2.to_numpy(float)))
    return Finding(
        "no-terrain",
        Text(
            f"DEM 的空洞或缺失图幅使 {total:,.0f} km² 无法判断（记为无数据）："
            f"{'、'.join(shown)}{'……' if more else ''}",
            f"voids or missing tiles of the DEM leave {total:,.0f} km² open (no data): "
            f"{', '.join(shown)}{' …' if more else ''}",
        ),
        _REMEDY,
        source,
        field="terrain.dem",
        severity="warning",
    )
