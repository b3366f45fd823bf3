"""Which reports a run gives, and what their files are called."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from ...results import Results
from ...summary import PROVINCE, Report, prefecture_report, province_report
from .._atomic import atomic_write
from .._names import marked, prefecture_file_stem

_PROVINCE_ZH = "青海"  # also when only part of it was computed


def reports(results: Results) -> list[tuple[str, Report]]:
    """Return every report of a run with the stem of its files, the overview first.

    Parameters
    ----------
    results
        What the run found.
    """
    return list(_reports(_Same(results)))


def write_each(
    results: Results, out: Path, suffix: str, render: Callable[[Report], bytes]
) -> list[Path]:
    """Write every report of a run as a file of its own; return the files.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of the reports.
    suffix
        Suffix of the files, with the dot.
    render
        Gives the bytes of one report.
    """
    written = []
    for stem, report in reports(results):
        path = out / f"{stem}{suffix}"
        atomic_write(path, render(report))
        written.append(path)
    return written


class _Same:
    """A key that is equal to itself alone, so that every format shares one summary."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.results is self.results

    def __hash__(self) -> int:
        return id(self.results)


@lru_cache(maxsize=1)
def _reports(key: _Same) -> tuple[tuple[str, Report], ...]:
    results = key.results
    found = [province_report(results)]
    found += [prefecture_report(results, adcode) for adcode in results.prefectures["adcode"]]
    synthetic = bool(results.card["synthetic"])
    return tuple((report_stem(r.adcode, r.name.zh, synthetic), r) for r in found)


def report_stem(adcode: str, name_zh: str, synthetic: bool) -> str:
    """Return the file stem of a report.

    Parameters
    ----------
    adcode
        Of a prefecture, or `geo.summary.PROVINCE`.
    name_zh
        Its name.
    synthetic
        Whether the stations are the scenario.

    Examples
    --------
    >>> report_stem("632200", "海北藏族自治州", synthetic=True)
    '632200-haibei-gap-report_SYNTHETIC'
    """
    is_province = adcode == PROVINCE
    stem = prefecture_file_stem(adcode, _PROVINCE_ZH if is_province else name_zh, False)
    return marked(f"{stem}-{'overview' if is_province else 'gap-report'}", synthetic)
