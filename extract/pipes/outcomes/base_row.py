"""The row that a clause begins with, before any figure is put in: its measure, time, arms and place,
and how sure it is."""

from __future__ import annotations

import re

from dosetable.extract.pipes.outcomes.apart import Times
from dosetable.extract.pipes.outcomes.contrast import Contrast
from dosetable.extract.pipes.outcomes.gather import Row
from dosetable.extract.pipes.outcomes.memory import Item
from dosetable.extract.pipes.outcomes.scan import Clause


def base(
    item: Item,
    times: Times,
    clause: Clause,
    contrast: Contrast,
) -> Row:
    time, span = times[0] if len(times) == 1 else (None, None)
    confidence = 0.9 if span is not None else 0.75
    if contrast.experimental is None and contrast.comparator is None:
        confidence -= 0.3
    here = item.mention if item.mention in clause.measures else None
    confidence -= _hesitation(clause, contrast, measure_named=here is not None)
    return Row(
        measure=item.name,
        start=clause.offset,
        end=clause.offset + len(clause.text.rstrip()),
        confidence=confidence,
        rule="outcome",
        time=time,
        time_span=place_of(clause, *span) if span else None,
        measure_span=place_of(clause, here.start, here.end) if here else None,
        experimental=contrast.experimental,
        comparator=contrast.comparator,
        on_measure=_behind(item, clause),
    )


_STEP = 0.1
_CROWD = 6  # figures in one clause


def _hesitation(clause: Clause, contrast: Contrast, *, measure_named: bool) -> float:
    """How much less sure a row is: a step for each thing that its clause leaves to the text around
    it, and one for a clause so full that its figures may have been mixed up."""
    named = frozenset(arm for m in clause.arms for arm in m.arms)
    silent = contrast.experimental is not None and not named & {
        contrast.experimental,
        contrast.comparator,
    }
    crowded = len(clause.figures) + len(clause.estimates) > _CROWD
    return _STEP * sum((not measure_named, silent, crowded))


def _behind(item: Item, clause: Clause) -> str | None:
    if item.mention.kind != "event":
        return None
    scales = [m for m in clause.measures if m.kind in ("depression", "suicidality")]
    if _OF_SUICIDE.search(clause.text, item.mention.start, item.mention.end + 20):
        scales = [m for m in scales if m.kind == "suicidality"]
        return scales[0].name if len({m.name for m in scales}) == 1 else "suicidal ideation"
    return scales[0].name if len({m.name for m in scales}) == 1 else None


# 'relief of suicidal ideation', 'the remission rate of SI': of depression it says nothing
_OF_SUICIDE = re.compile(r"\bsuicid\w+|\bof SI\b", re.IGNORECASE)


def place_of(clause: Clause, start: int, end: int) -> tuple[int, int]:
    return clause.offset + start, clause.offset + end
