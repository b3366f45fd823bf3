"""Names of divisions as people write them → codes; which of them a run is about."""

from __future__ import annotations

import difflib

import geopandas as gpd
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text

# What is written behind a short name: 海东地区 became 海东市 in 2013, 同仁县 同仁市 in 2020.
_PREFECTURE_ENDINGS = ("州", "市", "地区")
_COUNTY_ENDINGS = ("县", "市", "区", "行委")


def codes_of(names: pd.Series[str], divisions: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of each division named.

    Parameters
    ----------
    names
        Full name, short name (海北, 海北州; 格尔木, 大通县), English name or code.
    divisions
        The layer ``prefectures`` or ``counties``.

    Returns
    -------
    pandas.Series
        Codes, ``""`` for what is no name of a division of the layer.
    """
    known = _spellings(divisions)
    # A million rows name some forty counties.
    codes = {name: known.get(_fold(name), "") for name in names.unique()}
    return names.map(codes).astype("str")


def resolve(asked: list[str], prefectures: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the codes of the prefectures asked for.

    Parameters
    ----------
    asked
        Names as `codes_of` understands them; empty = all.
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
    wanted = codes_of(pd.Series(asked, dtype="str"), prefectures)
    if (wanted == "").any():
        names = _spellings(prefectures)
        unknown = [name for name, code in zip(asked, wanted, strict=True) if not code]
        raise InputError([_unknown(name, names) for name in unknown])
    return tuple(code for code in prefectures["adcode"] if code in set(wanted))


def _spellings(divisions: gpd.GeoDataFrame) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in divisions.itertuples():
        endings = _COUNTY_ENDINGS if row.prefecture_adcode else _PREFECTURE_ENDINGS
        english = row.name_en.split(" ")[0]
        for name in (row.adcode, row.name_zh, row.short_zh, row.name_en, english):
            names[_fold(name)] = row.adcode
        if row.short_zh:
            for ending in endings:
                names[_fold(row.short_zh + ending)] = row.adcode
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
