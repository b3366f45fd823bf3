"""What is carried from other projects is what it says it is, and is all that is carried."""

import hashlib
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import folium
import pytest

import geo.outputs

WEB = Path(geo.outputs.__file__).parent / "web"
ASSETS = tomllib.loads((WEB / "VENDORED.toml").read_text(encoding="utf-8"))["asset"]
FOLIUM_LINKS = dict([*folium.folium._default_js, *folium.folium._default_css])


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_file_has_the_recorded_hash(asset: dict[str, str]) -> None:
    assert hashlib.sha256((WEB / asset["file"]).read_bytes()).hexdigest() == asset["sha256"]


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_licence_is_carried_and_permissive(asset: dict[str, str]) -> None:
    assert asset["licence"] in {"BSD-2-Clause", "BSD-3-Clause", "MIT", "ISC", "Apache-2.0"}
    assert (WEB / asset["licence_file"]).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_version_is_the_one_folium_links_to(asset: dict[str, str]) -> None:
    path = urlsplit(FOLIUM_LINKS[asset["link"]]).path
    assert f"{asset['package']}@{asset['version']}/" in path


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset["file"])
def test_version_is_fixed_and_is_what_the_file_says_of_itself(asset: dict[str, str]) -> None:
    assert asset["registry"] == "npm"
    assert re.fullmatch(r"\d+\.\d+\.\d+", asset["version"])
    if asset["file"].endswith(".js"):
        head = (WEB / asset["file"]).read_text(encoding="utf-8")[:300]
        assert asset["version"] in head


def test_no_file_of_others_is_carried_unrecorded() -> None:
    recorded = {asset["file"] for asset in ASSETS} | {asset["licence_file"] for asset in ASSETS}
    styles = {"app.css", "comparison.css", "province.css"}
    own = {"VENDORED.toml", *styles, "strings.zh.json", "strings.en.json"}
    found = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*") if path.is_file()}
    unrecorded = {name for name in found if not name.startswith(("app/", "basemap/"))} - own
    assert unrecorded == recorded
