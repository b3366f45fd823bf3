"""Memory given back to the system between the steps of a run."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of glibc's malloc.h
_LARGE_BYTES = 1 << 20


def let_large_arrays_go() -> None:
    """Give back what is free, and from now on each large array as soon as it is freed.

    Left to itself glibc keeps the more, the larger the arrays it has seen, and in pieces that
    the next picture cannot use: the peak of a run would grow with its area. So would it by what
    each thread that packs rasters keeps for itself: those that start from now on share. To be
    called once the tiles are done, which use the same arrays over and over: for them it would
    cost a fifth more of the processor's time.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            library = ctypes.CDLL(None)
            library.malloc_trim(0)
            library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
            library.mallopt(_M_ARENA_MAX, 1)
