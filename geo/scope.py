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
_GUESSES = 3  # prefectures named as what may be meant


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
        raise InputError([_unknown(name, names, prefectures) for name in unknown])
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


def _unknown(name: str, names: dict[str, str], prefectures: gpd.GeoDataFrame) -> Finding:
    close = difflib.get_close_matches(_fold(name), list(names), n=len(names), cutoff=0.3)
    shared = [known for known in names if not known.isascii() and set(known) & set(name)]
    # One spelling of each prefecture: 海东, 海东市 and 海东州 are the same guess.
    guesses: dict[str, str] = {}
    for known in [*close, *sorted(shared, key=len)]:
        guesses.setdefault(names[known], known)
    likely = list(guesses.values())[:_GUESSES]
    remedy = Text(f"是否应为：{'、'.join(likely)}？", f"did you mean: {', '.join(likely)}?")
    return Finding(
        "unknown-prefecture",
        Text(f"没有市州“{name}”", f"there is no prefecture {name!r}"),
        remedy if likely else _all_of(prefectures),
        field="--prefecture",
    )


def _all_of(prefectures: gpd.GeoDataFrame) -> Text:
    """Return what can be asked for, where nothing typed is like any of it."""
    zh = "、".join(
        prefectures["short_zh"].where(prefectures["short_zh"] != "", prefectures["name_zh"])
    )
    en = ", ".join(name.split(" ")[0] for name in prefectures["name_en"])
    return Text(
        f"可用：{zh}（按市州，不按县）", f"one of: {en} (a prefecture: counties have no runs)"
    )
