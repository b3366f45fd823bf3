"""ANALYSIS and OUTPUT: from layers to coverage, verdicts, gaps, and what planners open.

Imports point one way (import-linter guards it):

layers → grid, standards, propagation, settings → radio, scenario → coverage → verdicts
→ gaps → results, summary → outputs → pipeline → cli
"""

__version__ = "0.1.0"
