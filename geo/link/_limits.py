"""What is refused, and what is allowed but flagged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.errors import Finding, InputError
from layers.text import Text

from ..propagation import OutsideValidity
from ..propagation.p1812.path import DISTANCE_KM, check_limits
from ..terrain import Profile
from ._ends import Conditions, End
from ._geometry import Floats

FLOOR_KM = DISTANCE_KM[0]
_SHORTEST_KM, _LONGEST_KM = 0.01, 300.0
_RESOLVED_KM = 1.0  # below, buildings decide, and a terrain model does not hold them
_LARGEST_CELL_KM = 100.0  # that the longest preamble of a 5G terminal allows, TS 38.211
_OPTIONS = {
    "frequency_ghz": "--frequency",
    "time_pct": "--time",
    "tx_height_m": "--height-a",
    "rx_height_m": "--height-b",
}
NO_HEIGHT = Text("高程数据", "the terrain model")
NO_CLUTTER = Text("地物数据", "the clutter data")


def check_length(length_km: float) -> None:
    """Refuse a path that is none, or longer than any that 5G needs [km]."""
    if length_km < _SHORTEST_KM:
        what = Text(
            f"两端相距仅 {1000 * length_km:.1f} m",
            f"the two ends are only {1000 * length_km:.1f} m apart",
        )
        remedy = Text("给出两个不同的地点", "name two different places")
    elif length_km > _LONGEST_KM:
        what = Text(
            f"两端相距 {length_km:.0f} km，超过 {_LONGEST_KM:g} km",
            f"the two ends are {length_km:.0f} km apart, more than {_LONGEST_KM:g} km",
        )
        remedy = Text(
            "5G 到不了这么远；检查站名，坐标应为 经度,纬度",
            "no 5G reaches that far; check the stations, and that coordinates are lon,lat",
        )
    else:
        return
    raise InputError([Finding("path-length", what, remedy, field="A B")])


def check_values(a: End, b: End, conditions: Conditions) -> None:
    """Refuse heights, frequency and time outside the limits of P.1812."""
    try:
        check_limits(
            frequency_ghz=conditions.frequency_mhz / 1000.0,
            time_pct=conditions.time_pct,
            tx_height_m=a.height_m,
            rx_height_m=b.height_m,
        )
    except OutsideValidity as problem:
        raise InputError([_outside(problem)]) from None


def _outside(problem: OutsideValidity) -> Finding:
    scale = 1000.0 if problem.parameter == "frequency_ghz" else 1.0
    value, low, high = (scale * v for v in (problem.value, problem.low, problem.high))
    return Finding(
        "outside-model",
        Text(
            f"{value:g} 超出 ITU-R P.1812-8 的适用范围",
            f"{value:g} is outside the validity of ITU-R P.1812-8",
        ),
        Text(f"应在 {low:g} … {high:g} 之间", f"give a value of {low:g} … {high:g}"),
        field=_OPTIONS[problem.parameter],
    )


def without_voids(profile: Profile, values: Floats, source: Text) -> Floats:
    """Return the values, refusing a profile that has none somewhere: a void is never filled."""
    found = np.array(values, np.float64)
    missing = np.flatnonzero(~np.isfinite(found))
    if missing.size:
        raise InputError([_void(profile, missing, source)])
    return found


def _void(profile: Profile, missing: npt.NDArray[np.intp], source: Text) -> Finding:
    first = missing[0]
    after = np.flatnonzero(np.diff(missing) > 1)
    last = missing[after[0]] if after.size else missing[-1]
    begins, ends = profile.distance_km[first], profile.distance_km[last]
    where = f"{profile.lon[first]:.5f},{profile.lat[first]:.5f}"
    count = f"{missing.size}/{len(profile.distance_km)}"
    return Finding(
        "terrain-void",
        Text(
            f"{source.zh}在距 A {begins:.2f} km（{where}）至 {ends:.2f} km 处没有数值"
            f"（共 {count} 点），空洞不会被填补",
            f"{source.en} has no value from {begins:.2f} km ({where}) to {ends:.2f} km from A "
            f"({count} points in all); a void is never filled",
        ),
        Text(
            "补上该处的图幅或换一份数据；坐标应为 经度,纬度",
            "add the tile that holds it or use other data; coordinates are lon,lat",
        ),
        field="--dem",
    )


def cautions(length_km: float) -> tuple[Finding, ...]:
    """Return what to look at about a path of that length [km]."""
    cases = (
        (
            length_km < FLOOR_KM,
            "below-model-floor",
            Text(
                f"短于 ITU-R P.1812-8 的下限 {FLOOR_KM:g} km：只给出自由空间损耗（下界）",
                f"shorter than the {FLOOR_KM:g} km of ITU-R P.1812-8: free-space loss only, "
                "a lower bound",
            ),
            Text("如此近处应实测", "measure at such a short distance"),
        ),
        (
            FLOOR_KM <= length_km < _RESOLVED_KM,
            "short-path",
            Text(
                "短于 1 km：建筑物起主要作用，地形数据中没有建筑物",
                "shorter than 1 km: buildings decide, and terrain data do not hold them",
            ),
            Text("结果偏乐观，宜实测", "the result is optimistic; measure"),
        ),
        (
            length_km > _LARGEST_CELL_KM,
            "long-path",
            Text(
                "长于 100 km：超出 5G 小区的最大半径（TS 38.211 前导格式 1）",
                "longer than 100 km: beyond the largest 5G cell (TS 38.211, preamble format 1)",
            ),
            Text("损耗仍然有效，但终端无法接入", "the loss holds, but no terminal can connect"),
        ),
    )
    return tuple(
        Finding(code, what, remedy, field="A B", severity="warning")
        for applies, code, what, remedy in cases
        if applies
    )
