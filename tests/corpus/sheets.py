"""Workbooks: several sheets, formulas, errors, dates, macros, bombs, other programs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.chart

from ._case import Build, Case, archive, text

_HEADER = ["编号", "运营商", "经度", "纬度", "挂高"]
_A = ["A1", "中国移动", 101.77, 36.62, 30]
_B = ["B2", "中国联通", 99.08, 36.79, 25]
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _book(*rows: list[Any], change: Callable[[Any], object] = lambda _: None) -> Build:
    def build(folder: Path) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        change(book)
        book.save(folder / "a.xlsx")
        return folder / "a.xlsx"

    return build


def _sheet(change: Callable[[Any], object]) -> Build:
    return _book(_HEADER, _A, _B, change=change)


def by_hand(
    rows: str,
    prolog: str = '<?xml version="1.0" encoding="UTF-8"?>',
    dimension: str = "",
    more: dict[str, str | bytes] | None = None,
    strings: str = "",
) -> bytes:
    """Return a workbook written as XML, as programs other than Excel write it."""
    sheet = f'{prolog}<worksheet xmlns="{_NS}">{dimension}<sheetData>{rows}</sheetData></worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        + (
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
            if strings
            else ""
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_REL}"><sheets><sheet name="表1" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        + (
            f'<Relationship Id="rId2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
            if strings
            else ""
        )
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_NS}">{strings}</sst>'
    return archive({**parts, **(more or {})})


def _cells(number: int, *values: str, typed: str = "str") -> str:
    inside = "".join(
        f'<c r="{chr(65 + at)}{number}" t="{typed}"><v>{value}</v></c>'
        for at, value in enumerate(values)
    )
    return f'<row r="{number}">{inside}</row>'


def _rows(*more: str) -> str:
    return _cells(1, *_HEADER) + _cells(2, *map(str, _A)) + "".join(more)


def _xml(rows: str, **options: Any) -> Build:
    return text(lambda: by_hand(rows, **options), "a.xlsx")


def _more_sheets(book: Any) -> None:
    other = book.create_sheet("说明")
    other.append(["填表说明"])


def _second_table(book: Any) -> None:
    other = book.create_sheet("海西")
    for row in (_HEADER, _B):
        other.append(row)


def _data_in_second(book: Any) -> None:
    book.active.title = "封面"
    other = book.create_sheet("站点")
    for row in (_HEADER, _A, _B):
        other.append(row)


def _hide_first(book: Any) -> None:
    _data_in_second(book)
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1


def _chart_first(book: Any) -> None:
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book.active, min_col=5, min_row=1, max_row=3))
    book.create_chartsheet("图", 0).add_chart(chart)


def _filtered(book: Any) -> None:
    book.active.auto_filter.ref = "A1:E3"
    book.active.row_dimensions[3].hidden = True


def _bomb() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>'


def _halved(folder: Path) -> Path:
    path = _book(_HEADER, _A, _B)(folder)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_LINKED = {
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_NS}"/>',
    "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{_PACKAGE}/'
    f'relationships"><Relationship Id="rId1" Type="{_REL}/externalLinkPath" '
    'Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>',
}
_ALL_STRINGS = "".join(f"<si><t>{value}</t></si>" for value in (*_HEADER, *map(str, _A)))
_SHARED = _cells(1, *"01234", typed="s") + _cells(2, *"56789", typed="s")

CASES = (
    Case("xlsx-plain", "sites", _book(_HEADER, _A, _B), "nothing", "used", (), 2),
    Case(
        "xlsx-title",
        "sites",
        _book(["青海省5G站点"], [], _HEADER, _A),
        "a title above the header",
        "mended",
        ("title-rows 1",),
        1,
    ),
    Case(
        "xlsx-merged-title",
        "sites",
        _book(
            ["青海省5G站点", None, None, None, None],
            _HEADER,
            _A,
            change=lambda book: book.active.merge_cells("A1:E1"),
        ),
        "a title merged over the table",
        "mended",
        ("title-rows 1",),
        1,
    ),
    Case(
        "xlsx-more-sheets",
        "sites",
        _sheet(_more_sheets),
        "a sheet of explanations behind it",
        "used",
        (),
        2,
    ),
    Case(
        "xlsx-data-in-second-sheet",
        "sites",
        _book(["封面"], change=_data_in_second),
        "a title page before the data",
        "mended",
        ("other-sheet",),
        2,
    ),
    Case(
        "xlsx-first-sheet-hidden",
        "sites",
        _book(["旧"], change=_hide_first),
        "the first sheet hidden, the data in the next",
        "mended",
        ("other-sheet",),
        2,
    ),
    Case(
        "xlsx-data-in-two-sheets",
        "sites",
        _sheet(_second_table),
        "a sheet for each prefecture",
        "mended",
        ("more-sheets",),
        2,
    ),
    Case(
        "xlsx-chart-sheet-first",
        "sites",
        _sheet(_chart_first),
        "a chart before the data",
        "used",
        (),
        2,
    ),
    Case(
        "xlsx-hidden-row",
        "sites",
        _sheet(_filtered),
        "a row hidden by a filter: it is read",
        "used",
        (),
        2,
    ),
    Case(
        "xlsx-formula-without-value",
        "sites",
        _book(_HEADER, ["A1", "中国移动", "=100+1.77", 36.6, 30]),
        "a formula that no program has computed",
        "refused",
        ("missing-value 2 lon",),
    ),
    Case(
        "xlsx-error",
        "sites",
        _book(_HEADER, _A, ["B2", "#N/A", 99.08, 36.79, "#REF!"]),
        "errors of formulas",
        "rows_rejected",
        ("unknown-value 3 operator", "not-a-number 3 height_m"),
        1,
        1,
    ),
    Case(
        "xlsx-date-for-height",
        "sites",
        _book(_HEADER, _A, ["B2", "中国联通", 99.08, 36.79, datetime.date(2024, 5, 1)]),
        "a date for a height",
        "rows_rejected",
        ("not-a-number 3 height_m",),
        1,
        1,
    ),
    Case(
        "xlsx-date-for-id",
        "sites",
        _book(_HEADER, [datetime.date(2024, 5, 1), "中国移动", 101.77, 36.62, 30]),
        "an id that Excel made a date",
        "mended",
        ("id-as-date 2 id",),
        1,
    ),
    Case(
        "xlsx-time-for-id",
        "sites",
        _book(_HEADER, [datetime.time(12, 30), "中国移动", 101.77, 36.62, 30]),
        "an id that Excel made a time",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-float-id",
        "sites",
        _book(_HEADER, [4600001.0, "中国移动", 101.77, 36.62, 30]),
        "an id that Excel made a number",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-long-id",
        "sites",
        _book(_HEADER, [4.6000112345678e14, "中国移动", 101.77, 36.62, 30]),
        "an id of 15 figures, all there",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-texts-for-numbers",
        "sites",
        _book(_HEADER, ["A1", "中国移动", "101.77", "36.62", "30"]),
        "numbers kept as text",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-true-for-height",
        "sites",
        _book(_HEADER, _A, ["B2", "中国联通", 99.08, 36.79, True]),
        "a yes for a height",
        "rows_rejected",
        ("not-a-number 3 height_m",),
        1,
        1,
    ),
    Case(
        "xlsx-header-only",
        "sites",
        _book(_HEADER),
        "a header without a row",
        "refused",
        ("empty-file",),
    ),
    Case("xlsx-empty-sheet", "sites", _book(), "an empty sheet", "refused", ("empty-file",)),
    Case("xlsx-by-hand", "sites", _xml(_rows()), "written by another program", "used", (), 1),
    Case(
        "xlsx-shared-strings",
        "sites",
        _xml(_SHARED, strings=_ALL_STRINGS),
        "text kept apart from cells",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-shared-string-missing",
        "sites",
        _xml(_SHARED.replace("<v>5<", "<v>500<"), strings=_ALL_STRINGS),
        "a cell that points at text that is not there",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-lying-dimension",
        "sites",
        _xml(_rows(), dimension='<dimension ref="A1:A1"/>'),
        "a sheet that calls itself one cell",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-huge-dimension",
        "sites",
        _xml(_rows(), dimension='<dimension ref="A1:XFD1048576"/>'),
        "a sheet that calls itself 17 billion cells",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-far-row",
        "sites",
        _xml(_rows(_cells(1_048_576, "Z", "中国移动", "99", "36", "9"))),
        "a row at the very end of the sheet",
        "used",
        (),
        2,
    ),
    Case(
        "xlsx-far-cell",
        "sites",
        _xml(_rows('<row r="3"><c r="XFD3" t="str"><v>x</v></c></row>')),
        "a cell in the last column of the sheet",
        "rows_rejected",
        ("too-many-cells 3",),
        1,
        1,
    ),
    Case(
        "xlsx-bad-reference",
        "sites",
        _xml(_rows('<row r="3"><c r="???" t="str"><v>x</v></c></row>')),
        "a cell without a place",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-not-a-number",
        "sites",
        _xml(_rows('<row r="3"><c r="A3" t="n"><v>abc</v></c></row>')),
        "letters in a cell of numbers",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-huge-number",
        "sites",
        _xml(
            _rows(
                _cells(3, "B2", "中国联通", "99.08", "36.79")[:-6]
                + '<c r="E3"><v>1e999</v></c></row>'
            )
        ),
        "a number beyond any",
        "rows_rejected",
        ("not-a-number 3 height_m",),
        1,
        1,
    ),
    Case(
        "xlsx-billion-laughs",
        "sites",
        _xml(_rows(_cells(3, "&l9;")), prolog=_bomb()),
        "entities that grow without end",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-external-entity",
        "sites",
        _xml(
            _rows(_cells(3, "&x;")), prolog='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        ),
        "an entity that reads a file of the system",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-doctype",
        "sites",
        _xml(_rows(), prolog="<!DOCTYPE worksheet>"),
        "a document type, which no spreadsheet writes",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-external-link",
        "sites",
        _xml(_rows(), more=_LINKED),
        "a link to another workbook on the network",
        "used",
        (),
        1,
    ),
    Case(
        "xlsx-macro",
        "sites",
        _xml(_rows(), more={"xl/vbaProject.bin": _OLE}),
        "macros, which are not run",
        "used",
        (),
        1,
    ),
    Case("xlsx-cut", "sites", _halved, "cut at half", "refused", ("unreadable",)),
    Case("xlsx-no-byte", "sites", text(b"", "a.xlsx"), "no byte", "refused", ("empty-file",)),
    Case(
        "xlsx-zip-of-other",
        "sites",
        text(archive({"a.txt": "x"}), "a.xlsx"),
        "a ZIP that is no workbook",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-csv-inside",
        "sites",
        text("编号,运营商\n", "a.xlsx"),
        "a CSV renamed to .xlsx",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-encrypted",
        "sites",
        text(_OLE, "a.xlsx"),
        "a workbook with a password",
        "refused",
        ("other-program",),
    ),
    Case(
        "xlsx-sheet-missing",
        "sites",
        text(by_hand(_rows()).replace(b"sheet1.xml", b"sheet9.xml", 1), "a.xlsx"),
        "a sheet that is not in the archive",
        "refused",
        ("unreadable",),
    ),
    Case(
        "xlsx-slip",
        "sites",
        _xml(_rows(), more={"../x.xml": "x"}),
        "a path out of the archive",
        "refused",
        ("unsafe-archive",),
    ),
    Case(
        "xlsx-zip-bomb",
        "sites",
        _xml(_rows(), more={"xl/media/a.bin": bytes(30_000_000)}),
        "30 MB of zeros in 30 kB",
        "refused",
        ("unsafe-archive",),
    ),
    *(
        Case(
            f"sheet-of-{suffix[1:]}",
            "sites",
            text(_OLE, f"a{suffix}"),
            f"a workbook of another program ({suffix})",
            "refused",
            ("other-program",),
        )
        for suffix in (".xls", ".et", ".xlsb", ".xlsm", ".ods", ".numbers")
    ),
    Case("sheet-of-word", "sites", text(_OLE, "a.doc"), "a letter", "refused", ("unreadable",)),
)
