"""Which layers there are, what each reads by default, and which files that depends on."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import pytest

import layers
from layers._layer import RAW
from layers.errors import InputError
from tests.messages import refusal

TEMPLATES = sorted(path.stem for path in (RAW / "templates").glob("*.csv"))
# Rows that come with covermap, and how many of them have a coordinate.
SHIPPED = {
    "base_stations": (0, 0),
    "candidates": (0, 0),
    "data_centers": (10, 1),
    "education": (13, 12),
    "finance": (2, 0),
    "government": (54, 54),
    "healthcare": (10, 0),
    "key_points": (0, 0),
    "parks": (20, 6),
    "proposed_stations": (0, 0),
    "railways": (0, 0),
    "roads": (0, 0),
    "scenic_areas": (61, 36),
    "settlements": (422, 225),
    "transport_hubs": (37, 37),
    "villages": (0, 0),
}


def test_every_module_that_is_a_dataset_is_in_the_catalogue() -> None:
    assert list(layers.catalogue()) == sorted(
        [
            *SHIPPED,
            *("counties", "prefectures", "lakes", "population", "measurements", "challenges"),
            "restricted_zones",
        ]
    )
    for name, layer in layers.catalogue().items():
        assert layer.name == name
        assert layer.title.zh and layer.title.en
        assert layer.style.colour.startswith("#")


def test_only_what_nobody_publishes_may_be_missing() -> None:
    optional = {layer.name for layer in layers.catalogue().values() if layer.optional}
    assert optional == {
        "base_stations",
        "candidates",
        "challenges",
        "key_points",
        "measurements",
        "proposed_stations",
        "railways",
        "restricted_zones",
        "roads",
        "villages",
    }
    assert all(SHIPPED.get(name, (0, 0)) == (0, 0) for name in optional)


def test_what_is_missing_has_the_columns_of_its_layer_and_no_rows() -> None:
    for name in ("base_stations", "challenges", "measurements", "roads", "population"):
        layer = layers.catalogue()[name]
        frame = layers.empty(name)
        assert frame.empty
        names = [column.name for column in layer.columns] + ["file", "row"]
        assert frame.columns.tolist() == names + ["geometry"] * (layer.geometry != "table")
        assert {frame[c.name].dtype.kind for c in layer.columns if c.kind == "number"} <= {"f"}


def test_headers_of_a_layer_never_stand_for_two_columns() -> None:
    for layer in layers.catalogue().values():
        names = [header for column in layer.columns for header in set(column.headers())]
        assert len(names) == len(set(names)), layer.name


@pytest.mark.parametrize(("name", "counts"), SHIPPED.items(), ids=SHIPPED)
def test_point_and_line_layers_load_every_row(name: str, counts: tuple[int, int]) -> None:
    frame = layers.load(name)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs.to_epsg() == 4326
    assert (len(frame), int(frame.geometry.notna().sum())) == counts
    assert frame["id"].is_unique
    columns = [column.name for column in layers.catalogue()[name].columns]
    assert frame.columns.tolist() == [*columns, "file", "row", "geometry"]


def test_where_a_record_came_from_is_kept() -> None:
    hubs = layers.load("transport_hubs")
    files = hubs["file"].value_counts().to_dict()
    assert files == {"data/raw/odbl/transport_hubs.csv": 30, "data/raw/transport_hubs.csv": 7}
    first = hubs[hubs["id"] == "QH-TH-001"].iloc[0]
    assert (first["file"], first["row"]) == ("data/raw/transport_hubs.csv", 2)
    assert (first["lon"], first["lat"]) == (102.040157, 36.528295)


def test_population_is_the_census_and_has_no_geometry() -> None:
    population = layers.load("population")
    assert not isinstance(population, gpd.GeoDataFrame)
    province = population.set_index("adcode").loc["630000"]
    assert province["population"] == 5_923_957
    assert len(population) == 24


def test_lakes_are_polygons_in_the_province() -> None:
    lakes = layers.load("lakes")
    assert len(lakes) == 15
    assert set(lakes.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    assert lakes["name"].notna().all()
    west, south, east, north = lakes.total_bounds
    assert (west > 89, south > 31, east < 104, north < 40) == (True,) * 4


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_the_columns_of_its_layer_and_can_be_read(name: str, tmp_path: Path) -> None:
    text = (RAW / "templates" / f"{name}.csv").read_text(encoding="utf-8-sig")
    header = next(csv.reader(text.splitlines()))
    assert header == [column.name for column in layers.catalogue()[name].columns]
    path = tmp_path / f"{name}.csv"
    path.write_text(text.replace("EXAMPLE-", "QH-"), encoding="utf-8")
    frame = layers.load(name, path)
    assert len(frame) >= 2
    assert frame["file"].unique().tolist() == [f"{name}.csv"]


def test_there_is_a_template_for_every_layer_a_table_can_replace() -> None:
    tables = [
        layer.name for layer in layers.catalogue().values() if layer.geometry in ("point", "table")
    ]
    assert sorted(tables) == TEMPLATES
    drawn = [
        layer.name
        for layer in layers.catalogue().values()
        if layer.geometry == "line" or (layer.geometry == "polygon" and layer.optional)
    ]
    assert sorted(path.stem for path in (RAW / "templates").glob("*.geojson")) == sorted(drawn)


def test_an_own_file_replaces_what_is_shipped(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("编号,名称,经度,纬度\nA,某园,101.5,36.5\n", encoding="gbk")
    frame = layers.load("parks", path)
    assert frame["name_zh"].tolist() == ["某园"]
    assert frame["file"].tolist() == ["mine.csv"]


def test_an_own_file_that_is_not_there_is_refused_and_nothing_takes_its_place(
    tmp_path: Path,
) -> None:
    for name in ("gone.csv", "gone.gpkg"):
        with pytest.raises(InputError) as caught:
            layers.load("parks", tmp_path / name)
        refusal(caught, "missing-file", file=str(tmp_path / name))


def test_an_unknown_layer_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="tunnels"):
        layers.load("tunnels")


# --- the files a result depends on ----------------------------------------------------


def test_shipped_layers_name_the_files_they_are_read_from() -> None:
    assert layers.input_files("parks") == (RAW / "parks.csv",)
    assert layers.input_files("transport_hubs") == (
        RAW / "transport_hubs.csv",
        RAW / "odbl" / "transport_hubs.csv",
    )
    assert layers.input_files("lakes") == (RAW / "lakes.geojson",)
    assert layers.input_files("base_stations") == ()


@pytest.mark.parametrize(("name", "count"), [("prefectures", 8), ("counties", 45)])
def test_boundaries_depend_on_the_names_and_one_file_each(name: str, count: int) -> None:
    files = layers.input_files(name)
    assert files[0] == RAW / "divisions.csv"
    assert len(set(files)) == count + 1
    assert all(file.is_file() for file in files)


@pytest.mark.parametrize("stem", ["mine", "mine [1]", "站点*?"])
def test_own_files_include_what_lies_beside_a_shapefile(tmp_path: Path, stem: str) -> None:
    wanted = [tmp_path / f"{stem}.{suffix}" for suffix in ("dbf", "shp", "shx")]
    for path in [*wanted, tmp_path / "mine 1.dbf", tmp_path / "站点xy.dbf"]:
        path.write_bytes(b"")
    assert layers.input_files("parks", tmp_path / f"{stem}.shp") == tuple(wanted)


def test_an_own_file_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "gone.dbf").write_bytes(b"")
    assert layers.input_files("parks", tmp_path / "gone.shp") == ()
    assert layers.input_files("parks", tmp_path / ("x" * 300 + ".csv")) == ()
