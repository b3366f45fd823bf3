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

from geo.comparing import comparison, likeness
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


# What changed of the 100 m cells of the sample, 100 to a km²: by county, as `CELL_CHANGES` and
# unknown; Menyuan and Qilian lie in Haibei, the others in Haidong.
CELLS_CHANGED = {
    "632221": (20_000, 5_000, 40_000, 33_000, 2_000),
    "632222": (0, 10_000, 60_000, 230_000, 0),
    "630202": (1_000, 0, 39_000, 10_000, 0),
    "630203": (0, 0, 0, 45_000, 5_000),
}
# Verdicts of the earlier run where they are not those of the sample.
VERDICTS_BEFORE = {
    ("QH-GV-001", "area"): "not_met",  # gained
    ("QH-TH-001", "area"): "undecided",  # gained
    ("QH-GV-002", "area"): "met",  # lost: undecided now
    ("QH-ED-001", "area"): "undecided",  # other: not met now
    ("QH-IP-001", "reach"): "not_met",  # gained by reach alone
    ("QH-TS-002", "area"): "met",  # lost, a township
    ("QH-TH-011", "area"): "no_data",  # gained, in Haidong
}


def compared_results(people: float | None = None, **card: Any) -> Results:
    """Return the sample compared with an earlier run, its changes countable on paper.

    A place of Haidong (QH-SC-091) was listed before and is gone, Menyuan Station is new.

    Parameters
    ----------
    people
        People per cell, ``None`` = not known.
    **card
        Keys of the card of the later run.
    """
    later = run_results("now", **card)
    earlier = with_verdicts(run_results("before", data_date="2021-12-31"), VERDICTS_BEFORE)
    earlier = _with_another_place(without(earlier, "QH-TH-002"))
    rows = [
        (county, change, cells, np.nan if people is None else people * cells)
        for county, counted in CELLS_CHANGED.items()
        for change, cells in zip((*comparison.CELL_CHANGES, "unknown"), counted, strict=True)
    ]
    columns = ["county_adcode", "change", "cells", "people"]
    return dataclasses.replace(
        later,
        card={**later.card, "previous": likeness.identity(earlier)},
        changes=comparison.places(earlier, later),
        change_cells=pd.DataFrame(rows, columns=columns),
    )


def _with_another_place(results: Results) -> Results:
    place = {"QH-SC-011": "QH-SC-091"}
    areas = results.areas[results.areas["id"] == "QH-SC-011"].replace({"id": place})
    verdicts = results.verdicts[results.verdicts["area_id"] == "QH-SC-011"]
    verdicts = verdicts.replace({"area_id": place})
    return dataclasses.replace(
        results,
        areas=pd.concat([results.areas, areas], ignore_index=True),
        verdicts=pd.concat([results.verdicts, verdicts], ignore_index=True),
    )
