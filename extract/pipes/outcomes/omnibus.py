"""Tests of more than two groups at once: which of them differ they do not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.statistics import Estimate, PValue

# '18, 15, 14 and 20; the overall test gave P = 0.008': of no two of the groups
_BEFORE = re.compile(
    r"\b(?:overall|omnibus|global)(?: group)? (?:tests?|[Pp](?:[- ]values?)?|comparisons?|effects?|differences?|ANOVA|ANCOVA)[^.;,()]{0,25}[(=]?\s?$"
    r"|\b(?:overall|omnibus|global|ANOVA|Kruskal.Wallis(?: test)?),?\s$",
    re.IGNORECASE,
)
# '... (P = .04 across the groups)'
_BEHIND = re.compile(
    r",?\s(?:\(?(?:overall|omnibus|ANOVA|Kruskal.Wallis)\b|(?:for the )?(?:overall|three-group|four-group) comparison|(?:for (?:the )?(?:comparison|difference)s? )?(?:among|across) (?:all |the )*(?:three |four |five |[3-5] |study |treatment )*(?:groups|arms))",
    re.IGNORECASE,
)
# 'F(3,116)': with more than one degree of freedom, the test is of more than two groups
_FREEDOM = re.compile(r"F\s?[(\[](?:[2-9]|1\d)\s?[,;]")
_SET_AGAINST = re.compile(
    r"\b(?:than|versus|vs|compared|relative to|over|superior|inferior)\b", re.IGNORECASE
)
_NEXT = re.compile(r"\s?[,;]?\s?(?:with |and )?")


def without_omnibus(
    estimates: Sequence[Estimate],
    p_values: Sequence[PValue],
    arms: Sequence[ArmMention],
    text: str,
) -> tuple[list[Estimate], list[PValue]]:
    """``estimates`` and ``p_values`` of a trial of more than two arms, without those of all of them."""
    of_all = [e for e in estimates if _tests_all(e, arms, text)]
    return (
        [e for e in estimates if e not in of_all],
        [
            p
            for p in p_values
            if not _said_of_all(p, text) and not any(_stands_behind(p, e, text) for e in of_all)
        ],
    )


def _said_of_all(p: PValue, text: str) -> bool:
    """Whether the words beside ``p`` say that it is of all groups of a trial of more than two."""
    return bool(_BEFORE.search(text, 0, p.start) or _BEHIND.match(text, p.end))


def _tests_all(estimate: Estimate, arms: Sequence[ArmMention], text: str) -> bool:
    """Whether ``estimate`` is a test of all groups of a trial of more than two, or may be one: by its
    degrees of freedom, or since ``text`` sets no group against another and names none, or several."""
    if estimate.kind != "test":
        return False
    if _FREEDOM.match(text, estimate.start):
        return True
    named = frozenset[str]().union(*(m.arms for m in arms))
    return len(named) != 2 and _SET_AGAINST.search(text) is None


def _stands_behind(p: PValue, test: Estimate, text: str) -> bool:
    """'F = 18.4, P < .001': whether ``p`` is what ``test`` came to."""
    return _NEXT.fullmatch(text, test.end, p.start) is not None
