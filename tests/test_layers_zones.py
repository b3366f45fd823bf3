"""Every Gauss-Krüger zone that touches Qinghai, against the definitions of EPSG in PROJ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

from layers import datum
from layers._intake import Intake
from layers._reading import ROW
from layers._validate import validate
from layers.base_stations import LAYER
from tests.strategies import EAST, NORTH, SOUTH, WEST

# Base → its geographic CRS, then the EPSG codes of 3-degree zone 25 and CM 75°, 6-degree zone 13
# and CM 75°; each further zone has the next code.
CODES = {
    "CGCS2000": (4490, 4513, 4534, 4491, 4502),
    "北京54": (4214, 2401, 2422, 21413, 21453),
    "西安80": (4610, 2349, 2370, 2327, 2338),
}


class Zone(NamedTuple):
    base: str
    width: int
    number: int
    prefixed: bool

    @property
    def epsg(self) -> int:
        _, with_zone_3, with_meridian_3, with_zone_6, with_meridian_6 = CODES[self.base]
        if self.width == 3:
            return (with_zone_3 if self.prefixed else with_meridian_3) + self.number - 25
        return (with_zone_6 if self.prefixed else with_meridian_6) + self.number - 13

    @property
    def meridian(self) -> int:
        return 3 * self.number if self.width == 3 else 6 * self.number - 3


def zones() -> Iterator[Zone]:
    """Yield the zones into which some part of the province falls."""
    numbers = {3: (round(WEST / 3), round(EAST / 3)), 6: (int(WEST // 6) + 1, int(EAST // 6) + 1)}
    for base, (width, (first, last)), prefixed in product(CODES, numbers.items(), (True, False)):
        for number in range(first, last + 1):
            yield Zone(base, width, number, prefixed)


def test_the_zones_are_those_of_qinghai() -> None:
    numbers = {width: {z.number for z in zones() if z.width == width} for width in (3, 6)}
    assert numbers == {3: {30, 31, 32, 33, 34}, 6: {15, 16, 17, 18}}


@pytest.mark.parametrize("zone", list(zones()), ids=lambda zone: f"{zone.epsg}")
def test_metres_of_a_zone_are_what_epsg_says(zone: Zone) -> None:
    crs = CRS.from_epsg(zone.epsg)
    parameters = {p.name: p.value for p in crs.coordinate_operation.params}
    assert parameters["Longitude of natural origin"] == zone.meridian
    assert parameters["False easting"] == 500_000 + zone.number * 1_000_000 * zone.prefixed
    lon = np.clip(zone.meridian + np.array([-zone.width / 2, 0.3, zone.width / 2]), WEST, EAST)
    lat = np.array([SOUTH, 36.6, NORTH])
    project = Transformer.from_crs(CODES[zone.base][0], zone.epsg, always_xy=True)
    east, north = project.transform(lon, lat)
    said = zone.base if zone.prefixed else f"{zone.base} 中央子午线 {zone.meridian}"
    cells = pd.DataFrame(
        {
            "id": ["A", "B", "C"], "operator": "移动", "datum": said,
            "lon": [repr(float(x)) for x in east], "lat": [repr(float(y)) for y in north],
        },
        dtype="str",
    ).assign(**{ROW: [2, 3, 4]})  # fmt: skip
    intake = Intake("a.csv")
    frame = validate(cells, LAYER, intake)
    assert frame["lon"].tolist() == pytest.approx(lon.tolist(), abs=1e-9)
    assert frame["lat"].tolist() == pytest.approx(lat.tolist(), abs=1e-9)
    codes = ["projected-coordinates"] + ["old-datum"] * (zone.base != "CGCS2000")
    assert [finding.code for finding in intake.warnings()] == codes


@pytest.mark.parametrize("epsg", [4214, 4610])
def test_proj_knows_no_way_from_the_old_datums_in_qinghai_but_a_ballpark(epsg: int) -> None:
    # What is said with every such file; a transformation that is published is to be used instead.
    here = AreaOfInterest(WEST, SOUTH, EAST, NORTH)
    group = TransformerGroup(epsg, 4490, area_of_interest=here, always_xy=True)
    assert group.unavailable_operations == []
    assert ["Ballpark" in way.description for way in group.transformers] == [True]
    assert group.transformers[0].transform(101.75, 36.66) == pytest.approx((101.75, 36.66))


# Corners of China: Tashkurgan, Mohe, the mouth of the Ussuri, Sansha; and of Qinghai.
CORNERS = (
    *((73.6, 39.4), (80.0, 30.0), (122.5, 53.5), (135.0, 48.4), (112.3, 16.8), (109.5, 18.2)),
    *((WEST, SOUTH), (WEST, NORTH), (EAST, SOUTH), (EAST, NORTH)),
)


@pytest.mark.parametrize("corner", CORNERS, ids=str)
@pytest.mark.parametrize("name", ["GCJ02", "BD09"])
def test_there_and_back_is_within_a_micrometre_at_every_corner(
    name: datum.Datum, corner: tuple[float, float]
) -> None:
    lon, lat = datum.wgs84_to_gcj02(*corner)
    if name == "BD09":
        lon, lat = datum.gcj02_to_bd09(lon, lat)
    back = np.array(datum.to_wgs84(lon, lat, name))
    assert np.abs(back - corner).max() * 111_320 < 1e-6
