"""What a report format and an export format are, and how they are found.

A format is one module of this package with ``REPORT = ReportFormat(…)`` or
``EXPORT = ExportFormat(…)``: a new file adds a new format.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from layers.text import Text

from ..results import Results

Write = Callable[[Results, Path], list[Path]]


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
    """

    name: str
    suffix: str
    title: Text
    write: Write


@dataclass(frozen=True)
class ExportFormat:
    """One way of writing the layers for a GIS; the fields are those of `ReportFormat`."""

    name: str
    suffix: str
    title: Text
    write: Write


@cache
def report_formats() -> dict[str, ReportFormat]:
    """Return every report format by name, in alphabetical order."""
    return _found("REPORT", ReportFormat)


@cache
def export_formats() -> dict[str, ExportFormat]:
    """Return every export format by name, in alphabetical order."""
    return _found("EXPORT", ExportFormat)


_Format = TypeVar("_Format", ReportFormat, ExportFormat)


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
