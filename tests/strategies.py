"""Hypothesis strategies shared by the tests: places in Qinghai and cells as people type them."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# The bounds of the province, rounded outwards. [degree]
WEST, SOUTH, EAST, NORTH = 89.4, 31.6, 103.07, 39.21

longitudes = st.floats(WEST, EAST)
latitudes = st.floats(SOUTH, NORTH)
datums = st.sampled_from(["CGCS2000", "WGS84", "GCJ02", "BD09"])


def examples(few: int) -> settings:
    """Return settings of a test whose examples take long: a few, all in the torture profile."""
    tortured = settings.get_current_profile_name() == "torture"
    return settings() if tortured else settings(max_examples=few)


_FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")


@st.composite
def typed_numbers(draw: st.DrawFn) -> tuple[str, float]:
    """A number as a person might type it, and the number that is meant."""
    value = draw(st.decimals(-99_999, 99_999, places=3).map(float))
    text = f"{value:,.3f}" if draw(st.booleans()) else repr(value)
    text = draw(st.sampled_from(["", " "])) + text
    return (text.translate(_FULL_WIDTH) if draw(st.booleans()) else text), value


# Text of one cell: whatever a sheet can hold, without the blanks that reading strips, and
# without what a text file cannot keep apart (line ends are folded to "\n").
cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=["Cs", "Cc"]),
    max_size=12,
).map(str.strip)

_OPERATORS = ("中国移动", "中国电信", "中国联通", "中国广电")
_BANDS = {"NR": ("n28", "n41", "n78", "n79"), "LTE": ("B3", "B8", "B41")}


@st.composite
def station_kinds(draw: st.DrawFn, *, lte: bool = True) -> list[dict[str, str]]:
    """Operator, technology and band of some stations, as columns of `base_stations`."""
    techs = st.sampled_from(["NR", "NR", "LTE"] if lte else ["NR"])
    kinds = []
    for _ in range(draw(st.integers(0, 12))):
        tech = draw(techs)
        band = draw(st.sampled_from(_BANDS[tech]))
        kinds.append({"operator": draw(st.sampled_from(_OPERATORS)), "tech": tech, "band": band})
    return kinds
