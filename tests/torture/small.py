"""The smallest whole run there is: two counties, one place of each kind, terrain, all products."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from pathlib import Path

from geo.outputs._lock import FILE as LOCK
from tests import ground
from tests.scenes import LAT, LON

# The one prefecture that a goal of the shipped table is about.
PREFECTURE, COUNTIES = "632800", ("632821", "632822")
_HALF = 0.04  # of the width of the region [degree]
_OPERATORS = ("中国移动", "中国电信", "中国联通", "中国广电")
_BANDS = ("n28", "n41", "n78")
_PLACES = (
    *("government", "education", "finance", "healthcare", "transport_hubs", "parks"),
    *("scenic_areas", "settlements", "data_centers"),
)
_SETTINGS = """\
[report]
data_date = "{date}"
[coverage]
cell_m = {cell_m}
tile_cells = 64
[terrain]
dem = "dem.tif"
reach_km = 5.0
[layers]
"""
EARLIER, LATER = "2026-01-01", "2026-02-02"  # dates of the data: of other products, equal levels


def write_inputs(
    folder: Path, order: int | None = None, half_deg: float = _HALF, cell_m: float = 500.0
) -> Path:
    """Write the files of a run.

    Parameters
    ----------
    folder
        Where they are to be; made when missing.
    order
        Seed that shuffles the rows of stations and places, ``None`` = as they are made.
    half_deg
        Half the width of the region. [degree]
    cell_m
        Side of a cell. [m]

    Returns
    -------
    pathlib.Path
        The settings file of `LATER`; that of `EARLIER` lies beside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ground.write_dem(folder / "dem.tif", ground.rolling, half_deg + 0.05)
    tables = {name: _places(name) for name in _PLACES}
    tables["base_stations"] = _stations(half_deg)
    tables["population"] = [
        {"adcode": code, "name": code, "population": 10_000 * n, "date": "2020-11-01"}
        for n, code in enumerate((*COUNTIES, PREFECTURE), 1)
    ]
    for name, rows in tables.items():
        if order is not None:
            random.Random(order).shuffle(rows)  # noqa: S311 - no secret
        _write_table(folder / f"{name}.csv", rows)
    _write_divisions(folder / "prefectures.geojson", {PREFECTURE: (-half_deg, half_deg)})
    east, west = COUNTIES
    halves = {east: (0.0, half_deg), west: (-half_deg, 0.0)}
    _write_divisions(folder / "counties.geojson", halves, half_deg)
    _write_road(folder / "roads.geojson", half_deg)
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".csv", ".geojson"))
    lines = "\n".join(f'{name.split(".")[0]} = "{name}"' for name in names)
    for date in (EARLIER, LATER):
        text = _SETTINGS.format(date=date, cell_m=cell_m) + lines + "\n"
        (folder / f"{date}.toml").write_text(text, encoding="utf-8")
    return folder / f"{LATER}.toml"


def files_of(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, but for its lock."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != LOCK
    }


def _stations(half_deg: float) -> list[dict[str, object]]:
    chance = random.Random(20)  # noqa: S311 - no secret
    return [
        {
            "id": f"S{number:03d}",
            "name": f"站{number}",
            "operator": _OPERATORS[number % len(_OPERATORS)],
            "band": _BANDS[number % len(_BANDS)],
            "lon": round(LON + chance.uniform(-half_deg, half_deg), 5),
            "lat": round(LAT + chance.uniform(-half_deg, half_deg), 5),
            "height_m": 30,
            "azimuth_deg": "" if number % 3 else 120,
        }
        for number in range(8)
    ]


def _places(layer: str) -> list[dict[str, object]]:
    chance = random.Random(layer)  # noqa: S311 - no secret
    return [
        {
            "id": f"{layer}-{number}",
            "name_zh": f"{layer}之{number}",
            "lon": round(LON + chance.uniform(-0.9, 0.9) * _HALF, 5),
            "lat": round(LAT + chance.uniform(-0.9, 0.9) * _HALF, 5),
            "coord_precision_m": 50,
            "area_km2": 0.2,
        }
        for number in range(1)
    ]


def _write_table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _write_divisions(
    path: Path, spans: dict[str, tuple[float, float]], half_deg: float | None = None
) -> None:
    features = []
    for code, (west, east) in spans.items():
        half = half_deg or east
        ring = [(west, -half), (east, -half), (east, half), (west, half), (west, -half)]
        place = [[LON + x, LAT + y] for x, y in ring]
        names = {"adcode": code, "name_zh": f"区{code}", "short_zh": f"区{code}"}
        above = {} if code == PREFECTURE else {"prefecture_adcode": PREFECTURE}
        shape = {"type": "Polygon", "coordinates": [place]}
        features.append({"type": "Feature", "properties": names | above, "geometry": shape})
    _write_features(path, features)


def _write_road(path: Path, half_deg: float) -> None:
    line = [[LON - 0.9 * half_deg, LAT], [LON, LAT + 0.01], [LON + 0.9 * half_deg, LAT]]
    shape = {"type": "LineString", "coordinates": line}
    names = {"id": "G1", "name_zh": "国道一", "ref": "G1", "class": "national"}
    _write_features(path, [{"type": "Feature", "properties": names, "geometry": shape}])


def _write_features(path: Path, features: list[dict[str, object]]) -> None:
    body = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
