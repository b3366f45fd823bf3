"""Take the pictures of README and docs from the pages of the last run.

    ./covermap run && .venv/bin/python docs/pictures/take.py [maps folder]

Needs the test environment (``./covermap test`` installs it) and Chromium.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = {"haibei": "632200-haibei*.html", "province": "index.html"}


def main() -> None:
    """Open each page offline and photograph it at 1600 × 950."""
    maps = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "maps"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1600, "height": 950})
        for name, pattern in PICTURES.items():
            (file,) = maps.glob(pattern)
            page.goto(file.resolve().as_uri())
            page.wait_for_timeout(1500)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
