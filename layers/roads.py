"""Roads, judged along the line; planners bring their own."""

from ._layer import Style
from ._line import line_layer
from .text import Text

LAYER = line_layer("roads", Text("公路", "roads"), "road", Style("#5b3a8c"))
