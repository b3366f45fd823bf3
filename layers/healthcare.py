"""Healthcare areas: tertiary hospitals and what a planner adds."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "healthcare", Text("医疗场所", "healthcare areas"), "healthcare", Style("#D55E00", "医")
)
