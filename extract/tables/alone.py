"""Outcomes of the only arm of a trial, which is compared with nothing but its own first score."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetable.extract.facts import DispersionType, Outcome, ResultUnit, Statistic
from dosetable.extract.tables.cells import Figure, read_estimate, read_p
from dosetable.extract.tables.effects import level_of, statistic_named
from dosetable.extract.tables.quotes import quote
from dosetable.extract.tables.rows import Cell
from dosetable.extract.tables.subjects import Bucket, Subject

_CI = re.compile(r"\bCI\b|confidence interval", re.IGNORECASE)
# A mean difference from the first score has no sign that is sure; a standardized one has none at all.
_OF_ITSELF: frozenset[Statistic] = frozenset(
    {"Cohen d", "Hedges g", "effect size", "test statistic"}
)


def alone(
    key: str,
    figure: Figure,
    cell: Cell,
    bucket: Bucket,
    subject: Subject,
    said: tuple[Statistic, ResultUnit | None, DispersionType | None, int | None],
    caption: str,
) -> Iterator[Outcome]:
    """The arm's figure and the effect sizes beside it. ``said``: statistic, unit, dispersion, n."""
    statistic, unit, spread, n = said
    # The p of a row is of the change since the baseline, as are the effect sizes: not of a score.
    p = read_p(bucket.ps[key][0].text) if key in bucket.ps and key not in bucket.unsure else None
    own = p if statistic == "mean change" else None
    around = read_estimate(cell.text) if statistic == "mean change" else None
    if around and not _CI.search(f"{bucket.heads} {bucket.label.text} {caption}"):
        around = None
    yield Outcome(
        id="",
        measure=subject.name,
        on_measure=subject.on,
        timepoint=subject.timepoint,
        experimental_arm=key,
        statistic=statistic,
        unit=unit,
        value=figure.value,
        experimental_count=figure.count,
        experimental_n=n,
        dispersion_type=spread if figure.second is not None else None,
        experimental_dispersion=figure.second if spread else None,
        ci_level=level_of(f"{bucket.heads} {bucket.label.text} {caption}")
        if around and around.low is not None
        else None,
        ci_low=around.low if around else None,
        ci_high=around.high if around else None,
        p_operator=own[0] if own else None,
        p_value=own[1] if own else None,
        evidence=(
            *quote(cell, "table.figure", "value", bucket.matches[key]),
            *quote(bucket.label, "table.label", "measure", None)[1:],
        ),
    )
    for effect in bucket.effects.get(key, []):
        size, name = read_estimate(effect.cell.text), statistic_named(effect.head)
        if effect.again or size is None or size.value is None or name not in _OF_ITSELF:
            continue
        yield Outcome(
            id="",
            measure=subject.name,
            on_measure=subject.on,
            timepoint=subject.timepoint,
            experimental_arm=key,
            statistic=name,
            value=size.value,
            ci_level=level_of(f"{effect.head} {caption}") if size.low is not None else None,
            ci_low=size.low,
            ci_high=size.high,
            p_operator=p[0] if p else None,
            p_value=p[1] if p else None,
            evidence=(
                *quote(effect.cell, "table.effect", "value", bucket.matches[key]),
                *quote(bucket.label, "table.label", "measure", None)[1:],
            ),
        )
