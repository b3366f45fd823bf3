"""Word documents: real headings, headers on every page, widths that fit, the same bytes."""

from __future__ import annotations

import dataclasses
import io
import re
import time
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from geo.outputs import report_docx
from geo.outputs._charts import Segment, chart
from geo.outputs._docx import chart as docx_chart
from geo.outputs._docx import styles as docx_styles
from geo.outputs._docx import table as docx_table
from geo.outputs._docx import text as docx_text
from geo.outputs._docx.styles import LANDSCAPE, PORTRAIT
from geo.summary import Field, Report, Table, prefecture_report, province_report
from geo.summary._table import build
from layers.text import Lang, Text
from tests.sample_results import HOSTILE_NAME, sample_results

LANGS: tuple[Lang, ...] = ("zh", "zh-Hant", "en")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def haibei() -> Report:
    return prefecture_report(sample_results(), "632200")


@pytest.fixture(scope="module")
def document(haibei: Report) -> Any:
    return opened(haibei)


def opened(report: Report, lang: Lang = "zh") -> Any:
    return docx.Document(io.BytesIO(report_docx.render(report, lang, synthetic=True)))


def parts(report: Report, lang: Lang = "zh") -> dict[str, bytes]:
    data = io.BytesIO(report_docx.render(report, lang, synthetic=True))
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ---------------------------------------------------------------- what Word makes of it
def test_headings_make_a_navigation_pane(document: Any, haibei: Report) -> None:
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "1\u3000结论" and len(headings) == 15
    tables = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert tables == [table.title.zh for table in haibei.tables]


def test_contents_are_there_before_word_works_them_out(document: Any) -> None:
    entries = [p for p in document.paragraphs if p.style.name == "toc 1"]
    assert [p.text for p in entries][:2] == ["1\u3000结论", "2\u3000目标对照"]
    anchors = [p._p.find(f"{W}hyperlink").get(f"{W}anchor") for p in entries]
    bookmarks = {mark.get(f"{W}name") for mark in document.element.body.iter(f"{W}bookmarkStart")}
    assert set(anchors) <= bookmarks
    kinds = [c.get(f"{W}fldCharType") for p in entries for c in p._p.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    # updateFields would make Word ask whether to trust the file
    assert document.settings.element.find(qn("w:updateFields")) is None


def test_every_style_and_every_link_leads_somewhere(haibei: Report) -> None:
    found = parts(haibei)
    body, styles = (etree.fromstring(found[f"word/{n}.xml"]) for n in ("document", "styles"))
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {e.get(f"{W}val") for tag in ("pStyle", "rStyle") for e in body.iter(f"{W}{tag}")}
    assert used <= known
    ids = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    names = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
    assert len(set(ids)) == len(ids) and len(set(names)) == len(names)


def test_header_rows_are_repeated_and_no_row_is_broken(document: Any) -> None:
    data = [t for t in document.element.body.iter(f"{W}tbl") if t.findall(f".//{W}tblHeader")]
    assert len(data) > 20
    for table in data:
        rows = table.findall(f"{W}tr")
        assert [bool(row.findall(f".//{W}tblHeader")) for row in rows] == [
            True,
            *[False] * (len(rows) - 1),
        ]
        assert all(row.findall(f"{W}trPr/{W}cantSplit") for row in rows)


def test_cells_of_a_row_fill_the_grid(document: Any) -> None:
    for table in document.element.body.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert len(grid) <= 63  # as many as Word holds
        for row in table.findall(f"{W}tr"):
            spans = [c.find(f"{W}tcPr/{W}gridSpan") for c in row.findall(f"{W}tc")]
            assert sum(1 if s is None else int(s.get(f"{W}val")) for s in spans) == len(grid)
            widths = [int(c.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for c in row.findall(f"{W}tc")]
            assert sum(widths) == sum(grid)


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_fits_its_page(lang: Lang) -> None:
    body = opened(province_report(sample_results()), lang).element.body
    widths: list[int] = []
    for element in body:
        if element.tag == f"{W}tbl":
            widths.append(sum(int(c.get(f"{W}w")) for c in element.iter(f"{W}gridCol")))
        ends = [element] if element.tag == f"{W}sectPr" else element.findall(f".//{W}sectPr")
        for section in ends:
            size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
            sides = int(margins.get(f"{W}left")) + int(margins.get(f"{W}right"))
            assert max(widths, default=0) <= int(size.get(f"{W}w")) - sides + 20
            widths = []
    assert widths == []


def test_wide_sections_stand_on_landscape_pages_with_the_same_head(document: Any) -> None:
    turned = [s.orientation for s in document.sections]
    assert {int(x) for x in turned} == {0, 1}
    heads = {s.header.paragraphs[0].text for s in document.sections}
    assert heads == {
        "海北藏族自治州 · 运行编号：sample-0001 · 数据截止：2022-12-31 · 审图号：未设置"
    }
    assert "cn-field-105" in document.sections[0].header.paragraphs[1].text
    foot = [p.text for p in document.sections[-1].footer.paragraphs]
    assert foot[0].startswith("预测：模型计算，非实测 · SYNTHETIC")
    assert foot[1] == "第 1 页 / 共 1 页"
    fields = [e.text for e in document.sections[0].footer._element.iter(f"{W}instrText")]
    assert [text.strip() for text in fields] == ["PAGE", "NUMPAGES"]


def test_verdicts_have_a_sign_and_a_word_beside_their_colour(document: Any) -> None:
    cells = [
        (cell, "".join(t.text or "" for t in cell.iter(f"{W}t")))
        for cell in document.element.body.iter(f"{W}tc")
    ]
    failed = [cell for cell, text in cells if text == "▲ 不达标"]
    assert failed
    for cell in failed:
        assert cell.find(f"{W}tcPr/{W}shd").get(f"{W}fill") == "FDEAE0"
        assert cell.find(f".//{W}color").get(f"{W}val") == "9C3A00"


def test_an_overview_leads_to_the_documents_beside_it() -> None:
    document = opened(province_report(sample_results()))
    targets = [
        rel.target_ref for rel in document.part.rels.values() if rel.reltype.endswith("/hyperlink")
    ]
    assert targets == [
        "632200-haibei-gap-report_SYNTHETIC.docx",
        "630200-haidong-gap-report_SYNTHETIC.docx",
    ]


def test_a_report_of_one_section_begins_with_its_sentences(haibei: Report) -> None:
    gaps = tuple(table for table in haibei.tables if table.section == 10)
    alone = dataclasses.replace(haibei, tables=gaps, cards=(), absent={})
    styles = [p.style.name for p in opened(alone).paragraphs]
    begin = styles.index("Heading 1")
    assert styles[begin : begin + 5] == ["Heading 1", *["Sentence"] * 3, "Heading 2"]


# ---------------------------------------------------------------- the file
def test_same_report_same_bytes_and_no_time(haibei: Report) -> None:
    first, second = (report_docx.render(haibei, "zh", synthetic=True) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    facts = parts(haibei)["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", facts)) == {"2000-01-01T"}
    assert "python-docx" not in facts
    assert not [name for name in parts(haibei) if "thumbnail" in name]


def test_word_opens_it_in_no_compatibility_mode(document: Any) -> None:
    (mode,) = document.settings.element.iter(f"{W}compatSetting")
    assert (mode.get(f"{W}name"), mode.get(f"{W}val")) == ("compatibilityMode", "15")


@pytest.mark.parametrize(
    ("lang", "tag", "font"), [("zh", "zh-CN", "仿宋"), ("zh-Hant", "zh-TW", "標楷體")]
)
def test_chinese_fonts_are_named_with_what_to_take_instead(
    haibei: Report, lang: Lang, tag: str, font: str
) -> None:
    found = parts(haibei, lang)
    styles = etree.fromstring(found["word/styles.xml"])
    normal = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    assert normal.find(f".//{W}rFonts").get(f"{W}eastAsia") == font
    assert normal.find(f".//{W}lang").get(f"{W}eastAsia") == tag
    fonts = etree.fromstring(found["word/fontTable.xml"])
    instead = {f.get(f"{W}name"): f.find(f"{W}altName").get(f"{W}val") for f in fonts}
    assert instead[font] == {"仿宋": "FangSong", "標楷體": "DFKai-SB"}[font]


def test_hostile_names_are_text(document: Any) -> None:
    assert HOSTILE_NAME in "".join(t.text or "" for t in document.element.body.iter(f"{W}t"))


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x0b", "\ufffe", "\ud800", "<", "&", '"'])
def test_any_sign_in_a_name_leaves_a_document_that_opens(haibei: Report, sign: str) -> None:
    field = Field("name", Text("名", "name"))
    table = build("t", 1, Text("表", "t"), [field], [{"name": f"a{sign}b"}])
    xml = docx_table.table_xml(table, "zh", 100.0)
    (_, cell) = etree.fromstring(f"<w:b {docx_text.NAMESPACES}>{xml}</w:b>").iter(f"{W}t")
    assert cell.text == (f"a{sign}b" if sign in '<&"' else "ab")


def test_real_stations_leave_no_synthetic() -> None:
    real = prefecture_report(sample_results(synthetic=False), "632200")
    data = parts(real)
    assert not any(b"SYNTHETIC" in xml for name, xml in data.items() if name.endswith(".xml"))


def test_four_times_the_rows_take_no_sixteen_times_the_time(haibei: Report) -> None:
    field = Field("name", Text("名", "name"))

    def seconds(rows: int) -> float:
        table = build("gaps", 10, Text("表", "t"), [field], [{"name": "x"}] * rows)
        long = tuple(table if t.key == "gaps" else t for t in haibei.tables)
        started = time.process_time()
        report_docx.render(dataclasses.replace(haibei, tables=long), "zh", synthetic=True)
        return time.process_time() - started

    assert seconds(8000) < 9.0 * seconds(2000)


# ---------------------------------------------------------------- widths and bars
def narrow(*kinds: str, text: str = "x") -> Table:
    fields = [Field(f"f{n}", Text("列", "head"), kind) for n, kind in enumerate(kinds)]  # type: ignore[arg-type]
    row = {f.key: 12345.6 if f.kind == "number" else text for f in fields}
    return build("t", 1, Text("表", "t"), fields, [row])


def test_a_table_of_few_columns_stays_narrow() -> None:
    widths = docx_table.widths(narrow("text", "number"), "zh", 172.0)
    assert sum(widths) < docx_text.twips(60.0)


def test_a_wide_page_is_filled_and_long_texts_come_first() -> None:
    table = narrow("number", "number", "number", "number", "text", text="很长的说明" * 6)
    widths = docx_table.widths(table, "zh", 172.0)
    assert sum(widths) == pytest.approx(docx_text.twips(172.0), abs=5)
    assert widths[4] > 3 * widths[0] and len(set(widths[:4])) == 1


def test_a_narrow_page_is_taken_from_the_texts() -> None:
    table = narrow("number", "number", "text", "text", "text", text="很长的说明" * 6)
    asked = docx_table.needed_mm(table, "zh")
    squeezed = docx_table.widths(table, "zh", 0.8 * sum(asked))
    assert squeezed[0] == docx_text.twips(asked[0])
    assert squeezed[2] < docx_text.twips(asked[2])


def test_a_table_without_texts_is_squeezed_as_a_whole() -> None:
    table = narrow(*["number"] * 6)
    asked = docx_table.needed_mm(table, "zh")
    squeezed = docx_table.widths(table, "zh", 0.5 * sum(asked))
    assert sum(squeezed) == pytest.approx(docx_text.twips(0.5 * sum(asked)), abs=6)


def test_words_that_no_line_breaks_have_room() -> None:
    table = narrow("text", text="coverage.receiver_height_m")
    (needed,) = docx_table.needed_mm(table, "zh")
    assert needed > 26 * 1.5


@pytest.mark.parametrize(
    ("segments", "steps"),
    [
        ([], [("", 50)]),
        ([Segment(0.0, 100.0, "met")], [("met", 50)]),
        ([Segment(0.0, 99.9, "met"), Segment(99.9, 0.1, "not_met")], [("met", 50)]),
        (
            [Segment(0.0, 0.1, "met"), Segment(0.1, 50.0, "not_met")],
            [("met", 1), ("not_met", 24), ("", 25)],
        ),
        ([Segment(0.0, 0.0, "sure"), Segment(0.0, 40.0, "perhaps")], [("perhaps", 20), ("", 30)]),
    ],
)
def test_bars_in_steps_of_two_percent(segments: Any, steps: Any) -> None:
    assert docx_chart.in_steps(segments) == steps


def test_textures_tell_bars_apart_without_colour(haibei: Report) -> None:
    found = chart(haibei.table("limits"), "zh")
    assert found is not None
    xml = docx_chart.chart_xml(found, "zh", 170.0)
    assert 'w:val="diagStripe"' in xml and 'w:val="diagCross"' in xml
    assert 'w:fill="56B4E9"' in xml


def test_pages_are_a4() -> None:
    assert (PORTRAIT.width, PORTRAIT.height) == (LANDSCAPE.height, LANDSCAPE.width) == (210, 297)
    assert PORTRAIT.text == 172.0
    assert set(docx_styles.FONTS) == set(LANGS)
