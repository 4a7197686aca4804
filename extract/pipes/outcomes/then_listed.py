"""The visits of one arm each with its time, and then a plain list of the other arm's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.place import Spanned, runs_of
from dosetable.extract.pipes.outcomes.scan import Clause

_TO = re.compile(r"\s?(?:%|points?)? to (?:only )?")  # 'and from 10% to 22% with B'


def visits_then_listed(items: Sequence[Spanned], clause: Clause) -> int:
    """How many visits 'With A 14 at day 1 and 18 at day 7, against 22 and 24 with B' has: as many
    figures of the first arm, each beside its time, and then as many of the second; 0 if it is no such
    sentence."""
    visits, odd = divmod(len(items), 2)
    points = [t for t in clause.times if t.kind == "point"]
    if odd or visits < 2 or len(points) != visits:
        return 0
    ends = [item.start for item in items[1 : visits + 1]]
    begins = [0, *(item.end for item in items[: visits - 1])]
    told = list(zip(items[:visits], points, begins, ends, strict=True))
    behind = all(i.end <= t.start and t.end <= end for i, t, _, end in told)
    before = all(begin <= t.start and t.end <= i.start for i, t, begin, _ in told)
    if not (behind or before):
        return 0
    first, second = items[visits : visits + 2]
    went = visits == 2 and _TO.fullmatch(clause.text, first.end, second.start)
    if not went and runs_of(items[visits:], clause.text) != [visits]:
        return 0
    last = max(points[-1].end, items[visits - 1].end)
    return visits if _an_arm_each(items, visits, last, clause) else 0


def _an_arm_each(items: Sequence[Spanned], half: int, last: int, clause: Clause) -> bool:
    """Whether the first ``half`` of ``items``, which ends at ``last``, and the rest each have an arm:
    before both, or the first before all and the second behind, or behind both."""
    arms = [m for m in clause.arms if len(m.arms) == 1]
    if len(arms) != 2 or arms[0].arms == arms[1].arms:
        return False
    if arms[0].start < items[0].start:
        return arms[1].start >= last
    return last <= arms[0].start < items[half].start and arms[1].start >= items[-1].end
