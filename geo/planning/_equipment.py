"""What is built at a site: the stations of a plan, complete as those of a list are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from layers.text import Text

from .. import standards
from ..networks import NR
from ..settings import Settings

EVEN = (0.0, 120.0, 240.0)  # azimuths of three sectors where nothing says otherwise [degree]
_SOURCE = "covermap plan"


@dataclass(frozen=True)
class Equipment:
    """Radio and antennas of a new site.

    Parameters
    ----------
    operator, band, environment
        As of stations.
    freq_mhz, ss_power_dbm, gain_dbi, beamwidth_deg
        As of stations. [MHz, dBm per resource element, dBi, degree]
    height_m
        Antenna height above ground where the host has none of its own. [m]
    """

    operator: str
    band: str
    freq_mhz: float
    height_m: float
    ss_power_dbm: float
    gain_dbi: float
    beamwidth_deg: float
    environment: str

    def card(self) -> dict[str, Any]:
        """Return it as the card of a plan names it."""
        return asdict(self)


def equipment(settings: Settings) -> Equipment:
    """Return what is built, by the settings and for the rest by the band."""
    asked = settings.plan
    usual = standards.table("radio_defaults").set_index("band").loc[asked.band]

    def given(name: str) -> float:
        value = getattr(asked, name, None)
        return float(usual[name] if value is None else value)

    return Equipment(
        asked.operator,
        asked.band,
        given("freq_mhz"),
        given("height_m"),
        given("ss_power_dbm"),
        given("gain_dbi"),
        given("beamwidth_deg"),
        settings.coverage.environment,
    )


_UNITS = {"height_m": "m", "ss_power_dbm": "dBm", "gain_dbi": "dBi"}


def assumptions(settings: Settings, built: Equipment, sites: int) -> list[dict[str, Any]]:
    """Return what is assumed of new sites, as ``card["plan"]["assumptions"]`` has it.

    Parameters
    ----------
    settings
        What was asked.
    built
        What is built.
    sites
        At how many sites.
    """
    wording = {
        "operator": Text("拟建站的运营商", "operator of new stations"),
        "band": Text("拟建站的频段", "band of new stations"),
        "height_m": Text(
            "拟建站挂高（依托站点有挂高的除外）", "antenna height, unless the host has its own"
        ),
        "ss_power_dbm": Text("每资源单元功率", "SS power per resource element"),
        "gain_dbi": Text("天线增益", "antenna gain"),
    }
    # Operator and band have to be somebody's choice; the rest is the band's where none is made.
    own = {name for name in wording if getattr(settings.plan, name) is not None}
    return [
        {
            "field": name,
            "value": _shown(getattr(built, name), _UNITS.get(name, "")),
            "rows": sites,
            "zh": text.zh,
            "en": text.en,
        }
        for name, text in wording.items()
        if name not in own - {"operator", "band"}
    ]


def _shown(value: str | float, unit: str) -> str:
    return value if isinstance(value, str) else f"{value:g} {unit}"


def stations(
    built: Equipment, sites: pd.DataFrame, azimuths: Sequence[Sequence[float]]
) -> gpd.GeoDataFrame:
    """Return the rows of new sites, one per sector; complete, as `geo.inputs` completes a list.

    Parameters
    ----------
    built
        What is built.
    sites
        With ``id``, ``name``, ``lon``, ``lat``, ``height_m``, ``prefecture_adcode`` and
        ``county_adcode``.
    azimuths
        Of each site; none = the same all round. [degree]
    """
    count = np.array([max(1, len(own)) for own in azimuths], np.int64)
    rows = sites.iloc[np.repeat(np.arange(len(sites)), count)].reset_index(drop=True)
    sectors = [f"-{n + 1}" if of > 1 else "" for of in count.tolist() for n in range(of)]
    degrees = np.array([angle for own in azimuths for angle in (own or (np.nan,))], np.float64)
    frame = layers.empty("proposed_stations").drop(columns="geometry").reindex(range(len(rows)))
    frame = frame.assign(
        id=(rows["id"] + pd.Series(sectors, dtype="str")).astype("str"),
        name=rows["name"].to_numpy(str),
        operator=built.operator,
        tech=NR,
        band=built.band,
        freq_mhz=built.freq_mhz,
        lon=rows["lon"].to_numpy(float),
        lat=rows["lat"].to_numpy(float),
        datum="CGCS2000",
        height_m=rows["height_m"].to_numpy(float),
        azimuth_deg=degrees,
        beamwidth_deg=np.where(np.isnan(degrees), np.nan, built.beamwidth_deg),
        ss_power_dbm=built.ss_power_dbm,
        gain_dbi=built.gain_dbi,
        environment=built.environment,
        status="proposed",
        source=_SOURCE,
        prefecture="",
        county="",
        file=_SOURCE,
        row=np.arange(1, len(rows) + 1),
        prefecture_adcode=rows["prefecture_adcode"].to_numpy(str),
        county_adcode=rows["county_adcode"].to_numpy(str),
    )
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)
