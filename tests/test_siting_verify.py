"""The check of an answer finds whatever is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.siting import (
    Fewest,
    Instance,
    Most,
    Solution,
    fewest,
    from_sets,
    most,
    verify,
)


def _question() -> Instance:
    return from_sets(
        [[0, 1, 2], [2, 3], [4], [5]],
        7,
        place=[-1, -1, 0, 0, -1, -1, -1],
        fixed=[0, 0, 1, -1],
        candidate_group=[0, 1, 0, 0],
    )


def _plan() -> Solution:
    return most(_question(), 3.0, {1: 1.0})


def _curve(**changed: object) -> Solution:
    plan = _plan()
    return replace(plan, curve=replace(plan.curve, **changed))


def test_an_answer_as_it_comes_has_no_fault() -> None:
    assert verify(_question(), _plan()) == ()
    assert verify(_question(), fewest(_question(), 0.5)) == ()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (lambda: replace(_plan(), chosen=np.array([2, 0, 0])), "chosen twice"),
        (lambda: replace(_plan(), chosen=np.array([0, 1])), "fixed is not chosen"),
        (lambda: replace(_plan(), chosen=np.array([2, 0, 3])), "must not be built"),
        (lambda: _curve(spent=np.zeros(4)), "curve of spent"),
        (lambda: _curve(worth=np.zeros(4)), "curve of worth"),
        (lambda: _curve(places=np.zeros(3)), "curve of places"),
        (lambda: replace(_plan(), objective=9.0), "the objective is"),
        (lambda: replace(_plan(), bound=1.0), "better than its bound"),
        (lambda: replace(_plan(), asked=Most(1.0)), "is spent of 1"),
        (lambda: replace(_plan(), asked=Most(None, {1: 0.5})), "1 is spent of 0.5"),
        (lambda: replace(_plan(), asked=Fewest(1.0)), "is reached in group 0"),
        (lambda: replace(_plan(), unreachable_demands=np.array([0])), "demands out of reach"),
        (lambda: replace(_plan(), unreachable_places=np.array([0])), "places out of reach"),
    ],
)
def test_each_fault_is_named(changed, fault: str) -> None:
    assert any(fault in one for one in verify(_question(), changed()))
