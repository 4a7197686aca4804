"""Who did better by the figures alone: the arms' own, an estimate, the order of a subtraction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.scan import Clause


def lower_is_better(row: Row) -> bool:
    if row.unit == "days":
        return row.measure != "relapse"  # how long until it came
    return row.measure not in ("response", "remission", "relapse-free remission")


# 'the change was +12.4 with A and +8.3 with B': scores that went up
ROSE = re.compile(
    r"(?<![\w.])\+\s?\d+(?:\.\d+)?\b(?!\s?(?:%|mg))[^;]*(?<![\w.])\+\s?\d|\bworsen(?:ed|ing)\b|\bdeteriorat\w+\b|\b(?:scores?|MADRS|HAM-?D|HDRS|BDI|QIDS\S*)\b[^.;()]{0,40}\b(?:increased|rose|went up) (?:by|more)\b",
)


# 'improved by a median of 17 points with A and 9 with B': medians of what was gained
GAINED = re.compile(
    r"\b(?:improved|decreased|declined|dropped|fell|(?:was|were) reduced)\b[^.;()\d]{0,60}\bby\b|\bmedian (?:\w+ )?(?:reduction|decrease|improvement|decline|fall|change|drop)s?\b",
    re.IGNORECASE,
)


def figures_say(
    group: Sequence[Row], lower: bool, *, rising: bool = False, gained: bool = False
) -> str | None:
    for row in group:
        ours, theirs = row.experimental_value, row.comparator_value
        if ours is None or theirs is None or ours == theirs:
            continue
        change = row.statistic == "mean change" or (row.statistic == "median" and gained)
        if change and ours >= 0 and theirs >= 0 and not rising:
            return "experimental" if ours > theirs else "comparator"
        # beside a hazard ratio, the days until it came have a sense of their own
        fewer = lower_is_better(row) if row.unit == "days" else lower
        return "experimental" if (ours < theirs) == fewer else "comparator"
    return None


_MINUS = re.compile(r"(?: (?:group|arm|scores?))? ?(?:minus|-) ?(?:the )?", re.IGNORECASE)
_GAINS = re.compile(r"\b(?:reduc|improv|decreas|declin|gain|benefit)\w*", re.IGNORECASE)


def order_says(
    group: Sequence[Row], clause: Clause, experimental: frozenset[str], lower: bool
) -> str | None:
    """'The mean difference (A minus B) was 5.2': of scores that A had more, of reductions A gained
    more."""
    for first, second in zip(clause.arms, clause.arms[1:], strict=False):
        ours = [bool(m.arms & experimental) for m in (first, second)]
        if ours[0] == ours[1] or not _MINUS.fullmatch(clause.text, first.end, second.start):
            continue
        for row in group:
            if row.statistic not in ("mean difference", "median difference") or not row.value:
                continue
            better = _GAINS.search(clause.text) is not None or not lower
            first_won = (row.value > 0) == better
            return "experimental" if first_won == ours[0] else "comparator"
    return None


def estimate_says(group: Sequence[Row], lower: bool) -> str | None:
    for row in group:
        if row.value is None:
            continue
        if row.statistic in ("odds ratio", "risk ratio"):
            return "experimental" if (row.value < 1) == lower else "comparator"
        if row.statistic == "hazard ratio" and row.measure == "relapse":
            return "experimental" if row.value < 1 else "comparator"
        if row.statistic == "risk difference":
            return "experimental" if (row.value < 0) == lower else "comparator"
    return None
