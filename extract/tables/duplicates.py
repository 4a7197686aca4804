"""One measure, time and contrast has one figure: what a table gives twice differs in something.

Analyses of the same data by several methods stand side by side: the first is the trial's, those after
it are told apart by their method. Those of several sessions of a course ("24 h after infusion 3", "Mid-ECT") are told apart by the session. Else neither
is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Outcome
from dosetable.extract.registry.methods import analysis_named, contrast_of
from dosetable.extract.tables.sessions import FIRST, session_of
from dosetable.extract.tables.subjects import AFTER, CHANGE, Bucket

_METHOD = re.compile(
    r"\b(?:LOCF|BOCF|MMRM|ANCOVA|OC|ITT|mITT|PP|FAS|(?i:observed|completers?|per[- ]protocol|intent\w*[- ]to[- ]treat|"
    r"last observation|mixed|adjusted|unadjusted|imput\w+|sensitivity))\b"
)


_MODELLED = re.compile(
    r"\b(?:LS|LSM|least[- ]squares?|(?<!un)adjusted|estimated|model\w*)\b", re.IGNORECASE
)


def without_contradictions(
    rows: Sequence[tuple[Bucket, list[Outcome]]], table: str, warnings: list[str]
) -> list[Outcome]:
    """Return the outcomes of ``rows`` without those that another row gives another figure for."""
    by_key: dict[tuple[object, ...], list[tuple[Bucket, Outcome]]] = {}
    for bucket, outcomes in rows:
        for outcome in outcomes:
            by_key.setdefault(_key(outcome), []).append((bucket, outcome))
    kept: list[Outcome] = []
    for listed in by_key.values():
        # Means beside those of a model: the trial's own figures are the means.
        plain = [(b, o) for b, o in listed if not _MODELLED.search(_words(b))]
        same = _of_scores(plain or listed)
        first = same[0][1]
        if all(_METHOD.search(_words(b)) for b, _ in same):
            kept += _by_method(same)
        elif all(_figures(o) == _figures(first) for _, o in same):
            kept.append(first)
        elif visits := _by_visit(same):
            kept += visits
        else:
            warnings.append(
                f"{table}: several figures of {first.measure} for one arm and time were left out"
            )
    return kept


def _key(outcome: Outcome) -> tuple[object, ...]:
    return (contrast_of(outcome), outcome.statistic, outcome.value is None)


def _figures(outcome: Outcome) -> tuple[float | None, ...]:
    return outcome.value, outcome.experimental_value, outcome.comparator_value


def _words(bucket: Bucket) -> str:
    return f"{bucket.label.text} {bucket.section.text if bucket.section else ''} {bucket.heads}"


def _of_scores(listed: list[tuple[Bucket, Outcome]]) -> list[tuple[Bucket, Outcome]]:
    """Medians of the scores without those of their changes, which no statistic tells apart."""
    scores = [(b, o) for b, o in listed if not CHANGE.search(_words(b))]
    return scores if scores and listed[0][1].statistic == "median" else listed


def _by_method(same: Sequence[tuple[Bucket, Outcome]]) -> list[Outcome]:
    """The first analysis as the trial's own, and each later one that another method names."""
    kept = {analysis_named(_words(same[0][0])): same[0][1]}
    for bucket, outcome in same[1:]:
        name = analysis_named(_words(bucket))
        if name and name not in kept and outcome.subgroup is None:
            kept[name] = replace(outcome, role=None, subgroup=f"{name} analysis")
    return list(kept.values())


_END = "end of treatment"


def _visit(bucket: Bucket) -> str | None:
    """Which session a row or column is of, or that it is of their end."""
    texts = (bucket.label.text, bucket.rest)
    ended = any(AFTER.search(text) for text in texts)
    named = session_of(texts, bucket.stub.text if bucket.stub else "")
    return named or (_END if ended else None)


def _by_visit(same: Sequence[tuple[Bucket, Outcome]]) -> list[Outcome]:
    """The outcomes, each of its own session or visit; none where one names none or two name the same.
    What followed the first session is what the trial's first dose did, and needs no more said; nor
    does the end of the treatment."""
    visits = [_visit(bucket) for bucket, _ in same]
    if None in visits or len(set(visits)) != len(visits):
        return []
    plain = _END if _END in visits else FIRST
    return [
        replace(o, subgroup=visit) if visit != plain and o.subgroup is None else o
        for visit, (_, o) in zip(visits, same, strict=True)
    ]
