"""One radio path: its terrain profile → every loss, what blocks it, and the level at its end.

The loss is that of P.1812 in its plain form, with the symbols and intermediate values of the
Recommendation. Heights along the path are drawn and compared as engineers do: the ground is
raised by the bulge of an Earth of effective radius, and the ray is a straight line.

`_ends` what a path is computed for · `_geometry` bulge and Fresnel zone · `_path` the result ·
`_limits` what is refused or flagged · `_predict` puts them together.
"""

from ._ends import Conditions, End, Polarisation, Sector
from ._path import PROBABILITIES, SUFFICIENT, Link, Obstacle, State
from ._predict import along, predict, sampled

__all__ = [
    "PROBABILITIES",
    "SUFFICIENT",
    "Conditions",
    "End",
    "Link",
    "Obstacle",
    "Polarisation",
    "Sector",
    "State",
    "along",
    "predict",
    "sampled",
]
