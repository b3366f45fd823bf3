"""Railways, judged along the line; planners bring their own."""

from ._layer import Style
from ._line import line_layer
from .text import Text

LAYER = line_layer("railways", Text("铁路", "railways"), "railway", Style("#2f2f2f"))
