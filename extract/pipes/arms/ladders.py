"""A ladder of doses that each person climbed: one arm, or an arm a dose where results go by dose.

'up to four doses (0.1, 0.2, 0.3 and 0.4 mg/kg), a week apart' are one person's, a range. Where a
crossover reports what happened at each of them ('response in 0%, 25%, 25% and 50% at 0.1, 0.2, 0.3
and 0.4 mg/kg'), each dose is a condition that people were compared in (CONSORT 2010 for crossover
trials, item 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Dose
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.draft import Draft
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention, find_doses
from dosetable.extract.vocabulary import Vocabulary

_FEWEST = 3
_FIGURE = re.compile(r"\d(?:\.\d+)? ?%|\d\.\d|\b\d+ of \d+\b|\bmean\b|[nN] ?=|\b\d+/\d+\b")


def by_dose(
    drafts: Sequence[Draft], twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> list[Draft]:
    """Return ``drafts`` of a crossover with a draft for each dose of a ladder whose results are told
    dose by dose; unchanged otherwise."""
    told = _told_doses(twin, sentences, vocabulary)
    found: list[Draft] = []
    for draft in drafts:
        ladder = _ladder(draft, twin, vocabulary)
        if ladder is None or draft.reading is None or not _reported(ladder, told):
            found.append(draft)
            continue
        for amount in ladder.amounts:
            reading = replace(
                draft.reading, dose=Dose(unit=ladder.unit, value=amount.value), rule="doses.ladder"
            )
            found.append(replace(draft, reading=reading))
    return found


def _ladder(draft: Draft, twin: str, vocabulary: Vocabulary) -> DoseMention | None:
    """The list of doses that was read as the range of ``draft``."""
    if draft.kind != TOPIC or draft.reading is None or draft.dose is None:
        return None
    if draft.dose.low is None or draft.dose.high is None:
        return None
    mentions = find_doses(twin, vocabulary, draft.reading.start, draft.reading.end)
    if len(mentions) != 1 or mentions[0].kind != "list":
        return None
    values = mentions[0].values
    return mentions[0] if len(values) >= _FEWEST and list(values) == sorted(set(values)) else None


def _told_doses(
    twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> set[tuple[str, float]]:
    """The doses, each for itself, that sentences of results with figures name."""
    return {
        (m.unit, v)
        for s in sentences
        if s.part == "results" and _FIGURE.search(twin, s.start, s.end)
        for m in find_doses(twin, vocabulary, s.start, s.end)
        if m.kind != "range"
        for v in m.values
    }


def _reported(ladder: DoseMention, told: set[tuple[str, float]]) -> bool:
    """Whether results name all doses of the ladder, but for one at most."""
    known = [v for v in ladder.values if (ladder.unit, v) in told]
    return len(known) >= max(2, len(ladder.values) - 1)
