"""Key points against the places they are said to belong to."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import key_point_list, places
from geo.grid import GEOD
from tests.messages import complete

LON, LAT = 101.5, 36.5
RADIUS_M = 300.0


def area(**changes: object) -> gpd.GeoDataFrame:
    (extent,) = places.disc(np.array([LON]), np.array([LAT]), np.array([RADIUS_M]))
    row = {
        "id": "QH-GV-001",
        "name_zh": "州政府",
        "coord_precision_m": 100.0,
        "extent_source": "assumed",
        "geometry": extent,
        **changes,
    }
    return gpd.GeoDataFrame([row], crs=4326)


def points(*metres_east: float, place: str = "QH-GV-001") -> gpd.GeoDataFrame:
    rows = []
    for number, metres in enumerate(metres_east):
        lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, metres)
        rows.append({"id": f"K{number}", "place_id": place, "lon": lon, "lat": lat})
    frame = pd.DataFrame(rows).assign(file="points.csv", row=range(2, len(rows) + 2))
    return gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326
    )


def test_a_key_point_of_no_listed_place_is_named_with_the_nearest_ids() -> None:
    (finding,) = key_point_list.of_no_place(points(0.0, place="QH-GV-01"), area())
    complete(finding, file="points.csv", row=2, field="place_id")
    assert finding.code == "unknown-place"
    assert "QH-GV-001" in finding.remedy.zh
    (finding,) = key_point_list.of_no_place(points(0.0, place="别处"), area())
    assert finding.remedy.zh == "填写场所图层中的编号"


def test_key_points_of_listed_places_are_fine() -> None:
    assert key_point_list.of_no_place(points(0.0, 10.0), area()) == []


@pytest.mark.parametrize(
    ("metres", "is_far"),
    # 5 km beyond a disc of 300 m, and 100 m that its own coordinate may be off
    [(0.0, False), (299.0, False), (5399.0, False), (5402.0, True)],
)
def test_a_key_point_far_from_its_place_is_reported_and_kept(metres: float, is_far: bool) -> None:
    found = key_point_list.far_away(points(metres), area())
    assert len(found) == is_far
    for finding in found:
        complete(finding, file="points.csv", row=2, field="lon, lat")
        assert (finding.severity, finding.code) == ("warning", "key-point-far")
        assert "州政府" in finding.what.zh and "5.1 km" in finding.what.zh


@pytest.mark.parametrize("changes", [{"geometry": None}, {"extent_source": "partial"}])
def test_a_place_whose_extent_is_not_known_has_nothing_far_away(changes: dict) -> None:
    assert key_point_list.far_away(points(90_000.0), area(**changes)) == []


def test_how_precise_a_place_is_may_not_be_known() -> None:
    assert len(key_point_list.far_away(points(5301.0), area(coord_precision_m=np.nan))) == 1
