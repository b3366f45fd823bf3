"""Stations → what each sends in every direction: link budget, antenna, loss by distance.

SS-RSRP = SS power per resource element + antenna gain (azimuth, elevation) − path loss,
per resource element at an isotropic terminal. Without terrain the loss of a station is a
function of distance alone, so it is tabulated once per kind of station.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from layers.errors import Finding, InputError
from layers.text import Text

from . import propagation
from .grid import geodesic_frames, project
from .networks import NR, Network, networks_of
from .propagation.accelerate import kernel
from .propagation.p1812.path import check_limits

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

STEP_M = 5.0  # spacing of the loss tables: linear between, 0.05 dB off beyond 100 m
STRETCH = 1.01  # the projection stretches or shrinks lengths by < 0.4 %
FLOOR_DB = 30.0  # the deepest a sector's pattern goes, TR 38.901 Table 7.3-1
VERTICAL_BEAMWIDTH_RAD = math.radians(65.0)  # of one element, the same table
PROBABILITIES = (0.5, 0.9)  # location probabilities a verdict needs
# Model parameter → station column that a planner would have to mend.
_FIELDS = {"frequency_ghz": "freq_mhz", "tx_height_m": "height_m"}


@dataclass(frozen=True)
class Transmitters:
    """Stations as arrays, ready for the coverage kernel; n stations, k kinds, m nodes.

    Parameters
    ----------
    crs
        The grid's projection, as WKT.
    x, y
        Position in it, shape (n,). [m]
    lon, lat
        Position, shape (n,). [degree]
    frame
        Projected offset → metres east, north; shape (n, 2, 2).
    network
        Index into `networks`, shape (n,).
    environment
        Propagation model by distance, shape (n,).
    kind
        Row of the loss tables, shape (n,).
    eirp_dbm
        SS power per resource element + gain, shape (n,). [dBm]
    azimuth_rad, beamwidth_rad
        Horizontal pattern; azimuth NaN = the same all round, shape (n,). [radian]
    tilt_rad
        Downtilt; NaN = no vertical pattern, shape (n,). [radian]
    height_m, drop_m
        Antenna height above ground and above the terminal, shape (n,). [m]
    frequency_ghz
        Centre frequency, shape (n,). [GHz]
    loss_db
        Loss not exceeded with 50 % and 90 % location probability at distance
        ``node * STEP_M``, shape (2, k, m). [dB]
    networks
        In the order of the windows; 5G first.
    ids
        Station ids, shape (n,).
    """

    crs: str
    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    frame: Floats
    network: npt.NDArray[np.int32]
    environment: npt.NDArray[np.str_]
    kind: npt.NDArray[np.int32]
    eirp_dbm: Floats
    azimuth_rad: Floats
    beamwidth_rad: Floats
    tilt_rad: Floats
    height_m: Floats
    drop_m: Floats
    frequency_ghz: Floats
    loss_db: Singles
    networks: tuple[Network, ...]
    ids: npt.NDArray[np.str_]

    @property
    def operators(self) -> tuple[str, ...]:
        """Names of the operators that have 5G."""
        names = (network.operator for network in self.networks if network.tech == NR)
        return tuple(dict.fromkeys(names))

    def are(self, tech: str) -> npt.NDArray[np.bool_]:
        """Return which stations are of a technology, shape (n,)."""
        of_tech = np.array([network.tech == tech for network in self.networks], np.bool_)
        return of_tech[self.network]

    @property
    def reach_m(self) -> float:
        """Distance beyond which the models say nothing [m]."""
        return float((self.loss_db.shape[2] - 1) * STEP_M)

    @cached_property
    def loss_bounds_db(self) -> tuple[Singles, Singles]:
        """Least loss at a node's distance or more, and most loss at it or less [dB]."""
        least = np.minimum.accumulate(self.loss_db[..., ::-1], axis=-1)[..., ::-1]
        return least, np.maximum.accumulate(self.loss_db, axis=-1)

    def near(
        self, left: float, bottom: float, right: float, top: float, reach_m: float
    ) -> npt.NDArray[np.int32]:
        """Return the stations that may reach a window, in the order of the list.

        Parameters
        ----------
        left, bottom, right, top
            Window in the projection. [m]
        reach_m
            How far a station reaches. [m]
        """
        reach = reach_m * STRETCH
        inside = (self.x >= left - reach) & (self.x <= right + reach)
        inside &= (self.y >= bottom - reach) & (self.y <= top + reach)
        return np.flatnonzero(inside).astype(np.int32)

    def without_sectors(self) -> Transmitters:
        """Return the same stations without a horizontal pattern."""
        return replace(self, azimuth_rad=np.full_like(self.azimuth_rad, np.nan))

    def only(self, stations: npt.NDArray[np.int64]) -> Transmitters:
        """Return some of the stations, with the tables and networks of all.

        Parameters
        ----------
        stations
            Their indices.
        """
        by_station = (
            *("x", "y", "lon", "lat", "frame", "network", "environment", "kind", "eirp_dbm"),
            *("azimuth_rad", "beamwidth_rad", "tilt_rad", "height_m", "drop_m"),
            *("frequency_ghz", "ids"),
        )
        return replace(self, **{name: getattr(self, name)[stations] for name in by_station})


def transmitters(stations: gpd.GeoDataFrame, crs: str, receiver_height_m: float) -> Transmitters:
    """Prepare complete stations for the coverage kernel.

    Parameters
    ----------
    stations
        As `geo.stations.with_defaults` returns them, only those that count.
    crs
        Projection of the grid, as WKT.
    receiver_height_m
        Terminal height above ground. [m]

    Raises
    ------
    InputError
        When a station lies outside the validity of its propagation model.
    """
    lon, lat = stations["lon"].to_numpy(float), stations["lat"].to_numpy(float)
    x, y = project(crs, lon, lat)
    keys = list(
        zip(
            stations["environment"],
            (stations["freq_mhz"] / 1000.0).round(6),
            stations["height_m"].round(1),
            strict=True,
        )
    )
    kinds = {key: index for index, key in enumerate(sorted(set(keys)))}
    _check_validity(stations, keys, receiver_height_m)
    networks, network = networks_of(stations)
    return Transmitters(
        crs=crs,
        x=x,
        y=y,
        lon=lon,
        lat=lat,
        frame=geodesic_frames(crs, lon, lat),
        network=network,
        environment=stations["environment"].to_numpy(str),
        kind=np.array([kinds[key] for key in keys], np.int32),
        eirp_dbm=(stations["ss_power_dbm"] + stations["gain_dbi"]).to_numpy(float),
        azimuth_rad=np.radians(stations["azimuth_deg"].to_numpy(float)),
        beamwidth_rad=np.radians(stations["beamwidth_deg"].to_numpy(float)),
        tilt_rad=np.radians(stations["tilt_deg"].to_numpy(float)),
        height_m=stations["height_m"].to_numpy(float),
        drop_m=stations["height_m"].to_numpy(float) - receiver_height_m,
        frequency_ghz=(stations["freq_mhz"] / 1000.0).round(6).to_numpy(float),
        loss_db=np.stack(
            [[loss_table(*key, receiver_height_m, p) for key in kinds] for p in PROBABILITIES]
        ).astype(np.float32)
        if kinds
        else np.empty((len(PROBABILITIES), 0, 1001), np.float32),
        networks=networks,
        ids=stations["id"].to_numpy(str),
    )


def require_p1812(stations: gpd.GeoDataFrame, receiver_height_m: float) -> None:
    """Refuse stations outside the hard limits of P.1812.

    Raises
    ------
    InputError
        Naming file, row and field of each.
    """
    findings = []
    columns = ("freq_mhz", "height_m", "file", "row")
    for frequency, height, file, row in stations[[*columns]].itertuples(index=False):
        try:
            check_limits(
                frequency_ghz=frequency / 1000.0,
                tx_height_m=height,
                rx_height_m=receiver_height_m,
            )
        except propagation.OutsideValidity as problem:
            findings.append(_outside(problem, str(file), int(row)))
    if findings:
        raise InputError(findings)


def _check_validity(
    stations: gpd.GeoDataFrame, keys: list[tuple[str, float, float]], receiver_height_m: float
) -> None:
    refused: dict[tuple[str, float, float], propagation.OutsideValidity] = {}
    for key in set(keys):
        environment, frequency, height = key
        try:
            propagation.catalogue()[environment].check(frequency, height, receiver_height_m)
        except propagation.OutsideValidity as problem:
            refused[key] = problem
    findings = [
        _outside(refused[key], str(file), int(row))
        for key, file, row in zip(keys, stations["file"], stations["row"], strict=True)
        if key in refused
    ]
    if findings:
        raise InputError(findings)


def _outside(problem: propagation.OutsideValidity, file: str, row: int) -> Finding:
    scale = 1000.0 if problem.parameter == "frequency_ghz" else 1.0
    low, high = problem.low * scale, problem.high * scale
    return Finding(
        "outside-model",
        Text(
            f"{problem.value * scale:g} 超出 {problem.model} 模型的适用范围",
            f"{problem.value * scale:g} is outside the validity of the model {problem.model}",
        ),
        Text(
            f"应在 {low:g} … {high:g} 之间；更正该值，或在 environment 列另选 RMa / UMa / UMi",
            f"should be {low:g} … {high:g}; mend it, or choose RMa / UMa / UMi in `environment`",
        ),
        file,
        row,
        _FIELDS.get(problem.parameter, problem.parameter),
    )


def loss_table(
    environment: str,
    frequency_ghz: float,
    height_m: float,
    receiver_height_m: float,
    probability: float,
) -> Floats:
    """Return the loss not exceeded at a share of locations, by distance.

    Parameters
    ----------
    environment
        Name of a model in `geo.propagation.catalogue`.
    frequency_ghz
        Centre frequency. [GHz]
    height_m, receiver_height_m
        Antenna heights above ground. [m]
    probability
        Share of locations, 0 … 1.

    Returns
    -------
    numpy.ndarray
        Loss at 0, STEP_M, 2 STEP_M … up to the model's reach. [dB] Nearer than the model's
        lower limit the loss at that limit is used, which is too much, never too little.
    """
    model = propagation.catalogue()[environment]
    low, high = model.distance_m
    distance = np.maximum(np.arange(0.0, high + STEP_M / 2, STEP_M), low)
    case = model.predict(distance, frequency_ghz, height_m, receiver_height_m)
    return mixture_quantile(*case, probability)


@kernel
def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@kernel
def normal_shares(z: Floats) -> Floats:
    """Return the standard normal distribution function of each value, NaN of NaN."""
    shares = np.empty(z.shape)
    flat, values = shares.reshape(-1), z.reshape(-1)
    for i in range(values.size):
        flat[i] = _normal_cdf(values[i])
    return shares


@kernel
def mixture_quantile(
    los_db: Floats,
    nlos_db: Floats,
    los_probability: Floats,
    los_sigma_db: Floats,
    nlos_sigma_db: Floats,
    probability: float,
) -> Floats:
    """Return the quantile of a mixture of two normal distributions, by bisection.

    The loss at a location is that of line of sight with `los_probability`, else that of
    the obstructed case, each with its own shadow fading. Parameters are those of
    `geo.propagation.Prediction`; the result is exact to 1e-6 dB.
    """
    result = np.empty(los_db.size, np.float64)
    for i in range(los_db.size):
        # A model without variability is a step: a vanishing spread gives the same quantile.
        s_l, s_n = max(los_sigma_db[i], 1e-9), max(nlos_sigma_db[i], 1e-9)
        low = min(los_db[i] - 9.0 * s_l, nlos_db[i] - 9.0 * s_n)
        high = max(los_db[i] + 9.0 * s_l, nlos_db[i] + 9.0 * s_n)
        while high - low > 1e-7:
            middle = 0.5 * (low + high)
            below = los_probability[i] * _normal_cdf((middle - los_db[i]) / s_l)
            below += (1.0 - los_probability[i]) * _normal_cdf((middle - nlos_db[i]) / s_n)
            if below < probability:
                low = middle
            else:
                high = middle
        result[i] = 0.5 * (low + high)
    return result


@kernel
def pattern_db(
    bearing: float, depression: float, azimuth: float, beamwidth: float, tilt: float
) -> float:
    """Return the gain of a sector relative to its peak, TR 38.901 Table 7.3-1.

    Parameters
    ----------
    bearing
        Direction of the cell from north, clockwise. [radian]
    depression
        Angle of the cell below the horizon of the antenna. [radian]
    azimuth, beamwidth, tilt
        Of the sector; azimuth NaN = no horizontal, tilt NaN = no vertical pattern. [radian]

    Returns
    -------
    float
        0 … −30. [dB]
    """
    horizontal = 0.0
    if not math.isnan(azimuth):
        off = (bearing - azimuth + math.pi) % (2.0 * math.pi) - math.pi
        horizontal = min(12.0 * (off / beamwidth) ** 2, FLOOR_DB)
    vertical = 0.0
    if not math.isnan(tilt):
        vertical = min(12.0 * ((depression - tilt) / VERTICAL_BEAMWIDTH_RAD) ** 2, FLOOR_DB)
    return -min(horizontal + vertical, FLOOR_DB)
