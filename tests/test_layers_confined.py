"""The two GDALs open the formats that are asked for, and PROJ stays off the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from layers import _confined

_ASK = """
import json, layers, pyogrio, rasterio
import pyproj.network
with rasterio.Env() as env:
    raster = sorted(env.drivers())
print(json.dumps([raster, sorted(pyogrio.list_drivers()), pyproj.network.is_network_enabled()]))
"""


@pytest.mark.parametrize("wanted", ["", "GDAL_SKIP=GTiff PROJ_NETWORK=ON"])
def test_nothing_but_the_drivers_that_are_asked_for_is_there(wanted: str) -> None:
    environment = {**os.environ, **dict(order.split("=") for order in wanted.split())}
    told = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, text=True, check=True, env=environment
    ).stdout
    raster, vector, network = json.loads(told)
    assert set(raster) <= _confined.DRIVERS and set(vector) <= _confined.DRIVERS
    assert {"AAIGrid", "COG", "GTiff", "SRTMHGT", "WEBP"} <= set(raster)
    assert {"ESRI Shapefile", "FlatGeobuf", "GPKG", "GeoJSON"} <= set(vector)
    assert network is False
