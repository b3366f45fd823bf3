"""Nothing writes a file but through `geo.outputs._atomic`: read off the source of covermap.

A call that can write passes when it names what `atomic_file`, `atomic_files` or `raster_file` has
given to the block around it, or a buffer in memory made in the same function. All others are
listed below with the reason why they may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.pipeline import ROOT

# Module: function → why it may write elsewhere.
ALLOWED = {
    "covermap:*": "makes its own .venv, before anything of covermap can be imported",
    "geo/outputs/_atomic.py:*": "is what all others go through",
    "geo/outputs/_lock.py:_opened": "the lock file is locked, so it must stay the same file",
    "geo/outputs/_lock.py:_acquired": "writes the note of the holder into the file it has locked",
    "geo/outputs/_geopackage.py:_write_table": "is given its path by the block of its caller",
    "geo/outputs/_quiet.py:*": "writes nothing: leads standard error nowhere for a while",
    "geo/siting/exact.py:_silence": "writes nothing: leads standard output nowhere for a while",
    "geo/outputs/postgis.py:_write_table": "writes into a database, in one transaction",
    "geo/outputs/_zip.py:add": "is given an archive by the block of its caller",
    "geo/commands/view.py:opened": "opens a page in a browser",
    "geo/outputs/_raster.py:__init__": "writes into the temporary folder of its caller",
    "geo/outputs/_raster.py:publish": "writes into the temporary folder of its caller",
    "geo/outputs/_raster.py:_ask_for_room": "is given a name in that folder, and removes it",
    "layers/_validate.py:check": "opens the account of a file, not the file",
    "layers/_reading/_shapefile.py:with_readable_crs": "copies into a temporary of the system",
    "layers/_reading/_files.py:unpacked": "unpacks what is read, in a temporary of the system",
    "layers/_reading/_files.py:_unpack": "writes into the temporary folder of its caller",
    "layers/_reading/_geopackage.py:require_sound": "opens the database to read alone",
    "layers/_reading/_gzip.py:unpacked_table": "unpacks what is read, in a temporary of the system",
    "layers/_reading/_gzip.py:_unpack": "writes into the temporary folder of its caller",
    "layers/_reading/_xml.py:_beginning": "opens an entry of an archive to read it",
    "layers/sources/__init__.py:applied": "opens the account of a file, not the file",
}

_METHODS = {
    *("write_bytes", "write_text", "write_dataframe", "touch", "symlink_to", "hardlink_to"),
    *("to_file", "to_csv", "to_parquet", "to_feather", "to_excel", "to_pickle", "to_hdf"),
    *("to_gpkg", "to_sql", "tofile", "save", "savefig", "savetxt", "savez", "savez_compressed"),
    *("Workbook", "ExcelWriter", "extractall", "urlretrieve", "fdopen"),
    *("NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "mkstemp", "mkdtemp", "dump"),
}
_OF_MODULES = {
    "os": {"open", "write", "truncate", "ftruncate", "replace", "rename", "link", "symlink"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "make_archive", "unpack_archive"},
    "sqlite3": {"connect"},
}
# A call of these with one argument moves a file; that of a text or a frame has other arguments.
_MOVES = {"replace", "rename"}
_OPENS = {"open", "ZipFile", "TarFile"}
_PRODUCTS = {"store"}  # modules of covermap whose `save` is a writer that is looked at itself
_GIVES = {"atomic_file", "atomic_files", "raster_file"}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _module(function: ast.expr) -> str:
    """Return the last name before the dot: "shutil" of ``rasterio.shutil.copy``."""
    return _name(function.value) if isinstance(function, ast.Attribute) else ""


def _mode(call: ast.Call) -> ast.expr | None:
    """Return the mode a file is opened with: first argument of a path, second of a function."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    of_path = isinstance(call.func, ast.Attribute) and call.func.attr == "open"
    place = 0 if of_path and _module(call.func) not in ("io", "rasterio", "gzip") else 1
    return named[0] if named else (call.args[place] if len(call.args) > place else None)


def _writes(call: ast.Call) -> bool:
    """Return whether a call can write a file."""
    name, module = _name(call.func), _module(call.func)
    if name in _OF_MODULES.get(module, ()):
        return True
    if name in _OPENS:
        mode = _mode(call)
        if mode is None:
            return False  # reading, or a file in memory
        known = isinstance(mode, ast.Constant) and isinstance(mode.value, str)
        return not known or bool(set("wax+") & set(mode.value))
    if name in _MOVES:
        return len(call.args) == 1 and not call.keywords
    return name in _METHODS and module not in _PRODUCTS


def _given(function: ast.AST) -> set[str]:
    """Return the names of buffers in memory that a function makes."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target, value in zip(_parts(node.targets[0]), _parts(node.value), strict=False)
        if isinstance(target, ast.Name)
        and isinstance(value, ast.Call)
        and _name(value.func) in ("BytesIO", "StringIO")
    }


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _offers(node: ast.With) -> set[str]:
    return {
        item.optional_vars.id
        for item in node.items
        if isinstance(item.context_expr, ast.Call)
        and _name(item.context_expr.func) in _GIVES
        and isinstance(item.optional_vars, ast.Name)
    }


def offenders(source: str) -> Iterator[tuple[str, int]]:
    """Yield function and line of each call that can write where nothing has given it a path."""

    def walk(node: ast.AST, function: str, given: set[str]) -> Iterator[tuple[str, int]]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function, given = node.name, _given(node)
        if isinstance(node, ast.With):
            given = given | _offers(node)
        if isinstance(node, ast.Call) and _writes(node):
            named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            if not named & given:
                yield function, node.lineno
        for child in ast.iter_child_nodes(node):
            yield from walk(child, function, given)

    return walk(ast.parse(source), "", set())


def sources() -> list[Path]:
    return [*sorted((ROOT / "geo").rglob("*.py")), *sorted((ROOT / "layers").rglob("*.py"))]


def test_nothing_writes_past_the_atomic_writer() -> None:
    used, found = set(), []
    for path in [*sources(), ROOT / "covermap"]:
        module = path.relative_to(ROOT).as_posix()
        for function, line in offenders(path.read_text(encoding="utf-8")):
            places = {f"{module}:{function}", f"{module}:*"} & set(ALLOWED)
            used |= places
            if not places:
                found.append(f"{module}:{line} in {function}()")
    assert found == [], "write through geo/outputs/_atomic.py, or list the reason here"
    assert used == set(ALLOWED), "no longer needed"


@pytest.mark.parametrize(
    "planted",
    [
        'open("a", "w")',
        'open("a", mode="a")',
        'Path("a").open("wb")',
        'Path("a").open(mode="r+")',
        "open(path, mode)",
        'io.open("a", "x")',
        "Path('a').write_text('')",
        "path.write_bytes(b'')",
        "frame.to_csv(path)",
        "frame.to_file(path, driver='GPKG')",
        "frame.to_parquet(path)",
        "pyogrio.write_dataframe(frame, path)",
        "os.replace(a, b)",
        "Path('a').rename(b)",
        "path.replace(other)",
        'rasterio.open(path, "w", **options)',
        "rasterio.shutil.copy(made, path)",
        "sqlite3.connect(path)",
        "figure.savefig(path)",
        "document.save(path)",
        'zipfile.ZipFile(path, "w")',
        "xlsxwriter.Workbook(path)",
        "os.open(path, os.O_WRONLY)",
        # a block that gives a path excuses only what is written to that path
        "with atomic_file(path) as temporary:\n    path.write_bytes(b'')",
        "with atomic_file(path) as temporary:\n    pass\ntemporary.write_bytes(b'')",
        "with atomic_files(path):\n    path.write_bytes(b'')",
        "def f():\n    made = BytesIO()\ndef g(made):\n    document.save(made)",
    ],
)
def test_a_planted_writer_is_found(planted: str) -> None:
    assert len(list(offenders(planted))) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        'open("a")',
        'path.open("rb")',
        'path.open("r", encoding="utf-8")',
        "rasterio.open(path, driver='GTiff')",
        'memory.open(driver="GTiff")',
        "zipfile.ZipFile(path)",
        'text.replace("a", "b")',
        "replace(card, a=1)",
        'frame.rename(columns={"a": "b"})',
        "atomic_write(path, b'')",
        "with atomic_file(path) as temporary:\n    temporary.write_bytes(b'')",
        'with atomic_file(p) as t, rasterio.open(t, "w") as made:\n    made.write(cells)',
        "with atomic_files(path) as t:\n    (t / name).write_bytes(b'')",
        "def f():\n    made = BytesIO()\n    document.save(made)",
    ],
)
def test_what_writes_no_file_of_its_own_passes(harmless: str) -> None:
    assert list(offenders(harmless)) == []
