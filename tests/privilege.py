"""Doing without what root may do, so that permissions can be tested by whoever runs the tests."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: two words of 32 bits each
_WORDS = 2
_PR_GET_SECUREBITS, _PR_SET_SECUREBITS, _AS_SAID = 27, 28, 1 << 2  # SECBIT_NO_SETUID_FIXUP
_READ_AND_WRITE_ANYTHING = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH

_SYSTEM: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def as_anybody() -> Iterator[None]:
    """Let permissions hold for this thread, also when root runs the tests."""
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    if not IS_ROOT:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may read and write everything")
    bits = _SYSTEM.prctl(_PR_GET_SECUREBITS, 0, 0, 0, 0)
    before = drop()
    try:
        yield
    finally:
        _call("capset", before)
        _SYSTEM.prctl(_PR_SET_SECUREBITS, bits, 0, 0, 0)


def drop() -> ctypes.Array[_Data]:
    """Give up reading and writing anything; return what this thread might do before."""
    before, after = (_call("capget", (_Data * _WORDS)()) for _ in range(2))
    # Or `os.access` would still answer for a root that may do all it is permitted to.
    _SYSTEM.prctl(_PR_SET_SECUREBITS, _AS_SAID, 0, 0, 0)
    after[0].effective &= ~_READ_AND_WRITE_ANYTHING
    _call("capset", after)
    return before


def _call(name: str, data: ctypes.Array[_Data]) -> ctypes.Array[_Data]:
    if getattr(_SYSTEM, name)(ctypes.byref(_Header(_VERSION, 0)), data):
        raise OSError(ctypes.get_errno(), name)
    return data
