"""PDF is an extra: written when asked for, said clearly when it cannot be, never in a run."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from geo import pipeline
from geo.outputs import report_formats, report_pdf, run_record, store, usual
from layers.errors import EnvironmentProblem
from tests.sample_results import sample_results

STEMS = [
    "630000-qinghai-overview_SYNTHETIC",
    "632200-haibei-gap-report_SYNTHETIC",
    "630200-haidong-gap-report_SYNTHETIC",
]


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let WeasyPrint be what it is on a machine that lacks something."""

    def load(_name: str) -> Any:
        raise error

    monkeypatch.setattr(report_pdf.importlib, "import_module", load)


class Engine:
    """Stands for WeasyPrint: keeps what it was asked, and asks for what a hostile page might."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.identifiers: list[bytes] = []

    def HTML(self, string: str, url_fetcher: Any) -> Engine:  # noqa: N802 - as WeasyPrint has it
        self._page = string
        for url in ("https://example.org/x.png", "file:///etc/passwd", "data:text/css,a"):
            for ask in (url_fetcher, url_fetcher.fetch):
                with pytest.raises(ValueError, match="asks for nothing"):
                    ask(url)
                self.refused.append(url)
        return self

    def write_pdf(self, pdf_identifier: bytes) -> bytes:
        self.identifiers.append(pdf_identifier)
        return b"%PDF " + self._page.encode()[:40]


def test_no_run_writes_it() -> None:
    assert "pdf" in report_formats() and "pdf" not in usual(report_formats())
    assert report_formats()["pdf"].extra == "weasyprint"


def test_every_report_is_laid_out_without_a_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = Engine()
    monkeypatch.setattr(report_pdf, "_engine", lambda: engine)
    written = report_pdf.write_reports(sample_results(), tmp_path)
    assert {path.name for path in written} == {f"{stem}.pdf" for stem in STEMS}
    assert all(path.read_bytes().startswith(b"%PDF ") for path in written)
    assert len(engine.refused) == 18
    assert len(set(engine.identifiers)) == 3 and {len(i) for i in engine.identifiers} == {16}


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (ModuleNotFoundError("No module named 'weasyprint'"), "需要 WeasyPrint"),
        (OSError("cannot load library 'libpango-1.0-0'"), "libpango-1.0-0"),
    ],
)
def test_what_is_missing_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, found: str
) -> None:
    refuse(monkeypatch, error)
    with pytest.raises(EnvironmentProblem) as caught:
        report_pdf.write_reports(sample_results(), tmp_path)
    text = caught.value.text
    assert found in text.zh
    for words in (text.zh, text.en):
        assert "pip install weasyprint" in words and "libpango-1.0-0" in words
    assert "浏览器" in text.zh and "browser" in text.en
    assert not list(tmp_path.iterdir())


def test_without_it_the_other_formats_are_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    results, folders = sample_results(), pipeline.Folders(tmp_path)
    products = store.save(results, folders.processed)
    run_record.write(folders.processed, "ab" * 32, results.card, products, folders.root)
    refuse(monkeypatch, ModuleNotFoundError("No module named 'weasyprint'"))
    with pytest.raises(EnvironmentProblem):
        pipeline.report(folders, ["pdf"])
    assert not folders.reports.exists()
    made = pipeline.report(folders, [])
    assert {path.suffix for path in made} == {".html", ".docx", ".xlsx", ".csv"}


@pytest.mark.slow
def test_weasyprint_itself(tmp_path: Path) -> None:
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        pytest.skip(f"PDF is an extra and not installed here: {error}")
    results = sample_results()
    first = report_pdf.write_reports(results, tmp_path / "1")
    second = report_pdf.write_reports(results, tmp_path / "2")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes().startswith(b"%PDF-")
        assert one.read_bytes() == other.read_bytes()
