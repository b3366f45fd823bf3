"""Coverage rasters as Cloud-Optimised GeoTIFF, written tile by tile.

Levels are whole dBm rounded down, so that "value ≥ −105" says exactly what the verdict
says. A level raster holds levels only: where it has none, the class raster tells computed
without a station (0) from not computed (255), and a void in the terrain that may or may not
hide a station (4) from both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from layers.text import Text

from .. import standards
from ..coverage import NO_STATION, OUTSIDE, AtThreshold, Window
from ..grid import Grid
from ..networks import Network, own_views, view_of_4g
from ..results import LIMITS
from ._atomic import atomic_files
from ._names import marked, readable
from ._raster import GDAL_ERRORS, Draft

NO_LEVEL = -32768
NO_SERVER, SERVER_UNKNOWN = 0, -1
_NOT_KNOWN = 254  # a void in the terrain leaves it open
_FILES_AT_A_TIME = 2


@dataclass(frozen=True)
class Raster:
    """One raster of a run.

    Parameters
    ----------
    stem
        File name without mark and suffix.
    title
        Wording, stored as the band's description.
    unit
        Unit of the values, ``""`` for classes and counts.
    dtype, nodata
        Type of the cells and the value that means "nothing here".
    """

    stem: str
    title: Text
    unit: str
    dtype: str
    nodata: int


LEVEL_ANY = Raster(
    "level_any",
    Text("SS-RSRP（预测，任一运营商）", "SS-RSRP (predicted, any operator)"),
    "dBm",
    "int16",
    NO_LEVEL,
)
LEVEL90_ANY = Raster(
    "level90_any",
    Text(
        "SS-RSRP（预测，任一运营商，90 % 位置概率）",
        "SS-RSRP (predicted, any operator, 90 % location probability)",
    ),
    "dBm",
    "int16",
    NO_LEVEL,
)
CLASS_ANY = Raster(
    "class_any",
    Text(
        "覆盖类别（预测）：0 范围内无站，1 低于门限，2 达 50 %，3 达 90 %，"
        "4 无数据（路径经过地形空洞），255 未计算",
        "coverage class (predicted): 0 no station in range, 1 below the threshold, "
        "2 reached at 50 %, 3 at 90 %, 4 no data (a void in the terrain lies on the path), "
        "255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
LIMIT = Raster(
    "limit",
    Text(
        "限制因素（预测，50 %）：0 无（达到门限），1 链路预算，2 地形遮挡，3 范围内无站，"
        "4 无数据（路径经过地形空洞），255 未计算",
        "what limits (predicted, 50 %): 0 nothing (threshold reached), 1 link budget, "
        "2 terrain, 3 no station in range, 4 no data (a void in the terrain lies on the path), "
        "255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
PROBABILITY = Raster(
    "probability_any",
    Text(
        "达到门限的位置概率（预测，任一运营商，%）：254 无数据，255 未计算",
        "share of locations that reach the threshold (predicted, any operator, %): "
        "254 no data, 255 not computed",
    ),
    "%",
    "uint8",
    OUTSIDE,
)
OPERATORS = Raster(
    "operators",
    Text(
        "本网达到门限的运营商数（预测）：254 无数据，255 未计算",
        "operators whose own network is above the threshold (predicted): "
        "254 no data, 255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
BEST_SERVER = Raster(
    "best_server",
    Text(
        "最强的 5G 站（预测，任一运营商，50 %）：best_server.csv 中的序号；0 范围内无站，"
        "−1 无数据（路径经过地形空洞的站可能更强），−32768 未计算",
        "strongest 5G station (predicted, any operator, 50 %): its number in best_server.csv; "
        "0 no station in range, −1 no data (one behind a void in the terrain may be stronger), "
        "−32768 not computed",
    ),
    "",
    "int32",
    NO_LEVEL,
)
ROAMING_GAIN = Raster(
    "roaming_gain",
    Text(
        "异网漫游增益（预测，50 %）：有网络达到门限处，本网未达到门限的运营商数；"
        "0 无增益或无网络，254 无数据，255 未计算",
        "roaming gain (predicted, 50 %): operators below the threshold where another one's "
        "network is above it; 0 nothing to gain or no network, 254 no data, 255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
LEVEL_LTE = Raster(
    "level_lte",
    Text("4G RSRP（预测，任一运营商）", "4G RSRP (predicted, any operator)"),
    "dBm",
    "int16",
    NO_LEVEL,
)
TECHNOLOGY = Raster(
    "technology",
    Text(
        "达到门限的制式（预测，任一运营商，50 %）：0 无，1 仅 4G，2 仅 5G，3 均有，"
        "4 无数据（路径经过地形空洞），255 未计算",
        "technology above the threshold (predicted, any operator, 50 %): 0 none, 1 4G only, "
        "2 5G only, 3 both, 4 no data (a void in the terrain lies on the path), "
        "255 not computed",
    ),
    "",
    "uint8",
    OUTSIDE,
)
_OF_4G = (LEVEL_LTE, TECHNOLOGY)


def level_of(operator: str) -> Raster:
    """Return the level raster of one operator's own 5G."""
    return Raster(
        f"level_{_short_name(operator)}",
        Text(f"SS-RSRP（预测，{operator}）", f"SS-RSRP (predicted, {operator})"),
        "dBm",
        "int16",
        NO_LEVEL,
    )


def _short_name(operator: str) -> str:
    known = standards.table("operators").set_index("operator")["short_en"]
    return readable(str(known.get(operator, operator)))


def rasters_of(networks: tuple[Network, ...]) -> tuple[Raster, ...]:
    """Return every raster of a run with these networks; those of 4G only when there is any."""
    levels = (level_of(view.name) for view in own_views(networks))
    of_levels = (LEVEL_ANY, LEVEL90_ANY, PROBABILITY, CLASS_ANY, LIMIT)
    of_any = (*of_levels, OPERATORS, BEST_SERVER, ROAMING_GAIN)
    return (*of_any, *levels, *(_OF_4G if view_of_4g(networks).members else ()))


def file_of(folder: Path, raster: Raster, synthetic: bool) -> Path:
    """Return the file of one raster."""
    return folder / f"{marked(raster.stem, synthetic)}.tif"


class CoverageWriter:
    """Writes the rasters of a run while it computes; a context manager.

    The rasters appear in the folder only when the block ends without an error.

    Parameters
    ----------
    folder
        ``data/processed/coverage``.
    grid
        The whole grid.
    networks
        In the order of the windows.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    synthetic
        Whether the stations are the scenario.
    tags
        What every raster says about itself.
    """

    def __init__(
        self,
        folder: Path,
        grid: Grid,
        networks: tuple[Network, ...],
        threshold_dbm: float,
        *,
        synthetic: bool,
        tags: Mapping[str, str],
    ) -> None:
        self._folder, self._grid, self._networks = folder, grid, networks
        self._threshold_dbm, self._synthetic, self._tags = threshold_dbm, synthetic, tags
        self._drafts: dict[str, Draft] = {}

    def __enter__(self) -> Self:
        self._life = self._writing()
        self._life.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._life.__exit__(kind, error, traceback)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with atomic_files(self._folder, GDAL_ERRORS) as temporary, ExitStack() as opened:
            for raster in rasters_of(self._networks):
                self._drafts[raster.stem] = opened.enter_context(self._draft(temporary, raster))
            yield
            # Overviews are built on one core per file, so two files at a time.
            with ThreadPoolExecutor(_FILES_AT_A_TIME) as pool:
                list(pool.map(self._publish, rasters_of(self._networks)))

    def _draft(self, temporary: Path, raster: Raster) -> Draft:
        draft = Draft(
            temporary,
            file_of(self._folder, raster, self._synthetic).name,
            raster.nodata,
            width=self._grid.columns,
            height=self._grid.rows,
            dtype=raster.dtype,
            crs=self._grid.crs,
            transform=self._grid.affine,
        )
        draft.dataset.set_band_description(1, raster.title.both().replace("\n", " / "))
        draft.dataset.units = (raster.unit,)
        draft.dataset.update_tags(**self._tags, SYNTHETIC="YES" if self._synthetic else "NO")
        return draft

    def _publish(self, raster: Raster) -> None:
        resampling = "MODE" if raster.unit == "" else "NEAREST"
        self._drafts[raster.stem].publish(overview_resampling=resampling, sparse_ok="TRUE")

    def write_empty(self, row: int, column: int, inside: npt.NDArray[np.bool_]) -> None:
        """Write a tile that no station reaches."""
        nothing = np.where(inside, NO_STATION, OUTSIDE).astype(np.uint8)
        limit = np.where(inside, LIMITS.index("no_station"), OUTSIDE)
        for raster in rasters_of(self._networks):
            if raster.nodata == OUTSIDE:
                self._put(raster, row, column, limit if raster is LIMIT else nothing)
        self._put(BEST_SERVER, row, column, np.where(inside, NO_SERVER, NO_LEVEL))

    def write(self, row: int, column: int, levels: Window, inside: npt.NDArray[np.bool_]) -> None:
        """Write one tile.

        Parameters
        ----------
        row, column
            Of the tile's first cell.
        levels
            Levels of the tile.
        inside
            Cells of the region; the others are "not computed".
        """
        found = levels.at(self._threshold_dbm)
        operators, gaining = found.reached.operators(), found.reached.gaining()
        operators[found.is_open] = gaining[found.is_open] = _NOT_KNOWN
        for raster, values in (
            (CLASS_ANY, found.classes),
            (LIMIT, found.limits),
            (OPERATORS, operators),
            (ROAMING_GAIN, gaining),
            (PROBABILITY, _percent(found.pass_probability)),
        ):
            self._put(raster, row, column, np.where(inside, values, OUTSIDE))
        self._put(BEST_SERVER, row, column, np.where(inside, _servers(found), NO_LEVEL))
        for raster, level in zip((LEVEL_ANY, LEVEL90_ANY), found.best_dbm, strict=True):
            self._put(raster, row, column, _whole_dbm(level, inside))
        for view in own_views(self._networks):
            level = levels.level_of(view)[0]
            self._put(level_of(view.name), row, column, _whole_dbm(level, inside))
        of_4g = view_of_4g(self._networks)
        if of_4g.members:
            self._put(LEVEL_LTE, row, column, _whole_dbm(levels.level_of(of_4g)[0], inside))
            seen = np.where(inside, found.reached.technologies(), OUTSIDE)
            self._put(TECHNOLOGY, row, column, seen)

    def files(self) -> list[Path]:
        """Return the files this writer publishes."""
        rasters = rasters_of(self._networks)
        return [file_of(self._folder, raster, self._synthetic) for raster in rasters]

    def _put(self, raster: Raster, row: int, column: int, values: npt.NDArray[np.generic]) -> None:
        self._drafts[raster.stem].write(values, row, column)


def _servers(found: AtThreshold) -> npt.NDArray[np.int32]:
    """Return the numbers of the best servers, as `geo.outputs.server_list` has them.

    Which station is the strongest is not known where one behind a void might be stronger,
    whatever either has to do with the threshold.
    """
    server = found.window.server + 1
    certain = found.best_dbm[0] >= found.possible_dbm
    server[~certain & ~np.isnan(found.possible_dbm)] = SERVER_UNKNOWN
    return server


def _percent(share: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return whole per cent, rounded down, so that 90 says at least 90."""
    return np.where(np.isnan(share), _NOT_KNOWN, np.floor(share * 100.0)).astype(np.uint8)


def _whole_dbm(
    level: npt.NDArray[np.float32], inside: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int16]:
    known = inside & ~np.isnan(level)
    whole = np.full(level.shape, NO_LEVEL, np.int16)
    whole[known] = np.floor(level[known]).astype(np.int16)
    return whole
