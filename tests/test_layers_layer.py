"""What a dataset is."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import _layer
from layers._layer import Column, Layer
from layers.text import Text

COLUMN = Column("height_m", Text("挂高", "height"), aliases=("高度",))
LAYER = Layer("masts", Text("塔", "masts"), "point", (COLUMN,), "masts")


def test_a_column_answers_to_name_titles_and_aliases() -> None:
    assert COLUMN.headers() == ("height_m", "挂高", "height", "高度")


def test_a_layer_finds_its_columns_by_name() -> None:
    assert LAYER.column("height_m") is COLUMN
    with pytest.raises(KeyError, match="width_m"):
        LAYER.column("width_m")


def test_defaults_ask_for_nothing_and_judge_nothing() -> None:
    assert (COLUMN.kind, COLUMN.required, COLUMN.minimum, COLUMN.choices) == (
        "text",
        False,
        None,
        (),
    )
    assert LAYER.check is None
    assert (LAYER.category, LAYER.seed, LAYER.optional, LAYER.style.glyph) == (
        None,
        None,
        False,
        "",
    )


def test_seed_files_are_those_that_exist_the_open_licence_before_odbl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_layer, "RAW", tmp_path)
    assert LAYER.seed_files() == ()
    (tmp_path / "odbl").mkdir()
    (tmp_path / "odbl" / "masts.csv").write_text("id\n1\n", encoding="utf-8")
    assert LAYER.seed_files() == (tmp_path / "odbl" / "masts.csv",)
    (tmp_path / "masts.csv").write_text("id\n1\n", encoding="utf-8")
    assert LAYER.seed_files() == (tmp_path / "masts.csv", tmp_path / "odbl" / "masts.csv")
