"""The default run of the whole province: what the first issue promises of it."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo.grid import geodesic_area_km2
from geo.outputs import run_record
from tests.conftest import FinishedRun

pytestmark = [pytest.mark.xdist_group("province"), pytest.mark.slow]

PREFECTURES = {
    "630100-xining",
    "630200-haidong",
    "632200-haibei",
    "632300-huangnan",
    "632500-hainan",
    "632600-guoluo",
    "632700-yushu",
    "632800-haixi",
}


def test_peak_memory_stays_below_2_gb(province_run: FinishedRun) -> None:
    assert province_run.peak_bytes < 2_000_000_000


def test_a_page_and_a_report_for_every_prefecture(province_run: FinishedRun) -> None:
    maps, reports = province_run.folders.maps, province_run.folders.reports
    pages = {path.name for path in maps.glob("*.html")}
    assert pages == {"index.html"} | {f"{stem}_SYNTHETIC.html" for stem in PREFECTURES}
    for stem in PREFECTURES:
        for suffix in (".html", ".xlsx"):
            assert (reports / f"{stem}-gap-report_SYNTHETIC{suffix}").is_file()
        assert len(list((reports / f"{stem}-gap-report_SYNTHETIC").glob("*.csv"))) > 10
    assert (reports / "630000-qinghai-overview_SYNTHETIC.xlsx").is_file()


def test_no_page_is_larger_than_its_budget(province_run: FinishedRun) -> None:
    for page in province_run.folders.maps.glob("*.html"):
        assert page.stat().st_size < (4_000_000 if page.name == "index.html" else 3_000_000)


def test_all_products_are_recorded(province_run: FinishedRun) -> None:
    record = run_record.require(province_run.folders.processed)
    assert run_record.intact(record, province_run.folders.root)
    assert record["synthetic"] is True and record["scenario"] == {"count": 10_000, "seed": 2022}
    assert len(record["scope"]) == 8
    assert "SYNTHETIC" in province_run.output


def test_every_row_of_the_catalogue_is_in_the_results(province_run: FinishedRun) -> None:
    results = province_run.results()
    # 629 rows, of which 10 are data centres, which are counted and not judged.
    assert len(results.areas) == 619 and len(results.data_centers) == 10
    assert results.areas["lon"].notna().sum() == 370
    goal = results.areas[results.areas["group"] == "goal2022"]
    assert goal["category"].value_counts().to_dict() == {
        "government": 54,
        "scenic_area": 51,
        "transport_hub": 22,
        "industrial_park": 20,
        "education": 13,
        "healthcare": 10,
        "finance": 2,
    }


def test_station_counts_are_those_of_the_scenario(province_run: FinishedRun) -> None:
    results = province_run.results()
    assert len(results.stations) == 10_000 == results.prefectures["stations"].sum()
    assert results.stations["synthetic"].all()
    share = results.prefectures.set_index("adcode")["stations"] / 10_000
    people = results.prefectures.set_index("adcode")["population"] / 5_923_957
    assert np.allclose(share, people, atol=1e-4)


def test_counties_fill_the_grid(province_run: FinishedRun) -> None:
    results = province_run.results()
    cells = results.coverage[results.coverage["operator"] == "any"].set_index("county_adcode")
    counties = results.counties.set_index("adcode")
    assert len(counties) == 45
    area = geodesic_area_km2(results.counties.geometry.to_numpy())
    assert cells["cells"].sum() / 100 == pytest.approx(area.sum(), rel=1e-5)
    # A county's cells are counted by their centres: good to a thousandth for the smallest.
    each = cells["cells"].reindex(results.counties["adcode"]).to_numpy() / 100
    assert np.abs(each / area - 1).max() < 3e-3


def test_rasters_and_figures_say_the_same(province_run: FinishedRun) -> None:
    results = province_run.results()
    path = province_run.folders.rasters / "class_any_SYNTHETIC.tif"
    with rasterio.open(path) as dataset:
        counts = np.zeros(256, np.int64)
        for _, window in dataset.block_windows(1):
            counts += np.bincount(dataset.read(1, window=window).ravel(), minlength=256)
    cells = results.coverage[results.coverage["operator"] == "any"]
    assert counts[:4].sum() == cells["cells"].sum()
    assert counts[2] + counts[3] == cells["cells50"].sum()
    assert counts[3] == cells["cells90"].sum()


def test_every_product_says_terrain_none(province_run: FinishedRun) -> None:
    folders = province_run.folders
    for page in (*folders.maps.glob("*.html"), *folders.reports.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert "无地形" in text or "terrain: none" in text, page.name
        assert "SYNTHETIC" in text and "预测" in text, page.name
    for file in folders.exports.rglob("*.geojson"):
        assert json.loads(file.read_text(encoding="utf-8"))["covermap"]["terrain"] == "none"
    for file in folders.rasters.glob("*.tif"):
        with rasterio.open(file) as dataset:
            assert dataset.tags()["COVERMAP_TERRAIN"] == "none"
    for file in folders.reports.glob("*.xlsx"):
        with zipfile.ZipFile(file) as book:
            assert "无地形" in book.read("xl/sharedStrings.xml").decode(), file.name


def names_of(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_osm_rows_stay_in_files_of_their_own(province_run: FinishedRun) -> None:
    exports = province_run.folders.exports
    mixed, own = 0, 0
    for file in exports.rglob("key_area*.geojson"):
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
            from_osm = feature["properties"]["coord_licence"].startswith("ODbL")
            own += from_osm and "odbl" in file.name
            mixed += from_osm is not ("odbl" in file.name)
    assert mixed == 0 and own > 0
    assert any("odbl" in name and name.endswith(".gpkg") for name in names_of(exports))
