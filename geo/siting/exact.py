"""The integer program, solved by HiGHS: the same answer each time, with a bound.

Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10 (2018), 119–142, doi:10.1007/s12532-017-0130-5. One thread and a fixed
seed: only running out of time can make two answers differ.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import highspy
import numpy as np

from ._program import Program
from ._sets import Bools

_STDOUT = 1
_TIGHT = 1e-9  # what HiGHS may be off in a row: shares of places are as fine as that


@dataclass(frozen=True)
class Found:
    """A plan of a problem, and the bound that is known of all plans.

    Parameters
    ----------
    chosen
        Which candidates, shape (candidates,).
    bound
        Of the price at least (fewest), of the worth at most (most).
    """

    chosen: Bools
    bound: float


@dataclass(frozen=True)
class Patience:
    """When HiGHS may stop.

    Parameters
    ----------
    seconds
        Time. [s]
    gap
        Difference between plan and bound, as a part of the plan's figure.
    goal
        Figure of a plan that is good enough; None if only the gap counts.
    """

    seconds: float
    gap: float = 0.0
    goal: float | None = None


def solved(program: Program, known: Bools, patience: Patience, sign: float) -> Found:
    """Return the best plan that HiGHS finds, and its bound.

    Parameters
    ----------
    program
        What is asked; its first columns are the candidates.
    known
        A plan to start from, shape (candidates,).
    patience
        When to stop.
    sign
        1 where the cost is that of the plan, −1 where it is what the plan is worth.
    """
    with _silence():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "time_limit": max(0.0, patience.seconds),
        "mip_rel_gap": patience.gap,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": _TIGHT,
        "primal_feasibility_tolerance": _TIGHT,
        "objective_target": -math.inf
        if patience.goal is None
        else sign * patience.goal / program.unit,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    if highs.passModel(_model(program)) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS does not take the program")
    candidates = np.arange(known.size, dtype=np.int32)
    highs.setSolution(known.size, candidates, known.astype(np.float64))
    highs.run()
    values = np.asarray(highs.getSolution().col_value)
    found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    chosen = values[: known.size] > 0.5 if found else known
    return Found(chosen, sign * highs.getInfo().mip_dual_bound * program.unit)


@contextmanager
def _silence() -> Iterator[None]:
    """Let nothing through to standard output for a while.

    The first HiGHS of a process prints its name and licence before it can be told not to.
    """
    try:
        kept = os.dup(_STDOUT)
    except OSError:  # there is none, as in a program with windows alone
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDOUT)
        yield
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)
        os.close(nowhere)


def _model(program: Program) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = program.cost.size, program.low.size
    model.col_cost_ = program.cost
    model.col_lower_ = program.least
    model.col_upper_ = np.ones(program.cost.size)
    model.row_lower_ = program.low
    model.row_upper_ = np.full(program.low.size, highspy.kHighsInf)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(whole)] for whole in program.whole]
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = program.cost.size, program.low.size
    matrix.start_, matrix.index_, matrix.value_ = program.starts, program.columns, program.factors
    return model
