"""How far two curators agree, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.store.curation.decisions import VALUE_ACTIONS, Decision, standing
from dosetable.store.curation.review import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``cells`` that both decided; ``kappa`` is None where chance alone would agree on all."""

    one: str
    other: str
    cells: int
    agreed: int
    kappa: float | None


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (Educ Psychol Meas 1960;20:37-46) of two raters' verdicts; None where it has
    no value: no pairs, or nothing but one verdict from both."""
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(one == other for one, other in pairs) / total
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[verdict] * second[verdict] for verdict in first) / total**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def agreement(table: Table) -> Agreement | None:
    """Of the first two curators configured: the first standing verdict of each on every cell."""
    if len(table.curators) < 2:
        return None
    one, other = table.curators[:2]
    verdicts: dict[tuple[str, str, str, str], dict[str, Decision]] = {}
    for decision in standing(table.decisions):
        if decision.action in VALUE_ACTIONS:
            place = (decision.anchors[0], decision.subject, decision.subject_id, decision.field)
            verdicts.setdefault(place, {}).setdefault(decision.curator, decision)
    both = [made for made in verdicts.values() if one in made and other in made]
    pairs = [(_verdict(made[one]), _verdict(made[other])) for made in both]
    return Agreement(
        one=one,
        other=other,
        cells=len(pairs),
        agreed=sum(made[one].value == made[other].value for made in both),
        kappa=cohen_kappa(pairs),
    )


def _verdict(decision: Decision) -> str:
    return "correct" if decision.action == "add" else decision.action
