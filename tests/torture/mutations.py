"""Thousands of spoilt files: ``python -m tests.torture.mutations --count 10000``.

Every kind of file of the corpus is spoilt in ways that a seed decides, and read as ``covermap
check`` reads it: in a process of its own with limits of memory and time. What must never come
of it is an exception that nobody foresaw.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from geo.apart import Apart
from geo.commands import checking
from layers.errors import InputError
from tests.corpus import CASES
from tests.torture._mutators import spoilt

_LARGEST = 300_000  # bytes of a file that is spoilt
_OFTEN = 5
_LOST = ("reader-crashed", "reader-full", "reader-late")
_NO_FILES = ("path-", "net-vsicurl")  # cases of which there is no file to spoil


class Seed(NamedTuple):
    """A file to be spoilt, with what belongs beside it."""

    role: str
    path: Path


class Figures(NamedTuple):
    """What became of the files."""

    count: int
    outcomes: Counter[str]
    bugs: list[str]
    peak_bytes: int

    def line(self) -> str:
        """Return the figures as one line."""
        lost = ", ".join(f"{self.outcomes[code]} {code}" for code in _LOST)
        return (
            f"{self.count} spoilt files: {len(self.bugs)} uncaught, {lost}, "
            f"{self.outcomes['used']} usable, {self.outcomes['refused']} refused, "
            f"peak {self.peak_bytes / 1e6:.0f} MB"
        )


def seeds(folder: Path) -> dict[str, list[Seed]]:
    """Write the files of the corpus and return them by kind."""
    kinds: dict[str, list[Seed]] = {}
    for number, case in enumerate(CASES):
        if case.name.startswith(_NO_FILES):
            continue
        inside = folder / str(number)
        inside.mkdir()
        path = case.build(inside)
        if path.is_file() and 0 < path.stat().st_size <= _LARGEST:
            # What can be read leads deeper into the readers than what is refused at once.
            often = 1 if case.treatment == "refused" else _OFTEN
            of_a_kind = kinds.setdefault(f"{case.role} {path.suffix.lower()}", [])
            of_a_kind += [Seed(case.role, path)] * often
    return kinds


def look(role: str, path: Path) -> tuple[bool, int]:
    """Check a file here, in a process of its own already; return usable and its peak [byte]."""
    Apart.ask = lambda _self, function, _path, *given: partial(function, *given)  # type: ignore[method-assign]
    usable = checking.check(role, path).usable
    return usable, _peak_bytes()


def _peak_bytes() -> int:
    """Return the most memory this process has held; rusage would count what started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (kilobytes,) = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
    return int(kilobytes) * 1024


def mutate(count: int, seed: int, keep: Path | None = None) -> Figures:
    """Spoil and read so many files.

    Parameters
    ----------
    count
        Files.
    seed
        The same seed spoils the same files in the same way.
    keep
        Folder for the files that nothing could be said of.
    """
    outcomes: Counter[str] = Counter()
    bugs: list[str] = []
    peak = 0
    with tempfile.TemporaryDirectory(prefix="covermap-") as name, closing(Apart()) as reader:
        kinds = seeds(Path(name))
        for number in range(count):
            chance = random.Random(f"{seed}-{number}")  # noqa: S311 - the same files each time
            kind = sorted(kinds)[number % len(kinds)]
            path, role = _spoil(Path(name) / "spoilt", kinds[kind], chance)
            try:
                usable, used = reader.call(look, path, role, path)
                outcomes["used" if usable else "refused"] += 1
                peak = max(peak, used)
                continue
            except InputError as error:
                outcomes[error.findings[0].code] += 1
            except RuntimeError as error:
                bugs.append(f"{seed}-{number} {kind} {path.name}\n{error}")
            if keep is not None:
                shutil.copytree(path.parent, keep / f"{seed}-{number}", dirs_exist_ok=True)
    return Figures(count, outcomes, bugs, peak)


def _spoil(folder: Path, of_a_kind: list[Seed], chance: random.Random) -> tuple[Path, str]:
    """Write a spoilt copy of one file, with what lies beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    seed, other = chance.choice(of_a_kind), chance.choice(of_a_kind)
    shutil.copytree(seed.path.parent, folder)
    parts = [part for part in sorted(folder.iterdir()) if part.is_file()]
    part = folder / seed.path.name if chance.random() < 0.7 else chance.choice(parts)
    part.write_bytes(spoilt(part.read_bytes(), other.path.read_bytes(), chance))
    return folder / seed.path.name, seed.role


FULL = 10_000


def run(count: int, seed: int) -> str:
    """Return the figures of so many spoilt files as one line; nothing may go uncaught."""
    figures = mutate(count, seed)
    assert not figures.bugs, "\n".join([*figures.bugs, figures.line()])
    return figures.line()


def main() -> None:
    """Run from the command line; exit 1 when something was not caught."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="folder for the files that made trouble")
    given = asked.parse_args()
    figures = mutate(given.count, given.seed, given.keep)
    for bug in figures.bugs:
        print(bug)
    print(figures.line())
    sys.exit(bool(figures.bugs))


if __name__ == "__main__":
    main()
