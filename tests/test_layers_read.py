"""Reading: what people send is understood, what cannot be is refused by name."""

from __future__ import annotations

import csv
import http.server
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from layers._reading import ROW, cell_text, is_file, read_table, read_vector
from layers.errors import InputError
from tests.messages import refusal
from tests.strategies import cells, examples

HEADER = "编号,名称,经度,纬度"
TEXT = f"{HEADER}\nA,塔尔寺,101.568,36.489\nB,茶卡盐湖,99.08,36.79\n"
ROWS = [["A", "塔尔寺", "101.568", "36.489"], ["B", "茶卡盐湖", "99.08", "36.79"]]


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def body(frame: pd.DataFrame) -> list[list[str]]:
    return frame.drop(columns=ROW).to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_it_was_saved_as(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = TEXT.replace(",", delimiter).replace("\n", newline)
    frame = read_table(write(tmp_path / "a.csv", text, encoding))
    assert frame.columns.tolist() == [*HEADER.split(","), ROW]
    assert body(frame) == ROWS
    assert frame[ROW].tolist() == [2, 3]


def test_big_endian_utf16_is_told_by_its_mark(tmp_path: Path) -> None:
    raw = b"\xfe\xff" + TEXT.encode("utf-16-be")
    assert body(read_table(write(tmp_path / "a.txt", raw))) == ROWS


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".CSV"])
def test_every_table_suffix_is_read(tmp_path: Path, suffix: str) -> None:
    assert body(read_table(write(tmp_path / f"a{suffix}", TEXT))) == ROWS


def test_a_workbook_with_chinese_headers_is_read_like_the_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        HEADER.split(","),
        ["A", "塔尔寺", 101.568, 36.489],
        ["B", "茶卡盐湖", "99.08", 36.79],
    )
    frame = read_table(path)
    assert frame.columns.tolist() == [*HEADER.split(","), ROW]
    assert body(frame) == ROWS


def test_a_workbook_keeps_codes_whole_and_errors_visible(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["adcode", "float", "flag", "error", "formula"],
        [632801, 632801.0, True, "#N/A", "=1+1"],
    )
    # A formula that no program has computed yet has no value.
    assert body(read_table(path)) == [["632801", "632801", "True", "#N/A", ""]]


def test_a_workbook_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id"])
    book.active.append(["first"])
    book.create_sheet("other").append(["second"])
    book.save(tmp_path / "a.xlsx")
    assert body(read_table(tmp_path / "a.xlsx")) == [["first"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_blank_rows_are_left_out_and_rows_keep_their_number(tmp_path: Path, kind: str) -> None:
    rows = [[], ["id", "x"], ["a", "1"], [" ", ""], ["b", "2"], []]
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        workbook(path, *rows)
    else:
        write(path, "\n".join(";".join(row) for row in rows))
    frame = read_table(path)
    assert body(frame) == [["a", "1"], ["b", "2"]]
    assert frame[ROW].tolist() == [3, 5]


def test_cells_are_stripped_padded_and_quoted_ends_of_line_are_kept(tmp_path: Path) -> None:
    text = 'id,name,note\n a , "b" ,"one\ntwo, three"\nc\n'
    frame = read_table(write(tmp_path / "a.csv", text.replace(' "b" ', "b")))
    assert body(frame) == [["a", "b", "one\ntwo, three"], ["c", "", ""]]
    assert frame[ROW].tolist() == [2, 3]  # records, as a spreadsheet counts them


def test_columns_without_name_and_content_are_layout(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path / "a.csv", "id,,name,\na,,b,\n"))
    assert frame.columns.tolist() == ["id", "name", ROW]
    frame = read_table(write(tmp_path / "a.csv", "id,,name\na,!,b\n"))
    assert frame.columns.tolist() == ["id", "", "name", ROW]  # content is not dropped


@examples(60)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from(",\t;"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
) -> None:
    rows = [["x", *row] for row in rows]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([list("abcd"), *rows])
    path = tmp_path_factory.getbasetemp() / "round-trip.csv"
    # GB18030 is tried after UTF-8: only text that is not also UTF-8 can be told apart.
    marked = stream.getvalue() + ("青海" if encoding == "gb18030" else "")
    frame = read_table(write(path, marked, encoding))
    assert body(frame)[: len(rows)] == rows


@pytest.mark.parametrize("name", ["gone.csv", "gone.xlsx", "x" * 300 + ".csv", "nul\0.csv"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    assert not is_file(tmp_path / name)
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / name)
    finding = refusal(caught, "missing-file", file=str(tmp_path / name))
    assert "covermap.toml" in finding.remedy.zh
    assert "covermap.toml" in finding.remedy.en


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(tmp_path)
    refusal(caught, "not-a-file", file=str(tmp_path))


@pytest.mark.parametrize("content", ["", "\n\n", HEADER, HEADER + "\n , ,\n"])
def test_an_empty_or_header_only_table_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / "a.csv", content))
    refusal(caught, "empty-file", file="a.csv")


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(workbook(tmp_path / "a.xlsx"))
    refusal(caught, "empty-file", file="a.xlsx")


def test_a_row_with_more_cells_than_the_header_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / "a.csv", "id,name\na,b\n\nc,d,e\n"))
    finding = refusal(caught, "too-many-cells", file="a.csv", row=4)
    assert finding.what.en == "3 cells under a header of 2, 'e' too many"
    # Trailing empty cells are how spreadsheets save a sheet that once was wider.
    assert body(read_table(write(tmp_path / "a.csv", "id,name\na,b,,\n"))) == [["a", "b"]]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"\x80\xff\xff\xff,\n1,2\n", "neither UTF-8, UTF-16 nor GB18030 text"),
        ("a.csv", b"\xff\xfeab\x00\xd8\n", "neither UTF-8, UTF-16 nor GB18030 text"),
        ("a.xlsx", b"no workbook", "BadZipFile: File is not a zip file"),
        ("a.pdf", b"%PDF-1.7", "suffix '.pdf'"),
        ("a", b"id\n1\n", "suffix ''"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / name, content))
    finding = refusal(caught, "unreadable", file=name)
    assert found in finding.what.zh
    assert found in finding.what.en
    assert ".xlsx" in finding.remedy.en


def test_a_quote_that_is_never_closed_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / "a.csv", 'id,name\n"a,b\n'))
    found = refusal(caught, "unreadable", file="a.csv", row=2).what.en
    assert "unexpected end of data" in found


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (1, "1"),
        (1.0, "1"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        ("a", "a"),
        (False, "False"),
    ],
)
def test_a_cell_is_the_text_a_person_would_type(cell: object, text: str) -> None:
    assert cell_text(cell) == text


# --- vector files ---------------------------------------------------------------------


def places(crs: int | None = 4326) -> gpd.GeoDataFrame:
    points = gpd.GeoDataFrame(
        {"id": ["A", "B"], "名称": ["塔尔寺", "茶卡盐湖"]},
        geometry=[Point(101.568, 36.489), Point(99.08, 36.79)],
        crs=4326,
    )
    return points.set_crs(None, allow_override=True) if crs is None else points.to_crs(crs)


@pytest.mark.parametrize("suffix", ["geojson", "json", "gpkg", "shp", "fgb"])
@pytest.mark.parametrize("crs", [4326, 4490, 4545])
def test_every_vector_kind_comes_out_in_longitude_and_latitude(
    tmp_path: Path, suffix: str, crs: int
) -> None:
    path = tmp_path / f"a.{suffix}"
    drivers = {"json": "GeoJSON", "fgb": "FlatGeobuf"}
    options = {"driver": drivers[suffix]} if suffix in drivers else {}
    if suffix == "fgb":
        options["SPATIAL_INDEX"] = "NO"  # which would reorder the rows
    places(crs).to_file(path, **options)
    frame = read_vector(path)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.x.tolist() == pytest.approx([101.568, 99.08], abs=1e-7)
    assert frame.geometry.y.tolist() == pytest.approx([36.489, 36.79], abs=1e-7)
    assert frame["名称"].tolist() == ["塔尔寺", "茶卡盐湖"]
    assert frame[ROW].tolist() == [1, 2]


def test_a_file_without_coordinate_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    places().to_file(path)
    (tmp_path / "a.prj").unlink()
    with pytest.raises(InputError) as caught:
        read_vector(path)
    finding = refusal(caught, "no-crs", file="a.shp")
    assert ".prj" in finding.remedy.zh


def geojson(path: Path, **members: object) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"id": "A"},
        "geometry": {"type": "Point", "coordinates": [101.568, 36.489]},
    }
    document = {"type": "FeatureCollection", "features": [feature], **members}
    return write(path, json.dumps(document))


@pytest.mark.parametrize("content", [geojson, None])
def test_a_geojson_with_byte_order_mark_is_read(tmp_path: Path, content: object) -> None:
    path = geojson(tmp_path / "a.geojson")
    if content is None:
        write(path, b"\xef\xbb\xbf \n" + path.read_bytes())
    assert read_vector(path)["id"].tolist() == ["A"]


def test_a_vector_file_without_features_or_geometry_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_vector(geojson(tmp_path / "a.geojson", features=[]))
    refusal(caught, "empty-file", file="a.geojson")
    table = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"id": ["A"]}), table, driver="GPKG")
    with pytest.raises(InputError) as caught:
        read_vector(table)
    refusal(caught, "empty-file", file="a.gpkg")


def test_a_table_beside_the_layer_does_not_disturb_but_a_second_layer_does(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.gpkg"
    places().to_file(path, layer="places")
    styles = pd.DataFrame({"styleName": ["red"]})
    pyogrio.write_dataframe(styles, path, layer="layer_styles", driver="GPKG", append=True)
    assert read_vector(path)["id"].tolist() == ["A", "B"]
    places().to_file(path, layer="more")
    with pytest.raises(InputError) as caught:
        read_vector(path)
    finding = refusal(caught, "several-layers", file="a.gpkg")
    assert finding.what.en == "the file has several layers: places, more"


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize("name", ["a.vrt", "a.geojson", "a.json", "a.gpkg", "a.shp", "a.fgb"])
def test_a_virtual_file_is_refused_under_any_name_before_gdal_opens_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = write(tmp_path / "secret.csv", "id\n1\n")
    path = write(tmp_path / name, VRT.format(secret))
    with pytest.raises(pyogrio.errors.DataSourceError):  # GDAL does not know such files here
        pyogrio.read_dataframe(path)
    monkeypatch.setattr(pyogrio, "list_layers", None)
    monkeypatch.setattr(pyogrio, "read_dataframe", None)
    with pytest.raises(InputError) as caught:
        read_vector(path)
    finding = refusal(caught, "unreadable", file=name)
    assert ("suffix '.vrt'" if name == "a.vrt" else f"inside .{name[2:]}") in finding.what.en


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.geojson", b'{"type": "FeatureColl', "Unterminated string"),
        ("a.geojson", b'{"a":' * 100_000, "recursion"),
        ("a.geojson", b'{"type": "\xff"}', "invalid start byte"),
        ("a.geojson", b'{"no": "features"}', "not recognized"),
        ("a.gpkg", b"SQLite format 3\x00 and no more", "damaged database"),
        ("a.fgb", b"fgb", "a.fgb"),
        ("a.kml", b"<gpx/>", "no KML inside .kml"),
        ("a.kml", b"<!DOCTYPE kml><kml></kml>", "XML with a document type or entities"),
        ("a.kml", b"<kml><!-- <OGRVRTDataSource> --></kml>", "no KML inside .kml"),
        ("a.kml", b"<kml><Document>", "XML: no element found"),
        ("a.dwg", b"AC1032", "suffix '.dwg'"),
    ],
)
def test_what_is_no_vector_file_is_refused(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_vector(write(tmp_path / name, content))
    finding = refusal(caught, "unreadable", file=name)
    assert found in finding.what.en
    assert "command line" not in finding.what.en


def test_another_driver_inside_the_suffix_is_refused(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "objects": {"a": {"type": "Point", "coordinates": [101.5, 36.5]}},
        "arcs": [],
    }
    with pytest.raises(InputError) as caught:
        read_vector(write(tmp_path / "a.geojson", json.dumps(topology)))
    finding = refusal(caught, "unreadable", file="a.geojson")
    assert (
        finding.what.en
        == "cannot be read ('a.geojson' not recognized as being in a supported file format.)"
    )


@pytest.fixture
def visited() -> Iterator[tuple[str, list[str]]]:
    """A web server of the test's own: its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/crs", asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["link", "url", "LINK", 5, None])
def test_a_coordinate_system_given_as_an_address_is_refused_and_not_fetched(
    tmp_path: Path, visited: tuple[str, list[str]], kind: object
) -> None:
    address, asked = visited
    crs = {"type": kind, "properties": {"href": address, "url": address, "type": "esriwkt"}}
    with pytest.raises(InputError) as caught:
        read_vector(geojson(tmp_path / "a.geojson", crs=crs))
    refusal(caught, "unknown-crs", file="a.geojson", field="crs")
    assert asked == []


def test_a_coordinate_system_given_by_name_or_left_out_is_read(tmp_path: Path) -> None:
    name = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    for crs in (name, None):
        frame = read_vector(geojson(tmp_path / "a.geojson", crs=crs))
        assert frame.geometry.x.tolist() == pytest.approx([101.568], abs=1e-9)
