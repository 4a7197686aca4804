"""Whose a test behind several arms' figures is: of two arms, of each alone, or of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.apart import Placed
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.place import LISTED, RESPECTIVELY
from dosetable.extract.pipes.outcomes.scan import Clause

# 'A 9.8, B 12.6 and C 13.9 (P = .004)' is one test of three groups; 'lower than with C' is not.
PAIRWISE = re.compile(
    r"\b(?:both|each|vs?\.?|versus|than|compared|relative to|superior|over|pairwise)(?:\s|\b)",
    re.IGNORECASE,
)


AMONG_ALL = re.compile(
    r"\b(?:across|among|between|in) (?:all |the )*(?:three|four|five|[3-5]) (?:[\w-]+ )?(?:groups|arms|treatments)\b",
    re.IGNORECASE,
)


def tested_in_order(rows: list[Row], clause: Clause) -> list[Row]:
    """'19, 18 and 14 with A, B and placebo (P = .03 and P = .09)': behind the figures of several
    contrasts or visits a list of as many tests, in their order."""
    tests = clause.tests
    pairs = [r for r in rows if r.comparator is not None]
    against: Counter[str] = Counter(r.comparator for r in pairs if r.comparator)
    if len(tests) > 1 and len(pairs) == len(rows) > len(tests):
        # '67% and 65%, more than with placebo (45%; P = .01 and P = .02)': none is of the two doses
        most = next((c for c, n in against.items() if n == len(tests)), None)
        shared = {r.p.start for r in pairs if r.p is not None}
        if most is not None and shared <= {t.start for t in tests}:
            rest = [replace(r, p=None) for r in rows if r.comparator != most]
            told = [r for r in rows if r.comparator == most]
            return [*tested_in_order(told, clause), *rest]
    pairs.sort(key=lambda r: r.experimental_span or (0, 0))
    if not 1 < len(tests) == len(pairs) == len(rows) == len({r.contrast for r in rows}):
        return rows
    in_order = _RESPECTIVELY.match(clause.text, tests[-1].end) is not None
    if len({r.measure for r in rows}) > 1 and not in_order:
        return rows
    ends = [f.end for f in clause.figures]
    gaps = [clause.text[a.end : b.start] for a, b in zip(tests, tests[1:], strict=False)]
    if not ends or max(ends) > tests[0].start or not all(map(LISTED.fullmatch, gaps)):
        return rows
    return [replace(r, p=p) for r, p in zip(pairs, tests, strict=True)]


_RESPECTIVELY = re.compile(r",? respectively\b")


def with_own_test(placed: Sequence[Placed]) -> list[bool]:
    """Whether the test of each figure stands behind it and before the next."""
    following = [*placed[1:], None]
    return [
        p.p is not None and p.item.end <= p.p.start and (q is None or p.p.start < q.item.start)
        for p, q in zip(placed, following, strict=True)
    ]


def tested_within(run: Sequence[Placed], clause: Clause) -> bool:
    """'12 (P < .001) with A and 6 (P = .04) with B', '12 with A and 6 with B (P < .01 and .04,
    respectively)': a test of what became of each group, the control's too, and none of two."""
    arms = {p.arm for p in run if p.arm is not None}
    if len(arms) < 2 or len(arms) != len(run) or PAIRWISE.search(clause.text):
        return False
    if all(with_own_test(run)) and len({p.p.start for p in run if p.p is not None}) == len(run):
        return True
    tests = [t for t in clause.p_values if t.start >= run[-1].item.end]
    gaps = [clause.text[a.end : b.start] for a, b in zip(tests, tests[1:], strict=False)]
    listed = len(tests) == len(run) and all(map(LISTED.fullmatch, gaps))
    return listed and RESPECTIVELY.search(clause.text, tests[-1].end) is not None
