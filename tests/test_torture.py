"""The short forms of the torture tests; the full ones are ``python -m tests.torture``."""

from __future__ import annotations

import sys

import pytest

from tests.torture import (
    determinism,
    disk_full,
    holes,
    kill,
    kill_export,
    read_only,
    two_runs,
)
from tests.torture.__main__ import catalogue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("torture"),  # they share the runs that nothing disturbs
    pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no limits of a process"),
]


def test_a_killed_run_leaves_no_half_file_and_resumes_to_the_same_bytes() -> None:
    assert "0 half files" in kill.run(2, seed=1)


def test_a_killed_export_leaves_no_half_file_and_ends_with_the_same_bytes() -> None:
    assert "0 half files" in kill_export.run(1, seed=1)


def test_a_full_disk_leaves_the_earlier_results_and_says_so() -> None:
    assert "earlier results intact" in disk_full.run(4, seed=1)


def test_a_folder_that_cannot_be_written_is_named_and_left_alone() -> None:
    assert "earlier results intact" in read_only.run(read_only.FULL, seed=1)


def test_of_two_runs_in_one_folder_one_finishes_and_the_other_names_it() -> None:
    assert "one finished" in two_runs.run(1, seed=1)


def test_neither_machine_nor_day_nor_order_of_rows_changes_a_byte() -> None:
    # Of the matrix in random order the first three, which differ in the order of rows as well.
    assert "2 row orders: 0 figures differ" in determinism.run(3, seed=1)


def test_a_hole_of_any_size_is_no_data_and_spreads_nothing() -> None:
    assert "is refused" in holes.run(4, seed=1)


def test_every_module_of_the_package_that_runs_is_in_the_catalogue() -> None:
    names = {
        "kill",
        "kill_export",
        "disk_full",
        "read_only",
        "two_runs",
        "determinism",
        "holes",
        "memory",
    }
    assert names <= set(catalogue())
