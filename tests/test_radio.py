"""Link budget, defaults, antenna pattern and the loss tables of stations."""

import math

import numpy as np
import pytest

from geo import radio
from geo import stations as station_list
from geo.grid import GEOD, unproject
from geo.propagation import catalogue
from layers.errors import InputError
from tests.scenes import CRS_WKT, LAT, LON, station_frame


def normal_cdf(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def quantile(*case: float, probability: float, compiled: bool = True) -> float:
    function = radio.mixture_quantile if compiled else radio.mixture_quantile.py_func
    return float(function(*(np.array([value]) for value in case), probability)[0])


@pytest.mark.parametrize("compiled", [True, False])
def test_quantile_of_a_single_normal_is_its_own(compiled: bool) -> None:
    # 90 % of a normal distribution lie below mean + 1.2815515655 sigma.
    value = quantile(100, 100, 0.3, 8, 8, probability=0.9, compiled=compiled)
    assert value == pytest.approx(100 + 1.2815515655 * 8, abs=1e-6)
    assert quantile(100, 130, 1.0, 4, 8, probability=0.5) == pytest.approx(100, abs=1e-6)
    assert quantile(100, 130, 0.0, 4, 8, probability=0.5) == pytest.approx(130, abs=1e-6)


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
def test_quantile_inverts_the_distribution_of_the_mixture(probability: float) -> None:
    loss = quantile(100, 125, 0.4, 4, 8, probability=probability)
    below = 0.4 * normal_cdf((loss - 100) / 4) + 0.6 * normal_cdf((loss - 125) / 8)
    assert below == pytest.approx(probability, abs=1e-8)


def test_a_model_without_spread_has_one_loss_at_every_probability() -> None:
    for probability in (0.1, 0.5, 0.9):
        value = quantile(92.4, 92.4, 1, 0, 0, probability=probability)
        assert value == pytest.approx(92.4, abs=1e-5)


def test_loss_table_is_the_model_at_its_nodes_and_flat_below_its_lower_limit() -> None:
    table = radio.loss_table("free_space", 2.6, 30, 1.5, 0.5)
    assert table.shape == (1001,)
    expected = catalogue()["free_space"].predict([1000.0], 2.6, 30, 1.5).los_db[0]
    assert table[200] == pytest.approx(expected, abs=1e-5)
    assert table[0] == table[1] == table[2]  # 0, 5 and 10 m: the limit is 10 m
    assert table[3] > table[2]


@pytest.mark.parametrize("environment", ["free_space", "RMa", "UMa", "UMi"])
@pytest.mark.parametrize("probability", [0.5, 0.9])
def test_between_its_nodes_the_table_is_good_to_a_fraction_of_a_decibel(
    environment: str, probability: float
) -> None:
    table = radio.loss_table(environment, 2.6, 20, 1.5, probability)
    middle = np.arange(22.5, 4995.0, radio.STEP_M)
    case = catalogue()[environment].predict(middle, 2.6, 20, 1.5)
    exact = radio.mixture_quantile(*case, probability)
    nodes = (middle / radio.STEP_M).astype(int)
    error = np.abs((table[nodes] + table[nodes + 1]) / 2 - exact)
    # The shadow fading of RMa steps from 4 to 6 dB at its breakpoint, inside one interval.
    assert np.sort(error)[-2] < 0.2
    assert np.sort(error[middle > 100.0])[-2] < 0.05


def test_more_certainty_costs_more_loss() -> None:
    half, most = (radio.loss_table("RMa", 0.7, 40, 1.5, p) for p in (0.5, 0.9))
    assert (most > half).all()
    # Far out nearly all is obstructed: the difference tends to 1.2816 × 8 dB.
    assert most[-1] - half[-1] == pytest.approx(1.2816 * 8, abs=0.2)


@pytest.mark.parametrize("function", [radio.pattern_db, radio.pattern_db.py_func])
@pytest.mark.parametrize(
    ("bearing", "azimuth", "expected"),
    [
        (0, 0, 0.0),
        (32.5, 0, -3.0),  # half of the beamwidth of 65°: 12 · 0.25
        (-32.5, 0, -3.0),
        (355, 5, -12 * (10 / 65) ** 2),  # across north
        (180, 0, -30.0),  # front to back
    ],
)
def test_horizontal_pattern_of_table_7_3_1(
    function, bearing: float, azimuth: float, expected: float
) -> None:
    gain = function(*np.radians([bearing, 0.0, azimuth, 65.0]), math.nan)
    assert gain == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("function", [radio.pattern_db, radio.pattern_db.py_func])
def test_vertical_pattern_and_floor(function) -> None:
    def gain(depression: float, tilt: float, bearing: float = 0.0, azimuth: float = math.nan):
        return function(*np.radians([bearing, depression, azimuth, 65.0, tilt]))

    assert gain(6, 6) == pytest.approx(0.0)
    assert gain(6 + 32.5, 6) == pytest.approx(-3.0)
    assert gain(90, -15) == pytest.approx(-30.0)
    assert gain(38.5, 6, bearing=32.5, azimuth=0) == pytest.approx(-6.0)
    assert function(0.0, 0.0, math.nan, math.nan, math.nan) == 0.0


def test_transmitters_carry_budget_and_kind() -> None:
    filled, _ = station_list.with_defaults(
        station_frame(
            [
                {"ss_power_dbm": 20.0, "gain_dbi": 15.0, "height_m": 40.0, "band": "n28"},
                {"ss_power_dbm": 17.0, "gain_dbi": 22.0, "height_m": 40.0, "band": "n28"},
                {"height_m": 35.0, "band": "n41", "operator": "中国电信"},
            ]
        ),
        "RMa",
    )
    sources = radio.transmitters(filled, CRS_WKT, 1.5)
    assert sources.eirp_dbm[:2].tolist() == [35.0, 39.0]
    assert sources.kind[0] == sources.kind[1] != sources.kind[2]
    assert sources.operators == ("中国移动", "中国电信")
    assert sources.network.tolist() == [0, 0, 1]
    assert sources.height_m.tolist() == [40.0, 40.0, 35.0]
    assert sources.drop_m.tolist() == [38.5, 38.5, 33.5]
    assert sources.loss_db.shape == (2, 2, 1001)
    assert sources.reach_m == 5000.0


def test_transmitters_carry_position_and_frequency() -> None:
    filled, _ = station_list.with_defaults(
        station_frame([{"lon": 101.0, "lat": 36.5, "freq_mhz": 758.123_4}, {"freq_mhz": 2600.0}]),
        "RMa",
    )
    sources = radio.transmitters(filled, CRS_WKT, 1.5)
    assert sources.crs == CRS_WKT
    assert sources.lon.tolist() == [101.0, LON] and sources.lat.tolist() == [36.5, LAT]
    lon, lat = unproject(sources.crs, sources.x, sources.y)
    assert np.allclose([lon, lat], [sources.lon, sources.lat], atol=1e-9)
    assert sources.frequency_ghz.tolist() == [0.758123, 2.6]  # as the kinds: to 1 kHz


def test_no_station_is_a_valid_list() -> None:
    sources = radio.transmitters(station_frame([]), CRS_WKT, 1.5)
    assert sources.operators == () and sources.near(0, 0, 1, 1, 5000.0).size == 0
    for values in (sources.lon, sources.height_m, sources.frequency_ghz):
        assert values.shape == (0,) and values.dtype == np.float64


def test_near_keeps_order_and_ignores_the_far() -> None:
    filled, _ = station_list.with_defaults(
        station_frame([{"lon": 101.0}, {"lon": 96.2}, {"lon": 96.25}, {"lat": 39.0}]), "RMa"
    )
    sources = radio.transmitters(filled, CRS_WKT, 1.5)
    x, y = sources.x[1], sources.y[1]
    assert sources.near(x, y, x, y, sources.reach_m).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("reach_m", "near"), [(9_800.0, [0]), (10_000.0, [0, 1]), (19_000.0, [0, 1]), (2e4, [0, 1, 2])]
)
def test_near_goes_as_far_as_it_is_told_and_one_percent(reach_m: float, near: list[int]) -> None:
    east = [GEOD.fwd(LON, LAT, 90.0, metres)[:2] for metres in (0.0, 10_000.0, 20_000.0)]
    filled, _ = station_list.with_defaults(
        station_frame([{"lon": lon, "lat": lat} for lon, lat in east]), "RMa"
    )
    sources = radio.transmitters(filled, CRS_WKT, 1.5)
    x, y = sources.x[0], sources.y[0]
    assert sources.near(x, y, x, y, reach_m).tolist() == near


@pytest.mark.parametrize(
    ("change", "field", "limits"),
    [
        ({"height_m": 9.9}, "height_m", "10 … 150"),
        ({"height_m": 150.1}, "height_m", "10 … 150"),
        ({"freq_mhz": 499.0}, "freq_mhz", "500 … 30000"),
    ],
)
def test_a_station_outside_its_model_is_named(change: dict, field: str, limits: str) -> None:
    filled, _ = station_list.with_defaults(station_frame([{}, change]), "RMa")
    with pytest.raises(InputError) as refused:
        radio.transmitters(filled, CRS_WKT, 1.5)
    (finding,) = refused.value.findings
    assert (finding.file, finding.row, finding.field) == ("stations.csv", 3, field)
    assert limits in finding.remedy.en and limits in finding.remedy.zh


def test_a_receiver_outside_the_model_is_named() -> None:
    filled, _ = station_list.with_defaults(station_frame([{}]), "RMa")
    with pytest.raises(InputError, match="rx_height_m"):
        radio.transmitters(filled, CRS_WKT, 10.5)


@pytest.mark.parametrize(
    ("change", "field"), [({"freq_mhz": 26_000.0}, "freq_mhz"), ({"height_m": 0.5}, "height_m")]
)
def test_stations_outside_p1812_are_refused_by_row_and_field(change, field: str) -> None:
    rows = station_frame([{}, change])
    filled, _ = station_list.with_defaults(rows, "RMa")
    with pytest.raises(InputError) as refused:
        radio.require_p1812(filled, 1.5)
    (finding,) = refused.value.findings
    assert (finding.row, finding.field, finding.code) == (3, field, "outside-model")
    radio.require_p1812(filled[:1], 1.5)
