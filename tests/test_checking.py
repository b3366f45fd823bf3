"""``covermap check``: everything that is to be said of a file, and the rows that can be used."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.commands import checking
from layers import Declared
from layers.errors import InputError
from tests.messages import complete, refusal

SHEET = """青海省5G站点清单

编号,站名,运营商,经度,纬度,挂高(米),方位角,备注2
,,,°,°,m,°,
A1,西宁一,移动,101.77,36.62,35米,60,x
A1,西宁一,移动,101.77,36.62,35,180,x
A2,海晏,中国联通,36.95,100.9,30,,
A3,x,电信,34500000,4050000,30,0,
A4,y,电信,101°46'30,36°37',二十,0,
A5,成都,移动,104.1,30.7,30,0,
=A6,z,小灵通,101.7,36.6,30,0,
合计,,,,,7,,
"""


AREA = "编号,名称,经度,纬度\nA,县政府,101.77,36.62\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "站点.csv"
    path.write_text(SHEET, encoding="gb18030")
    return path


def test_every_row_is_kept_repaired_or_rejected_and_all_are_counted(sheet: Path) -> None:
    checked = checking.check("sites", sheet)
    assert checked.usable
    assert checked.read == 7
    assert checked.rows is not None and checked.rows["id"].tolist() == ["A1", "A1#2", "A2", "A3"]
    assert checked.rejected["row"].tolist() == [9, 10, 11]
    assert len(checked.rows) + checked.rejected["row"].nunique() == checked.read
    assert [(finding.code, finding.row) for finding in checked.findings] == [
        ("units-row", 4),
        ("totals-row", 12),
        ("title-rows", 1),
        ("unknown-column", None),
        ("number-degrees", 9),
        ("number-degrees", 9),
        ("number-unit", 5),
        ("projected-coordinates", 8),
        ("swapped-coordinates", 7),
        ("duplicate-id", 6),
        ("not-a-number", 9),
        ("outside-region", 10),
        ("unknown-value", 11),
    ]
    for finding in checked.findings:
        complete(finding, file="站点.csv", row=finding.row, field=finding.field)


def test_the_copy_reads_back_without_a_remark(sheet: Path, tmp_path: Path) -> None:
    checked = checking.check("sites", sheet)
    rejected, copy = checking.write(checked, tmp_path / "out")
    assert [rejected.name, copy.name] == ["rejected.csv", "站点-checked.csv"]
    again = checking.check("sites", copy)
    assert again.findings == ()
    assert again.rows is not None and checked.rows is not None
    columns = ["id", "operator", "lon", "lat", "height_m", "azimuth_deg"]
    pd.testing.assert_frame_equal(again.rows[columns], checked.rows[columns])


def test_rejected_rows_come_as_they_were_and_run_nothing(sheet: Path, tmp_path: Path) -> None:
    written = checking.write(checking.check("sites", sheet), tmp_path / "out")
    cells = pd.read_csv(written[0], dtype="str", keep_default_na=False)
    assert cells["挂高(米)"].tolist() == ["二十", "30", "30"]
    assert cells["编号"].tolist() == ["A4", "A5", "'=A6"]
    assert cells.loc[0, "reason_zh"] == "“二十”不是数字"
    assert (cells[["remedy_zh", "remedy_en"]] != "").all(axis=None)


def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,站名\nA,x\n", encoding="utf-8")
    checked = checking.check("sites", path)
    assert not checked.usable
    assert {finding.field for finding in checked.findings} == {"operator", "lon", "lat"}
    assert checking.write(checked, tmp_path / "out") == []


@pytest.mark.parametrize("lon", ["", "10.5"])  # no place at all; one that is found to be outside
def test_of_a_file_without_a_usable_row_every_row_is_in_the_list(tmp_path: Path, lon: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编号,运营商,经度,纬度\nA1,中国移动,{lon},36.62\nB2,中国联通,{lon},36.79\n")
    found = checking.check("sites", path)
    assert not found.usable and found.rows is None
    assert (found.read, found.kept) == (2, 0)
    (written,) = checking.write(found, tmp_path / "out")
    rejected = pd.read_csv(written, dtype=str, keep_default_na=False)
    assert list(dict.fromkeys(rejected["编号"])) == ["A1", "B2"]
    assert set(rejected["row"]) == {"2", "3"} and (rejected["remedy_zh"] != "").all()


def test_a_datum_may_be_declared_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,运营商,经度,纬度\nA,移动,101.77,36.62\n", encoding="utf-8")
    plain, shifted = (
        checking.check("sites", path, Declared(datum=datum)).rows for datum in ("", "GCJ02")
    )
    assert plain is not None and shifted is not None
    assert 0.0005 < abs(plain["lon"].iloc[0] - shifted["lon"].iloc[0]) < 0.006


def test_areas_dem_config_and_any_layer_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "编号,名称,经度,纬度\nA,县政府,101.77,36.62\n", encoding="utf-8"
    )
    assert checking.check("areas", tmp_path / "a.csv").usable
    assert checking.check("villages", tmp_path / "a.csv").read == 1
    (tmp_path / "c.toml").write_text('[layers]\nparks = "a.csv"\n', encoding="utf-8")
    assert checking.check("config", tmp_path / "c.toml").usable
    (tmp_path / "c.toml").write_text('[layers]\nparks = "none.csv"\n', encoding="utf-8")
    assert [f.code for f in checking.check("config", tmp_path / "c.toml").findings] == [
        "missing-file"
    ]
    assert not checking.check("dem", tmp_path / "a.csv").usable
    with pytest.raises(InputError) as caught:
        checking.check("stations", tmp_path / "a.csv")
    refusal(caught, "unknown-role", field="--role")


def test_the_command_tells_and_its_exit_code_is_for_scripts(sheet: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["check", str(sheet), "--role", "sites", "--lang", "en"])
    assert run.exit_code == 0
    assert "7 rows read: 4 used, 3 not used" in run.output
    asked = ["check", str(sheet), "--role", "sites", "--json", "--out", str(tmp_path / "out")]
    told = json.loads(CliRunner().invoke(app, asked).output)
    assert told["rows"] == {"read": 7, "kept": 4, "rejected": 3, "set_aside": 0, "records": 4}
    assert told["usable"] and len(told["written"]) == 2
    assert told["findings"][0].keys() == {
        *("code", "severity", "file", "row", "field", "found", "remedy")
    }
    sheet.write_text("x\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(sheet), "--role", "sites"]).exit_code == 2
