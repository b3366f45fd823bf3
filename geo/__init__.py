"""ANALYSIS and OUTPUT: from layers to coverage, verdicts, gaps, and what planners open.

Imports point one way (import-linter guards it):

layers → grid, standards, propagation, settings → radio, scenario → coverage → verdicts
→ gaps → results, summary → outputs → pipeline → cli
"""

import os

__version__ = "0.1.0"

# GDAL reads this once, when it is first used. Its own default, a twentieth of all memory, is
# more than a run needs for everything else; a tile of the reference grid takes 18 in all its
# rasters, and nothing is read twice soon. [MB]
os.environ.setdefault("GDAL_CACHEMAX", "32")
