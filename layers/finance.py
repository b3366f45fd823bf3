"""Finance areas: regulators and, where a planner lists them, banks."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "finance", Text("金融场所", "finance areas"), "finance", Style("#CC79A7", "金")
)
