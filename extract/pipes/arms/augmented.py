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
_BESIDE = re.compile(r".{0,90}?\b(?:or|versus|vs\.?|and)\b.{0,60}", re.IGNORECASE | re.DOTALL)


def as_given(
    arms: Sequence[Arm], twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]
) -> tuple[Arm, ...]:
    """Return ``arms`` with the companion drug put into the ketamine arm where chance decided on
    the companion alone; ``named``: the treatments of the text."""
    drugs = [a for a in arms if a.role == "experimental"]
    others = [a for a in arms if a.role != "experimental"]
    if len(drugs) != 1 or len(others) != 2:
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
    own = [e for e in (*drug.evidence, *companion.evidence) if e.field != "n"]
    counted = [e for e in companion.evidence if e.field == "n"]
    with_it = replace(
        drug,
        id="A1",
        label=f"{drug.label} plus {companion.drug}",
        add_on=(*drug.add_on, companion.drug),
        n=companion.n,
        evidence=(*own, *counted),
    )
    without = replace(
        control,
        id="A2",
        label=f"{control.label} plus {drug.drug}",
        add_on=(*control.add_on, drug.drug),
        route=None,
        infusion_minutes=None,
        schedule=None,
        evidence=tuple(e for e in control.evidence if e.field in {None, "", "n"}),
    )
    return with_it, without


def _by_chance(
    pair: tuple[str, str], twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]
) -> bool:
    """Whether one sentence sets the two against each other by chance, and none does so with the
    drug of the table itself."""
    found = False
    for sentence in sentences:
        chance = _CHANCE.search(twin, sentence.start, sentence.end)
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
