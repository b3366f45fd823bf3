"""Township and subdistrict seats: an extended category, not key areas of the 2022 goal."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "settlements", Text("乡镇街道", "township seats"), "township", Style("#7F7F7F", "乡")
)
