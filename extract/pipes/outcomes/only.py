"""'Only the higher dose differed from placebo': of the other doses that says that they did not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.outcomes.contrast import arms_here
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdict_parts import part_about
from dosetable.extract.pipes.outcomes.verdicts import is_null

_BEFORE = re.compile(
    r"\b(?:only|solely|exclusively|confined to|limited to|restricted to) (?:(?:at|in|with|for|after|by|on|of|the|a|an|patients|participants|those|women|receiving|given|dose|doses|group|arm|(?:es)?ketamine)[ -])*$",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|whereas|while)(?= (?:only|solely)\b)", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:/kg)?(?:[- ](?:group|arm|dose|(?:es)?ketamine|infusion)s?)*,? (?:only|alone)\b(?! (?:at|on|after|by|in) )",
    re.IGNORECASE,
)


def _alone(mention: ArmMention, text: str) -> bool:
    return bool(
        _BEFORE.search(text, max(0, mention.start - 80), mention.start)
        or _BEHIND.match(text, mention.end)
    )


def others_than_the_only(rows: Sequence[Row], clause: Clause, names: ArmNames) -> list[Row]:
    """For each visit of the measure on which one arm alone did better than a control: the other
    experimental arms of that comparison, without a difference; none where they have a verdict."""
    exp, _ = arms_here(clause, names)
    ours = frozenset(a.id for a in exp)
    alone = [m for m in clause.arms if m.arms < ours and _alone(m, clause.text)]
    if len(alone) != 1 or is_null(clause.text[slice(*part_about(clause.text, alone[0].start))]):
        return []
    told = {(r.measure, r.contrast[1], r.experimental) for r in rows}
    turn = next((m.start() for m in _TURN.finditer(clause.text, 0, alone[0].start)), 0)
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        winner = row.experimental in alone[0].arms and row.comparator not in ours
        if not winner or row.comparator is None or row.direction != "favours experimental":
            continue
        if row.time_span is not None and row.time_span[0] - clause.offset < turn:
            continue  # 'both at day 1, but only 60 mg at day 7'
        for arm in exp:
            if arm.id in alone[0].arms or (row.measure, row.contrast[1], arm.id) in told:
                continue
            other = Row(
                measure=row.measure,
                start=row.start,
                end=row.end,
                confidence=row.confidence * 0.9,
                rule="outcome.only",
                time=row.time,
                time_span=row.time_span,
                measure_span=row.measure_span,
                experimental=arm.id,
                comparator=row.comparator,
                direction="no significant difference",
                direction_rule="direction.only",
            )
            found[other.contrast] = replace(other, on_measure=row.on_measure)
    return list(found.values())
