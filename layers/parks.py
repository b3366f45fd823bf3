"""Industrial parks and development zones."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "parks", Text("产业园区", "industrial parks"), "industrial_park", Style("#B79F00", "园")
)
