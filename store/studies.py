"""Linking applied to the database: studies keep their addresses, people's decisions stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select

from dosetable.store.curation.curated import included_reports, report_keys
from dosetable.store.curation.decisions import all_decisions, standing
from dosetable.store.curation.joins import apply_joins
from dosetable.store.evidence_table import ReportKind
from dosetable.store.facts_json import load_bibliography, load_population
from dosetable.store.identifiers import is_nct
from dosetable.store.likeness import Profile
from dosetable.store.linking import (
    ARTICLE_KINDS,
    REGISTRY_KINDS,
    Group,
    LinkReport,
    Member,
    link,
)
from dosetable.store.models import (
    Document,
    Extraction,
    Report,
    Study,
    StudyReport,
)
from dosetable.store.naming import Naming, free_slug, study_name
from dosetable.store.reports import identifiers_of
from dosetable.store.session import READ_AT_ONCE, take_turn


class NoSuchStudy(LookupError):
    """No study has this slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResult:
    """What linking changed. ``studies`` is the number there are now."""

    studies: int
    created: int
    merged: int
    joined: int
    left: int


def link_studies(session: Session, now: datetime) -> LinkResult:
    """Group all included reports into studies again. Running it twice changes nothing."""
    take_turn(session)
    reports, naming = _load(session)
    studies = {study.id or 0: study for study in session.exec(select(Study))}
    memberships = list(session.exec(select(StudyReport).order_by(col(StudyReport.id))))
    active = {m.report_id: m for m in memberships if m.left_at is None}
    # A report that was left out for a while comes back to the study it was in.
    past = {m.report_id: m for m in memberships}
    home = {report_id: _root(studies, m.study_id) for report_id, m in (past | active).items()}
    decisions, keys = standing(all_decisions(session)), report_keys(session)
    groups = apply_joins(link(reports), decisions, keys)
    taken_out = {
        keys[key] for d in decisions if d.action == "split" for key in d.anchors if key in keys
    }
    founders = _founders(memberships, studies, taken_out)
    claims = _claims(groups, home=home, founders=founders)
    taken = {study.slug for study in studies.values()}
    created = merged = joined = left = 0
    wanted: dict[int, tuple[int, Member]] = {}
    for group in groups:
        owned = claims.get(group.key, [])
        if owned:
            study_id = owned[0]
        else:
            study = Study(slug=_slug(group, naming, taken), created_at=now)
            session.add(study)
            session.flush()
            study_id = study.id or 0
            studies[study_id] = study
            taken.add(study.slug)
            created += 1
        for other in owned[1:]:
            studies[other].merged_into_id = study_id
            merged += 1
        for member in group.members:
            wanted[member.report_id] = (study_id, member)
    for report_id, membership in active.items():
        target = wanted.get(report_id)
        if target is not None and _same(membership, *target):
            del wanted[report_id]
            continue
        membership.left_at = now
        left += 1
    session.flush()
    for report_id, (study_id, member) in sorted(wanted.items()):
        session.add(
            StudyReport(
                study_id=study_id,
                report_id=report_id,
                rule=member.rule,
                reason=member.reason,
                joined_at=now,
            )
        )
        joined += 1
    session.flush()
    return LinkResult(studies=len(groups), created=created, merged=merged, joined=joined, left=left)


def link_reports(session: Session) -> list[LinkReport]:
    """The included reports as linking sees them."""
    return _load(session)[0]


def study_by_slug(session: Session, slug: str) -> int:
    """The id of the study at an address, through redirects. Raises NoSuchStudy."""
    studies = {study.id or 0: study for study in session.exec(select(Study))}
    for study_id, study in studies.items():
        if study.slug == slug:
            return _root(studies, study_id)
    raise NoSuchStudy(f"no study has the address {slug!r}")


def redirects(session: Session) -> dict[str, str]:
    """Old address -> address now, for studies that proved to be one."""
    studies = {study.id or 0: study for study in session.exec(select(Study))}
    return {
        study.slug: studies[_root(studies, study_id)].slug
        for study_id, study in studies.items()
        if study.merged_into_id is not None
    }


def _root(studies: Mapping[int, Study], study_id: int) -> int:
    while (parent := studies[study_id].merged_into_id) is not None:
        study_id = parent
    return study_id


def _same(membership: StudyReport, study_id: int, member: Member) -> bool:
    return (membership.study_id, membership.rule, membership.reason) == (
        study_id,
        member.rule,
        member.reason,
    )


def _load(session: Session) -> tuple[list[LinkReport], dict[int, Naming]]:
    included = included_reports(session)
    identifiers = identifiers_of(session, included)
    query = (
        select(Report, Extraction, Document)
        .join(Extraction, col(Extraction.report_id) == col(Report.id))
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .where(
            col(Extraction.is_current),
            col(Report.notice).is_(False),
            col(Report.merged_into_id).is_(None),
        )
        .execution_options(yield_per=READ_AT_ONCE)
    )
    reports: list[LinkReport] = []
    naming: dict[int, Naming] = {}
    for report, extraction, document in session.exec(query):
        report_id = report.id or 0
        if report_id not in included:
            continue
        bibliography = load_bibliography(extraction.facts)
        population = load_population(extraction.facts)
        kind = cast(ReportKind, report.kind)
        number = document.key.upper()
        own_number = number if kind in REGISTRY_KINDS and is_nct(number) else None
        held = identifiers.get(report_id, frozenset())
        key = f"{document.source} {document.key} {extraction.record_index}"
        reports.append(
            LinkReport(
                id=report_id,
                key=key,
                kind=kind,
                identifiers=held,
                links=bibliography.links,
                primary_number=own_number,
                profile=Profile(
                    n=population.n_randomized,
                    conditions=frozenset(population.conditions),
                    year=bibliography.year,
                ),
            )
        )
        naming[report_id] = Naming(
            key=key,
            article=kind in ARTICLE_KINDS,
            authors=bibliography.authors,
            year=bibliography.year,
            registry=tuple(sorted(i.value for i in held if i.scheme == "registry")),
            own_number=own_number,
            title=report.title,
        )
    return reports, naming


def _founders(
    memberships: Iterable[StudyReport], studies: Mapping[int, Study], taken_out: set[int]
) -> dict[int, list[int]]:
    """Study -> its reports, present ones first, then first joined first; a report that a curator
    took out does not take the address with it. ``memberships`` come in order of joining."""
    found: dict[int, list[int]] = defaultdict(list)
    for membership in sorted(
        memberships, key=lambda m: (m.report_id in taken_out, m.left_at is not None)
    ):
        found[_root(studies, membership.study_id)].append(membership.report_id)
    return found


def _claims(
    groups: Sequence[Group], *, home: Mapping[int, int], founders: Mapping[int, Sequence[int]]
) -> dict[str, list[int]]:
    """Group key -> the studies it continues, oldest first. A study that was split goes on where
    its first report is."""
    group_of = {m.report_id: group.key for group in groups for m in group.members}
    claims: dict[str, list[int]] = defaultdict(list)
    for study_id in sorted(set(home.values())):
        for report_id in founders.get(study_id, ()):
            if report_id in group_of and home.get(report_id) == study_id:
                claims[group_of[report_id]].append(study_id)
                break
    return claims


def _slug(group: Group, naming: Mapping[int, Naming], taken: set[str]) -> str:
    return free_slug(study_name([naming[m.report_id] for m in group.members]), taken)
