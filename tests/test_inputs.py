"""Everything a run starts from: complete, located, and refused before anything is computed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, box

import layers
from geo import standards
from geo.inputs import Inputs, gather
from geo.settings import Coverage, Goals, People, Scenario, Settings
from layers.errors import Finding, InputError
from tests import toy
from tests.messages import complete, refusal

AREAS = "id,name_zh,subcategory,tier,adcode,prefecture,lon,lat,area_km2\n"
TINY = {
    "government": AREAS + "G1,政府,county_government,core,630102,,101.5,36.2,\n",
    "education": AREAS + "E1,大学,university,core,,,101.5,36.8,\nE2,学校,,core,,西宁市,,,\n",
    "finance": AREAS + "F1,银行,bank,core,,,,,\n",
    "healthcare": AREAS + "H1,医院,,core,632801,,100.5,36.5,0.2\n",
    "transport_hubs": AREAS + "T1,车站,railway_station,secondary,632801,,100.6,36.5,\n",
    "parks": AREAS + "P1,园区,,core,630121,,101.5,36.2,\n",
    "scenic_areas": AREAS + "S1,大湖,AAAAA,core,632801,,100.4,36.4,4459\n",
    "settlements": AREAS + "V1,某镇,township_seat,township,632801,,100.3,36.4,\n",
    "data_centers": "id,name,adcode,lon,lat,racks\nD1,中心,630102,101.5,36.2,6000\nD2,机房,,,,\n",
    "population": "adcode,name,population\n630100,西宁市,600\n632800,海西州,200\n",
}
STATIONS = "id,operator,lon,lat,tech,status,freq_mhz\n"
Gather = Callable[..., Inputs]


@pytest.fixture
def gathered(tmp_path: Path) -> Gather:
    """Gather a tiny province; keyword = layer, value = its sheet."""

    def run(
        *asked: str, count: int = 16, statuses: list[str] | None = None, **sheets: str
    ) -> Inputs:
        files = toy.write_boundaries(tmp_path)
        for name, text in {**TINY, **sheets}.items():
            files[name] = tmp_path / f"{name}.csv"
            files[name].write_text(text, encoding="utf-8")
        coverage = Coverage(statuses=statuses or ["built"])
        settings = Settings(layers=files, scenario=Scenario(count=count), coverage=coverage)
        return gather(settings, list(asked))

    return run


def test_the_whole_province_has_every_place_in_the_order_of_the_categories(
    gathered: Gather,
) -> None:
    inputs = gathered()
    assert inputs.scope == ("630100", "632800")
    assert inputs.areas["id"].tolist() == ["G1", "E1", "E2", "F1", "H1", "T1", "P1", "S1", "V1"]
    assert inputs.areas["prefecture_adcode"].tolist() == [
        "630100",
        "630100",  # E1 states none: by its point
        "630100",  # E2 has no point: by its name
        "",
        "632800",
        "632800",
        "630100",
        "632800",
        "632800",
    ]
    county = dict(zip(inputs.areas["id"], inputs.areas["county_adcode"], strict=True))
    assert (county["E1"], county["E2"], county["P1"]) == ("630121", "", "630121")
    assert inputs.data_centers["id"].tolist() == ["D1", "D2"]
    assert inputs.data_centers["racks"].tolist()[0] == 6000.0
    assert (len(inputs.counties), len(inputs.prefectures), len(inputs.population)) == (3, 2, 2)


def test_the_order_of_rows_changes_nothing_but_where_they_stand(gathered: Gather) -> None:
    stations = [f"S{n},中国移动,101.5{n},36.{n},NR,built,2600\n" for n in range(2, 8)]
    places = TINY["education"].splitlines(keepends=True)
    one = gathered(base_stations=STATIONS + "".join(stations))
    other = gathered(
        base_stations=STATIONS + "".join(stations[::-1]),
        education="".join([places[0], *places[:0:-1]]),
    )
    for frame in ("stations", "areas"):
        ones, others = (getattr(inputs, frame).drop(columns="row") for inputs in (one, other))
        assert ones.equals(others), frame
    assert other.stations["row"].tolist() == [7, 6, 5, 4, 3, 2]


@pytest.mark.parametrize("asked", ["海西", "632800", "Haixi"])
def test_a_scope_keeps_its_own_places_and_all_stations(gathered: Gather, asked: str) -> None:
    inputs = gathered(asked)
    assert inputs.scope == ("632800",)
    assert inputs.areas["id"].tolist() == ["H1", "T1", "S1", "V1"]  # F1 is nowhere in particular
    assert inputs.counties["adcode"].tolist() == ["632801"]
    assert inputs.prefectures["adcode"].tolist() == ["632800"]
    assert inputs.data_centers["id"].tolist() == []
    assert inputs.stations["prefecture_adcode"].value_counts().to_dict() == {
        "630100": 12,
        "632800": 4,
    }


def test_without_a_list_the_stations_are_the_scenario(gathered: Gather) -> None:
    inputs = gathered()
    assert inputs.synthetic
    assert len(inputs.stations) == 16
    assert inputs.counted.all()
    assert inputs.stations["name"].str.contains("SYNTHETIC").all()
    again = gathered()
    assert inputs.stations["lon"].tolist() == again.stations["lon"].tolist()


def test_a_scenario_of_none_is_no_error(gathered: Gather) -> None:
    inputs = gathered(count=0)
    assert (len(inputs.stations), len(inputs.counted)) == (0, 0)
    assert inputs.synthetic


OWN = (
    STATIONS
    + "B1,移动,101.5,36.2,5G,已建,2600\n"
    + "B2,电信,101.5,36.8,5G,规划,3500\n"
    + "B3,联通,100.5,36.5,4G,已建,2100\n"
    + "B4,广电,100.5,36.5,,,700\n"
)


@pytest.mark.parametrize(
    ("statuses", "counted"),
    [(["built"], ["B1", "B4"]), (["built", "planned"], ["B1", "B2", "B4"]), (["planned"], ["B2"])],
)
def test_a_list_of_stations_replaces_the_scenario_and_4g_and_other_statuses_do_not_count(
    gathered: Gather, statuses: list[str], counted: list[str]
) -> None:
    inputs = gathered(base_stations=OWN, statuses=statuses)
    assert not inputs.synthetic
    assert inputs.stations["id"].tolist() == ["B1", "B2", "B3", "B4"]
    assert inputs.stations["id"][inputs.counted].tolist() == counted
    assert inputs.stations["county_adcode"].tolist() == ["630102", "630121", "632801", "632801"]
    assert inputs.stations["prefecture_adcode"].tolist() == ["630100"] * 2 + ["632800"] * 2
    assert inputs.stations["file"].unique().tolist() == ["base_stations.csv"]


def test_assumptions_are_listed_for_stations_and_places(gathered: Gather) -> None:
    defaults = gathered(base_stations=OWN).defaults
    assert defaults.columns.tolist() == ["layer", "field", "value", "rows", "zh", "en"]
    of_4g = defaults["en"].str.startswith("4G: ")
    rows = {(row.layer, row.field, row.value): row.rows for row in defaults[~of_4g].itertuples()}
    assert rows["base_stations", "tech", "NR"] == 1
    assert rows["base_stations", "status", "built"] == 1
    assert rows["base_stations", "datum", "CGCS2000"] == 4
    # B2 is planned: what it leaves open is not assumed, it is not used.
    assert rows["base_stations", "azimuth_deg", "omni"] == 2
    assert rows["base_stations", "tilt_deg", "none"] == 2
    assert rows["scenic_area", "extent_radius_m", "1500"] == 1
    assert rows["education", "extent_radius_m", "500"] == 1
    assert (defaults["zh"] != "").all()
    assert (defaults["en"] != "").all()
    # B3 is 4G, whose assumptions are listed apart: its band, and the threshold it is held to.
    apart = {(row.field, row.value): row.rows for row in defaults[of_4g].itertuples()}
    assert apart["band", "B1"] == apart["ss_power_dbm", "15.2"] == apart["threshold", "5G"] == 1
    assert defaults[of_4g]["zh"].str.startswith("4G：").all()


def test_4g_stations_are_completed_beside_those_that_count(gathered: Gather) -> None:
    inputs = gathered(base_stations=OWN)
    assert inputs.stations["id"][inputs.lte].tolist() == ["B3"]
    assert inputs.computed["id"].tolist() == ["B1", "B3", "B4"]
    assert inputs.computed["ss_power_dbm"].notna().all()
    assert not gathered(base_stations=OWN, statuses=["planned"]).lte.any()
    without = gathered(base_stations=OWN.replace("B3,联通,100.5,36.5,4G,已建,2100\n", ""))
    assert without.defaults.equals(
        inputs.defaults[~inputs.defaults["en"].str.startswith("4G: ")]
        .replace({"rows": {4: 3}})
        .reset_index(drop=True)
    )


def test_extents_are_given_and_what_is_odd_is_reported(gathered: Gather) -> None:
    inputs = gathered()
    source = dict(zip(inputs.areas["id"], inputs.areas["extent_source"], strict=True))
    assert (source["H1"], source["S1"], source["F1"]) == ("stated area", "partial", "")
    reported = [(finding.code, finding.file, finding.row) for finding in inputs.findings]
    assert reported == [
        ("county-mismatch", "parks.csv", 2),
        ("area-without-shape", "scenic_areas.csv", 2),
    ]
    assert {finding.severity for finding in inputs.findings} == {"warning"}


@pytest.mark.parametrize(
    ("layer", "sheet"),
    [
        ("base_stations", STATIONS + "B1,移动,101.5,36.2,,,\nB2,移动,36.2,71.5,,,\n"),
        ("base_stations", STATIONS + "B1,移动,101.5,36.2,,,\nB2,移动,104.1,30.7,,,\n"),
        ("government", TINY["government"] + "G2,政府,,core,,,104.1,30.7,\n"),
        ("settlements", TINY["settlements"] + "V2,某镇,,township,,,103.0,36.5,\n"),
        ("data_centers", "id,name,lon,lat\nD1,数,101.5,36.2\nD2,数,104.1,30.7\n"),
    ],
)
def test_a_point_outside_the_province_is_rejected_by_file_row_and_field(
    gathered: Gather, layer: str, sheet: str
) -> None:
    inputs = gathered(**{layer: sheet})
    (finding,) = findings_of(inputs, "outside-region")
    complete(finding, file=f"{layer}.csv", row=3, field="lon, lat")
    assert finding.severity == "warning"
    rejected = inputs.rejected
    assert rejected[["file", "row", "code"]].to_numpy().tolist() == [
        [f"{layer}.csv", 3, "outside-region"]
    ]
    assert rejected["id"].tolist() == [sheet.splitlines()[2].split(",")[0]]
    assert inputs.rows[f"{layer}.csv"] == 1


def test_a_list_of_which_every_point_is_outside_is_refused(gathered: Gather) -> None:
    with pytest.raises(InputError) as caught:
        gathered(base_stations=STATIONS + "B1,移动,104.1,30.7,,,\n")
    refusal(caught, "outside-region", file="base_stations.csv", row=2, field="lon, lat")


def test_an_id_used_by_two_layers_is_told_apart_and_said(gathered: Gather) -> None:
    inputs = gathered(parks=TINY["parks"].replace("P1", "E2"))
    (finding,) = findings_of(inputs, "duplicate-id")
    complete(finding, file="parks.csv", row=2, field="id")
    assert finding.what.zh == "编号“E2”在另一图层中已使用，改称 E2#industrial_park"
    assert {"E2", "E2#industrial_park"} <= set(inputs.areas["id"])


def findings_of(inputs: Inputs, code: str) -> list[Finding]:
    return [finding for finding in inputs.findings if finding.code == code]


def test_an_old_or_unknown_code_does_not_make_a_place_vanish(gathered: Gather) -> None:
    rows = [
        "H1,甲,,core,999999,,100.5,36.5,",  # by its point
        "H2,乙,,core,632825,海西州,,,",  # by its prefecture, as people write it
        "H3,丙,,core,999999,,,,",  # by nothing
    ]
    sheets = {
        "healthcare": AREAS + "\n".join(rows) + "\n",
        "data_centers": "id,name,adcode,county,lon,lat\n"
        "D1,机,123456,,100.5,36.2\nD2,房,,格尔木,,\n",
    }
    inputs = gathered("海西州", **sheets)
    areas = inputs.areas.set_index("id")
    assert {"H1", "H2"} <= set(areas.index)
    assert "H3" not in areas.index
    assert areas.loc["H1", "county_adcode"] == "632801"
    assert areas.loc["H2", "county_adcode"] == ""
    assert inputs.data_centers["county_adcode"].tolist() == ["632801", "632801"]
    unknown = findings_of(inputs, "unknown-code")
    assert [(finding.file, finding.row) for finding in unknown] == [
        ("healthcare.csv", 2),
        ("healthcare.csv", 3),
        ("healthcare.csv", 4),
        ("data_centers.csv", 2),
    ]


def test_a_name_decides_without_code_and_point_and_warns_against_the_point(
    gathered: Gather,
) -> None:
    header = "id,name_zh,county,lon,lat\n"
    inputs = gathered(healthcare=header + "H1,甲,格尔木,,\nH2,乙,格尔木市,101.5,36.2\n")
    areas = inputs.areas.set_index("id")
    assert areas.loc["H1", ["county_adcode", "prefecture_adcode"]].tolist() == ["632801", "632800"]
    assert areas.loc["H2", ["county_adcode", "prefecture_adcode"]].tolist() == ["630102", "630100"]
    found = [f for f in findings_of(inputs, "county-mismatch") if f.file == "healthcare.csv"]
    assert [(finding.row, finding.field) for finding in found] == [(3, "county")]


def test_what_a_limited_run_leaves_out_is_counted_once(gathered: Gather) -> None:
    nameless = "".join(f"X{i},某行,,core,,,,,\n" for i in range(4))
    (finding,) = findings_of(gathered("海西"), "left-out")
    assert finding.severity == "warning"
    complete(finding, field="prefecture")
    assert finding.what.zh == "2 个场所市州不明，未计入：F1、D2"
    (finding,) = findings_of(gathered("海西", finance=TINY["finance"] + nameless), "left-out")
    assert finding.what.zh == "6 个场所市州不明，未计入：F1、X0、X1、X2、X3……"
    assert finding.what.en.startswith("6 places of unknown prefecture are left out: F1, X0")
    assert findings_of(gathered(), "left-out") == []
    placed = {
        "finance": TINY["finance"].replace("core,,,", "core,,西宁,"),
        "data_centers": "id,name,adcode\nD1,中心,630102\n",
    }
    assert findings_of(gathered("海西", **placed), "left-out") == []


def test_a_place_listed_twice_is_reported_and_kept(gathered: Gather) -> None:
    inputs = gathered(healthcare=TINY["healthcare"] + "H2,医 院,,core,632801,,100.5005,36.5,\n")
    (finding,) = findings_of(inputs, "probable-duplicate")
    complete(finding, file="healthcare.csv", row=3, field="name_zh")
    assert {"H1", "H2"} <= set(inputs.areas["id"])


VILLAGES = "id,name_zh,lon,lat,excluded\nVI1,某村,101.5,36.8,\nVI2,旧村,100.5,36.5,已搬迁\n"
POINTS = "id,place_id,name,kind,present,lon,lat\n"
OF_VILLAGES = (
    POINTS
    + "K1,VI1,,村委会,,101.5,36.8\n"
    + "K2,VI1,,学校,无,,\n"
    + "K3,VI1,,卫生室,,101.5,36.9\n"
    + "K4,G1,大门,门,,101.5,36.2\n"
    + "K5,S1,码头,码头,,100.9,36.9\n"
)


def test_villages_and_key_points_of_ones_own_are_taken(gathered: Gather) -> None:
    inputs = gathered(villages=VILLAGES, key_points=OF_VILLAGES)
    own = inputs.areas[inputs.areas["category"] == "village"].set_index("id")
    assert own["group"].tolist() == ["extended", "extended"]
    assert own["excluded"].tolist() == ["", "已搬迁"]
    assert own["county_adcode"].tolist() == ["630121", "632801"]
    assert own["owner_zh"].tolist() == ["省乡村振兴局"] * 2
    assert inputs.key_points["kind"].tolist() == ["committee", "school", "clinic", "门", "码头"]
    assert inputs.rows["key_points.csv"] == 5
    # 11 km from the village; the extent of the large lake is only a part of it.
    far = findings_of(inputs, "key-point-far")
    assert [(finding.file, finding.row) for finding in far] == [("key_points.csv", 4)]


def test_without_them_there_are_none(gathered: Gather) -> None:
    inputs = gathered()
    assert inputs.key_points.empty and "village" not in set(inputs.areas["category"])
    assert set(inputs.areas["excluded"]) == {""}


def test_key_points_are_those_of_the_scope_but_all_are_checked(gathered: Gather) -> None:
    inputs = gathered("海西", villages=VILLAGES, key_points=OF_VILLAGES)
    assert inputs.key_points["id"].tolist() == ["K5"]
    with pytest.raises(InputError) as caught:
        gathered("海西", key_points=POINTS + "K1,G9,,门,,101.5,36.2\n")
    refusal(caught, "unknown-place", file="key_points.csv", row=2, field="place_id")
    with pytest.raises(InputError) as caught:
        gathered("海西", key_points=POINTS + "K1,G1,,门,,104.1,30.7\n")
    refusal(caught, "outside-region", file="key_points.csv", row=2, field="lon, lat")


def test_a_list_of_villages_does_not_move_the_scenario(gathered: Gather) -> None:
    plain, more = gathered(), gathered(villages=VILLAGES)
    assert len(more.areas) == len(plain.areas) + 2
    for name in ("lon", "lat", "operator"):
        assert plain.stations[name].tolist() == more.stations[name].tolist()


def test_goals_are_checked_before_anything_is_read(tmp_path: Path) -> None:
    table = tmp_path / "goals.csv"
    table.write_text("id,year,metric,operator,threshold,title_zh\nx,2026,rack,ge,1,机架\n")
    files = toy.write_boundaries(tmp_path) | {"parks": tmp_path / "gone.csv"}
    with pytest.raises(InputError) as caught:
        gather(Settings(layers=files, goals=Goals(table=table)), [])
    refusal(caught, "unknown-metric", file="goals.csv", row=2, field="metric")
    with pytest.raises(InputError) as caught:
        gather(Settings(layers=files, goals=Goals(select=["qh-2022-rack"])), [])
    finding = refusal(caught, "unknown-goal", file="covermap.toml", field="goals.select")
    assert "qh-2022-racks" in finding.remedy.zh


def test_the_goals_in_force_are_the_shipped_ones_and_those_of_ones_own(gathered: Gather) -> None:
    assert [goal["id"] for goal in gathered().goals] == standards.table("goals")["id"].tolist()


def test_a_wrong_scope_is_refused_before_the_stations_are_read(gathered: Gather) -> None:
    with pytest.raises(InputError) as caught:
        gathered("海东", base_stations="nonsense\n")
    refusal(caught, "unknown-prefecture", field="--prefecture")


def test_polygons_of_the_planner_are_judged_as_they_are(gathered: Gather, tmp_path: Path) -> None:
    inputs = gathered()
    assert inputs.areas.geometry.notna().sum() == 7
    path = tmp_path / "parks.gpkg"
    field = toy.COUNTIES.geometry.iloc[0].buffer(-0.1)
    columns = {"id": ["P1"], "name": ["园"]}
    gpd.GeoDataFrame(columns, geometry=[field], crs=4326).to_file(path)
    files = {name: tmp_path / f"{name}.csv" for name in TINY} | toy.write_boundaries(tmp_path)
    inputs = gather(Settings(layers={**files, "parks": path}, scenario=Scenario(count=1)), [])
    park = inputs.areas[inputs.areas["id"] == "P1"].iloc[0]
    assert (park["extent_source"], park["county_adcode"]) == ("polygon", "630102")
    assert park.geometry.equals(field)


def test_an_extent_too_large_for_its_window_is_refused(gathered: Gather, tmp_path: Path) -> None:
    gathered()
    files = {name: tmp_path / f"{name}.csv" for name in TINY} | toy.write_boundaries(tmp_path)
    path = tmp_path / "parks.gpkg"
    columns = {"id": ["P1"], "name": ["园"]}
    field = box(100.1, 36.1, 101.9, 36.9)  # 14,000 km²
    gpd.GeoDataFrame(columns, geometry=[field], crs=4326).to_file(path)
    chosen = Settings(layers={**files, "parks": path}, scenario=Scenario(count=1))
    assert "P1" in set(gather(chosen, []).areas["id"])
    fine = chosen.model_copy(update={"coverage": Coverage(place_cell_m=9.0)})
    with pytest.raises(InputError) as caught:
        gather(fine, [])
    refusal(caught, "extent-too-large", file="parks.gpkg", row=1, field="geometry")


def test_the_shipped_data_are_complete_and_only_known_oddities_are_reported() -> None:
    inputs = gather(Settings(scenario=Scenario(count=50)), [])
    judged = standards.table("categories")
    listed = judged.loc[judged["group"].isin(["goal2022", "extended"]), "layer"]
    assert len(inputs.areas) == sum(len(layers.load(name)) for name in listed) == 619
    assert int(inputs.areas.geometry.notna().sum()) == 370
    assert inputs.areas["group"].value_counts().to_dict() == {"extended": 447, "goal2022": 172}
    codes = [finding.code for finding in inputs.findings]
    assert codes.count("county-mismatch") == 1
    assert set(codes) == {"county-mismatch", "area-without-shape"}
    assert (inputs.stations["county_adcode"] != "").all()
    given = inputs.areas.geometry.notna().to_numpy()
    assert np.isin(
        inputs.areas["extent_source"][given], ["assumed", "partial", "stated area"]
    ).all()


def line_file(path: Path, **columns: list[str]) -> Path:
    ways = [LineString([(100.2, 36.2), (101.8, 36.4)]), LineString([(101.8, 36.4), (101.9, 36.9)])]
    gpd.GeoDataFrame(columns, geometry=ways[: len(columns["id"])], crs=4326).to_file(path)
    return path


def test_roads_and_railways_are_lines_of_the_whole_province_and_no_places(
    gathered: Gather, tmp_path: Path
) -> None:
    without = gathered("海西")
    assert len(without.lines) == 0
    files = {name: tmp_path / f"{name}.csv" for name in TINY} | toy.write_boundaries(tmp_path)
    files["roads"] = line_file(tmp_path / "roads.gpkg", id=["G6", "G6"], name=["", "京藏"])
    files["railways"] = line_file(tmp_path / "railways.geojson", id=["R1"])
    inputs = gather(Settings(layers=files, scenario=Scenario(count=1)), ["海西"])
    found = inputs.lines[["line_id", "category", "name_zh", "row"]].to_numpy().tolist()
    assert found == [["G6", "road", "京藏", 1]] * 2 + [["R1", "railway", "R1", 1]]
    assert inputs.areas["id"].tolist() == without.areas["id"].tolist()
    assert (inputs.rows["roads.gpkg"], inputs.rows["railways.geojson"]) == (2, 1)


def test_a_line_may_not_have_the_id_of_a_place(gathered: Gather, tmp_path: Path) -> None:
    gathered()
    files = {name: tmp_path / f"{name}.csv" for name in TINY} | toy.write_boundaries(tmp_path)
    files["roads"] = line_file(tmp_path / "roads.gpkg", id=["G6", "S1"])
    with pytest.raises(InputError) as caught:
        gather(Settings(layers=files, scenario=Scenario(count=1)), [])
    refusal(caught, "duplicate-id", file="roads.gpkg", row=2, field="id")


def test_without_a_file_of_people_there_are_none(gathered: Gather) -> None:
    inputs = gathered()
    assert inputs.people is None
    assert inputs.whole and not gathered("海西").whole


def test_a_file_of_people_is_opened_for_the_whole_province(tmp_path: Path) -> None:
    files = toy.write_boundaries(tmp_path)
    for name, text in TINY.items():
        files[name] = tmp_path / f"{name}.csv"
        files[name].write_text(text, encoding="utf-8")
    own = tmp_path / "people.csv"
    own.write_text("lon,lat,people\n100.5,36.5,150\n101.5,36.5,500\n90,30,7\n", encoding="utf-8")
    inputs = gather(Settings(layers=files, people=People(file=own)), ["海西"])
    assert inputs.people is not None
    assert inputs.people.total == 650.0  # a prefecture's run knows all of the file
    (said,) = findings_of(inputs, "people-rows-left-out")
    complete(said, file="people.csv", field="people.file")
    assert "1 行共 7 人" in said.what.zh
    of_people = inputs.defaults[inputs.defaults["layer"] == "people"]
    assert of_people[["field", "value", "rows"]].values.tolist() == [["datum", "CGCS2000", 2]]
