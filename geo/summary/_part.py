"""The part of the results one report is about: a prefecture, or all that was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.text import Text

from .. import standards
from ..networks import LTE, parse
from ..results import ANY, Results

PROVINCE = "630000"
_PREFECTURES_OF_QINGHAI = 8
_ANY_OPERATOR = Text("任一运营商（异网漫游）", "any operator (roaming)")
_ANY_OPERATOR_4G = Text("任一运营商（4G）", "any operator (4G)")


@dataclass(frozen=True)
class Part:
    """One prefecture of the results, or all of them.

    Parameters
    ----------
    results
        What the run found.
    adcode
        Of a prefecture; `PROVINCE` for everything, places of no known prefecture included.
    """

    results: Results
    adcode: str

    @property
    def is_province(self) -> bool:
        """Whether this is everything the run computed."""
        return self.adcode == PROVINCE

    @property
    def is_whole_province(self) -> bool:
        """Whether all prefectures were computed, so that provincial totals can be compared."""
        return self.is_province and len(self.results.prefectures) == _PREFECTURES_OF_QINGHAI

    @cached_property
    def name(self) -> Text:
        """Name of the prefecture; of the province with its limits when only part was run."""
        rows = self.results.prefectures
        if not self.is_province:
            row = rows[rows["adcode"] == self.adcode].iloc[0]
            return Text(row["name_zh"], row["name_en"])
        if self.is_whole_province:
            return Text("青海省", "Qinghai")
        zh, en = "、".join(rows["short_zh"]), ", ".join(rows["name_en"])
        return Text(f"青海省（本次仅含{zh}）", f"Qinghai (this run: {en} only)")

    @cached_property
    def prefectures(self) -> gpd.GeoDataFrame:
        """Rows of `Results.prefectures`."""
        return self._own(self.results.prefectures, "adcode")

    @cached_property
    def counties(self) -> gpd.GeoDataFrame:
        """Rows of `Results.counties`."""
        return self._own(self.results.counties)

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """Rows of `Results.areas`, goal and extended."""
        return self._own(self.results.areas)

    @cached_property
    def goal_areas(self) -> gpd.GeoDataFrame:
        """The places in the denominator of the 2022 goal."""
        return self.areas[self.areas["group"] == "goal2022"]

    @cached_property
    def extended_areas(self) -> gpd.GeoDataFrame:
        """The places outside the denominator of the 2022 goal."""
        return self.areas[self.areas["group"] != "goal2022"]

    @cached_property
    def gaps(self) -> gpd.GeoDataFrame:
        """Rows of `Results.gaps`, largest first."""
        gaps = self._own(self.results.gaps)
        return gaps.sort_values(["area_km2", "gap_id"], ascending=[False, True])

    @cached_property
    def stations(self) -> gpd.GeoDataFrame:
        """Rows of `Results.stations` that count as coverage: 5G, with a status in force."""
        own = self._own(self.results.stations)
        statuses = self.results.card["settings"]["coverage"]["statuses"]
        return own[(own["tech"] == "NR") & own["status"].isin(statuses)]

    @cached_property
    def measurements(self) -> gpd.GeoDataFrame:
        """Rows of `Results.measurements`."""
        return self._own(self.results.measurements)

    @cached_property
    def challenges(self) -> pd.DataFrame:
        """Rows of `Results.challenges`; of places not listed, only the province has them."""
        rows = self.results.challenges
        return rows if self.is_province else rows[rows["prefecture_adcode"] == self.adcode]

    @cached_property
    def data_centers(self) -> gpd.GeoDataFrame:
        """Rows of `Results.data_centers`."""
        return self._own(self.results.data_centers)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Rows of `Results.coverage`, each column of cells also as ``km2…`` [km²]."""
        frame = self._counties_of(self.results.coverage)
        scale = frame["county_adcode"].map(self._km2_per_cell)
        return frame.assign(
            km2=frame["cells"] * scale,
            km2_50=frame["cells50"] * scale,
            km2_90=frame["cells90"] * scale,
            km2_no_data=frame["cells_no_data"] * scale,
        )

    @cached_property
    def limits(self) -> pd.DataFrame:
        """Rows of `Results.limits` with ``prefecture_adcode`` and ``km2`` [km²]."""
        prefecture = self.counties.set_index("adcode")["prefecture_adcode"]
        own = self._with_km2(self.results.limits)
        return own.assign(prefecture_adcode=own["county_adcode"].map(prefecture))

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Rows of `Results.levels` with ``km2`` [km²]."""
        return self._with_km2(self.results.levels)

    @cached_property
    def networks(self) -> pd.DataFrame:
        """Rows of `Results.networks` with ``km2`` [km²]."""
        return self._with_km2(self.results.networks)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Rows of `Results.changes`."""
        frame = self.results.changes
        own = frame["prefecture_adcode"] == self.adcode
        return frame if self.is_province else frame[own]

    @cached_property
    def change_cells(self) -> pd.DataFrame:
        """Rows of `Results.change_cells` with ``prefecture_adcode`` and ``km2`` [km²]."""
        return self._by_prefecture(self.results.change_cells)

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """What ``card["plan"]`` says, ``None`` without a plan."""
        plan: Mapping[str, Any] | None = self.results.card.get("plan")
        return plan

    @cached_property
    def plan_places(self) -> pd.DataFrame:
        """Rows of `Results.plan_places`."""
        frame = self.results.plan_places
        own = frame["prefecture_adcode"] == self.adcode
        return frame if self.is_province else frame[own]

    @cached_property
    def proposals(self) -> gpd.GeoDataFrame:
        """Rows of `Results.proposals` by rank: what stands in the part or serves a place of it."""
        ordered = self.results.proposals.sort_values("rank")
        if self.is_province:
            return ordered
        serving = ordered["id"].isin(set(" ".join(self.plan_places["by"]).split()))
        return ordered[(ordered["prefecture_adcode"] == self.adcode) | serving]

    @cached_property
    def technologies(self) -> pd.DataFrame:
        """Rows of `Results.technologies` with ``prefecture_adcode`` and ``km2`` [km²]."""
        return self._by_prefecture(self.results.technologies)

    def _by_prefecture(self, cells: pd.DataFrame) -> pd.DataFrame:
        prefecture = self.counties.set_index("adcode")["prefecture_adcode"]
        own = self._with_km2(cells)
        return own.assign(prefecture_adcode=own["county_adcode"].map(prefecture))

    @cached_property
    def area_km2(self) -> float:
        """Geodesic area [km²]."""
        return float(self.prefectures["area_km2"].sum())

    @property
    def has_terrain(self) -> bool:
        """Whether the run had a DEM."""
        return bool(self.results.card["model_card"]["terrain_source"] != "none")

    @property
    def has_people(self) -> bool:
        """Whether the run had a file of people."""
        return not self.results.people.empty

    def limited_km2(self, limit: str) -> float:
        """Return the area that one limit keeps from the threshold, for any operator [km²].

        Parameters
        ----------
        limit
            One of `geo.results.LIMITS`.
        """
        return float(self.limits.loc[self.limits["limit"] == limit, "km2"].sum())

    @cached_property
    def groups(self) -> dict[str, str]:
        """Group of every place (``goal2022`` or ``extended``) by its id."""
        return dict(zip(self.areas["id"], self.areas["group"], strict=True))

    @cached_property
    def place_names(self) -> dict[str, Text]:
        """Names of all places by id, for lists."""
        frame = self.results.areas[["id", "name_zh", "name_en"]]
        return {row.id: Text(row.name_zh, row.name_en or row.name_zh) for row in frame.itertuples()}

    @cached_property
    def county_names(self) -> dict[str, Text]:
        """Short names of all counties by division code, for lists."""
        frame = self.results.counties
        return {
            row.adcode: Text(row.short_zh or row.name_zh, row.name_en)
            for row in frame[["adcode", "name_zh", "name_en", "short_zh"]].itertuples()
        }

    @cached_property
    def _km2_per_cell(self) -> dict[str, float]:
        # A county's cells share its geodesic area, so that tables of cells and of km² agree.
        coverage = self.results.coverage
        cells = coverage[coverage["operator"] == ANY]
        per_county = dict(zip(cells["county_adcode"], cells["cells"], strict=True))
        area = dict(
            zip(self.results.counties["adcode"], self.results.counties["area_km2"], strict=True)
        )
        return {code: area[code] / max(n, 1) for code, n in per_county.items() if code in area}

    def _with_km2(self, frame: pd.DataFrame) -> pd.DataFrame:
        own = self._counties_of(frame)
        return own.assign(km2=own["cells"] * own["county_adcode"].map(self._km2_per_cell))

    def _counties_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["county_adcode"].isin(self.counties["adcode"])]

    def _own(self, frame: gpd.GeoDataFrame, column: str = "prefecture_adcode") -> gpd.GeoDataFrame:
        return frame if self.is_province else frame[frame[column] == self.adcode]


@cache
def category_name(category: str, group: str = "goal2022") -> Text:
    """Return the wording of a category of places.

    Parameters
    ----------
    category
        Code of ``standards/categories.csv``.
    group
        Group of the place; one kept apart from its category's goal is called secondary.
    """
    rows = standards.table("categories").set_index("category")
    if category not in rows.index:
        return Text(category, category)
    row = rows.loc[category]
    if group != "goal2022" and row["group"] == "goal2022":
        return Text(f"{row['zh']}（次要）", f"{row['en']} (secondary)")
    return Text(str(row["zh"]), str(row["en"]))


@cache
def goal_categories() -> tuple[str, ...]:
    """Return the categories of the 2022 goal in the order of the plan."""
    rows = standards.table("categories")
    return tuple(rows[rows["group"] == "goal2022"]["category"])


@cache
def operator_name(name: str) -> Text:
    """Return the wording of an operator or of another `geo.networks.View`.

    Parameters
    ----------
    name
        Name of the view; ``any`` is any operator.
    """
    if name == ANY:
        return _ANY_OPERATOR
    said = parse(name)
    if not said.operator:
        return _ANY_OPERATOR_4G
    rows = standards.table("operators").set_index("operator")["en"]
    zh, en = said.operator, str(rows.get(said.operator, said.operator))
    if said.tech == LTE:
        return Text(f"{zh}（4G）", f"{en} (4G)")
    return Text(f"{zh}（含共享）", f"{en} (with sharing)") if said.sharing else Text(zh, en)
