"""Places judged: evidence → figures of every rule → verdicts, causes, gaps.

`of_places` is the whole of it; the other modules are its parts, one question each: what the
coverage says of a place (`evidence`), what keeps the answer from being sure (`certainty`), where
a place fails (`outlines`, `gaps`), why (`causes`, `sectors`, `obstacles`), and what lies on the
path to the station (`profiles`). Frames are those of `geo.results`.
"""

from __future__ import annotations

from ._judge import Judged, Progress, Tick, criterion, of_places

__all__ = ["Judged", "Progress", "Tick", "criterion", "of_places"]
