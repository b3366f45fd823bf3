"""Shapefiles: parts missing, cut, lying about their text, with measures and heights."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
from shapely import MultiPolygon, Point, Polygon

from ._case import CHAKA, XINING, Build, Case

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def _written(
    folder: Path, encoding: str = "UTF-8", crs: int | None = 4490, name: str = "a.shp"
) -> Path:
    frame = gpd.GeoDataFrame(
        {"id": ["G1", "G2"], "名称": ["省政府", "县政府"]},
        geometry=[Point(*XINING), Point(*CHAKA)],
        crs=crs,
    )
    path = folder / name
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding)
    return path


def _after(
    change: Callable[[Path], None], encoding: str = "UTF-8", crs: int | None = 4490
) -> Build:
    def build(folder: Path) -> Path:
        path = _written(folder, encoding, crs)
        change(path)
        return path

    return build


def _without(*suffixes: str) -> Build:
    def remove(path: Path) -> None:
        for suffix in suffixes:
            path.with_suffix(suffix).unlink()

    return _after(remove)


def _changed(suffix: str, change: Callable[[bytes], bytes]) -> Build:
    def alter(path: Path) -> None:
        part = path.with_suffix(suffix)
        part.write_bytes(change(part.read_bytes()))

    return _after(alter)


def _halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _cpg(said: str, encoding: str) -> Build:
    return _after(lambda path: path.with_suffix(".cpg").write_text(said) and None, encoding)


def _capital(folder: Path) -> Path:
    path = _written(folder)
    for suffix in _PARTS:
        part = path.with_suffix(suffix)
        part.rename(folder / f"A{suffix.upper()}")
    return folder / "A.SHP"


def _with_kind(kind: int) -> Build:
    """Return points with measures (21) or heights and measures (11), written byte by byte."""
    tail = struct.pack("<d", 7.0) if kind == 21 else struct.pack("<2d", 2260.0, 7.0)

    def build(folder: Path) -> Path:
        path = _written(folder)
        records, index, at = b"", b"", 50
        for number, (x, y) in enumerate((XINING, CHAKA), 1):
            content = struct.pack("<i2d", kind, x, y) + tail
            words = len(content) // 2
            records += struct.pack(">2i", number, words) + content
            index += struct.pack(">2i", at, words)
            at += words + 4
        for part, body in ((path, records), (path.with_suffix(".shx"), index)):
            header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(body)) // 2)
            header += struct.pack("<2i8d", 1000, kind, *CHAKA, *XINING, 0, 0, 0, 0)
            part.write_bytes(header + body)
        return path

    return build


def _parts(folder: Path) -> Path:
    """Write an area of two parts with a hole."""
    hole = Polygon(
        [(101.7, 36.6), (101.8, 36.6), (101.8, 36.7), (101.7, 36.7)],
        [[(101.73, 36.63), (101.73, 36.66), (101.76, 36.66), (101.76, 36.63)]],
    )
    other = Polygon([(101.9, 36.6), (101.92, 36.6), (101.92, 36.62)])
    frame = gpd.GeoDataFrame(
        {"id": ["G1"], "name_zh": ["园区"]}, geometry=[MultiPolygon([hole, other])], crs=4326
    )
    pyogrio.write_dataframe(frame, folder / "a.shp", driver="ESRI Shapefile")
    return folder / "a.shp"


CASES = (
    Case("shp-whole", "areas", _without(), "nothing", "used", (), 2),
    Case(
        "shp-gbk",
        "areas",
        _after(lambda _: None, "GBK"),
        "attributes in GBK, said so",
        "mended",
        ("source-recognised",),
        2,
    ),
    Case("shp-no-cpg", "areas", _without(".cpg"), "UTF-8 without a .cpg", "used", (), 2),
    Case(
        "shp-gbk-no-cpg",
        "areas",
        _after(lambda path: path.with_suffix(".cpg").unlink(), "GBK"),
        "GBK without a .cpg",
        "mended",
        ("source-recognised",),
        2,
    ),
    Case(
        "shp-lying-cpg",
        "areas",
        _cpg("UTF-8", "GBK"),
        "GBK called UTF-8",
        "mended",
        ("source-recognised", "wrong-cpg"),
        2,
    ),
    Case(
        "shp-lying-cpg-other-way",
        "areas",
        _cpg("GBK", "UTF-8"),
        "UTF-8 called GBK",
        "mended",
        ("wrong-cpg",),
        2,
    ),
    Case(
        "shp-broken-cpg",
        "areas",
        _cpg("\x00\x01", "UTF-8"),
        "a .cpg that names nothing",
        "mended",
        ("wrong-cpg",),
        2,
    ),
    Case(
        "shp-no-dbf",
        "areas",
        _without(".dbf"),
        "no attributes",
        "refused",
        ("incomplete-shapefile",),
    ),
    Case("shp-no-shx", "areas", _without(".shx"), "no index", "refused", ("incomplete-shapefile",)),
    Case(
        "shp-alone",
        "areas",
        _without(".dbf", ".shx", ".prj", ".cpg"),
        "the .shp alone",
        "refused",
        ("incomplete-shapefile",),
    ),
    Case("shp-no-prj", "areas", _without(".prj"), "no coordinate system", "refused", ("no-crs",)),
    Case(
        "shp-broken-prj",
        "areas",
        _changed(".prj", lambda _: b"GEOGCS[broken"),
        "a .prj that is none",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "shp-prj-of-no-text",
        "areas",
        _changed(".prj", lambda data: data.replace(b"China", b"China\xff")),
        "a .prj with a byte that is no text (a spoilt file)",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "shp-gbk-prj",
        "areas",
        _changed(
            ".prj", lambda data: data.replace(b'"GCS_China', '"国家大地坐标系_'.encode("gbk"))
        ),
        "a .prj that names its CRS in GBK",
        "used",
        (),
        2,
    ),
    Case(
        "shp-empty-prj",
        "areas",
        _changed(".prj", lambda _: b""),
        "an empty .prj",
        "refused",
        ("no-crs",),
    ),
    Case(
        "shp-cut",
        "areas",
        _changed(".shp", _halved),
        "the .shp cut at half",
        "refused",
        ("cut-shapefile",),
    ),
    Case(
        "shp-cut-shx",
        "areas",
        _changed(".shx", _halved),
        "the index cut at half",
        "refused",
        ("cut-shapefile",),
    ),
    Case(
        "shp-cut-dbf",
        "areas",
        _changed(".dbf", _halved),
        "the attributes cut at half",
        "refused",
        ("cut-shapefile",),
    ),
    Case(
        "shp-empty-dbf",
        "areas",
        _changed(".dbf", lambda _: b""),
        "attributes of no byte",
        "refused",
        ("cut-shapefile",),
    ),
    Case(
        "shp-one-row-less",
        "areas",
        _changed(".dbf", lambda data: data[:4] + struct.pack("<I", 1) + data[8:]),
        "a table with a row less than shapes",
        "refused",
        ("cut-shapefile",),
    ),
    Case(
        "shp-wrong-magic",
        "areas",
        _changed(".shp", lambda data: b"\0" * 4 + data[4:]),
        "a .shp that is none",
        "refused",
        ("unreadable",),
    ),
    Case(
        "shp-empty",
        "areas",
        _changed(".shp", lambda _: b""),
        "a .shp of no byte",
        "refused",
        ("empty-file",),
    ),
    Case("shp-measures", "areas", _with_kind(21), "points with measures", "used", (), 2),
    Case("shp-heights", "areas", _with_kind(11), "points with heights and measures", "used", (), 2),
    Case(
        "shp-unknown-kind",
        "areas",
        _changed(".shp", lambda data: data[:32] + struct.pack("<i", 77) + data[36:]),
        "shapes of a kind that is none",
        "used",
        (),
        2,
    ),
    Case("shp-capital-suffixes", "areas", _capital, "suffixes in capitals", "used", (), 2),
    Case("shp-parts", "areas", _parts, "an area of two parts, one with a hole", "used", (), 1),
    Case("shp-other-crs", "areas", _after(lambda _: None, crs=4326), "WGS-84", "used", (), 2),
)
