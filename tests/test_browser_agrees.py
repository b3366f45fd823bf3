"""What the page says equals what the report says: both are read as a planner reads them.

The report is read from its HTML, the page from what its browser shows (`tests/page_figures.js`).
Where one prints fewer digits, both must be roundings of one value (`agree`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from geo.outputs import report_html
from geo.outputs.pages import write_pages
from tests import readback
from tests.browsing import Visit
from tests.conftest import SmallRun
from tests.sample_measured import measured_results
from tests.sample_plan import with_plan

pytestmark = pytest.mark.browser
FIGURES = (Path(__file__).parent / "page_figures.js").read_text(encoding="utf-8")
RULES = {"area": "面积", "reach": "通达"}
KINDS = ("达标", "待核实", "不达标", "无数据", "无坐标", "不计入")
NOTHING = {"", "—", "无数据"}
_NUMBER = re.compile(r"[−-]?\d[\d,\u202f]*(?:\.\d+)?")


# ---------------------------------------------------------------- figures as they are printed
def figures(text: str) -> list[Decimal]:
    """Return the numbers of a text with the digits they are printed with."""
    found = _NUMBER.findall(text.replace("–", " … "))
    return [Decimal(re.sub(r"[,\u202f]", "", number).replace("−", "-")) for number in found]


def agree(page: str, report: str) -> bool:
    """Tell whether two printed figures, or ranges, are roundings of the same value.

    Examples
    --------
    >>> agree("50–99.9 %", "49.6–99.9 %"), agree("43 %", "42.4 %"), agree("无数据", "—")
    (True, False, True)
    """
    if page.strip() in NOTHING or report.strip() in NOTHING:
        return page.strip() in NOTHING and report.strip() in NOTHING
    ours, theirs = figures(page), figures(report)
    if len(ours) != len(theirs):  # a range whose bounds round to the same is printed once
        ours, theirs = (both * 2 if len(both) == 1 else both for both in (ours, theirs))
    return len(ours) == len(theirs) > 0 and all(map(_rounded_alike, ours, theirs))


def _rounded_alike(one: Decimal, other: Decimal) -> bool:
    units = [Decimal(1).scaleb(int(value.as_tuple().exponent)) for value in (one, other)]
    return one == other if units[0] == units[1] else abs(one - other) <= sum(units) / 2


def counts(text: str) -> dict[str, int]:
    """Return places by kind of a text such as ``3 达标 · 1 无坐标 / 4``."""
    found = re.findall(r"(\d+)\s*(\D+?)(?=\s*(?:·|/|$))", text.replace("\u00a0", " "))
    return dict.fromkeys(KINDS, 0) | {kind.strip(): int(number) for number, kind in found}


# ---------------------------------------------------------------- both, read
@dataclass(frozen=True)
class Table:
    """A table of the report, its rows by head; small print among them."""

    rows: list[dict[str, str]]

    def by(self, *heads: str) -> dict[Any, dict[str, str]]:
        """Return rows by one or several of their cells."""
        keys = [tuple(row[head] for head in heads) for row in self.rows]
        assert len(set(keys)) == len(keys)
        return {
            key if len(heads) > 1 else key[0]: row for key, row in zip(keys, self.rows, strict=True)
        }


class Read:
    """One report, read from its HTML."""

    def __init__(self, path: Path) -> None:
        document = readback.html(path)
        self.sentences = document.sentences
        self._sheets = {sheet.title: sheet for sheet in document.sheets}

    def table(self, title: str) -> Table:
        """Return a table by its title, without rows where the report has none of it."""
        sheet = self._sheets.get(title)
        if sheet is None:
            return Table([])
        small = sheet.small or [[]] * len(sheet.rows)
        rows = [
            {**dict(zip(sheet.heads, map(str, row), strict=True)), **dict(more)}
            for row, more in zip(sheet.rows, small, strict=True)
        ]
        return Table(rows)


@dataclass(frozen=True)
class Both:
    """What a page and the report beside it say."""

    page: Mapping[str, Any]
    report: Read


def read_both(browser: Any, page: Path, report: Path, kind: str) -> Both:
    found = Visit(browser, page)
    found.page.evaluate(FIGURES)
    said = found.page.evaluate(f"figures.{kind}()")
    found.context.close()
    assert found.errors == []
    return Both(said, Read(report))


@pytest.fixture(scope="module", params=["sample", "run"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages and reports of the sample, and of a real run of a prefecture."""
    if request.param == "run":
        run: SmallRun = request.getfixturevalue("haibei_run")
        return run.folders.root / "maps"
    out, results = tmp_path_factory.mktemp("agree"), with_plan(measured_results())
    write_pages(results, out / "none", out)
    report_html.write_reports(results, out / "reports")
    return out


@pytest.fixture(scope="module")
def haibei(browser: Any, folder: Path) -> Both:
    (report,) = (folder / "reports").glob("632200-*.html")
    return read_both(browser, folder / "632200-haibei_SYNTHETIC.html", report, "prefecture")


@pytest.fixture(scope="module")
def province(browser: Any, folder: Path) -> Both:
    (report,) = (folder / "reports").glob("630000-*.html")
    return read_both(browser, folder / "index.html", report, "province")


# ---------------------------------------------------------------- categories and the goal
def disagreements(page: Mapping[str, Any], report: Mapping[str, str]) -> list[str]:
    """Return what a line of counts and its rate say otherwise than a row of the report."""
    told = counts(page["counts"])
    wrong = [kind for kind in KINDS if told[kind] != int(report[kind])]
    return wrong if agree(page["rate"], report["达标率"]) else [*wrong, "达标率"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("where", ["haibei", "province"])
def test_categories_have_the_same_counts_and_rates(
    request: pytest.FixtureRequest, folder: Path, where: str, rule: str
) -> None:
    assert folder  # of the sample or of the run: pages and reports of both are read
    both: Both = request.getfixturevalue(where)
    said = both.page["rules"][rule]
    titles = {"goal": "2022 年目标的七类重点区域"}
    if where == "haibei":
        titles["extended"] = "扩展类别（不计入 2022 年目标）"
    for group, title in titles.items():
        rows = both.report.table(title).by("规则", "类别")
        own = {category: row for (of, category), row in rows.items() if of == RULES[rule]}
        assert set(said[group]) == set(own) - {"合计"}
        for category, shown in said[group].items():
            if own[category]["列入"] == "0":
                assert shown == {"rate": "无在列", "counts": ""}
            else:
                assert disagreements(shown, own[category]) == [], category
                assert shown["counts"].endswith(f"/ {own[category]['列入']}")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("where", ["haibei", "province"])
def test_the_rate_the_gap_and_the_places_of_the_goal_are_the_same(
    request: pytest.FixtureRequest, folder: Path, where: str, rule: str
) -> None:
    assert folder  # of the sample or of the run: pages and reports of both are read
    both: Both = request.getfixturevalue(where)
    said = both.page["rules"][rule]
    total = both.report.table("2022 年目标的七类重点区域").by("规则", "类别")[RULES[rule], "合计"]
    assert disagreements(said, total) == []
    assert figures(said["all"]) == figures(total["列入"])
    assert agree(said["gap"].replace("100 %", ""), total["尚差（处）"])


# ---------------------------------------------------------------- the region
def same_area(region: Mapping[str, Any], county: Mapping[str, str]) -> None:
    tiles = region["tiles"]
    assert agree(tiles["覆盖面积"][0], county["达到门限面积占比"])
    assert agree(tiles["5G 基站"][0], county["5G 基站"])
    assert agree(tiles["土地面积"][0].removesuffix("km²"), county["面积 km²"])
    assert agree(tiles["每万人 5G 站数"][0], county["每万人基站"])
    if "人口覆盖率" in tiles:
        assert agree(tiles["人口覆盖率"][0], county["人口覆盖率"])
        assert agree(tiles["人口覆盖率"][1], county["人口（所给文件）"])


def test_counties_have_the_same_area_stations_and_people(haibei: Both) -> None:
    rows = haibei.report.table("县级情况").by("县")
    assert set(rows) == set(haibei.page["counties"])
    for name, region in haibei.page["counties"].items():
        same_area(region, rows[name])


def test_sensitivity_to_the_threshold_is_the_same(haibei: Both) -> None:
    rows = haibei.report.table("门限敏感性").by("SS-RSRP 门限 dBm")
    said = {dbm.removesuffix(" dBm"): share for dbm, share in haibei.page["region"]["sensitivity"]}
    assert set(said) == set(rows)
    for dbm, share in said.items():
        assert agree(share, rows[dbm]["达到的面积占比"]), dbm


def test_operators_reach_the_same_share_of_the_area(haibei: Both) -> None:
    rows = haibei.report.table("运营商与异网漫游").by("运营商")
    said, any_operator = haibei.page["region"], rows["任一运营商（异网漫游）"]
    assert len(said["operators"]) >= 4
    for name, share in said["operators"]:
        row = any_operator if name == "任一运营商" else rows[f"中国{name}"]
        assert agree(share, row["达到门限面积占比"]), name
    assert agree(said["tiles"]["5G 基站"][0], any_operator["5G 基站"])
    assert agree(said["tiles"]["覆盖面积"][0], any_operator["达到门限面积占比"])


def test_limits_have_the_same_share_of_the_area(haibei: Both) -> None:
    rows = haibei.report.table("限制因素").by("分区")
    regions = {"合计": haibei.page["region"], **haibei.page["counties"]}
    assert set(regions) == set(rows)
    for division, region in regions.items():
        assert len(region["limits"]) >= 3
        for limit, share in region["limits"]:
            assert agree(share, rows[division][limit]), (division, limit)


def test_numbers_of_networks_have_the_same_share_of_the_area(haibei: Both) -> None:
    rows = haibei.report.table("可用网络数").rows
    said = [share for _, share in haibei.page["region"]["networks"]]
    assert len(said) >= 2
    for share, row in zip(said, rows, strict=True):
        assert agree(share, row["面积占比"]), row


def test_people_are_the_same(haibei: Both) -> None:
    people = haibei.report.table("人口覆盖").by("市州或县")
    tiles = haibei.page["region"]["tiles"]
    assert ("人口覆盖率" in tiles) == bool(people)
    if people:
        assert agree(tiles["人口覆盖率"][0], people["合计"]["人口覆盖率"])
        assert agree(tiles["人口覆盖率"][1], people["合计"]["人口（所给文件）"])
        assert agree(tiles["每万人 5G 站数"][1], people["合计"]["普查人口"])


# ---------------------------------------------------------------- places, gaps, lines
def test_every_place_that_fails_says_the_same(haibei: Both) -> None:
    rows = haibei.report.table("未达标与待核实清单").by("编号")
    rows |= haibei.report.table("扩展类别：未达标与待核实清单").by("编号")
    assert len(rows) > 5
    for place, row in rows.items():
        said = haibei.page["places"][place]
        rule = next(term for term in said if term.startswith("面积 ≥"))
        assert readback.blanks(said["name"]) == row["场所"]
        assert said[rule][0] == row["面积规则"], place
        assert said["通达"][0] == row["通达规则"], place
        assert agree(said[rule][1], row["达到门限面积"]), place
        if row["原因"] == "无坐标":
            assert "信号电平" not in said
            continue
        assert agree(said["信号电平"][1], row["余量 dB"]), place
        assert agree(said["最近 5G 站"][0].partition("·")[0], row["最近站 km"]), place
        assert row.get("最近站编号", "") in said["最近 5G 站"][0]


def test_places_that_meet_the_goal_are_not_among_those_that_fail(haibei: Both) -> None:
    rows = haibei.report.table("未达标与待核实清单").by("编号")
    rows |= haibei.report.table("扩展类别：未达标与待核实清单").by("编号")
    for place, said in haibei.page["places"].items():
        rule = next(term for term in said if term.startswith("面积 ≥"))
        both_met = said[rule][0] == said["通达"][0] == "达标"
        assert both_met != (place in rows), place


def test_every_gap_says_the_same(haibei: Both) -> None:
    rows = haibei.report.table("盲区清单").by("盲区编号")
    assert set(rows) == set(haibei.page["gaps"])
    listed = {gap: said for gap, said in haibei.page["gaps"].items() if said is not None}
    assert listed
    for gap, said in listed.items():
        row, (size, cause, *_) = rows[gap], said["summary"].split(" · ")
        assert agree(size.removesuffix("km²"), row["面积 km²"]), gap
        assert cause == row["原因"]
        short = re.search(r"[\d.]+ dB", said["summary"])
        assert agree(short[0] if short else "—", row["尚差 dB"]), gap
        for term, head in (("海拔", "海拔 m"), ("最近 5G 站", "最近站 km"), ("人口", "人口")):
            assert agree(said.get(term, ["—"])[0], row[head]), (gap, term)


def test_every_line_says_the_same(haibei: Both) -> None:
    rows = haibei.report.table("线路情况").by("编号")
    assert set(rows) == set(haibei.page["lines"])
    for line, said in haibei.page["lines"].items():
        row, rule = rows[line], next(term for term in said if term.startswith("连续覆盖"))
        assert readback.blanks(said["name"]) == row["线路"]
        assert said[rule][0] == row["连续覆盖"]
        assert agree(said[rule][1], row["达到门限占比"]), line
        assert agree(said["里程"][0], row["里程 km"]), line
        assert agree(said["达到门限里程"][0], row["达到门限里程 km"]), line
        gap = said["最长盲区路段"][0]
        assert agree(gap if figures(gap) else "0.0", row["最长盲区路段 km"]), line
        assert agree(said.get("无数据里程", ["0.0"])[0], row["无数据里程 km"]), line


def test_proposals_have_the_same_figures(haibei: Both) -> None:
    rows = haibei.report.table("建议站清单").by("编号")
    assert set(rows) == set(haibei.page["proposals"])
    cost = next((head for row in rows.values() for head in row if head.startswith("费用（")), "")
    for proposal, said in haibei.page["proposals"].items():
        row = rows[proposal]
        assert readback.blanks(said["name"]) == row["站址"]
        assert said["依托"] == [row["依托"], row["类型"], *said["依托"][2:]]
        for term, head in {"挂高": "挂高 m", "费用": cost, "新增": "新增面积 km²"}.items():
            unit = said[term][0].replace("km²", "")
            assert agree(unit, row[head]), (proposal, term)
        assert said["方位角"][0] == row["方位角"]
        assert agree(said["累计达标率"][0], row["累计达标率"]), proposal
        assert said["closed"] == int(row["新达标（处）"])


def test_what_the_plan_does_for_a_place_is_the_same(haibei: Both) -> None:
    rows = haibei.report.table("逐处结果").rows
    told = {row["编号"]: row for row in rows}
    assert set(told) == {
        place for place, said in haibei.page["places"].items() if "建设方案" in said
    }
    for place, row in told.items():
        said, why = haibei.page["places"][place]["建设方案"][:2]
        assert said.split("\n")[0] == row["结果"] and why == row["说明"]


def test_measured_cells_are_the_same(haibei: Both) -> None:
    rows = haibei.report.table("路测过的待核实场所（实测）").by("编号", "运营商")
    for place, said in haibei.page["places"].items():
        row = rows.get((place, "任一运营商（异网漫游）"))
        if row:
            cells, share = figures(said["实测"][0])
            assert str(cells) == row["实测格数"]
            assert agree(str(share), row["实测达到门限"])


# ---------------------------------------------------------------- the province
@pytest.mark.parametrize("rule", RULES)
def test_prefectures_have_the_same_rates_wherever_they_stand(province: Both, rule: str) -> None:
    said = province.page["rules"][rule]
    rows = province.report.table("市州排序").by("市州")
    assert set(said["ranking"]) == set(said["cards"]) == set(rows)
    for name, shown in said["ranking"].items():
        card, row = said["cards"][name], rows[name]
        assert (shown["rate"], shown["counts"]) == (card["rate"], card["counts"])
        assert agree(shown["rate"], row[f"{RULES[rule]}规则达标率"]), name
        told = counts(shown["counts"])
        assert told["达标"] == int(row[f"{RULES[rule]}达标"])
        assert sum(told.values()) == int(row["重点区域"])


def test_prefectures_have_the_same_area_stations_and_people(province: Both) -> None:
    rows = province.report.table("市州排序").by("市州")
    cards = province.page["rules"]["area"]["cards"]
    assert set(cards) == set(rows)
    for name, card in cards.items():
        assert agree(card["土地面积"][0].removesuffix("km²"), rows[name]["面积 km²"])
        assert agree(card["5G 基站"][0], rows[name]["5G 基站"])
        assert agree(card["覆盖面积"][0], rows[name]["达到门限面积占比"])
        assert agree(card["常住人口"][0], rows[name]["普查人口"])
        assert counts(card["counts"])["达标"] == int(rows[name]["面积达标"])


def test_the_matrix_is_of_the_counts_of_the_report(province: Both) -> None:
    heads, *_, totals = province.page["rules"]["area"]["matrix"]
    rows = province.report.table("2022 年目标的七类重点区域").by("规则", "类别")
    for category, cell in list(zip(heads, totals, strict=True))[1:]:
        row = rows["面积", category]
        if cell == "—":
            assert row["列入"] == "0"
        else:
            rate, met = cell.split("\n")
            assert agree(rate, row["达标率"]), category
            met_places, counted = figures(met)
            assert (met_places, counted) == (
                int(row["达标"]),
                int(row["列入"]) - int(row["不计入"]),
            )


def test_the_matrix_of_prefectures_is_that_of_the_report(province: Both) -> None:
    heads, *lines, _ = province.page["rules"]["area"]["matrix"]
    theirs = province.report.table("市州 × 类别：面积规则达标率").rows
    assert len(lines) == len(theirs) - 1
    for (name, *cells), row in zip(
        sorted(lines), sorted(theirs[:-1], key=lambda row: row["市州"]), strict=True
    ):
        assert row["市州"].startswith(name)
        for category, cell in zip(heads[1:-1], cells, strict=False):
            rate = cell.split("\n")[0]
            assert rate == row[category] or (rate, row[category]) == ("—", "无数据"), name


def test_the_conclusion_is_word_for_word_that_of_the_report(province: Both) -> None:
    assert province.page["sentences"]
    assert [
        readback.blanks(said) for said in province.page["sentences"]
    ] == province.report.sentences


def test_the_curve_ends_where_the_report_says(province: Both) -> None:
    rows = province.report.table("站数与达标率").rows
    assert len(province.page["steps"]) == len(rows)
    if not rows:
        assert province.page["curve"] == ""
        return
    for step, row in zip(province.page["steps"], rows, strict=True):
        assert (step["stations"], step["closed"]) == (
            int(row["站数"]),
            int(row["累计新达标（处）"]),
        )
        low, high = (f"{100 * share:.6f}" for share in step["rate"])
        assert agree(f"{low}–{high} %", row["达标率"])
    built, *_, closed = figures(province.page["curve"])
    assert (built, closed) == (int(rows[-1]["站数"]), int(rows[-1]["累计新达标（处）"]))


def test_tables_are_cell_for_cell_those_of_the_report(province: Both) -> None:
    assert len(province.page["tables"]) >= 5
    filled = 0
    for title, lines in province.page["tables"]:
        theirs = [list(row.values()) for row in province.report.table(title).rows]
        rows = lines[1:]
        filled += bool(rows)
        assert len(theirs) >= len(rows) and bool(theirs) == bool(rows), title
        for ours, row in zip(rows, theirs, strict=False):
            assert [readback.blanks(cell).lstrip("●◆▲○ ") for cell in ours] == row[: len(ours)], (
                title
            )
    assert filled >= 5
