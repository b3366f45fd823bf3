"""ZIP archives: bombs, links, ways out, passwords, archives within archives."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyogrio

from ._case import Build, Case, archive, collection, feature, point, text
from .gpkg import write as write_gpkg

_AREA = collection(feature(point(), id="G1", name_zh="省政府"))


def _zip(data: bytes | Callable[[], bytes], name: str = "a.zip") -> Build:
    return text(data, name)


def _link() -> bytes:
    entry = zipfile.ZipInfo("a.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive([(entry, "/etc/passwd")])


def _flagged(flag: int, method: int | None = None) -> bytes:
    """Return an archive whose entry claims a password (1) or an unknown way of packing."""
    data = bytearray(archive({"a.geojson": _AREA}, packed=False))
    at = data.index(b"PK\x01\x02")
    for place in (6, at + 8):
        data[place] |= flag
    if method is not None:
        for place in (8, at + 10):
            struct.pack_into("<H", data, place, method)
    return bytes(data)


def _lying_size(said: int) -> bytes:
    """Return an archive that says its entry is smaller than it is."""
    data = bytearray(archive({"a.geojson": _AREA}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, said)
    struct.pack_into("<I", data, 22, said)
    return bytes(data)


def _bomb() -> bytes:
    return archive({"a.geojson": b" " * 30_000_000 + _AREA.encode()})


def _shapefile(folder: Path) -> Path:
    import geopandas as gpd
    from shapely import Point

    frame = gpd.GeoDataFrame(
        {"id": ["G1"], "名称": ["省政府"]}, geometry=[Point(101.77, 36.62)], crs=4326
    )
    inside = folder / "inside"
    inside.mkdir()
    pyogrio.write_dataframe(frame, inside / "点.shp", driver="ESRI Shapefile", encoding="GBK")
    (folder / "a.zip").write_bytes(
        archive({f"数据/{part.name}": part.read_bytes() for part in sorted(inside.iterdir())})
    )
    return folder / "a.zip"


def _package(folder: Path) -> Path:
    (folder / "a.zip").write_bytes(
        archive({"a.gpkg": write_gpkg(folder / "b.gpkg").read_bytes(), "读我.txt": "x"})
    )
    return folder / "a.zip"


def _commented() -> bytes:
    stream = io.BytesIO(archive({"a.geojson": _AREA}))
    with zipfile.ZipFile(stream, "a") as out:
        out.comment = b"PK\x05\x06" * 100
    return stream.getvalue()


_NESTED = archive({"b.zip": archive({"a.geojson": _AREA}), "a.geojson": _AREA})

CASES = (
    Case("zip-geojson", "areas", _zip(archive({"a.geojson": _AREA})), "nothing", "used", (), 1),
    Case(
        "zip-shapefile",
        "areas",
        _shapefile,
        "a Shapefile in a folder of GBK",
        "mended",
        ("source-recognised",),
        1,
    ),
    Case("zip-gpkg", "areas", _package, "a GeoPackage beside a text", "used", (), 2),
    Case(
        "zip-slip",
        "areas",
        _zip(archive({"../a.geojson": _AREA})),
        "a path out of the archive",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-absolute",
        "areas",
        _zip(archive({"/a.geojson": _AREA})),
        "an absolute path",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-drive",
        "areas",
        _zip(archive({"C:\\a.geojson": _AREA})),
        "a drive of Windows",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-backslashes",
        "areas",
        _zip(archive({"..\\..\\a.geojson": _AREA})),
        "a path out of the archive, Windows' way",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-link",
        "areas",
        _zip(_link()),
        "a link to a file of the system",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-nested",
        "areas",
        _zip(_NESTED),
        "an archive within the archive",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-bomb",
        "areas",
        _zip(_bomb),
        "30 MB of blanks in 30 kB",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "zip-many-entries",
        "areas",
        _zip(archive({f"{n}.txt": "" for n in range(1001)} | {"a.geojson": _AREA})),
        "1,002 entries",
        "refused",
        ("too-large",),
    ),
    Case(
        "zip-nameless",
        "areas",
        _zip(
            archive({"a.geojson": _AREA, "beside.png": ""}).replace(b"beside.png", b"\0eside.png")
        ),
        "an entry whose name ends before it begins (a spoilt file)",
        "refused",
        ("unsafe-archive",),
    ),
    Case("zip-password", "areas", _zip(_flagged(1)), "a password", "refused", ("unsafe-archive",)),
    Case(
        "zip-unknown-method",
        "areas",
        _zip(_flagged(0, 99)),
        "a way of packing that is unknown",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-lying-size",
        "areas",
        _zip(_lying_size(10)),
        "an entry longer than it says",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-lying-size-up",
        "areas",
        _zip(_lying_size(4_000_000)),
        "an entry shorter than it says",
        "used",
        (),
        1,
    ),
    Case(
        "zip-huge-size",
        "areas",
        _zip(_lying_size(0xFFFFFFFE)),
        "an entry of 4 GB, it says",
        "refused",
        ("too-large",),
    ),
    Case(
        "zip-wrong-checksum",
        "areas",
        _zip(archive({"a.geojson": _AREA}, packed=False).replace(b"G1", b"G9")),
        "an entry that was changed",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-cut",
        "areas",
        _zip(archive({"a.geojson": _AREA})[:-30]),
        "cut at the end",
        "refused",
        ("unreadable",),
    ),
    Case("zip-empty", "areas", _zip(archive({})), "no entry", "refused", ("unreadable",)),
    Case("zip-no-byte", "areas", _zip(b""), "no byte", "refused", ("empty-file",)),
    Case(
        "zip-no-data",
        "areas",
        _zip(archive({"读我.txt": "x"})),
        "no data file",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-two",
        "areas",
        _zip(archive({"a.geojson": _AREA, "b.geojson": _AREA})),
        "two data files",
        "refused",
        ("several-layers",),
    ),
    Case(
        "zip-same-name-twice",
        "areas",
        _zip(archive([("a.geojson", _AREA), ("a.geojson", _AREA)])),
        "one name twice",
        "refused",
        ("several-layers",),
    ),
    Case(
        "zip-csv",
        "sites",
        _zip(archive({"a.csv": "编号\n"})),
        "a table in an archive",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-comment",
        "areas",
        _zip(_commented()),
        "a comment that looks like an end",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-rar",
        "areas",
        _zip(b"Rar!\x1a\x07\x00" + b"\0" * 40),
        "a RAR under the name of ZIP",
        "refused",
        ("unreadable",),
    ),
    Case(
        "zip-long-name",
        "areas",
        _zip(archive({"x" * 300 + ".geojson": _AREA})),
        "a name longer than any file's",
        "used",
        (),
        1,
    ),
)
