"""What a planner types for an end of a path → an `End`: a station, or a bare point.

``lon,lat`` is read as it stands. Which of two numbers is the longitude is never guessed.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text, one_line

from .link import End, Sector
from .networks import LTE
from .stations import with_defaults

Which = Literal["A", "B"]

_NUMBER = r"[+-]?\d{1,3}(?:\.\d*)?"
_POINT = re.compile(rf"\s*({_NUMBER})\s*[,，]\s*({_NUMBER})\s*", re.ASCII)
_SHOWN = 8  # ids spelled out in one message
_EXAMPLE = "101.778,36.617"


def point_of(typed: str, which: Which) -> tuple[float, float] | None:
    """Return longitude and latitude, ``None`` when the text is not two numbers [degree].

    Parameters
    ----------
    typed
        ``lon,lat``; the comma may be a Chinese one.
    which
        The end it is typed for.

    Raises
    ------
    InputError
        When a number is no longitude or no latitude.

    Examples
    --------
    >>> point_of("101.778，36.617", "A")
    (101.778, 36.617)
    >>> point_of("门源1号", "A")
    """
    found = _POINT.fullmatch(typed)
    if found is None:
        return None
    lon, lat = float(found[1]), float(found[2])
    if abs(lon) > 180.0 or abs(lat) > 90.0:
        raise InputError([_out_of_range(typed, lat, which)])
    return lon, lat


def of_point(lon: float, lat: float, which: Which, height_m: float | None, assumed_m: float) -> End:
    """Return an end that is not a station.

    Parameters
    ----------
    lon, lat
        Position, CGCS2000/WGS-84. [degree]
    which
        The end.
    height_m
        Antenna height that was asked for. [m]
    assumed_m
        Antenna height when none was. [m]
    """
    assumed = Text(f"{which} 天线高 {assumed_m:g} m", f"{which}: antenna height {assumed_m:g} m")
    return End(
        label=f"{lon:g},{lat:g}",
        lon=lon,
        lat=lat,
        height_m=assumed_m if height_m is None else height_m,
        assumptions=(assumed,) if height_m is None else (),
    )


def of_station(
    typed: str,
    which: Which,
    stations: gpd.GeoDataFrame,
    environment: str,
    height_m: float | None,
    *,
    synthetic: bool,
) -> End:
    """Return the station of an id or a name as an end; an id comes before a name.

    Parameters
    ----------
    typed
        Id or name; blanks and case do not matter.
    which
        The end.
    stations
        Rows of the layer ``base_stations``.
    environment
        As for `geo.stations.with_defaults`.
    height_m
        Antenna height in place of the station's. [m]
    synthetic
        Whether the stations are the scenario.

    Raises
    ------
    InputError
        When there is no such station, with suggestions, or several, with their ids.
    """
    rows = stations[stations["id"].map(_fold) == _fold(typed)]
    if rows.empty:
        rows = stations[(stations["name"].map(_fold) == _fold(typed)) & (stations["name"] != "")]
    if rows.empty:
        raise InputError([_unknown(typed, which, stations)])
    if len(rows) > 1:
        raise InputError([_ambiguous(typed, which, rows)])
    if height_m is not None:
        rows = rows.assign(height_m=height_m)
    return _end(rows, which, environment, synthetic=synthetic)


def _end(rows: gpd.GeoDataFrame, which: Which, environment: str, *, synthetic: bool) -> End:
    complete, used = with_defaults(rows, environment)
    row = complete.iloc[0].to_dict()
    assumptions = _assumptions(which, used)
    if row["tech"] == LTE:
        assumptions += (_no_level(which),)
    return of_row(row, synthetic=synthetic, assumptions=assumptions)


def of_row(row: Mapping[Any, Any], *, synthetic: bool, assumptions: tuple[Text, ...] = ()) -> End:
    """Return a station of a complete list as an end.

    Parameters
    ----------
    row
        As `geo.stations.with_defaults` leaves it.
    synthetic
        Whether the stations are the scenario.
    assumptions
        Values of it that nobody has given.
    """
    name = one_line(str(row["name"])) or one_line(str(row["id"]))
    return End(
        label=name,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        height_m=float(row["height_m"]),
        frequency_mhz=float(row["freq_mhz"]),
        sector=Sector(
            ss_power_dbm=float(row["ss_power_dbm"]),
            gain_dbi=float(row["gain_dbi"]),
            azimuth_deg=float(row["azimuth_deg"]),
            beamwidth_deg=float(row["beamwidth_deg"]),
            tilt_deg=float(row["tilt_deg"]),
        )
        if row["tech"] != LTE
        else None,
        synthetic=synthetic,
        assumptions=assumptions,
    )


def _assumptions(which: Which, used: pd.DataFrame) -> tuple[Text, ...]:
    if which == "B":  # it receives: what it would send plays no part
        used = used[used["field"].isin(["height_m", "freq_mhz"])]
    return tuple(
        Text(f"{which} {field} = {value}：{zh}", f"{which} {field} = {value}: {en}")
        for field, value, zh, en in used[["field", "value", "zh", "en"]].itertuples(index=False)
    )


def _no_level(which: Which) -> Text:
    return Text(f"{which} 是 4G 站：不计算 SS-RSRP", f"{which} is a 4G station: no SS-RSRP")


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


def _out_of_range(typed: str, lat: float, which: Which) -> Finding:
    part = Text("纬度", "latitude") if abs(lat) > 90.0 else Text("经度", "longitude")
    return Finding(
        "no-coordinate",
        Text(f"“{typed}”的{part.zh}超出范围", f"the {part.en} of {typed!r} is out of range"),
        Text(
            f"顺序为 经度,纬度，例如 {_EXAMPLE}",
            f"the order is lon,lat: longitude first, e.g. {_EXAMPLE}",
        ),
        field=which,
    )


def _unknown(typed: str, which: Which, stations: gpd.GeoDataFrame) -> Finding:
    names = pd.concat([stations["id"], stations["name"]])
    known = dict(zip(names.map(_fold), names.map(one_line), strict=True))
    known.pop("", None)
    folded = _fold(typed)
    held = [key for key in known if folded and folded in key][:3]
    close = difflib.get_close_matches(folded, list(known), n=3, cutoff=0.5)
    guesses = [known[key] for key in dict.fromkeys([*held, *close])][:3]
    point = Text(f"也可以写 经度,纬度，例如 {_EXAMPLE}", f"or give lon,lat, e.g. {_EXAMPLE}")
    hint = Text("检查基站清单中的编号和站名；", "check ids and names in the station list, ")
    if guesses:
        hint = Text(f"是否应为：{'、'.join(guesses)}？", f"did you mean {', '.join(guesses)}? ")
    shown = one_line(typed)
    return Finding(
        "unknown-station",
        Text(f"没有基站“{shown}”", f"there is no station {shown!r}"),
        Text(hint.zh + point.zh, hint.en + point.en),
        field=which,
    )


def _ambiguous(typed: str, which: Which, rows: gpd.GeoDataFrame) -> Finding:
    listed = [
        one_line(str(row.id)) + ("" if math.isnan(row.azimuth_deg) else f" ({row.azimuth_deg:g}°)")
        for row in rows.head(_SHOWN).itertuples()
    ]
    more = len(rows) > _SHOWN
    shown = one_line(typed)
    return Finding(
        "ambiguous-station",
        Text(
            f"有 {len(rows)} 行名为“{shown}”",
            f"{len(rows)} rows are called {shown!r}",
        ),
        Text(
            f"改用编号：{'、'.join(listed)}{'……' if more else ''}",
            f"give the id: {', '.join(listed)}{' …' if more else ''}",
        ),
        field=which,
    )
