"""What a report format and an export format are, and how they are found.

A format is one module of this package with ``REPORT = ReportFormat(…)`` or
``EXPORT = ExportFormat(…)``: a new file adds a new format.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from ._wanted import Wanted

Write = Callable[[Results, Path], list[Path]]


class WriteExport(Protocol):
    """Writes what is wanted of a run into a folder of exports and tells what it had to change."""

    def __call__(
        self,
        results: Results,
        out: Path,
        wanted: Wanted = ...,
        notes: list[Finding] | None = None,
    ) -> list[Path]:
        """Return the files written."""
        ...


@dataclass(frozen=True)
class ReportFormat:
    """One way of writing the reports.

    Parameters
    ----------
    name
        Short name, e.g. ``"html"``.
    suffix
        Suffix of its files, with the dot; ``""`` for a folder.
    title
        Wording.
    write
        Takes the results and the folder for reports, returns the files written.
    extra
        Package that does not come with covermap; such a format is written when it is asked for
        by name, and at no other time.
    """

    name: str
    suffix: str
    title: Text
    write: Write
    extra: str = ""


@dataclass(frozen=True)
class ExportFormat:
    """One way of writing the layers for a GIS.

    Parameters
    ----------
    name, suffix, title, extra
        As of `ReportFormat`.
    write
        Takes the results, the folder of exports, what is wanted and who takes notes; returns
        the files written, which are in the folder ``name``.
    on_demand
        Whether no run writes it by itself.
    """

    name: str
    suffix: str
    title: Text
    write: WriteExport
    extra: str = ""
    on_demand: bool = False


@cache
def report_formats() -> dict[str, ReportFormat]:
    """Return every report format by name, in alphabetical order."""
    return _found("REPORT", ReportFormat)


@cache
def export_formats() -> dict[str, ExportFormat]:
    """Return every export format by name, in alphabetical order."""
    return _found("EXPORT", ExportFormat)


_Format = TypeVar("_Format", ReportFormat, ExportFormat)
_Either = TypeVar("_Either", bound=ReportFormat | ExportFormat)


def usual(formats: Mapping[str, _Either]) -> dict[str, _Either]:
    """Return the formats that every run writes: none that waits to be asked for.

    Parameters
    ----------
    formats
        As `report_formats` and `export_formats` return them.
    """
    return {
        name: found
        for name, found in formats.items()
        if not (found.extra or getattr(found, "on_demand", False))
    }


def _found(attribute: str, kind: type[_Format]) -> dict[str, _Format]:
    package = importlib.import_module(__package__)
    modules = (
        importlib.import_module(f".{module.name}", __package__)
        for module in pkgutil.iter_modules(package.__path__)
        if not module.name.startswith("_")
    )
    formats = [getattr(module, attribute, None) for module in modules]
    return {
        found.name: found
        for found in sorted(
            (found for found in formats if isinstance(found, kind)), key=lambda found: found.name
        )
    }
