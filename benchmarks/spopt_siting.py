"""Time spopt on one question; started by ``siting.py`` in an interpreter that has it.

    python spopt_siting.py DISTANCES.npy WEIGHTS.npy REACH most|fewest COUNT

Prints CPU seconds of this process and of its solver, PuLP's CBC, building the model included, and
the objective.
"""

import json
import os
import sys

import numpy as np
import pulp
from spopt.locate import LSCP, MCLP


def main() -> None:
    """Build the model and solve it."""
    distances, weights = np.load(sys.argv[1]), np.load(sys.argv[2])
    reach, question, count = float(sys.argv[3]), sys.argv[4], int(sys.argv[5])
    before = os.times()
    if question == "most":
        model = MCLP.from_cost_matrix(distances, weights, reach, count)
    else:
        model = LSCP.from_cost_matrix(distances, reach)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False))
    seconds = sum(os.times()[:4]) - sum(before[:4])
    assert pulp.LpStatus[model.problem.status] == "Optimal"
    print(json.dumps({"seconds": seconds, "objective": float(model.problem.objective.value())}))


if __name__ == "__main__":
    main()
