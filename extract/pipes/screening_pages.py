"""Screening: pages for lay readers, by what they tell of a study and what they sell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.facts import StudyType
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.pipes.screening_signs import MARKETING


@dataclass(frozen=True, slots=True)
class Finding:
    """A study type and the words it was told by."""

    type: StudyType
    start: int
    end: int
    confidence: float


_STUDY_WORDS = re.compile(
    r"\brandomi[sz]ed|\brandomly|\b(?:trial|study)\b|\bparticipants\b|\bresearchers?\b|\bplacebo\b|\bnew research\b"
    r"|\bvolunteers\b|\bleft to chance\b|\bjournal\b|\b(?:the|this|new) (?:work|findings|team)\b|\bdoctors (?:\w+ )?(?:found|report)",
    re.IGNORECASE,
)
_GROUP_SIZE = re.compile(
    rf"\b{COUNT} (?:[\w-]+ ){{0,4}}?{PEOPLE}\b|\bmg/kg|\bdos(?:es|ages) of|\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)",
    re.IGNORECASE,
)


def page_type(twin: str, lead: Sequence[Sentence], base: tuple[int, int]) -> Finding:
    """The type of a page whose own sentences are ``lead``; ``base``: the span to give for none."""
    end = max((s.end for s in lead), default=0)
    selling = len(MARKETING.findall(twin, 0, end))
    study = _STUDY_WORDS
    studies = study.findall(twin, 0, end)
    match = study.search(twin, 0, end)
    if selling >= 2 and selling * 2 >= len(studies) - 1:
        sale = MARKETING.search(twin)
        return Finding("other", *(sale.span() if sale else base), 0.9)
    if len(studies) >= 2 and _GROUP_SIZE.search(twin, 0, end):
        return Finding("news about a study", *(match.span() if match else base), 0.9)
    return Finding("other", *base, 0.8)
