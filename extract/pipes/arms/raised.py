"""A dose that was raised for some people of a group: one arm of flexible dosing, not an arm a dose.

'All were given 56 mg on day 1. On day 4 the dose was increased to 84 mg in 40% of patients.'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.draft import Draft, count_from
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention, find_doses
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary

_RAISED = Prefiltered(
    r"\b(?:dos(?:e|es|age|ing)\b(?:[^.;]|\.\d){0,60}?\b(?:increased|raised|escalated|up-?titrated|titrated|adjusted|stepped up)|(?:increas|escalat|titrat|rais)(?:ed|ing|ion)?(?: of)? (?:the |their )?dos(?:e|age)s?)\b(?:[^.;]|\.\d){0,30}?\bto (?:an? )?$",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"%|\b(?:some|could|may|might|if|non-?respon\w+|whose|those|who|tolera\w+|investigator|clinician|physician|discretion|allowed|permitted|possible|needed|necessary|insufficient|inadequate|had their)\b",
    re.IGNORECASE,
)
_WINDOW = 120


def raised_for_some(
    drafts: Sequence[Draft],
    candidates: Sequence[Candidate],
    twin: str,
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
) -> list[Draft]:
    """Return ``drafts`` with the only dose of a drug, and the one that it was raised to in some
    people, as one range, counted as the drug is in ``candidates``."""
    found = list(drafts)
    for sentence in sentences:
        if sentence.part in {"title", "conclusions"}:
            continue
        if not _SOME.search(twin, sentence.start, sentence.end):
            continue
        for mention in find_doses(twin, vocabulary, sentence.start, sentence.end):
            head = max(sentence.start, mention.start - _WINDOW)
            if mention.kind == "single" and _RAISED.search(twin, head, mention.start):
                found = _united(found, mention)
    return [
        d if d in drafts else count_from(d, [c for c in candidates if c.name == d.name])
        for d in found
    ]


def _united(drafts: list[Draft], raised: DoseMention) -> list[Draft]:
    high, unit = raised.values[0], raised.unit
    fixed = [
        d
        for d in drafts
        if d.kind == TOPIC and d.dose is not None and d.dose.unit == unit and d.dose.value
    ]
    names = {d.name for d in fixed}
    lower = [d for d in fixed if d.dose is not None and (d.dose.value or 0) < high]
    upper = [d for d in fixed if d not in lower]
    # '0.5 mg/kg, 1 mg/kg or placebo': the higher dose is another group's where it is told before.
    alone = all(d.reading and d.reading.start <= raised.start < d.reading.end for d in upper)
    if len(names) != 1 or len(lower) != 1 or not alone:
        return drafts
    first = lower[0]
    if first.reading is None or first.reading.dose.bolus is not None:
        return drafts
    dose = replace(first.reading.dose, value=None, low=first.reading.dose.value, high=high)
    reading = replace(first.reading, dose=dose, rule="doses.raised")
    n, span = next(((d.n, d.n_span) for d in (first, *upper) if d.n is not None), (None, None))
    united = replace(first, reading=reading, n=n, n_span=span)
    return [united if d is first else d for d in drafts if d not in upper]
