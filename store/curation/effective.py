"""The effective table: what the machine read, and over it what people decided. Pure.

Which rules hold when a source changes under a decision: docs/adr/0007-decisions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dosetable.store.curation.decisions import VALUE_ACTIONS, WHOLE, Decision
from dosetable.store.curation.fields import BadValue, Field, SubjectKind, cell_of, field_named
from dosetable.store.curation.subjects import arm_again, find_arm, find_row, row_again
from dosetable.store.evidence_table import Alternative, ArmView, Cell, Row, Status, StudyView
from dosetable.store.normalise import dose_text, normal_dose
from dosetable.store.outcome_rows import row_status

# Why a decided value comes back for another look; None where it does not.
Look = Literal["value changed", "source no longer says it", "document changed"]
Subject = tuple[SubjectKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A decision in force, where it applies now, and what the machine reads there today."""

    decision: Decision
    slug: str
    subject_id: str
    machine_value: str | None
    look: Look | None


def apply_decisions(
    view: StudyView, decisions: Iterable[Decision], current: Mapping[str, str]
) -> tuple[StudyView, tuple[Applied, ...]]:
    """The study with its decisions, and how each of them stands.

    ``decisions``: those of this study that were not undone, in order; the last on a field is in
    force. ``current``: report key -> SHA-256 of its newest document.
    """
    placed = _place(view, decisions)
    whole = {key[:2] for key, decision in placed.items() if key[2] == WHOLE}
    applied: list[Applied] = []
    studies, arms, rows = view, list(view.arms), list(view.rows)
    for (kind, subject_id, name), decision in placed.items():
        if name == WHOLE:
            gone = _index(arms if kind == "arm" else rows, subject_id) is None
            applied.append(_told(decision, view, subject_id, None, gone=gone, current=current))
            continue
        if (kind, subject_id) in whole:
            continue
        field = field_named(kind, name)
        try:
            value = field.load(decision.value)
        except BadValue:
            continue  # one that an older version wrote and this one cannot read stays unapplied
        if kind == "study":
            cell = cell_of(studies, name)
            machine = field.dump(cell.value)
            change: dict[str, Any] = {name: _decided(cell, decision, value, field)}
            studies = replace(studies, **change)
            gone = False
        else:
            subjects: list[Any] = arms if kind == "arm" else rows
            index = _index(subjects, subject_id)
            gone = index is None
            if index is None:
                if decision.action == "reject":
                    applied.append(
                        _told(decision, view, subject_id, None, gone=True, current=current)
                    )
                    continue
                subjects.append(_again(kind, subject_id, decision, arms, view))
                index = len(subjects) - 1
            cell = cell_of(subjects[index], name)
            machine = None if gone else field.dump(cell.value)
            subjects[index] = _with(subjects[index], name, _decided(cell, decision, value, field))
        applied.append(_told(decision, view, subject_id, machine, gone=gone, current=current))
    removed = {subject_id for kind, subject_id in whole}
    kept_arms = tuple(arm for arm in arms if arm.id not in removed)
    kept_rows = tuple(
        row
        for row in rows
        if row.id not in removed and not removed & {row.experimental_arm, row.comparator_arm}
    )
    changed = replace(studies, arms=kept_arms, rows=kept_rows)
    return changed, tuple(applied)


def _place(
    view: StudyView, decisions: Iterable[Decision]
) -> dict[tuple[SubjectKind, str, str], Decision]:
    """(kind, id now, field) -> the decision in force. One on the whole arm or row counts only as
    the last word on it: a later value says that the subject is there."""
    placed: dict[tuple[SubjectKind, str, str], Decision] = {}
    for decision in decisions:
        if decision.action not in VALUE_ACTIONS or decision.subject == "report":
            continue
        kind: SubjectKind = decision.subject
        subject_id = subject_now(view, decision) or decision.subject_id
        placed.pop((kind, subject_id, WHOLE), None)
        placed.pop((kind, subject_id, decision.field), None)
        placed[kind, subject_id, decision.field] = decision
    return placed


def subject_now(view: StudyView, decision: Decision) -> str | None:
    """The id that the decision's arm or row has now; '' for the study; None when it is gone."""
    descriptor = decision.descriptor or {}
    match decision.subject:
        case "arm":
            return find_arm(view.arms, decision.subject_id, descriptor)
        case "row":
            return find_row(
                view, decision.subject_id, descriptor, decision.field, decision.machine_value
            )
        case _:
            return ""


def _index(subjects: Sequence[Any], subject_id: str) -> int | None:
    return next((i for i, item in enumerate(subjects) if item.id == subject_id), None)


def _again(
    kind: SubjectKind,
    subject_id: str,
    decision: Decision,
    arms: Sequence[ArmView],
    view: StudyView,
) -> ArmView | Row:
    descriptor = decision.descriptor or {}
    if kind == "arm":
        return arm_again(subject_id, descriptor)
    return row_again(subject_id, descriptor, arms, view.reports[0].id)


def _with(subject: Any, name: str, cell: Cell[Any]) -> Any:
    changed = replace(subject, **{name: cell})
    if isinstance(changed, ArmView):
        if name == "dose":
            changed = replace(changed, normal_dose=normal_dose(cell.value))
        if name in ("dose", "drug"):
            drug = changed.drug.value or subject.label
            dose = changed.dose.value
            changed = replace(changed, label=f"{drug} {dose_text(dose)}" if dose else drug)
        return changed
    parts: tuple[Status, ...] = (
        changed.experimental.status,
        changed.comparator.status,
        changed.effect.status,
        changed.direction.status,
    )
    return replace(changed, status=row_status(parts))


def _decided(cell: Cell[Any], decision: Decision, value: Any, field: Field) -> Cell[Any]:
    """The cell as the curator left it, with what the machine reads beside it where that differs."""
    if decision.action == "reject":
        read = f" The machine read: {field.text(cell.value)}." if cell.value is not None else ""
        return Cell(
            value=None,
            status="missing",
            missing="not found",
            note=f"Rejected by a curator: {decision.reason}.{read}",
        )
    if decision.action == "accept":
        status: Status = "accepted"
        said = f"Accepted by a curator: {decision.reason}." if decision.reason else None
    else:
        status = "corrected"
        word = "Added" if decision.action == "add" else "Corrected"
        said = f"{word} by a curator: {decision.reason}."
    same = field.dump(cell.value) == decision.value
    others: tuple[Alternative[Any], ...] = ()
    if cell.value is not None and not same:
        said = f"{said or 'Accepted by a curator.'} The machine reads: {field.text(cell.value)}."
        if cell.quotes:
            others = (
                Alternative(value=cell.value, report=cell.quotes[0].report, quotes=cell.quotes),
            )
    return Cell(value=value, status=status, quotes=cell.quotes, alternatives=others, note=said)


def _told(
    decision: Decision,
    view: StudyView,
    subject_id: str,
    machine: str | None,
    *,
    gone: bool,
    current: Mapping[str, str],
) -> Applied:
    look: Look | None = None
    documents = {(reading.report, reading.document_sha256) for reading in decision.evidence}
    if gone and decision.action != "reject" and decision.machine_value is not None:
        look = "source no longer says it"
    elif decision.field != WHOLE and not gone and machine != decision.machine_value:
        look = "value changed" if machine is not None else "source no longer says it"
    elif any(current.get(report, sha) != sha for report, sha in documents):
        look = "document changed"
    return Applied(
        decision=decision,
        slug=view.slug,
        subject_id=subject_id,
        machine_value=machine,
        look=look,
    )
