"""A browser for the tests: pages opened from disk, without a network, with what they did wrong."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from geo.outputs.pages import write_pages
from tests.sample_rasters import write_rasters
from tests.sample_results import sample_results

CHROMIUM = os.environ.get("COVERMAP_CHROMIUM", shutil.which("chromium") or "")


ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


HAIBEI = "632200-haibei_SYNTHETIC.html"


def required() -> bool:
    return os.environ.get("COVERMAP_REQUIRE_BROWSER") == "1"


def missing(what: str) -> None:
    if required():
        pytest.fail(f"{what}, and COVERMAP_REQUIRE_BROWSER=1")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser():
    if not Path(CHROMIUM).is_file():
        missing("no chromium on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("no playwright in this environment")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Visit:
    """A page that is open, with what it did wrong."""

    def __init__(self, browser, path: Path, address: str = "", **context) -> None:
        size = {"width": 1600, "height": 950}
        from playwright.sync_api import Error

        self.gone = Error
        self.context = browser.new_context(**({"viewport": size, "offline": True} | context))
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))
        self.page.on("request", self._asked)
        self.session = self.context.new_cdp_session(self.page)
        self.session.send("Performance.enable")
        self.opening()
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_selector("html.ready", state="attached", timeout=10_000)

    def opening(self) -> None:
        """Make ready what must be there before the page is opened."""

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _asked(self, request) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.requests.append(request.url)

    def eventually(self, claim: str) -> None:
        """Ask until it holds: the page's own policy forbids playwright to wait inside it."""
        for _ in range(100):
            with suppress(self.gone):  # it is on its way to another page
                if self.page.evaluate(claim):
                    return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never came true: {claim}")

    def elements(self) -> int:
        return self.page.evaluate("document.querySelectorAll('*').length")

    def metrics(self) -> dict[str, float]:
        """Return the browser's figures of the page: `JSHeapUsedSize`, `TaskDuration` and others."""
        listed = self.session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in listed}

    def kept_bytes(self) -> float:
        """Return the heap of the page's scripts when what nobody needs is gone."""
        self.session.send("HeapProfiler.collectGarbage")
        return self.metrics()["JSHeapUsedSize"]

    def state(self) -> dict:
        return self.page.evaluate("covermap.state")


@pytest.fixture
def visit(browser):
    visits: list[Visit] = []

    def opened(path: Path, **context) -> Visit:
        visits.append(Visit(browser, path, **context))
        return visits[-1]

    yield opened
    for one in visits:
        one.context.close()
        assert one.errors == [], one.errors
        assert one.requests == []


@pytest.fixture(scope="session")
def maps(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("maps")
    write_pages(sample_results(), out / "none", out)
    return out


@pytest.fixture(scope="session")
def drawn_maps(tmp_path_factory) -> Path:
    """Pages with coverage pictures."""
    rasters, out = tmp_path_factory.mktemp("rasters"), tmp_path_factory.mktemp("drawn")
    write_rasters(rasters)
    write_pages(sample_results(), rasters, out)
    return out


def legend(found: Visit) -> list[str]:
    return found.page.locator("#legend-coverage li").all_inner_texts()
