"""What a Shapefile leaves open: whether its parts are there, and how its text is encoded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyproj import CRS
from pyproj.exceptions import CRSError

from ..errors import Finding, InputError
from ..text import Text
from ._refusals import no_crs, unknown_crs

_FIELD = 32  # bytes of one field's description in the header of a .dbf


def beside(path: Path, suffix: str) -> Path | None:
    """Return the part of a Shapefile with a suffix, in either case of letters."""
    for name in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if name.is_file():
            return name
    return None


def require_whole(path: Path, shown: Path) -> None:
    """Refuse a Shapefile that has come without its index or its attributes, or is cut short."""
    missing = [suffix for suffix in (".shx", ".dbf") if beside(path, suffix) is None]
    if missing:
        names = " ".join(path.with_suffix(suffix).name for suffix in missing)
        raise InputError(
            [
                Finding(
                    "incomplete-shapefile",
                    Text(f"缺少同名文件 {names}", f"the part {names} is missing"),
                    Text(
                        "把 .shp .shx .dbf .prj 一并提供，或另存为 GeoPackage",
                        "give .shp, .shx, .dbf and .prj together, or save it as GeoPackage",
                    ),
                    shown.name,
                )
            ]
        )
    _require_crs(path, shown)
    _require_lengths(path, shown)


def _require_crs(path: Path, shown: Path) -> None:
    data = _definition(path)
    if not data:
        raise no_crs(shown)
    try:
        CRS.from_wkt(_decoded(data))
    except (CRSError, UnicodeDecodeError) as error:
        raise unknown_crs(shown, data.decode("utf-8", "replace")) from error


def _definition(path: Path) -> bytes:
    definition = beside(path, ".prj")
    return definition.read_bytes().strip() if definition else b""


def _decoded(text: bytes) -> str:
    """Return the definition of a CRS, which Chinese programs write in GBK."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("gb18030")


@contextmanager
def with_readable_crs(path: Path) -> Iterator[Path]:
    """Yield a Shapefile whose .prj is UTF-8, the one encoding that its reader takes.

    Parameters
    ----------
    path
        The .shp file, found whole by `require_whole`.

    Yields
    ------
    pathlib.Path
        The file itself, or else a copy, for a while.
    """
    definition = _definition(path)
    text = _decoded(definition).encode()
    if text == definition:
        yield path
        return
    with TemporaryDirectory(prefix="covermap-") as folder:
        copy = Path(folder) / "data.shp"
        for suffix in (".shp", ".shx", ".dbf"):
            shutil.copyfile(beside(path, suffix) or path, copy.with_suffix(suffix))
        copy.with_suffix(".prj").write_bytes(text)
        yield copy


def _require_lengths(path: Path, shown: Path) -> None:
    """Compare the parts with what their headers promise, and with one another."""
    shapes, index, table = (beside(path, suffix) or path for suffix in (".shp", ".shx", ".dbf"))
    for part in (shapes, index):
        header = _head(part)
        _require_bytes(part, shown, 2 * int.from_bytes(header[24:28], "big"))
    header = _head(table)
    rows = int.from_bytes(header[4:8], "little")
    start, width = (int.from_bytes(header[at : at + 2], "little") for at in (8, 10))
    _require_bytes(table, shown, max(start + rows * width, _FIELD))
    if (count := (index.stat().st_size - 100) // 8) != rows:
        raise _cut(
            shown,
            Text(
                f"{table.name} 有 {rows} 行，而图形有 {count} 个",
                f"{table.name} has {rows} rows for {count} shapes",
            ),
        )


def _head(part: Path) -> bytes:
    with part.open("rb") as stream:
        return stream.read(_FIELD)


def _require_bytes(part: Path, shown: Path, promised: int) -> None:
    found = part.stat().st_size
    if found < promised:
        raise _cut(
            shown,
            Text(
                f"{part.name} 有 {found} 字节，按其文件头应有 {promised}",
                f"{part.name} has {found} bytes where its header says {promised}",
            ),
        )


def _cut(shown: Path, what: Text) -> InputError:
    remedy = Text(
        "重新复制或重新导出全部同名文件", "copy or export all files of that name once more"
    )
    return InputError([Finding("cut-shapefile", what, remedy, shown.name)])


def encoding_of(path: Path, shown: Path, notes: list[Finding]) -> str:
    """Return the encoding that the text of the attributes really has.

    A .cpg file says which it is, but is often missing or wrong: the bytes decide.

    Parameters
    ----------
    path
        The .shp file.
    shown
        The file named in findings.
    notes
        Takes a warning where the .cpg file says otherwise.
    """
    attributes = beside(path, ".dbf")
    text = _text_of(attributes.read_bytes()) if attributes else b""
    try:
        text.decode("utf-8")
        found = "UTF-8"
    except UnicodeDecodeError:
        found = "GB18030"
    code_page = beside(path, ".cpg")
    said = code_page.read_bytes()[:32].decode("ascii", "replace").strip() if code_page else ""
    if said and not text.isascii() and _is_utf8(said) != (found == "UTF-8"):
        notes.append(_lying_cpg(shown, said, found))
    return found


def _is_utf8(name: str) -> bool:
    return name.replace("-", "").casefold() in ("utf8", "65001")


def _text_of(table: bytes) -> bytes:
    """Return the names of the fields and the records of a .dbf, without its binary header."""
    start = int.from_bytes(table[8:10], "little")
    names = [table[at : at + 11].split(b"\0")[0] for at in range(_FIELD, max(start - 1, 0), _FIELD)]
    return b" ".join([*names, table[start:]])


def _lying_cpg(shown: Path, said: str, found: str) -> Finding:
    return Finding(
        "wrong-cpg",
        Text(
            f".cpg 声明 {said}，实际按 {found} 读取",
            f"the .cpg says {said}; the text is {found} and was read as such",
        ),
        Text("改正或删除 .cpg 文件", "mend the .cpg file, or delete it"),
        shown.name,
        severity="warning",
    )
