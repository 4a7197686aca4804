"""Figures of the arms that a sentence is about, set against those of the one it compares them with:
'Compared with C, scores were lower in A and B (6.8 and 5.9 vs. 8.4)'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import Spanned
from dosetable.extract.pipes.outcomes.verdicts import behind_than

_SEVERAL = 2
_FACES = re.compile(r"\b(?:vs?\.?|versus|compared (?:with|to)|against)\s", re.IGNORECASE)


def named_against(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """The arm of each figure: in each run of figures first the several arms that the sentence is
    about, in their order, then, behind 'vs.', the one behind 'than' or 'compared with'. None where
    the sentence is not so built (of two arms, ``apart.set_apart`` tells)."""
    if not items or any(m.start >= items[0].start or len(m.arms) != 1 for m in mentions):
        return None
    than = list(dict.fromkeys(m.arms for m in mentions if behind_than(text, m)))
    about = list(dict.fromkeys(m.arms for m in mentions if not behind_than(text, m)))
    size = len(about) + 1
    if len(than) != 1 or len(about) < _SEVERAL or than[0] in about or len(items) % size:
        return None
    arms = [next(iter(ids)) for ids in (*about, *than)]
    for start in range(0, len(items), size):
        run = items[start : start + size]
        faced = [
            _FACES.search(text, a.end, b.start) is not None
            for a, b in zip(run, run[1:], strict=False)
        ]
        if faced != [False] * (size - 2) + [True]:
            return None
    return [arms[k % size] for k in range(len(items))]
