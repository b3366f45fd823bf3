"""Metres, swapped columns and old datums → degrees of the map, or a question."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from layers._intake import Intake
from layers._positions import base_and_meridian
from layers._reading import ROW
from layers._validate import validate
from layers.base_stations import LAYER as STATIONS
from layers.errors import InputError
from layers.parks import LAYER as PARKS
from tests.messages import complete, place, refusal
from tests.strategies import examples

LON, LAT = 101.77, 36.62


def metres(epsg: int, lon: float = LON, lat: float = LAT) -> tuple[float, float]:
    """Return easting and northing by PROJ's own definition of the zone."""
    return Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)


def read(first: object, second: object, datum: str = "") -> tuple[pd.DataFrame, Intake]:
    cells = {"id": "A", "operator": "移动", "lon": str(first), "lat": str(second), "datum": datum}
    frame = pd.DataFrame({name: [cell] for name, cell in cells.items()}, dtype="str")
    intake = Intake("a.csv")
    return validate(frame.assign(**{ROW: [2]}), STATIONS, intake), intake


@pytest.mark.parametrize(
    ("epsg", "datum"),
    [
        (4522, ""),  # CGCS2000 / 3-degree zone 34, the number before the easting
        (4500 - 1, ""),  # CGCS2000 / Gauss-Kruger zone 17 … 21 are of 6 degrees
        (4543, "CGCS2000 3度带 中央子午线 102"),
        (4543, "国家2000 CM 102E"),
        (4543, "CGCS2000 第34带"),
    ],
)
@pytest.mark.parametrize("north_first", [False, True])
def test_metres_of_a_zone_become_degrees_in_either_order(
    epsg: int, datum: str, north_first: bool
) -> None:
    lon = LON if epsg != 4499 else 123.0  # zone 21 lies in the east of China
    east, north = metres(epsg, lon)
    frame, intake = read(*((north, east) if north_first else (east, north)), datum)
    assert frame["lon"].iloc[0] == pytest.approx(lon, abs=1e-9)
    assert frame["lat"].iloc[0] == pytest.approx(LAT, abs=1e-9)
    (finding,) = intake.warnings()
    complete(finding, file="a.csv", row=2, field="lon")
    assert finding.code == "projected-coordinates"


def test_metres_without_a_zone_are_asked_about_not_guessed() -> None:
    east, north = metres(4543)
    with pytest.raises(InputError) as caught:
        read(east, north)
    finding = refusal(caught, "unknown-zone", file="a.csv", row=2, field="lon")
    assert "中央子午线" in finding.remedy.zh


@pytest.mark.parametrize(("epsg", "name"), [(2431, "北京54 CM 102"), (2379, "西安80 CM 102")])
def test_an_old_datum_is_used_and_said_to_be_uncertain(epsg: int, name: str) -> None:
    # PROJ's definition of the zone of that datum, without any shift: what it can do, and no more.
    geographic = {2431: 4214, 2379: 4610}[epsg]
    east, north = Transformer.from_crs(geographic, epsg, always_xy=True).transform(LON, LAT)
    frame, intake = read(east, north, name)
    assert frame["lon"].iloc[0] == pytest.approx(LON, abs=1e-9)
    assert [place(f) for f in intake.warnings()] == [
        ("projected-coordinates", 2, "lon"),
        ("old-datum", 2, "datum"),
    ]
    assert "150" in intake.warnings()[1].what.zh


def test_a_place_of_an_old_datum_is_no_more_precise_than_the_datum() -> None:
    cells = pd.DataFrame(
        {
            "id": ["A", "B", "C"],
            "name": ["x", "y", "z"],
            "lon": ["101.7"] * 3,
            "lat": ["36.6"] * 3,
            "datum": ["北京54", "西安80", ""],
            "coord_precision_m": ["10", "", "10"],
        },
        dtype="str",
    ).assign(**{ROW: [2, 3, 4]})
    frame = validate(cells, PARKS, Intake("a.csv"))
    assert frame["coord_precision_m"].tolist() == [150.0, 150.0, 10.0]


@given(st.floats(89.5, 103.0), st.floats(31.7, 39.2))
@examples(50)
def test_swapped_degrees_are_put_right_and_right_ones_stay(lon: float, lat: float) -> None:
    for first, second, repaired in ((lon, lat, 0), (lat, lon, 1)):
        frame, intake = read(repr(first), repr(second))
        assert (frame["lon"].iloc[0], frame["lat"].iloc[0]) == (lon, lat)
        assert [f.code for f in intake.warnings()] == ["swapped-coordinates"] * repaired


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("CGCS2000", ("CGCS2000", 0)),
        ("GCJ-02", ("GCJ-02", 0)),
        ("2000国家大地坐标系 3度带 中央子午线102", ("CGCS2000", 102)),
        ("西安80坐标系 第33带", ("Xian80", 99)),
        ("Beijing 1954 CM 99", ("Beijing54", 99)),
        ("", ("", 0)),
    ],
)
def test_a_cell_may_name_datum_and_zone(cell: str, read_as: tuple[str, int]) -> None:
    found = base_and_meridian(cell)
    assert found == read_as or (cell == "CGCS2000" and found == ("CGCS2000", 0))
