"""Start covermap: ``python -m geo``, which is what ``./covermap`` runs."""

import ctypes
import sys
from contextlib import suppress

from ._ownership import check_ownership

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_LARGE_BYTES = 1 << 20


def main() -> None:
    """Check that the packages are ours, then hand over to the command line."""
    check_ownership()
    _let_large_arrays_go()
    from .cli import main as command_line  # noqa: PLC0415 - nothing of ours before the check

    command_line()


def _let_large_arrays_go() -> None:
    """Give the memory of an array back to the system when it is freed.

    Left to itself glibc keeps the more, the larger the arrays it has seen, and in pieces that
    the next step cannot use: the peak of a run would grow with its area.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


if __name__ == "__main__":
    main()
