"""Tourist scenic areas by grade."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "scenic_areas", Text("旅游景区", "scenic areas"), "scenic_area", Style("#8C6BB1", "景")
)
