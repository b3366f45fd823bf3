"""What is typed for an end of a path: stations by id or name, bare points, and mistakes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import ends
from layers.errors import InputError
from tests.messages import refusal


@pytest.fixture(scope="module")
def stations() -> gpd.GeoDataFrame:
    rows = [
        # id, name, tech, band, freq, height, azimuth, tilt
        ("QH-1", "门源1号", "NR", "n41", 2600.0, 35.0, 90.0, 6.0),
        ("QH-2a", "刚察", "NR", "n28", 773.0, 40.0, 0.0, np.nan),
        ("QH-2b", "刚察", "NR", "n28", 773.0, 40.0, 120.0, np.nan),
        ("QH-3", "", "", "n78", np.nan, np.nan, np.nan, np.nan),
        ("QH-4", "老站", "LTE", "", 1842.5, 30.0, np.nan, np.nan),
    ]
    columns = ["id", "name", "tech", "band", "freq_mhz", "height_m", "azimuth_deg", "tilt_deg"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["operator"], frame["environment"] = "中国移动", ""
    for name in ("beamwidth_deg", "ss_power_dbm", "gain_dbi"):
        frame[name] = np.nan
    frame["lon"], frame["lat"] = 101.0 + 0.1 * frame.index, 36.5
    frame["file"], frame["row"] = "站.csv", range(2, len(frame) + 2)
    text = ["id", "name", "tech", "band", "operator", "environment", "file"]
    return gpd.GeoDataFrame(frame.astype(dict.fromkeys(text, "str")))


def station(typed: str, stations: gpd.GeoDataFrame, height: float | None = None) -> ends.End:
    return ends.of_station(typed, "A", stations, "RMa", height, synthetic=False)


@pytest.mark.parametrize("typed", ["101.778,36.617", " 101.778 ， 36.617 ", "+101.778,36.617"])
def test_lon_lat_is_read_as_it_stands(typed: str) -> None:
    assert ends.point_of(typed, "A") == (101.778, 36.617)


@pytest.mark.parametrize("typed", ["36.617,101.778", "181,36", "101,-91"])
def test_a_coordinate_out_of_range_is_told_the_order(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        ends.point_of(typed, "B")
    assert "lon,lat" in refusal(caught, "no-coordinate", field="B").remedy.en


def test_the_order_is_never_guessed() -> None:
    assert ends.point_of("36.6,80.0", "A") == (36.6, 80.0)


@pytest.mark.parametrize("typed", ["门源1号", "1,2,3", "101.7", "１０１,３６", "1e2,3"])
def test_anything_else_is_a_station(typed: str) -> None:
    assert ends.point_of(typed, "A") is None


def test_a_point_without_a_height_says_what_was_assumed() -> None:
    end = ends.of_point(101.0, 36.0, "A", None, 30.0)
    assert end.height_m == 30.0 and "30 m" in end.assumptions[0].zh
    assert ends.of_point(101.0, 36.0, "A", 12.0, 30.0).assumptions == ()


@pytest.mark.parametrize("typed", ["QH-1", "qh-1", "门源1号", "门源 1号"])
def test_a_station_is_found_by_id_or_name(typed: str, stations: gpd.GeoDataFrame) -> None:
    end = station(typed, stations)
    assert (end.label, end.height_m, end.frequency_mhz) == ("门源1号", 35.0, 2600.0)
    assert end.sector is not None
    assert (end.sector.azimuth_deg, end.sector.beamwidth_deg, end.sector.tilt_deg) == (90, 65, 6)


def test_what_a_station_leaves_open_is_filled_and_said(stations: gpd.GeoDataFrame) -> None:
    end = station("QH-3", stations)
    assert end.label == "QH-3"
    assert (end.frequency_mhz, end.height_m) == (3500.0, 25.0)
    said = " ".join(text.en for text in end.assumptions)
    for field in ("freq_mhz", "height_m", "ss_power_dbm", "gain_dbi", "azimuth_deg"):
        assert f"A {field} = " in said


def test_of_a_receiving_station_only_height_and_frequency_matter(
    stations: gpd.GeoDataFrame,
) -> None:
    end = ends.of_station("QH-3", "B", stations, "RMa", 12.0, synthetic=True)
    assert end.synthetic and end.height_m == 12.0
    assert [text.en.split(" =")[0] for text in end.assumptions] == ["B freq_mhz"]


def test_a_4g_station_sends_no_ss_rsrp(stations: gpd.GeoDataFrame) -> None:
    end = station("老站", stations)
    assert end.sector is None
    assert "4G" in end.assumptions[-1].en


def test_two_stations_of_one_name_are_listed_by_id(stations: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError) as caught:
        station("刚察", stations)
    remedy = refusal(caught, "ambiguous-station", field="A").remedy
    assert "QH-2a (0°)" in remedy.en and "QH-2b (120°)" in remedy.zh


def test_an_unknown_station_gets_suggestions(stations: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError) as caught:
        station("门源", stations)
    assert "门源1号" in refusal(caught, "unknown-station", field="A").remedy.zh
    with pytest.raises(InputError) as caught:
        station("zzzzzz", stations)
    assert "lon,lat" in refusal(caught, "unknown-station", field="A").remedy.en


def test_names_are_shown_without_what_controls_a_terminal(stations: gpd.GeoDataFrame) -> None:
    hostile = stations.assign(name="\x1b[2J\u202e坏\n站" + "长" * 99)
    label = ends.of_station("QH-1", "A", hostile, "RMa", None, synthetic=False).label
    assert "\x1b" not in label and "\u202e" not in label and "\n" not in label
    assert len(label) == 60
