"""Screening: trials of one programme whose participants were looked at together.

Such a report is of randomized people and gives the results of their groups; a review of the literature
pools what others reported, and stays out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.screening_signs import POOLED

_CONTROLLED = re.compile(
    r"\brandom|\bdouble-blind\b|\b(?:placebo|active|midazolam)[- ]controlled\b", re.IGNORECASE
)


OF_LITERATURE = re.compile(r"meta|review|search|PRISMA|effects", re.IGNORECASE)
TITLED_REVIEW = re.compile(r"meta-?analy|\breview\b|\bliterature\b", re.IGNORECASE)
# Where a report speaks of care in general, and of what should come next.
AROUND = frozenset({"background", "conclusions"})


def pooled_trials(twin: str, lead: Sequence[Sentence]) -> re.Match[str] | None:
    """'Data of two randomized trials were pooled': their participants, looked at together. That they
    were randomized may stand in another sentence, of this report's own."""
    own = [s for s in lead if s.zone == "own" and s.part not in AROUND]
    for sentence in lead:
        if sentence.part == "conclusions" or sentence.zone == "outside":
            continue
        match = POOLED.search(twin, sentence.start, sentence.end)
        if match is None:
            continue
        if sentence.part != "background" and _CONTROLLED.search(twin, sentence.start, sentence.end):
            return match
        if any(_GROUPS_MADE.search(twin, s.start, s.end) for s in own):
            return match
    return _of_own_trials(twin, lead, own)


# 'A post hoc pooled analysis of randomized placebo-controlled and open-label trials'
_POOLED_LATER = re.compile(
    r"\bpost[- ]?hoc[^.;]{0,30}\bpooled\b[^.;]{0,20}\banalys[ei]s\b|\bpooled\b[^.;]{0,20}\bpost[- ]?hoc\b",
    re.IGNORECASE,
)
_DIVIDED = re.compile(
    r"\bwere (?:then |randomly )?(?:allocated|assigned|randomi[sz]ed|allotted) to\b", re.IGNORECASE
)


def _of_own_trials(
    twin: str, lead: Sequence[Sentence], own: Sequence[Sentence]
) -> re.Match[str] | None:
    """A later look at the people of several trials, whose methods tell how they were divided."""
    told = next((m for s in lead if (m := _POOLED_LATER.search(twin, s.start, s.end))), None)
    divided = any(_DIVIDED.search(twin, s.start, s.end) for s in own if s.part == "methods")
    return told if told is not None and divided else None


# 'In both trials, adults were randomized to X or placebo'
_GROUPS_MADE = re.compile(
    r"\b(?:in (?:both|each|the two|all three)|both|each) (?:[\w-]+ ){0,3}(?:trials?|studies|study)\b[^.;]{0,200}\b(?:randomi[sz]ed|randomly assigned)\b",
    re.IGNORECASE,
)
