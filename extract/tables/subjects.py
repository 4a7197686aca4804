"""Which measure and time the cells of a bucket are about: labels decide, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dosetable.extract.facts import Timepoint
from dosetable.extract.pipes.measures import MeasureMention, find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.registry.measures import COLLECTED
from dosetable.extract.tables.grid import Cell, Grid
from dosetable.extract.vocabulary import Vocabulary

_WORD = re.compile(r"[a-z][a-z'-]*")
# Words that a label may hold beside a measure and a time without meaning something else.
_NEUTRAL = frozenset(
    [
        "mean",
        "means",
        "median",
        "change",
        "changes",
        "from",
        "baseline",
        "to",
        "at",
        "on",
        "the",
        "of",
        "in",
        "total",
        "score",
        "scores",
        "rating",
        "scale",
        "sd",
        "se",
        "sem",
        "iqr",
        "ci",
        "n",
        "no",
        "number",
        "patients",
        "participants",
        "primary",
        "secondary",
        "outcome",
        "endpoint",
        "end",
        "point",
        "least",
        "squares",
        "least-squares",
        "ls",
        "lsm",
        "estimate",
        "estimated",
        "adjusted",
        "unadjusted",
        "value",
        "values",
        "all",
        "after",
        "before",
        "post",
        "infusion",
        "post-infusion",
        "treatment",
        "week",
        "weeks",
        "day",
        "days",
        "hour",
        "hours",
        "h",
        "min",
        "minutes",
        "minute",
        "month",
        "months",
        "and",
        "or",
        "a",
        "less",
        "more",
        "with",
        "reduction",
        "improvement",
        "difference",
        "result",
        "results",
        "followed",
        "locf",
        "mmrm",
        "observed",
        "visit",
        "time",
        "timepoint",
        "phase",
        "double-blind",
        "acute",
        "first",
        "last",
        "dose",
        "group",
        "symptoms",
        "depressive",
        "depression",
        "severity",
        "rate",
        "rates",
        "percent",
        "percentage",
        "achieving",
        "response",
        "remission",
        "relapse",
        "than",
        "at-least",
    ]
)
_BASELINE = re.compile(
    r"\b(?:baseline|screening|pre-?(?:infusion|treatment|dose|test))\b(?!.*\bchange)", re.IGNORECASE
)
_SCORE = re.compile(r"\b(?:means?|median|changes?|scores?)\b", re.IGNORECASE)


@dataclass(slots=True)
class Bucket:
    """The cells of one measure at one time, by arm id ('' where a column names no arm)."""

    label: Cell
    section: Cell | None
    rest: str
    matches: dict[str, Match] = field(default_factory=dict)
    figures: dict[str, Cell] = field(default_factory=dict)
    ns: dict[str, int] = field(default_factory=dict)
    effects: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    intervals: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    ps: dict[str, tuple[Cell, bool | None]] = field(default_factory=dict)
    ambiguous: bool = False
    heads: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A bucket's measure; ``event``: response, remission or relapse; ``on``: the scale behind it.

    ``high`` is the scale's highest score; ``words``: all labels and heads that bear on it.
    """

    name: str
    event: str | None
    on: str | None
    high: float | None
    timepoint: Timepoint | None
    words: str


def subject_of(bucket: Bucket, grid: Grid, vocabulary: Vocabulary) -> Subject | None:
    """The measure and time that labels name, the nearest label first."""
    section = bucket.section.text if bucket.section else ""
    near = [t for t in (bucket.label.text, bucket.rest, section) if t]
    words = " ".join(near)
    if _BASELINE.search(bucket.label.text) or _BASELINE.search(bucket.rest):
        return None
    chosen: list[MeasureMention] = []
    for text in (*near, grid.caption):
        chosen = find_measures(text, vocabulary)
        if chosen:
            break
        if not _is_neutral(text):
            return None
    if not chosen or chosen[0].kind not in COLLECTED:
        return None
    events = [m for m in chosen if m.kind == "event"]
    if _SCORE.search(bucket.label.text) and text is not bucket.label.text:
        events = []  # a row of means under "MADRS and response"
    scales = [m for m in chosen if m.kind != "event"]
    if len({m.name for m in scales}) > 1 or len({m.name for m in events}) > 1:
        return None
    if not events and not scales:
        return None
    main = events[0] if events else scales[0]
    behind = scales or [
        m
        for m in find_measures(f"{section} {grid.caption}", vocabulary)
        if m.kind not in {"event", "other"}
    ]
    return Subject(
        name=main.name,
        event=main.measure.name if events else None,
        on=behind[0].name if events and len({m.name for m in behind}) == 1 else None,
        high=main.measure.high,
        timepoint=_timepoint((*near, grid.caption)),
        words=f"{words} {bucket.heads} {grid.caption}",
    )


def _is_neutral(text: str) -> bool:
    plain = re.sub(r"\([^)]*\)", " ", text.lower())
    return all(w in _NEUTRAL for w in _WORD.findall(plain))


def _timepoint(texts: Sequence[str]) -> Timepoint | None:
    for text in texts:
        found = [m for m in find_timepoints(text) if m.kind == "point"]
        if found:
            return found[0].timepoint if len({m.hours for m in found}) == 1 else None
    return None
