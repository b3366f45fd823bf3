"""Features of the layers of lines → the parts of each line, or why they cannot be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from layers.errors import Finding, InputError
from layers.text import Text

from .. import standards

# What a line is, in the order of the columns of its features.
FACTS = (
    "line_id",
    "name_zh",
    "name_en",
    "ref",
    "category",
    "subcategory",
    "owner_zh",
    "owner_en",
    "source",
    "odbl",
    "file",
    "row",
)


def collect(
    layers: Mapping[str, gpd.GeoDataFrame], counties: gpd.GeoDataFrame, taken: Collection[str]
) -> gpd.GeoDataFrame:
    """Return the features of all lines, those of one line with the same `FACTS`.

    Parameters
    ----------
    layers
        Category of ``standards/categories.csv`` → its layer.
    counties
        The layer ``counties`` of the whole province.
    taken
        Ids of the places, which no line may have.

    Returns
    -------
    geopandas.GeoDataFrame
        `FACTS` and the geometry of each feature, by line in the order of the files. A fact
        that a feature leaves open is that of the first feature of its line that states it.

    Raises
    ------
    InputError
        When an id is used twice, or a line lies outside the province.
    """
    parts = [_of_layer(layer, category) for category, layer in layers.items() if len(layer)]
    if not parts:
        nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in FACTS})
        types = {"odbl": "bool", "row": "int64"}
        return gpd.GeoDataFrame(nothing.astype(types), geometry=gpd.GeoSeries([], crs=4326))
    features = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    findings = [*_repeated(features, taken), *_outside(features, counties)]
    if findings:
        raise InputError(findings)
    return features


def _of_layer(layer: gpd.GeoDataFrame, category: str) -> gpd.GeoDataFrame:
    rows = layer.reset_index(drop=True)
    lead_zh, lead_en = standards.lead_body(category)
    facts = pd.DataFrame(
        {
            "line_id": _identity(rows),
            **{name: rows[name] for name in ("name_zh", "name_en", "ref")},
            "category": category,
            "subcategory": rows["class"],
            "owner_zh": rows["owner"],
            "owner_en": rows["owner"],
            "source": rows["source"],
            "odbl": rows["coord_licence"].str.startswith("ODbL").astype(bool),
            "file": rows["file"],
            "row": rows["row"].astype("int64"),
        }
    )
    facts = facts.sort_values("line_id", key=_first_seen, kind="stable")
    of_line = facts.groupby("line_id", sort=False)
    for name in ("name_zh", "name_en", "ref", "subcategory", "owner_zh", "owner_en", "source"):
        facts[name] = of_line[name].transform(_first_stated).astype("str")
    facts["odbl"] = of_line["odbl"].transform("any").astype(bool)
    facts["row"] = of_line["row"].transform("first")
    facts["owner_zh"] = facts["owner_zh"].where(facts["owner_zh"] != "", lead_zh)
    facts["owner_en"] = facts["owner_en"].where(facts["owner_en"] != "", lead_en)
    unnamed = facts["name_zh"] == ""
    facts["name_zh"] = facts["name_zh"].where(~unnamed, facts["line_id"])
    shapes = shapely.force_2d(rows.geometry.to_numpy())[facts.index]
    return gpd.GeoDataFrame(facts, geometry=shapes, crs=4326)[[*FACTS, "geometry"]]


def _identity(rows: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return which line each feature is a part of: its id, else its route number and name."""
    named = (rows["ref"] + " " + rows["name_zh"]).str.strip()
    identity: pd.Series[str] = rows["id"].where(rows["id"] != "", named).astype("str")
    return identity


def _first_seen(ids: pd.Series[str]) -> pd.Series[int]:
    return pd.Series(pd.factorize(ids)[0], index=ids.index)


def _first_stated(values: pd.Series[str]) -> str:
    return next((value for value in values if value), "")


def _repeated(features: gpd.GeoDataFrame, taken: Collection[str]) -> list[Finding]:
    lines = features.drop_duplicates(["line_id", "category"])
    again = lines["line_id"].duplicated() | lines["line_id"].isin(set(taken))
    return [
        Finding(
            "duplicate-id",
            Text(
                f"编号“{row.line_id}”在另一图层中已使用",
                f"id {row.line_id!r} is taken by another layer",
            ),
            Text("每条线路使用唯一编号", "give each line an id of its own"),
            str(row.file),
            int(row.row),
            "id",
        )
        for row in lines[again].itertuples()
    ]


def _outside(features: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> list[Finding]:
    tree = shapely.STRtree(counties.geometry.to_numpy())
    touching = tree.query(features.geometry.to_numpy(), predicate="intersects")[0]
    inside = set(features["line_id"].iloc[touching])
    lines = features.drop_duplicates("line_id")
    return [
        Finding(
            "outside-region",
            Text(f"线路“{row.name_zh}”不在青海省内", f"the line {row.name_zh} is outside Qinghai"),
            Text(
                "检查经纬度是否颠倒、单位是否为度、坐标系 datum 是否正确",
                "check for swapped longitude and latitude, the unit (degree) and the datum",
            ),
            str(row.file),
            int(row.row),
            "geometry",
        )
        for row in lines[~lines["line_id"].isin(inside)].itertuples()
    ]
