"""Key places of a gigabit city 千兆城市: which of the listed places they are, by class."""

from __future__ import annotations

import geopandas as gpd

from layers.text import Text

from .. import standards
from ._categories import COUNT_FIELDS, RATE_FIELD, TOTAL, rate_record
from ._part import Part
from ._table import Field, Table, build, records
from ._tally import tally

_NOTE = Text(
    "市属公办医院、重点高校、文化旅游重点区域、客运火车站、干线机场按 geo/standards/"
    "gigabit_places.csv 对应到名录的子类（假定）；重点道路见第 8 节。按通达规则，任一运营商。",
    "Which subcategory stands for which class of key place is said (and assumed) by"
    " geo/standards/gigabit_places.csv; key roads are in section 8. By the reach rule, any"
    " operator.",
)


def key_places(part: Part) -> gpd.GeoDataFrame:
    """Return the key places of a gigabit city, with their ``class``.

    Parameters
    ----------
    part
        What the report is about.
    """
    table = standards.table("gigabit_places")
    keys = zip(table["category"], table["subcategory"], strict=True)
    class_of = dict(zip(keys, table["class"], strict=True))
    areas = part.goal_areas
    found = [
        class_of.get((category, subcategory), "")
        for category, subcategory in zip(areas["category"], areas["subcategory"], strict=True)
    ]
    listed = areas.assign(**{"class": found})
    return listed[listed["class"] != ""]


def by_class(part: Part, section: int) -> Table:
    """Return how many key places of each class are reached.

    Parameters
    ----------
    part
        What the report is about.
    section
        Number of the section the table stands in.
    """
    places = key_places(part)
    classes = standards.table("gigabit_places").drop_duplicates("class")
    rows = [
        {
            "class": Text(row["class_zh"], row["class_en"]),
            **rate_record(tally(places[places["class"] == row["class"]], "reach")),
        }
        for row in records(classes)
    ]
    rows.append({"class": TOTAL, **rate_record(tally(places, "reach"))})
    return build(
        "gigabit",
        section,
        Text("千兆城市重点场所（通达规则）", "Key places of a gigabit city (reach rule)"),
        (Field("class", Text("重点场所", "key places")), *COUNT_FIELDS, RATE_FIELD),
        rows,
        _NOTE,
    )
