"""One measure, time and contrast has one figure: what a table gives twice differs in something.

Analyses of the same data by several methods stand side by side: the first is kept. Else neither is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.facts import Outcome
from dosetable.extract.tables.subjects import Bucket

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
        same = plain or listed
        first = same[0][1]
        if all(_figures(o) == _figures(first) for _, o in same) or all(
            _METHOD.search(_words(b)) for b, _ in same
        ):
            kept.append(first)
        else:
            warnings.append(
                f"{table}: several figures of {first.measure} for one arm and time were left out"
            )
    return kept


def _key(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.measure,
        outcome.on_measure,
        outcome.timepoint and outcome.timepoint.hours,
        outcome.statistic,
        outcome.value is None,
        outcome.experimental_arm,
        outcome.comparator_arm,
        outcome.subgroup,
    )


def _figures(outcome: Outcome) -> tuple[float | None, ...]:
    return outcome.value, outcome.experimental_value, outcome.comparator_value


def _words(bucket: Bucket) -> str:
    return f"{bucket.label.text} {bucket.section.text if bucket.section else ''} {bucket.heads}"
