"""How an arm or row that a decision is about is described, and found again after its id changed.

Ids of arms come from doses and ids of rows from arms, so the very correction of a source that a
decision must survive changes them. What cannot be found for certain is not guessed: the decision
then stands on a row of its own, and comes back for another look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dosetable.store.curation.fields import SubjectKind, field_named
from dosetable.store.evidence_table import ArmView, Cell, Row, StudyView

Descriptor = Mapping[str, Any]
_ROW_KEYS = ("measure", "on_measure", "statistic", "subgroup")


def describe(view: StudyView, kind: SubjectKind, subject_id: str) -> Descriptor:
    """What is needed to find the subject again. Raises KeyError for one the study does not have."""
    if kind == "study":
        return {}
    if kind == "arm":
        return _describe_arm(view, subject_id)
    row = next((row for row in view.rows if row.id == subject_id), None)
    if row is None:
        raise KeyError(subject_id)
    arms = [arm for arm in (row.experimental_arm, row.comparator_arm) if arm]
    time = field_named("row", "timepoint").dump(row.timepoint.value)
    return {
        "measure": row.measure,
        "on_measure": row.on_measure,
        "outcome_role": row.outcome_role,
        "statistic": row.statistic,
        "unit": row.unit,
        "subgroup": row.subgroup,
        "timepoint": time,
        "experimental_arm": row.experimental_arm,
        "comparator_arm": row.comparator_arm,
        "arms": describe_arms(view, arms),
    }


def describe_arms(view: StudyView, arms: Sequence[str]) -> dict[str, Descriptor]:
    """Arm id -> what is needed to find it again. Raises KeyError for one the study does not have."""
    return {arm: _describe_arm(view, arm) for arm in arms}


def _describe_arm(view: StudyView, arm_id: str) -> dict[str, Any]:
    arm = next((arm for arm in view.arms if arm.id == arm_id), None)
    if arm is None:
        raise KeyError(arm_id)
    return {
        "label": arm.label,
        "role": arm.role.value,
        "drug": arm.drug.value,
        "siblings": sorted(other.id for other in view.arms if other.id != arm_id),
    }


def find_arm(arms: Sequence[ArmView], arm_id: str, descriptor: Descriptor) -> str | None:
    """The arm's id now; else the one arm of the same drug and role that is new since then."""
    if any(arm.id == arm_id for arm in arms):
        return arm_id
    siblings = set(descriptor.get("siblings", ()))
    fits = [
        arm.id
        for arm in arms
        if arm.id not in siblings
        and arm.drug.value == descriptor.get("drug")
        and arm.role.value == descriptor.get("role")
    ]
    return fits[0] if len(fits) == 1 else None


def find_row(
    view: StudyView, row_id: str, descriptor: Descriptor, field: str, machine_value: str | None
) -> str | None:
    """The row's id now; else the row of the same contrast, measure, time and statistic."""
    if any(row.id == row_id for row in view.rows):
        return row_id
    described = descriptor.get("arms", {})
    arms = {
        side: find_arm(view.arms, descriptor[side], described.get(descriptor[side], {}))
        if descriptor.get(side)
        else None
        for side in ("experimental_arm", "comparator_arm")
    }
    if any(descriptor.get(side) and arms[side] is None for side in arms):
        return None
    fits = [
        row
        for row in view.rows
        if (row.experimental_arm, row.comparator_arm)
        == (arms["experimental_arm"], arms["comparator_arm"])
        and all(getattr(row, key) == descriptor.get(key) for key in _ROW_KEYS)
        and field_named("row", "timepoint").dump(row.timepoint.value) == descriptor.get("timepoint")
    ]
    if len(fits) > 1 and field:
        codec = field_named("row", field)
        fits = [row for row in fits if codec.dump(getattr(row, field).value) == machine_value]
    return fits[0].id if len(fits) == 1 else None


def _none(missing: str = "not found") -> Cell[Any]:
    return Cell(value=None, status="missing", missing=missing)  # type: ignore[arg-type]


def _said(value: Any) -> Cell[Any]:
    return _none() if value is None else Cell(value=value, status="accepted")


def arm_again(arm_id: str, descriptor: Descriptor) -> ArmView:
    """The arm as a decision remembers it, without anything else."""
    return ArmView(
        id=arm_id,
        label=str(descriptor.get("label") or arm_id),
        role=_said(descriptor.get("role")),
        drug=_said(descriptor.get("drug")),
        add_on=_none(),
        dose=_none(),
        normal_dose=None,
        route=_none(),
        infusion_minutes=_none(),
        schedule=_none(),
        n=_none(),
        n_analyzed=_none(),
    )


def row_again(row_id: str, descriptor: Descriptor, arms: Sequence[ArmView], report: int) -> Row:
    """The row as a decision remembers it, without any value."""
    described = descriptor.get("arms", {})

    def arm(side: str) -> str | None:
        old = descriptor.get(side)
        return find_arm(arms, old, described.get(old, {})) if old else None

    time = field_named("row", "timepoint").load(descriptor.get("timepoint"))
    return Row(
        id=row_id,
        experimental_arm=arm("experimental_arm"),
        comparator_arm=arm("comparator_arm"),
        measure=str(descriptor.get("measure") or "unnamed measure"),
        on_measure=descriptor.get("on_measure"),
        outcome_role=descriptor.get("outcome_role"),
        timepoint=_said(time),
        statistic=descriptor.get("statistic"),
        unit=descriptor.get("unit"),
        experimental=_none(),
        comparator=_none(),
        effect=_none(),
        direction=_none(),
        subgroup=descriptor.get("subgroup"),
        status="missing",
        quotes=(),
        report=report,
    )
