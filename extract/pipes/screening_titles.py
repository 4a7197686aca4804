"""Titles with a word that usually stands for another kind of study than the trial they are of.

'A protocol of ketamine infusions', 'a survey of cognition', 'a real-world trial'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

# words that a trial may use of its setting or its measure
_OF_A_TRIAL_TOO = re.compile(r"real[- ]world|naturalistic|survey|everyday practice", re.IGNORECASE)
_WERE_ASSIGNED = Prefiltered(
    r"\b(?:were|was) (?:then |subsequently )?(?:randomi[sz]ed|randomly (?:assigned|allocated|divided)) (?:to|into)\b",
    re.IGNORECASE,
)
_TO_COME = Prefiltered(
    r"\bwill (?:be )?\w+|\bstudy protocol\b|\bthis protocol\b|\bplanned\b", re.IGNORECASE
)
_FIGURES = Prefiltered(r"\bp ?[<=>\u2264]|\b\d+ ?%|\b95 ?% ?CI\b|\bpoints\b", re.IGNORECASE)


def only_called_so(words: str, twin: str, lead: Sequence[Sentence]) -> bool:
    """Whether ``words`` of a title tell only the setting or the measure of a trial whose people were
    assigned by chance."""
    return _OF_A_TRIAL_TOO.fullmatch(words) is not None and _any(_WERE_ASSIGNED, twin, lead)


def has_results(twin: str, lead: Sequence[Sentence]) -> bool:
    """Whether the text tells what came out, and of nothing that is still to be done."""
    results = [s for s in lead if s.part == "results"]
    return _any(_FIGURES, twin, results) and not _any(_TO_COME, twin, lead)


def _any(pattern: Prefiltered, twin: str, sentences: Sequence[Sentence]) -> bool:
    return any(pattern.search(twin, s.start, s.end) for s in sentences)
