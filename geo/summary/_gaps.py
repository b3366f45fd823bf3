"""Section 10: the gaps one by one and by size."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import pandas as pd

from layers.text import Text

from ._part import Part, category_name
from ._table import Field, Table, build, records

SECTION = 10
_MOST_WORDS = 20  # of an id
CAUSE_FIELD = Field("cause", Text("原因", "cause"), "cause")
# What stands in the way, of places and gaps alike.
OBSTACLE_FIELDS = (
    Field("sector_station", Text("扇区偏离的基站", "station that looks away"), "code", minor=True),
    Field("sector_off_deg", Text("扇区偏离角", "angle off"), "number", "°", 0, minor=True),
    Field("blocked_station", Text("被遮挡的基站", "station blocked"), "code", minor=True),
    Field("blocked_lon", Text("遮挡点经度", "blocked at longitude"), "number", "°", 5, minor=True),
    Field("blocked_lat", Text("遮挡点纬度", "blocked at latitude"), "number", "°", 5, minor=True),
    Field("blocked_m", Text("遮挡点海拔", "blocked at height"), "number", "m", 0, minor=True),
)
_FIELDS = (
    Field("gap_id", Text("盲区编号", "gap id"), "code"),
    Field("place", Text("所在场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("area_km2", Text("面积", "area"), "number", "km²", 3),
    Field("size_class", Text("规模", "size class"), "size_class"),
    Field("people", Text("人口", "people"), "integer"),
    Field("altitude_m", Text("海拔", "altitude"), "number", "m", 0),
    CAUSE_FIELD,
    Field("short_db", Text("尚差", "short by"), "number", "dB"),
    Field("nearest_km", Text("最近站", "nearest station"), "number", "km"),
    Field("places", Text("其内场所", "places inside"), "integer"),
    Field("names_inside", Text("其内场所名称", "names of the places inside"), minor=True),
    Field("lon", Text("经度", "longitude"), "number", "°", 5, minor=True),
    Field("lat", Text("纬度", "latitude"), "number", "°", 5, minor=True),
    *OBSTACLE_FIELDS,
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 10."""
    return [_sizes(part), _list(part)]


def gap_record(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    """Return the cells of one gap.

    Parameters
    ----------
    part
        What the report is about.
    row
        One row of `Results.gaps`.
    """
    group = part.groups.get(row["area_id"], "goal2022")
    return {
        **row,
        "place": Text(row["name_zh"], row["name_en"] or row["name_zh"]),
        "category": category_name(row["category"], group),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "names_inside": _names(part, row["places_inside"]),
    }


def places_in(ids: str, known: Container[str]) -> list[str]:
    """Return the ids that a gap holds, of which one may hold blanks itself.

    Parameters
    ----------
    ids
        ``places_inside`` of `geo.results.Results.gaps`, joined by blanks.
    known
        The ids of all places.

    Examples
    --------
    >>> places_in("A 1 B X", {"A 1", "A", "B"})
    ['A 1', 'B', 'X']
    """
    found, words = [], ids.split(" ") if ids else []
    while words:
        lengths = range(min(len(words), _MOST_WORDS), 0, -1)
        length = next((n for n in lengths if " ".join(words[:n]) in known), 1)
        found.append(" ".join(words[:length]))
        words = words[length:]
    return found


def _names(part: Part, ids: str) -> Text:
    """Return the names of places; an id that is none of theirs stands for itself."""
    known = part.place_names
    names = [known.get(one, Text(one, one)) for one in places_in(ids, known)]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _list(part: Part) -> Table:
    return build(
        "gaps",
        SECTION,
        Text("盲区清单", "List of gaps"),
        _FIELDS,
        [gap_record(part, row) for row in records(part.gaps)],
        Text(
            "场所判定范围内连续低于门限（50 % 位置概率）的部分；含扩展类别。"
            "海拔、最近站和原因以盲区内一点为准；"
            "尚差 = 门限 − 盲区各格电平的中位数，空白表示无电平；"
            "人口空白表示没有人口分布数据；其内场所为点位落在盲区内的其他场所。"
            "全部国土的限制因素见第 5 节。",
            "Contiguous parts of the judged extents below the threshold at 50 % location"
            " probability; extended categories included. Altitude, nearest station and cause are"
            " of a point inside; short by = threshold − median level of the cells, blank = none has"
            " one; people blank = not known where they live; places inside = other places whose"
            " point lies in the gap. What limits the whole territory is in section 5.",
        ),
    )


def _distinct(inside: pd.Series[str], known: Container[str]) -> int:
    """Count the places that lie in some of the gaps; one may lie in several."""
    return len({one for ids in inside for one in places_in(ids, known)})


def _sizes(part: Part) -> Table:
    by_size = part.gaps.groupby(["size_class", "cause"], sort=False)
    counted = by_size.agg(
        size=("area_km2", "size"),
        sum=("area_km2", "sum"),
        max=("area_km2", "max"),
        people=("people", lambda people: people.sum(skipna=False)),  # a part is not the whole
        places=("places_inside", lambda inside: _distinct(inside, part.place_names)),
    ).reset_index()
    counted = counted.sort_values(["max", "size_class", "cause"], ascending=[False, True, True])
    return build(
        "gap_sizes",
        SECTION,
        Text("按规模和原因", "By size and cause"),
        (
            Field("size_class", Text("规模", "size class"), "size_class"),
            CAUSE_FIELD,
            Field("size", Text("盲区数", "gaps"), "integer"),
            Field("sum", Text("面积合计", "total area"), "number", "km²", 2),
            Field("people", Text("人口", "people"), "integer"),
            Field("places", Text("其内场所", "places inside"), "integer"),
        ),
        records(counted),
    )
