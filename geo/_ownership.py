"""Start-up check that `geo` and `layers` are covermap's own packages.

PyPI has an unrelated distribution called ``geo``. Installed into the same environment it
would replace our modules, or mix its files with them, and results would be nobody's.
"""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

NAMES = ("geo", "layers")
OURS = "covermap"


def check_ownership() -> None:
    """Refuse to work when `geo` or `layers` is not covermap's own.

    It is meant for every start: 10 ms instead of the 150 ms of
    `importlib.metadata.packages_distributions`, with the same answer for these names.

    Raises
    ------
    layers.errors.EnvironmentProblem
        When another distribution owns either name, or `layers` is not the one beside `geo`.
        An `ImportError` with the same text when our `layers` cannot even be imported.
    """
    root = Path(__file__).resolve().parents[1]
    found = _origin("layers")
    if found != root / "layers":
        raise ImportError("\n".join(_misplaced("layers", found, root)))
    for name in NAMES:
        others = owners(name) - {OURS}
        if others:
            _refuse(name, sorted(others))


def owners(name: str) -> set[str]:
    """Return the installed distributions that provide the top-level package `name`.

    Parameters
    ----------
    name
        Import name of a package or module.

    Returns
    -------
    set of str
        Distribution names; empty when the package only lies in the project folder.
    """
    return {entry.name for entry in distributions() if _provides(entry, name)}


def _provides(entry: Distribution, name: str) -> bool:
    declared = (entry.read_text("top_level.txt") or "").split()
    if declared:  # also the only trace that an editable installation leaves
        return name in declared
    # The raw text is searched: parsing 1.8 MB of RECORD into paths is what costs the time.
    record = entry.read_text("RECORD") or ""
    module = rf"^{re.escape(name)}(/|\.py,|\.[^/,]*(so|pyd),)"
    return re.search(module, record, re.MULTILINE) is not None


def _origin(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent


def _misplaced(name: str, found: Path | None, root: Path) -> tuple[str, str]:
    return (
        f"{name} 不是 covermap 自带的包（找到 {found}，应为 {root / name}）。"
        "请删除 .venv 后用 ./covermap 重新安装。",
        f"{name} is not covermap's own package (found {found}, expected {root / name}). "
        "Delete .venv and set it up again with ./covermap.",
    )


def _refuse(name: str, others: list[str]) -> None:
    # Imported here: `layers` loads the table libraries, which a good start need not wait for.
    from layers.errors import EnvironmentProblem  # noqa: PLC0415
    from layers.text import Text  # noqa: PLC0415

    listed = ", ".join(others)
    raise EnvironmentProblem(
        Text(
            f"包名 {name} 已被另一个软件包占用：{listed}。"
            f"请执行 pip uninstall {' '.join(others)}，或删除 .venv 后用 ./covermap 重新安装。",
            f"The package name {name} is owned by another distribution: {listed}. "
            f"Run pip uninstall {' '.join(others)}, or delete .venv and set it up again with "
            "./covermap.",
        )
    )
