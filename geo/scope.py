"""Which part of the province a run is about: names as people write them → codes."""

from __future__ import annotations

import difflib

import geopandas as gpd

from layers.errors import Finding, InputError
from layers.text import Text


def resolve(asked: list[str], prefectures: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the codes of the prefectures asked for.

    Parameters
    ----------
    asked
        Full name, short name (海北, 海北州), English name or code; empty = all.
    prefectures
        The layer ``prefectures``.

    Returns
    -------
    tuple of str
        Codes in their order in the layer, each once.

    Raises
    ------
    InputError
        With suggestions for a name that is not a prefecture's.
    """
    if not asked:
        return tuple(prefectures["adcode"])
    names = _spellings(prefectures)
    findings = [_unknown(name, names) for name in asked if _fold(name) not in names]
    if findings:
        raise InputError(findings)
    wanted = {names[_fold(name)] for name in asked}
    return tuple(code for code in prefectures["adcode"] if code in wanted)


def _spellings(prefectures: gpd.GeoDataFrame) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in prefectures.itertuples():
        english = row.name_en.split(" ")[0]
        for name in (row.adcode, row.name_zh, row.short_zh, row.name_en, english):
            names[_fold(name)] = row.adcode
        if row.short_zh:
            for suffix in ("州", "市", "地区"):  # 海东地区 became 海东市 in 2013, still written
                names[_fold(row.short_zh + suffix)] = row.adcode
    names.pop("", None)
    return names


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


def _unknown(name: str, names: dict[str, str]) -> Finding:
    close = difflib.get_close_matches(_fold(name), list(names), n=3, cutoff=0.3)
    shared = [known for known in names if not known.isascii() and set(known) & set(name)]
    guesses = list(dict.fromkeys([*close, *sorted(shared, key=len)]))[:3] or sorted(
        known for known in names if known.isdigit()
    )
    return Finding(
        "unknown-prefecture",
        Text(f"没有市州“{name}”", f"there is no prefecture {name!r}"),
        Text(f"是否应为：{'、'.join(guesses)}？", f"did you mean: {', '.join(guesses)}?"),
        field="--prefecture",
    )
