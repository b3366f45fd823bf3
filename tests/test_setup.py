"""The launcher: one command sets up the environment, later starts pass on at once.

Nothing here touches the network: pip installs tiny wheels that the tests make.
"""

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

LAUNCHER = Path(__file__).parents[1] / "covermap"

CLI = """
import json, os, sys
import tiny
if sys.argv[1:2] == ["exit"]:
    sys.exit(int(sys.argv[2]))
names = ["PYTHONPATH", "PROJ_LIB", "PYTHONUTF8"]
print(json.dumps({
    "file": __file__, "cwd": os.getcwd(), "arguments": sys.argv[1:], "prefix": sys.prefix,
    "tiny": tiny.VALUE, "environment": {name: os.environ.get(name) for name in names},
}))
"""
FAKE_PYTEST = "import json, os, sys\nprint(json.dumps([os.getcwd(), sys.argv[1:]]))\n"


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Write a wheel and return its requirement line, pinned by hash."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-1.0.dist-info"
    metadata = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, *metadata, f"{info}/RECORD"])
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in {**files, **metadata, f"{info}/RECORD": record}.items():
            archive.writestr(file, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def make_project(root: Path) -> Path:
    """Write a project as small as the launcher allows."""
    (root / "geo").mkdir(parents=True)
    (root / "geo" / "__main__.py").write_text(CLI)
    (root / "pyproject.toml").write_text("")
    (root / "requirements").mkdir()
    tiny = make_wheel(root / "wheels", "tiny", {"tiny.py": "VALUE = 42\n"})
    pytest_pin = make_wheel(root / "wheels", "pytest", {"pytest/__main__.py": FAKE_PYTEST})
    (root / "requirements" / "run.txt").write_text("--only-binary :all:\n" + tiny)
    (root / "requirements" / "test.txt").write_text("--only-binary :all:\n" + tiny + pytest_pin)
    shutil.copy(LAUNCHER, root / "covermap")
    return root


def user_environment(project: Path, **extra: str) -> dict[str, str]:
    """Return an environment whose pip knows the project's wheels and nothing else."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "COV_"))}
    offline = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (project / "wheels").as_uri(),  # pip would split a path at its blanks
    }
    return {**kept, **offline, **extra}


def start(
    project: Path, *arguments: str, cwd: Path | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Start the project's launcher as a user does."""
    return subprocess.run(
        [sys.executable, str(project / "covermap"), *arguments],
        cwd=cwd or project,
        env=user_environment(project, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def load(root: Path) -> ModuleType:
    """Import a copy of the launcher that believes `root` to be the project."""
    shutil.copy(LAUNCHER, root / "covermap")
    loader = SourceFileLoader("covermap_launcher", str(root / "covermap"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has been started once, in a folder with a blank and Chinese in its name."""
    project = make_project(tmp_path_factory.mktemp("home") / "我的 covermap")
    first = start(project, "run")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["tiny"] == 42  # stdout holds the command's output alone
    assert "1/2 创建运行环境" in first.stderr
    assert "making the environment" in first.stderr
    assert "ready after" in first.stderr
    return project


@pytest.fixture
def copy(ready: Path, tmp_path: Path) -> Path:
    """The same project moved elsewhere, to be spoiled by a test."""
    return shutil.copytree(ready, tmp_path / "moved", symlinks=True)


@pytest.fixture
def launcher(tmp_path: Path) -> ModuleType:
    """The launcher as a module, in an empty project that has pins."""
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name} pins\n")
    return load(tmp_path)


@pytest.fixture
def steps(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the two slow steps of a set-up by notes of their being done."""
    done: list[str] = []

    def make(python: str, lock: int) -> None:
        done.append("make")
        launcher.VENV.mkdir()
        launcher.MARKER.write_text("ours")
        (launcher.VENV / "pyvenv.cfg").write_text("version = 3.12.4\n")
        launcher.venv_python().parent.mkdir()
        launcher.venv_python().write_text("")

    monkeypatch.setattr(launcher, "make_environment", make)
    monkeypatch.setattr(
        launcher, "install", lambda pins, lock: done.append("+".join(p.stem for p in pins))
    )
    monkeypatch.setattr(launcher, "hand_over", lambda arguments: 0)
    return done


# --- starting --------------------------------------------------------------------------------


def test_command_runs_in_the_users_folder_with_the_users_arguments(
    ready: Path, tmp_path: Path
) -> None:
    arguments = ["run", "--prefecture", "海北", "a b", "", "*"]
    answer = json.loads(start(ready, *arguments, cwd=tmp_path).stdout)
    assert answer["cwd"] == str(tmp_path)
    assert answer["arguments"] == arguments
    assert answer["file"] == str(ready / "geo" / "__main__.py")
    assert answer["prefix"] == str(ready / ".venv")


def test_second_start_says_nothing_and_sets_nothing_up(ready: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ready / ".venv").iterdir()}
    assert start(ready, "run").stderr == ""
    assert {path: path.stat().st_mtime_ns for path in (ready / ".venv").iterdir()} == before


@pytest.mark.parametrize("code", [0, 1, 2, 70])
def test_exit_code_of_the_command_is_passed_on(ready: Path, code: int) -> None:
    assert start(ready, "exit", str(code)).returncode == code


def test_modules_in_the_users_folder_are_not_imported(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "__main__.py").write_text("raise SystemExit('wrong geo')")
    (tmp_path / "json.py").write_text("raise SystemExit('wrong json')")
    assert start(ready, "run", cwd=tmp_path).returncode == 0


def test_variables_of_other_installations_do_not_reach_the_command(
    ready: Path, tmp_path: Path
) -> None:
    (tmp_path / "tiny.py").write_text("VALUE = 'wrong'")
    answer = json.loads(start(ready, PYTHONPATH=str(tmp_path), PROJ_LIB="elsewhere").stdout)
    assert answer["tiny"] == 42
    assert answer["environment"] == {"PYTHONPATH": None, "PROJ_LIB": None, "PYTHONUTF8": "1"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_command_can_be_started_through_a_link(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "covermap").symlink_to(ready / "covermap")
    answer = subprocess.run(
        [tmp_path / "covermap"], capture_output=True, encoding="utf-8", check=True, cwd=tmp_path
    )
    assert json.loads(answer.stdout)["file"] == str(ready / "geo" / "__main__.py")


def test_moved_project_keeps_its_environment(copy: Path) -> None:
    moved = start(copy, "run")
    assert moved.stderr == ""
    assert json.loads(moved.stdout)["file"] == str(copy / "geo" / "__main__.py")


def test_tests_add_their_packages_and_run_from_the_project_root(copy: Path, tmp_path: Path) -> None:
    first = start(copy, "test", "-k", "a b", cwd=tmp_path)
    pinned = ["--rootdir", str(copy), "-c", str(copy / "pyproject.toml")]
    assert json.loads(first.stdout) == [str(copy), [*pinned, "-k", "a b"]]
    assert "1/2" not in first.stderr  # the environment itself was kept
    assert "2/2" in first.stderr
    assert start(copy, "test").stderr == ""
    assert start(copy, "run").stderr == ""


# --- what makes a set-up necessary -------------------------------------------------------------


def test_set_up_is_done_once(launcher: ModuleType, steps: list[str]) -> None:
    assert [launcher.main(["run"]), launcher.main(["doctor"])] == [0, 0]
    assert steps == ["make", "run"]


def test_fresh_test_set_up_installs_both_lists_at_once(
    launcher: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(launcher.ROOT)
    launcher.main(["test"])
    launcher.main(["run"])
    assert steps == ["make", "run+test"]


def test_changed_pins_rebuild_but_changed_line_ends_do_not(
    launcher: ModuleType, steps: list[str]
) -> None:
    launcher.main(["run"])
    launcher.RUN_PINS.write_bytes(b"run pins\r\n")
    launcher.main(["run"])
    assert steps == ["make", "run"]
    launcher.RUN_PINS.write_text("newer pins\n")
    launcher.main(["run"])
    assert steps == ["make", "run"] * 2


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the base interpreter in pyvenv.cfg")
def test_python_that_went_away_or_changed_rebuilds(launcher: ModuleType, steps: list[str]) -> None:
    launcher.main(["run"])
    launcher.venv_python().unlink()
    launcher.main(["run"])
    (launcher.VENV / "pyvenv.cfg").write_text("version = 3.13.0\n")
    launcher.main(["run"])
    assert steps == ["make", "run"] * 3


@pytest.mark.parametrize("stamp", ["", "[]", '{"python": "3.12"}'])
def test_unreadable_stamp_rebuilds(launcher: ModuleType, steps: list[str], stamp: str) -> None:
    launcher.main(["run"])
    launcher.STAMP.write_text(stamp)
    launcher.main(["run"])
    assert steps == ["make", "run"] * 2


@pytest.mark.parametrize("arguments", [["run"], ["test"]])
def test_interrupted_set_up_does_not_look_finished(
    launcher: ModuleType,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    if arguments == ["test"]:
        launcher.main(["run"])  # adding to a good environment is interrupted

    def interrupt(pins: list[Path], lock: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(launcher, "install", interrupt)
        assert launcher.main(arguments) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert not launcher.is_ready(for_tests=False)
    assert launcher.main(["run"]) == 0
    assert steps[-2:] == ["make", "run"]


def test_environment_of_somebody_else_is_left_alone(
    launcher: ModuleType, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    launcher.VENV.mkdir()
    (launcher.VENV / "pyvenv.cfg").write_text("version = 3.12.4\n")
    assert launcher.main(["run"]) == 3
    assert [entry.name for entry in launcher.VENV.iterdir()] == ["pyvenv.cfg"]
    message = capsys.readouterr().err
    assert "不是 covermap 创建的" in message
    assert "was not made by covermap" in message


# --- two starts at once ------------------------------------------------------------------------


def test_two_starts_at_once_set_up_once(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    starts = [
        subprocess.Popen(
            [sys.executable, str(project / "covermap"), "run", str(number)],
            env=user_environment(project),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for number in range(2)
    ]
    answers = [process.communicate(timeout=120) for process in starts]
    assert [process.returncode for process in starts] == [0, 0]
    assert [json.loads(out)["arguments"] for out, _ in answers] == [["run", "0"], ["run", "1"]]
    assert sorted(err.count("1/2") for _, err in answers) == [0, 1]


@pytest.mark.skipif(os.name == "nt", reason="a Windows lock belongs to one process")
def test_lock_is_held_until_the_last_step_of_a_killed_set_up_ends(tmp_path: Path) -> None:
    launcher = load(tmp_path)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import runpy\n"
        "launcher = runpy.run_path(sys.argv[1] + '/covermap')\n"
        "with launcher['only_one_set_up']() as lock:\n"
        "    step = 'import time, sys; print(1, file=sys.stderr, flush=True); time.sleep(1)'\n"
        "    launcher['call']([sys.executable, '-c', step], lock)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE
    ) as owner:
        assert owner.stderr is not None
        owner.stderr.readline()  # the step runs
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        with launcher.LOCK.open("a+") as handle:
            assert not launcher.try_lock(handle.fileno())
            owner.stderr.read()  # until the step, which holds the pipe too, has ended
            assert launcher.try_lock(handle.fileno())


# --- finding a Python --------------------------------------------------------------------------


def test_launcher_is_within_the_syntax_of_python_3_6() -> None:
    ast.parse(LAUNCHER.read_text(encoding="utf-8"), feature_version=(3, 6))


def old_pythons() -> Iterator[tuple[str, int]]:
    """Yield the interpreters on this machine that are older than covermap accepts."""
    for minor in range(6, 11):
        path = shutil.which(f"python3.{minor}")
        if path and not subprocess.run([path, "-V"], capture_output=True, check=False).returncode:
            yield path, minor


def test_too_old_python_says_what_is_needed(tmp_path: Path) -> None:
    old, minor = next(old_pythons(), (None, None))
    if old is None:
        pytest.skip("no Python 3.6 to 3.10 on this machine to try it with")
    make_project(tmp_path / "project")
    answer = subprocess.run(
        [old, tmp_path / "project" / "covermap", "run"],
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 3
    assert "需要 64 位 CPython 3.11–3.14" in answer.stderr
    assert f"found only: 3.{minor}" in answer.stderr


def python(launcher: ModuleType, version: tuple[int, int], **facts: bool) -> object:
    """Return what an interpreter of that version would say."""
    said = {"has_wheels": True, "has_venv": True, **facts}
    return launcher.Python(f"/opt/python{version[1]}", version, **said)


def found(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, *pythons: object) -> str:
    """Return the choice among these interpreters."""
    monkeypatch.setattr(launcher, "candidates", lambda: pythons)
    monkeypatch.setattr(launcher, "probe", lambda candidate: candidate)
    return str(launcher.find_python())


def test_running_python_is_taken_when_it_suits(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pythons = [python(launcher, (3, 11)), python(launcher, (3, 14))]
    assert found(launcher, monkeypatch, *pythons) == "/opt/python11"


@pytest.mark.parametrize(
    ("version", "facts"),
    [
        ((3, 10), {}),
        ((3, 15), {}),
        ((3, 12), {"has_wheels": False}),
        ((3, 12), {"has_venv": False}),
    ],
)
def test_unsuitable_python_is_passed_over(
    launcher: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, int],
    facts: dict[str, bool],
) -> None:
    pythons = [None, python(launcher, version, **facts), python(launcher, (3, 13))]
    assert found(launcher, monkeypatch, *pythons) == "/opt/python13"


def test_without_a_suitable_python_the_message_lists_what_was_found(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(launcher.SetupError, match=r"3\.6 \(/opt/python6\)") as caught:
        found(launcher, monkeypatch, python(launcher, (3, 6)))
    assert "3.11–3.14" in caught.value.zh
    assert "3.11–3.14" in caught.value.en


def test_missing_venv_module_names_the_package_to_install(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(launcher.SetupError) as caught:
        found(launcher, monkeypatch, python(launcher, (3, 12), has_venv=False))
    assert "apt install python3.12-venv" in caught.value.zh
    assert "apt install python3.12-venv" in caught.value.en


def test_probe_reads_a_real_interpreter(launcher: ModuleType) -> None:
    assert launcher.probe([sys.executable]) == (sys.executable, sys.version_info[:2], True, True)


def test_probe_of_something_that_is_no_python_is_none(launcher: ModuleType, tmp_path: Path) -> None:
    assert launcher.probe([str(tmp_path / "absent")]) is None
    assert launcher.probe([sys.executable, "-c", "raise SystemExit(127)"]) is None
    assert launcher.probe([sys.executable, "-c", "print('hello')"]) is None


def test_candidates_are_the_running_python_then_the_newest(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "py" else f"/bin/{name}")
    assert list(launcher.candidates()) == [
        [sys.executable],
        *([f"/bin/python3.{minor}"] for minor in (14, 13, 12, 11)),
    ]


# --- what can go wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("log", "zh", "en"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘空间不足", "Not enough disk space"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "与固定的哈希不符", "pinned hash"),
        (
            "NewConnectionError(...)\nERROR: No matching distribution found for affine",
            "请检查网络",
            "Check the network",
        ),
        ("SSLError(CERTIFICATE_VERIFY_FAILED)", "请检查网络", "Check the network"),
        ("ERROR: No matching distribution found for affine", "安装包", "no build for this system"),
        ("something else", "pip 安装失败", "pip failed"),
    ],
)
def test_failed_pip_is_explained_with_a_remedy(
    launcher: ModuleType, log: str, zh: str, en: str
) -> None:
    problem = launcher.problem_from_log(log)
    assert zh in problem.zh
    assert en in problem.en


def test_wheel_with_another_hash_is_refused(copy: Path) -> None:
    pins = copy / "requirements" / "test.txt"
    name, _, value = pins.read_text().rpartition("sha256:")
    pins.write_text(f"{name}sha256:{'0' * 64}\n")
    assert len(value.strip()) == 64
    answer = start(copy, "test")
    assert answer.returncode == 3
    assert "与固定的哈希不符" in answer.stderr
    assert not (copy / ".venv" / "covermap-stamp.json").exists()


def test_missing_wheel_is_reported(copy: Path) -> None:
    (copy / "wheels" / "pytest-1.0-py3-none-any.whl").unlink()
    answer = start(copy, "test")
    assert answer.returncode == 3
    assert "no build for this system" in answer.stderr


def test_full_disk_is_seen_before_the_download(
    launcher: ModuleType,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    usage = shutil.disk_usage(launcher.ROOT)._replace(free=300_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert launcher.main(["run"]) == 3
    assert steps == []
    assert "300 MB < 1500 MB" in capsys.readouterr().err


def test_disk_that_fills_up_meanwhile_is_reported_as_such(launcher: ModuleType) -> None:
    assert "磁盘空间不足" in launcher.problem_from(OSError(28, "No space left on device")).zh


def test_folder_that_cannot_be_written_is_reported(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "LOCK", launcher.ROOT / "absent" / "lock")
    assert launcher.main(["run"]) == 3
    assert "Check that the folder is writable" in capsys.readouterr().err


def test_missing_pins_are_reported(
    launcher: ModuleType, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    launcher.main(["run"])
    launcher.RUN_PINS.unlink()
    assert launcher.main(["run"]) == 3
    assert "run.txt is missing" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["geo", "layers", "layers.py"])
def test_foreign_package_of_our_name_in_the_environment_is_refused(copy: Path, name: str) -> None:
    site = load(copy).site_packages()
    (site / name).mkdir()
    answer = start(copy, "run")
    assert answer.returncode == 3
    assert f"{site / name} belongs to another distribution" in answer.stderr


# --- Windows -----------------------------------------------------------------------------------


def test_windows_command_passes_everything_on() -> None:
    text = LAUNCHER.with_suffix(".cmd").read_text(encoding="utf-8")
    for interpreter in ("py -3", "python"):
        assert f'{interpreter} "%~dp0covermap" %*\nexit /b %errorlevel%\n' in text
    assert 'set "PYTHONUTF8=1"' in text
    assert "exit /b 3" in text
