"""KML as people draw and export it: every placemark, what it says in Chinese, where it lies."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from layers._reading import read_vector
from layers.errors import Finding, InputError
from tests.messages import place, refusal

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
)


def kml(path: Path, body: str) -> Path:
    path.write_text(f"{HEAD}{body}</Document></kml>", encoding="utf-8")
    return path


def placemark(geometry: str, name: str = "虚构", more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{more}{geometry}</Placemark>"


POINT = "<Point><coordinates>101.5,36.5,3000</coordinates></Point>"
LINE = "<LineString><coordinates>101,36 102,37</coordinates></LineString>"
RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
SQUARE = "101,36 102,36 102,37 101,37 101,36"
HOLE = "101.4,36.4 101.6,36.4 101.6,36.6 101.4,36.4"
AREA = (
    f"<Polygon><outerBoundaryIs>{RING.format(SQUARE)}</outerBoundaryIs>"
    f"<innerBoundaryIs>{RING.format(HOLE)}</innerBoundaryIs></Polygon>"
)


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        (POINT, "POINT (101.5 36.5)"),
        (LINE, "LINESTRING (101 36, 102 37)"),
        (
            AREA,
            "POLYGON ((101 36, 102 36, 102 37, 101 37, 101 36), "
            "(101.4 36.4, 101.6 36.4, 101.6 36.6, 101.4 36.4))",
        ),
        (
            f"<MultiGeometry>{POINT}{POINT}</MultiGeometry>",
            "MULTIPOINT ((101.5 36.5), (101.5 36.5))",
        ),
        (
            f"<MultiGeometry>{POINT}{LINE}</MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (101.5 36.5), LINESTRING (101 36, 102 37))",
        ),
        (f"<MultiGeometry>{LINE}</MultiGeometry>", "LINESTRING (101 36, 102 37)"),
    ],
)  # fmt: skip
def test_each_kind_of_geometry_is_read_in_two_dimensions(
    tmp_path: Path, geometry: str, expected: str
) -> None:
    frame = read_vector(kml(tmp_path / "a.kml", placemark(geometry)))
    assert frame.geometry.iloc[0].wkt == expected
    assert frame.crs.to_epsg() == 4326


def test_names_of_untyped_data_stay_chinese(tmp_path: Path) -> None:
    data = (
        '<ExtendedData><Data name="方位角"><value>120</value></Data><Data><value>x</value></Data>'
    )
    path = kml(tmp_path / "a.kml", placemark(POINT, more=data + "</ExtendedData>"))
    frame = read_vector(path)
    assert frame["方位角"].tolist() == ["120"]
    assert list(frame.columns) == ["name", "方位角", "geometry", "_row"]


def test_a_placemark_has_the_innermost_folder_that_is_named(tmp_path: Path) -> None:
    inner = f"<Folder>{placemark(POINT, '二')}</Folder>"
    path = kml(
        tmp_path / "a.kml",
        placemark(POINT, "零")
        + f"<Folder><name>外</name>{placemark(POINT, '一')}{inner}</Folder>"
        + placemark(POINT, "三"),
    )
    frame = read_vector(path)
    assert frame["name"].tolist() == ["零", "一", "二", "三"]
    assert frame["folder"].tolist() == ["", "外", "外", ""]
    assert frame["_row"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "broken",
    [
        "<Point><coordinates>101.5</coordinates></Point>",
        "<Point><coordinates>101.5,nan</coordinates></Point>",
        "<Point><coordinates>101.5,3e9</coordinates></Point>",
        "<Point><coordinates>东经,北纬</coordinates></Point>",
        "<Point><coordinates>101,36 102,37</coordinates></Point>",
        "<Point/>",
        "<LineString><coordinates>101,36</coordinates></LineString>",
        "<Polygon/>",
    ],
)
def test_coordinates_that_cannot_be_read_are_said_and_the_row_is_kept(
    tmp_path: Path, broken: str
) -> None:
    notes: list[Finding] = []
    frame = read_vector(kml(tmp_path / "a.kml", placemark(broken) + placemark(POINT)), notes)
    assert frame.geometry.isna().tolist() == [True, False]
    assert [place(note) for note in notes] == [("bad-coordinates", 1, "coordinates")]


def test_a_placemark_without_geometry_is_a_row_without_one(tmp_path: Path) -> None:
    notes: list[Finding] = []
    frame = read_vector(kml(tmp_path / "a.kml", placemark("") + placemark(POINT)), notes)
    assert frame.geometry.isna().tolist() == [True, False]
    assert notes == []


def test_what_is_no_placemark_is_counted_and_never_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>"
    overlay = "<GroundOverlay><Icon><href>file:///etc/passwd</href></Icon></GroundOverlay>"
    marks: Counter[str] = Counter()
    read_vector(kml(tmp_path / "a.kml", placemark(POINT) + link + link + overlay), marks=marks)
    assert marks == {"KML": 1, "NetworkLink": 2, "GroundOverlay": 1}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<Placemark>", "XML: mismatched tag"),
        ("<Folder>" * 200 + "</Folder>" * 200, "nested too deeply"),
        ("&name;", "undefined entity"),
    ],
)
def test_xml_that_is_none_or_too_deep_is_refused(tmp_path: Path, body: str, found: str) -> None:
    with pytest.raises(InputError) as caught:
        read_vector(kml(tmp_path / "a.kml", body))
    assert found in refusal(caught, "unreadable", file="a.kml").what.en


def test_a_document_of_ever_new_names_is_refused(tmp_path: Path) -> None:
    data = "".join(f'<Data name="n{number}"><value>1</value></Data>' for number in range(1001))
    more = f"<ExtendedData>{data}</ExtendedData>"
    with pytest.raises(InputError) as caught:
        read_vector(kml(tmp_path / "a.kml", placemark(POINT, more=more)))
    refusal(caught, "too-large", file="a.kml")


def test_a_document_without_placemarks_is_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_vector(kml(tmp_path / "a.kml", "<name>x</name>"))
    refusal(caught, "empty-file", file="a.kml")


@pytest.mark.parametrize("inside", ["doc.kml", "data.ovkml"])
def test_an_archive_of_ovital_holds_one_document(tmp_path: Path, inside: str) -> None:
    document = kml(tmp_path / "a.kml", placemark(POINT))
    with zipfile.ZipFile(tmp_path / "a.ovkmz", "w") as archive:
        archive.write(document, inside)
    assert read_vector(tmp_path / "a.ovkmz")["name"].tolist() == ["虚构"]
