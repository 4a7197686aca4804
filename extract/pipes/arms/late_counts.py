"""Arm sizes that a later sentence lists: '(28 mg: 41; 56 mg: 40; placebo: 80)', '90 to X, 86 to Y'.

Counts are taken only where one sentence that speaks of the allocation counts every arm, and the
counts add up to the number randomized where that is known (CONSORT 2010, item 13a).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm, Evidence
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames, arm_names
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.vocabulary import Vocabulary

_EQUALLY = re.compile(
    r"\bin equal numbers\b|\bequal-sized groups\b|\bgroups of equal size\b", re.IGNORECASE
)
_ALLOCATED = re.compile(r"\bparticipant flow\b|\brandom|\bassigned\b|\ballocated\b", re.IGNORECASE)
_OTHER_COUNT = re.compile(
    r"\b(?:analy[sz]ed|completed|treated|discontinued|withdrew|responded|remitt?ed|screened)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[\s-]*(?:group|arm|nasal|spray|infusion|placebo|mg|mg/kg))*\s*[:=,(\[]*\s*(?:[nN]\s*=\s*)?(?P<n>\d{{1,4}})(?=\s*(?:[;,)\]]|\.\s|\.?$|and\b|{PEOPLE}\b))"
)
_BEFORE = re.compile(
    rf"(?<![\d.,/=<>-])(?P<n>\d{{1,4}})\s+(?:{PEOPLE}\s+)?(?:(?:were|was|randomly|randomi[sz]ed|assigned|allocated)\s+)*(?:to|in|on|received|receiving)\s+(?:(?:receive|the|a|an|single|intranasal|intravenous|oral|subcutaneous|group)\s+)*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?<![\d.,/=<>-])(?P<n>\d{1,4}) \((?:the )?$")
_CONFIDENCE = 0.92


def count_late(
    arms: Sequence[Arm],
    twin: str,
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
    total: int | None,
) -> tuple[Arm, ...]:
    """Return ``arms`` with the sizes that one sentence of ``sentences`` gives to all of them;
    unchanged where no sentence counts them all."""
    if len(arms) < 2 or all(arm.n is not None for arm in arms):
        return tuple(arms)
    names = arm_names(arms, vocabulary["drugs"])
    for sentence in sentences:
        text = twin[sentence.start : sentence.end]
        if not _ALLOCATED.search(text):
            continue
        equal = _EQUALLY.search(text)
        if equal and total and total % len(arms) == 0:
            n = total // len(arms)
            return tuple(_with_n(arm, n, *equal.span(), sentence) for arm in arms)
        found = _counts(text, names)
        # Sizes that other rules read already must agree.
        agree = all(arm.n in (None, found[arm.id][0]) for arm in arms if arm.id in found)
        if set(found) == {arm.id for arm in arms} and agree and _adds_up(found, total):
            return tuple(_with_n(arm, *found[arm.id], sentence) for arm in arms)
    return tuple(arms)


def _counts(text: str, names: ArmNames) -> dict[str, tuple[int, int, int]]:
    """Arm id -> (n, start, end in ``text``), where each arm is counted once."""
    found: dict[str, tuple[int, int, int]] = {}
    for mention in names.find(text):
        counted = _beside(text, mention)
        if counted is None or len(mention.arms) != 1:
            continue
        (arm,) = mention.arms
        if arm in found and found[arm][0] != counted[0]:
            return {}  # two sizes for one arm: of two stages, or misread
        found[arm] = counted
    return found


def _beside(text: str, mention: ArmMention) -> tuple[int, int, int] | None:
    before = _BEFORE.search(text[: mention.start]) or _BRACKETED.search(text[: mention.start])
    match = before or _AFTER.match(text, mention.end)
    if match is None or _OTHER_COUNT.search(text, match.start(), match.end()):
        return None
    return int(match["n"]), match.start("n"), match.end("n")


def _adds_up(found: dict[str, tuple[int, int, int]], total: int | None) -> bool:
    return total is None or sum(n for n, _, _ in found.values()) == total


def _with_n(arm: Arm, n: int, start: int, end: int, sentence: Sentence) -> Arm:
    if arm.n is not None:
        return arm
    evidence = Evidence(
        start=sentence.start + start,
        end=sentence.start + end,
        confidence=_CONFIDENCE,
        rule="arms.n.listed",
        section=sentence.part if sentence.part != "none" else None,
        field="n",
    )
    return replace(arm, n=n, evidence=(*arm.evidence, evidence))
