"""``covermap doctor``: is everything in place, and if not, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import layers
from layers.errors import CovermapError, InputError
from layers.text import Text

from .. import ground, people
from ..outputs import run_record
from ..pipeline import Folders
from ..settings import Settings
from . import checking

_PACKAGES = ("geopandas", "shapely", "pyproj", "rasterio", "pyogrio", "numba", "folium")


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is fine, and the wording of what was found."""

    fine: bool
    text: Text


def examine(settings: Settings, folders: Folders) -> list[Check]:
    """Look at installation, data, folders and the last run.

    Parameters
    ----------
    settings
        Names the planner's own files.
    folders
        Where runs are written.
    """
    return [
        _python(),
        _packages(),
        *(_layer(name, settings) for name in layers.catalogue()),
        _terrain(settings, folders),
        _people(settings),
        _writable(folders.root),
        _last_run(folders),
    ]


def _python() -> Check:
    version = platform.python_version()
    return Check(True, Text(f"Python {version}", f"Python {version}"))


def _packages() -> Check:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    return Check(True, Text(f"软件包 {versions}", f"packages {versions}"))


def _layer(name: str, settings: Settings) -> Check:
    layer, own = layers.catalogue()[name], settings.layer_file(name)
    if own is not None:
        return _own_layer(layer, own, settings.declared(name))
    try:
        rows = len(layers.load(name))
    except CovermapError as problem:
        return Check(False, problem.text)
    shipped = Text("自带", "shipped")
    whose = _WITHOUT.get(name, _NOT_COMPUTED) if layer.optional else shipped
    return Check(True, _rows(layer, rows, whose))


def _own_layer(layer: layers.Layer, own: Path, declared: layers.Declared) -> Check:
    """Look at a planner's file as `check` does, so that both count the same rows."""
    checked = checking.check(layer.name, own, declared)
    if not checked.usable:
        return Check(False, InputError(checked.findings).text)
    rows = 0 if checked.rows is None else len(checked.rows)
    rejected = checked.read - checked.kept - checked.set_aside
    if rejected:
        return Check(False, _rejected(layer, own, rows, rejected))
    return Check(True, _rows(layer, rows, Text(own.name, own.name)))


def _rows(layer: layers.Layer, rows: int, whose: Text) -> Text:
    return Text(
        f"{layer.title.zh}：{rows} 行（{whose.zh}）",
        f"{layer.title.en}: {rows} rows ({whose.en})",
    )


def _rejected(layer: layers.Layer, own: Path, rows: int, rejected: int) -> Text:
    zh, en = f"{own.name}，未采用 {rejected} 行", f"{own.name}, {rejected} rows not used"
    look = f"./covermap check {own} --role {layer.name}"
    return Text(
        f"{layer.title.zh}：{rows} 行（{zh}）→ 逐行原因：{look}",
        f"{layer.title.en}: {rows} rows ({en}) → reasons row by row: {look}",
    )


# What is done without a layer that covermap can do without; else what it is for is not computed.
_WITHOUT = {
    "base_stations": Text(
        "未提供，将使用 SYNTHETIC 情景", "none given, the SYNTHETIC scenario stands in"
    ),
    "candidates": Text("未提供，plan 自行生成", "none given, plan makes its own"),
    "restricted_zones": Text("未提供，plan 不避让", "none given, plan avoids none"),
    "proposed_stations": Text("未提供，不计入", "none given, none counts"),
    "challenges": Text("未提供，没有异议", "none given, nothing is disputed"),
}
_NOT_COMPUTED = Text("未提供，不计算", "none given, not computed")


def _terrain(settings: Settings, folders: Folders) -> Check:
    try:
        terrain = ground.opened(settings, folders.processed, ground.digests(settings))
    except CovermapError as problem:
        return Check(False, problem.text)
    if terrain is None:
        return Check(
            True,
            Text(
                "高程：未提供，只按距离计算（[terrain] dem）",
                "terrain: none given, loss goes by distance alone ([terrain] dem)",
            ),
        )
    source, resolution = terrain.card["terrain_source"], terrain.card["terrain_resolution"]
    said = [finding.text() for finding in terrain.findings]
    return Check(
        True,
        Text(
            "\n  ".join([f"高程：{source}，{resolution}", *(text.zh for text in said)]),
            "\n  ".join([f"terrain: {source}, {resolution}", *(text.en for text in said)]),
        ),
    )


def _people(settings: Settings) -> Check:
    if settings.people.file is None:
        return Check(
            True,
            Text(
                "人口：未提供，不计算人口覆盖（[people] file）",
                "people: none given, coverage of people is not computed ([people] file)",
            ),
        )
    try:
        counties = layers.load("counties", settings.layer_file("counties"))
        found = people.open_people(settings.people.file, counties)
    except CovermapError as problem:
        return Check(False, problem.text)
    said = [finding.text() for finding in found.findings]
    return Check(
        True,
        Text(
            "\n  ".join([f"人口：{found.source}，{found.total:,.0f} 人", *(t.zh for t in said)]),
            "\n  ".join([f"people: {found.source}, {found.total:,.0f}", *(t.en for t in said)]),
        ),
    )


def _writable(root: Path) -> Check:
    # A folder that is not there yet is made by the first run, where what holds it allows it.
    there = next(folder for folder in (root, *root.parents) if folder.exists())
    fine = there.is_dir() and os.access(there, os.W_OK)
    if fine and there != root:
        return Check(
            True,
            Text(f"输出目录 {root} 尚不存在，可以新建", f"{root} is not there yet and can be made"),
        )
    return Check(
        fine,
        Text(f"输出目录 {root} 可写", f"output folder {root} is writable")
        if fine
        else Text(f"输出目录 {root} 不可写 → 用 --out 另选", f"{root} is read-only → choose --out"),
    )


def _last_run(folders: Folders) -> Check:
    record = run_record.read(folders.processed)
    if record is None:
        return Check(True, Text("还没有运行过 → ./covermap run", "no run yet → ./covermap run"))
    products, run_id = len(record["products"]), record["run_id"]
    if run_record.intact(record, folders.root):
        return Check(
            True,
            Text(
                f"上次运行 {run_id}：{products} 个文件完好",
                f"run {run_id}: {products} files intact",
            ),
        )
    return Check(
        False,
        Text(
            f"上次运行 {run_id} 的文件有缺失或改动 → ./covermap run",
            f"files of run {run_id} are missing or changed → ./covermap run",
        ),
    )
