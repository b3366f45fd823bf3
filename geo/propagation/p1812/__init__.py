"""Basic transmission loss over terrain: Recommendation ITU-R P.1812-8 (09/2025), Annex 1.

One module per section, in the order of the document: `climate` (3.6–3.8), `line_of_sight`
(4.2), `diffraction` (4.3, with `geo.propagation.p526`), `troposcatter` (4.4), `ducting`
(4.5), `combination` (4.6), `location` (4.7–4.9), `profile` (Attachment 1), `normal`
(Attachment 2). `path` puts them together for one path, point by point.

`radial` does the same for every receiver of a radial while it walks outwards, with the
profile so far kept as upper hulls (`hull`, `receiver`) and the closed-form part freed from
what does not change (`hoisted`); `disc` covers an area with radials.

Left out: ITU's digital maps of ΔN and N0 (they may not be redistributed; both are
parameters), building entry loss (`geo.propagation.p2109`), field strength, and the
alternative smooth-path method of Attachment 4. Equation numbers are those that the public
reference implementation gives, which it shares for editions 6 to 8.
"""

from __future__ import annotations

from .disc import Ground, disc_loss, exact_loss, profile_to, square_loss
from .path import PathLoss, basic_transmission_loss, path_loss
from .radial import radial_loss

__all__ = [
    "Ground",
    "PathLoss",
    "basic_transmission_loss",
    "disc_loss",
    "exact_loss",
    "path_loss",
    "profile_to",
    "radial_loss",
    "square_loss",
]
