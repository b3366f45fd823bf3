"""OUTPUT: one product per file; a module with a ``REPORT`` or an ``EXPORT`` is found by itself."""

from ._formats import (
    ExportFormat,
    ReportFormat,
    export_formats,
    report_formats,
    usual,
)
from ._wanted import EVERYTHING, Wanted

__all__ = [
    "EVERYTHING",
    "ExportFormat",
    "ReportFormat",
    "Wanted",
    "export_formats",
    "report_formats",
    "usual",
]
