"""Which measure and time the cells of a bucket are about: labels decide, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dosetable.extract.facts import Timepoint
from dosetable.extract.labels import foreign_words
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.measures import MeasureMention, find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.registry.measures import COLLECTED, UNNAMED
from dosetable.extract.registry.rows import is_opposite
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.columns import STATISTIC, only_dispersion
from dosetable.extract.tables.contrasts import Contrast
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.rows import Cell, without_part
from dosetable.extract.tables.sessions import MIDWAY
from dosetable.extract.vocabulary import Vocabulary

CHANGE = re.compile(r"\bchanges?\b|\breduction\b|\bdecrease\b|\bimprovement\b", re.IGNORECASE)
AFTER = re.compile(
    r"\bpost(?:-?\s?(?:infusion|treatment|dose|test|intervention|injection))?\b|\bafter (?:the )?(?:last |final )?(?:treatment|infusions?|doses?)\b|"
    r"\b(?:end ?point|end of (?:the )?(?:study|treatment|trial)|follow-?\s?up)\b",
    re.IGNORECASE,
)
_OF_ECT = re.compile(r"\b(?:post|after)[- ]ECT\b|\b(?:T\d{1,2} )?\(?session \d+\)?", re.IGNORECASE)
_DAY = 24
_SCORE = re.compile(r"\b(?:means?|median|changes?|scores?)\b", re.IGNORECASE)


@dataclass(slots=True)
class Effect:
    """An effect's cell and the head that says what it is. ``interval``: the cell and head of the
    interval beside it; ``p``: the p-value behind it. ``again``: another cell holds
    the same statistic; ``worse``: one that is adjusted stands beside it."""

    cell: Cell
    head: str
    interval: tuple[Cell, str] | None = None
    p: Cell | None = None
    again: bool = False
    worse: bool = False


@dataclass(slots=True)
class Bucket:
    """The cells of one measure at one time, by arm id ('' where a column names no arm); tests also
    by the key of the contrast that is named.

    ``part``: the period or cohort of the trial. ``strangers``: the table has groups beside the arms
    that are known. ``alone``: the trial has one arm. ``stub``: the head of the labels. ``unsure``: what has two p-values, told apart by nothing. ``tests_apart``: the p-values stand in a section of
    their own, with the effects of a model: they are not of the arms' raw figures.
    """

    label: Cell
    section: Cell | None
    rest: str
    matches: dict[str, Match] = field(default_factory=dict)
    figures: dict[str, Cell] = field(default_factory=dict)
    spreads: dict[str, Cell] = field(default_factory=dict)
    percents: dict[str, Cell] = field(default_factory=dict)
    ns: dict[str, int] = field(default_factory=dict)
    effects: dict[str, list[Effect]] = field(default_factory=dict)
    intervals: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    ps: dict[str, tuple[Cell, bool | None]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    contrasts: dict[str, Contrast] = field(default_factory=dict)
    ambiguous: bool = False
    heads: str = ""
    part: str | None = None
    tests_apart: bool = False
    strangers: bool = False
    alone: bool = False
    stub: Cell | None = None

    @property
    def only_two(self) -> bool:
        """Whether a test that names nothing can be of two arms alone."""
        return len(self.matches) == 2 and not self.strangers


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A bucket's measure; ``event``: response, remission or relapse; ``on``: the scale behind it.

    ``high`` is the scale's highest score; ``near``: the labels and heads that bear on it;
    ``words``: these and the caption.
    """

    name: str
    kind: str
    event: str | None
    on: str | None
    high: float | None
    timepoint: Timepoint | None
    near: str
    words: str


def subject_of(bucket: Bucket, grid: Grid, vocabulary: Vocabulary) -> Subject | None:
    """The measure and time that labels name, the nearest label first."""
    section = bucket.section.text if bucket.section else ""
    near = [t for t in (bucket.label.text, bucket.rest, section) if t]
    words = " ".join(near)
    if any(is_baseline(t) for t in near) or any(is_opposite(t) for t in near):
        return None
    if only_dispersion(bucket.label.text):
        return None
    if any(
        foreign_words(_without_visit(_HALVED.sub(_blank, without_part(t))), vocabulary)
        or STATISTIC.fullmatch(t.strip())
        for t in near
    ):
        return None
    chosen: list[MeasureMention] = []
    text = ""
    stub = bucket.stub.text if bucket.stub else ""
    for text in (*near, stub, grid.caption):
        chosen = find_measures(_SINCE.sub(_blank, text), vocabulary)
        if chosen:
            break
    shares = " ".join(c.text for c in bucket.figures.values() if "%" in c.text)
    if halved := _halved(f"{bucket.label.text} {shares}", vocabulary):
        chosen = [*halved, *(m for m in chosen if m.kind != "event")]
    if not chosen or chosen[0].kind not in COLLECTED:
        return None
    around = f"{section if text is bucket.label.text else ''} {stub} {grid.caption}"
    if chosen[0].name in UNNAMED and _PARTS.search(around):
        return None  # "Suicidal thoughts" in a table of a scale's items
    events = [m for m in chosen if m.kind == "event"]
    if _SCORE.search(bucket.label.text) and text is not bucket.label.text:
        events = []  # a row of means under "MADRS and response"
    scales = [m for m in chosen if m.kind != "event"]
    if len({m.name for m in events}) > 1 or (not events and len({m.name for m in scales}) > 1):
        return None
    if not events and not scales:
        return None
    main = events[0] if events else scales[0]
    behind = scales or [
        m
        for m in find_measures(f"{section} {grid.caption}", vocabulary)
        if m.kind not in {"event", "other"} and m.name not in UNNAMED
    ]
    return Subject(
        name=main.name,
        kind=main.kind,
        event=main.measure.name if events else None,
        on=behind[0].name if events and len({m.name for m in behind}) == 1 else None,
        high=main.measure.high,
        timepoint=_timepoint((*near, stub, grid.caption)),
        near=f"{words} {bucket.heads}",
        words=f"{words} {bucket.heads} {stub} {grid.caption}",
    )


_PARTS = re.compile(r"\bitems?\b|\bsub-?scales?\b|\bfactors?\b|\bdomains?\b", re.IGNORECASE)
# '≥50% reduction in MADRS' counts those who responded. Convention: see the vocabulary's "response".
_HALVED = re.compile(
    r"(?:[≥>]=? ?|\bat least (?:an? )?|\bmore than )?\b50 ?%(?P<more> or (?:more|greater|higher))? (?:reduction|decrease|improvement|decline|drop|fall)s?\b|"
    r"\b(?:reduction|decrease|improvement|decline|drop|fall)s?\b.{0,40}?(?:[≥>]=? ?|\bat least |\bof |\bby )50 ?%(?! ?CI)",
    re.IGNORECASE,
)


# 'EPDS ≥ 10, n (%)' counts the mothers whom the scale calls depressed.
_ABOVE_THRESHOLD = re.compile(
    r"\bEPDS(?: scores?)?(?: of)? ?(?:[≥>]=? ?\d+|\d+ or (?:more|higher|above))", re.IGNORECASE
)


def _halved(label: str, vocabulary: Vocabulary) -> list[MeasureMention]:
    """Response, or the depression that a scale's threshold tells, where a label says by its definition
    alone that it counts it."""
    if _ABOVE_THRESHOLD.search(label) and re.search(r"%|\bn\b", label):
        return find_measures("postpartum depression", vocabulary)[:1]
    if not _HALVED.search(label) or re.search(r"\btime\b", label, re.IGNORECASE):
        return []
    return find_measures("response", vocabulary)[:1]


# 'Relapse within 6 months of remission': since when, and not what.
_SINCE = re.compile(
    r"\b(?:within|after|(?<!rate )(?<!rates )(?<!proportion )(?<!percentage )(?<!number )(?<!incidence )of|following|since|from|(?<!participants )(?<!patients )(?<!subjects )in) (?:\d+ \w+ (?:of|after|from) )?(?:achieving |reaching )?(?:remission|response)\b",
    re.IGNORECASE,
)


def _without_visit(text: str) -> str:
    """``text`` without the words that tell a visit by its place in a course of sessions."""
    return _OF_ECT.sub(_blank, MIDWAY.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


_FROM_START = re.compile(
    rf"\b(?:from|between) (?:the )?{START} (?:to|and|until|through) (?:the )?", re.IGNORECASE
)


def _timepoint(texts: Sequence[str]) -> Timepoint | None:
    for text in texts:
        # 'Change from day 0 to day 14' is of day 14.
        found = [m for m in find_timepoints(_FROM_START.sub("on ", text)) if m.kind == "point"]
        if found:
            if len({m.hours for m in found}) == 1:
                return found[0].timepoint
            # "Day 1, 4 h postdose": the hours are those of the day.
            finer = [m for m in found if m.timepoint.unit in {"hour", "minute"}]
            coarse = [m for m in found if m not in finer]
            first = all(m.timepoint.unit == "day" and m.timepoint.value == 1 for m in coarse)
            if len(finer) != 1 or finer[0].hours >= _DAY:
                return None
            if first:
                return finer[0].timepoint
            # "Day 25, 4 h postdose": the visit is that of the day.
            return coarse[0].timepoint if len({m.hours for m in coarse}) == 1 else None
    return None
