"""Coordinates in the wrong order, place, unit or half."""

from __future__ import annotations

from ._case import AREA_A, SITE_B, Case, Treatment, areas, sites


def _at(name: str, lon: str, lat: str, wrong: str, treatment: Treatment, *codes: str) -> Case:
    kept = 1 if treatment == "rows_rejected" else 2
    return Case(
        f"position-{name}",
        "sites",
        sites(f"A1,中国移动,{lon},{lat},30", SITE_B),
        wrong,
        treatment,
        codes,
        kept,
        2 - kept,
    )


CASES = (
    _at(
        "swapped",
        "36.62",
        "101.77",
        "longitude and latitude swapped",
        "mended",
        "swapped-coordinates 2 lon",
    ),
    _at(
        "outside",
        "104.1",
        "30.7",
        "a point in Chengdu",
        "rows_rejected",
        "outside-region 2 lon, lat",
    ),
    _at("null-island", "0", "0", "zero for unknown", "rows_rejected", "outside-region 2 lon, lat"),
    _at("one-missing", "101.77", "", "no latitude", "rows_rejected", "missing-value 2 lat"),
    _at(
        "both-missing",
        "",
        "",
        "no position, which a station needs",
        "rows_rejected",
        "missing-value 2 lon",
        "missing-value 2 lat",
    ),
    _at(
        "beyond-earth",
        "101.77",
        "136.6",
        "a latitude beyond the pole",
        "rows_rejected",
        "out-of-range 2 lat",
    ),
    _at(
        "antimeridian",
        "181.5",
        "36.62",
        "a longitude beyond 180°",
        "rows_rejected",
        "out-of-range 2 lon",
    ),
    _at(
        "prefixed-zone",
        "34479400",
        "4054000",
        "metres of a zone with its number",
        "mended",
        "projected-coordinates 2 lon",
    ),
    _at(
        "survey-order",
        "4054000",
        "34479400",
        "metres, north first as surveyors have it",
        "mended",
        "projected-coordinates 2 lon",
    ),
    _at(
        "no-zone",
        "479400",
        "4054000",
        "metres of a zone that nobody names",
        "rows_rejected",
        "unknown-zone 2 lon",
    ),
    _at(
        "millionths",
        "101770000",
        "36620000",
        "degrees times a million",
        "rows_rejected",
        "unknown-zone 2 lon",
    ),
    _at(
        "web-mercator",
        "11328984",
        "4387000",
        "metres of Web Mercator",
        "rows_rejected",
        "unknown-zone 2 lon",
    ),
    Case(
        "position-all-outside",
        "sites",
        sites("A1,中国移动,104.1,30.7,30"),
        "a list of another province",
        "refused",
        ("outside-region 2 lon, lat",),
    ),
    Case(
        "position-area-without",
        "areas",
        areas(AREA_A, "G2,县政府,,"),
        "a place without a position: listed, not judged",
        "used",
        (),
        2,
    ),
    Case(
        "position-half",
        "areas",
        areas(AREA_A, "G2,县政府,99.08,"),
        "half a position",
        "rows_rejected",
        ("half-coordinate 3 lat",),
        1,
        1,
    ),
    Case(
        "position-on-border",
        "sites",
        sites("A1,中国移动,102.917,36.30,30", SITE_B),
        "a point some metres beyond the border",
        "used",
        (),
        2,
    ),
)
