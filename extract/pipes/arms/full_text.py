"""What the methods of a full text add to the arms that its abstract names.

An abstract may say 'ketamine or midazolam' and leave the doses to the methods. A value is taken
over only where it cannot be another arm's: one arm of that drug in the abstract and one dose of it
in the methods, or the same dose in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm, Evidence
from dosetable.extract.pipes.arms.finish import dose_text

_SURE = 0.8  # a value from another place of the report than its arm


def completed(
    arms: Sequence[Arm], in_methods: Sequence[Arm], total: int | None = None
) -> tuple[Arm, ...]:
    """Return ``arms`` with the dose, route, infusion time and schedule that ``in_methods`` alone give,
    and with their controls; with its size where the sizes of all arms add up to ``total``, the number randomized."""
    told = tuple(_completed(arm, arms, in_methods) for arm in arms)
    return _sized(_with_controls(told, in_methods), in_methods, total)


def _with_controls(arms: tuple[Arm, ...], in_methods: Sequence[Arm]) -> tuple[Arm, ...]:
    """``arms`` with the groups that the methods compare them with, where the abstract names none and
    both tell of the same drugs and doses."""
    drugs = [a for a in in_methods if a.role == "experimental"]
    controls = [a for a in in_methods if a.role != "experimental"]
    same = {(a.drug, a.dose) for a in drugs} == {(a.drug, a.dose) for a in arms}
    alone = all(a.role == "experimental" for a in arms)
    if not (alone and same and len(drugs) == len(arms) and 1 <= len(controls) <= 2):
        return arms
    fresh = [
        replace(
            control,
            id=f"A{len(arms) + i}",
            evidence=tuple(
                replace(e, confidence=min(e.confidence, _SURE)) for e in control.evidence
            ),
        )
        for i, control in enumerate(controls, 1)
    ]
    return (*arms, *fresh)


def _sized(arms: tuple[Arm, ...], in_methods: Sequence[Arm], total: int | None) -> tuple[Arm, ...]:
    told = [[a for a in in_methods if (a.drug, a.dose) == (arm.drug, arm.dose)] for arm in arms]
    if any(arm.n is not None for arm in arms) or any(len(same) != 1 for same in told):
        return arms
    sizes = [same[0].n for same in told]
    if total is None or None in sizes or sum(n for n in sizes if n is not None) != total:
        return arms
    return tuple(
        replace(arm, n=same[0].n, evidence=_with(arm, same[0], "n", "n"))
        for arm, same in zip(arms, told, strict=True)
    )


def _completed(arm: Arm, arms: Sequence[Arm], in_methods: Sequence[Arm]) -> Arm:
    same = [a for a in in_methods if a.drug == arm.drug]
    if (
        sum(a.drug == arm.drug for a in arms) != 1
    ):  # several doses: by the dose, where each has its own
        if arm.dose is None or sum((a.drug, a.dose) == (arm.drug, arm.dose) for a in arms) != 1:
            return arm
        same = [a for a in same if a.dose == arm.dose]
    elif arm.dose is not None:
        same = [a for a in same if a.dose in (None, arm.dose)]
    elif len({a.dose for a in same if a.dose is not None}) > 1:
        return arm
    dosed = next((a for a in same if a.dose is not None), None)
    if arm.dose is None and dosed is not None and dosed.dose is not None:
        label = f"{arm.label} {dose_text(dosed.dose)}"
        arm = replace(arm, dose=dosed.dose, label=label, evidence=_with(arm, dosed, None, "dose"))
    for told in same:
        if arm.route is None and told.route is not None:
            arm = replace(arm, route=told.route, evidence=_with(arm, told, "route", "route"))
        if arm.infusion_minutes is None and told.infusion_minutes is not None:
            spans = _with(arm, told, "infusion_minutes", "infusion_minutes")
            arm = replace(arm, infusion_minutes=told.infusion_minutes, evidence=spans)
        if arm.schedule is None and told.schedule is not None:
            spans = _with(arm, told, "schedule", "schedule")
            arm = replace(arm, schedule=told.schedule, evidence=spans)
    return arm


def _with(arm: Arm, told: Arm, field: str | None, named: str) -> tuple[Evidence, ...]:
    """The arm's evidence, and that of ``field`` where the methods state it."""
    fresh = [e for e in told.evidence if e.field == field][:1]
    rule = f"arms.methods.{named}"
    return (
        *arm.evidence,
        *(replace(e, field=named, rule=rule, confidence=min(e.confidence, _SURE)) for e in fresh),
    )
