"""What a station list leaves open: filled, counted, and what is odd reported."""

import numpy as np
import pandas as pd
import pytest

from geo import stations as station_list
from layers.errors import InputError
from tests.scenes import station_frame


def test_defaults_are_filled_and_every_one_is_counted() -> None:
    stations = station_frame(
        [
            {"operator": "中国移动", "band": "n28"},
            {"operator": "中国电信", "band": ""},
            {"operator": "中国联通", "band": "", "freq_mhz": 2590.0, "azimuth_deg": 90.0},
        ]
    )
    filled, used = station_list.with_defaults(stations, "RMa")
    assert filled["band"].tolist() == ["n28", "n78", "n41"]
    assert filled["freq_mhz"].tolist() == [773.0, 3500.0, 2590.0]
    assert filled["environment"].tolist() == ["RMa"] * 3
    assert filled["beamwidth_deg"].tolist()[2] == 65.0
    assert np.isnan(filled["azimuth_deg"].tolist()[:2]).all()
    counted = {(r.field, r.value): r.rows for r in used.itertuples()}
    assert counted["band", "n78"] == counted["band", "n41"] == 1
    assert counted["environment", "RMa"] == 3
    assert counted["azimuth_deg", "omni"] == 2
    assert counted["beamwidth_deg", "65.0"] == 1
    assert set(used["layer"]) == {"base_stations"}
    # Nothing is left open but what means "no pattern".
    for field in ("freq_mhz", "height_m", "ss_power_dbm", "gain_dbi"):
        assert filled[field].notna().all()


def test_a_complete_list_uses_no_default() -> None:
    complete, _ = station_list.with_defaults(
        station_frame([{"azimuth_deg": 0, "beamwidth_deg": 65, "tilt_deg": 3}]), "RMa"
    )
    assert station_list.with_defaults(complete, "UMa")[1].empty


def test_what_decides_whether_a_row_counts_is_filled_and_counted() -> None:
    filled, used = station_list.with_status(
        station_frame([{}, {"tech": "LTE", "status": "planned"}])
    )
    assert filled["tech"].tolist() == ["NR", "LTE"]
    assert filled["status"].tolist() == ["built", "planned"]
    assert filled["datum"].tolist() == ["CGCS2000", "CGCS2000"]
    counted = {(row.field, row.value): row.rows for row in used.itertuples()}
    assert counted == {("tech", "NR"): 1, ("status", "built"): 1, ("datum", "CGCS2000"): 2}


def test_a_street_station_gets_a_street_height() -> None:
    filled, _ = station_list.with_defaults(
        station_frame([{"environment": "UMi", "band": "n28"}, {"band": "n28"}]), "RMa"
    )
    assert filled["height_m"].tolist() == [10.0, 40.0]


def test_a_band_without_defaults_must_come_with_its_values() -> None:
    given = {"tech": "LTE", "band": "B28", "freq_mhz": 773.0, "ss_power_dbm": 18.0}
    given |= {"gain_dbi": 17.0}
    complete = station_frame([{**given, "height_m": 30.0}])
    assert station_list.with_defaults(complete, "RMa")[0]["gain_dbi"].tolist() == [17.0]
    with pytest.raises(InputError) as refused:
        station_list.with_defaults(station_frame([given]), "RMa")
    (finding,) = refused.value.findings
    assert (finding.code, finding.row, finding.field) == ("no-default", 2, "height_m")


@pytest.mark.parametrize(
    ("given", "band"),
    [
        ({"band": "B3"}, "B3"),
        ({"band": "FDD1800"}, "B3"),
        ({"band": "D频段"}, "B41"),
        ({"band": "", "freq_mhz": 1850.0}, "B3"),  # n3 is no band of 4G
        ({"band": "", "freq_mhz": 943.0}, "B8"),
    ],
)
def test_a_4g_row_gets_the_band_and_the_defaults_of_4g(given: dict, band: str) -> None:
    rows = [{"tech": "LTE", **given}, {"band": "", "freq_mhz": given.get("freq_mhz", np.nan)}]
    filled, _ = station_list.with_defaults(station_frame(rows), "RMa")
    assert filled["band"].tolist()[0] == band
    assert filled["band"].tolist()[1].startswith("n")
    # 40 W over 1200 or 600 resource elements; 20 W over 1200: 46.02 or 43.01 less 30.79 or 27.78.
    power = {"B3": 15.2, "B8": 18.2, "B41": 12.2}[band]
    assert filled["ss_power_dbm"].tolist()[0] == power


def test_a_4g_row_of_no_band_and_no_frequency_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        station_list.with_defaults(station_frame([{}, {"tech": "LTE", "band": ""}]), "RMa")
    found = {(f.code, f.row, f.field) for f in refused.value.findings}
    assert ("no-default", 3, "freq_mhz") in found and {row for _, row, _ in found} == {3}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ss_power_dbm": 25.0}, None),
        ({"ss_power_dbm": 25.1}, "power-high"),
        ({"freq_mhz": 2600 * 1.099}, None),
        ({"freq_mhz": 2600 * 0.899}, "band-mismatch"),
        ({"environment": "UMa", "height_m": 25.0}, None),
        ({"environment": "UMa", "height_m": 24.0}, "height-off-nominal"),
        ({"environment": "UMi", "height_m": 10.0}, None),
        ({"environment": "UMi", "height_m": 9.0}, "height-off-nominal"),
        ({"environment": "RMa", "height_m": 60.0}, None),
    ],
)
def test_what_is_odd_is_reported_and_kept(change: dict, code: str | None) -> None:
    filled, _ = station_list.with_defaults(station_frame([{}, change, change]), "RMa")
    findings = station_list.cautions(filled, np.array([False, False, False]))
    assert [finding.code for finding in findings] == ([code] if code else [])
    for finding in findings:
        assert (finding.severity, finding.file, finding.row) == ("warning", "stations.csv", 3)
        assert finding.what.zh.startswith("2 行") and finding.what.en.startswith("2 rows")


def test_stations_still_strong_where_the_model_ends_are_counted() -> None:
    filled, _ = station_list.with_defaults(station_frame([{}, {}, {}]), "RMa")
    (finding,) = station_list.cautions(filled, np.array([False, True, True]))
    assert finding.code == "strong-at-model-end" and finding.row == 3
    assert isinstance(filled, pd.DataFrame) and len(filled) == 3
