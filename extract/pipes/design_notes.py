"""Design: the words that support a field, and whose sentences they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Evidence
from dosetable.extract.pipes.context import Sentence, evidence_in


def note(
    evidence: list[Evidence],
    field: str,
    sentence: Sentence,
    start: int,
    end: int,
    confidence: float = 0.95,
) -> None:
    rule = f"design.{field}"
    evidence.append(
        evidence_in(sentence, start, end, rule=rule, field=field, confidence=confidence)
    )


DENIED = re.compile(r"(?: group| design)?\s?:\s?no\b", re.IGNORECASE)  # "Double blind: No"


# 'In this randomized trial, ...': the conclusions speak of the study itself.
_THIS_STUDY = re.compile(
    r"\b(?:this|our|the present|the current) (?:[\w-]+,? ){0,5}?(?:random|double-blind)",
    re.IGNORECASE,
)


def of_this_study(twin: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without conclusions that speak of another part of the programme: 'the randomized part two was
    completed since'."""
    return [
        s for s in sentences if s.part != "conclusions" or _THIS_STUDY.search(twin, s.start, s.end)
    ]


def table_alone(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of a document that is one table and nothing else, as its own; else none."""
    if not sentences or any(s.zone != "outside" for s in sentences):
        return []
    return [replace(s, zone="own", full=False) for s in sentences]
