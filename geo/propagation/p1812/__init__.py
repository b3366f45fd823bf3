"""Basic transmission loss over terrain: Recommendation ITU-R P.1812-8 (09/2025), Annex 1.

One module per section, in the order of the document: `climate` (3.6–3.8), `line_of_sight`
(4.2), `diffraction` (4.3, with `geo.propagation.p526`), `troposcatter` (4.4), `ducting`
(4.5), `combination` (4.6), `location` (4.7–4.9), `profile` (Attachment 1), `normal`
(Attachment 2). `path` puts them together for one path.

Left out: ITU's digital maps of ΔN and N0 (they may not be redistributed; both are
parameters), building entry loss (`geo.propagation.p2109`), field strength, and the
alternative smooth-path method of Attachment 4. Equation numbers are those that the public
reference implementation gives, which it shares for editions 6 to 8.
"""

from __future__ import annotations

from .path import PathLoss, basic_transmission_loss, path_loss

__all__ = ["PathLoss", "basic_transmission_loss", "path_loss"]
