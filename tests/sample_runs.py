"""Finished runs made by hand: the sample results on disk with a class raster of 0.1 degree cells.

The raster covers Haibei: columns 0–9 of three rows lie in 632222 (Qilian), 10–12 in 632221
(Menyuan), and the centre of column 13 lies outside.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio
from rasterio.transform import from_origin

from geo.outputs import cog, finished_run, run_record, store
from geo.results import Results
from tests.sample_results import sample_results

LEFT, TOP, CELL = 100.0, 37.3, 0.1  # [degree]
ROWS = 3
Verdicts = Mapping[tuple[str, str], str]  # (place, rule) → verdict


def grid_card(columns: int = 14, left: float = LEFT, crs: str = "EPSG:4326") -> dict[str, Any]:
    """Return the grid of a card."""
    return {
        "crs_wkt": crs,
        "cell_m": CELL,
        "shape": [ROWS, columns],
        "transform": [CELL, 0.0, left, 0.0, -CELL, TOP],
    }


def with_verdicts(results: Results, changed: Verdicts) -> Results:
    """Return the results with other verdicts for any operator."""
    verdicts, areas = results.verdicts.copy(), results.areas.copy()
    for (place, rule), verdict in changed.items():
        row = (verdicts["area_id"] == place) & (verdicts["rule"] == rule)
        verdicts.loc[row & (verdicts["operator"] == "any"), "verdict"] = verdict
        areas.loc[areas["id"] == place, rule] = verdict
    return dataclasses.replace(results, verdicts=verdicts, areas=areas)


def without(results: Results, *places: str) -> Results:
    """Return the results without some places."""
    areas, verdicts = results.areas, results.verdicts
    return dataclasses.replace(
        results,
        areas=areas[~areas["id"].isin(places)].reset_index(drop=True),
        verdicts=verdicts[~verdicts["area_id"].isin(places)].reset_index(drop=True),
    )


def of_scope(results: Results, *prefectures: str) -> Results:
    """Return the results of a run over some of the prefectures."""
    areas = results.areas
    kept = without(results, *areas.loc[~areas["prefecture_adcode"].isin(prefectures), "id"])

    def own(frame: pd.DataFrame, column: str) -> Any:
        return frame[frame[column].isin(prefectures)].reset_index(drop=True)

    counties = own(kept.counties, "prefecture_adcode")
    here = set(counties["adcode"])
    cells = {
        name: getattr(kept, name)[getattr(kept, name)["county_adcode"].isin(here)]
        for name in ("coverage", "limits", "levels", "networks")
    }
    return dataclasses.replace(
        kept,
        card={**kept.card, "scope": sorted(prefectures)},
        counties=counties,
        prefectures=own(kept.prefectures, "adcode"),
        **cells,
    )


def run_results(run_id: str, **card: Any) -> Results:
    """Return the sample as a run of its own, on the grid of the raster."""
    return sample_results(**{"run_id": run_id, "grid": grid_card(), **card})


def classes(*columns: int) -> npt.NDArray[np.uint8]:
    """Return a class raster, each column of one class; what is not given is not computed."""
    cells = np.full((ROWS, 14), 255, np.uint8)
    cells[:, : len(columns)] = columns
    return cells


def write_classes(
    path: Path, values: npt.NDArray[np.uint8], run_id: str, left: float = LEFT
) -> Path:
    """Write a class raster as a run would, with the run in its tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=from_origin(left, TOP, CELL, CELL),
        nodata=255,
    ) as target:
        target.write(values, 1)
        target.update_tags(**{finished_run.RUN_TAG: run_id})
    return path


def finish(root: Path, results: Results, values: npt.NDArray[np.uint8]) -> Path:
    """Put a finished run into a folder, as ``./covermap run --out`` leaves it."""
    processed = root / "data" / "processed"
    raster = cog.file_of(processed / "coverage", cog.CLASS_ANY, bool(results.card["synthetic"]))
    left = results.card["grid"]["transform"][2]
    write_classes(raster, values, results.card["run_id"], left)
    products = [raster, *store.save(results, processed)]
    run_record.write(processed, results.card["run_id"] * 4, results.card, products, root)
    return root
