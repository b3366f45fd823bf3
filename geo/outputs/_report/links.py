"""What a report leads to: its map, its other formats, the reports beside it, the GIS layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.text import Text

from ...summary import PROVINCE, Cell, Report
from .._names import prefecture_file_stem
from .files import report_stem

Link = tuple[Text, str]

MAP = Text("打开地图", "open the map")
OVERVIEW = Text("省级概览", "provincial overview")
_PAGE = Text("网页", "page")
# Relative to the folder of the reports.
_DATA = "../../data/processed"
_LAYERS: tuple[Link, ...] = (
    (
        Text("GeoJSON 图层（RFC 7946）", "GeoJSON layers (RFC 7946)"),
        f"{_DATA}/exports/geojson/",
    ),
    (Text("GeoPackage 图层（含样式）", "GeoPackage layers, styled"), f"{_DATA}/exports/gpkg/"),
    (Text("覆盖栅格（COG）", "coverage rasters (COG)"), f"{_DATA}/coverage/"),
    (
        Text("运行记录（哈希）", "record of the run: hashes"),
        f"{_DATA}/run.json",
    ),
)


@dataclass(frozen=True)
class Member:
    """A prefecture in the overview, with what leads to it.

    Parameters
    ----------
    name
        Of the prefecture.
    figures
        Its row of the ranking by field key; empty when the overview has none.
    map
        Address of its map.
    files
        Its report in every format.
    """

    name: Text
    figures: Mapping[str, Cell]
    map: str
    files: tuple[Link, ...]


def files_beside(stem: str) -> list[Link]:
    """Return the links to the other formats of a page.

    Parameters
    ----------
    stem
        Stem of the files of a report.
    """
    return [
        (Text("Word", "Word"), f"{stem}.docx"),
        (Text("Excel", "Excel"), f"{stem}.xlsx"),
        (Text("CSV", "CSV"), f"{stem}/"),
    ]


def head_links(report: Report, synthetic: bool) -> list[Link]:
    """Return what the head of a page leads to.

    Parameters
    ----------
    report
        Any report of a run.
    synthetic
        Whether the stations are the scenario; says how the files are called.
    """
    if report.adcode == PROVINCE:
        stem = report_stem(PROVINCE, "", synthetic)
        links = [(MAP, "../index.html")]
    else:
        stem = report_stem(report.adcode, report.name.zh, synthetic)
        page = prefecture_file_stem(report.adcode, report.name.zh, synthetic)
        overview = report_stem(PROVINCE, "", synthetic)
        links = [(MAP, f"../{page}.html"), (OVERVIEW, f"{overview}.html")]
    return [*links, *files_beside(stem)]


def members(report: Report, synthetic: bool) -> list[Member]:
    """Return the prefectures of an overview; none of another report.

    Parameters
    ----------
    report, synthetic
        As in `head_links`.
    """
    ranking = [table for table in report.tables if table.key == "ranking"]
    figures = {row["prefecture"]: row for table in ranking for row in table.records()}
    found = []
    for code, name in report.members:
        stem = report_stem(code, name.zh, synthetic)
        page = prefecture_file_stem(code, name.zh, synthetic)
        files = ((_PAGE, f"{stem}.html"), *files_beside(stem))
        found.append(Member(name, figures.get(name, {}), f"../{page}.html", files))
    return found


def downloads(report: Report) -> list[Link]:
    """Return the products of a run that are no report; listed by the overview alone.

    Parameters
    ----------
    report
        Any report of a run.
    """
    return list(_LAYERS) if report.adcode == PROVINCE else []
