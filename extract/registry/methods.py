"""By which method a measure was analysed, where several analyses of it stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dosetable.extract.facts import Outcome

_ANALYSES = (
    ("LOCF", re.compile(r"\bLOCF\b|(?i:last observation)")),
    ("BOCF", re.compile(r"\bBOCF\b|(?i:baseline observation)")),
    ("observed-case", re.compile(r"\bOC\b|(?i:observed[- ]cases?)")),
    ("per-protocol", re.compile(r"\bPP\b|(?i:per[- ]protocol)")),
    ("completer", re.compile(r"\bcompleters?\b", re.IGNORECASE)),
    ("intention-to-treat", re.compile(r"\bm?ITT\b|(?i:intent\w*[- ]to[- ]treat)")),
    ("MMRM", re.compile(r"\bMMRM\b|(?i:mixed)")),
    ("ANCOVA", re.compile(r"\bANCOVA\b|(?i:analysis of covariance)")),
)


def analysis_named(text: str) -> str | None:
    """The analysis that the words of a row, a section or a title name."""
    return next((name for name, said in _ANALYSES if said.search(text)), None)


def told_apart(posted: Iterable[tuple[str, list[Outcome]]]) -> list[Outcome]:
    """The outcomes of measures with their titles. Where two measures give one result by two analyses,
    the first is the trial's own and the later one is called by its method."""
    found: list[Outcome] = []
    seen: dict[tuple[object, ...], str | None] = {}
    for title, outcomes in posted:
        name = analysis_named(title)
        for outcome in outcomes:
            first = seen.setdefault((contrast_of(outcome), outcome.statistic), name)
            later = first and name and first != name and outcome.subgroup is None
            found.append(replace(outcome, subgroup=f"{name} analysis") if later else outcome)
    return found


def with_verdicts(figures: Iterable[Outcome], analyses: Iterable[Outcome]) -> list[Outcome]:
    """The arms' own ``figures`` with the verdict of the ``analyses`` of the same contrast, where these
    say one: it belongs to the contrast (annotation guide, rule 17)."""
    told: dict[tuple[object, ...], set[str | None]] = {}
    by_key: dict[tuple[object, ...], Outcome] = {}
    for analysis in analyses:
        told.setdefault(contrast_of(analysis), set()).add(analysis.direction)
        by_key[contrast_of(analysis)] = analysis
    found = []
    for outcome in figures:
        key = contrast_of(outcome)
        if outcome.direction is None and outcome.comparator_arm and len(told.get(key, ())) == 1:
            by = by_key[key]
            seen = (replace(e, field="direction") for e in by.evidence[:1] if by.direction)
            outcome = replace(outcome, direction=by.direction, evidence=(*outcome.evidence, *seen))
        found.append(outcome)
    return found


def contrast_of(outcome: Outcome) -> tuple[object, ...]:
    """What ``outcome`` is of, whatever its statistic: measure, time, arms and part of the people."""
    return (
        outcome.measure,
        outcome.on_measure,
        outcome.timepoint and outcome.timepoint.hours,
        outcome.experimental_arm,
        outcome.comparator_arm,
        outcome.subgroup,
    )
