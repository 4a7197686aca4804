"""The row of two arms' figures, and that of one arm's."""

from __future__ import annotations

import re
from dataclasses import replace

from dosetable.extract.pipes.outcomes.apart import Placed
from dosetable.extract.pipes.outcomes.base_row import base, place_of
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.place import opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.statistic import statistic_of
from dosetable.extract.pipes.statistics import Figure

# 'from 27 to 10 in A and from 28 to 9 in B (P < .001)': the test is of the change, not between arms.
_EACH_WENT = re.compile(
    r"\bfrom\s[^;]{1,30}?\sto\s[^;]{1,100}?\bfrom\s[^;]{1,30}?\sto\s(?![^;]*\b(?:differ|between|greater|more|than|versus|compared|group by|interaction))"
)


def pair_row(
    ours: Placed, theirs: Placed, e: str | None, c: str, clause: Clause, *, own: bool = False
) -> Row:
    contrast = Contrast(experimental=e, comparator=c)
    row = base(ours.item, ours.times, clause, contrast)
    f, g = ours.figure, theirs.figure
    statistic = statistic_of(ours.item, ours.figure, clause)
    return replace(
        row, statistic=statistic, unit="percent" if f.kind == "percent" else "points",
        experimental_value=f.value, comparator_value=g.value,
        experimental_count=f.count, comparator_count=g.count,
        experimental_n=f.n, comparator_n=g.n,
        dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        comparator_dispersion=g.dispersion,
        experimental_span=place_of(clause, f.start, f.end), comparator_span=place_of(clause, g.start, g.end),
        p=None if _EACH_WENT.search(clause.text) or _of_each_alone(ours, theirs, clause.text) else (
            ours.p if own or ours.item.start > theirs.item.start else theirs.p
        ),
        rule=f"outcome.{f.kind}-pair",
        confidence=row.confidence * (0.85 if f.kind == "bare" else 1.0) * (1.0 if _agree(f, g) else 0.5),
    )  # fmt: skip


def _of_each_alone(ours: Placed, theirs: Placed, text: str) -> bool:
    """'(24 to 12, P < .001) with A and (24 to 20, P = .08) with B': each change has its own test."""
    pairs = [
        (one.item.start, one.p.start)
        for one in (ours, theirs)
        if one.p is not None and one.figure.after
    ]
    if len(pairs) < 2 or pairs[0][1] == pairs[1][1]:
        return False
    return all(
        figure < test and (opened := opened_at(text, figure)) is not None
        and opened == opened_at(text, test)
        for figure, test in pairs
    )  # fmt: skip


def _agree(*figures: Figure) -> bool:
    """Do counts and percentages say the same, to the rounding of the print?"""
    for f in figures:
        if (
            f.value is not None
            and f.count is not None
            and f.n
            and abs(100 * f.count / f.n - f.value) > 1
        ):
            return False
    return True


def alone_row(one: Placed, arm: str, clause: Clause) -> Row:
    f = one.figure
    row = base(one.item, one.times, clause, Contrast(experimental=arm))
    return replace(
        row, statistic=statistic_of(one.item, one.figure, clause), unit="percent" if f.kind == "percent" else "points",
        value=f.value, value_span=place_of(clause, f.start, f.end), experimental_count=f.count,
        experimental_n=f.n, dispersion_type=f.dispersion_type, experimental_dispersion=f.dispersion,
        p=one.p, interval=one.interval, rule=f"outcome.{f.kind}-alone",
    )  # fmt: skip
