"""Education areas: universities and colleges."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "education", Text("教育场所", "education areas"), "education", Style("#56B4E9", "教")
)
