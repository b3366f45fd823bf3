"""What is packaged and pinned, and who owns the names `geo` and `layers`."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from importlib.metadata import packages_distributions
from importlib.util import spec_from_file_location
from pathlib import Path

import pytest

from geo import _ownership
from geo._ownership import check_ownership, owners
from layers.errors import EnvironmentProblem

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==([0-9][^ ]*)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:([0-9a-f]{64})( \\)?$")


def project_files() -> list[Path]:
    """Return the files of the project that git keeps, or would."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return [file for file in files if file.is_file()]


def normalised(requirement: str) -> str:
    """Return the name in a requirement as an index spells it."""
    return re.split(r"[<>=!~ ;\[]", requirement)[0].lower().replace("_", "-")


# --- the package -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of what git keeps, built with the installed setuptools."""
    source = tmp_path_factory.mktemp("source")
    for file in project_files():
        target = source / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    build = "from setuptools import build_meta as b; print(b.build_wheel('.'))"
    answer = subprocess.run(
        [sys.executable, "-c", build], cwd=source, capture_output=True, encoding="utf-8", check=True
    )
    return zipfile.ZipFile(source / answer.stdout.split()[-1])


def test_only_geo_and_layers_are_packaged(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"geo", "layers", "covermap-0.1.0.dist-info"}


def test_every_file_of_the_packages_is_packaged(wheel: zipfile.ZipFile) -> None:
    ours = {file.relative_to(ROOT).as_posix() for file in project_files()}
    assert {name for name in ours if name.startswith(("geo/", "layers/"))} <= {*wheel.namelist()}


def test_metadata_forbids_an_upload(wheel: zipfile.ZipFile) -> None:
    metadata = message_from_bytes(wheel.read("covermap-0.1.0.dist-info/METADATA"))
    assert metadata["Name"] == "covermap"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "Private :: Do Not Upload" in metadata.get_all("Classifier", [])
    assert set(metadata["Requires-Python"].split(",")) == {">=3.11", "<3.15"}


def test_launcher_accepts_the_pythons_of_the_package() -> None:
    oldest, newest = re.findall(r"3, (\d+)", (ROOT / "covermap").read_text(encoding="utf-8"))[:2]
    assert PROJECT["project"]["requires-python"] == f">=3.{oldest},<3.{int(newest) + 1}"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
@pytest.mark.parametrize("name", ["covermap", ".ci/run"])
def test_commands_are_executable(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


# --- the pins ----------------------------------------------------------------------------------


def pins(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return version and hashes of every package in a requirement file, and refuse any other."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    package = ""
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            package = pin[1]
            found[package] = (pin[2] + (pin[3] or ""), frozenset())
        elif digest := HASH.match(line):
            version, digests = found[package]
            found[package] = (version, digests | {digest[1]})
        else:
            assert re.match(r"^( *#.*|--only-binary :all:|)$", line), line
    return found


@pytest.mark.parametrize("name", ["run", "test"])
def test_requirement_files_hold_hashed_pins_of_wheels_and_no_address(name: str) -> None:
    assert all(digests for _, digests in pins(name).values())
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "\n--only-binary :all:\n" in text
    assert "://" not in text
    assert "index" not in re.sub(r"#.*|--hash.*", "", text)


def test_every_dependency_is_pinned() -> None:
    project = PROJECT["project"]
    assert {normalised(name) for name in project["dependencies"]} <= {*pins("run")}
    assert {normalised(n) for n in project["optional-dependencies"]["test"]} <= {*pins("test")}


def test_tests_run_on_the_very_versions_that_users_have() -> None:
    tested = pins("test")
    assert {name: tested[name] for name in pins("run")} == pins("run")


def test_one_version_of_each_package_serves_every_python() -> None:
    for name in ("run", "test"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        names = [pin[1] for pin in map(PIN.match, lines) if pin]
        assert len(names) == len(set(names))


def test_import_contract_of_propagation_names_every_other_dependency() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = [c for c in contracts if c.get("source_modules") == ["geo.propagation"]]
    packages = {normalised(n).replace("-", "_") for n in PROJECT["project"]["dependencies"]}
    assert packages - {"numpy", "numba"} <= {*contract["forbidden_modules"]}


# Put together here so that this file does not hold what it looks for.
HOSTS = [
    ".".join(parts) for parts in (("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "org"))
]
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), r"npmjs\.com", r"deb\.debian"])
    + r"|(?<![\w.~/-])/(work|root|tmp/scratch)/\w"
)


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in project_files()
        for match in FORBIDDEN.finditer(file.read_bytes().decode("utf-8", "ignore"))
    ]
    assert found == []


# --- who owns the names ------------------------------------------------------------------------


def install(folder: Path, name: str, **texts: str) -> None:
    """Write the traces of an installed distribution."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    for file, text in texts.items():
        (info / {"record": "RECORD", "top_level": "top_level.txt"}[file]).write_text(text)


def test_this_environment_is_ours() -> None:
    check_ownership()


def test_owners_are_those_that_the_standard_library_finds() -> None:
    expected = packages_distributions()
    names = [name for name in expected if name.isidentifier()]
    assert {name: owners(name) for name in names} == {name: {*expected[name]} for name in names}


@pytest.mark.parametrize(
    "texts",
    [
        {"record": "geo-1.0.dist-info/RECORD,,\ngeo/__init__.py,sha256=x,1\n"},
        {"record": "geo.py,sha256=x,1\n"},
        {"record": "geo.cpython-311-x86_64-linux-gnu.so,sha256=x,1\n"},
        {"record": "__editable__.somebodys.pth,,\n", "top_level": "geo\n"},
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_distribution_that_owns_geo_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: dict[str, str], lang: str
) -> None:
    install(tmp_path, "somebodys", **texts)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EnvironmentProblem) as caught:
        check_ownership()
    text = getattr(caught.value.text, lang)
    assert "geo" in text
    assert "pip uninstall somebodys" in text


def test_our_own_distribution_and_similar_names_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "covermap", record="geo/__init__.py,,\nlayers/__init__.py,,\n")
    install(tmp_path, "other", record="geology/__init__.py,,\nlib/geo/x.py,,\ngeo.libs/x.so,,\n")
    install(tmp_path, "empty")
    monkeypatch.syspath_prepend(tmp_path)
    check_ownership()


@pytest.mark.parametrize("kind", ["elsewhere", "namespace", "absent"])
def test_layers_from_elsewhere_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    spec = spec_from_file_location("layers", tmp_path / "layers" / "__init__.py")
    assert spec is not None
    if kind == "namespace":
        spec.origin = None
    monkeypatch.setattr(
        _ownership.importlib.util, "find_spec", lambda name: None if kind == "absent" else spec
    )
    with pytest.raises(ImportError, match="is not covermap's own package") as caught:
        check_ownership()
    assert "不是 covermap 自带的包" in str(caught.value)
