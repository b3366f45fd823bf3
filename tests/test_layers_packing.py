"""A frame that travels between processes arrives as it left."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import layers
from layers._packing import Packed
from layers._reading import ROW
from layers.errors import Finding
from layers.text import Text

FRAME = pd.DataFrame(
    {
        "id": pd.Series([f"号{n}" for n in range(300)], dtype="str"),
        "operator": pd.Series(["中国移动", "中国电信", ""] * 100, dtype="str"),
        "lon": np.linspace(90, 103, 300),
        "half": pd.Series(["\ud800", *["x"] * 299], dtype="str"),
        "alone": pd.Series([f"{n}\udc00" for n in range(300)], dtype="str"),
        "row": np.arange(300),
    }
)


def travelled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - as between processes of ours


@pytest.mark.parametrize(
    "frame", [FRAME, FRAME.head(0), FRAME.head(1)], ids=["many", "none", "one"]
)
def test_a_frame_comes_back_as_it_was(frame: pd.DataFrame) -> None:
    packed = travelled(Packed.of(frame))
    assert len(packed) == len(frame)
    pd.testing.assert_frame_equal(packed.frame(), frame)


def test_some_rows_of_it_are_had_alone() -> None:
    places = np.array([7, 299])
    pd.testing.assert_frame_equal(Packed.of(FRAME).frame(places), FRAME.iloc[places])


def test_an_account_that_has_travelled_still_shows_the_cells_of_rejected_rows() -> None:
    intake = layers.Intake("a.csv")
    intake.open(pd.DataFrame({"名": ["甲", "乙", "丙"], ROW: [2, 3, 5]}).astype({"名": "str"}))
    arrived = travelled(intake)
    arrived.reject([Finding("bad", Text("坏", "bad"), Text("改", "mend"), "a.csv", 3, "名")])
    assert arrived.read == 3
    assert arrived.rejected_rows()[["row", "名"]].values.tolist() == [[3, "乙"]]
