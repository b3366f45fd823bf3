"""Styles and projects beside a GeoPackage: complete, relative, escaped; QGIS itself opens them.

The tests marked ``qgis`` need QGIS: set ``COVERMAP_QGIS_PYTHON`` to the Python that knows it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import rasterio

from geo.outputs import Wanted, cog, gpkg
from geo.outputs._export_layers import export_layers
from geo.outputs._qgis.rasters import paints
from geo.outputs._qgis.styles import style_of
from geo.outputs._wording import VERDICTS
from geo.results import Results
from tests.sample_plan import planned_results
from tests.sample_results import sample_results

LOOK = Path(__file__).with_name("qgis_look.py")
QGIS = os.environ.get("COVERMAP_QGIS_PYTHON", "")
HOSTILE = "a<b>&\"c'\x00]]>中国"
DRAWN = [layer for layer in export_layers(planned_results()) if layer.meaning != "verdicts"]


def run_folder(folder: Path) -> Path:
    """Make the raster of classes where a run has it; return the folder of exports."""
    raster = cog.file_of(folder / "coverage", cog.CLASS_ANY, synthetic=True)
    raster.parent.mkdir()
    shape = {"width": 134, "height": 30, "count": 1, "dtype": "uint8", "nodata": 255}
    place = rasterio.Affine(0.01, 0, 100.0, 0, -0.01, 37.3)
    with rasterio.open(raster, "w", driver="GTiff", crs=4326, transform=place, **shape) as made:
        made.write(np.arange(134 * 30).reshape(1, 30, 134) % 5)
    return folder / "exports"


def written(folder: Path, results: Results, wanted: Wanted = Wanted()) -> Path:  # noqa: B008
    return gpkg.write(results, folder, wanted)[-1]


def root_of(project: Path) -> ET.Element:
    with zipfile.ZipFile(project) as archive:
        (name,) = archive.namelist()
        assert name == f"{project.stem}.qgs"
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own file


@pytest.mark.parametrize("layer", DRAWN, ids=lambda layer: layer.name)
def test_every_layer_has_a_style_for_every_value(layer: Any) -> None:
    style = style_of(layer.name, layer.frame)
    assert style is not None
    assert style.title in layer.frame.columns and style.label in ("", *layer.frame.columns)
    values = [symbol.value for symbol in style.symbols]
    assert len(set(values)) == len(values)
    if style.field:
        assert "" in values or set(layer.frame[style.field]) <= set(values)
        looks = {(symbol.colour, symbol.pattern) for symbol in style.symbols}
        assert len(looks) == len(values)


def test_verdicts_are_drawn_as_in_the_reports() -> None:
    style = style_of("key_areas", sample_results().areas)
    assert style is not None
    assert {one.value: one.label for one in style.symbols} == {
        code: badge.text for code, badge in VERDICTS.items()
    }
    assert {one.value: one.outline for one in style.symbols} == {
        code: badge.fill for code, badge in VERDICTS.items()
    }


def test_each_layer_of_the_file_has_its_default_style(tmp_path: Path) -> None:
    book = gpkg.write(planned_results(), tmp_path)[0]
    with closing(sqlite3.connect(book)) as database:
        rows = database.execute(
            "SELECT f_table_name, f_geometry_column, f_table_schema, useAsDefault, styleQML"
            " FROM layer_styles"
        ).fetchall()
        spatial = database.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
        listed = database.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchall()
    assert listed == [("attributes",)]
    assert {row[0] for row in rows} == {name for (name,) in spatial}
    for _, column, schema, default, qml in rows:
        assert (column, schema, default) == ("geom", "", 1)
        root = ET.fromstring(qml)  # noqa: S314 - our own file
        assert root.find("renderer-v2/symbols/symbol") is not None


def test_a_project_names_everything_from_where_it_lies(tmp_path: Path) -> None:
    project = written(run_folder(tmp_path), planned_results())
    root = root_of(project)
    sources = {e.findtext("id"): e.findtext("datasource", "") for e in root.iter("maplayer")}
    assert sources["covermap_stations"] == "./covermap_SYNTHETIC.gpkg|layername=stations"
    assert sources["covermap_lines_odbl"] == ("./covermap_odbl_SYNTHETIC.gpkg|layername=lines_odbl")
    assert sources["covermap_class_any"] == "../../coverage/class_any_SYNTHETIC.tif"
    for source in sources.values():
        assert (project.parent / source.split("|")[0]).is_file()
    in_tree = [e.attrib["id"] for e in root.iter("layer-tree-layer")]
    assert sorted(in_tree) == sorted(name for name in sources if name)
    assert len(in_tree) == len(export_layers(planned_results())) + 1
    assert all(len(name) > 10 for name in in_tree)
    assert str(tmp_path) not in ET.tostring(root, encoding="unicode")


def test_a_project_is_in_the_language_asked_for(tmp_path: Path) -> None:
    chinese = root_of(written(tmp_path, sample_results()))
    english = root_of(written(tmp_path, sample_results(), Wanted(lang="en")))
    assert chinese.findtext("title") == "5G 覆盖与重点区域（预测）_SYNTHETIC"
    assert english.findtext("title") == "5G coverage and key areas (predicted)_SYNTHETIC"
    groups = [e.attrib["name"] for e in english.iter("layer-tree-group") if "name" in e.attrib]
    assert groups == ["key areas", "stations and sites", "divisions", "tables"]


def test_text_from_data_stays_text(tmp_path: Path) -> None:
    sample = sample_results()
    hostile = replace(sample, stations=sample.stations.assign(operator=HOSTILE))
    root = root_of(written(tmp_path, hostile))
    values = {e.attrib["value"] for e in root.iter("category")}
    assert HOSTILE.replace("\x00", "\ufffd") in values


def test_the_same_results_are_the_same_project(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name, sample_results()) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("stem", paints())
def test_every_value_of_a_raster_has_a_colour(stem: str) -> None:
    raster, paint = paints()[stem]
    values = [entry.value for entry in paint.entries]
    assert len(set(values)) == len(values) and raster.stem == stem
    if paint.steps:
        assert [float(value) for value in values] == sorted(map(float, values))
    for digit in "01234" if stem in ("class_any", "limit") else ():
        assert digit in values


# ---------------------------------------------------------------- QGIS itself
@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not QGIS:
        pytest.skip("COVERMAP_QGIS_PYTHON does not name a Python with QGIS")
    folder = tmp_path_factory.mktemp("qgis")
    project = written(run_folder(folder), planned_results())
    told = subprocess.run(
        [QGIS, str(LOOK), str(project), str(folder / "map.png")],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"},
    )
    found: dict[str, Any] = json.loads(told.stdout)
    with rasterio.MemoryFile((folder / "map.png").read_bytes()) as memory:
        assert memory  # drawn at all
    return found


@pytest.mark.qgis
def test_qgis_opens_every_layer_with_its_style(seen: dict[str, Any]) -> None:
    assert seen["opened"] and seen["crs"] and seen["errors"] == []
    expected = export_layers(planned_results())
    assert len(seen["layers"]) == len(expected) + 1
    for layer in expected:
        found = seen["layers"][f"covermap_{layer.name}"]
        style = style_of(layer.name, layer.frame)
        assert found["valid"] and found["rows"] == len(layer.frame)
        assert found["name"] == f"{layer.title.zh}_SYNTHETIC"
        assert found["crs"] is (style is not None)
        assert found["labelled"] is bool(style and style.label)
        if style and style.field:
            assert found["legend"] == [symbol.label.zh for symbol in style.symbols]
    assert seen["layers"]["covermap_class_any"]["renderer"] == "paletted"


@pytest.mark.qgis
def test_qgis_takes_the_styles_of_a_geopackage_by_itself(seen: dict[str, Any]) -> None:
    for layer in DRAWN:
        found = seen["alone"][f"covermap_{layer.name}"]
        style = style_of(layer.name, layer.frame)
        assert found["default"] and style is not None
        assert found["renderer"] == ("categorizedSymbol" if style.field else "singleSymbol")
        column = next(name for name in layer.frame.columns if name != "geometry")
        assert found["aliases"][column] == layer.entries()[column].zh
