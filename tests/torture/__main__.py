"""``python -m tests.torture NAME [--count N] [--seed S]``: a torture test in its full form."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
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
    """Run one test, or all, and print a line of figures for each."""
    known = catalogue()
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("name", choices=[*known, "all"])
    parser.add_argument("--count", type=int, help="how often (default: the full form)")
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    for name, module in known.items():
        if asked.name in (name, "all"):
            began = time.monotonic()
            line = module.run(asked.count or getattr(module, "FULL", 1), asked.seed)
            print(f"{line} [{time.monotonic() - began:.0f} s]", flush=True)


if __name__ == "__main__":
    main()
