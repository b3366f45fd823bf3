"""Text cut into cells all at once gives what Python's csv gives row by row, or is left to it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers._reading import _delimited, _plain
from layers._reading._grid import Grid
from layers._reading._plain import is_plain, plain_grid

# What tells cells and rows apart, what is trimmed, and what is neither.
PIECES = st.sampled_from([*"ab海,,;\t\n\n", '"', '""', " ", "\u3000", "\x1c", "１", "=", "'"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
CELLS = st.text(st.sampled_from('ab海 ,;"１\u3000'), max_size=4)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=30)


@pytest.fixture(autouse=True)
def _any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_plain, "_FEW", 0)


def by_csv(text: str, delimiter: str) -> Grid:
    return Grid.of_rows([*csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)])


def rows(grid: Grid) -> list[tuple[int, list[str]]]:
    """Return number and cells of each row, without the empty ones at its end."""
    found = [grid.row(place) for place in range(len(grid))]
    return [(row.number, " ".join(row.cells).rstrip().split(" ")) for row in found]


def at_once(text: str, delimiter: str, width: int) -> Grid | None:
    return plain_grid(text.encode(), delimiter, width) if is_plain(text, delimiter) else None


@given(TEXTS, st.sampled_from(",;\t"), st.integers(2, 4))
def test_any_text_is_cut_alike_or_not_at_once(text: str, delimiter: str, width: int) -> None:
    _plain._FEW = 0
    grid = at_once(text, delimiter, width)
    if grid is not None:
        assert rows(grid) == rows(by_csv(text, delimiter))
        assert grid.widths.tolist() == by_csv(text, delimiter).widths.tolist()


@given(TABLES, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_tables_that_csv_has_written_are_cut_alike(table: list[list[str]], quoting: int) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=quoting, lineterminator="\n").writerows(table)
    text = stream.getvalue()
    grid = at_once(text, ",", 3)
    if grid is not None:
        assert rows(grid) == rows(by_csv(text, ","))


PLAIN = "编号,名称,值\n1,a b,2\n\n x ,,\u3000\n4,海北,５\n,,\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param(PLAIN + '7,"a,b",""\n', id="quoted"),
        pytest.param(PLAIN + "short\n", id="short"),
        pytest.param(PLAIN + "1,2,3,4,5\n", id="long"),
        pytest.param("基站清单\n\n" + PLAIN, id="title"),
        pytest.param("a,b,c,d\n" + PLAIN, id="wide-header"),
        pytest.param(PLAIN.rstrip(), id="no-last-line-feed"),
    ],
)
def test_a_list_is_cut_at_once_with_the_rows_in_their_places(text: str) -> None:
    grid = at_once(text, ",", 3)
    assert grid is not None
    assert rows(grid) == rows(by_csv(text, ","))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN + '7,"a""b",1\n', id="quote-in-quotes"),
        pytest.param(PLAIN + '7,"a\nb",1\n', id="line-feed-in-quotes"),
        pytest.param(PLAIN + '7,a"b,1\n', id="quote-inside"),
        pytest.param(PLAIN + '7,"ab,1\n', id="quote-left-open"),
        pytest.param(PLAIN + "7," + "x" * 1_000_000 + ",1\n", id="cell-too-long"),
        pytest.param(PLAIN + "odd\n" * 1_001, id="many-odd-rows"),
    ],
)
def test_what_is_not_plain_is_left_to_csv(text: str) -> None:
    assert at_once(text, ",", 3) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_same_rows_come_of_a_file_in_any_encoding(
    tmp_path: Path, encoding: str, ends: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(PLAIN.replace("\n", ends).encode(encoding))
    grid = _delimited.delimited_grid(file)
    assert rows(grid) == rows(by_csv(PLAIN, ","))
    assert grid.numbers.tolist() == [1, 2, 4, 5]


def test_a_text_that_repeats_itself_is_kept_once() -> None:
    grid = at_once("".join(f"{n},中国移动\n" for n in range(50)), ",", 2)
    assert grid is not None
    assert len({id(cell) for cell in grid.columns[1]}) == 1
