"""What reading carries from clause to clause, and a figure with the measure it was given."""

from __future__ import annotations

from dataclasses import dataclass

from dosetable.extract.facts import Statistic, Timepoint
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.statistics import Estimate, Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the clauses before left open: the last measure, its times, its comparator."""

    measure: str | None = None
    mention: MeasureMention | None = None
    times: tuple[Timepoint, ...] = ()
    arms: Contrast | None = None
    statistic: Statistic | None = None
    order: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    """The arms in the order in which a clause last gave the figures of all of them."""
    contrasts: tuple[Contrast, ...] = ()
    """The arms that a clause last set against each other."""
    off_topic: bool = False
    same_sentence: bool = False


NOTHING = Figure(start=0, end=0, kind="bare", value=None)
"""What a verdict in words has in place of a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An estimate or figure with its measure."""

    start: int
    end: int
    source: Estimate | Figure
    name: str
    mention: MeasureMention
