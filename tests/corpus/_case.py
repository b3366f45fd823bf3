"""What a strange file is, and how files are made for it."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Build = Callable[[Path], Path]
Treatment = Literal["used", "mended", "rows_rejected", "refused"]

SITES = "编号,运营商,经度,纬度,挂高"
SITE_A = "A1,中国移动,101.77,36.62,30"
SITE_B = "B2,中国联通,99.08,36.79,25"
AREAS = "编号,名称,经度,纬度"
AREA_A = "G1,省政府,101.77,36.62"
AREA_B = "G2,县政府,99.08,36.79"
XINING, CHAKA = (101.77, 36.62), (99.08, 36.79)


@dataclass(frozen=True)
class Case:
    """One strange file and its expected treatment.

    Parameters
    ----------
    name
        Short, unique.
    role
        As what it is checked.
    build
        Makes the file in a folder of its own and returns its path.
    wrong
        What is the matter with it, in one sentence.
    treatment
        ``used`` as it is, ``mended`` with warnings, ``rows_rejected``, or ``refused``.
    codes
        Every finding, as "code row field" without what it has not.
    kept, rejected
        Rows.
    datum
        Declared for the file.
    """

    name: str
    role: str
    build: Build
    wrong: str
    treatment: Treatment
    codes: tuple[str, ...] = ()
    kept: int = 0
    rejected: int = 0
    datum: str = ""


def lines(*rows: str) -> str:
    """Return rows as the text of a file."""
    return "".join(f"{row}\n" for row in rows)


def text(
    content: str | bytes | Callable[[], bytes], name: str = "a.csv", encoding: str = "utf-8"
) -> Build:
    """Return what writes one file; what is large is made when it is asked for."""

    def build(folder: Path) -> Path:
        path = folder / name
        data = content() if callable(content) else content
        data = data.encode(encoding) if isinstance(data, str) else data
        path.write_bytes(data)
        return path

    return build


def sites(*rows: str, header: str = SITES, encoding: str = "utf-8") -> Build:
    """Return what writes a list of stations."""
    return text(lines(header, *rows), encoding=encoding)


def areas(*rows: str, header: str = AREAS) -> Build:
    """Return what writes a list of key areas."""
    return text(lines(header, *rows))


def archive(
    entries: Mapping[str | zipfile.ZipInfo, str | bytes] | Sequence[tuple[Any, str | bytes]],
    packed: bool = True,
) -> bytes:
    """Return a ZIP archive; a sequence of entries may name one twice."""
    stream = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", method) as out, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            out.writestr(name, content, method)
    return stream.getvalue()


def feature(geometry: Any, **properties: object) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon: float = XINING[0], lat: float = XINING[1], *more: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat, *more]}


def collection(*features: dict[str, Any], **members: object) -> str:
    """Return a GeoJSON document."""
    document = {"type": "FeatureCollection", **members, "features": list(features)}
    return json.dumps(document, ensure_ascii=False)
