"""Columns asked at once give what their cells give one by one."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers._keys import Cells, numbered, repeats

TEXTS = st.lists(st.sampled_from(["12.0", "12", "A1", "a1", "", "1\n2.0", "1-May", "海"]))
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("12")))


@given(TEXTS)
@pytest.mark.parametrize("pattern", [r"\d+\.0", "a1", r"\d-(?:may)"])
def test_a_pattern_takes_the_cells_that_it_takes_alone(pattern: str, texts: list[str]) -> None:
    wanted = [re.fullmatch(pattern, text, re.IGNORECASE) is not None for text in texts]
    assert Cells.of(pd.Series(texts, dtype="str")).matching(pattern).tolist() == wanted


@given(ROWS, st.sampled_from(["id", "name", "value"]))
def test_rows_repeat_as_pandas_finds_it(rows: list[tuple[str, str, str]], key: str) -> None:
    table = pd.DataFrame(rows, columns=["id", "name", "value"], dtype="str")
    assert repeats(table, key).tolist() == table.duplicated().tolist()


@given(st.lists(st.sampled_from(["a", "a#2", "b", "a#3"])))
def test_numbered_ids_are_unique_and_those_that_were_stay(ids: list[str]) -> None:
    named, again = numbered(pd.Series(ids, dtype="str"))
    assert named.is_unique
    assert named[~again].tolist() == list(dict.fromkeys(ids))
