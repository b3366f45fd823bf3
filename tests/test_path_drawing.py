"""The picture of a path: all of it there, nothing of the data interpreted, the same bytes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from geo.link import Conditions, End, Link, predict
from geo.outputs import path_drawing, path_json
from geo.outputs._path import figure as path_figure
from geo.outputs._path import terms as path_terms
from geo.outputs._path.labels import Label, alignment, in_rows
from geo.propagation.p1812 import PathLoss
from layers.text import Lang, Text, one_line
from tests.profiles import LAT, LON, SECTOR, StandIn, flat, link_over, ridge

needs_font = pytest.mark.skipif(
    path_figure.chinese_font() is None, reason="no font with Chinese signs"
)
HOSTILE = (
    r"$\alpha$ 站",
    "<script>alert(1)</script>",
    "\"&' ]]> <!-- --",
    "\x1b[31m\u202e\x00 红\n色",
    "{{7*191}} {% if %} C:\\path\\2019 %s ${x}",
    "$$$ \\frac{1}{",
    "བོད་ 😀 \ue000",
    "名" * 300,
)


def texts(svg: bytes) -> str:
    """Return all text of a picture, one line each."""
    root = etree.fromstring(svg)
    return "\n".join(root.itertext())


def svg_of(link: Link, tmp_path: Path, lang: Lang = "zh") -> bytes:
    path = tmp_path / "path.svg"
    path_drawing.write(link, path, lang)
    return path.read_bytes()


def blocked(label: str = "甲站", **changed: object) -> Link:
    return link_over(ridge(4.0, 150.0), label=label, height_b=1.5, **changed)  # type: ignore[arg-type]


# --- the terms ---------------------------------------------------------------------------------


def test_every_value_of_the_model_is_a_term_once() -> None:
    symbols = [term.symbol for term in path_terms.terms(blocked()) if term.group != "budget"]
    fields = set(PathLoss._fields) - {"line_of_sight", "obstacle"}
    assert set(symbols) == fields
    assert sorted(symbols) == sorted([*fields, "Lloc", "Lb"])  # at 50 % and at 90 %


def test_the_budget_adds_up() -> None:
    budget = [t.value for t in path_terms.terms(blocked()) if t.group == "budget"]
    power, gain, pattern, level_50, margin_50, level_90, margin_90 = budget
    losses = [t.value for t in path_terms.terms(blocked()) if t.symbol == "Lb"]
    assert level_50 == pytest.approx(power + gain + pattern - losses[0])
    assert level_90 == pytest.approx(power + gain + pattern - losses[1])
    assert (margin_50, margin_90) == pytest.approx((level_50 + 105.0, level_90 + 105.0))


def test_a_short_path_has_free_space_and_a_bound_alone() -> None:
    link = link_over(flat(), 0.2)
    assert [term.symbol for term in path_terms.terms(link)][:2] == ["d", "Lbf"]
    level = path_terms.level(link)
    assert level is not None and "at most" in level.en and "不高于" in level.zh


@pytest.mark.parametrize(
    ("link", "zh", "en"),
    [
        (blocked(), "受地形阻挡；阻挡点：距 A 4.00 km", "blocked by terrain; blocking point: 4.00"),
        (
            link_over(flat(), height_a=60.0, height_b=60.0),
            "足够空；最近点：距 A 5.00 km",
            "free enough; nearest point: 5.00 km",
        ),
        (link_over(flat(), height_a=9.0, height_b=9.0), "受侵入", "is entered"),
        (
            link_over(
                StandIn(
                    lambda d: np.full_like(d, 3000.0),
                    lambda d: 45.0 * (np.abs(d - 5.0) < 0.02),
                )
            ),
            "受地物阻挡；阻挡点：距 A 5.00 km，海拔 3000 m + 地物 45 m",
            "blocked by clutter",
        ),
    ],
)
def test_the_conclusion_says_what_stands_in_the_way(link: Link, zh: str, en: str) -> None:
    found = path_terms.conclusion(link)
    assert zh in found.zh and en in found.en


# --- the picture -------------------------------------------------------------------------------


@needs_font
def test_the_picture_says_what_it_shows(tmp_path: Path) -> None:
    text = texts(svg_of(blocked(synthetic=True), tmp_path))
    for word in (
        "A 甲站", "2600 MHz", "10.00 km", "方位角", "ITU-R P.1812-8", "预测：模型计算，非实测",
        "SYNTHETIC", "stand-in.tif", "CGCS2000", "阻挡点", "等效刀刃", "第一菲涅耳区",
        "60 % 菲涅耳区", "地面 3000 m + 天线 30 m", "Lbulla50", "Ldp", "SS-RSRP", "−",
    ):  # fmt: skip
        assert word in text, word


def test_english_is_english(tmp_path: Path) -> None:
    text = texts(svg_of(blocked("Station"), tmp_path, "en"))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in text)
    for word in ("blocked by terrain", "equivalent knife edge", "not measured", "basic loss"):
        assert word in text


def test_a_station_of_ones_own_carries_no_mark(tmp_path: Path) -> None:
    assert "SYNTHETIC" not in texts(svg_of(blocked(), tmp_path))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_and_never_interpreted(name: str, tmp_path: Path) -> None:
    svg = svg_of(blocked(name, synthetic=True), tmp_path)
    root = etree.fromstring(svg)
    assert not root.findall(".//{*}script")
    assert not any(key.startswith("on") for node in root.iter() for key in node.attrib)
    shown = texts(svg)
    assert not set(shown) & set("\x1b\x00\u202e\ue000")
    if path_figure.chinese_font():
        assert f"A {one_line(name, 40)}  →" in shown
    assert svg == svg_of(blocked(name, synthetic=True), tmp_path)


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_same_path_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    first, again = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
    for path in (first, again):
        path_drawing.write(blocked(), path, "zh")
    assert first.read_bytes() == again.read_bytes()
    assert b"date" not in first.read_bytes().lower()


def test_a_png_is_a_sheet_of_a4(tmp_path: Path) -> None:
    path_drawing.write(blocked(), tmp_path / "p.png", "zh")
    with Image.open(io.BytesIO((tmp_path / "p.png").read_bytes())) as image:
        assert image.size == (2338, 1654)


def test_own_settings_of_matplotlib_do_not_matter_and_are_left_alone(tmp_path: Path) -> None:
    import matplotlib as mpl

    usual = svg_of(blocked(), tmp_path)
    with mpl.rc_context({"font.size": 20.0, "lines.linewidth": 9.0, "text.parse_math": True}):
        assert svg_of(blocked(), tmp_path) == usual
        assert mpl.rcParams["font.size"] == 20.0


def test_without_a_chinese_font_labels_are_english_and_names_in_pinyin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_figure, "chinese_font", lambda: None)
    note = path_drawing.write(blocked("门源站"), tmp_path / "p.svg", "zh")
    assert note is not None and "Noto Sans CJK" in note.zh and "install" in note.en
    text = texts((tmp_path / "p.svg").read_bytes())
    assert "A men yuan zhan" in text and "blocked by terrain" in text
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in text)
    assert path_drawing.write(blocked(), tmp_path / "p.svg", "en") is None


def test_the_best_installed_font_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Font:
        def __init__(self, name: str) -> None:
            self.name = name

    fonts = [Font("SimHei"), Font("Microsoft YaHei"), Font("DejaVu Sans")]
    monkeypatch.setattr(path_figure.fontManager, "ttflist", fonts)
    assert path_figure.chinese_font() == "Microsoft YaHei"
    monkeypatch.setattr(path_figure.fontManager, "ttflist", fonts[2:])
    assert path_figure.chinese_font() is None


@pytest.mark.parametrize(
    "link",
    [
        link_over(flat(), 0.2),
        link_over(flat(-3.0), 50.0),
        link_over(ridge(0.05, 500.0), 10.0),
        link_over(ridge(9.95, 500.0), 10.0),
        link_over(flat(), 150.0),
    ],
    ids=["short", "below-sea-level", "ridge-at-a", "ridge-at-b", "long"],
)
def test_every_kind_of_path_can_be_drawn(link: Link, tmp_path: Path) -> None:
    etree.fromstring(svg_of(link, tmp_path))


def test_a_long_list_of_assumptions_does_not_run_off_the_sheet() -> None:
    told = tuple(Text(f"假设第{i}项" * 9, f"assumption {i} " * 9) for i in range(30))
    a = End("a", LON, LAT, 30.0, sector=SECTOR, assumptions=told)
    link = predict(a, End("b", LON, LAT + 0.05, 1.5), flat(), Conditions(2600.0))  # type: ignore[arg-type]
    text = texts(path_figure.render(link, "svg", "en", None))
    assert "assumption 0" in text and "assumption 29" not in text and "…" in text


# --- labels ------------------------------------------------------------------------------------


def test_labels_of_one_row_do_not_touch() -> None:
    labels = [Label(x, 0.0, "label of some length") for x in (0.0, 0.1, 0.2, 5.0, 5.1, 9.9)]
    placed = in_rows(labels, 10.0)
    assert min(row for _, row in placed) == 0
    assert len({row for _, row in placed[:3]}) == 3


@pytest.mark.parametrize(("x", "part"), [(0.0, 0.0), (5.0, 0.5), (10.0, 1.0)])
def test_labels_near_an_end_stay_on_the_sheet(x: float, part: float) -> None:
    assert alignment(Label(x, 0.0, "x"), 10.0) == part


# --- JSON --------------------------------------------------------------------------------------


def test_json_holds_profile_and_terms(tmp_path: Path) -> None:
    link = blocked()
    path_json.write(link, tmp_path / "p.json")
    found = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert found["predicted"] is True and found["synthetic"] is False
    assert found["obstacle"]["state"] == "blocked"
    assert found["obstacle"]["distance_km"] == pytest.approx(4.0)
    assert len(found["profile"]["height_m"]) == link.distance_km.size
    assert found["a"]["sector"]["azimuth_deg"] is None and found["b"]["sector"] is None
    losses = {term["symbol"]: term["value"] for term in found["terms"]}
    assert losses["Lbfs"] == pytest.approx(link.free_space_db, abs=1e-6)
    assert found["terrain"] == {"terrain_source": "stand-in.tif"}
