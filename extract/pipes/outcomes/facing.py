"""Two sentences that tell one result: what one arm reached, and then what the other did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.outcomes.clauses import FindMeasures
from dosetable.extract.pipes.outcomes.names import ArmNames

_OPENS = re.compile(
    r"(?:(?:in|by) (?:contrast|comparison)|none of (?:the|those)|conversely|meanwhile|in (?:the|those)|among|with|(?:out )?of (?:those|the (?:\d+|other)|\d+)|those (?:in|on|given|who)"
    r"|(?:patients|participants|women|people) (?:in|on|given|who received))\b"
    r"|(?P<nobody>none (?:responded|remitted|relapsed|did|in|on|with|given|who|of)|no (?:one|patients?|participants?|subjects?|wom[ae]n|person))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d(?:[\d.]*\d)?\s?(?:%|per ?cent\b|points?\b|\((?:SD|SE)?\s?\d|±)|\b(?:was|were|by|to) -?\d+(?:\.\d+)?(?![\d.]*\s?(?:mg|weeks?|days?|hours?|months?|years?|patients|of\b))"
)
_TESTED = re.compile(r"\b[Pp]\s?[=<>]|\bCI\b|\bthan\b|\b(?:compared|versus|vs\.?)\b", re.IGNORECASE)
_LONGEST = 260


def facing(
    sentences: Sequence[Sentence], twin: str, names: ArmNames, find: FindMeasures
) -> list[Sentence]:
    """``sentences``, with two neighbours as one where the first tells a figure of one of the trial's
    two arms, and the second, in words that set it against the first, one of the other."""
    found: list[Sentence] = []
    for sentence in sentences:
        last = found[-1] if found else None
        if last is not None and _face(last, sentence, twin, names, find):
            found[-1] = replace(last, end=sentence.end)
        else:
            found.append(sentence)
    return found


def _face(
    first: Sentence, second: Sentence, twin: str, names: ArmNames, find: FindMeasures
) -> bool:
    if len(names.experimental) != 1 or len(names.control) != 1:
        return False
    if (first.zone, first.part) != (second.zone, second.part) or second.start - first.end > 3:
        return False
    one, other = twin[first.start : first.end], twin[second.start : second.end]
    opens = _OPENS.match(other)
    if len(one) > _LONGEST or len(other) > _LONGEST or not opens:
        return False
    counted = _FIGURE.search(other) or opens["nobody"]
    if not (_FIGURE.search(one) and counted) or _TESTED.search(one):
        return False
    sides = [frozenset(arm for m in names.find(text) for arm in m.arms) for text in (one, other)]
    if any(len(side) != 1 for side in sides) or sides[0] == sides[1]:
        return False
    measures = [{m.name for m in find(text)} for text in (one, other)]
    events = {m.name for m in find(one) if m.kind == "event"}
    if len(events) == 1 and measures[1] == events:
        return True  # 'by the HAM-D, 42% of A remitted. None of B (0%) remitted.'
    return len(measures[0]) == 1 and measures[1] <= measures[0]
