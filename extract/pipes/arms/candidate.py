"""One treatment as one sentence has it: what may become an arm."""

from __future__ import annotations

from dataclasses import dataclass, field

from dosetable.extract.facts import Route
from dosetable.extract.pipes.arms.amounts import DoseReading
from dosetable.extract.pipes.arms.readings import Found
from dosetable.extract.pipes.context import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One treatment as one sentence has it. Counts belong to ``doses`` in order when as many."""

    name: str
    kind: str
    start: int
    end: int
    relation: str
    sentence: Sentence
    tier: int
    doses: tuple[DoseReading, ...] = ()
    ns: tuple[int, ...] = ()
    n_span: tuple[int, int] | None = None
    each: bool = False
    route: Found[Route] | None = None
    minutes: Found[float] | None = None
    schedule: Found[str] | None = None
    add_on: tuple[str, ...] = ()
    beside: str = ""  # words for a companion that no vocabulary knows: 'sham computer training'
    territory: tuple[int, int] = (0, 0)
    bare: bool = False
    pump: bool = False
    route_lent: bool = False
    racemic: bool = False
    label: str = ""  # the letter or number of the group that the words before tell of
    in_turn: bool = False  # each person had this and the sentence's other doses, one after another
    roles: tuple[str, ...] = field(default=())


CONTROLS = {"inert placebo", "unnamed active placebo", "active placebo", "no treatment"}
