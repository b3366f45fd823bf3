"""Reports in four formats: the same numbers, safe text, the same bytes."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html as lxml_html

from geo.outputs import _formats, report_csv, report_docx, report_html, report_xlsx
from geo.outputs._charts import FILLS, chart, stacked
from geo.outputs._report.cells import columns, display, plain_rows
from geo.outputs._report.files import report_stem, reports
from geo.outputs._report.front import contents, cover, file_stem
from geo.outputs._report.links import downloads, files_beside, head_links, members
from geo.results import Results
from geo.summary import (
    Field,
    Interval,
    Report,
    Table,
    prefecture_report,
    province_report,
)
from geo.summary._table import build
from layers.text import Lang, Text
from tests.sample_results import HOSTILE_NAME, card_without_terrain, sample_results

# openpyxl drops the solid data bars, which are newer than it, when it reads.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
MODULES = (report_csv, report_docx, report_html, report_xlsx)
STEM = "632200-haibei-gap-report_SYNTHETIC"
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def results() -> Results:
    return sample_results()


@pytest.fixture(scope="module", params=["632200", "province"])
def report(request: pytest.FixtureRequest, results: Results) -> Report:
    if request.param == "province":
        return province_report(results)
    return prefecture_report(results, request.param)


@pytest.fixture(scope="module")
def haibei(results: Results) -> Report:
    return prefecture_report(results, "632200")


# ---------------------------------------------------------------- readers
def read_csv(table: Table, lang: Lang = "zh") -> list[list[str]]:
    data = report_csv.render(table, lang, synthetic=True)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(report: Report, lang: Lang = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(report_xlsx.render(report, lang)))


def sheet_of(book: Any, table: Table, lang: Lang = "zh") -> Any:
    title = f"{table.title.to(lang)} — "
    (sheet,) = [s for s in book.worksheets[1:] if str(s["A1"].value).startswith(title)]
    return sheet


def number(text: str) -> float | None:
    """Read a printed number; percent as a fraction, a dash as missing."""
    text = text.strip().replace(",", "").replace("−", "-").removeprefix("≥ ")
    if text in {"—", "无数据"}:
        return None
    return float(text[:-2]) / 100 if text.endswith(" %") else float(text)


def printed_range(text: str, upper_known: bool) -> list[float | None]:
    """Read a printed range as its two bounds."""
    low, _, high = text.partition("–")
    if high.endswith(" %"):
        low += " %"
    first = number(low)
    if not upper_known:
        return [first, None]
    return [first, number(high) if high else first]


# ---------------------------------------------------------------- the same numbers
class TestSameNumbers:
    def test_csv_gives_back_every_cell(self, report: Report) -> None:
        for table in report.tables:
            header, *lines = read_csv(table)
            assert len(header) == len(columns(table, "zh")) + 2
            for line, row in zip(lines, plain_rows(table, "zh"), strict=True):
                for text, cell in zip(line, row, strict=False):
                    if isinstance(cell, int | float):
                        assert float(text) == cell
                    else:
                        assert text.removeprefix("'") == (cell or "").removeprefix("'")

    def test_xlsx_gives_back_every_cell_with_its_type(self, report: Report) -> None:
        book = read_xlsx(report)
        for table in report.tables:
            if table.key == "conclusion":
                continue
            heads = columns(table, "zh")
            lines = sheet_of(book, table).iter_rows(min_row=5, values_only=True)
            for line, row in zip(lines, plain_rows(table, "zh"), strict=True):
                for value, cell, head in zip(line, row, heads, strict=True):
                    if cell is None and head.kind == "share":
                        assert value == "无数据"
                    else:
                        assert value == (None if cell == "" else cell)
                        assert isinstance(value, str) == (isinstance(cell, str) and cell != "")

    def test_html_prints_every_number(self, report: Report) -> None:
        page = lxml_html.fromstring(report_html.render(report, "zh", synthetic=True))
        for table in report.tables:
            if table.key == "conclusion":
                continue
            (block,) = page.xpath(f'//div[@id="{table.key}"]')
            bodies = block.xpath(".//table/tbody")
            assert len(bodies) == len(table.rows)
            major = [field for field in table.fields if not field.minor]
            for body, record in zip(bodies, table.records(), strict=True):
                cells = body.xpath("./tr[1]/td")
                small = " ".join(body.xpath("./tr[@class='minor']//text()"))
                for cell, field in zip(cells, major, strict=True):
                    self._agree(cell.text_content(), record[field.key], field)
                for field in table.fields:
                    if field.minor and record[field.key] not in (None, ""):
                        assert display(record[field.key], field, "zh") in small

    @staticmethod
    def _agree(text: str, cell: Any, field: Field) -> None:
        if isinstance(cell, Interval):
            found = printed_range(text, cell.upper is not None)
            assert found == pytest.approx(list(cell))
        elif isinstance(cell, int | float):
            assert number(text) == pytest.approx(cell)
        elif field.kind in {"text", "code"}:
            shown = cell.zh if isinstance(cell, Text) else cell
            assert " ".join(text.split()) == " ".join(shown.split())

    def test_cards_print_the_conclusion(self, haibei: Report) -> None:
        page = lxml_html.fromstring(report_html.render(haibei, "zh", synthetic=True))
        rates = page.xpath('//p[@class="rate"]/text()')
        assert [printed_range(rate, True) for rate in rates] == [
            pytest.approx([0.214, 0.714]),
            pytest.approx([0.25, 1.0]),
            [0.0, 0.0],
            [None, None],
            [None, None],
            pytest.approx([0.5, 1.0]),
            [0.0, 0.0],
            pytest.approx([0.333, 0.333]),
        ]
        sheet = read_xlsx(haibei).worksheets[0]
        lines = [list(line) for line in sheet.iter_rows(values_only=True)]
        everything = next(line for line in lines if line[:2] == ["全部重点区域", 14])
        assert everything[:13] == ["全部重点区域", 14, 3, 3, 4, 1, 3, 0, 0.214, 0.714, 1.0, 4, 11]

    def test_all_formats_write_the_same_reports(self, results: Results, tmp_path: Path) -> None:
        written = {
            m.__name__.rsplit("_", 1)[1]: m.write_reports(results, tmp_path) for m in MODULES
        }
        names = {path.stem for path in written["html"]}
        assert names == {path.stem for path in written["xlsx"]}
        assert names == {path.stem for path in written["docx"]}
        assert names == {path.parent.name for path in written["csv"]}
        assert names == {stem for stem, _ in reports(results)}
        assert all(path.is_file() for paths in written.values() for path in paths)


# ---------------------------------------------------------------- what is said on every product
class TestMarks:
    @pytest.mark.parametrize("lang", LANGS)
    def test_html_head(self, haibei: Report, lang: Lang) -> None:
        page = report_html.render(haibei, lang, synthetic=True)
        for mark in haibei.marks:
            assert mark.value.to(lang) in page.replace("&#39;", "'")

    @pytest.mark.parametrize("terrain", ["无地形", "地形：SRTMGL1: 4 tiles"])
    def test_html_repeats_the_head_on_every_printed_page(self, terrain: str) -> None:
        changes = {"model_card": card_without_terrain()} if terrain == "无地形" else {}
        haibei = prefecture_report(sample_results(**changes), "632200")
        page = report_html.render(haibei, "zh", synthetic=True)
        content = re.findall(r'@(top-left|bottom-left|bottom-center) { content: "([^"]*)"', page)
        printed = {
            box: re.sub(r"\\([0-9a-f]{6})", lambda m: chr(int(m[1], 16)), text)
            for box, text in content
        }
        for words in (
            "海北藏族自治州",
            "sample-0001",
            "2022-12-31",
            "cn-field-105",
            f" · {terrain} · ",
            "审图号",
        ):
            assert words in printed["top-left"]
        assert "预测" in printed["bottom-left"]
        assert "SYNTHETIC" in printed["bottom-center"]

    def test_xlsx_says_it_on_every_sheet(self, haibei: Report) -> None:
        for sheet in read_xlsx(haibei).worksheets:
            top = f"{sheet['A1'].value} {sheet['A2'].value}"
            assert "SYNTHETIC" in top
            assert "预测" in top
            assert "SYNTHETIC" in sheet.oddHeader.left.text

    def test_csv_says_it_in_every_row(self, haibei: Report) -> None:
        header, *lines = read_csv(haibei.table("shortfalls"))
        assert header[-2:] == ["情景数据 SYNTHETIC", "预测 predicted"]
        assert {tuple(line[-2:]) for line in lines} == {("是", "是")}
        assert read_csv(haibei.table("inputs"))[1][-2:] == ["是", "否"]

    def test_real_stations_leave_no_synthetic_anywhere(self, tmp_path: Path) -> None:
        real = sample_results(synthetic=False)
        paths = report_html.write_reports(real, tmp_path)
        assert not any("SYNTHETIC" in path.name for path in paths)
        assert 'class="synthetic"' not in paths[0].read_text(encoding="utf-8")
        book = read_xlsx(prefecture_report(real, "632200"))
        assert "SYNTHETIC" not in book.worksheets[0]["A2"].value


# ---------------------------------------------------------------- hostile names
class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value or "" for key, value in attrs if key in {"href", "src"}]


class TestHostileNames:
    def test_html_has_no_script_and_asks_for_nothing(self, report: Report) -> None:
        page = report_html.render(report, "zh", synthetic=True)
        tags = Tags()
        tags.feed(page)
        assert not tags.seen & {"script", "iframe", "object", "link", "img"}
        assert not [link for link in tags.links if re.match(r"[a-z]+:|//", link)]
        assert "default-src 'none'" in page

    def test_html_shows_the_name_as_text(self, haibei: Report) -> None:
        page = lxml_html.fromstring(report_html.render(haibei, "zh", synthetic=True))
        assert HOSTILE_NAME in page.xpath('string(//div[@id="gaps"])')

    def test_a_hostile_scope_cannot_leave_the_style_sheet(self) -> None:
        results = sample_results(run_id='"} </style><script>alert(1)</script> \\22 ')
        page = report_html.render(prefecture_report(results, "632200"), "zh", synthetic=True)
        assert page.count("</style>") == 1
        assert "<script" not in page

    def test_csv_text_is_never_a_formula(self, haibei: Report) -> None:
        _, *lines = read_csv(haibei.table("gaps"))
        assert lines[-1][1] == "'" + HOSTILE_NAME

    @pytest.mark.parametrize(
        "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
    )
    def test_every_way_to_begin_a_formula(self, start: str) -> None:
        field = Field("name", Text("名", "name"))
        table = build("t", 1, Text("表", "t"), [field], [{"name": f"{start}1+1"}])
        assert read_csv(table)[1][0] == f"'{start}1+1"

    def test_csv_numbers_keep_their_sign(self, haibei: Report) -> None:
        assert "-4.0" in read_csv(haibei.table("shortfalls"))[2]

    def test_xlsx_keeps_it_as_a_string(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("gaps"))
        cell = sheet.cell(row=8, column=2)
        assert cell.value == HOSTILE_NAME
        assert cell.data_type == "s"


# ---------------------------------------------------------------- the workbook
class TestWorkbook:
    def test_headers_are_frozen_and_filtered(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("shortfalls"))
        assert sheet.freeze_panes == "C5"  # number and name of a place stay in sight
        assert sheet.auto_filter.ref == f"A4:{sheet.cell(15, sheet.max_column).coordinate}"
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$4", "$A:$B")

    def test_shares_are_percent_with_data_bars(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("counties"))
        heads = [cell.value for cell in sheet[4]]
        column = heads.index("达到门限面积占比（下限）")
        assert sheet[5][column].number_format == "0.0%"
        bars = [rule.type for area in sheet.conditional_formatting for rule in area.rules]
        # lower and upper of area and people, and what has no network
        assert bars == ["dataBar"] * 5

    def test_ranges_of_amounts_have_a_bar_at_their_upper_bound(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("categories"))
        heads = {cell.value: cell.column_letter for cell in sheet[4]}
        barred = {str(area.sqref)[0] for area in sheet.conditional_formatting}
        assert barred == {
            heads[name] for name in ("达标率（下限）", "达标率（上限）", "尚差（处）（上限）")
        }

    def test_verdicts_are_coloured(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("shortfalls"))
        cell = sheet[5][[head.value for head in sheet[4]].index("面积规则")]
        assert cell.value == "不达标"
        assert cell.fill.fgColor.rgb == "FFFDEAE0"

    def test_whole_quantities_have_no_digits(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("goals"))
        assert sheet["D5"].number_format == "#,##0"

    def test_columns_fit_hanzi(self, haibei: Report) -> None:
        sheet = sheet_of(read_xlsx(haibei), haibei.table("counties"))
        assert sheet.column_dimensions["A"].width > 2 * len("门源回族自治县")

    def test_the_date_of_creation_is_fixed(self, haibei: Report) -> None:
        assert read_xlsx(haibei).properties.created.year == 2000

    @pytest.mark.parametrize("lang", LANGS)
    def test_sheet_names_are_accepted_and_different(self, report: Report, lang: Lang) -> None:
        names = [sheet.title for sheet in read_xlsx(report, lang).worksheets]
        assert len(names) == len(report.tables)
        assert len({name.casefold() for name in names}) == len(names)

    def test_sheets_of_one_title_are_told_apart(self) -> None:
        field = Field("name", Text("名", "name"))
        title = Text("一张名称很长很长很长很长很长很长很长很长很长的表", "x")
        tables = [build(key, 4, title, [field], []) for key in "ab"]
        names = report_xlsx._sheet_names(tables, "zh")
        assert names[0] != names[1]
        assert all(len(name) <= 31 for name in names)


# ---------------------------------------------------------------- bytes, files, formats
class TestFiles:
    def test_same_results_same_bytes(self, tmp_path: Path) -> None:
        first, second = tmp_path / "1", tmp_path / "2"
        for module in MODULES:
            for a, b in zip(
                module.write_reports(sample_results(), first),
                module.write_reports(sample_results(), second),
                strict=True,
            ):
                assert a.relative_to(first) == b.relative_to(second)
                assert a.read_bytes() == b.read_bytes()

    def test_names(self, results: Results) -> None:
        stems = [stem for stem, _ in reports(results)]
        assert stems[0] == "630000-qinghai-overview_SYNTHETIC"
        assert STEM in stems
        assert report_stem("630200", "海东市", synthetic=False) == "630200-haidong-gap-report"

    def test_one_summary_is_shared_by_all_formats(self, results: Results) -> None:
        assert reports(results)[0][1] is reports(results)[0][1]
        assert reports(sample_results())[0][1] is not reports(results)[0][1]

    def test_links_lead_to_files_of_the_same_run(self, results: Results, tmp_path: Path) -> None:
        folder = tmp_path / "reports"
        for module in MODULES:
            module.write_reports(results, folder)
        for path in sorted(folder.glob("*.html")):
            tags = Tags()
            tags.feed(path.read_text(encoding="utf-8"))
            for link in tags.links:
                if link.startswith("#"):
                    assert f'id="{link[1:]}"' in path.read_text(encoding="utf-8")
                elif not link.startswith("../"):
                    assert (folder / link).exists()

    def test_csv_opens_in_excel(self, results: Results, tmp_path: Path) -> None:
        paths = report_csv.write_reports(results, tmp_path)
        assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
        assert tmp_path / STEM / "04-shortfalls.csv" in paths

    def test_language(self, tmp_path: Path) -> None:
        path = report_html.write_reports(sample_results(lang="en"), tmp_path)[0]
        page = path.read_text(encoding="utf-8")
        assert '<html lang="en">' in page
        assert "Places not met or undecided" in page

    def test_formats_are_found(self) -> None:
        assert {"csv", "docx", "html", "xlsx"} <= set(_formats.report_formats())
        assert all(
            isinstance(found, _formats.ExportFormat) for found in _formats.export_formats().values()
        )

    def test_empty_tables_say_so(self, results: Results) -> None:
        fine = dataclasses.replace(results, gaps=results.gaps.iloc[:0])
        page = report_html.render(prefecture_report(fine, "632200"), "zh", synthetic=True)
        assert page.count('<p class="empty">（无）</p>') == 3  # two tables of gaps, the top five
        report_xlsx.render(prefecture_report(fine, "632200"), "zh")


class TestCells:
    SHARE = Field("share", Text("比", "share"), "share_range")
    COUNT = Field("count", Text("数", "count"), "quantity_range", decimals=2)

    @pytest.mark.parametrize(
        ("cell", "field", "words"),
        [
            (Interval(0.25, 1.0), SHARE, "25.0–100.0 %"),
            (Interval(0.0, 0.0), SHARE, "0.0 %"),
            (Interval(None, None), SHARE, "—"),
            (None, SHARE, "无数据"),
            (None, COUNT, "—"),
            (Interval(6527.0, None), COUNT, "≥ 6,527"),
            (Interval(44.93, 50.0), COUNT, "44.93–50"),
            ("", Field("v", Text("", ""), "verdict"), ""),
            ("not_met", Field("v", Text("", ""), "verdict"), "不达标"),
            ("≤1", Field("s", Text("", ""), "size_class"), "≤1 km²"),
            ("", Field("s", Text("", ""), "size_class"), ""),
            ("new_cause", Field("c", Text("", ""), "cause"), "new_cause"),
        ],
    )
    def test_display(self, cell: Any, field: Field, words: str) -> None:
        assert display(cell, field, "zh") == words

    def test_a_range_in_a_plain_column_is_a_mistake(self) -> None:
        table = Table("t", 1, Text("", ""), (Field("x", Text("", "")),), ((Interval(0, 1),),))
        with pytest.raises(TypeError, match="range"):
            plain_rows(table, "zh")


class TestCharts:
    def test_bars_of_verdicts_fill_the_axis(self) -> None:
        pieces = stacked({"met": 1, "undecided": 2, "not_met": 0, "no_data": 1})
        assert [(p.start, p.width, p.style) for p in pieces] == [
            (0.0, 25.0, "met"),
            (25.0, 50.0, "undecided"),
            (75.0, 25.0, "no_data"),
        ]

    def test_ranges(self, haibei: Report) -> None:
        found = chart(haibei.table("counties"), "zh")
        assert found is not None
        bar = found.bars[0]
        assert (bar.label, bar.value) == ("门源回族自治县", "40.0–60.0 %")
        assert [(p.start, p.width) for p in bar.segments] == [(0.0, 40.0), (40.0, 20.0)]

    def test_what_limits(self, haibei: Report) -> None:
        found = chart(haibei.table("limits"), "zh")
        assert found is not None
        bar = found.bars[0]
        assert (bar.label, bar.value) == ("门源回族自治县", "60.0 %")
        assert [(p.start, p.width, p.style) for p in bar.segments] == [
            (0.0, 60.0, "limit-none"),
            (60.0, 15.0, "limit-budget"),
            (75.0, 8.0, "limit-terrain"),
            (83.0, 15.0, "limit-no_station"),
            (98.0, 2.0, "limit-no_data"),
        ]
        assert [style for style, _ in found.legend] == [p.style for p in bar.segments]
        page = report_html.render(haibei, "zh", synthetic=True)
        drawn = lxml_html.fromstring(page).xpath('//div[@id="limits"]//g')[0]
        fills = [rect.get("fill") for rect in drawn.xpath("./rect[@class]")]
        assert fills == [
            "#56b4e9",
            "#f0c860",
            "url(#bar-limits-ridges)",
            "#d9dcdc",
            "url(#bar-limits-hatch)",
        ]

    def test_every_style_of_a_chart_has_a_colour(self, report: Report) -> None:
        for table in report.tables:
            found = chart(table, "zh")
            styles = {style for style, _ in found.legend} if found else set()
            styles |= {
                piece.style for bar in (found.bars if found else ()) for piece in bar.segments
            }
            assert styles <= set(FILLS), table.key

    def test_textures_are_drawn_where_they_are_used(self, report: Report) -> None:
        page = lxml_html.fromstring(report_html.render(report, "zh", synthetic=True))
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        used = {fill[5:-1] for fill in page.xpath("//@fill") if fill.startswith("url(")}
        assert used and used <= set(ids)

    def test_plain_shares(self, haibei: Report) -> None:
        found = chart(haibei.table("sensitivity"), "zh")
        assert found is not None
        assert [bar.label for bar in found.bars] == ["−96", "−100", "−105", "−110"]
        assert [bar.segments[0].width for bar in found.bars] == [7.5, 12.5, 30.0, 48.8]

    def test_unknown_shares_have_no_bar(self, results: Results) -> None:
        found = chart(prefecture_report(results, "630200").table("counties"), "zh")
        assert found is not None
        assert found.bars[-1].segments == ()

    def test_tables_without_a_chart(self, haibei: Report) -> None:
        assert chart(haibei.table("gaps"), "zh") is None
        empty = build("counties", 5, Text("", ""), [Field("county", Text("", ""))], [])
        assert chart(empty, "zh") is None


class TestLinks:
    def test_a_report_leads_to_its_map_the_overview_and_its_other_formats(
        self, haibei: Report
    ) -> None:
        assert [target for _, target in head_links(haibei, synthetic=True)] == [
            "../632200-haibei_SYNTHETIC.html",
            "630000-qinghai-overview_SYNTHETIC.html",
            f"{STEM}.docx",
            f"{STEM}.xlsx",
            f"{STEM}/",
        ]
        assert downloads(haibei) == [] and members(haibei, synthetic=True) == []

    def test_an_overview_has_a_card_per_prefecture_with_its_range(self, results: Results) -> None:
        report = province_report(results)
        found = members(report, synthetic=False)
        assert [member.name.zh for member in found] == ["海北藏族自治州", "海东市"]
        assert found[0].map == "../632200-haibei.html"
        assert [href for _, href in found[0].files] == [
            "632200-haibei-gap-report.html",
            *[target for _, target in files_beside("632200-haibei-gap-report")],
        ]
        assert found[0].figures["area_rate"] == Interval(0.214, 0.714)
        page = lxml_html.fromstring(report_html.render(report, "zh", synthetic=True))
        cards = page.xpath('//ul[@class="members"]/li')
        assert "21.4–71.4 %" in cards[0].text_content()
        assert "达标 3 / 列入 14 处" in cards[0].text_content()
        assert len(cards[0].xpath(".//rect[@class]")) == 2

    def test_without_a_ranking_the_cards_have_no_figures(self, results: Results) -> None:
        report = province_report(results)
        tables = tuple(table for table in report.tables if table.key != "ranking")
        bare = dataclasses.replace(report, tables=tables)
        assert members(bare, synthetic=True)[0].figures == {}
        assert "打开地图" in report_html.render(bare, "zh", synthetic=True)

    def test_an_overview_lists_the_layers_for_a_gis(self, results: Results) -> None:
        page = lxml_html.fromstring(
            report_html.render(province_report(results), "zh", synthetic=True)
        )
        targets = page.xpath('//section[@id="downloads"]//a/@href')
        assert "../../data/processed/run.json" in targets
        assert "630000-qinghai-overview_SYNTHETIC.docx" in targets


class TestLongTables:
    def test_a_long_table_is_laid_out_when_it_comes_near(self, haibei: Report) -> None:
        field = Field("name", Text("名", "name"))
        for count, lazy in ((40, False), (41, True)):
            table = build("gaps", 10, Text("表", "t"), [field], [{"name": "x"}] * count)
            tables = [table if t.key == "gaps" else t for t in haibei.tables]
            page = report_html.render(
                dataclasses.replace(haibei, tables=tuple(tables)), "zh", synthetic=True
            )
            (block,) = lxml_html.fromstring(page).xpath('//div[@id="gaps"]')
            assert (block.get("class") == "table long") == lazy
        assert "@media print { .long { content-visibility: visible; } }" in page


class TestFront:
    def test_cover_and_contents_say_what_the_folder_is(self, haibei: Report) -> None:
        said = {row["item"].zh: row["value"].zh for row in cover(haibei).records()}
        assert said["标题"] == haibei.title.zh and "SYNTHETIC" in said["基站"]
        rows = contents(haibei).records()
        assert [row["key"] for row in rows if row["section"] == 7] == [""]
        assert next(row["note"] for row in rows if row["section"] == 7).zh.startswith("本节无内容")
        named = {str(getattr(row["key"], "zh", row["key"])) for row in rows} - {""}
        assert named == {file_stem(table) for table in haibei.tables}
