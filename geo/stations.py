"""A station list made complete: what it leaves open is filled, and everything filled is counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.base_stations import LTE_BANDS, NR_BANDS, lte_band
from layers.errors import Finding, InputError
from layers.text import Text

from . import standards
from .networks import LTE

_HEIGHT_M = {"UMi": 10.0}  # below the roofs, whatever the band
_NOMINAL_M = {"UMa": 25.0, "UMi": 10.0}  # TR 38.901 Table 7.4.1-1
_USUAL_POWER_DBM = 25.0  # 1 kW over 20 MHz would be 28 dBm
_BAND_TOLERANCE = 0.1


def with_status(stations: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Fill what decides whether a row counts as 5G coverage; returns as `with_defaults`."""
    filled, used = stations.copy(), _Defaults()
    used.fill(filled, "tech", "NR", Text("未填制式，按 5G", "no technology, taken as 5G"))
    used.fill(filled, "status", "built", Text("未填状态，按已建", "no status, taken as built"))
    why = Text("未填坐标系，按 CGCS2000", "no datum, taken as CGCS2000")
    used.fill(filled, "datum", "CGCS2000", why)
    return filled, used.table()


def with_defaults(
    stations: gpd.GeoDataFrame, environment: str
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Fill what a list of counted stations leaves open, and count every value filled.

    Parameters
    ----------
    stations
        Rows of the layer ``base_stations`` that count as coverage, of 5G or of 4G.
    environment
        Propagation model for stations that name none.

    Returns
    -------
    stations, defaults
        The list without gaps (azimuth and tilt may stay NaN: no pattern), and the columns
        ``layer, field, value, rows, zh, en`` of `geo.results.Results.defaults`.

    Raises
    ------
    InputError
        When a value is missing and its band has no default.
    """
    filled, used = stations.copy(), _Defaults()
    radio = standards.table("radio_defaults").set_index("band")
    used.fill(filled, "environment", environment, Text("按设置", "from the settings"))
    named = filled["band"].map(lte_band).where(filled["tech"] == LTE, "")
    filled["band"] = named.where(named != "", filled["band"])
    why = Text("按频率或运营商推定", "from the frequency or the operator")
    used.fill(filled, "band", _likely_band(filled, radio), why)
    why = Text("按频段取默认值（假设）", "default of the band (assumption)")
    low = filled["environment"].map(_HEIGHT_M)  # the band's mast may be too high for the model
    for field in ("freq_mhz", "ss_power_dbm", "gain_dbi", "height_m"):
        value = filled["band"].map(radio[field].astype(float))
        used.fill(filled, field, low.fillna(value) if field == "height_m" else value, why)
    _require_values(filled)
    sector = filled["azimuth_deg"].notna()
    beamwidth = filled["band"].map(radio["beamwidth_deg"].astype(float))
    used.fill(filled, "beamwidth_deg", beamwidth.where(sector), why)
    why = Text(
        "无方位角：按三扇区包络（全向），覆盖面积约比三个 65° 扇区多三分之一",
        "no azimuth: envelope of three sectors, about a third more area than three of 65°",
    )
    used.note("azimuth_deg", "omni", int((~sector).sum()), why)
    why = Text("无下倾角：不计垂直方向图", "no tilt: no vertical pattern")
    used.note("tilt_deg", "none", int(filled["tilt_deg"].isna().sum()), why)
    return filled, used.table()


class _Defaults:
    """Fills gaps of a station list and counts what it filled."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, int, str, str]] = []

    def fill(
        self,
        stations: gpd.GeoDataFrame,
        field: str,
        values: pd.Series[str] | pd.Series[float] | str,
        why: Text,
    ) -> None:
        """Fill the empty cells of a column in place."""
        column = stations[field]
        empty = (column == "") if column.dtype == "str" else column.isna()
        series = pd.Series(values, index=stations.index)
        stations[field] = column.where(~empty, series)
        for value, rows in series[empty].value_counts(sort=False).items():
            self.note(field, str(value), int(rows), why)

    def note(self, field: str, value: str, rows: int, why: Text) -> None:
        """Count an assumption, unless no row makes it."""
        if rows:
            self._rows.append(("base_stations", field, value, rows, why.zh, why.en))

    def table(self) -> pd.DataFrame:
        """Return the columns of `Results.defaults`."""
        names = ["layer", "field", "value", "rows", "zh", "en"]
        return pd.DataFrame(self._rows, columns=names).astype({"rows": "int64"})


def _require_values(stations: gpd.GeoDataFrame) -> None:
    fields = ("freq_mhz", "ss_power_dbm", "gain_dbi", "height_m")
    findings = [
        Finding(
            "no-default",
            Text(f"频段“{band}”没有默认值", f"the band {band!r} has no default"),
            Text("填写该值", "give the value"),
            str(file),
            int(row),
            field,
        )
        for field in fields
        for band, file, row in stations.loc[
            stations[field].isna(), ["band", "file", "row"]
        ].itertuples(index=False)
    ]
    if findings:
        raise InputError(findings)


def cautions(stations: gpd.GeoDataFrame, strong_at_end: npt.NDArray[np.bool_]) -> list[Finding]:
    """Report what is allowed but should be looked at, counted, with the first row as example.

    Parameters
    ----------
    stations
        As `with_defaults` returns them.
    strong_at_end
        Which of them are above the threshold where their model ends.
    """
    radio = standards.table("radio_defaults").set_index("band")
    usual = stations["band"].map(radio["freq_mhz"].astype(float))
    off_nominal = stations["height_m"] != stations["environment"].map(_NOMINAL_M)
    cases = (
        (
            "power-high",
            "ss_power_dbm",
            stations["ss_power_dbm"] > _USUAL_POWER_DBM,
            Text(
                f"SS 功率高于 {_USUAL_POWER_DBM:g} dBm",
                f"SS power above {_USUAL_POWER_DBM:g} dBm",
            ),
            Text("应为每个资源单元的功率，不是总功率", "it is per resource element, not in total"),
        ),
        (
            "band-mismatch",
            "freq_mhz",
            (stations["freq_mhz"] / usual - 1.0).abs() > _BAND_TOLERANCE,
            Text("频率与频段不符", "the frequency does not belong to the band"),
            Text("核对频段和中心频率", "check band and frequency"),
        ),
        (
            "height-off-nominal",
            "height_m",
            off_nominal & stations["environment"].isin(_NOMINAL_M),
            Text(
                "挂高不是 UMa（25 m）或 UMi（10 m）公式的标称值",
                "the height is not the one the UMa (25 m) or UMi (10 m) formula was fitted for",
            ),
            Text("结果仍可用，误差更大", "usable, with a larger error"),
        ),
        (
            "strong-at-model-end",
            "id",
            pd.Series(strong_at_end, index=stations.index),
            Text(
                "在模型适用距离（5 km）处仍高于门限，更远处未计入",
                "still above the threshold where the model ends (5 km); nothing farther is counted",
            ),
            Text(
                "覆盖面积偏保守；附近未达标场所记为待核实",
                "coverage is on the low side; failing places nearby are undecided",
            ),
        ),
    )
    return [
        _counted(code, field, stations[flag.to_numpy(bool)], what, remedy)
        for code, field, flag, what, remedy in cases
        if flag.any()
    ]


def _counted(code: str, field: str, rows: gpd.GeoDataFrame, what: Text, remedy: Text) -> Finding:
    found = Text(f"{len(rows)} 行：{what.zh}", f"{len(rows)} rows: {what.en}")
    return Finding(
        code, found, remedy, str(rows["file"].iloc[0]), int(rows["row"].iloc[0]), field, "warning"
    )


def _likely_band(stations: gpd.GeoDataFrame, radio: pd.DataFrame) -> pd.Series[str]:
    """Return the band nearest to the frequency; without one, of 5G the operator's first."""
    first = {
        str(row.operator): str(row.bands).split("|")[0]
        for row in standards.table("operators").itertuples()
    }
    of_4g = stations["tech"] == LTE
    likely: pd.Series[str] = stations["operator"].map(first).where(~of_4g, "")
    frequency = radio["freq_mhz"].astype(float)
    for bands, of_tech in ((NR_BANDS, ~of_4g), (LTE_BANDS, of_4g)):
        rows = of_tech & stations["freq_mhz"].notna()
        given = stations.loc[rows, "freq_mhz"].to_numpy()[:, np.newaxis]
        nearest = np.argmin(np.abs(given - frequency.reindex(bands).to_numpy()), axis=1)
        likely[rows] = np.array(bands)[nearest]
    return likely
