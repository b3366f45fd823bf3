"""A few of the spoilt files of ``python -m tests.torture.mutations``, in every run of the tests."""

from __future__ import annotations

import random
import sys

import pytest

from tests.torture import _mutators, mutations


@pytest.mark.slow
@pytest.mark.reads_apart
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of a process")
def test_nothing_that_nobody_foresaw_comes_of_200_spoilt_files() -> None:
    figures = mutations.mutate(200, seed=20)
    assert figures.bugs == []
    assert figures.outcomes.keys().isdisjoint(("reader-late", "reader-full"))
    assert figures.outcomes["used"] + figures.outcomes["refused"] > 190
    assert 0 < figures.peak_bytes < 1 << 30


def test_the_same_seed_spoils_a_file_in_the_same_way() -> None:
    once, again, other = (
        _mutators.spoilt(b"id,name\n1,x\n", b"id\n2\n", random.Random(seed))  # noqa: S311
        for seed in (3, 3, 4)
    )
    assert once == again != other
