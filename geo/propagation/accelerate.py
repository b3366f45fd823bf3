"""How kernels are compiled, decided in one place.

No fast-math: NaN means "no data" in every kernel and has to stay NaN. The cache on disk
hides the compilation from the second start on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function for one core; ``.py_func`` is its slow twin."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def parallel_kernel(function: Function) -> Function:
    """Compile a function whose `prange` loops run on all cores."""
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy", parallel=True)(function)
    return cast(Function, compiled)
