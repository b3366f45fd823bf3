"""Networks and views: who may use what, and what must hold whoever has which stations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import NO_DATA, NO_STATION, Window
from geo.grid import Grid
from geo.networks import (
    LTE,
    Name,
    Network,
    View,
    beside,
    count_5g,
    networks_of,
    of_lte,
    own_views,
    parse,
    partner,
    shared_bands,
    view_of_4g,
    views,
    with_sharing,
)
from geo.results import ANY, TECHNOLOGIES
from geo.tally import Tally
from tests.scenes import levels, window
from tests.strategies import station_kinds

MOBILE, TELECOM, UNICOM, BROADNET = "中国移动", "中国电信", "中国联通", "中国广电"
AT = -105.0


def networks(*kinds: tuple[str, str, str]) -> tuple[Network, ...]:
    """Return the networks of stations of an operator, technology and band each."""
    return networks_of(pd.DataFrame(kinds, columns=["operator", "tech", "band"]))[0]


def named(found: tuple[Network, ...]) -> dict[str, tuple[int, ...]]:
    return {view.name: view.members for view in views(found)}


# ------------------------------------------------------------------ which there are


def test_an_operator_alone_has_one_network_whatever_its_bands() -> None:
    found = networks((MOBILE, "NR", "n28"), (MOBILE, "NR", "n41"), (TELECOM, "NR", "n78"))
    # Nobody is there to share with: 移动 with 广电, 电信 with 联通.
    assert found == (Network(MOBILE), Network(TELECOM))
    assert named(found) == {ANY: (0, 1), MOBILE: (0,), TELECOM: (1,)}


def test_a_network_is_split_where_a_partner_may_use_a_part_of_it() -> None:
    found = networks(
        (BROADNET, "NR", "n28"), (MOBILE, "NR", "n41"), (MOBILE, "NR", "n28"), (MOBILE, "NR", "n79")
    )
    assert found == (Network(MOBILE), Network(MOBILE, "NR", True), Network(BROADNET, "NR", True))
    assert named(found) == {
        ANY: (0, 1, 2),
        MOBILE: (0, 1),
        BROADNET: (2,),
        with_sharing(MOBILE): (0, 1, 2),
        with_sharing(BROADNET): (2, 1),
    }
    assert beside(found).tolist() == [1, 1, 2]


def test_a_partner_that_lends_nothing_gives_no_view_with_sharing() -> None:
    # 广电 has 4.9 GHz alone: 移动 gains nothing, but may be used at 700 MHz.
    found = networks((MOBILE, "NR", "n28"), (BROADNET, "NR", "n79"))
    assert found == (Network(MOBILE, "NR", True), Network(BROADNET))
    assert with_sharing(MOBILE) not in named(found)
    assert named(found)[with_sharing(BROADNET)] == (1, 0)


def test_telecom_and_unicom_share_all_of_their_3500_mhz() -> None:
    found = networks((UNICOM, "NR", "n78"), (TELECOM, "NR", "n78"))
    assert found == (Network(TELECOM, "NR", True), Network(UNICOM, "NR", True))
    assert sorted(named(found)[with_sharing(TELECOM)]) == [0, 1]
    assert (partner(TELECOM), shared_bands(TELECOM)) == (UNICOM, frozenset({"n78"}))
    assert (partner("铁塔"), shared_bands("铁塔")) == ("", frozenset())


def test_4g_comes_after_5g_and_has_views_of_its_own() -> None:
    found = networks((MOBILE, "LTE", "B41"), (TELECOM, "NR", "n78"), (BROADNET, "NR", "n28"))
    # 4G of 移动 is no 5G that 广电 could use.
    assert found == (Network(TELECOM), Network(BROADNET), Network(MOBILE, LTE))
    assert named(found) == {
        ANY: (0, 1),
        TELECOM: (0,),
        BROADNET: (1,),
        LTE: (2,),
        of_lte(MOBILE): (2,),
    }
    assert view_of_4g(found) == View(LTE, (2,)) and view_of_4g(found[:2]) == View(LTE, ())


def test_each_station_is_told_its_network() -> None:
    rows = [(TELECOM, "NR", "n78"), (MOBILE, "", "n41"), (MOBILE, "LTE", "B3")]
    found, network = networks_of(pd.DataFrame(rows, columns=["operator", "tech", "band"]))
    assert [found[i].operator for i in network] == [TELECOM, MOBILE, MOBILE]
    assert [found[i].tech for i in network] == ["NR", "NR", LTE]  # not stated is 5G
    none, nothing = networks_of(pd.DataFrame([], columns=["operator", "tech", "band"]))
    assert none == () and nothing.size == 0
    assert [view.name for view in views(none)] == [ANY] and beside(none).size == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (ANY, Name("", "NR", False)),
        (MOBILE, Name(MOBILE, "NR", False)),
        (with_sharing(MOBILE), Name(MOBILE, "NR", True)),
        (LTE, Name("", "LTE", False)),
        (of_lte(MOBILE), Name(MOBILE, "LTE", False)),
    ],
)
def test_a_name_says_what_its_view_is(name: str, said: Name) -> None:
    assert parse(name) == View(name, ()).says == said


def test_members_in_a_row_are_a_slice_and_others_a_list() -> None:
    array = np.arange(5)
    for members in [(), (0,), (1, 2, 3), (0, 2), (3, 1)]:
        view = View("", members)
        assert array[view.axis].tolist() == list(members)
        assert isinstance(view.axis, list) == (members in [(0, 2), (3, 1)])
        assert view.bits == sum(2**member for member in members)


@given(station_kinds())
def test_networks_are_few_ordered_and_the_views_make_sense(kinds: list[dict[str, str]]) -> None:
    stations = pd.DataFrame(kinds, columns=["operator", "tech", "band"])
    found, network = networks_of(stations)
    assert len(set(found)) == len(found) and set(network.tolist()) == set(range(len(found)))
    assert networks_of(stations.iloc[::-1])[0] == found
    techs = [one.tech for one in found]
    assert techs == sorted(techs, reverse=True) and count_5g(found) == techs.count("NR")
    for operator in set(stations["operator"]):
        own = [one for one in found if one.operator == operator]
        assert sum(one.tech == LTE for one in own) <= 1 and len(own) <= 3
    members = {view.name: set(view.members) for view in views(found)}
    assert members[ANY] == set(range(count_5g(found)))
    for view in views(found):
        said = view.says
        assert len(set(view.members)) == len(view.members) and (view.members or view.name == ANY)
        assert set(view.members) <= (members[ANY] if said.tech == "NR" else members[LTE])
        if said.sharing:
            assert set(view.members) > members[said.operator]
    # What stands beside a network is in every view that the network is in.
    for index, other in enumerate(beside(found)):
        assert all(other in group for group in members.values() if index in group)


# ------------------------------------------------------- what must hold in every cell

STEPS = (np.nan, AT - 20.0, float(np.nextafter(np.float32(AT), np.float32(-200.0))), AT, AT + 9.0)


@st.composite
def cells(draw: st.DrawFn) -> Window:
    """A row of cells with any level and any doubt for each network of some stations."""
    kinds = draw(station_kinds())
    found = networks_of(pd.DataFrame(kinds, columns=["operator", "tech", "band"]))[0]
    grid: Grid = window(100.0, 1, 24)
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (len(found), *grid.shape)
    level = chance.choice(STEPS, shape)
    possible = chance.choice(STEPS, shape, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    return levels(grid, level, level - chance.choice([0.0, 9.0]), possible=possible, networks=found)


@given(cells())
def test_who_may_use_more_never_has_less(found: Window) -> None:
    by_name = {view.name: view for view in views(found.networks)}
    reached = found.reached(AT)
    best, everyone = found.level_of(by_name[ANY]), reached.by(by_name[ANY])
    assert np.array_equal(best, found.any_operator(), equal_nan=True)
    for view in by_name.values():
        level, covered = found.level_of(view), reached.by(view)
        assert np.array_equal(covered, level[0] >= AT)
        assert np.array_equal(reached.open_to(view), found.open_of(view, AT))
        assert not (covered & reached.open_to(view)).any()
        if view.says.tech == "NR":
            assert (np.fmax(level, best) == best).all(where=~np.isnan(best))
            assert not (covered & ~everyone).any()
        if view.says.sharing:
            own = by_name[view.says.operator]
            assert not (reached.by(own) & ~covered).any()
    if LTE in by_name:
        of_4g = [v for v in by_name.values() if v.says.tech == LTE and v.says.operator]
        each = np.any([reached.by(view) for view in of_4g], axis=0)
        assert np.array_equal(each, reached.by(by_name[LTE]))


@given(cells())
def test_operators_are_counted_and_gain_by_their_own_networks(found: Window) -> None:
    reached = found.reached(AT)
    own = [reached.by(view) for view in own_views(found.networks)]
    sure = [~reached.open_to(view) for view in own_views(found.networks)]
    count, gaining = reached.operators().astype(int), reached.gaining().astype(int)
    assert np.array_equal(count, np.sum(own, axis=0) if own else np.zeros_like(count))
    assert ((gaining >= 0) & (gaining <= len(own) - count)).all()
    everyone = reached.by(views(found.networks)[0])
    assert (gaining[~everyone] == 0).all()
    known = np.all(sure, axis=0) if sure else np.ones_like(everyone)
    assert (gaining + count)[everyone & known].tolist() == [len(own)] * (everyone & known).sum()


@given(cells())
def test_technologies_part_the_cells(found: Window) -> None:
    seen = np.array(TECHNOLOGIES)[found.reached(AT).technologies()]
    of_5g, of_4g = views(found.networks)[0], view_of_4g(found.networks)
    unknown = found.open_of(of_5g, AT) | found.open_of(of_4g, AT)
    assert ((seen == "no_data") == unknown).all()
    by_5g, by_4g = found.level_of(of_5g)[0] >= AT, found.level_of(of_4g)[0] >= AT
    assert (np.isin(seen, ["both", "nr"]) == by_5g)[~unknown].all()
    assert (np.isin(seen, ["both", "lte"]) == by_4g)[~unknown].all()


@given(cells())
def test_4g_plays_no_part_in_what_is_said_of_5g(found: Window) -> None:
    n = count_5g(found.networks)
    alone = levels(
        found.grid,
        found.level_dbm[0, :n],
        found.level_dbm[1, :n],
        possible=found.possible_dbm[:n],
        networks=found.networks[:n],
    )
    one, other = found.at(AT), alone.at(AT)
    for name in ("classes", "limits", "is_open", "pass_probability", "best_dbm"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
    for name in ("operators", "gaining"):
        assert np.array_equal(getattr(one.reached, name)(), getattr(other.reached, name)())
    assert ((one.classes == NO_DATA) == one.is_open).all()
    nothing = found.no_station(views(found.networks)[0])
    assert ((one.classes == NO_STATION) == nothing).all()


@given(cells(), st.integers(0, 2**32 - 1))
def test_what_is_counted_adds_up_whoever_has_which_stations(found: Window, seed: int) -> None:
    county = np.random.default_rng(seed).integers(-1, 2, found.grid.shape).astype(np.int16)
    tally = Tally(np.array(["1", "2"]), found.networks, AT)
    tally.add(found, county)
    cells_of = tally.coverage().set_index(["county_adcode", "operator"])
    networks = tally.networks().set_index(["county_adcode", "operators"])["cells"]
    seen = tally.technologies().groupby("county_adcode")["cells"].sum()
    for i, adcode in enumerate("12"):
        of = cells_of.loc[adcode]
        assert (of["cells"] == (county == i).sum()).all()
        assert networks.loc[adcode].sum() == of.loc[ANY, "cells"]
        assert (networks.loc[adcode] >= 0).all()
        assert networks.loc[adcode, -1] == of.loc[ANY, "cells_no_data"]
        assert networks.loc[adcode].loc[1:].sum() == of.loc[ANY, "cells50"]
        assert seen.get(adcode, of.loc[ANY, "cells"]) == of.loc[ANY, "cells"]
        for name, row in of.iterrows():
            said = parse(str(name))
            assert row["cells90"] <= row["cells50"] <= row["cells"] - row["cells_no_data"]
            for cells_at in ("cells50", "cells90"):
                if said.tech == "NR":  # the roaming gain is never negative
                    assert row[cells_at] <= of.loc[ANY, cells_at]
                if said.sharing:
                    assert of.loc[said.operator, cells_at] <= row[cells_at]


def test_more_than_eight_networks_fit() -> None:
    kinds = [
        *((MOBILE, "NR", band) for band in ("n28", "n41")),
        *((BROADNET, "NR", band) for band in ("n28", "n79")),
        *((operator, "NR", band) for operator in (TELECOM, UNICOM) for band in ("n78", "n1")),
        *((operator, "LTE", "B3") for operator in (MOBILE, TELECOM, UNICOM, BROADNET)),
    ]
    found = networks(*kinds)
    assert len(found) == 12
    last = levels(window(1.0, 1, 1), np.where(np.arange(12) == 11, AT, np.nan)[:, None, None],
                  networks=found)  # fmt: skip
    reached = last.reached(AT)
    assert reached.at_50.tolist() == [[1 << 11]]
    covering = [view.name for view in views(found) if reached.by(view)[0, 0]]
    assert covering == [LTE, of_lte(BROADNET)]
