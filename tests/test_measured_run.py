"""A run with drive tests: each point beside the raster, what is left out said, nothing blended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from pyproj import Transformer

from geo import pipeline
from geo.outputs import store
from geo.pipeline import Folders
from tests.conftest import SmallRun

CODES = {"中国移动": "cmcc", "中国电信": "ctcc", "中国联通": "cucc", "中国广电": "cbn"}


def drive(results) -> pd.DataFrame:
    """Return points of every operator around each station of Haibei, two of 4G, two elsewhere."""
    draw = np.random.default_rng(5)
    near = results.stations.sample(60, replace=True, random_state=1)
    rows = [
        {
            "operator": operator,
            "lon": lon + draw.normal(0, 0.02),
            "lat": lat + draw.normal(0, 0.02),
            "level_dbm": round(draw.uniform(-125, -60), 1),
            "tech": "NR",
        }
        for lon, lat in near[["lon", "lat"]].to_numpy()
        for operator in CODES
    ]
    other = [{**rows[0], "tech": "LTE"}] * 2 + [{**rows[0], "lon": 97.37, "lat": 37.37}] * 2
    return pd.DataFrame([*rows, *other])


@pytest.mark.slow
def test_a_run_holds_each_point_against_the_cell_it_lies_in(
    haibei_run: SmallRun, tmp_path: Path
) -> None:
    before = store.load(haibei_run.folders.processed)
    path = tmp_path / "drive.csv"
    given = drive(before)
    given.to_csv(path, index=False)
    chosen = haibei_run.chosen.model_copy(update={"layers": {"measurements": path}})
    folders = Folders(tmp_path / "out")
    outcome = pipeline.run(chosen, ["海北"], folders)
    results = store.load(folders.processed)
    points = results.measurements
    outside = 242 - len(points)
    assert 2 <= outside < 200 and len(points) > 40
    said = results.findings.set_index("code")
    assert f"{outside} 个测点在本次计算范围之外" in said.loc["measurement-outside", "zh"]
    assert said.loc["not-5g", "zh"].startswith("2 个 4G")
    listed = next(row for row in outcome.record["inputs"] if row["layer"] == "measurements")
    assert (listed["file"], listed["rows"]) == ("drive.csv", 244)
    # The rasters hold whole dBm, rounded down.
    for operator, code in CODES.items():
        own = points[points["operator"] == operator]
        with rasterio.open(folders.rasters / f"level_{code}_SYNTHETIC.tif") as raster:
            ahead = Transformer.from_crs(4326, raster.crs, always_xy=True)
            xy = np.column_stack(ahead.transform(own["lon"], own["lat"]))
            levels = np.array([cell[0] for cell in raster.sample(xy.tolist())], float)
            levels[levels == raster.nodata] = np.nan
        assert np.array_equal(np.floor(own["predicted_dbm"]), levels, equal_nan=True)
    assert points["predicted_dbm"].notna().sum() > 20
    known = points["predicted_dbm"].notna()
    assert (points.loc[known, "predicted90_dbm"] < points.loc[known, "predicted_dbm"]).all()
    assert set(points["county_adcode"]) <= set(results.counties["adcode"])
    # What is predicted is as it was without measurements.
    for name in ("coverage", "levels", "limits", "networks"):
        assert getattr(results, name).equals(getattr(before, name)), name
    assert np.array_equal(results.areas["share50"], before.areas["share50"], equal_nan=True)
    assert results.gaps["gap_id"].tolist() == before.gaps["gap_id"].tolist()
    exported = list(folders.exports.glob("geojson/*measurements*"))
    assert [path.name for path in exported] == ["632200-haibei-measurements_SYNTHETIC.geojson"]
