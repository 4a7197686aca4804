"""A curator's word on what the table says: of a cell, of a whole arm or row, of one it lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from dosetable.store.curation.decisions import (
    VALUE_ACTIONS,
    WHOLE,
    Decision,
    DecisionError,
    Overtaken,
    Reading,
    keep,
    new_uid,
)
from dosetable.store.curation.fields import SubjectKind
from dosetable.store.curation.review import Item, NoSuchItem, Table, Workbench, item_named
from dosetable.store.curation.subjects import Descriptor, describe
from dosetable.store.curation.tables import Action, DecisionRow
from dosetable.store.evidence_table import StudyView
from dosetable.store.session import take_turn


def decide(
    session: Session,
    table: Table,
    address: str,
    action: Action,
    *,
    curator: str,
    now: datetime,
    reason: str = "",
    text: str | None = None,
    seen: str | None = None,
) -> Decision:
    """Keep a curator's word on a cell.

    ``text`` is the value for correct and add; ``seen`` the item's own at the time the curator
    looked. Raises NoSuchItem, BadValue, DecisionError, or Overtaken when somebody else decided
    or the value changed meanwhile.
    """
    item = item_named(table, address)
    if action not in VALUE_ACTIONS and action != "note":
        raise DecisionError(f"{action} is not said of a value")
    if seen is not None:
        take_turn(session)
    if seen is not None and (seen != item.seen or _newer(session, table)):
        fresh = item_named(Workbench(curators=table.curators).table(session), address)
        if seen != fresh.seen:
            raise Overtaken("this value changed, or was decided, since you looked")
    if action == "add" and item.cell.value is not None:
        raise DecisionError("there is a value already: correct it")
    if action == "correct" and item.machine_text == "" and item.cell.value is None:
        action = "add"
    if action == "reject" and item.cell.value is None:
        raise DecisionError("there is no value to reject")
    value: str | None = None
    if action == "accept":
        value = item.field.dump(_machine_value(item))
    elif action in ("correct", "add"):
        value = item.field.dump(item.field.parse(text or ""))
    return keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=now,
            curator=curator,
            action=action,
            subject=item.kind,
            reason=reason,
            study_slug=item.study.slug,
            anchors=_anchors(item, table),
            subject_id=item.subject_id,
            field=item.field.name,
            descriptor=describe(item.study, item.kind, item.subject_id),
            value=value,
            machine_value=item.field.dump(item.machine.value) if item.machine else None,
            evidence=_evidence(item, table),
            extractor_version=table.extractor_version,
        ),
    )


def take_out(
    session: Session,
    table: Table,
    slug: str,
    kind: SubjectKind,
    subject_id: str,
    *,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Reject a whole arm or row. Raises NoSuchItem or DecisionError."""
    view = study_named(table, slug)
    if kind == "study":
        raise NoSuchItem(f"no arm or row {subject_id!r} in {slug!r}")
    try:
        descriptor = describe(view, kind, subject_id)
    except KeyError as error:
        raise NoSuchItem(f"no {kind} {subject_id!r} in {slug!r}") from error
    return keep_on(
        session, table, view, action="reject", kind=kind, subject_id=subject_id, field=WHOLE,
        descriptor=descriptor, value=None, curator=curator, now=now, reason=reason,
    )  # fmt: skip


def keep_on(
    session: Session,
    table: Table,
    view: StudyView,
    *,
    action: Action,
    kind: SubjectKind,
    subject_id: str,
    field: str,
    descriptor: Descriptor,
    value: str | None,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Keep a word on an arm or row that the machine's reading has no part in. Raises DecisionError."""
    return keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=now,
            curator=curator,
            action=action,
            subject=kind,
            reason=reason,
            study_slug=view.slug,
            anchors=report_anchors(table, view),
            subject_id=subject_id,
            field=field,
            descriptor=descriptor,
            value=value,
            extractor_version=table.extractor_version,
        ),
    )


def study_named(table: Table, slug: str) -> StudyView:
    """The study at an address. Raises NoSuchItem."""
    found = next((view for view in table.curated.views if view.slug == slug), None)
    if found is None:
        raise NoSuchItem(f"no study has the address {slug!r}")
    return found


def report_anchors(table: Table, view: StudyView) -> tuple[str, ...]:
    """The keys of a study's reports, as decisions name them."""
    return tuple(table.keys[report.id] for report in view.reports if report.id in table.keys)


def _newer(session: Session, table: Table) -> bool:
    newest = session.exec(select(func.max(DecisionRow.id))).one() or 0
    return newest > max((d.id for d in table.decisions), default=0)


def _machine_value(item: Item) -> Any:
    """What accepting means: the value shown, or the machine's own where it changed."""
    if item.look is not None and item.machine is not None and item.machine.value is not None:
        return item.machine.value
    return item.cell.value


def _anchors(item: Item, table: Table) -> tuple[str, ...]:
    cell = item.machine or item.cell
    first = [quote.report for quote in cell.quotes]
    reports = dict.fromkeys([*first, *(report.id for report in item.study.reports)])
    return tuple(table.keys[report] for report in reports if report in table.keys)


def _evidence(item: Item, table: Table) -> tuple[Reading, ...]:
    quotes = item.machine.quotes if item.machine else ()
    return tuple(
        Reading(
            report=table.keys[quote.report],
            document_sha256=quote.document_sha256,
            start=quote.start,
            end=quote.end,
            rule=quote.rule,
            confidence=quote.confidence,
            section=quote.section,
            quote=quote.text,
        )
        for quote in item.cell.quotes or quotes
        if quote.report in table.keys
    )
