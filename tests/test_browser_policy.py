"""The content security policy of every page, tried by what it must refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.outputs.pages import write_pages
from tests.sample_runs import compared_results

ROOT = Path(__file__).parents[1]
PAGES = ("index.html", "632200-haibei_SYNTHETIC.html", "difference-map_SYNTHETIC.html")

# Each puts into the page what data might if it were ever taken for markup.
TRY = """() => new Promise(done => {
  const refused = new Set();
  document.addEventListener("securitypolicyviolation",
    event => refused.add(event.effectiveDirective));
  function put(tag, attributes, text) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.textContent = text || "";
    document.body.appendChild(element);
    return element;
  }
  put("script", {}, "window.struck = 1");
  put("script", { src: "data:text/javascript,window.struck=1" });
  put("style", {}, "h1 { display: none }");
  put("button", { onclick: "window.struck = 1" }).click();
  put("i", { style: "position: fixed" });
  put("img", { src: "https://example.invalid/x.png" });
  put("iframe", { src: "https://example.invalid/" });
  put("link", { rel: "stylesheet", href: "https://example.invalid/x.css" });
  put("object", { data: "https://example.invalid/" });
  put("base", { href: "https://example.invalid/" });
  fetch("https://example.invalid/").catch(() => 0);
  try { new Worker("data:text/javascript,1"); } catch (error) { /* refused at once */ }
  // The last refusals come late on a busy machine; one too many would come as well.
  let looks = 0;
  (function look() {
    looks += 1;
    if (looks < 100 && (refused.size < 10 || looks < 4)) { setTimeout(look, 100); }
    else { done([...refused].sort()); }
  })();
})"""
REFUSED = [
    *("base-uri", "connect-src", "frame-src", "img-src", "object-src", "script-src-attr"),
    *("script-src-elem", "style-src-attr", "style-src-elem", "worker-src"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("policy")
    write_pages(compared_results(), out / "none", out)
    return out


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_policy_refuses_whatever_the_page_did_not_bring(visit, folder, name):
    found, failed = visit(folder / name), []
    found.page.on("requestfailed", lambda request: failed.append(request.failure))
    refused = found.page.evaluate(TRY)
    asked = len(found.requests)
    # The browser tells of what it was asked and did not send; the console of each refusal.
    found.requests.clear()
    found.errors.clear()
    assert refused == REFUSED
    assert set(failed) == {"csp"} and len(failed) >= asked
    assert found.page.evaluate("window.struck") is None
    assert found.page.is_visible("h1")


def test_a_page_is_the_same_bytes_whatever_the_process_is_told(folder, tmp_path):
    """Two processes with another hash seed, time zone, language and encoding."""
    told = [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C",
         "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "zh_CN.GB18030", "LANG": "tr_TR"},
    ]  # fmt: skip
    code = (
        "import sys; from pathlib import Path; from geo.outputs.pages import write_pages;"
        "from tests.sample_runs import compared_results; out = Path(sys.argv[1]);"
        "write_pages(compared_results(), out / 'none', out)"
    )
    expected = {path.name: path.read_bytes() for path in folder.glob("*.html")}
    assert set(PAGES) < set(expected)
    for number, variables in enumerate(told):
        out = tmp_path / str(number)
        subprocess.run(
            [sys.executable, "-c", code, str(out)], cwd=ROOT, env=os.environ | variables, check=True
        )
        assert {path.name: path.read_bytes() for path in out.glob("*.html")} == expected
