"""A list of 1,000,000 stations, checked: time and memory, and a plain script beside it.

    python benchmarks/check_million.py [--folder DIR] [--stations N] [--program ROOT]

Invents a SYNTHETIC list of stations in Qinghai as people send one (Chinese headers, units in
some cells, a few rows that cannot be used), as CSV in UTF-8 and in GBK and, shorter, as XLSX;
checks each with ``covermap check --role sites``, then once more with ``--out``. Beside it what
one would write first: pandas reads the CSV, geopandas makes points and joins them to the
counties, with nothing checked. Memory is that of covermap and of its reading process together.
Linux alone. Exit code 1 when a budget is missed or the rows do not add up.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from _family import Usage, run

ROOT = Path(__file__).resolve().parent.parent
BUDGET_S, BUDGET_MB = 20.0, 2000.0  # of a million stations, without --out
STATIONS, SHEET_STATIONS = 1_000_000, 50_000
SEED = 630000
HEADERS = {
    "id": "站点编号",
    "name": "站名",
    "operator": "运营商",
    "tech": "制式",
    "band": "频段",
    "lon": "经度",
    "lat": "纬度",
    "height": "挂高",
    "azimuth": "方位角",
    "tilt": "下倾角",
    "status": "状态",
    "prefecture": "市州",
    "county": "县",
}
# Of a million rows, at places that are spread evenly: not used, and used after a repair.
BEYOND, STRANGE = 100, 400  # outside the province; of an operator that is none
UNITS, FULL_WIDTH, AGAIN = 10_000, 1_000, 2_000  # 35米; ３５; an id that was there before

PLAIN = """
import sys
import geopandas as gpd, pandas as pd
table = pd.read_csv(sys.argv[1], encoding=sys.argv[3])
geometry = gpd.points_from_xy(table["经度"], table["纬度"], crs=4326)
points, counties = gpd.GeoDataFrame(table, geometry=geometry), gpd.read_file(sys.argv[2])
joined = gpd.sjoin(points, counties, how="left", predicate="within")
print(len(joined), int(joined["adcode"].isna().sum()))
"""


def stations(counties: gpd.GeoDataFrame, count: int) -> pd.DataFrame:
    """Return an invented list of stations, each in the county that it states.

    Parameters
    ----------
    counties
        Their boundaries.
    count
        How many.
    """
    random = np.random.default_rng(SEED)
    lon, lat, county = _placed(counties, count, random)
    number = np.arange(count)
    operator = np.array(["中国移动", "中国电信", "中国联通", "CBN"])[number % 4]
    height = random.integers(15, 60, count).astype("U4")
    frame = pd.DataFrame(
        {
            "id": [f"QH-{index // 3:06d}-{index % 3 + 1}" for index in number],
            "name": [f"SYNTHETIC 站 {index // 3} 号 {index % 3 + 1} 扇区" for index in number],
            "operator": operator,
            "tech": "5G",
            "band": np.array(["n41", "n78", "n78", "N28"])[number % 4],
            "lon": [f"{value:.6f}" for value in lon],
            "lat": [f"{value:.6f}" for value in lat],
            "height": height,
            "azimuth": (120 * (number % 3)).astype("U3"),
            "tilt": random.integers(2, 9, count).astype("U2"),
            "status": np.where(number % 10 == 0, "规划", "已开通"),
            "prefecture": counties["prefecture_zh"].to_numpy(object)[county],
            "county": counties["name_zh"].to_numpy(object)[county],
        }
    )
    _as_people_send_it(frame)
    return frame.rename(columns=HEADERS)


def _placed(counties: gpd.GeoDataFrame, count: int, random: np.random.Generator) -> Any:
    """Return longitude, latitude and number of the county of points all over the province."""
    west, south, east, north = counties.total_bounds
    lon, lat = random.uniform(west, east, 3 * count), random.uniform(south, north, 3 * count)
    county = np.full(3 * count, -1)
    for index, shape in enumerate(counties.geometry):
        shapely.prepare(shape)
        county[shapely.contains_xy(shape, lon, lat)] = index
    inside = np.flatnonzero(county >= 0)[:count]
    return lon[inside], lat[inside], county[inside]


def _as_people_send_it(frame: pd.DataFrame) -> None:
    def some(per_million: int, first: int) -> Any:
        count = max(1, per_million * len(frame) // 1_000_000)
        return np.linspace(first, len(frame) - 200, count).astype(int)

    height = frame.columns.get_loc("height")
    frame.iloc[some(BEYOND, 11), frame.columns.get_loc("lon")] = "112.500000"
    frame.iloc[some(STRANGE, 23), frame.columns.get_loc("operator")] = "某通信公司"
    frame.iloc[some(UNITS, 37), height] = "35米"
    frame.iloc[some(FULL_WIDTH, 41), height] = "３５"
    frame.iloc[some(AGAIN, 59), frame.columns.get_loc("id")] = "QH-000001-1"


def _counties() -> gpd.GeoDataFrame:
    import layers  # noqa: PLC0415 - of the program that is measured

    counties, prefectures = layers.load("counties"), layers.load("prefectures")
    named = dict(zip(prefectures["adcode"], prefectures["name_zh"], strict=True))
    return counties.assign(prefecture_zh=counties["prefecture_adcode"].map(named))


def make(folder: Path, count: int) -> dict[str, Path]:
    """Write the lists and the boundaries, unless they are there; return them by name."""
    files = {
        "UTF-8": folder / f"utf8-{count}.csv",
        "GBK": folder / f"gbk-{count}.csv",
        "XLSX": folder / f"sheet-{min(count, SHEET_STATIONS)}.xlsx",
        "counties": folder / "counties.gpkg",
    }
    if all(file.is_file() for file in files.values()):
        return files
    counties = _counties()
    counties[["adcode", "geometry"]].to_file(files["counties"])
    listed = stations(counties, count)
    listed.to_csv(files["UTF-8"], index=False, encoding="utf-8")
    listed.to_csv(files["GBK"], index=False, encoding="gbk")
    listed.head(SHEET_STATIONS).to_excel(files["XLSX"], index=False)
    return files


def checked(program: Path, file: Path, out: Path | None = None) -> Usage:
    """Check one list and return what it took."""
    command = [sys.executable, "-m", "geo", "check", file, "--role", "sites", "--json"]
    return run([*command, *(("--out", out) if out else ())], program)


def _tell(name: str, usage: Usage, beside: Usage | None = None) -> None:
    ratio = f"x{usage.cpu_s / beside.cpu_s:.2f}" if beside else ""
    print(
        f"{name:34} {usage.wall_s:7.1f} {usage.cpu_s:7.1f} {usage.peak_mb:8.0f} {ratio:>10}",
        flush=True,
    )


def _adds_up(usage: Usage, count: int) -> bool:
    rows = json.loads(usage.output)["rows"]
    fine = rows["read"] == count and rows["kept"] + rows["rejected"] == count
    if not fine:
        print(f"  the rows do not add up: {rows}")
    return fine


def measure(folder: Path, count: int, program: Path) -> bool:
    """Measure and tell; return whether the budgets were kept and the rows add up."""
    files = make(folder, count)
    fine = True
    print(f"{'list':34} {'wall s':>7} {'CPU s':>7} {'peak MB':>8} {'CPU, plain':>10}")
    for encoding in ("UTF-8", "GBK"):
        file = files[encoding]
        script = [sys.executable, "-c", PLAIN, file, files["counties"], encoding]
        plain = run(script, folder)
        _tell(f"{encoding}, a plain script", plain)
        ours = checked(program, file)
        _tell(f"{encoding}, covermap check", ours, plain)
        fine &= _adds_up(ours, count) and ours.wall_s < BUDGET_S and ours.peak_mb < BUDGET_MB
        written = checked(program, file, folder / "out")
        _tell(f"{encoding}, covermap check --out", written, plain)
        fine &= _adds_up(written, count) and written.peak_mb < BUDGET_MB
    sheet = checked(program, files["XLSX"])
    _tell(f"XLSX of {min(count, SHEET_STATIONS)}, covermap check", sheet)
    return fine & _adds_up(sheet, min(count, SHEET_STATIONS))


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keeps the lists (default: a temporary one)")
    parser.add_argument("--stations", type=int, default=STATIONS)
    parser.add_argument("--program", type=Path, default=ROOT, help="another checkout of covermap")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return int(not measure(folder, chosen.stations, chosen.program.resolve()))


if __name__ == "__main__":
    sys.exit(main())
