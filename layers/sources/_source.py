"""What a usual source of files is: the frozen `Source` value, and the marks it is known by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .._reading import fold
from ..text import Text
from ._draft import Draft


@dataclass(frozen=True)
class Seen:
    """What a file shows of where it comes from.

    Parameters
    ----------
    suffix
        Of the file, in small letters, e.g. ``".csv"``.
    headers
        Names of its columns, as `fold` leaves them.
    marks
        What the reader met on the way → how often, e.g. an element of a KML document.
    """

    suffix: str
    headers: frozenset[str]
    marks: Mapping[str, int] = field(default_factory=dict)

    def any_of(self, *headers: str) -> bool:
        """Return whether one of some columns is there."""
        return any(fold(header) in self.headers for header in headers)


@dataclass(frozen=True)
class Mark:
    """One thing a source is known by: what it is called, and whether it is there."""

    what: Text
    there: Callable[[Seen], bool]


@dataclass(frozen=True)
class Dropped:
    """Columns of a source that are not read, and why."""

    why: Text
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One usual source of a planner's files.

    Parameters
    ----------
    name
        Name of its module and in settings.
    title
        Wording.
    roles
        Layers such files serve, empty = any.
    marks
        All of them are there in every file of the source.
    documented
        Where the format is described, or that it is nowhere.
    columns
        Header → column of the layer, beside those that every file may use.
    dropped
        Columns that are not read.
    datum
        Datum of its coordinates, ``""`` = as declared, else as for any file.
    header
        Columns of a file that comes without a line of headers.
    headless
        Whether a first line is one of data of such a file.
    unaided
        What the file must show as well for the source to be known without being declared,
        ``None`` = nothing more.
    shape
        Makes rows of the layer of the rows of the file, and says what it assumes.
    """

    name: str
    title: Text
    roles: tuple[str, ...]
    marks: tuple[Mark, ...]
    documented: str
    columns: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    datum: str = ""
    header: tuple[str, ...] = ()
    headless: Callable[[Sequence[str]], bool] | None = None
    unaided: Callable[[Seen], bool] | None = None
    shape: Callable[[Draft, Seen], None] | None = None

    def serves(self, layer: str) -> bool:
        """Return whether files of the source are for a layer."""
        return not self.roles or layer in self.roles

    def known_by(self, seen: Seen) -> bool:
        """Return whether a file is known to be of the source, though nobody says so."""
        return not self.missing(seen) and (self.unaided is None or self.unaided(seen))

    def missing(self, seen: Seen) -> list[Mark]:
        """Return the marks that a file does not have."""
        return [mark for mark in self.marks if not mark.there(seen)]


def headers(*names: str) -> Mark:
    """Return the mark of columns that must all be there."""
    shown = "、".join(names)
    return Mark(
        Text(f"列 {shown}", f"the columns {', '.join(names)}"),
        lambda seen: all(seen.any_of(name) for name in names),
    )


def one_of(*names: str, least: int = 1) -> Mark:
    """Return the mark of columns of which some must be there."""
    return Mark(
        Text(f"列 {'、'.join(names)} 中的 {least} 列", f"{least} of {', '.join(names)}"),
        lambda seen: sum(seen.any_of(name) for name in names) >= least,
    )


def suffix(*suffixes: str) -> Mark:
    """Return the mark of a kind of file."""
    shown = " ".join(suffixes)
    return Mark(Text(f"文件为 {shown}", f"a file {shown}"), lambda seen: seen.suffix in suffixes)
