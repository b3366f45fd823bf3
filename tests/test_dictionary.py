"""Every column covermap writes or reads is explained, in both languages, once."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pytest

import layers
from geo.outputs import dictionary
from geo.outputs._export_layers import export_layers, text_marks
from geo.results import Results
from tests.sample_results import sample_results

DOCS = Path(__file__).resolve().parent.parent / "docs"
KINDS = {"text": "O", "number": "f", "integer": "if", "boolean": "b"}


@pytest.mark.parametrize("frame", Results.frame_names())
def test_each_column_of_the_results_is_explained(frame: str) -> None:
    cells = getattr(sample_results(), frame)
    found = dictionary.entries(frame)
    assert set(found) == set(cells.columns)
    for name, entry in found.items():
        if entry.kind == "geometry":
            assert isinstance(cells, gpd.GeoDataFrame)
            assert name == cells.geometry.name
        else:
            # A whole number that may be missing is kept as a float.
            assert cells[name].dtype.kind in KINDS[entry.kind], name


@pytest.mark.parametrize("frame", dictionary.FRAMES)
def test_names_are_ascii_and_wording_is_in_both_languages(frame: str) -> None:
    found = dictionary.entries(frame)
    assert found
    for name, entry in found.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert not entry.zh.isascii(), name
        assert entry.en, name
        assert entry.unit or not re.search(r"_(dbm|dbi|db|km2|km|m|mhz|deg)$", name), name
    aliases = [entry.zh for entry in found.values()]
    assert len(set(aliases)) == len(aliases)


def test_every_column_says_where_its_values_come_from() -> None:
    found = {
        (frame, entry.column): entry.source
        for frame in dictionary.FRAMES
        for entry in dictionary.entries(frame).values()
    }
    assert set(found.values()) == set(dictionary.SOURCES)
    of_the_model = {column for (_, column), source in found.items() if source == "model"}
    assert {"level_dbm", "share90", "cells50"} <= of_the_model
    given = {column for (_, column), source in found.items() if source == "given"}
    assert not given & {"verdict", "share50", "cause", "population"}


@pytest.mark.parametrize("layer", export_layers(sample_results()), ids=lambda layer: layer.name)
def test_each_exported_column_is_explained_once(layer: object) -> None:
    found = layer.entries()  # type: ignore[attr-defined]
    columns = list(layer.frame.columns)  # type: ignore[attr-defined]
    assert set(columns) <= set(found)
    aliases = [found[column].zh for column in columns]
    assert len(set(aliases)) == len(aliases)


def test_the_units_of_the_contract_stand_in_the_dictionary() -> None:
    assert dictionary.entries("stations")["ss_power_dbm"].unit == "dBm"
    assert dictionary.entries("areas")["margin_db"].unit == "dB"
    assert dictionary.entries("counties")["area_km2"].unit == "km²"
    assert dictionary.entries("areas")["reach"].description().startswith("verdict by the rule")
    assert dictionary.entries("unknown") == {}


def test_the_document_is_up_to_date() -> None:
    written = (DOCS / "data-dictionary.md").read_text("utf-8")
    assert written == dictionary.render(), "run: python -m geo.outputs.dictionary"


def test_the_document_names_every_frame_and_every_layer() -> None:
    text = dictionary.render()
    headings = re.findall(r"^### (\w+) — ", text, re.MULTILINE)
    assert headings == [*dictionary.FRAMES, *layers.catalogue()]
    for layer in layers.catalogue().values():
        for column in layer.columns:
            assert f"| `{column.name}`" in text


def test_every_row_of_a_table_has_as_many_cells_as_its_header() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", dictionary.render(), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table


def test_a_bar_in_a_cell_does_not_split_it() -> None:
    assert dictionary._cell("a|b") == "a\\|b"


def test_limits_and_choices_are_given() -> None:
    text = dictionary.render()
    assert "| `tech` | 制式 | technology |  | 文字 text | NR, LTE |" in text
    assert "| `height_m` | 挂高 | antenna height above ground | m | 数值 number | 1 … 300 |" in text


def test_marks_become_flat_text() -> None:
    assert text_marks({"a": False, "b": 1.5, "c": ["x", "y"], "d": {"zh": "中", "en": "z"}}) == {
        "a": "false",
        "b": "1.5",
        "c": "x y",
        "d_zh": "中",
        "d_en": "z",
    }


def test_the_glossary_has_the_words_of_the_verdicts_and_causes() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    for word in (
        "达标",
        "不达标",
        "待核实",
        "无数据",
        "盲区",
        "弱覆盖",
        "通达",
        "SS-RSRP",
        "异网漫游",
    ):
        assert f"| {word}" in text
    for code in ("no_station", "budget", "no_coordinate", "precision", "margin", "goal2022"):
        assert f"`{code}`" in text
