"""Trials of something beside ketamine: everybody is given ketamine, and chance decides who is given
lithium, riluzole or a psychotherapy with it and who a placebo for that.

The groups are then "ketamine plus lithium" and "placebo plus ketamine", never ketamine against
lithium (CONSORT 2010, item 5: the interventions of each group as they were given).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.context import Sentence

_CHANCE = re.compile(r"\brandomi[sz]ed\b|\brandomly\b|\bassigned\b|\ballocated\b", re.IGNORECASE)
_A_TRIAL = re.compile(r",?(?: [\w-]+,?){0,3} (?:trial|study)\b", re.IGNORECASE)
_BESIDE = re.compile(r".{0,90}?\b(?:or|versus|vs\.?|and)\b.{0,60}", re.IGNORECASE | re.DOTALL)


def as_given(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]
) -> tuple[Arm, ...]:
    """Return ``arms`` with the companion drug put into the ketamine arm where chance decided on
    the companion alone; ``named``: the treatments of the text."""
    drugs = [a for a in arms if a.role == "experimental"]
    others = [a for a in arms if a.role != "experimental"]
    if len(drugs) != 1:
        return tuple(arms)
    ready = _pretreated(arms, twin, sentences, named)
    if ready is not None:
        return ready
    if len(others) != 2:
        return tuple(arms)
    companion, control = sorted(
        others, key=lambda a: (a.role != "active comparator", a.evidence[0].start)
    )
    if companion.role != "active comparator" or companion.drug == "electroconvulsive therapy":
        return tuple(arms)
    if control.role == "active placebo" or not _by_chance(
        (companion.drug, control.drug), twin, sentences, named
    ):
        return tuple(arms)
    drug = drugs[0]
    if drug.dose is None:
        return _after_all_had(drug, companion, control)
    return (
        _with(drug, companion.drug, companion, "A1"),
        replace(_with(drug, control.drug, control, "A2"), role="active comparator"),
    )


def _with(drug: Arm, name: str, beside: Arm | None, identifier: str) -> Arm:
    """The ketamine arm with ``name`` given beside it, and the size of ``beside``."""
    told = [e for e in drug.evidence if e.field != "n"]
    if beside is not None:
        # The words that name what was given beside, and its size; its dose and route are its own.
        told += [e for e in beside.evidence if e.field in {None, "", "n"}]
    return replace(
        drug,
        id=identifier,
        label=f"{drug.label} plus {name}",
        add_on=tuple(dict.fromkeys((*drug.add_on, name))),
        n=beside.n if beside is not None else drug.n,
        evidence=tuple(told),
    )


_OR = re.compile(
    r"(?:\s\d[\d.]*(?:-\d[\d.]*)? ?(?:mg|g|mcg)(?:/kg|/d|/day)?)?(?:\s?[(\[][^()\[\]]{1,30}[)\]])?,?\s(?:or|versus|vs\.?|and)\s(?:an? |the )?(?:\w+[- ]){0,3}",
    re.IGNORECASE,
)
# 'received ketamine 0.5 mg/kg and were then randomized to'
_THEN = re.compile(
    r"(?:[^.;]|\.\d){0,120}?\b(?:then|subsequently|thereafter|afterwards?|responders|after (?:which|that|the infusion))\b(?:[^.;]|\.\d){0,60}?\b(?:randomi[sz]ed|randomly (?:assigned|allocated)|assigned|allocated)\b(?:[^.;]|\.\d){0,60}",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?:[^.;]|\.\d){0,70}?\b(?:before|prior to|preceding|ahead of|pre-?treatment for|followed by|in advance of|and then)\b(?:[^.;]|\.\d){0,70}",
    re.IGNORECASE,
)


def _pretreated(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]
) -> tuple[Arm, ...] | None:
    """'rapamycin (6 mg) or placebo 2 h before ketamine': all had ketamine, and the two groups (or
    conditions of a crossover) differ in what came before it. None where no sentence says so."""
    (drug,) = (a for a in arms if a.role == "experimental")
    for sentence in sentences:
        if sentence.part in {"title", "results", "conclusions"}:
            continue
        here = [t for t in named if sentence.start <= t.start < sentence.end]
        for told in zip(here, here[1:], here[2:], strict=False):
            (first, second, third), before = told, False
            if (
                first.name == drug.drug
            ):  # '... had ketamine and were then randomized to X or placebo'
                (third, first, second), before = told, True
            pair = {first.kind: first.name, second.kind: second.name}
            control = pair.pop("inert placebo", None)
            if control is None or len(pair) != 1 or third.name != drug.drug:
                continue
            ((kind, companion),) = pair.items()
            if kind not in {"active comparator", "adjunct"}:
                continue
            if not _OR.fullmatch(twin, first.end, second.start):
                continue
            if before and not _THEN.fullmatch(twin, third.end, first.start):
                continue
            if not before and not _AHEAD.fullmatch(twin, second.end, third.start):
                continue
            by_name = {a.drug: a for a in arms}
            if set(by_name) - {drug.drug, companion, control}:
                return None
            return (
                _with(drug, companion, by_name.get(companion), "A1"),
                replace(_with(drug, control, by_name.get(control), "A2"), role="active comparator"),
            )
    return None


def _after_all_had(drug: Arm, companion: Arm, control: Arm) -> tuple[Arm, Arm]:
    """The two groups of a text that tells of the drug that all had no more than its name."""

    def beside(arm: Arm, identifier: str) -> Arm:
        add_on = tuple(dict.fromkeys((*arm.add_on, drug.drug)))
        kept = arm if arm is companion else replace(arm, route=None, infusion_minutes=None)
        fields = {None, "", "n", *(("dose", "schedule") if arm is companion else ())}
        return replace(
            kept,
            id=identifier,
            label=f"{arm.label} plus {drug.drug}",
            add_on=add_on,
            evidence=tuple(e for e in arm.evidence if e.field in fields),
        )

    return replace(beside(companion, "A1"), role="experimental"), beside(control, "A2")


def _by_chance(
    pair: tuple[str, str], twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]
) -> bool:
    """Whether one sentence sets the two against each other by chance, and none does so with the
    drug of the table itself."""
    found = False
    for sentence in sentences:
        chance = next(
            (
                m
                for m in _CHANCE.finditer(twin, sentence.start, sentence.end)
                if not _A_TRIAL.match(twin, m.end())
            ),
            None,
        )
        if chance is None or sentence.part == "title":
            continue
        here = [t for t in named if chance.start() <= t.start < sentence.end]
        first = next((t for t in here if t.name in pair), None)
        second = next((t for t in here if first and t.name in pair and t.name != first.name), None)
        topics = [t for t in here if t.kind == TOPIC]
        if first is None or second is None:
            if topics:
                return False
            continue
        if any(t.start < second.start for t in topics):
            return False
        found = found or _BESIDE.fullmatch(twin, first.end, second.start) is not None
    return found
