"""A plan from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

import layers

from .. import coverage, judging
from ..grid import Grid
from ..inputs import Inputs
from ..settings import Settings
from ..tally import Regions
from ..terrain import Terrain
from ..verdicts import Criterion
from . import _card, _costs, _equipment, _frames, _question
from ._blocks import blocks
from ._candidates import Candidates, gather
from ._demand import OpenPlace, lacking_points, open_places
from ._effects import effects
from ._fresh import judged
from ._places import Standing, standing
from ._question import Answer
from ._sets import Sets, sets


@dataclass(frozen=True)
class Plan:
    """What is to be built, and what it does: the frames of `geo.results.Results`.

    Parameters
    ----------
    card
        ``Results.card["plan"]``, but for ``plan_id``.
    proposals, places, curve
        ``proposals``, ``plan_places``, ``plan_curve``.
    stations
        The same stations as rows of the layer ``proposed_stations``, one per sector.
    """

    card: dict[str, Any]
    proposals: gpd.GeoDataFrame
    places: pd.DataFrame
    curve: pd.DataFrame
    stations: gpd.GeoDataFrame


def make(
    inputs: Inputs,
    region: tuple[Regions, Grid],
    model: coverage.Model,
    settings: Settings,
    terrain: Terrain | None,
    progress: judging.Progress,
) -> Plan:
    """Make a plan.

    Parameters
    ----------
    inputs, settings
        What a run starts from.
    region, model
        Counties and grid, and the model, as `geo.analysis.prepare` returns them.
    terrain
        The DEM, ``None`` = none is given.
    progress
        Shows how far it is.

    Raises
    ------
    InputError
        When limits cannot be used, or a station that would be built lies outside the validity
        of its propagation model.
    """
    limits = _question.limits_of(settings.plan, inputs.prefectures)
    work = _Work(inputs, region, model, settings, terrain, progress)
    state = work.standing()
    sought = work.sought(state)
    answer = work.answer(state, sought, limits)
    return work.told(state, sought, answer, limits)


class _Sought(NamedTuple):
    """What is lacking (open places, then all else), where stations may stand, what each does."""

    places: list[OpenPlace]
    candidates: Candidates
    sets: Sets


@dataclass(frozen=True)
class _Work:
    """The steps of a plan, which all start from the same things; as `make`."""

    inputs: Inputs
    region: tuple[Regions, Grid]
    model: coverage.Model
    settings: Settings
    terrain: Terrain | None
    progress: judging.Progress

    @property
    def rule(self) -> Criterion:
        return judging.criterion(self.settings)

    @property
    def built(self) -> _equipment.Equipment:
        return _equipment.equipment(self.settings)

    def standing(self) -> Standing:
        """Judge all places as they are."""
        judged = judging.of_places(
            self.inputs, self.model, self.settings, self.progress, self.terrain
        )
        threshold_dbm = self.rule.threshold_dbm
        return standing(judged, threshold_dbm, extended=self.settings.plan.extended)

    def sought(self, state: Standing) -> _Sought:
        """Look at the cells of open places, and at what candidates would do for them."""
        threshold_dbm, sources = self.rule.threshold_dbm, self.model.sources
        tick = self.progress("demand", len(state.open))
        beside = self.blocks()
        # Nobody is counted twice: blocks hold the people of places as well.
        people = None if beside else self.inputs.people
        places = open_places(state.open, self.model, threshold_dbm, self.settings, people, tick)
        places += beside
        if _question.is_limited(self.settings.plan):
            places += lacking_points(state, sources.crs)
        candidates = gather(
            places,
            self.inputs,
            self.settings,
            self.terrain,
            layers.load("lakes", self.settings.layer_file("lakes")),
            sources.crs,
            self.model.reach_m,
            self.built.height_m,
        )
        reached = sets(
            candidates.table,
            places,
            self.built,
            self.settings,
            self.terrain,
            sources.crs,
            threshold_dbm,
            self.model.reach_m,
            lambda count: self.progress("candidates", count),
        )
        return _Sought(places, candidates, reached)

    def blocks(self) -> list[OpenPlace]:
        """Look for people and lines that lack coverage, where a limit may leave stations over."""
        weights = _costs.in_force("plan_weights", self.settings.plan.weights)
        known = self.inputs.people is not None or len(self.inputs.lines) > 0
        if not (known and _question.is_limited(self.settings.plan)):
            return []
        return blocks(
            self.inputs,
            self.model,
            self.region,
            self.rule.threshold_dbm,
            weights,
            self.settings.coverage.tile_cells,
            self.progress,
        )

    def answer(self, state: Standing, sought: _Sought, limits: dict[str, float]) -> Answer:
        """Ask the solver, which may take the whole of its time."""
        tick = self.progress("solving", 1)
        answer = _question.ask(
            state,
            sought.places,
            sought.sets.demands,
            sought.candidates.table,
            self.settings.plan,
            self.rule.area_share,
            limits,
        )
        tick()
        return answer

    def told(
        self, state: Standing, sought: _Sought, answer: Answer, limits: dict[str, float]
    ) -> Plan:
        """Judge the places anew with the stations of the answer, and say what it does."""
        order = answer.solution.chosen.tolist()
        chosen = sought.candidates.table.iloc[order].reset_index(drop=True)
        ids = pd.Series([_frames.name_of(rank) for rank in range(1, len(order) + 1)], dtype="str")
        chosen = chosen.assign(id=ids, name=_frames.names(chosen, self.inputs.counties))
        azimuths = [sought.sets.azimuths[j] for j in order]
        new = _equipment.stations(self.built, chosen, azimuths)
        new = _frames.with_divisions(new, self.inputs.prefectures, self.inputs.counties)
        fresh = judged(
            self.inputs,
            state.asked,
            new,
            self.settings,
            self.terrain,
            self.model.reach_m,
            self.model.sources.crs,
            self.progress,
        )
        share = self.rule.area_share
        done = effects(order, sought.places, sought.sets.demands, share)
        places = _frames.of_places(state, answer.solution, done, fresh, share)
        people = self.inputs.people is not None
        costs = answer.instance.costs[order].tolist()
        curve = _frames.curve_of(state, places, done, costs, people=people)
        proposed = _frames.proposals(
            chosen, self.built, azimuths, places, curve, done, people=people
        )
        facts = _card.card(
            self.settings, self.built, answer, sought.candidates, proposed, limits
        ) | _card.outcome(_frames.counts(state, places), curve)
        return Plan(facts, proposed, places, curve, new)
