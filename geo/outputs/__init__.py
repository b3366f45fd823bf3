"""OUTPUT: one product per file; a module with a ``REPORT`` or an ``EXPORT`` is found by itself."""

from ._formats import (
    ExportFormat,
    ReportFormat,
    export_formats,
    report_formats,
    usual,
)

__all__ = ["ExportFormat", "ReportFormat", "export_formats", "report_formats", "usual"]
