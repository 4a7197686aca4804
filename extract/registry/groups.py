"""Which arm a result's group is. Group ids are local (FG000, OG001): only words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from dosetable.extract.facts import Arm, Dose
from dosetable.extract.labels import abbreviations
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.candidate import CONTROLS
from dosetable.extract.pipes.arms.registry import ArmReading, read_arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.readers.json_values import items, text_of
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

_WORD = re.compile(r"[a-z0-9.]+")
_ABBREVIATION = re.compile(r"\b[A-Za-z]{2,6}(?:-ket)?\b(?!-| (?:dose|level|study|point)s?\b)")
_ALL = re.compile(
    r"\b(?:total|all (?:participants|patients|subjects|groups)|overall|pooled|combined)\b",
    re.IGNORECASE,
)
# Parts of a trial that were randomized apart: a panel's drug is never set against another's placebo.
_PART = re.compile(
    r"\b(panel|cohort|part|stratum|stage|substudy|sub-study)\s+([a-z0-9]+)\b", re.IGNORECASE
)
# A part of an arm, or an order of several treatments: its figures are not the arm's.
_SUBGROUP = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|fe?males?|males?|(?:non-?\s?)?(?:responders?|remitters?|relapsers?|completers?|improvers?)|bipolar|unipolar|"
    r"healthy|children|adolescents?|elderly|younger|older|history of|with(?:out)? (?:anxi|suicid|PTSD|comorbid|prior|previous|a history)\w*|"
    r"(?:anxious|non-?anxious|melancholic|psychotic|suicidal) (?:patients|participants|subjects|depression))\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\bfirst\b(?! (?:dose|infusion|episode|line|injection|session|\d|24|day|week))|\bsecond\b(?! (?:dose|infusion|injection|session))|"
    r"\bthen\b|\bfollowed by\b|\bsequence\b|\bcross(?:ed)?[- ]?over\b|->|→",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"[\s(]*(?:\d+(?:\.\d+)?\s?m[a-z/]+\)?)?\s*(?:\+|plus|and|&|/|to|then|followed by|→|-{1,2}>?)\s*",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(once|twice|thrice|(?:one|two|three|four|[1-7]) times?)(?: a| per)?[ /-]?(?:week|day)"
)
_TIMES = {
    "thrice": "three times", "3 times": "three times", "two times": "twice", "2 times": "twice",
    "one time": "once", "1 time": "once", "4 times": "four times",
}  # fmt: skip
_LEAST_SIMILARITY, _LEAST_LEAD = 75.0, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A result's group: its local id, its title and what its words say was given. ``several``: it
    names a drug of the topic and a control side by side."""

    id: str
    title: str
    pointer: str
    reading: ArmReading | None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The arm a group is, and why."""

    arm: Arm
    reason: str
    confidence: float


def read_groups(quotes: Quotes, pointer: str, vocabulary: Vocabulary) -> tuple[Group, ...]:
    """Return the groups listed at ``pointer``."""
    found = []
    for number in range(len(items(quotes.get(pointer)))):
        base = f"{pointer}/{number}"
        key, title = text_of(quotes.get(f"{base}/id")), quotes.printed(f"{base}/title")
        if key and title:
            words = _in_full(title)
            reading = read_arm(
                words, quotes.printed(f"{base}/description"), (), vocabulary=vocabulary
            )
            several = side_by_side(twin(words), vocabulary)
            found.append(Group(id=key, title=title, pointer=base, reading=reading, several=several))
    return tuple(found)


def _in_full(title: str) -> str:
    """A title with the abbreviations of treatments spelt out: "Esk 28 mg"."""
    names = abbreviations()
    return _ABBREVIATION.sub(lambda m: names.get(m[0].lower(), m[0]), title)


def match_group(group: Group, arms: Sequence[Arm]) -> Match | None:
    """Return the one arm that ``group`` is, or None where several or none could be meant."""
    if _ALL.search(group.title):
        return None
    same = [a for a in arms if _words(a.label) == _words(group.title)]
    if len(same) == 1:
        return Match(same[0], "same title", 0.99)
    if group.several or _is_part(group.title, arms):
        return None
    possible = [a for a in arms if _compatible(group, a)]
    exact = [a for a in possible if _same_treatment(group, a)]
    if len(exact) == 1 and len(possible) >= 1:
        return Match(exact[0], "same drug and dose", 0.97)
    pool = exact or possible
    if len(pool) == 1 and group.reading is not None:
        return Match(pool[0], "the only arm with this drug", 0.93)
    routed = [a for a in pool if group.reading and a.route == group.reading.route]
    if len(routed) == 1 and len(pool) > 1:
        return Match(routed[0], "same drug and route", 0.93)
    if (beside := _same_companions(group, pool, arms)) is not None:
        return Match(beside, "same drug and companions", 0.92)
    ranked = sorted(
        ((fuzz.token_set_ratio(_plain(group.title), _plain(a.label)), a) for a in pool),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] < _LEAST_SIMILARITY:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAST_LEAD:
        return None
    return Match(ranked[0][1], "most similar title", 0.9)


def _same_companions(group: Group, pool: Sequence[Arm], arms: Sequence[Arm]) -> Arm | None:
    """Of arms with one drug, one of them beside another arm's drug, the one whose companion the group
    names; where it names none, the one that had the drug alone: 'Ketamine' beside 'Ketamine plus X'."""
    if group.reading is None or len(pool) < 2:
        return None
    told = {a.drug for a in arms if a not in pool}
    companions = [told.intersection(a.add_on) for a in pool]
    if len(set(map(frozenset, companions))) != len(pool):
        return None
    named = told.intersection(group.reading.add_on)
    return next((a for a, c in zip(pool, companions, strict=True) if c == named), None)


def side_by_side(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a drug of the topic and a control stand side by side: an order of both, or both
    together ("Ketamine plus placebo"), which words alone do not tell."""
    found = sorted(find_treatments(text, vocabulary), key=lambda t: t.start)
    return any(
        TOPIC in (a.kind, b.kind)
        and bool(CONTROLS & {a.kind, b.kind})
        and _JOINED.fullmatch(text[a.end : b.start])
        for a, b in pairwise(found)
    )


def is_order(title: str) -> bool:
    """Whether a group's title is an order of treatments ("Ketamine first")."""
    return _ORDER.search(title) is not None


def _is_part(title: str, arms: Sequence[Arm]) -> bool:
    """Whether a title names a subgroup or an order that no arm's own label names."""
    labels = " ".join(a.label for a in arms)
    return any(
        pattern.search(title) and not pattern.search(labels) for pattern in (_SUBGROUP, _ORDER)
    )


def parts(label: str) -> frozenset[str]:
    """The separately randomized parts that a label names ("panel a")."""
    return frozenset(f"{m[1]} {m[2]}".lower() for m in _PART.finditer(label))


def own_controls(arm: Arm, controls: Sequence[Arm]) -> list[Arm]:
    """The comparators that ``arm`` is set against: of several that get the same, the one given as
    often ("placebo twice weekly" beside "ketamine twice weekly")."""
    if len(controls) < 2 or len({c.drug for c in controls}) > 1 or not (own := _frequency(arm)):
        return list(controls)
    return [c for c in controls if _frequency(c) == own] or list(controls)


def _frequency(arm: Arm) -> str | None:
    match = _OFTEN.search(f"{arm.schedule or ''} {arm.label}".lower())
    return _TIMES.get(match[1], match[1]) if match else None


def _compatible(group: Group, arm: Arm) -> bool:
    named = parts(group.title)
    if named and parts(arm.label) and named != parts(arm.label):
        return False
    if group.reading is None:
        return True
    if group.reading.drug != arm.drug and not _both_inert(group.reading.drug, arm):
        return False
    return (
        group.reading.dose is None or arm.dose is None or _same_dose(group.reading.dose, arm.dose)
    )


def _same_treatment(group: Group, arm: Arm) -> bool:
    reading = group.reading
    if reading is None or (reading.drug != arm.drug and not _both_inert(reading.drug, arm)):
        return False
    if reading.dose is None or arm.dose is None:
        return reading.dose is None and arm.dose is None
    return _same_dose(reading.dose, arm.dose)


def _both_inert(drug: str, arm: Arm) -> bool:
    return {drug, arm.drug} <= {"placebo", "saline"}


def _same_dose(first: Dose, second: Dose) -> bool:
    return (first.unit, first.value, first.low, first.high) == (
        second.unit,
        second.value,
        second.low,
        second.high,
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(twin(text).lower()))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(twin(text).lower()))
