"""Every term of a path in words, in the order of P.1812: what table, picture and file share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.text import Text, one_line

from ...link import PROBABILITIES, Link, State
from ...propagation.p1812 import PathLoss

Group = Literal["geometry", "loss", "budget"]

DATUM = "CGCS2000 / WGS-84"
GROUPS: dict[Group, Text] = {
    "geometry": Text("几何", "geometry"),
    "loss": Text("损耗", "losses"),
    "budget": Text("链路预算", "link budget"),
}
SYNTHETIC = Text(
    "SYNTHETIC：基站为情景数据，不代表任何运营商网络",
    "SYNTHETIC: an invented station, not any operator's network",
)
_CARD_CHARACTERS = 80


@dataclass(frozen=True)
class Term:
    """One line of a table of terms.

    Parameters
    ----------
    group
        ``"geometry"``, ``"loss"`` or ``"budget"``.
    symbol
        Symbol of the Recommendation.
    meaning
        Wording.
    value, unit
        Value and its unit.
    equation
        Where the Recommendation gives it; ``""`` = nowhere.
    key
        Whether a reader in a hurry needs it.
    """

    group: Group
    symbol: str
    meaning: Text
    value: float
    unit: str
    equation: str = ""
    key: bool = False

    @property
    def shown(self) -> str:
        """The value without its unit, as a table shows it."""
        return minus(self.value, 1 if self.unit in ("dB", "dBm", "dBi", "m") else 3)


# Symbol (a field of PathLoss), meaning, unit, equation, needed by a reader in a hurry.
_GEOMETRY = (
    ("d", Text("路径长度", "path length"), "km", "", True),
    ("ae", Text("等效地球半径（中值）", "effective Earth radius, median"), "km", "(6a)", False),
    ("hts", Text("A 天线海拔", "antenna of A above sea level"), "m", "", True),
    ("hrs", Text("B 天线海拔", "antenna of B above sea level"), "m", "", True),
    ("dlt", Text("A 的地平距离", "horizon distance of A"), "km", "", False),
    ("dlr", Text("B 的地平距离", "horizon distance of B"), "km", "", False),
    ("theta_t", Text("A 的地平仰角", "horizon elevation at A"), "mrad", "(77)", False),
    ("theta_r", Text("B 的地平仰角", "horizon elevation at B"), "mrad", "(82a)", False),
    ("theta", Text("路径角距", "path angular distance"), "mrad", "(84)", False),
    ("hst_n", Text("平滑地面，A 端", "smooth surface at A"), "m", "(87)", False),
    ("hsr_n", Text("平滑地面，B 端", "smooth surface at B"), "m", "(88)", False),
    ("hst", Text("同上，不高于地面", "the same, not above ground, A"), "m", "(92)", False),
    ("hsr", Text("同上，B 端", "the same, B"), "m", "(92)", False),
    ("hstd", Text("绕射用平滑地面，A 端", "diffraction surface at A"), "m", "(91)", False),
    ("hsrd", Text("绕射用平滑地面，B 端", "diffraction surface at B"), "m", "(91)", False),
    ("hte", Text("A 有效天线高", "effective height of A"), "m", "(94)", False),
    ("hre", Text("B 有效天线高", "effective height of B"), "m", "(94)", False),
    ("hm", Text("地形粗糙度", "terrain roughness"), "m", "(95)", False),
    ("edge", Text("等效刀刃距 A", "equivalent knife edge from A"), "km", "(18)", True),
    ("nu", Text("绕射参数 ν", "diffraction parameter ν"), "", "(15, 19)", True),
    ("omega", Text("水面占比", "share over sea"), "", "(1)", False),
    ("dtm", Text("最长陆地段", "longest land section"), "km", "", False),
    ("dlm", Text("最长内陆段", "longest inland section"), "km", "", False),
    ("b0", Text("强折射时间占比 β0", "time of strong refraction β0"), "%", "(2)", False),
)
_LOSSES = (
    ("Lbfs", Text("自由空间损耗", "free-space loss"), "dB", "(8)", True),
    ("Lb0p", Text("视距损耗，p %", "line of sight, p %"), "dB", "(10)", False),
    ("Lb0b", Text("视距损耗，β0 %", "line of sight, β0 %"), "dB", "(11)", False),
    ("Lbulla50", Text("布灵顿，实际地形", "Bullington, actual path"), "dB", "(21)", False),
    ("Lbulls50", Text("布灵顿，平滑地形", "Bullington, smooth path"), "dB", "(21)", False),
    ("Ldsph50", Text("球面绕射", "spherical-Earth diffraction"), "dB", "(27, 28)", False),
    ("Ld50", Text("绕射损耗（中值）", "diffraction loss, median"), "dB", "(39)", True),
    ("Lbulla", Text("布灵顿，实际，β0 %", "Bullington, actual, β0 %"), "dB", "(21)", False),
    ("Lbulls", Text("布灵顿，平滑，β0 %", "Bullington, smooth, β0 %"), "dB", "(21)", False),
    ("Ldsph", Text("球面绕射，β0 %", "spherical Earth, β0 %"), "dB", "(27, 28)", False),
    ("Ldb", Text("绕射损耗，β0 %", "diffraction loss, β0 %"), "dB", "(39)", False),
    ("Fi", Text("插值系数 Fi", "interpolation factor Fi"), "", "(40)", False),
    ("Ldp", Text("绕射损耗，p %", "diffraction loss, p %"), "dB", "(41)", True),
    ("Lbd50", Text("视距加绕射（中值）", "with diffraction, median"), "dB", "(42)", False),
    ("Lbd", Text("视距加绕射，p %", "with diffraction, p %"), "dB", "(43)", False),
    ("Lminb0p", Text("视距与绕射的下限", "least of sight and diffraction"), "dB", "(59)", False),
    ("Lba", Text("大气波导", "ducting"), "dB", "(46)", False),
    ("Lminbap", Text("波导与聚焦的下限", "least of ducting and focusing"), "dB", "(60)", False),
    ("Fk", Text("距离系数 Fk", "distance factor Fk"), "", "(58)", False),
    ("Lbda", Text("绕射与波导", "diffraction and ducting"), "dB", "(61)", False),
    ("Fj", Text("角度系数 Fj", "angular factor Fj"), "", "(57)", False),
    ("Lbam", Text("视距、绕射与波导", "sight, diffraction, ducting"), "dB", "(62)", False),
    ("Lbs", Text("对流层散射", "troposcatter"), "dB", "(44)", False),
    ("Lbc", Text("合成损耗", "combined loss"), "dB", "(63)", False),
)
_STATES: dict[State, Text] = {
    "clear": Text("通视，第一菲涅耳区足够空", "line of sight, Fresnel zone free enough"),
    "grazed": Text("通视，但第一菲涅耳区受侵入", "line of sight, but the Fresnel zone is entered"),
    "blocked": Text("受地形阻挡", "blocked by terrain"),
}
_BY_CLUTTER = Text("受地物阻挡", "blocked by clutter")


def minus(value: float, decimals: int) -> str:
    """Return a number with a true minus sign, and no sign before zero.

    Examples
    --------
    >>> minus(-105.0, 1), minus(-0.04, 1)
    ('−105.0', '0.0')
    """
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")


def terms(link: Link) -> list[Term]:
    """Return every term of a path.

    Parameters
    ----------
    link
        A path; below the shortest of P.1812 only free space and the budget are left.
    """
    median = link.losses.get(50.0)
    if median is None:
        free = Text("自由空间损耗（下界）", "free-space loss, a lower bound")
        found = [
            Term("geometry", "d", _GEOMETRY[0][1], link.length_km, "km", "", True),
            Term("loss", "Lbf", free, link.free_space_db, "dB", "P.525 (3)", True),
        ]
    else:
        found = [*_fields("geometry", median), *_fields("loss", median), *_at_locations(link)]
    return found + _budget(link)


def _fields(group: Literal["geometry", "loss"], loss: PathLoss) -> list[Term]:
    rows = _GEOMETRY if group == "geometry" else _LOSSES
    return [
        Term(group, symbol, meaning, float(getattr(loss, symbol)), unit, equation, key)
        for symbol, meaning, unit, equation, key in rows
    ]


def _at_locations(link: Link) -> list[Term]:
    rows = []
    for share in PROBABILITIES:
        spread = Text(f"位置变化，{share:g} %", f"location variability, {share:g} %")
        total = Text(f"基本传输损耗，{share:g} % 位置", f"basic loss, {share:g} % of locations")
        loss = link.losses[share]
        rows.append(Term("loss", "Lloc", spread, loss.Lloc, "dB", "(67)"))
        rows.append(Term("loss", "Lb", total, loss.Lb, "dB", "(69)", True))
    return rows


def _budget(link: Link) -> list[Term]:
    sector, pattern = link.a.sector, link.pattern_db
    if sector is None or pattern is None:
        return []
    power = Text("SS 功率（每资源单元）", "SS power per resource element")
    towards = Text("天线方向性（朝 B）", "antenna pattern towards B")
    rows = [
        Term("budget", "P", power, sector.ss_power_dbm, "dBm"),
        Term("budget", "G", Text("天线增益", "antenna gain"), sector.gain_dbi, "dBi"),
        Term("budget", "A(φ,θ)", towards, pattern, "dB", "TR 38.901 7.3-1"),
    ]
    for share in PROBABILITIES if link.losses else (50.0,):
        level, margin = link.level_dbm(share), link.margin_db(share)
        where = Text(f"，{share:g} % 位置", f", {share:g} % of locations")
        if not link.losses:
            where = Text("，上界", ", an upper bound")
        if level is not None:
            meaning = Text("B 处 SS-RSRP" + where.zh, "SS-RSRP at B" + where.en)
            rows.append(Term("budget", "SS-RSRP", meaning, level, "dBm", "", True))
        if margin is not None:
            meaning = Text("余量" + where.zh, "margin" + where.en)
            rows.append(Term("budget", "M", meaning, margin, "dB", "", True))
    return rows


def state(link: Link) -> Text:
    """Return whether the path is free, in a few words."""
    return _BY_CLUTTER if link.obstacle.of_clutter else _STATES[link.obstacle.state]


def name_of_obstacle(link: Link) -> Text:
    """Return what the decisive point of a path is called."""
    if link.obstacle.state == "blocked":
        return Text("阻挡点", "blocking point")
    return Text("最近点", "nearest point")


def obstacle(link: Link) -> Text:
    """Return where the decisive point is, and how far above or below the ray.

    Parameters
    ----------
    link
        A path.
    """
    point = link.obstacle
    above = point.above_ray_m > 0.0
    side = Text("高出射线", "above the ray") if above else Text("低于射线", "below the ray")
    far, off = f"{point.distance_km:.2f} km", f"{abs(point.above_ray_m):.1f} m"
    radii, height = f"{abs(point.fresnel_radii):.2f}", f"{point.height_m:.0f} m"
    grown = Text("", "")
    if point.clutter_m > 0.0:
        size = f"{point.clutter_m:.0f} m"
        grown = Text(f" + 地物 {size}", f" + {size} of clutter")
    return Text(
        f"距 A {far}，海拔 {height}{grown.zh}，{side.zh} {off}（{radii} 个菲涅耳半径）",
        f"{far} from A, {height} above sea level{grown.en}, {off} {side.en} "
        f"({radii} Fresnel radii)",
    )


def conclusion(link: Link) -> Text:
    """Return what stands in the way and where, in one sentence.

    Parameters
    ----------
    link
        A path.
    """
    what, name, where = state(link), name_of_obstacle(link), obstacle(link)
    at = f"{link.obstacle.lon:.5f},{link.obstacle.lat:.5f}"
    return Text(
        f"{what.zh}；{name.zh}：{where.zh}，{at}", f"{what.en}; {name.en}: {where.en}, at {at}"
    )


def level(link: Link) -> Text | None:
    """Return the level at B against the threshold in one sentence, ``None`` without a station.

    Parameters
    ----------
    link
        A path.
    """
    shares = PROBABILITIES if link.losses else (50.0,)
    levels = [(share, link.level_dbm(share)) for share in shares]
    shown = [(share, dbm) for share, dbm in levels if dbm is not None]
    if not shown:
        return None
    bound = Text("", "") if link.losses else Text("不高于 ", "at most ")
    zh = "，".join(f"{minus(dbm, 1)} dBm（{share:g} % 位置）" for share, dbm in shown)
    en = ", ".join(f"{minus(dbm, 1)} dBm ({share:g} % of locations)" for share, dbm in shown)
    threshold, margin = link.conditions.threshold_dbm, link.margin_db(50.0)
    against = Text("", "")
    if threshold is not None and margin is not None:
        needed, left = minus(threshold, 0), minus(margin, 1)
        against = Text(
            f"；门限 {needed} dBm，余量 {left} dB（50 % 位置）",
            f"; threshold {needed} dBm, margin {left} dB (50 % of locations)",
        )
    return Text(
        f"B 处 SS-RSRP {bound.zh}{zh}{against.zh}", f"SS-RSRP at B {bound.en}{en}{against.en}"
    )


def heading(link: Link) -> Text:
    """Return what the path was computed for: frequency, distance, azimuth, model.

    Parameters
    ----------
    link
        A path.
    """
    asked = link.conditions
    numbers = f"{asked.frequency_mhz:g} MHz · {link.length_km:.2f} km"
    way = Text("垂直极化", "vertical polarisation")
    if asked.polarisation == "horizontal":
        way = Text("水平极化", "horizontal polarisation")
    return Text(
        f"{numbers} · 方位角 {link.azimuth_deg:.1f}°（反向 {link.back_azimuth_deg:.1f}°）· "
        f"{way.zh} · 时间 {asked.time_pct:g} % · {link.model}",
        f"{numbers} · azimuth {link.azimuth_deg:.1f}° (back {link.back_azimuth_deg:.1f}°) · "
        f"{way.en} · {asked.time_pct:g} % of time · {link.model}",
    )


def notes(link: Link) -> list[Text]:
    """Return what the result rests on: terrain, datum, refraction, assumptions, cautions.

    Parameters
    ----------
    link
        A path.
    """
    card = {key: one_line(str(value), _CARD_CHARACTERS) for key, value in link.card.items()}
    source, clutter = card.get("terrain_source", "?"), card.get("clutter_source", "none")
    asked = link.conditions
    clutter_zh = "无" if clutter == "none" else clutter
    air = f"ΔN {asked.delta_n:g}, N0 {asked.n0:g}"
    rests = Text(
        f"地形 {source}；地物 {clutter_zh}；{DATUM}；等效地球半径 {link.radius_km:.0f} km"
        f"（{air}）；位置变化按 {asked.resolution_m:g} m 见方",
        f"terrain {source}; clutter {clutter}; {DATUM}; effective Earth radius "
        f"{link.radius_km:.0f} km ({air}); locations vary within {asked.resolution_m:g} m",
    )
    found = [rests]
    if link.assumptions:
        zh, en = zip(*link.assumptions, strict=True)
        found.append(Text(f"假设：{'；'.join(zh)}", f"assumed: {'; '.join(en)}"))
    return found + [Text(f"注意：{c.what.zh}", f"note: {c.what.en}") for c in link.cautions]
