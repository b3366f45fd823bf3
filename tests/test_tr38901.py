"""TR 38.901 against its tables, published vectors and cases worked by hand, branch by branch."""

import csv
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, catalogue, tr38901

GOLDEN = Path(__file__).parent / "golden" / "tr38901.csv"
SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "truth" / "tr38901"
FACTORIES = ("InF-SL", "InF-DL", "InF-SH", "InF-DH")


def at(*distance: float) -> np.ndarray:
    return np.array(distance, dtype=float)


def outdoors(formula):
    return lambda d, f, hb, hu, h, w: formula(d, f, hb, hu)


def indoors(formula, **options):
    return lambda d, f, hb, hu, h, w: formula(np.hypot(d, hb - hu), f, **options)


FORMULAS = {
    ("RMa", "LOS"): lambda d, f, hb, hu, h, w: tr38901.rma_los(d, f, hb, hu, h)[0],
    ("RMa", "NLOS"): tr38901.rma_nlos,
    ("UMa", "LOS"): outdoors(tr38901.uma_los),
    ("UMa", "NLOS"): outdoors(tr38901.uma_nlos),
    ("UMa", "NLOS optional"): outdoors(tr38901.uma_nlos_optional),
    ("UMi", "LOS"): outdoors(tr38901.umi_los),
    ("UMi", "NLOS"): outdoors(tr38901.umi_nlos),
    ("UMi", "NLOS optional"): outdoors(tr38901.umi_nlos_optional),
    ("InH", "LOS"): indoors(tr38901.inh_los),
    ("InH", "NLOS"): indoors(tr38901.inh_nlos),
    ("InH", "NLOS optional"): indoors(tr38901.inh_nlos, optional=True),
    ("InF", "LOS"): indoors(tr38901.inf_los),
    **{(name, "NLOS"): indoors(tr38901.inf_nlos, scenario=name) for name in FACTORIES},
    ("SMa", "LOS"): lambda d, f, hb, hu, h, w: tr38901.sma_los(d, f, hb, hu)[0],
    ("SMa", "NLOS"): outdoors(tr38901.sma_nlos),
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def published(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the tables are not beside the project: {path}")
    return rows(path)


# --- 7.4.1 path loss ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", rows(GOLDEN), ids=lambda c: f"{c['scenario']}-{c['condition']}-{c['d_2d_m']}"
)
def test_path_loss_equals_the_golden_value(case: dict[str, str]) -> None:
    d, f, h_bs, h_ut = (float(case[k]) for k in ("d_2d_m", "f_c_ghz", "h_bs_m", "h_ut_m"))
    h, w = (float(case[k] or "nan") for k in ("h_m", "w_m"))
    loss = FORMULAS[case["scenario"], case["condition"]](at(d), f, h_bs, h_ut, h, w)
    assert loss[0] == pytest.approx(float(case["expected_db"]), abs=float(case["tolerance_db"]))


def test_golden_values_cover_every_formula() -> None:
    assert {(case["scenario"], case["condition"]) for case in rows(GOLDEN)} == set(FORMULAS)


def named(row: dict[str, str]) -> tuple[str, str]:
    scenario = {"UMi-StreetCanyon": "UMi", "InH-Office": "InH"}.get(
        row["scenario"], row["scenario"]
    )
    return scenario, f"{row['condition']} {row['variant']}".strip()


def test_shadow_fading_equals_the_table() -> None:
    table = {
        named(row): float(row["shadow_fading_std_db"])
        for row in published("table-7.4.1-1.csv")
        if ";" not in row["shadow_fading_std_db"]  # two values: RMa and SMa LOS
    }
    assert table == tr38901.SIGMA_DB


def test_every_formula_of_one_slope_equals_the_table() -> None:
    d, f = 73.0, 3.5
    checked = set()
    for row in published("table-7.4.1-1.csv"):
        name = named(row)
        if name[0] not in {"InH", "InF", *FACTORIES} and "optional" not in name[1]:
            continue
        formula = next(part for part in row["formula"].split("quad") if "(d_{3D})" in part)
        terms = formula.split("=")[1].replace(" ", "")
        slopes = re.findall(r"([\d.]+)\\log_\{10\}\((d_\{3D\}|f_c)\)", terms)
        constant = float(
            re.sub(r"\+?[\d.]+\\log_\{10\}\([^)]*\)|[\\;]", "", terms).strip("+") or "nan"
        )
        value = constant + sum(float(a) * math.log10(f if of == "f_c" else d) for a, of in slopes)
        loss = FORMULAS[name](at(d), f, 1.5, 1.5, 5, 20)
        assert len(slopes) == 2
        assert loss[0] == pytest.approx(value, abs=1e-9), name
        checked.add(name)
    assert len(checked) == 10


def test_rma_los_is_continuous_at_the_breakpoint_and_its_spread_changes_there() -> None:
    d_bp = 2 * math.pi * 35 * 1.5 * 0.7e9 / 3e8  # 769.7 m
    (near, far), (s_near, s_far) = tr38901.rma_los(at(d_bp, d_bp + 1e-6), 0.7, 35, 1.5)
    # PL2 starts from PL1 at d_3D = d_BP while PL1 ends at d_2D = d_BP, 0.7 m further on.
    assert far == pytest.approx(near, abs=0.02)
    assert (s_near, s_far) == (4.0, 6.0)


def test_sma_los_changes_its_spread_at_the_breakpoint() -> None:
    d_bp = 2 * math.pi * 35 * 1.5 * 0.7e9 / 3e8
    (near, far), sigma = tr38901.sma_los(at(d_bp - 1e-6, d_bp), 0.7, 35, 1.5)
    assert far == pytest.approx(near, abs=0.02)
    assert sigma.tolist() == [4.0, 6.0]


@pytest.mark.parametrize("h", [5.0, 50.0])
def test_rma_takes_houses_and_streets_up_to_its_limits(h: float) -> None:
    assert np.isfinite(tr38901.rma_nlos(at(1000), 3.5, 35, 1.5, h, h)).all()


@pytest.mark.parametrize("beyond", [4.99, 50.01])
def test_rma_refuses_houses_and_streets_beyond_its_limits(beyond: float) -> None:
    with pytest.raises(OutsideValidity, match="RMa: h = "):
        tr38901.rma_los(at(1000), 3.5, 35, 1.5, beyond)
    with pytest.raises(OutsideValidity, match="RMa: w = "):
        tr38901.rma_nlos(at(1000), 3.5, 35, 1.5, 5.0, beyond)


OUTDOOR_LIMITS = [
    (tr38901.uma_nlos_optional, "d_2d", (10, 3.5, 25, 1.5), (9.9, 3.5, 25, 1.5)),
    (tr38901.uma_nlos_optional, "d_2d", (5000, 3.5, 25, 1.5), (5001, 3.5, 25, 1.5)),
    (tr38901.uma_nlos_optional, "f_c", (100, 0.5, 25, 1.5), (100, 0.49, 25, 1.5)),
    (tr38901.uma_nlos_optional, "f_c", (100, 100, 25, 1.5), (100, 100.1, 25, 1.5)),
    (tr38901.uma_nlos_optional, "h_ut", (100, 3.5, 25, 1.5), (100, 3.5, 25, 1.4)),
    (tr38901.umi_nlos_optional, "h_ut", (100, 3.5, 10, 22.5), (100, 3.5, 10, 22.6)),
    (tr38901.sma_nlos, "d_2d", (10, 3.5, 35, 1.5), (9.9, 3.5, 35, 1.5)),
    (tr38901.sma_nlos, "d_2d", (5000, 3.5, 35, 1.5), (5001, 3.5, 35, 1.5)),
    (tr38901.sma_nlos, "f_c", (100, 0.5, 35, 1.5), (100, 0.49, 35, 1.5)),
    (tr38901.sma_los, "f_c", (100, 30, 35, 1.5), (100, 30.1, 35, 1.5)),
    (tr38901.sma_los, "h_bs", (100, 3.5, 25, 1.5), (100, 3.5, 24.9, 1.5)),
    (tr38901.sma_los, "h_bs", (100, 3.5, 35, 1.5), (100, 3.5, 35.1, 1.5)),
    (tr38901.sma_los, "h_ut", (100, 3.5, 35, 1), (100, 3.5, 35, 0.9)),
    (tr38901.sma_los, "h_ut", (100, 3.5, 35, 14), (100, 3.5, 35, 14.1)),
]


@pytest.mark.parametrize(("formula", "parameter", "inside", "outside"), OUTDOOR_LIMITS)
def test_outdoor_limits_have_two_sides(formula, parameter, inside, outside) -> None:
    d, *others = inside
    assert np.isfinite(formula(at(d), *others)).all()
    d, *others = outside
    with pytest.raises(OutsideValidity, match=f": {parameter} = "):
        formula(at(d), *others)


@pytest.mark.parametrize(
    ("formula", "farthest"),
    [
        (tr38901.inh_los, 150),
        (tr38901.inh_nlos, 150),
        (tr38901.inf_los, 600),
        (lambda d, f: tr38901.inf_nlos(d, f, "InF-SL"), 600),
        (lambda d, f: tr38901.inf_nlos(d, f, "InF-DL"), 600),
    ],
)
def test_indoor_limits_have_two_sides(formula, farthest: float) -> None:
    for f in (0.5, 100.0):
        assert np.isfinite(formula(at(1, farthest), f)).all()
    for d in (0.99, farthest + 0.1):
        with pytest.raises(OutsideValidity, match="d_3d"):
            formula(at(d), 3.5)
    for f in (0.49, 100.1):
        with pytest.raises(OutsideValidity, match="f_c"):
            formula(at(10), f)


def test_a_factory_without_nlos_is_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match="no NLOS in 'InF-HH'; one of InF-SL, InF-DL"):
        tr38901.inf_nlos(at(10), 3.5, "InF-HH")


INDOOR = [
    name for name in FORMULAS if name[0] in {"InH", *FACTORIES} and name[1].startswith("NLOS")
]


@pytest.mark.parametrize("name", INDOOR, ids="-".join)
@given(st.floats(1.0, 140.0), st.floats(0.5, 100.0))
def test_indoor_losses_grow_with_distance_and_obstruction(
    name: tuple[str, str], d: float, f: float
) -> None:
    los = tr38901.inh_los if name[0] == "InH" else tr38901.inf_los
    near, far = FORMULAS[name](at(d, d + 5.0), f, 1.5, 1.5, 5, 20)
    assert far > near >= los(at(d), f)[0]


@given(st.floats(10.0, 4900.0), st.floats(0.5, 6.0), st.floats(25.0, 35.0))
def test_suburban_losses_grow_with_distance(d: float, f: float, h_bs: float) -> None:
    near, far = tr38901.sma_nlos(at(d, d + 50.0), f, h_bs, 1.5)
    assert far > near
    assert near > tr38901.sma_los(at(d), f, h_bs, 1.5)[0][0]


# --- note 1: the environment height of UMa -------------------------------------------------


def heights(h_bs: float, h_ut: float) -> list[float]:
    return [h for h, _ in tr38901.uma_environment_heights(at(500), h_bs, h_ut)]


@pytest.mark.parametrize(
    ("h_bs", "h_ut", "expected"),
    [
        (25, 1.5, [1]),
        (25, 13, [1]),
        (25, 13.4, [1]),  # above 13 m, yet no height of the list is below h_UT − 1.5
        (25, 13.5, [1, 12]),
        (25, 22.5, [1, 12, 15, 18, 21]),
        (20, 22.5, [1, 12, 15, 18]),
        (12, 22.5, [1]),
    ],
)
def test_environment_heights_are_those_of_note_1_below_the_mast(h_bs, h_ut, expected) -> None:
    assert heights(h_bs, h_ut) == expected


def test_environment_heights_have_the_probabilities_of_note_1() -> None:
    shares = [p for _, p in tr38901.uma_environment_heights(at(18, 1000), 25, 22.5)]
    # C = 0.95^1.5 × 5/4 × 10³ × exp(−1000/150) = 1.472987 at 1 km, and 0 at 18 m.
    assert shares[0] == pytest.approx([1.0, 0.4043693127], abs=1e-9)
    for share in shares[1:]:
        assert share == pytest.approx([0.0, (1 - 0.4043693127) / 4], abs=1e-9)


def test_a_high_terminal_of_uma_has_the_mean_loss_over_its_environment_heights() -> None:
    case = catalogue()["UMa"].predict([1000.0], 3.5, 25, 22.5)
    # h_E 1, 12, 15, 18: short of the breakpoint, 104.881391 dB; 21: beyond it, 114.832259 dB.
    share = (1 - 0.4043693127) / 4
    expected = 104.881390745 + share * (114.832259027 - 104.881390745)
    assert case.los_db[0] == pytest.approx(expected, abs=1e-6)
    assert case.nlos_db[0] == pytest.approx(129.061413925, abs=1e-6)
    assert case.los_probability == tr38901.uma_los_probability(at(1000), 22.5)


@given(st.floats(10.0, 5000.0), st.floats(1.5, 22.5), st.floats(5.0, 150.0))
def test_a_terminal_of_uma_has_finite_loss_at_every_height(d, h_ut, h_bs) -> None:
    case = catalogue()["UMa"].predict([d], 3.5, h_bs, h_ut)
    assert np.isfinite(case.nlos_db).all()
    assert case.nlos_db[0] >= case.los_db[0]
    assert 0.0 <= case.los_probability[0] <= 1.0
    shares = [p[0] for _, p in tr38901.uma_environment_heights(at(d), h_bs, h_ut)]
    assert sum(shares) == pytest.approx(1.0)


# --- 7.4.2 line-of-sight probability -------------------------------------------------------

SMA_AT_1005_M = 0.98**18.5 * 0.82**6.5 * 0.9**13.5  # d / (30 × (35 − 1.5)) = 1


@pytest.mark.parametrize(
    ("probability", "distance", "expected"),
    [
        (tr38901.rma_los_probability, 10.0, 1.0),
        (tr38901.rma_los_probability, 1010.0, math.exp(-1)),
        (tr38901.uma_los_probability, 18.0, 1.0),
        (tr38901.uma_los_probability, 63.0, 18 / 63 + math.exp(-1) * (1 - 18 / 63)),
        (tr38901.umi_los_probability, 18.0, 1.0),
        (tr38901.umi_los_probability, 36.0, 0.5 + math.exp(-1) * 0.5),
        (tr38901.umi_los_probability, 5.0, 1.0),
        (lambda d: tr38901.uma_los_probability(d, 23.0), 18.0, 1.0),
        (
            lambda d: tr38901.uma_los_probability(d, 23.0),  # C' = 1
            150.0,
            (0.12 + 0.88 * math.exp(-150 / 63)) * (1 + 1.25 * 1.5**3 * math.exp(-1)),
        ),
        (
            lambda d: tr38901.uma_los_probability(d, 13.0),
            150.0,
            0.12 + 0.88 * math.exp(-150 / 63),
        ),
        (tr38901.inh_mixed_los_probability, 0.0, 1.0),
        (tr38901.inh_mixed_los_probability, 1.2, 1.0),
        (tr38901.inh_mixed_los_probability, 5.9, math.exp(-1)),
        (tr38901.inh_mixed_los_probability, 6.5, 0.32),
        (tr38901.inh_mixed_los_probability, 39.1, 0.32 * math.exp(-1)),
        (tr38901.inh_open_los_probability, 5.0, 1.0),
        (tr38901.inh_open_los_probability, 49.0, math.exp(-44 / 70.8)),
        (tr38901.inh_open_los_probability, 260.7, 0.54 * math.exp(-1)),
        (lambda d: tr38901.sma_los_probability(d, 35, 14, 0.0), 10.0, 1.0),
        (lambda d: tr38901.sma_los_probability(d, 35, 14, 0.0), 105.0, 0.98),
        (lambda d: tr38901.sma_los_probability(d, 35, 14, 0.2), 630.0, 0.98**6 * 0.8),
        (lambda d: tr38901.sma_los_probability(d, 35, 1.5, 0.1), 1005.0, SMA_AT_1005_M),
    ],
)
def test_los_probability(probability, distance: float, expected: float) -> None:
    assert probability(at(distance))[0] == pytest.approx(expected, rel=1e-12)


THIN = 1 - math.exp(-0.25)  # −ln(1 − r) = 1/4: k = 4 clutter sizes
DENSE = 1 - math.exp(-1)  # k = 1 clutter size
TWICE = (8.0, 1.5, 4.75)  # (8 − 1.5) / (4.75 − 1.5) = 2


@pytest.mark.parametrize(
    ("scenario", "r", "size", "where", "distance"),
    [
        ("InF-SL", THIN, None, None, 40.0),
        ("InF-SL", THIN, 5.0, None, 20.0),
        ("InF-DL", DENSE, None, None, 2.0),
        ("InF-SH", THIN, None, TWICE, 80.0),
        ("InF-DH", DENSE, None, TWICE, 4.0),
    ],
)
def test_factory_los_probability_is_1_over_e_at_k(scenario, r, size, where, distance) -> None:
    probability = tr38901.inf_los_probability(at(0, distance), scenario, r, size, where)
    assert probability == pytest.approx([1.0, math.exp(-1)], rel=1e-12)


def test_high_above_the_factory_all_is_line_of_sight() -> None:
    assert tr38901.inf_los_probability(at(1, 500), "InF-HH", 0.9).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("parameter", "scenario", "r", "size", "where"),
    [
        ("r", "InF-SL", 0.0, None, None),
        ("r", "InF-SL", 0.4, None, None),
        ("r", "InF-DL", 0.39, None, None),
        ("r", "InF-DL", 1.0, None, None),
        ("d_clutter", "InF-SL", 0.2, 0.0, None),
        ("h_c", "InF-SH", 0.2, None, (12.0, 1.5, 10.1)),
        ("h_ut", "InF-SH", 0.2, None, (8.0, 4.0, 4.0)),
        ("h_ut", "InF-SH", 0.2, None, (8.0, 0.0, 4.0)),
        ("h_bs", "InF-DH", 0.5, None, (4.0, 1.5, 4.0)),
    ],
)
def test_factory_limits_are_refused(parameter, scenario, r, size, where) -> None:
    with pytest.raises(OutsideValidity, match=f"{scenario}: {parameter} = "):
        tr38901.inf_los_probability(at(10), scenario, r, size, where)


@pytest.mark.parametrize(
    ("scenario", "r", "size", "where"),
    [
        ("InF-SL", 1e-9, None, None),
        ("InF-SL", 0.399, 1e-3, None),
        ("InF-DL", 0.4, None, None),
        ("InF-DL", 0.999, None, None),
        ("InF-SH", 0.2, None, (10.1, 9.9, 10.0)),
    ],
)
def test_just_inside_the_factory_limits_there_is_a_probability(scenario, r, size, where) -> None:
    probability = tr38901.inf_los_probability(at(10), scenario, r, size, where)
    assert 0.0 <= probability[0] <= 1.0


def test_a_factory_seen_from_above_needs_its_heights() -> None:
    with pytest.raises(ValueError, match="InF-SH needs the heights of base station, terminal"):
        tr38901.inf_los_probability(at(10), "InF-SH", 0.2)


def test_an_unknown_factory_is_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match=r"no factory 'InF-XL'; one of InF-SL, .*, InF-HH"):
        tr38901.inf_los_probability(at(10), "InF-XL", 0.2)


@pytest.mark.parametrize(
    ("probability", "parameter"),
    [
        (lambda: tr38901.uma_los_probability(at(50), 1.4), "h_ut"),
        (lambda: tr38901.uma_los_probability(at(50), 23.1), "h_ut"),
        (lambda: tr38901.inh_mixed_los_probability(at(-0.1)), "d_2d"),
        (lambda: tr38901.inh_open_los_probability(at(-0.1)), "d_2d"),
        (lambda: tr38901.inf_los_probability(at(-0.1), "InF-HH", 0.5), "d_2d"),
        (lambda: tr38901.sma_los_probability(at(5001), 35, 1.5, 0.1), "d_2d"),
        (lambda: tr38901.sma_los_probability(at(50), 36, 1.5, 0.1), "h_bs"),
        (lambda: tr38901.sma_los_probability(at(50), 35, 15, 0.1), "h_ut"),
        (lambda: tr38901.sma_los_probability(at(50), 35, 1.5, -0.01), "r_vegetation"),
        (lambda: tr38901.sma_los_probability(at(50), 35, 1.5, 0.21), "r_vegetation"),
    ],
)
def test_los_probability_is_refused_outside_its_limits(probability, parameter: str) -> None:
    with pytest.raises(OutsideValidity, match=f": {parameter} = "):
        probability()


@given(st.floats(0.0, 4900.0), st.floats(25.0, 35.0), st.floats(1.0, 14.0), st.floats(0.0, 0.19))
def test_trees_and_distance_hide_the_suburban_mast(d, h_bs, h_ut, r) -> None:
    near, far = tr38901.sma_los_probability(at(d, d + 50.0), h_bs, h_ut, r)
    greener = tr38901.sma_los_probability(at(d), h_bs, h_ut, r + 0.01)[0]
    assert 0.0 <= far < near <= 1.0
    assert greener <= near


# --- 7.4.3 penetration ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("building", "f", "wall", "sigma"),
    [
        # glass 4, IRR glass 26.5, concrete 45, plywood 2.73 dB at 10 GHz; eq. (7.4-3) by hand
        ("low", 10.0, 14.227983, 4.4),
        ("high", 10.0, 33.022807, 6.5),
        ("low_a", 10.0, 8.073588, 4.4),
    ],
)
def test_building_loss_by_hand(building: str, f: float, wall: float, sigma: float) -> None:
    loss, spread = tr38901.building_loss(building, f, at(0, 10, 25))
    assert loss == pytest.approx([wall, wall + 5.0, wall + 12.5], abs=1e-6)
    assert spread == sigma


@pytest.mark.parametrize(
    ("material", "expected"),
    [("glass", 4.0), ("irr_glass", 26.5), ("concrete", 45.0), ("plywood", 2.73), ("wood", 6.05)],
)
def test_material_loss_at_10_ghz(material: str, expected: float) -> None:
    assert tr38901.material_loss(material, 10.0) == pytest.approx(expected, abs=1e-12)
    # A wall of one material: that loss and 5 dB for oblique incidence.
    assert tr38901.wall_loss({material: 1.0}, 10.0) == pytest.approx(expected + 5.0, abs=1e-12)


def test_materials_equal_the_table() -> None:
    names = ("glass", "irr_glass", "concrete", "plywood", "wood")
    table = {}
    for name, row in zip(names, published("table-7.4.3-1.csv"), strict=True):
        a, b = re.search(r"= ([\d.]+) \+ ([\d.]+)f", row["formula"]).groups()
        table[name] = (float(a), float(b))
    assert table == tr38901.MATERIALS


def test_building_models_equal_the_table() -> None:
    symbols = {"glass": "glass", "IRRglass": "irr_glass"}
    for name, row in zip(("low", "high", "low_a"), published("table-7.4.3-2.csv"), strict=True):
        found = re.findall(r"([\d.]+)\\cdot10\^\{-L_\{(\w+)\}/10\}", row["pl_tw_formula"])
        shares = {symbols.get(material, material): float(share) for share, material in found}
        assert tr38901.BUILDINGS[name] == (shares, float(row["std_p_db"]))
        assert row["pl_tw_formula"].startswith("5 - 10")
        assert row["pl_in_formula"].startswith("0.5")


def test_the_single_frequency_model_equals_the_table() -> None:
    table = {row["parameter"]: row["value"] for row in published("table-7.4.3-3.csv")}
    assert table["PL_tw"] == "20 dB"
    assert table["sigma_SF"].startswith("7 dB")
    assert table["PL_in"].startswith(r"0.5\, d_{2D-in}")


def test_below_6_ghz_a_wall_is_20_decibel() -> None:
    loss, spread = tr38901.building_loss_below_6ghz(3.5, at(0, 25))
    assert loss.tolist() == [20.0, 32.5]
    assert spread == 7.0


def test_a_car_is_9_decibel_or_20_with_metallized_windows() -> None:
    assert tr38901.car_loss(3.5) == (9.0, 5.0)
    assert tr38901.car_loss(3.5, metallized=True) == (20.0, 5.0)


@pytest.mark.parametrize(
    ("loss", "parameter", "inside", "outside"),
    [
        (lambda f: tr38901.material_loss("wood", f), "f", (0.5, 100.0), (0.49, 100.1)),
        (tr38901.car_loss, "f", (0.6, 60.0), (0.59, 60.1)),
        (
            lambda f: tr38901.building_loss_below_6ghz(f, at(1))[0],
            "f",
            (0.5, 5.999),
            (0.49, 6.0),
        ),
        (
            lambda d: tr38901.building_loss("low", 3.5, at(d))[0],
            "d_2d_in",
            (0.0, 25.0),
            (-0.1, 25.1),
        ),
        (lambda s: tr38901.wall_loss({"wood": s, "glass": 1 - s}, 3.5), "share", (0, 1), (-1, 2)),
        (lambda s: tr38901.wall_loss({"wood": s}, 3.5), "sum of shares", (1.0,), (0.9,)),
    ],
)
def test_penetration_has_limits_with_two_sides(loss, parameter, inside, outside) -> None:
    for value in inside:
        assert np.isfinite(loss(value)).all()
    for value in outside:
        with pytest.raises(OutsideValidity, match=f": {parameter} = "):
            loss(value)


def test_what_the_tables_do_not_name_is_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match="no material 'felt'; one of glass, irr_glass"):
        tr38901.wall_loss({"felt": 1.0}, 3.5)
    with pytest.raises(ValueError, match="no building model 'yurt'; one of low, high, low_a"):
        tr38901.building_loss("yurt", 3.5, at(0))


@given(st.floats(0.5, 99.0))
def test_walls_keep_out_more_the_higher_the_frequency(f: float) -> None:
    for model in tr38901.BUILDINGS.values():
        assert tr38901.wall_loss(model.shares, f + 1.0) > tr38901.wall_loss(model.shares, f)
    assert tr38901.wall_loss(tr38901.BUILDINGS["high"].shares, f) > tr38901.wall_loss(
        tr38901.BUILDINGS["low_a"].shares, f
    )


def test_the_first_value_outside_is_named_and_missing_distances_stay_missing() -> None:
    with pytest.raises(OutsideValidity, match="InH: d_3d = 151 is outside 1 … 150") as refused:
        tr38901.inh_los(at(math.nan, 10, 151, 200), 3.5)
    assert (refused.value.value, refused.value.excluded) == (151.0, ())
    assert np.isnan(tr38901.inh_nlos(at(math.nan, 10), 3.5)).tolist() == [True, False]
