"""The pictures of README and docs: each is taken by the script, small, and named in a text."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from PIL import Image

from geo.pipeline import ROOT

FOLDER = ROOT / "docs" / "pictures"
_SHOWN = re.compile(r"!\[[^\]]+\]\((?:docs/)?pictures/([\w-]+)\.png\)")


@pytest.fixture(scope="module")
def take():
    pytest.importorskip("playwright")
    spec = importlib.util.spec_from_file_location("take", FOLDER / "take.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_picture_is_shown_somewhere_and_every_one_shown_is_taken(take):
    texts = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")]
    shown = {name for text in texts for name in _SHOWN.findall(text.read_text(encoding="utf-8"))}
    taken = {picture.name for picture in take.PICTURES}
    assert shown == taken
    assert taken == {path.stem for path in FOLDER.glob("*.png")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_small(path: Path):
    assert path.stat().st_size <= 300_000
    with Image.open(path) as picture:
        assert picture.mode == "P"


@pytest.mark.browser
def test_the_script_takes_all_of_them(browser, drawn_maps, tmp_path, take):
    take.take(browser, drawn_maps, tmp_path)
    sizes = {}
    for path in tmp_path.glob("*.png"):
        with Image.open(path) as picture:
            sizes[path.stem] = picture.size
    assert sizes == {picture.name: picture.size for picture in take.PICTURES}
