"""The head of the one arm that is left, where its name is an order of both treatments.

"Six ketamine" beside "Five midazolam + one ketamine": the first names one of the two arms, so the
second, which names the other one's drug as well, is that other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.treatments import find_treatments
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.columns import Head
from dosetable.extract.vocabulary import Vocabulary

_PAIR = 2
_CONFIDENCE = 0.85
_MAY_BE_FIGURES = {"figure", "other"}


def with_last_arm(
    heads: Mapping[int, Head], arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[int, Head]:
    """``heads``, with the only name of a group that is no arm yet taken for the other of two arms."""
    known = {h.match.arm.id for h in heads.values() if h.match}
    left = [a for a in arms if a.id not in known]
    if len(arms) != _PAIR or len(left) != 1 or len(known) != 1:
        return dict(heads)
    named = {
        c: {t.name for t in find_treatments(h.text, vocabulary)}
        for c, h in heads.items()
        if h.match is None and not h.compares and h.role not in {"effect", "ci", "p", "test"}
    }
    mine = {c for c, drugs in named.items() if left[0].drug in drugs}
    if not mine or any(drugs and c not in mine for c, drugs in named.items()):
        return dict(heads)
    match = Match(left[0], "the only other arm", _CONFIDENCE)
    return {
        c: replace(h, match=match, role="figure" if h.role in _MAY_BE_FIGURES else h.role)
        if c in mine
        else h
        for c, h in heads.items()
    }
