"""'0.5 mg/kg two or three times weekly' of a trial that compares the two: an arm for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.draft import Draft
from dosetable.extract.pipes.arms.readings import Found
from dosetable.extract.pipes.context import Sentence

_EITHER = re.compile(
    r"^(?:(?:twice|two|2)(?: times)?-? or (?:thrice|three times|3 times)|(?:two|2) or (?:three|3) times)[- ](?P<rest>(?:a |per |each |every )?week(?:ly)?.*)$",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b(?:twice|two[- ]times|2 times)[- ](?:a |per )?week", re.IGNORECASE)
_THRICE = re.compile(
    r"(?<! or )\b(?:thrice|three[- ]times|3 times)[- ](?:a |per )?week", re.IGNORECASE
)


def told_apart_by_frequency(
    drafts: Sequence[Draft], twin: str, sentences: Sequence[Sentence]
) -> list[Draft]:
    """Split each group that was treated "two or three times weekly" where the text speaks of the
    groups of twice and of thrice weekly elsewhere; else the number of sessions was flexible."""
    matched = [
        _EITHER.match(d.candidate.schedule.value) if d.candidate.schedule else None for d in drafts
    ]
    if not any(matched):
        return list(drafts)
    own = [(s.start, s.end) for s in sentences]
    if not all(any(p.search(twin, *span) for span in own) for p in (_TWICE, _THRICE)):
        return list(drafts)
    found: list[Draft] = []
    for draft, match in zip(drafts, matched, strict=True):
        schedule = draft.candidate.schedule
        if match is None or schedule is None:
            found.append(draft)
            continue
        for word in ("twice", "three times"):
            value = f"{word} {match['rest']}"
            told = Found(value, schedule.start, schedule.end)
            found.append(
                replace(
                    draft, candidate=replace(draft.candidate, schedule=told), n=None, n_span=None
                )
            )
    return found
