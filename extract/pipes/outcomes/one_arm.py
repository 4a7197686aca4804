"""What became of one arm, told in a trial of several: its course is set against no other."""

from __future__ import annotations

import re

from dosetable.extract.pipes.outcomes.contrast import lowered_rate
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdict_clauses import WENT
from dosetable.extract.pipes.statistics import Estimate

_UNCONTROLLED = re.compile(r"\bopen-label (?:phase|extension|period|part|stage|follow-up)\b", re.I)


def within_arm(clause: Clause, names: ArmNames) -> bool:
    """A change from one score to another, or an open-label phase: no comparator is spoken of."""
    controls = frozenset(a.id for a in names.control)
    spoken_of = any(m.arms & controls for m in clause.arms)
    if lowered_rate(clause, names.experimental, names.control):
        return False
    if _UNCONTROLLED.search(clause.text):
        return not spoken_of
    if not spoken_of and _ALONE.search(clause.text) and not _BETWEEN.search(clause.text):
        return all(e.statistic == "test statistic" for e in clause.estimates)
    return not spoken_of and bool(WENT.search(clause.text)) and len(clause.estimates) == 1


# 'In the ketamine group, scores decreased (t(13) = 2.1)': the test is against the group's own start.
_ALONE = re.compile(
    r"(?:^\W*|[.:] )(?:in|for|within|among) (?:the )?[^,;.]{3,40}?\b(?:group|arm|patients|participants)\b[^,;.]{0,30},[^;]*?\b(?:decreas|reduc|declin|fell|improv|dropp|chang)\w*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:than|compared|versus|vs|between|differ\w*|interaction|group effect|superior|more|less|relative)\b",
    re.IGNORECASE,
)


def of_control_alone(clause: Clause, names: ArmNames) -> bool:
    """'whereas midazolam reduced it from 31 to 23 (t = 4.9, P < .001)': a test of what became of the
    controls, with nothing that sets them against another."""
    controls = frozenset(a.id for a in names.control)
    alone = bool(clause.arms) and all(m.arms <= controls for m in clause.arms)
    return (
        alone
        and WENT.search(clause.text) is not None
        and _BETWEEN.search(clause.text) is None
        and lowered_rate(clause, names.experimental, names.control) is None
    )


_KIND = re.compile(
    r"\b(?P<within>within[- ](?:groups?|arms?|subjects?|person|patients?|treatments?))\b|\bbetween\b",
    re.IGNORECASE,
)


def within_group(item: Item, clause: Clause) -> bool:
    """'The within-group effect size was 1.9 with A and 0.9 with B': of each from its own start."""
    if not isinstance(item.source, Estimate):
        return False
    told = list(_KIND.finditer(clause.text, 0, item.start))
    return bool(told) and told[-1]["within"] is not None
