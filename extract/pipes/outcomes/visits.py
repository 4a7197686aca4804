"""Lists of figures that begin with the score before treatment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.items import Item
from dosetable.extract.pipes.outcomes.scan import Clause

# 'before and after 20, 40 and 80 minutes'
_BEFORE_AND = re.compile(
    r"\bbefore(?: (?:the )?(?:treatment|infusion|injection))? and(?: (?:at|on|after))? $",
    re.IGNORECASE,
)


def without_first(items: Sequence[Item], clause: Clause) -> list[Item]:
    """'The scores before and after 20, 40 and 80 minutes were 23, 16, 14 and 13': of one more figure
    than visits the first is the score before."""
    points = [t for t in clause.times if t.kind == "point"]
    if len(points) < 2 or not items or items[0].start < points[-1].end:
        return list(items)
    if not _BEFORE_AND.search(clause.text, 0, points[0].start):
        return list(items)
    if len(items) != len(points) + 1 or len({i.name for i in items}) != 1:
        return list(items)
    return list(items[1:])
