"""Field names for a Shapefile: ASCII, at most ten bytes, different, and still to be read."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 10
_LEAST = 3  # letters left of a word while there is another way


def short_names(columns: Iterable[str]) -> dict[str, str]:
    """Return a name of at most ten bytes for each column, in order.

    Parameters
    ----------
    columns
        ASCII names, different from each other. The longest words lose their ends first.

    Examples
    --------
    >>> short_names(["prefecture_adcode", "level90_dbm", "id"])
    {'prefecture_adcode': 'pref_adcod', 'level90_dbm': 'leve90_dbm', 'id': 'id'}
    """
    columns = list(columns)
    taken = {column for column in columns if len(column) <= LONGEST}
    names = {}
    for column in columns:
        name = column
        if len(column) > LONGEST:
            name = _free(_shortened(column), taken)
            taken.add(name)
        names[column] = name
    return names


def _shortened(column: str) -> str:
    words = column.split("_")
    while len("_".join(words)) > LONGEST and max(map(_letters, words)) > _LEAST:
        longest = max(range(len(words)), key=lambda i: _letters(words[i]))
        words[longest] = _less(words[longest])
    name = "_".join(words)
    return name if len(name) <= LONGEST else "".join(words)[:LONGEST]


def _letters(word: str) -> int:
    return len(word.rstrip("0123456789"))


def _less(word: str) -> str:
    """Return a word without its last letter; a number at its end tells columns apart."""
    stem = word.rstrip("0123456789")
    return stem[:-1] + word[len(stem) :]


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name[: LONGEST - len(str(number))]}{number}"
    return found
