"""Effects between arms: differences and ratios, with the interval and the p beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from dosetable.extract.facts import Arm, Outcome, POperator, ResultUnit, Statistic
from dosetable.extract.pipes.statistics.estimate import RATIOS
from dosetable.extract.registry.groups import Match
from dosetable.extract.registry.measures import effect_statistic
from dosetable.extract.tables.cells import (
    read_estimate,
    read_figure,
    read_interval,
    read_p,
    without_p,
)
from dosetable.extract.tables.grid import Grid
from dosetable.extract.tables.quotes import quote
from dosetable.extract.tables.subjects import Bucket, Effect, Subject

_LEVEL = re.compile(r"(\d{2}(?:\.\d)?) ?% ?(?:CI|confidence)", re.IGNORECASE)
_SHORT: tuple[tuple[re.Pattern[str], Statistic], ...] = (
    (re.compile(r"\ba?OR\b"), "odds ratio"),
    (re.compile(r"\ba?RR\b"), "risk ratio"),
    (re.compile(r"\ba?HR\b"), "hazard ratio"),
    (re.compile(r"\bSMD\b"), "standardized mean difference"),
    (re.compile(r"\bNNT\b"), "number needed to treat"),
    (re.compile(r"\bMD\b"), "mean difference"),
    (
        re.compile(r"\bA?RD\b|\bARR\b|(?i:absolute risk (?:reduction|difference))"),
        "risk difference",
    ),
    (re.compile(r"^test statistic$"), "test statistic"),
    (re.compile(r"hodges[^a-z]{1,3}lehmann", re.IGNORECASE), "median difference"),
)
_SPREAD = re.compile(r"\bSEM?\b|\bSD\b|standard error")
_OF_EVENTS = {*RATIOS, "risk difference", "number needed to treat"}
# "OR 3.7 (1.9 to 7.3)", "Mean difference -7.2": the cell says which effect it is.
_NAMED = re.compile(
    r"(?:adjusted |[Aa]djusted |a)?(OR|RR|HR|MD|SMD|RD|NNT|(?i:(?:(?:LS |least[- ]squares? )?mean|median|risk|absolute|rate) difference|difference in means|"
    r"(?:odds|risk|hazard) ratio|relative risk|cohen'?s d|hedges'? g|effect size))\b[ :=,]*"
)
_DIFFERENCE = re.compile(r"\bdiff", re.IGNORECASE)
# In percentage points; the level of an interval is none.
_POINTS = re.compile(
    r"(?<!\d)(?<!\d )%|\bpercent|\b(?:risk|rate|proportion)s?\b|/100\b", re.IGNORECASE
)
_ESTIMATED = re.compile(
    r"^\W*(?:treatment )?(?:effects?|estimates?)(?: estimates?)?\b(?! size)", re.I
)
_P_LAST = re.compile(r"[;,]\s?p(?:[- ]?values?)?\W*$", re.IGNORECASE)
_ROUNDED = 1.1  # two percentages and their difference may each be printed whole
_TENTH = 0.11  # two means and their difference, each rounded
_NO_SIZE = 2.0  # points: a smaller difference may look like a standardized one
_NO_EFFECT = re.compile(r"\bslopes?\b|\binteraction\b", re.IGNORECASE)


def effects_of(
    bucket: Bucket,
    subject: Subject,
    grid: Grid,
    arms: Sequence[Arm],
    table: str,
    warnings: list[str],
) -> Iterator[Outcome]:
    """Yield the bucket's effects, each between two arms that are known, without ids."""
    for key, listed in bucket.effects.items():
        contrast = _contrast(key, bucket, arms)
        if contrast is None:
            continue
        said = bucket.contrasts.get(key)
        if said and said.swapped:
            warnings.append(
                f"{table}: effects given as comparator against experimental arm were left out"
            )
            continue
        for effect in listed:
            if effect.worse:
                continue
            outcome = _outcome(effect, key, contrast, bucket, subject, grid)
            if outcome and effect.again:
                warnings.append(f"{table}: several effects on {subject.name} were left out")
            elif outcome:
                yield outcome


def _outcome(
    effect: Effect,
    key: str,
    contrast: tuple[Match, Match],
    bucket: Bucket,
    subject: Subject,
    grid: Grid,
) -> Outcome | None:
    text, inner_p = _split(effect)
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    head = f"{effect.head} {named[1]}" if named else effect.head
    # What the cell says goes before what its head lists ("OR or mean difference").
    says = named[1] if named else head
    spread = _SPREAD.search(f"{head} {bucket.label.text}") is not None
    estimate = read_estimate(text, spread=spread)
    statistic = None if _NO_EFFECT.search(head) else _statistic(says, subject)
    if estimate is None or estimate.value is None:
        return None
    statistic = statistic or _of_rates(estimate.value, says, bucket, subject, contrast)
    statistic = statistic or _of_scores(estimate.value, says, bucket, subject, contrast)
    if statistic == "mean difference" and re.search(r"\bMD\b", says):
        statistic = _of_middles(subject, grid)
    if statistic is None:
        return None
    beside = effect.interval or (
        bucket.intervals.get(key) if len(bucket.effects[key]) == 1 else None
    )
    ci = read_interval(beside[0].text) if beside and estimate.low is None else None
    # An interval that does not hold the estimate is of something else.
    if beside and ci and (ci.low or 0) <= estimate.value <= (ci.high or 0):
        estimate = replace(estimate, low=ci.low, high=ci.high)
        head = f"{head} {beside[1]}"
    level = level_of(f"{effect.cell.text} {head} {bucket.label.text} {grid.caption}")
    p = inner_p or _p(bucket, key)
    if p is None and key in bucket.unsure and effect.p:
        p = read_p(effect.p.text)  # of two p-values the one behind this effect
    adjusted = (
        None
        if inner_p or not p or key in bucket.unsure
        else bucket.ps[key if key in bucket.ps else ""][1]
    )
    unit: ResultUnit | None = (
        "ratio"
        if statistic in RATIOS
        else "points"
        if statistic in {"mean difference", "median difference"}
        else None
    )
    match = min(contrast, key=lambda m: m.confidence) if key else None
    return Outcome(
        id="",
        measure=subject.name,
        on_measure=subject.on,
        timepoint=subject.timepoint,
        experimental_arm=contrast[0].arm.id,
        comparator_arm=contrast[1].arm.id,
        statistic=statistic,
        unit=unit,
        value=estimate.value,
        ci_level=level if estimate.low is not None else None,
        ci_low=estimate.low,
        ci_high=estimate.high,
        p_operator=p[0] if p else None,
        p_value=p[1] if p else None,
        p_adjusted=adjusted,
        evidence=(
            *quote(effect.cell, "table.effect", "value", match),
            *quote(bucket.label, "table.label", "measure", None)[1:],
        ),
    )


def level_of(words: str) -> float | None:
    """The level that is said of a confidence interval."""
    match = _LEVEL.search(words)
    return float(match[1]) if match else None


def p_of_pair(bucket: Bucket, first: str, second: str) -> tuple[POperator, float] | None:
    """The p of one arm against another beside their own figures."""
    if bucket.tests_apart:
        return None
    others = [m for m in bucket.matches.values() if m.arm.role != "experimental"]
    for key in (f"{first}|{second}", f"{second}|{first}"):
        if key in bucket.ps:
            return None if key in bucket.unsure else read_p(bucket.ps[key][0].text)
    told = _p(bucket, first) if len(others) == 1 and others[0].arm.id == second else None
    return told or _p_inside(bucket, f"{first}|{second}")


def _p_inside(bucket: Bucket, key: str) -> tuple[POperator, float] | None:
    """The p that the cell of the only effect of a contrast holds beside it."""
    listed = bucket.effects.get(key) or (bucket.effects.get("") if bucket.only_two else None) or []
    return _split(listed[0])[1] if len(listed) == 1 and not bucket.ps else None


def _split(effect: Effect) -> tuple[str, tuple[POperator, float] | None]:
    """An effect's cell without the p in it, and that p."""
    return without_p(effect.cell.text, last=_P_LAST.search(effect.head) is not None)


def _p(bucket: Bucket, key: str) -> tuple[POperator, float] | None:
    """The p filed under ``key``. One of no named contrast is of the only two arms: of three it
    tests whether they differ at all."""
    if key in bucket.unsure:
        return None
    cell = bucket.ps.get(key)
    if cell is None and key not in bucket.contrasts and bucket.only_two:
        cell = None if "" in bucket.unsure else bucket.ps.get("")
    return read_p(cell[0].text) if cell else None


@lru_cache(maxsize=4096)  # asked for every cell of a column
def statistic_named(head: str) -> Statistic | None:
    """The statistic that the words of a head name."""
    short = next((s for pattern, s in _SHORT if pattern.search(head)), None)
    return short or effect_statistic(head, rate=False)


def _statistic(head: str, subject: Subject) -> Statistic | None:
    """The statistic of an effect's head. "RR or median difference" is the ratio of events and the
    difference of scores: scores have no odds."""
    statistic = next((s for pattern, s in _SHORT if pattern.search(head)), None)
    statistic = statistic or effect_statistic(head, rate=subject.event is not None)
    if subject.event is None and (statistic is None or statistic in _OF_EVENTS):
        named = re.search(r"\b(?:mean|median|score)|\bMD\b", head, re.IGNORECASE)
        difference = re.search(r"\bdiff|\bMD\b", head, re.IGNORECASE)
        if not difference or (statistic == "risk difference" and not named):
            return None
        medians = re.search(r"median", head if named else subject.near, re.IGNORECASE)
        return "median difference" if medians else "mean difference"
    return statistic


def _of_middles(subject: Subject, grid: Grid) -> Statistic | None:
    """What "MD" is short for by the foot; beside medians, nothing that is sure without it."""
    said = re.search(r"\bMDs?\b[\s,:=(]{1,3}(?:the )?(mean|median)\b", grid.notes, re.IGNORECASE)
    if said:
        return "mean difference" if said[1].lower() == "mean" else "median difference"
    return None if re.search(r"\bmedian", subject.near, re.IGNORECASE) else "mean difference"


def _of_rates(
    value: float, head: str, bucket: Bucket, subject: Subject, contrast: tuple[Match, Match]
) -> Statistic | None:
    """ "Difference (95% CI)" beside two percentages is their difference where it says "%", or where
    they are seen to differ so."""
    if subject.event is None or _NO_EFFECT.search(head) or not _DIFFERENCE.search(head):
        return None
    if _POINTS.search(head):
        return "risk difference"
    shares = []
    for match in contrast:
        cell = bucket.percents.get(match.arm.id) or bucket.figures.get(match.arm.id)
        figure = read_figure(cell.text) if cell else None
        if figure is None:
            return None
        shares.append(figure.second if figure.second is not None else figure.value)
    return "risk difference" if abs(shares[0] - shares[1] - value) <= _ROUNDED else None


def _of_scores(
    value: float, head: str, bucket: Bucket, subject: Subject, contrast: tuple[Match, Match]
) -> Statistic | None:
    """ "Effect estimate (95% CI)" beside two means is their difference where they are seen to differ
    so."""
    if subject.event is not None or not _ESTIMATED.search(head) or "median" in subject.near.lower():
        return None
    cells = [bucket.figures.get(m.arm.id) for m in contrast]
    means = [read_figure(c.text) if c else None for c in cells]
    if means[0] is None or means[1] is None or value == 0:
        return None
    apart = means[0].value - means[1].value
    seen = abs(apart) >= _NO_SIZE and abs(abs(apart) - abs(value)) <= _TENTH
    return "mean difference" if seen else None


def _contrast(key: str, bucket: Bucket, arms: Sequence[Arm]) -> tuple[Match, Match] | None:
    """Which arms an effect compares: those named, its row's arm and the one comparator, or the
    only two."""
    if said := bucket.contrasts.get(key):
        return said.experimental, said.comparator
    named = list(bucket.matches.values()) if not key else [bucket.matches[key]]
    own = [m for m in named if m.arm.role == "experimental"]
    others = [m for m in named if m.arm.role != "experimental"]
    if key:
        others = [
            bucket.matches.get(a.id, Match(a, "the only comparator", 0.95))
            for a in arms
            if a.role != "experimental"
        ]
    if len(own) == 1 and len(others) == 1 and (key or bucket.only_two):
        return own[0], others[0]
    return None
