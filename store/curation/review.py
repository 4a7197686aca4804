"""What a curator works on: every cell of the table as an item, in order of what matters."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, func, select

from dosetable.store.checks import Finding, check_views
from dosetable.store.curation.curated import Curated, curate, current_keys
from dosetable.store.curation.decisions import (
    VALUE_ACTIONS,
    Decision,
    all_decisions,
    standing,
)
from dosetable.store.curation.effective import Applied, subject_now
from dosetable.store.curation.fields import (
    Field,
    SubjectKind,
    cell_of,
    fields_of,
)
from dosetable.store.evidence_table import ArmView, Cell, Row, StudyView
from dosetable.store.gathering import machine_views
from dosetable.store.models import Extraction, StudyReport
from dosetable.store.published_cells import row_label

# Why an item waits, most urgent first.
WAITS = (
    "changed under a decision",
    "curators disagree",
    "reports disagree",
    "fails a check",
    "low confidence",
    "new trial",
    "document changed under a decision",
    "not reviewed",
)


class NoSuchItem(LookupError):
    """The table has no such cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One cell to review. ``seen`` changes when its value or a decision on it does."""

    id: str
    study: StudyView
    kind: SubjectKind
    subject_id: str
    about: str
    field: Field
    cell: Cell[Any]
    machine: Cell[Any] | None
    waits: str | None
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    look: str | None
    seen: str

    @property
    def text(self) -> str:
        """The effective value as a curator reads and types it."""
        return self.field.text(self.cell.value)

    @property
    def machine_text(self) -> str:
        """What the machine reads today."""
        return self.field.text(self.machine.value) if self.machine else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The machine's table and the effective one, with everything a desk asks of them."""

    machine: tuple[StudyView, ...]
    curated: Curated
    findings: tuple[Finding, ...]
    keys: Mapping[int, str]
    decisions: tuple[Decision, ...]
    extractor_version: str
    curators: tuple[str, ...] = ()


@dataclass(slots=True)
class Workbench:
    """Gathers the table; the costly part again only when something was read or joined since."""

    curators: tuple[str, ...] = ()
    _token: tuple[Any, ...] | None = None
    _machine: tuple[StudyView, ...] = field(default=())

    def table(self, session: Session) -> Table:
        """The table as it is now."""
        token = tuple(
            session.exec(
                select(
                    func.max(Extraction.id),
                    select(func.max(StudyReport.id)).scalar_subquery(),
                    select(func.count(col(StudyReport.left_at))).scalar_subquery(),
                    select(func.sum(Extraction.id))
                    .where(col(Extraction.is_current))
                    .scalar_subquery(),
                )
            ).one()
        )
        if token != self._token:
            # In memory: a curator asks for all of it at every step.
            self._machine, self._token = tuple(machine_views(session)), token
        curated = curate(session, self._machine)
        curated = replace(curated, views=tuple(curated.views))
        versions = select(Extraction.extractor_version).where(col(Extraction.is_current)).distinct()
        return Table(
            machine=self._machine,
            curated=curated,
            findings=check_views(curated.views),
            keys=current_keys(session),
            decisions=all_decisions(session),
            extractor_version=", ".join(sorted(session.exec(versions))),
            curators=self.curators,
        )


def item_id(slug: str, kind: str, subject_id: str, name: str) -> str:
    """The address of a cell: 'fava-2018/arm/ketamine-0.5-mg-kg/dose'."""
    return f"{slug}/{kind}/{subject_id or '-'}/{name}"


def items(table: Table, *, everything: bool = False, curator: str | None = None) -> list[Item]:
    """The queue, most urgent first; with ``everything`` also what waits for nobody.

    With two curators configured, ``curator`` sees what that one has not decided yet.
    """
    found = [
        item
        for view in table.curated.views
        for item in _of_study(table, view)
        if everything or _waits_for(item, table, curator)
    ]
    order = {reason: rank for rank, reason in enumerate(WAITS)}
    return sorted(found, key=lambda i: (order.get(i.waits or "", len(WAITS)), i.id))


def _waits_for(item: Item, table: Table, curator: str | None) -> bool:
    if item.waits is not None:
        return True
    if len(table.curators) < 2 or curator is None or not item.decisions:
        return False
    return curator in table.curators and all(d.curator != curator for d in item.decisions)


def item_named(table: Table, address: str) -> Item:
    """One cell. Raises NoSuchItem."""
    slug = address.split("/", 1)[0]
    for view in table.curated.views:
        if view.slug == slug:
            for item in _of_study(table, view):
                if item.id == address:
                    return item
    raise NoSuchItem(f"the table has no cell {address!r}")


def _of_study(table: Table, view: StudyView) -> Iterable[Item]:
    machine = next((one for one in table.machine if one.slug == view.slug), None)
    stands = {
        (a.decision.subject, a.subject_id, a.decision.field): a
        for a in table.curated.applied
        if a.slug == view.slug
    }
    decided = _decisions_by_cell(table, view)
    findings: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in table.findings:
        if finding.slug == view.slug:
            findings[finding.kind, finding.subject_id, finding.field].append(finding)
    labels = {arm.id: arm.label for arm in view.arms}
    subjects: list[tuple[SubjectKind, str, str, StudyView | ArmView | Row]] = [
        ("study", "", view.name, view)
    ]
    subjects += [("arm", arm.id, f"{view.name}: {arm.label}", arm) for arm in view.arms]
    subjects += [("row", r.id, f"{view.name}: {row_label(r, labels)}", r) for r in view.rows]
    new = not decided
    for kind, subject_id, about, subject in subjects:
        for one in fields_of(kind):
            place = (kind, subject_id, one.name)
            yield _item(
                view=view,
                place=place,
                about=about,
                one=one,
                cell=cell_of(subject, one.name),
                machine=_machine_cell(machine, *place),
                stands=stands.get(place),
                decisions=tuple(decided.get(place, ())),
                findings=tuple(findings.get(place, ())),
                new=new,
            )


def _decisions_by_cell(
    table: Table, view: StudyView
) -> Mapping[tuple[str, str, str], list[Decision]]:
    """All standing decisions and notes on each cell, in order."""
    anchors = {table.keys[r.id] for r in view.reports if r.id in table.keys}
    found: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
    for decision in standing(table.decisions):
        if decision.subject == "report" or anchors.isdisjoint(decision.anchors):
            continue
        place = subject_now(view, decision)
        subject_id = decision.subject_id if place is None else place
        found[decision.subject, subject_id, decision.field].append(decision)
    return found


def _machine_cell(
    view: StudyView | None, kind: str, subject_id: str, name: str
) -> Cell[Any] | None:
    if view is None:
        return None
    if kind == "study":
        return cell_of(view, name)
    subjects: Sequence[ArmView | Row] = view.arms if kind == "arm" else view.rows
    found = next((one for one in subjects if one.id == subject_id), None)
    return cell_of(found, name) if found else None


def _item(
    *,
    view: StudyView,
    place: tuple[SubjectKind, str, str],
    about: str,
    one: Field,
    cell: Cell[Any],
    machine: Cell[Any] | None,
    stands: Applied | None,
    decisions: tuple[Decision, ...],
    findings: tuple[Finding, ...],
    new: bool,
) -> Item:
    kind, subject_id, name = place
    read = one.dump(machine.value) if machine else None
    last = decisions[-1].uid if decisions else ""
    seen = hashlib.sha256(f"{read}\x1f{last}".encode()).hexdigest()[:12]
    return Item(
        id=item_id(view.slug, kind, subject_id, name),
        study=view,
        kind=kind,
        subject_id=subject_id,
        about=about,
        field=one,
        cell=cell,
        machine=machine,
        waits=_waits(cell, stands, decisions, findings, new=new),
        findings=findings,
        decisions=decisions,
        look=stands.look if stands else None,
        seen=seen,
    )


def _waits(
    cell: Cell[Any],
    stands: Applied | None,
    decisions: tuple[Decision, ...],
    findings: tuple[Finding, ...],
    *,
    new: bool,
) -> str | None:
    if stands is not None:
        if stands.look in ("value changed", "source no longer says it"):
            return "changed under a decision"
        verdicts = last_words(decisions)
        if len({(d.action == "reject", d.value) for d in verdicts.values()}) > 1:
            return "curators disagree"
        return "document changed under a decision" if stands.look else None
    if cell.status == "conflicting":
        return "reports disagree"
    if findings:
        return "fails a check"
    if cell.value is None:
        return None
    if cell.status == "unsure":
        return "low confidence"
    return "new trial" if new else "not reviewed"


def last_words(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Curator -> the last value decision of that one."""
    return {d.curator: d for d in decisions if d.action in VALUE_ACTIONS}
