"""Formats whose drivers are closed to this process, because it reads what others send.

The drivers that may open a file are few (`layers._confined`). Those that only ever write our own
rows run in a process of their own, which reads nothing but what was written here a moment ago.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd

from ._gdal_cells import STAMP, declared
from ._geopackage import Table, write_geopackage

_PROGRAM = Path(__file__).with_name("_converter.py")
_SOURCE = "rows.gpkg"
_SKIP = "GDAL_SKIP"
_CONFIG = {"OGR_CURRENT_DATE": STAMP, "OPENFILEGDB_REPRODUCIBLE_UUID": "YES"}


class DriverError(RuntimeError):
    """The driver could not write the file."""


@dataclass(frozen=True)
class Converted:
    """One layer to be written by another driver.

    Parameters
    ----------
    name
        Of the layer.
    frame
        Its rows.
    options
        Of the driver, for this layer.
    several
        Whether shapes are declared as of several parts.
    """

    name: str
    frame: Any
    options: Mapping[str, str] = field(default_factory=dict)
    several: bool = False

    def kind(self) -> str:
        """Return the geometry type to declare; ``""`` for a table."""
        if not isinstance(self.frame, gpd.GeoDataFrame):
            return ""
        kind = declared(self.frame)[0]
        wraps = self.several and kind in ("LineString", "Polygon")
        return f"Multi{kind}" if wraps else kind


def convert(
    target: Path,
    driver: str,
    needs: Sequence[str],
    layers: Sequence[Converted],
    options: Mapping[str, str] | None = None,
) -> dict[str, list[str]]:
    """Write layers with a driver that this process has not.

    Parameters
    ----------
    target
        Where the file is to be, in a temporary folder: the rows are laid beside it.
    driver
        Name of the driver.
    needs
        Further drivers that it uses.
    layers
        At least one.
    options
        Of the driver, for the file.

    Returns
    -------
    dict
        Layer → the names of the fields it got, in order.

    Raises
    ------
    DriverError
        When the driver is not there, or refuses.
    """
    source = target.parent / _SOURCE
    tables = [Table(layer.name, layer.frame, exact=False) for layer in layers]
    write_geopackage(source, tables, spatial_index=False)
    order = {
        "source": str(source),
        "target": str(target),
        "driver": driver,
        "config": _CONFIG,
        "options": dict(options or {}),
        "layers": [
            {"name": layer.name, "kind": layer.kind(), "options": dict(layer.options)}
            for layer in layers
        ],
    }
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", str(_PROGRAM)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, _SKIP: _without({driver, *needs}), "PYTHONUTF8": "1"},
        check=False,
    )
    source.unlink()
    if told.returncode:
        raise DriverError(told.stderr.strip().splitlines()[-1] if told.stderr else driver)
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


def _without(wanted: set[str]) -> str:
    return ",".join(name for name in os.environ[_SKIP].split(",") if name not in wanted)
