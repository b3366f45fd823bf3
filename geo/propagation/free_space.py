"""Free-space basic transmission loss: Recommendation ITU-R P.525-4 (2019), section 2.3.

The yardstick of the other models, and an upper bound of what any station can reach.
"""

from __future__ import annotations

import numpy as np

from ._model import Floats, Model, Prediction


def basic_transmission_loss(d: Floats, f: float) -> Floats:
    """Return the free-space loss.

    Parameters
    ----------
    d
        Path length. [m]
    f
        Frequency. [GHz]

    Examples
    --------
    >>> float(basic_transmission_loss(np.array([1000.0]), 1.0)[0].round(2))
    92.45
    """
    wavelength = 0.299792458 / f  # [m], the exact speed of light
    return 20.0 * np.log10(4.0 * np.pi * d / wavelength)  # eq. (3)


def _formula(d_2d: Floats, f: float, h_tx: float, h_rx: float) -> Prediction:
    loss = basic_transmission_loss(np.hypot(d_2d, h_tx - h_rx), f)
    certain, exact = np.ones_like(loss), np.zeros_like(loss)
    return Prediction(loss, loss, certain, exact, exact)


MODELS = (
    Model(
        name="free_space",
        family="ITU-R P.525",
        document="ITU-R P.525-4 (2019), eq. (3)",
        distance_m=(10.0, 5000.0),
        frequency_ghz=(0.1, 100.0),
        tx_height_m=(1.0, 3000.0),
        rx_height_m=(1.0, 3000.0),
        formula=_formula,
    ),
)
