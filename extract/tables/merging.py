"""One result that a text and its table both give is one outcome, with what either says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dosetable.extract.facts import Outcome
from dosetable.extract.pipes.outcomes.gather import amounts

_FILLED = (
    "on_measure",
    "timepoint",
    "role",
    "unit",
    "experimental_count",
    "comparator_count",
    "experimental_n",
    "comparator_n",
    "dispersion_type",
    "experimental_dispersion",
    "comparator_dispersion",
    "ci_level",
    "ci_low",
    "ci_high",
    "p_operator",
    "p_value",
    "p_adjusted",
    "direction",
)


def merged(
    told: Sequence[Outcome], tabled: Sequence[Outcome]
) -> tuple[list[Outcome], list[Outcome]]:
    """``told`` with what the table adds, and the outcomes of the table that are not among them. Rows
    that contradict each other in anything stay apart."""
    kept, left = list(told), []
    for outcome in tabled:
        place = next((n for n, o in enumerate(kept) if _same(o, outcome)), None)
        if place is None:
            left.append(outcome)
            continue
        have = kept[place]
        news = {
            f: v
            for f in _FILLED
            if getattr(have, f) is None and (v := getattr(outcome, f)) is not None
        }
        seen = (replace(e, field=f) for f in news for e in outcome.evidence[:1])
        kept[place] = replace(have, **news, evidence=(*have.evidence, *seen))
    return kept, left


def dated_by_text(told: Sequence[Outcome], tabled: Sequence[Outcome]) -> list[Outcome]:
    """``tabled``, of which rows without a time ("change at end point") have that of the sentence that
    gives the same figures of both arms: those rows, and the ones beside them in the table."""
    found: list[Outcome] = []
    for _, run in groupby(tabled, lambda o: (o.timepoint is None, o.evidence[0].section)):
        rows = list(run)
        twins = [t for o in rows if o.timepoint is None for t in told if _pair_of(t, o)]
        times = {t.timepoint.hours: t for t in twins if t.timepoint}
        if len(times) == 1:
            (twin,) = times.values()
            said = replace(twin.evidence[0], field="timepoint")
            rows = [
                replace(o, timepoint=twin.timepoint, evidence=(*o.evidence, said)) for o in rows
            ]
        found += rows
    return found


def _pair_of(told: Outcome, tabled: Outcome) -> bool:
    """Whether both give the same two figures of the same two arms."""
    exact = ("measure", "statistic", "experimental_arm", "comparator_arm", "subgroup",
             "experimental_value", "comparator_value")  # fmt: skip
    return (
        tabled.experimental_value is not None
        and tabled.comparator_value is not None
        and all(getattr(told, f) == getattr(tabled, f) for f in exact)
    )


# A text may call a standardized size by its kind, and the table "effect size" alone.
_SIZES = {"effect size", "standardized mean difference", "Cohen d", "Hedges g"}


def _same(told: Outcome, tabled: Outcome) -> bool:
    figures = amounts(told)
    if figures != amounts(tabled) or set(figures) == {None}:
        return False
    if told.statistic != tabled.statistic and not (
        tabled.statistic == "effect size" and told.statistic in _SIZES
    ):
        return False
    exact = ("measure", "experimental_arm", "comparator_arm", "subgroup")
    if any(getattr(told, f) != getattr(tabled, f) for f in exact):
        return False
    if told.timepoint is None or tabled.timepoint is None:
        return False
    if told.timepoint.hours != tabled.timepoint.hours:
        return False
    return all(
        getattr(told, f) in (None, getattr(tabled, f)) or getattr(tabled, f) is None
        for f in _FILLED
        if f not in {"timepoint", "role", "on_measure"}
    )


_AT_ANY = re.compile(
    r"\bat (?:any|all|each|every|none)(?: of the)?(?: [\w-]+){0,2} (?:times?|time-?points?|points?|visits?|assessments?|follow-ups?|occasions?)\b",
    re.IGNORECASE,
)


def judged_by_text(told: Sequence[Outcome], tabled: Sequence[Outcome], text: str) -> list[Outcome]:
    """``tabled`` with the verdict that ``text`` gives in words on the same measure, time and arms, for
    figures that the table tests in no way. A verdict belongs to the contrast (annotation guide,
    rule 17), whatever says it."""
    verdicts = [o for o in told if o.direction and o.comparator_arm]
    found = []
    for outcome in tabled:
        said = [
            o
            for o in verdicts
            if _of_one_contrast(o, outcome) and (_at_one_time(o, outcome) or _at_any(o, text))
        ]
        if (
            outcome.direction is None
            and outcome.p_value is None
            and len({o.direction for o in said}) == 1
        ):
            by_words = replace(said[0].evidence[0], field="direction")
            outcome = replace(
                outcome, direction=said[0].direction, evidence=(*outcome.evidence, by_words)
            )
        found.append(outcome)
    return found


def _of_one_contrast(told: Outcome, tabled: Outcome) -> bool:
    exact = ("measure", "experimental_arm", "comparator_arm", "subgroup")
    return tabled.comparator_arm is not None and all(
        getattr(told, f) == getattr(tabled, f) for f in exact
    )


def _at_one_time(told: Outcome, tabled: Outcome) -> bool:
    times = (told.timepoint, tabled.timepoint)
    return all(times) and len({t.hours for t in times if t}) == 1


def _at_any(told: Outcome, text: str) -> bool:
    """Whether a verdict without a time says that the arms differed at no visit."""
    if told.timepoint is not None or told.direction != "no significant difference":
        return False
    whole = told.evidence[0]
    return _AT_ANY.search(text, whole.start, whole.end) is not None
