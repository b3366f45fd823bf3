"""Roads and railways: are they covered without a break, and where is the longest gap.

Features of one id, or of one route number and name, are one line. Their ends are joined where
they meet, and each feature is sampled along its geodesic; a sample takes the level of the
cell that holds it, and stands for the metres around it. A line is a row for all of it that
lies in the scope and a row for each prefecture it runs through.

`_parts` which features make which line · `_track` their vertices in order of travel, and what
lies how far along · `_sampled` points along all of them · `_chains` which end joins which ·
`_reader` levels off the tiles · `_figures`, `_judge` kilometres and verdicts · `_stretches`,
`_found` gaps and the frames of the results · `_totals` kilometres for goals.
"""

from ._found import Found
from ._parts import collect
from ._reader import Reader
from ._sampled import Sampled, sampled
from ._totals import continuous_km, covered_km, whole
from ._track import STEP_M

__all__ = [
    "STEP_M",
    "Found",
    "Reader",
    "Sampled",
    "collect",
    "continuous_km",
    "covered_km",
    "sampled",
    "whole",
]
