"""Decisions as values, kept and loaded: append-only, in the order they were made."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from dosetable.store.curation.tables import Action, DecisionRow, DecisionSubject

VALUE_ACTIONS: frozenset[Action] = frozenset({"accept", "correct", "reject", "add"})
JOIN_ACTIONS: frozenset[Action] = frozenset({"merge", "split"})
SCREENING_ACTIONS: frozenset[Action] = frozenset({"include", "exclude"})
# A field's name that stands for the arm or row as a whole.
WHOLE = ""


class DecisionError(ValueError):
    """A decision cannot be made as asked; the message says why."""


class Overtaken(DecisionError):
    """Somebody else decided, or the value changed, since the curator looked."""


class NoSuchDecision(LookupError):
    """No decision has this id."""


class Reading(BaseModel):
    """Where the machine read a value, as kept with the decision."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    document_sha256: str
    start: int
    end: int
    rule: str
    confidence: float
    section: str | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing a person decided. ``id`` orders decisions; 0 is one not kept yet."""

    uid: str
    made_at: datetime
    curator: str
    action: Action
    subject: DecisionSubject
    anchors: tuple[str, ...]
    reason: str = ""
    study_slug: str = ""
    others: tuple[str, ...] = ()
    subject_id: str = ""
    field: str = WHOLE
    descriptor: Mapping[str, Any] | None = None
    value: str | None = None
    machine_value: str | None = None
    evidence: tuple[Reading, ...] = ()
    extractor_version: str = ""
    undoes: str | None = None
    id: int = 0


def new_uid() -> str:
    """An id that no other desk will give."""
    return uuid.uuid4().hex


def keep(session: Session, decision: Decision) -> Decision:
    """Append a decision; the one kept, with its place in the order.

    Raises DecisionError for one that lacks its who or why, or undoes what cannot be undone.
    """
    _check(session, decision)
    row = DecisionRow(
        uid=decision.uid,
        made_at=decision.made_at,
        curator=decision.curator.strip(),
        action=decision.action,
        reason=decision.reason.strip(),
        subject=decision.subject,
        study_slug=decision.study_slug,
        anchors=_dump(decision.anchors),
        others=_dump(decision.others),
        subject_id=decision.subject_id,
        field=decision.field,
        descriptor=_dump(decision.descriptor or {}),
        value=decision.value,
        machine_value=decision.machine_value,
        evidence=_dump([reading.model_dump() for reading in decision.evidence]),
        extractor_version=decision.extractor_version,
        undoes=decision.undoes,
    )
    session.add(row)
    session.flush()
    return replace(decision, id=row.id or 0, curator=row.curator, reason=row.reason)


def _check(session: Session, decision: Decision) -> None:
    if not decision.curator.strip():
        raise DecisionError("a decision needs a curator's name")
    if not decision.reason.strip() and decision.action not in ("accept", "undo"):
        raise DecisionError(f"to {decision.action} needs a reason")
    if not decision.anchors and decision.action != "undo":
        raise DecisionError("a decision must be about a report")
    if decision.action in ("accept", "correct", "add") and decision.value is None:
        raise DecisionError(f"there is no value to {decision.action}")
    if decision.action in JOIN_ACTIONS and not decision.others:
        raise DecisionError(f"to {decision.action} needs another report")
    if decision.undoes is not None:
        target = session.exec(
            select(DecisionRow).where(col(DecisionRow.uid) == decision.undoes)
        ).one_or_none()
        if target is None:
            raise NoSuchDecision(f"no decision {decision.undoes}")
        if target.action == "undo":
            raise DecisionError("an undoing is not undone: decide again")
        if session.exec(
            select(DecisionRow.id).where(col(DecisionRow.undoes) == decision.undoes)
        ).first():
            raise Overtaken("this decision was undone already")


def undo(session: Session, uid: str, *, curator: str, now: datetime, reason: str = "") -> Decision:
    """Take a decision back, by another one. Raises NoSuchDecision, Overtaken or DecisionError."""
    found = session.exec(select(DecisionRow).where(col(DecisionRow.uid) == uid)).one_or_none()
    if found is None:
        raise NoSuchDecision(f"no decision {uid}")
    target = _decision(found)
    return keep(
        session,
        replace(
            target,
            id=0,
            uid=new_uid(),
            made_at=now,
            curator=curator,
            action="undo",
            reason=reason,
            value=None,
            undoes=uid,
        ),
    )


def all_decisions(session: Session) -> tuple[Decision, ...]:
    """Everything anyone decided, undone or not, in the order it was kept."""
    query = select(DecisionRow).order_by(col(DecisionRow.id))
    return tuple(_decision(row) for row in session.exec(query))


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that were not taken back."""
    listed = tuple(decisions)
    undone = {decision.undoes for decision in listed if decision.undoes}
    return tuple(d for d in listed if d.action != "undo" and d.uid not in undone)


def _dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _texts(stored: str) -> tuple[str, ...]:
    found: Sequence[str] = json.loads(stored)
    return tuple(found)


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id or 0,
        uid=row.uid,
        made_at=row.made_at,
        curator=row.curator,
        action=cast(Action, row.action),
        subject=cast(DecisionSubject, row.subject),
        reason=row.reason,
        study_slug=row.study_slug,
        anchors=_texts(row.anchors),
        others=_texts(row.others),
        subject_id=row.subject_id,
        field=row.field,
        descriptor=json.loads(row.descriptor),
        value=row.value,
        machine_value=row.machine_value,
        evidence=tuple(Reading.model_validate(item) for item in json.loads(row.evidence)),
        extractor_version=row.extractor_version,
        undoes=row.undoes,
    )
