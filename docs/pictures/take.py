"""Take every picture of README and docs from real pages.

    .venv/bin/python docs/pictures/take.py                 # runs the default scenario itself
    .venv/bin/python docs/pictures/take.py --maps FOLDER   # of a run that is finished

Needs the test environment (``./covermap test`` installs it) and Chromium. The pages are opened
offline; a picture has a palette of 256 colours, which keeps it below 300 kB.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DESK, PHONE = (1600, 950), (390, 844)
_COLOURS = 256
_SETTLED_MS = 600  # a map that was zoomed, an image that was decoded


class Picture(NamedTuple):
    """One picture.

    Parameters
    ----------
    name
        File name without its suffix.
    page
        File among the maps; ``*`` stands for any letters.
    address
        What the page is to show, as its address keeps it.
    size
        Width and height of the window. [pixel]
    """

    name: str
    page: str
    address: str = ""
    size: tuple[int, int] = DESK


PICTURES = (
    Picture("province", "index.html"),
    Picture("province-coverage", "index.html", "#///class/area/zh/"),
    Picture("province-phone", "index.html", size=PHONE),
    Picture("haibei", "632200-haibei*.html"),
)


def main() -> None:
    """Take the pictures named in `PICTURES`."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--maps", type=Path, help="folder maps of a finished run")
    maps = arguments.parse_args().maps
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        take(browser, maps or _run(Path(folder)), HERE)
        browser.close()


def take(browser: Browser, maps: Path, out: Path) -> None:
    """Write every picture.

    Parameters
    ----------
    browser
        A Chromium.
    maps
        Folder of the pages.
    out
        Where the pictures go.
    """
    for picture in PICTURES:
        (file,) = maps.glob(picture.page)
        width, height = picture.size
        page = browser.new_page(viewport={"width": width, "height": height}, offline=True)
        page.goto(file.resolve().as_uri() + picture.address)
        page.wait_for_selector("html.ready", state="attached")
        page.wait_for_timeout(_SETTLED_MS)
        _save(page.screenshot(), out / f"{picture.name}.png")
        page.close()


def _save(screenshot: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(screenshot)) as taken:
        # Of Pillow's ways this one keeps small signs in their colour: no channel moves by over 8.
        drawn = taken.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
    drawn.save(path, optimize=True)


def _run(folder: Path) -> Path:
    command = [sys.executable, "-m", "geo", "run", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own command
    return folder / "maps"


if __name__ == "__main__":
    main()
