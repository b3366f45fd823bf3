"""Government areas: seats of the province, prefectures and counties."""

from ._key_area import key_area_layer
from ._layer import Style
from .text import Text

LAYER = key_area_layer(
    "government", Text("政务场所", "government areas"), "government", Style("#0072B2", "政")
)
