"""The same input gives the same bytes, whatever the machine, the day and the order of rows."""

from __future__ import annotations

import itertools
import os
import random
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import rasterio

from geo.outputs import catalog, run_record
from geo.pipeline import ROOT
from geo.summary._goal_sources import _SHOWN
from tests.torture import small

FULL = 24
_DAY_S = 86_400
# Read by Python at its start, before anything of covermap: another day, another number of cores.
_SITE = """
import datetime, os, time
import geopandas, numba, pyogrio, rasterio  # compiled against the real classes
shift, cores = float(os.environ["TORTURE_SHIFT_S"]), int(os.environ["TORTURE_CORES"])
os.cpu_count = lambda: cores
now, now_ns, local, utc, text = time.time, time.time_ns, time.localtime, time.gmtime, time.strftime
time.time = lambda: now() + shift
time.time_ns = lambda: now_ns() + int(shift * 1e9)
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: utc(time.time() if at is None else at)
time.strftime = lambda form, at=None: text(form, time.localtime() if at is None else at)
class Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, cls.__mro__[1])
class Day(datetime.date, metaclass=Kind):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())
class Moment(datetime.datetime, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls):
        return cls.now()
datetime.date, datetime.datetime = Day, Moment
"""
# Where a row stands in its file is said as well, and is not the same in another order.
_ROW = re.compile(rb'"row":\d+,?')
_HASH_SEEDS = ("0", "4242")
_PLACES = (("Asia/Shanghai", "zh_CN.UTF-8"), ("America/St_Johns", "C"))
_CORES = ("1", "3")
_ORDERS = (None, 1, 2)  # seeds that shuffle the rows of the input


def run(count: int, seed: int) -> str:
    """Run as many combinations of the matrix, in random order; each has a day of its own."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    matrix = list(itertools.product(_ORDERS, _HASH_SEEDS, _PLACES, _CORES))
    chance.shuffle(matrix)
    first: dict[int | None, tuple[Path, dict[str, str]]] = {}
    with TemporaryDirectory(prefix="covermap-torture-") as made:
        folder = Path(made)
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
        for number, (order, hash_seed, (zone, locale), cores) in enumerate(matrix[:count]):
            out = folder / f"out{number}"
            where = {"PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}
            days = chance.randrange(-4000, 4000)
            config = small.write_inputs(folder / "in", order)  # a run names its settings file
            _run(config, out, folder / "site", {**where, "TORTURE_CORES": cores}, days)
            files = small.files_of(out)
            _, expected = first.setdefault(order, (out, files))
            differing = [n for n in files | expected if files.get(n) != expected.get(n)]
            assert differing == [], (differing, where, cores, days)
        outs = [out for out, _ in first.values()]
        for other in outs[1:]:
            _check_meaning(outs[0], other)
        return (
            f"determinism: {min(count, len(matrix))} combinations of hash seed, time zone and"
            f" locale, cores, row order and date (seed {seed}), {len(files)} files each: 0 bytes"
            f" differ; {len(outs)} row orders: 0 figures differ"
        )


def _run(config: Path, out: Path, site: Path, where: Mapping[str, str], days: int) -> None:
    cores = where["TORTURE_CORES"]
    environment = {
        **os.environ,
        **where,
        "PYTHONPATH": str(site),
        "TORTURE_SHIFT_S": str(days * _DAY_S),
        "NUMBA_NUM_THREADS": cores,
        "GDAL_NUM_THREADS": cores,
    }
    command = [sys.executable, "-m", "geo", "run", "--config", str(config), "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)


def _check_meaning(one: Path, other: Path) -> None:
    """Check that two runs say the same, but for what names the files they were made from."""
    files = small.files_of(one)
    assert set(files) == set(small.files_of(other))
    ids = [_ids(root) for root in (one, other)]
    lists_of_digests = {f"data/processed/{name}" for name in (run_record.FILE, catalog.FILE)}
    for name in files:
        if name not in lists_of_digests:
            said = [_meaning(root / name, own) for root, own in zip((one, other), ids, strict=True)]
            assert said[0] == said[1], f"{name} depends on the order of rows"


def _ids(root: Path) -> re.Pattern[bytes]:
    """Return what matches the name of a run and the digests of its input."""
    record = run_record.require(root / "data" / "processed")
    digests = [row["sha256"] for row in record["inputs"]]
    short = [digest[:_SHOWN] for digest in digests]  # as reports name the input behind a goal
    named = [record["key"], record["run_id"], *digests, *short]
    return re.compile(b"|".join(name.encode() for name in named))


def _tables(database: sqlite3.Connection) -> Iterator[object]:
    """Yield every row of every table, without the column that names the row of a file."""
    database.text_factory = bytes
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (table,) in names.fetchall():
        shown = table.decode()
        columns = database.execute(f'PRAGMA table_info("{shown}")').fetchall()
        kept = ", ".join(f'"{c[1].decode()}"' for c in columns if c[1] != b"row")
        yield shown, kept
        yield from database.execute(f'SELECT {kept} FROM "{shown}"')  # noqa: S608 - our own file


def _meaning(path: Path, ids: re.Pattern[bytes]) -> bytes:
    """Return the content of a file, unpacked where it is packed, without ids."""
    if path.suffix in (".xlsx", ".docx", ".qgz"):
        with zipfile.ZipFile(path) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    elif path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as database:
            content = "\n".join(map(repr, _tables(database))).encode()
    elif path.suffix == ".geojson":
        content = _ROW.sub(b"", path.read_bytes())
    elif path.suffix == ".tif":
        with rasterio.open(path) as source:
            content = source.read().tobytes() + repr(sorted(source.tags().items())).encode()
    else:
        content = path.read_bytes()
    return ids.sub(b"#", content)
