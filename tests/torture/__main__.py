"""``python -m tests.torture NAME [--count N] [--seed S]``: a torture test in its full form."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from types import ModuleType

import tests.torture


def catalogue() -> dict[str, ModuleType]:
    """Return the tests by name: the modules that can be run."""
    names = [found.name for found in pkgutil.iter_modules(tests.torture.__path__)]
    modules = {
        name: importlib.import_module(f"tests.torture.{name}") for name in names if name[0] != "_"
    }
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def main() -> None:
    """Run one test, or all, and print a line of figures for each; exit 1 when one failed."""
    known = catalogue()
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("name", choices=[*known, "all"])
    parser.add_argument("--count", type=int, help="how often (default: the full form)")
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    chosen = [name for name in known if asked.name in (name, "all")]
    passed = [_passes(name, known[name], asked.count, asked.seed) for name in chosen]
    sys.exit(not all(passed))


def _passes(name: str, module: ModuleType, count: int | None, seed: int) -> bool:
    """Run one test and print its figures, or what it found; the others still have their turn."""
    began = time.monotonic()
    try:
        said, passed = module.run(count or getattr(module, "FULL", 1), seed), True
    except AssertionError as found:
        said, passed = f"{name}: FAILED: {found}", False
    print(f"{said} [{time.monotonic() - began:.0f} s]", flush=True)
    return passed


if __name__ == "__main__":
    main()
