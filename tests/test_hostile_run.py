"""Files with hostile text in every column of text, from a run to each of its products."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from docx import Document
from lxml import html as lxml_html

from geo import pipeline
from geo.outputs import store
from geo.pipeline import Folders
from geo.results import Results
from layers._reading import read_vector
from tests.conftest import small_settings
from tests.payloads import naughty_strings

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*extension is not supported")]
# A cell is stripped when it is read; control characters have tests of their own in each report.
NAMES = [
    text
    for text in naughty_strings()
    if text == text.strip() and 0 < len(text) < 200 and not re.search(r"[\x00-\x1f\x7f-\x9f]", text)
][:90]


def turned(shift: int) -> list[str]:
    return [*NAMES[shift:], *NAMES[:shift]]


def table(known: Mapping[str, Any], *free: str) -> pd.DataFrame:
    """Return a row per name, around the seat of Haiyan, hostile in each free column."""
    many = pd.DataFrame({"lon": [100.99 + 0.002 * i for i in range(len(NAMES))], "lat": 36.9})
    return many.assign(**known, **{name: turned(7 * i) for i, name in enumerate(free)})


def files(folder: Path) -> dict[str, Path]:
    """Write the input files of the run."""
    texts = ("owner", "coord_source", "coord_licence", "fact_source", "note", "subcategory")
    place = {"prefecture": "海北藏族自治州", "coord_precision_m": 100, "area_km2": 0.2}
    names = ("id", "name_zh", "name_en")
    station = {"operator": "中国移动", "band": "n28", "height_m": 30, "status": "built"}
    frames = {
        "government": table({**place, "category": "government"}, *names, *texts),
        "base_stations": table(station, "id", "name", "source"),
        "data_centers": table(place, *names, *texts, "operator", "racks_source"),
        "challenges": table(
            {"operator": "any", "rule": "area", "status": "open"}, "place_id", "id", "note"
        ),
    }
    frames["challenges"] = frames["challenges"].drop(columns=["lon", "lat"])
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8")
    (folder / "roads.geojson").write_text(json.dumps(roads()), encoding="utf-8")
    return {name: folder / f"{name}.csv" for name in frames} | {"roads": folder / "roads.geojson"}


def roads() -> dict[str, Any]:
    texts = ("id", "name_zh", "name_en", "ref", "class", "owner", "source", "note")
    features = [
        {
            "type": "Feature",
            # An id is not to be that of a place.
            "properties": {name: turned(5 * i)[number] for i, name in enumerate(texts)}
            | {"id": f"R {NAMES[number]}"},
            "geometry": {
                "type": "LineString",
                "coordinates": [[100.99, 36.9 + 0.001 * number], [101.02, 36.9 + 0.001 * number]],
            },
        }
        for number in range(len(NAMES))
    ]
    return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True)
class HostileRun:
    """A run, its folders, and what it stored."""

    folders: Folders
    results: Results

    def report(self, suffix: str) -> Path:
        """Return the report of Haibei in a format, or the folder of its tables."""
        (found,) = (self.folders.root / "maps" / "reports").glob(f"632200-*{suffix}")
        return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> HostileRun:
    root = tmp_path_factory.mktemp("hostile")
    folders = Folders(root / "out")
    chosen = small_settings().model_copy(update={"layers": files(root)})
    pipeline.run(chosen, ["海北"], folders)
    return HostileRun(folders, store.load(folders.processed))


def test_every_name_comes_through_reading_as_it_was(run: HostileRun) -> None:
    results = run.results
    government = results.areas[results.areas["category"] == "government"]
    for frame in (results.stations, government, results.challenges, results.data_centers):
        assert set(NAMES) <= set(frame["id"])
    assert {f"R {name}" for name in NAMES} <= set(results.lines["line_id"])
    assert set(NAMES) <= set(results.stations["name"])
    assert set(NAMES) <= set(government["name_zh"])


def test_names_of_files_are_portable(run: HostileRun) -> None:
    names = [path.name for path in run.folders.root.rglob("*")]
    assert len(names) > 50
    assert [
        name for name in names if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name)
    ] == []


def test_the_report_has_the_names_as_text_and_nothing_that_runs(run: HostileRun) -> None:
    page = lxml_html.fromstring(run.report(".html").read_text(encoding="utf-8"))
    shown = " ".join(page.text_content().split())
    assert [name for name in NAMES if " ".join(name.split()) not in shown] == []
    assert page.xpath("//script | //iframe | //object | //embed | //img | //form | //base") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    links = page.xpath(
        "//@href | //@src | //@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"}
    )
    assert [link for link in links if not re.match(r"#|[\w./-]+$", link)] == []


def test_sheets_hold_text_where_it_looks_like_a_formula(run: HostileRun) -> None:
    book = openpyxl.load_workbook(run.report(".xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    held = {str(cell.value) for cell in cells}
    assert [name for name in NAMES if name not in held] == []
    outside = [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target]
    assert [target for target in outside if not re.fullmatch(r"[\w./-]+", target)] == []


def test_the_document_holds_the_names_as_text(run: HostileRun) -> None:
    document = Document(str(run.report(".docx")))
    texts = "\n".join(cell.text for table in document.tables for cell in table._cells)
    assert [name for name in NAMES if name not in texts] == []


def test_csv_holds_the_names(run: HostileRun) -> None:
    folder = next(
        path for path in (run.folders.root / "maps" / "reports").glob("632200-*") if path.is_dir()
    )
    held: set[str] = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            held.update(cell for row in csv.reader(stream) for cell in row)
    # A cell that a sheet would compute begins with a mark that makes it text.
    plain = held | {cell[1:] for cell in held if cell[:1] in ("'", "\t")}
    assert [name for name in NAMES if name not in plain] == []
    assert [cell for cell in held if re.match(r"[=@+]|-[^\d.]", cell) and len(cell) > 1] == []


@pytest.mark.browser
def test_the_page_shows_every_name_and_runs_nothing(visit: Any, run: HostileRun) -> None:
    (path,) = (run.folders.root / "maps").glob("632200-*.html")
    found = visit(path)
    shown = found.page.evaluate(
        """() => covermap.data.areas.map(area => {
            covermap.set({selected: area.id});
            return document.querySelector("#drawer h3").textContent;
        })"""
    )
    assert set(NAMES) <= set(shown)
    names = found.page.evaluate(
        "Array.from({length: covermap.stationTotal()}, (_, i) => covermap.station(i).name)"
    )
    assert set(NAMES) <= set(names)
    assert found.page.evaluate("window.struck") is None
    assert "1337" not in found.page.inner_text("body")  # 7 * 191


def test_a_lone_surrogate_is_no_text_and_does_not_come_through(tmp_path: Path) -> None:
    """No file of UTF-8 can hold it; an escape in JSON can name it, and GDAL puts a sign for it."""
    path, collection = tmp_path / "roads.geojson", roads()
    collection["features"][0]["properties"]["name_zh"] = "a\ud800b"
    path.write_text(json.dumps(collection), encoding="utf-8")
    name = read_vector(path)["name_zh"].iloc[0]
    assert name.encode("utf-8").decode("utf-8") == name
    assert name[0] + name[-1] == "ab"
