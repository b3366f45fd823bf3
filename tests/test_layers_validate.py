"""A sheet against its layer: typed columns, or a finding for each cell that is wrong."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given

from layers._intake import Intake
from layers._layer import Column, Layer
from layers._reading import ROW
from layers._validate import check, validate
from layers.base_stations import LAYER as STATIONS
from layers.base_stations import LTE_BANDS, NR_BANDS, lte_band
from layers.datum import gcj02_to_bd09, wgs84_to_gcj02
from layers.errors import Finding, InputError
from layers.parks import LAYER as PARKS
from layers.population import LAYER as POPULATION
from layers.text import Text
from tests.messages import complete, place, refusal
from tests.strategies import datums, examples, latitudes, longitudes, typed_numbers

SIZES = Layer(
    "sizes",
    Text("尺寸", "sizes"),
    "table",
    (
        Column("id", Text("编号", "number"), required=True),
        Column("height_m", Text("挂高", "height"), "number", "m", minimum=1, maximum=300),
        Column("count", Text("数量", "count"), "integer", minimum=0),
        Column("kind", Text("类型", "kind"), choices=("NR", "LTE"), spellings=(("5G", "NR"),)),
    ),
    "sizes",
)


def sheet(header: str, *rows: str) -> pd.DataFrame:
    cells = [row.split(",") for row in rows]
    frame = pd.DataFrame(cells, columns=header.split(","), dtype="str")
    frame[ROW] = range(2, len(rows) + 2)
    return frame


def refused(layer: Layer, header: str, *rows: str) -> pytest.ExceptionInfo[InputError]:
    """Return why the file, or rows of it, are not used."""
    intake = Intake("a.csv")
    with pytest.raises(InputError) as caught:
        validate(sheet(header, *rows), layer, intake)
        raise InputError(intake.reasons())
    return caught


def warned(layer: Layer, header: str, *rows: str) -> Finding:
    """Return the one warning about a sheet of which every row is used."""
    intake = Intake("a.csv")
    assert len(validate(sheet(header, *rows), layer, intake)) == len(rows) == intake.kept
    (finding,) = intake.warnings()
    assert finding.severity == "warning"
    return finding


def test_columns_come_out_typed_in_the_order_of_the_layer() -> None:
    frame = validate(sheet("kind,count,id", "5G,3,a", ",,b"), SIZES, Intake("a.csv"))
    assert frame.columns.tolist() == ["id", "height_m", "count", "kind", "file", "row"]
    assert frame["id"].tolist() == ["a", "b"]
    assert frame["kind"].tolist() == ["NR", ""]
    assert frame["count"].tolist()[0] == 3.0
    assert frame["count"].isna().tolist() == [False, True]
    assert frame["height_m"].isna().all()
    assert frame["height_m"].dtype == "float64"
    assert (frame["file"].tolist(), frame["row"].tolist()) == (["a.csv"] * 2, [2, 3])


@pytest.mark.parametrize(
    "header",
    [
        "height_m",
        "挂高",
        "height",
        "HEIGHT_M",
        "Height m",
        "ｈｅｉｇｈｔ＿ｍ",
        "挂高(m)",
        "挂高（米）",
    ],
)
def test_a_header_is_known_by_any_of_its_spellings(header: str) -> None:
    frame = validate(sheet(f"id,{header}", "a,35"), SIZES, Intake("a.csv"))
    assert frame["height_m"].tolist() == [35.0]


def test_columns_with_a_hash_are_the_planners_own() -> None:
    frame = validate(sheet("id,#memo,#memo", "a,x,y"), SIZES, Intake("a.csv"))
    assert "#memo" not in frame
    assert frame["id"].tolist() == ["a"]


def test_an_unknown_column_gets_a_suggestion() -> None:
    finding = warned(SIZES, "id,heigth_m", "a,35")
    complete(finding, file="a.csv", field="heigth_m")
    assert finding.code == "unknown-column"
    assert finding.remedy.zh.startswith("“heigth_m”是否应为 height_m？")
    assert finding.remedy.en.startswith("did you mean height_m by 'heigth_m'? ")


def test_columns_like_nothing_are_named_and_not_read() -> None:
    finding = warned(SIZES, "id,价格,备注", "a,1,x")
    complete(finding, file="a.csv", field="价格")
    assert finding.what.zh == "未读取的列：价格、备注"
    assert finding.remedy.en.endswith("a # before the name says it is meant")


def test_of_many_columns_that_are_not_read_the_first_are_named() -> None:
    header = ",".join(["id", *(f"自定义{n}" for n in range(30))])
    finding = warned(SIZES, header, ",".join(["a"] * 31))
    assert finding.what.zh.endswith("自定义7 等 30 列")
    assert finding.what.en.endswith("自定义7 and 22 more")


def test_a_missing_column_asks_for_the_unread_one_that_looks_like_it() -> None:
    layer = Layer("x", SIZES.title, "table", (Column("operator", SIZES.title, required=True),), "x")
    finding = refusal(
        refused(layer, "operater", "移动"), "missing-column", file="a.csv", row=1, field="operator"
    )
    assert "“operater”是否就是它" in finding.remedy.zh
    assert "is it 'operater'?" in finding.remedy.en


@pytest.mark.parametrize("again", ["height_m", "挂高"])
def test_two_columns_of_one_meaning_are_refused(again: str) -> None:
    caught = refused(SIZES, f"id,height_m,{again}", "a,1,2")
    refusal(caught, "repeated-column", file="a.csv", row=1, field=again)


def test_a_missing_required_column_is_named_as_the_template_has_it() -> None:
    finding = refusal(
        refused(PARKS, "编号", "A"), "missing-column", file="a.csv", row=1, field="name_zh"
    )
    assert "“名称”" in finding.what.zh
    assert "data/raw/templates/" in finding.remedy.en


def test_a_missing_required_value_names_the_row() -> None:
    caught = refused(PARKS, "id,name", "a,x", "b,")
    refusal(caught, "missing-value", file="a.csv", row=3, field="name_zh")


@pytest.mark.parametrize(("header", "rows"), [("id,count", (",1", "a,2")), ("count", ("1", "2"))])
def test_a_row_without_an_id_is_called_by_its_number(header: str, rows: tuple[str, ...]) -> None:
    finding = warned(SIZES, header, *rows)
    complete(finding, file="a.csv", row=2, field="id")
    assert finding.code == "id-made"
    frame = validate(sheet(header, *rows), SIZES, Intake("a.csv"))
    assert frame["id"].iloc[0] == "row-2"


@given(typed_numbers())
def test_a_number_is_read_as_it_was_meant(typed: tuple[str, float]) -> None:
    text, value = typed
    frame = pd.DataFrame({"id": ["a"], "x": [text.strip()], ROW: [2]}, dtype="object")
    layer = Layer(
        "x", SIZES.title, "table", (SIZES.columns[0], Column("x", SIZES.title, "number")), "x"
    )
    assert validate(frame, layer, Intake("a.csv"))["x"].tolist() == [value]


@pytest.mark.parametrize(
    "cell",
    [
        "高",
        "35kg",
        "1,5",
        "12,34",
        "1,2345",
        "１，５",
        "nan",
        "inf",
        "-inf",
        "True",
        "0x10",
        "1 00",
        "1_000",
    ],
)
def test_what_is_not_a_number_is_named(cell: str) -> None:
    frame = sheet("id,height_m", "a,1")
    frame.loc[0, "height_m"] = cell
    with pytest.raises(InputError) as caught:
        validate(frame, SIZES, Intake("a.csv"))
    finding = refusal(caught, "not-a-number", file="a.csv", row=2, field="height_m")
    assert finding.what == Text(f"“{cell}”不是数字", f"{cell!r} is not a number")


@pytest.mark.parametrize(("cell", "good"), [("1", 1), ("0.999", 0), ("300", 1), ("300.001", 0)])
def test_limits_are_inclusive_on_both_sides(cell: str, good: int) -> None:
    if good:
        frame = validate(sheet("id,height_m", f"a,{cell}"), SIZES, Intake("a.csv"))
        assert frame["height_m"].tolist() == [float(cell)]
        return
    finding = refusal(
        refused(SIZES, "id,height_m", f"a,{cell}"),
        "out-of-range",
        file="a.csv",
        row=2,
        field="height_m",
    )
    assert finding.what.en == f"{cell} is out of range"
    assert finding.remedy == Text("应在 1 … 300 m 之间", "should be within 1 … 300 m")


def test_a_limit_on_one_side_says_so() -> None:
    finding = refusal(
        refused(SIZES, "id,count", "a,-1"), "out-of-range", file="a.csv", row=2, field="count"
    )
    assert finding.remedy.en == "should be within 0 … inf"


def test_a_count_is_whole() -> None:
    finding = refusal(
        refused(SIZES, "id,count", "a,2.5"), "not-an-integer", file="a.csv", row=2, field="count"
    )
    assert finding.what.zh == "2.5 不是整数"
    assert validate(sheet("id,count", "a,2.0"), SIZES, Intake("a.csv"))["count"].tolist() == [2.0]


def test_an_unknown_choice_lists_the_known_ones() -> None:
    finding = refusal(
        refused(SIZES, "id,kind", "a,3G"), "unknown-value", file="a.csv", row=2, field="kind"
    )
    assert finding.remedy == Text("可用：NR、LTE", "one of: NR, LTE")


@pytest.mark.parametrize(
    ("spelling", "operator"),
    [
        ("中国移动", "中国移动"),
        ("移动", "中国移动"),
        ("cmcc", "中国移动"),
        ("China Telecom", "中国电信"),
        ("CHINAUNICOM", "中国联通"),
        ("青海广电", "中国广电"),
        ("青海移动", "中国移动"),
        ("中国移动青海分公司", "中国移动"),
        ("中国移动通信集团青海有限公司", "中国移动"),
        ("青海电信", "中国电信"),
        ("中国电信青海分公司", "中国电信"),
        ("中国电信股份有限公司青海分公司", "中国电信"),
        ("青海联通", "中国联通"),
        ("中国联通青海省分公司", "中国联通"),
        ("中国联合网络通信有限公司青海省分公司", "中国联通"),
        ("中国广电青海网络股份有限公司", "中国广电"),
    ],
)
def test_operators_are_known_by_their_usual_names(spelling: str, operator: str) -> None:
    frame = validate(
        sheet("id,operator,lon,lat", f"a,{spelling},101.7,36.6"), STATIONS, Intake("a.csv")
    )
    assert frame["operator"].tolist() == [operator]


def test_an_unknown_operator_is_refused() -> None:
    caught = refused(STATIONS, "站号,运营商,经度,纬度", "a,铁通,101.7,36.6")
    finding = refusal(caught, "unknown-value", file="a.csv", row=2, field="operator")
    assert finding.what.zh == "不认识的值“铁通”"
    assert "中国广电" in finding.remedy.en


BANDS = "id,operator,lon,lat,tech,band"


@pytest.mark.parametrize(
    ("tech", "band", "read"),
    [
        *(("NR", band, band) for band in NR_BANDS),
        ("", "n41", "n41"),
        ("5G", "N41", "n41"),
        ("NR", "ｎ７８", "n78"),
        ("NR", "", ""),
        ("", "", ""),
        ("LTE", "B3", "B3"),
        ("4G", "FDD1800", "FDD1800"),
        ("LTE", "n2", "n2"),
        ("LTE", "", ""),
    ],
)
def test_a_band_is_one_of_nr_or_whatever_an_lte_row_says(tech: str, band: str, read: str) -> None:
    frame = validate(sheet(BANDS, f"a,移动,101.7,36.6,{tech},{band}"), STATIONS, Intake("a.csv"))
    assert frame["band"].tolist() == [read]
    assert NR_BANDS == ("n1", "n3", "n5", "n8", "n28", "n40", "n41", "n78", "n79")


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        *((band, band) for band in LTE_BANDS),
        ("b41", "B41"),
        ("Band 40", "B40"),
        ("LTE Band 40", "B40"),
        ("ＦＤＤ１８００", "B3"),
        ("FDD-LTE 900", "B8"),
        ("L2100", "B1"),
        ("800M", "B5"),
        ("1800MHz", "B3"),
        ("A频段", "B34"),
        ("F频段", "B39"),
        ("E 频段", "B40"),
        ("D", "B41"),
        ("TDD2600", "B41"),
        ("n41", ""),
        ("B2", ""),
        ("700", ""),
        ("LTE", ""),
        ("", ""),
    ],
)
def test_lte_bands_are_known_by_number_frequency_and_letter(typed: str, band: str) -> None:
    assert lte_band(typed) == band


@pytest.mark.parametrize("tech", ["", "NR", "5G"])
@pytest.mark.parametrize("band", ["B3", "FDD1800", "n2", "41"])
def test_a_band_of_a_5g_row_that_is_none_of_nr_is_refused(tech: str, band: str) -> None:
    rows = ["a,移动,101.7,36.6,4G,B3", f"b,移动,101.7,36.6,{tech},{band}"]
    caught = refused(STATIONS, BANDS, *rows)
    finding = refusal(caught, "unknown-value", file="a.csv", row=3, field="band")
    assert finding.what.zh == f"“{band}”不是 5G 频段"
    assert "n1, n3, n5, n8, n28, n40, n41, n78, n79" in finding.remedy.en
    assert "LTE" in finding.remedy.zh


@pytest.mark.parametrize(
    ("layer", "header", "rest"),
    [
        (SIZES, "id,count", "1"),
        (PARKS, "id,name", "园"),
        (STATIONS, "id,operator,lon,lat", "移动,101.7,36.6"),
    ],
)
@pytest.mark.parametrize("left", ["EXAMPLE-X-001", "example-1"])
def test_a_row_of_the_template_left_standing_is_refused(
    layer: Layer, header: str, rest: str, left: str
) -> None:
    caught = refused(layer, header, f"A,{rest}", f"{left},{rest}")
    finding = refusal(caught, "example-row", file="a.csv", row=3, field="id")
    assert finding.what.zh == f"“{left}”是模板的示例行"
    assert finding.remedy == Text("删除该行", "delete the row")
    for name in ("EXAMPLE", "EXAMPLES-1", "MY-EXAMPLE-1"):
        assert len(validate(sheet(header, f"{name},{rest}"), layer, Intake("a.csv"))) == 1


def test_spellings_without_choices_leave_other_values_as_they_are() -> None:
    column = Column("kind", SIZES.title, spellings=(("5G", "NR"),))
    layer = Layer("x", SIZES.title, "table", (SIZES.columns[0], column), "x")
    frame = validate(sheet("id,kind", "a,5g", "b,6G", "c,"), layer, Intake("a.csv"))
    assert frame["kind"].tolist() == ["NR", "6G", ""]


@pytest.mark.parametrize(
    ("layer", "header", "rows", "key"),
    [
        (SIZES, "id,count", ("a,1", "b,2", "a,3"), "id"),
        (POPULATION, "adcode,name,population", ("630100,x,1", "1,y,2", "630100,z,3"), "adcode"),
    ],
)
def test_rows_of_one_key_are_told_apart(
    layer: Layer, header: str, rows: tuple[str, ...], key: str
) -> None:
    intake = Intake("a.csv")
    frame = validate(sheet(header, *rows), layer, intake)
    first = rows[0].split(",")[0]
    assert frame[key].tolist() == [first, rows[1].split(",")[0], f"{first}#2"]
    (finding,) = intake.warnings()
    complete(finding, file="a.csv", row=4, field=key)
    assert (finding.code, finding.severity) == ("duplicate-id", "warning")


def test_a_row_that_repeats_another_is_rejected_and_counted() -> None:
    intake = Intake("a.csv")
    frame = validate(sheet("id,count", "a,1", "b,2", "a,1", "a,3"), SIZES, intake)
    assert frame["id"].tolist() == ["a", "b", "a#2"]
    assert frame["row"].tolist() == [2, 3, 5]
    assert (intake.read, intake.kept, intake.rejected) == (4, 3, 1)
    (reason,) = intake.reasons()
    complete(reason, file="a.csv", row=4, field="id")
    assert reason.code == "repeated-row"


def test_lakes_may_share_a_name() -> None:
    lakes = Layer("lakes", SIZES.title, "table", (Column("name", SIZES.title),), "lakes")
    assert len(validate(sheet("name", "a", "a"), lakes, Intake("a.csv"))) == 2


def test_all_findings_of_a_file_come_at_once_and_each_is_complete() -> None:
    caught = refused(SIZES, "id,height_m,count,kind", "a,0,1.5,3G", "b,x,-1,5G", "a,2,2,NR")
    findings = caught.value.findings
    assert [place(finding) for finding in findings] == [
        ("unknown-value", 2, "kind"),
        ("out-of-range", 2, "height_m"),
        ("not-an-integer", 2, "count"),
        ("not-a-number", 3, "height_m"),
        ("out-of-range", 3, "count"),
    ]
    for finding in findings:
        complete(finding, file="a.csv", row=finding.row, field=finding.field)


# --- coordinates ----------------------------------------------------------------------

HEADER = "id,name,lon,lat,datum"


@pytest.mark.parametrize(("row", "field"), [("a,x,101.7,,", "lat"), ("a,x,,36.6,", "lon")])
def test_half_a_coordinate_names_the_other_half(row: str, field: str) -> None:
    refusal(refused(PARKS, HEADER, row), "half-coordinate", file="a.csv", row=2, field=field)


def test_a_bad_longitude_is_reported_once_not_also_as_half_a_coordinate() -> None:
    refusal(
        refused(PARKS, HEADER, "a,x,E10l,36.6,"), "not-a-number", file="a.csv", row=2, field="lon"
    )


@pytest.mark.parametrize(
    ("lon", "lat", "field"),
    [("180.1", "0", "lon"), ("-180.1", "0", "lon"), ("0", "90.1", "lat"), ("0", "-90.1", "lat")],
)
def test_coordinates_beyond_the_globe_are_refused(lon: str, lat: str, field: str) -> None:
    refusal(
        refused(PARKS, HEADER, f"a,x,{lon},{lat},"),
        "out-of-range",
        file="a.csv",
        row=2,
        field=field,
    )
    edges = validate(sheet(HEADER, "a,x,180,90,", "b,x,-180,-90,"), PARKS, Intake("a.csv"))
    assert edges.geometry.x.tolist() == [180.0, -180.0]


def test_a_place_without_coordinate_is_kept_without_point() -> None:
    frame = validate(sheet(HEADER, "a,x,101.7,36.6,", "b,y,,,GCJ02"), PARKS, Intake("a.csv"))
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.notna().tolist() == [True, False]
    assert math.isnan(frame["lon"].iloc[1])


def test_the_datum_of_each_row_is_honoured() -> None:
    lon, lat = 101.57, 36.49
    gcj_lon, gcj_lat = map(float, wgs84_to_gcj02(lon, lat))
    bd_lon, bd_lat = map(float, gcj02_to_bd09(gcj_lon, gcj_lat))
    rows = [
        f"a,x,{lon},{lat},",
        f"b,x,{lon},{lat},国家2000",
        f"c,x,{lon},{lat},wgs-84",
        f"d,x,{gcj_lon!r},{gcj_lat!r},火星坐标",
        f"e,x,{bd_lon!r},{bd_lat!r},bd-09",
    ]
    frame = validate(sheet(HEADER, *rows), PARKS, Intake("a.csv"))
    assert frame["lon"].tolist() == pytest.approx([lon] * 5, abs=1e-11)
    assert frame["lat"].tolist() == pytest.approx([lat] * 5, abs=1e-11)
    assert frame.geometry.x.tolist() == frame["lon"].tolist()
    assert frame["datum"].tolist() == ["", "WGS84", "WGS84", "WGS84", "WGS84"]


def test_an_unknown_datum_is_refused() -> None:
    caught = refused(PARKS, HEADER, "a,x,101.7,36.6,地方坐标")
    finding = refusal(caught, "unknown-value", file="a.csv", row=2, field="datum")
    assert finding.remedy.en == "one of: CGCS2000, WGS84, GCJ02, BD09, Beijing54, Xian80"


@examples(40)
@given(longitudes, latitudes, datums)
def test_check_leaves_coordinates_as_typed(lon: float, lat: float, datum: str) -> None:
    frame = check(sheet(HEADER, f"a,x,{lon!r},{lat!r},{datum}"), PARKS, Intake("a.csv"))
    assert (frame["lon"].iloc[0], frame["lat"].iloc[0]) == (lon, lat)
    assert frame["datum"].tolist() == [datum]
    assert "geometry" not in frame
