"""Cohorts that were allocated separately: their arms carry the cohort in their label.

'... ketamine 0.5 mg/kg versus midazolam 0.025 mg/kg (cohort 1)': results then speak of the cohort
alone, so the label has to tell which arms stand against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.prefilter import Prefiltered

_COHORT = Prefiltered(r"\b(?P<name>(?:cohort|panel|part|stage) (?:\d|[A-D]))\b", re.IGNORECASE)
_NTH = Prefiltered(r"\b(?P<nth>first|second|third) (?P<what>cohort|panel)\b", re.IGNORECASE)
_ORDINALS = {"first": 1, "second": 2, "third": 3}
# Who had got well before the randomization: strata that withdrawal trials randomize apart.
_STRATUM = Prefiltered(r"\bstable (?:remission|response)\b", re.IGNORECASE)


def name_cohorts(arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence]) -> tuple[Arm, ...]:
    """Return ``arms`` with the cohort that their sentence names, where there are several."""
    named = [_cohort(arm, twin, sentences) for arm in arms]
    if None in named or len(set(named)) < 2:
        return tuple(arms)
    return tuple(
        arm if cohort in arm.label.lower() else replace(arm, label=f"{arm.label} ({cohort})")
        for arm, cohort in zip(arms, named, strict=True)
        if cohort is not None
    )


def _cohort(arm: Arm, twin: str, sentences: Sequence[Sentence]) -> str | None:
    """The one cohort of the sentence in which the arm was read; None for none or several."""
    at = arm.evidence[0].start
    sentence = next((s for s in sentences if s.start <= at < s.end), None)
    if sentence is None:
        return None
    found = {m["name"].lower() for m in _COHORT.finditer(twin, sentence.start, sentence.end)}
    found |= {
        f"{m['what'].lower()} {_ORDINALS[m['nth'].lower()]}"
        for m in _NTH.finditer(twin, sentence.start, sentence.end)
    }
    found = found or {m[0].lower() for m in _STRATUM.finditer(twin, sentence.start, sentence.end)}
    return found.pop() if len(found) == 1 else None
