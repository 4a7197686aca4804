"""What the allocation ratio tells of the arms: 'randomized (1:1:1) to X (56 or 84 mg) or placebo'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.draft import Draft
from dosetable.extract.pipes.context import Sentence

_RATIO = re.compile(r"(?<![\d:.])\d{1,2}(?:\s?:\s?\d{1,2}){1,7}(?![\d:])")
_RANDOM = re.compile(r"\brandom|\bassigned\b|\ballocat", re.IGNORECASE)
_LISTED = re.compile(r"\d\s?-?(?:mg[^\s,]*)?(?:,|\s(?:or|and))\s\d")


def fixed_by_ratio(
    drafts: Sequence[Draft], twin: str, sentences: Sequence[Sentence]
) -> list[Draft]:
    """Two doses joined by 'or', 'and' or a comma are two fixed arms where the ratio has a part for each of them;
    else they stay the ends of one flexible arm."""
    spans = [d for d in drafts if _two_doses(d, twin)]
    if len(spans) != 1 or spans[0].kind != TOPIC:
        return list(drafts)
    (flexible,) = spans
    parts = {
        len(match.group().split(":"))
        for s in sentences
        if _RANDOM.search(twin, s.start, s.end)
        for match in _RATIO.finditer(twin, s.start, s.end)
    }
    if parts != {len(drafts) + 1}:
        return list(drafts)
    fixed = [_at(flexible, "low"), _at(flexible, "high")]
    return [x for d in drafts for x in (fixed if d is flexible else [d])]


def _two_doses(draft: Draft, twin: str) -> bool:
    dose = draft.dose
    if draft.reading is None or dose is None or dose.value is not None or dose.low is None:
        return False
    return _LISTED.search(twin, draft.reading.start, draft.reading.end) is not None


def _at(draft: Draft, end: str) -> Draft:
    reading = draft.reading
    assert reading is not None  # noqa: S101 - chosen so by _two_doses
    dose = replace(reading.dose, value=getattr(reading.dose, end), low=None, high=None)
    return replace(draft, reading=replace(reading, dose=dose))
