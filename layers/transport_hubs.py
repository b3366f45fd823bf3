"""Transport hubs: airports and railway stations."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "transport_hubs", Text("交通枢纽", "transport hubs"), "transport_hub", Style("#009E73", "交")
)
