"""What a failed check says, and how it lowers the confidence of the values concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dosetable.extract.facts import Evidence

# A value that fails a check is at best as likely right as wrong.
LOWERED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A failed check. ``subject``: an arm's or outcome's id, '' for the population.

    ``fields`` names the values concerned; the empty one stands for the object as a whole.
    """

    kind: Literal["population", "arm", "outcome"]
    subject: str
    fields: tuple[str, ...]
    message: str


def lowered(evidence: tuple[Evidence, ...], doubts: Iterable[Doubt]) -> tuple[Evidence, ...]:
    """Lower the confidence of the doubted fields' evidence; once, however many checks failed.

    A doubted field without evidence of its own gets that of the whole object, lowered.
    """
    fields = list(dict.fromkeys(f or None for doubt in doubts for f in doubt.fields))
    found = list(evidence)
    whole = next((e for e in evidence if e.field is None), None)
    for field in fields:
        own = [n for n, e in enumerate(evidence) if e.field == field]
        for n in own:
            found[n] = replace(evidence[n], confidence=round(evidence[n].confidence * LOWERED, 3))
        if not own and whole is not None:
            halved = round(whole.confidence * LOWERED, 3)
            found.append(replace(whole, field=field, confidence=halved))
    return tuple(found)
