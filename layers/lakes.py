"""Lakes, drawn under the other layers so that a map can be read without a basemap."""

import geopandas as gpd

from ._layer import RAW, Column, Layer, Style
from ._reading import read_vector
from .text import Text


def _seed() -> gpd.GeoDataFrame:
    lakes = read_vector(RAW / "lakes.geojson")
    lakes["name"] = lakes["name"].fillna("")
    return lakes[["name", "geometry"]]


LAYER = Layer(
    name="lakes",
    title=Text("湖泊", "lakes"),
    geometry="polygon",
    columns=(Column("name", Text("名称", "name")),),
    source="lakes",
    style=Style("#9ecae1"),
    seed=_seed,
)
