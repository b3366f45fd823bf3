"""Which places are asked about, and what building can do for each: met, open, or waiting for data.

A verdict that waits for data is changed by no station: of a place that may lie elsewhere, or whose
shape is not known, no prediction is a proof. Such a place is listed, and never counted as closed.
"""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..judging import Judged


class Standing(NamedTuple):
    """The places that are asked about, by what building can do for them.

    Parameters
    ----------
    asked
        Rows of `geo.results.Results.areas`: of the goal, and where asked for of other groups;
        none that is left out with a reason.
    met
        Whether each is met, shape (places,).
    waiting
        Why the verdict of each waits for data, ``""`` = it does not, shape (places,).
    lacking_points
        Rows of `geo.results.Results.key_points`: of these places, with a coordinate, and below
        the threshold with 90 % location probability.
    """

    asked: gpd.GeoDataFrame
    met: pd.Series[bool]
    waiting: pd.Series[str]
    lacking_points: pd.DataFrame

    @property
    def open(self) -> gpd.GeoDataFrame:
        """Places that building may close."""
        return self.asked[~self.met & (self.waiting == "")]


def standing(judged: Judged, threshold_dbm: float, *, extended: bool) -> Standing:
    """Sort judged places.

    Parameters
    ----------
    judged
        As `geo.judging.of_places` returns them.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    extended
        Whether places outside the goal are asked about as well.
    """
    asked = judged.areas[judged.areas["excluded"] == ""]
    if not extended:
        asked = asked[asked["group"] == "goal2022"]
    asked = asked.sort_values("id", kind="stable").reset_index(drop=True)
    met = asked["area"] == "met"
    points = judged.key_points
    lacking = points["lon"].notna() & ~(points["level90_dbm"] >= threshold_dbm)
    lacking &= points["area_id"].isin(asked["id"])
    in_order = points[lacking].sort_values(["area_id", "id"], kind="stable")
    return Standing(asked, met, _waiting(asked).where(~met, ""), in_order)


def _waiting(asked: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return why verdicts would stay open wherever a station were built.

    `geo.judging.certainty` finds a place too imprecise only once a station may be near: a plan
    brings one near, so that here the precision alone decides.
    """
    radius_m = np.sqrt(asked["area_km2"].to_numpy(float) * 1e6 / np.pi)
    cases = {
        "no_coordinate": asked.geometry.isna().to_numpy(),
        "shape": (asked["extent_source"] == "partial").to_numpy(bool),
        "precision": asked["coord_precision_m"].to_numpy(float) > radius_m,
    }
    return pd.Series(
        np.select(list(cases.values()), list(cases), ""), index=asked.index, dtype="str"
    )
