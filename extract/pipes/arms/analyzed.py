"""How many of each arm were analysed, where one clause counts every arm and says so.

'30 in the ketamine group and 29 in the midazolam group were included in the analysis'. CONSORT
2010, item 16: the number of participants included in each analysis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.late_counts import counted_arms
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.outcomes.clauses import split_clauses
from dosetable.extract.pipes.outcomes.names import arm_names
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary

ANALYZED = Prefiltered(
    r"\banaly[sz]ed\b|\b(?:included|entered|remained|comprised|contributed|evaluable) (?:in|into|to|for) (?:the |our |all )?(?:[\w-]+ ){0,4}?"
    r"(?:analys[ie]s|(?:efficacy|full|intention-to-treat|intent-to-treat|ITT|mITT|analysis) (?:set|population|sample))\b",
    re.IGNORECASE,
)
# Counts of something else in the same clause, or of an analysis that is not the trial's main one.
_OTHER = re.compile(
    r"\bwithdr|\blost\b|\bdiscontinu|\bdropp|\bexclu|\bdied\b|\brespon|\bremi(?:ssion|tt)|\brelaps|\badverse|\bsamples?\b|"
    r"\bnot (?:be )?(?:included|analy)|\bper[- ]protocol|\bsafety\b|\bsensitivity\b|\bwill be\b|\bsubgroup",
    re.IGNORECASE,
)
_CONFIDENCE = 0.85


def as_allocated(arms: Sequence[Arm], total: int | None) -> tuple[Arm, ...]:
    """Return ``arms`` without their sizes where these leave a few of the ``total`` randomized out: then
    they count those treated or analysed. A shortfall as large as a group may be a group not read."""
    sizes = [a.n for a in arms if a.n is not None]
    if total is None or len(arms) < 2 or len(sizes) < len(arms):
        return tuple(arms)
    if not 0 < total - sum(sizes) < min(sizes) / 2:
        return tuple(arms)
    return tuple(
        replace(a, n=None, evidence=tuple(e for e in a.evidence if e.field != "n")) for a in arms
    )


def count_analyzed(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], vocabulary: Vocabulary
) -> tuple[Arm, ...]:
    """Return ``arms`` with ``n_analyzed``; unchanged where no clause counts all of them, or where
    more would be analysed than were allocated."""
    counting = [s for s in sentences if ANALYZED.search(twin[s.start : s.end])]
    if len(arms) < 2 or not counting:
        return tuple(arms)
    names = arm_names(arms, vocabulary["drugs"])
    for sentence in counting:
        text = twin[sentence.start : sentence.end]
        for start, end in split_clauses(text):
            clause = text[start:end]
            if not ANALYZED.search(clause) or _OTHER.search(clause):
                continue
            found = counted_arms(clause, names)
            if set(found) != {a.id for a in arms}:
                continue
            if any(a.n is not None and found[a.id][0] > a.n for a in arms):
                continue
            shift = sentence.start + start
            return tuple(_with(arm, *found[arm.id], shift, sentence) for arm in arms)
    return tuple(arms)


def _with(arm: Arm, n: int, start: int, end: int, shift: int, sentence: Sentence) -> Arm:
    evidence = evidence_in(
        sentence,
        shift + start,
        shift + end,
        rule="arms.n.analyzed",
        field="n_analyzed",
        confidence=_CONFIDENCE,
    )
    return replace(arm, n_analyzed=n, evidence=(*arm.evidence, evidence))
