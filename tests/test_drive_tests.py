"""Drive-test points as a run uses them: what is left out, and what is refused."""

from __future__ import annotations

import geopandas as gpd
import pytest

import layers
from geo.measurements import drive_tests
from layers.errors import Finding, InputError
from tests import toy
from tests.messages import complete, refusal


def points(*rows: tuple[float, float, str], ids: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    """Return measured points, each lon, lat and technology, as the layer gives them."""
    names = ids or ("",) * len(rows)
    columns = {
        "id": names,
        "operator": "中国移动",
        "lon": [lon for lon, _, _ in rows],
        "lat": [lat for _, lat, _ in rows],
        "level_dbm": -90.0,
        "tech": [tech for *_, tech in rows],
        "file": "drive.csv",
        "row": range(2, len(rows) + 2),
    }
    where = gpd.points_from_xy(columns["lon"], columns["lat"])
    return gpd.GeoDataFrame(columns, geometry=where, crs=4326)


def test_without_a_file_there_are_none() -> None:
    found: list[Finding] = []
    assert drive_tests.none().empty
    assert drive_tests.of_5g(drive_tests.none(), toy.COUNTIES, found).empty
    assert found == []
    assert list(drive_tests.none().columns) == list(layers.load("measurements").columns)


def test_rows_of_4g_are_left_out_and_counted() -> None:
    found: list[Finding] = []
    given = points((101.5, 36.2, "NR"), (101.5, 36.2, "LTE"), (101.5, 36.2, ""))
    kept = drive_tests.of_5g(given, toy.COUNTIES, found)
    assert kept["row"].tolist() == [2, 4]
    (finding,) = found
    complete(finding, file="drive.csv", field="tech")
    assert (finding.severity, finding.what.zh[:4]) == ("warning", "1 个 ")


def test_a_row_without_an_id_is_called_by_its_number() -> None:
    given = points((101.5, 36.2, ""), (101.5, 36.2, ""), ids=("", "P7"))
    assert drive_tests.of_5g(given, toy.COUNTIES, [])["id"].tolist() == ["2", "P7"]


def test_4g_alone_is_none_at_all() -> None:
    found: list[Finding] = []
    assert drive_tests.of_5g(points((5.0, 5.0, "LTE")), toy.COUNTIES, found).empty
    assert [finding.code for finding in found] == ["not-5g"]


def test_one_point_in_the_province_is_enough_and_none_is_refused() -> None:
    # The toy province ends at 102° east; 36° and 101° were swapped in the second file.
    assert len(drive_tests.of_5g(points((102.5, 36.2, ""), (101.5, 36.2, "")), toy.COUNTIES, []))
    with pytest.raises(InputError) as caught:
        drive_tests.of_5g(points((36.2, 101.5, ""), (36.3, 101.5, "")), toy.COUNTIES, [])
    finding = refusal(caught, "outside-region", file="drive.csv", row=2, field="lon, lat")
    assert finding.what.zh.startswith("2 个测点")
