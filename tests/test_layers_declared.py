"""What is declared of a file: where it is from, whose it is, and what follows of that."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

import layers
from geo import settings as chosen
from geo.cli import app
from geo.commands import checking
from layers import Declared
from layers.errors import Finding, InputError
from tests.messages import complete, place, refusal
from tests.sample_sources import OPENCELLID, OVITAL, TOWERS

PLAIN = "编号,经度,纬度\nA,101.75,36.66\nB,101.74,36.67\n"
OVITAL_TABLE = "名称,经度,纬度,海拔,备注\n虚构,101.75,36.66,2300,\n"


def load(
    path: Path, text: str, declared: Declared, layer: str = "base_stations"
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    path.write_text(text, encoding="utf-8")
    intakes: list[layers.Intake] = []
    return layers.load(layer, path, intakes, declared), intakes[0].warnings()


# --- the source ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "layer", "code", "said"),
    [
        ("opencelid", "base_stations", "unknown-source", "opencellid"),
        ("opencellid", "base_stations", "source-mismatch", "radio"),
        ("china_tower", "base_stations", "source-mismatch", "站址编码"),
        ("google_earth", "base_stations", "source-mismatch", "a KML document"),
        ("excel_zh", "government", "source-of-other-role", "base_stations"),
    ],
)
def test_a_source_that_a_file_is_not_of_is_refused(
    tmp_path: Path, source: str, layer: str, code: str, said: str
) -> None:
    text = "编号,名称,运营商,经度,纬度\nA,x,移动,101.75,36.66\n"
    with pytest.raises(InputError) as caught:
        load(tmp_path / "a.csv", text, Declared(source=source), layer)
    finding = refusal(caught, code, file="a.csv", field="source")
    assert said in finding.text().en


def test_a_plain_table_is_of_no_source(tmp_path: Path) -> None:
    text = "编号,站名,运营商,经度,纬度,挂高,区县\nA,x,移动,101.75,36.66,30,城北区\n"
    _, findings = load(tmp_path / "a.csv", text, layers.UNDECLARED)
    assert findings == []


@pytest.mark.parametrize("row", [3, 4, 5])
def test_a_file_without_a_cell_of_4g_or_5g_in_china_is_refused(tmp_path: Path, row: int) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path / "a.csv", OPENCELLID.splitlines()[row], layers.UNDECLARED)
    assert caught.value.findings[-1].code == "nothing-of-the-layer"


@pytest.mark.parametrize(
    ("net", "operator"),
    [
        *(("00", "中国移动"), ("2", "中国移动"), ("04", "中国移动"), ("7", "中国移动")),
        *(("8", "中国移动"), ("1", "中国联通"), ("06", "中国联通"), ("9", "中国联通")),
        *(("3", "中国电信"), ("5", "中国电信"), ("11", "中国电信"), ("15", "中国广电")),
    ],
)
def test_a_network_code_names_its_operator(tmp_path: Path, net: str, operator: str) -> None:
    row = f"NR,460,{net},1,4096,1,101.75,36.66,100,1,1,0,0,0\n"
    frame, _ = load(tmp_path / "a.csv", row, layers.UNDECLARED)
    assert frame["operator"].tolist() == [operator]


def test_the_code_of_no_operator_is_rejected_as_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path / "a.csv", "NR,460,20,1,4096,1,101.75,36.66,100,1,1,0,0,0\n", Declared())
    assert (
        "MNC 20" in refusal(caught, "unknown-value", file="a.csv", row=1, field="operator").what.en
    )


def test_the_datum_of_a_source_stands_against_another_that_is_declared(tmp_path: Path) -> None:
    row = "NR,460,0,1,4096,1,101.75,36.66,100,1,1,0,0,0\n"
    frame, findings = load(tmp_path / "a.csv", row, Declared(datum="GCJ02"))
    assert frame["lon"].tolist() == [101.75]
    assert "datum-of-source" in {finding.code for finding in findings}


def test_towers_may_have_a_column_for_each_operator(tmp_path: Path) -> None:
    text = (
        "站址编码,塔型,经度,纬度,移动,联通,是否电信,广电,制式\n"
        "T1,单管塔,101.75,36.66,是,否,√,0,4G/5G\nT2,单管塔,101.74,36.66,否,1,否,否,4G\n"
    )
    frame, findings = load(tmp_path / "a.csv", text, layers.UNDECLARED)
    assert frame["id"].tolist() == ["T1-CMCC", "T1-CTCC", "T2-CUCC"]
    assert frame["tech"].tolist() == ["NR", "NR", "LTE"]
    assert frame["status"].tolist() == ["built"] * 3
    assert findings[0].code == "source-recognised"


def test_a_tower_rejected_for_one_operator_is_rejected_whole(tmp_path: Path) -> None:
    text = TOWERS.replace(",40,铁塔公司", ",4000,铁塔公司")
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    checked = checking.check("sites", path)
    assert checked.rows is not None
    assert checked.rows["id"].tolist() == ["T002-CBN"]
    assert (checked.read, checked.kept, checked.set_aside) == (4, 1, 1)
    assert checked.rejected["row"].tolist() == [2, 5]


@pytest.mark.parametrize(
    ("declared", "shifted", "codes"),
    [("", False, ["datum-undeclared"]), ("GCJ02", True, []), ("WGS84", False, [])],
)
def test_the_datum_of_an_ovital_table_is_asked_for_and_never_guessed(
    tmp_path: Path, declared: str, shifted: bool, codes: list[str]
) -> None:
    said = Declared(datum=declared, operator="移动", source="ovitalmap")
    frame, findings = load(tmp_path / "a.csv", OVITAL_TABLE, said)
    assert (frame["lon"].iloc[0] != 101.75) == shifted
    assert [f.code for f in findings if f.code.startswith("datum")] == codes


def test_a_datum_that_is_none_in_ovital_is_rejected(tmp_path: Path) -> None:
    text = OVITAL.format("101.75,36.66").replace("GCJ02", "MARS")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "a.kml", text, layers.UNDECLARED)
    refusal(caught, "unknown-value", file="a.kml", row=1, field="datum")


def test_folders_are_the_categories_of_places_and_polygons_their_extent(tmp_path: Path) -> None:
    ring = "101.7,36.6 101.8,36.6 101.8,36.7 101.7,36.6"
    text = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Folder><name>产业园区</name><Placemark>'
        "<name>虚构园</name><description>开发区</description><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Folder></kml>"
    )
    frame, _ = load(tmp_path / "a.kml", text, layers.UNDECLARED, "parks")
    assert frame["category"].tolist() == ["产业园区"]
    assert frame["name_zh"].tolist() == ["虚构园"]
    assert frame.geometry.iloc[0].equals(
        shapely.Polygon([(101.7, 36.6), (101.8, 36.6), (101.8, 36.7)])
    )


# --- the operator ----------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["CMCC", "移动", "中国移动", "china mobile"])
def test_an_operator_declared_for_a_file_is_counted_as_an_assumption(
    tmp_path: Path, spelling: str
) -> None:
    frame, findings = load(tmp_path / "a.csv", PLAIN, Declared(operator=spelling))
    assert frame["operator"].tolist() == ["中国移动"] * 2
    assert [place(finding) for finding in findings] == [("operator-declared", 2, "operator")]
    complete(findings[0], file="a.csv", row=2, field="operator")
    assert "2 行" in findings[0].what.zh


def test_rows_that_name_an_operator_keep_him(tmp_path: Path) -> None:
    text = "编号,运营商,经度,纬度\nA,电信,101.75,36.66\nB,,101.74,36.67\n"
    frame, findings = load(tmp_path / "a.csv", text, Declared(operator="移动"))
    assert frame["operator"].tolist() == ["中国电信", "中国移动"]
    assert [place(finding) for finding in findings] == [("operator-declared", 3, "operator")]


@pytest.mark.parametrize(
    ("layer", "code"), [("base_stations", "unknown-operator"), ("parks", "no-operator-column")]
)
def test_an_operator_that_is_none_or_of_no_use_is_refused(
    tmp_path: Path, layer: str, code: str
) -> None:
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        checking.check(layer, tmp_path / "a.csv", Declared(operator="铁通"))
    refusal(caught, code, file="a.csv", field="operator")


def test_declarations_stand_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    config = tmp_path / "c.toml"
    head = '[layers]\nbase_stations = "a.csv"\n'
    config.write_text(
        head + '[operators]\nbase_stations = "CMCC"\n[sources]\nbase_stations = "ovitalmap"\n'
        '[datums]\nbase_stations = "GCJ02"\n',
        encoding="utf-8",
    )
    said = chosen.read(config).declared("base_stations")
    assert said == Declared("GCJ02", "CMCC", "ovitalmap")
    assert checking.check("config", config).usable
    for section, value, code in (
        ("operators", "铁通", "unknown-operator"),
        ("sources", "opencelid", "unknown-source"),
    ):
        config.write_text(f'{head}[{section}]\nbase_stations = "{value}"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            chosen.read(config)
        refusal(caught, code, file="c.toml", field=section.removesuffix("s"))


def test_the_command_line_takes_operator_and_source(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(OVITAL_TABLE, encoding="utf-8")
    asked = ["check", str(path), "--role", "sites", "--lang", "en"]
    run = CliRunner().invoke(app, [*asked, "--operator", "CMCC", "--source", "ovitalmap"])
    assert run.exit_code == 0, run.output
    assert "could not be audited" in run.output
    run = CliRunner().invoke(app, [*asked, "--source", "nowhere"])
    assert isinstance(run.exception, InputError)


def test_the_command_accounts_for_rows_set_aside_and_rows_split(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TOWERS, encoding="utf-8")
    run = CliRunner().invoke(app, ["check", str(path), "--role", "sites", "--lang", "en"])
    told = "4 rows read: 2 used, 1 not used, 1 of something else; 4 records made of them"
    assert told in run.output
