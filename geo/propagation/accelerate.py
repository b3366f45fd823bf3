"""How kernels are compiled, decided in one place.

No fast-math: NaN means "no data" in every kernel and has to stay NaN. The cache on disk
hides the compilation from the second start on.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_PREFIX = "kernels-"


def cache_folder(package: Path) -> Path:
    """Return the folder of compiled kernels for the sources of a package as they are now.

    numba notices a change of the file a kernel stands in, but not of a file whose functions
    were compiled into it; so each state of the package has a folder of its own.

    Parameters
    ----------
    package
        Folder of the package.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return package / "__pycache__" / f"{_PREFIX}{digest.hexdigest()[:12]}"


def use_cache(folder: Path) -> None:
    """Let numba keep compiled kernels in a folder, and drop those of earlier sources."""
    for earlier in folder.parent.glob(f"{_PREFIX}*"):
        if earlier != folder:
            shutil.rmtree(earlier, ignore_errors=True)
    # Where it cannot be written, numba finds another place.
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


use_cache(cache_folder(Path(__file__).resolve().parent.parent))


def kernel(function: Function) -> Function:
    """Compile a function for one core; ``.py_func`` is its slow twin."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inner_kernel(function: Function) -> Function:
    """Compile a function that is called millions of times and allocates no array.

    It becomes part of whoever calls it, without numba's reference counts: handing a bundle of
    arrays over, and counting who holds them, would cost more than the work inside.
    """
    options: dict[str, Any] = {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "forceinline": True,
        "_nrt": False,
    }
    return cast(Function, numba.njit(**options)(function))


def parallel_kernel(function: Function) -> Function:
    """Compile a function whose `prange` loops run on all cores."""
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy", parallel=True)(function)
    return cast(Function, compiled)
