"""Radio propagation: one module per Recommendation, plain arrays in and out.

A new model is a new file here with ``MODELS = (Model(…), …)``; `catalogue` finds it.
This package imports numpy and numba alone.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ._model import Model, OutsideValidity, Prediction

__all__ = ["Model", "OutsideValidity", "Prediction", "catalogue"]


@cache
def catalogue() -> dict[str, Model]:
    """Return every model by name.

    Examples
    --------
    >>> sorted(catalogue())
    ['RMa', 'UMa', 'UMi', 'free_space']
    """
    models: dict[str, Model] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f".{module.name}", __name__)
        for model in getattr(loaded, "MODELS", ()):
            models[model.name] = model
    return models
