"""The list beside the raster of best servers."""

from __future__ import annotations

import csv
from pathlib import Path

from geo.outputs import server_list
from tests.scenes import station_frame


def test_stations_are_numbered_from_one_and_4g_serves_nobody(tmp_path: Path) -> None:
    stations = station_frame(
        [{"tech": "NR", "name": "=1+1"}, {"tech": "LTE"}, {"tech": "NR", "azimuth_deg": 120.0}]
    )
    (path,) = server_list.write(stations.iloc[[0, 1, 2]], tmp_path, synthetic=True)
    assert path.name == "best_server_SYNTHETIC.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["number"], row["id"]) for row in rows] == [("1", "S0"), ("3", "S2")]
    assert rows[0]["name"] == "'=1+1" and rows[0]["azimuth_deg"] == ""
    assert rows[1]["azimuth_deg"] == "120.0"
