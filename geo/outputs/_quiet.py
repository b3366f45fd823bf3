"""Libraries in C that print to the terminal what they also report as an error."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2
_lock = threading.Lock()
_within = 0  # how many are within `without_prints`, in all threads
_kept = -1  # where the terminal is meanwhile


@contextmanager
def without_prints() -> Iterator[None]:
    """Let nothing through to standard error for a while; for calls of libraries alone.

    libtiff prints a line for each block that a full disk does not take: dozens of lines before
    the one sentence that says what to do.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _within, _kept  # noqa: PLW0603 - a process has one standard error
    with _lock:
        _within += 1
        if _within == 1:
            with suppress(OSError):  # there is none, as in a program with windows alone
                _kept = os.dup(_STDERR)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, _STDERR)
                os.close(nowhere)


def _leave() -> None:
    global _within, _kept  # noqa: PLW0603
    with _lock:
        _within -= 1
        if _within == 0 and _kept >= 0:
            os.dup2(_kept, _STDERR)
            os.close(_kept)
            _kept = -1
