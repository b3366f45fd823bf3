"""Administrative villages: the planner's own list. None is shipped.

A village is reached where its committee, its school and its clinic are (`key_points`).
"""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "villages",
    Text("行政村", "administrative villages"),
    "village",
    Style("#A6761D", "村"),
    optional=True,
)
