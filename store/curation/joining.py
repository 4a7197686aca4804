"""What people say of studies: one trial or two. Proposals wait for it; every word can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from dosetable.store.curation.deciding import report_anchors, study_named
from dosetable.store.curation.decisions import Decision, DecisionError, keep, new_uid
from dosetable.store.curation.review import NoSuchItem, Table
from dosetable.store.curation.undecided import undecided
from dosetable.store.evidence_table import StudyView
from dosetable.store.resemblance import Resemblance
from dosetable.store.studies import link_studies


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Two studies that may be one trial, and why."""

    one: StudyView
    other: StudyView
    resemblance: Resemblance


def proposals(table: Table) -> tuple[Proposal, ...]:
    """The pairs that wait for a curator, the likeliest first."""
    views = {view.slug: view for view in table.curated.views}
    return tuple(
        Proposal(one=views[pair.one], other=views[pair.other], resemblance=pair.resemblance)
        for pair in undecided(table.curated.views, table.decisions, table.keys)
    )


def same_trial(
    session: Session,
    table: Table,
    study: str,
    other: str,
    *,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Make two studies one; the address of ``study`` stays. Raises NoSuchItem or DecisionError."""
    first, second = _two(table, study, other)
    return _joined(
        session, "merge", report_anchors(table, second), report_anchors(table, first), study,
        curator, now, reason,
    )  # fmt: skip


def two_trials(
    session: Session,
    table: Table,
    study: str,
    other: str,
    *,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Hold two studies apart: they are not proposed again, nor joined if identifiers say so later.

    Raises NoSuchItem or DecisionError.
    """
    first, second = _two(table, study, other)
    return _joined(
        session, "split", report_anchors(table, second), report_anchors(table, first), study,
        curator, now, reason,
    )  # fmt: skip


def take_report_out(
    session: Session,
    table: Table,
    study: str,
    report: str,
    *,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    """Take one report (by its key) out of a study. Raises NoSuchItem or DecisionError."""
    keys = report_anchors(table, study_named(table, study))
    if report not in keys:
        raise NoSuchItem(f"{study} has no report {report!r}; it has {', '.join(keys)}")
    others = tuple(key for key in keys if key != report)
    return _joined(session, "split", (report,), others, study, curator, now, reason)


def _two(table: Table, study: str, other: str) -> tuple[StudyView, StudyView]:
    if study == other:
        raise DecisionError("a study is one trial with itself")
    return study_named(table, study), study_named(table, other)


def _joined(
    session: Session,
    action: Literal["merge", "split"],
    anchors: Sequence[str],
    others: Sequence[str],
    slug: str,
    curator: str,
    now: datetime,
    reason: str,
) -> Decision:
    made = keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=now,
            curator=curator,
            action=action,
            subject="report",
            study_slug=slug,
            anchors=tuple(anchors),
            others=tuple(others),
            reason=reason,
        ),
    )
    link_studies(session, now)
    return made
