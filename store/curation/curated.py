"""Decisions out of the database, each with the study and the documents it applies to today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from dosetable.store.curation.decisions import (
    SCREENING_ACTIONS,
    VALUE_ACTIONS,
    Decision,
    all_decisions,
    standing,
)
from dosetable.store.curation.effective import Applied, apply_decisions
from dosetable.store.evidence_table import StudyView
from dosetable.store.models import Document, Extraction, Report
from dosetable.store.session import READ_AT_ONCE
from dosetable.store.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """The effective table, and how every decision stands. ``dormant``: decisions about reports
    that are in no study now; they are kept and apply again when the report is back."""

    views: Sequence[StudyView]
    applied: tuple[Applied, ...]
    dormant: tuple[Decision, ...]


def report_keys(session: Session) -> Mapping[str, int]:
    """'source key record' of every record ever read -> the report it belongs to now."""
    query = (
        select(Document.source, Document.key, Extraction.record_index, Extraction.report_id)
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .distinct()
        .execution_options(yield_per=READ_AT_ONCE)
    )
    return {f"{source} {key} {index}": report for source, key, index, report in session.exec(query)}


def current_keys(session: Session) -> Mapping[int, str]:
    """Report -> 'source key record' of its current extraction."""
    query = (
        select(Document.source, Document.key, Extraction.record_index, Extraction.report_id)
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .where(col(Extraction.is_current))
        .execution_options(yield_per=READ_AT_ONCE)
    )
    return {report: f"{source} {key} {index}" for source, key, index, report in session.exec(query)}


def newest_documents(session: Session) -> Mapping[str, str]:
    """'source key record' -> SHA-256 of the newest document it was read from."""
    query = (
        select(Document.source, Document.key, Extraction.record_index, Document.sha256)
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .order_by(col(Document.last_sequence), col(Document.id))
    )
    return {f"{source} {key} {index}": sha for source, key, index, sha in session.exec(query)}


def curate(session: Session, views: Sequence[StudyView]) -> Curated:
    """The machine's table with all standing decisions applied."""
    made = [d for d in standing(all_decisions(session)) if d.action in VALUE_ACTIONS]
    if not made:
        return Curated(views=views, applied=(), dormant=())
    owner = {report.id: view.slug for view in views for report in view.reports}
    keys = report_keys(session)
    newest = newest_documents(session)
    mine: dict[str, list[Decision]] = defaultdict(list)
    dormant: list[Decision] = []
    for decision in made:
        slug = owner_of(decision.anchors, keys, owner)
        if slug is None:
            dormant.append(decision)
        else:
            mine[slug].append(decision)
    applied: list[Applied] = []

    def decided(view: StudyView) -> StudyView:
        changed, stands = apply_decisions(view, mine.get(view.slug, ()), newest)
        applied.extend(stands)
        return changed

    done = Shelf(map(decided, views))
    return Curated(views=done, applied=tuple(applied), dormant=tuple(dormant))


def owner_of(
    anchors: Iterable[str], keys: Mapping[str, int], owner: Mapping[int, str]
) -> str | None:
    """The study of the first of the reports that is in one."""
    for anchor in anchors:
        report = keys.get(anchor)
        if report is not None and report in owner:
            return owner[report]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What a person said of a report's place in the table."""

    included: bool
    reason: str


def screened_by_people(session: Session) -> Mapping[int, Screened]:
    """Report -> the last include or exclude that stands."""
    made = [d for d in standing(all_decisions(session)) if d.action in SCREENING_ACTIONS]
    if not made:
        return {}
    keys = report_keys(session)
    found: dict[int, Screened] = {}
    for decision in made:
        for anchor in decision.anchors:
            if anchor in keys:
                found[keys[anchor]] = Screened(
                    included=decision.action == "include", reason=decision.reason
                )
    return found


def included_reports(session: Session) -> frozenset[int]:
    """The reports whose studies are in the table: screening's word, and people's over it."""
    query = (
        select(Report.id, Report.included)
        .where(col(Report.notice).is_(False), col(Report.merged_into_id).is_(None))
        .execution_options(yield_per=READ_AT_ONCE)
    )
    people = screened_by_people(session)
    return frozenset(
        report_id
        for report_id, included in session.exec(query)
        if report_id is not None
        and (people[report_id].included if report_id in people else included)
    )
