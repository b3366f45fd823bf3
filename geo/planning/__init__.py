"""Where to build next: from judged places to stations that close them, held against a fresh run.

`_places` which places building may close · `_demand` their cells · `_existing`, `_new_ground`,
`_candidates` where stations may stand · `_zones` where not · `_costs` at what price ·
`_equipment`, `_azimuths` what is built, and where it looks · `_sets` what each would cover ·
`_question` the question to `geo.siting` · `_fresh` its answer, judged as a run judges ·
`_effects`, `_frames`, `_plan` what is said of it.
"""

from ._frames import name_of
from ._plan import Plan, make
from ._question import limits_of

__all__ = ["Plan", "limits_of", "make", "name_of"]
