"""All studies out of the database in a fixed number of queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import cast
from urllib.parse import urlsplit

from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func, select

from dosetable.extract.facts import Bibliography, StudyFacts
from dosetable.store.cells import ReportFacts
from dosetable.store.consolidate import consolidate
from dosetable.store.curation.curated import (
    curate,
    current_keys,
    included_reports,
    screened_by_people,
)
from dosetable.store.curation.decisions import all_decisions
from dosetable.store.curation.undecided import marked, undecided
from dosetable.store.evidence_table import ExcludedReport, ReportKind, ReportView, StudyView
from dosetable.store.facts_json import load_bibliography, load_facts
from dosetable.store.identifiers import Identifier, identifier
from dosetable.store.linking import ARTICLE_KINDS, LinkReport, link
from dosetable.store.models import (
    Document,
    EvidenceRow,
    Extraction,
    Report,
    Study,
    StudyReport,
)
from dosetable.store.naming import Naming, study_name
from dosetable.store.reports import identifiers_of
from dosetable.store.session import READ_AT_ONCE, one_moment
from dosetable.store.shelf import Shelf
from dosetable.store.studies import link_reports

RETRACTS = frozenset({"retraction of"})
CORRECTS = frozenset({"erratum for"})
DOUBTS = frozenset({"concern for", "expression of concern for"})
AUTHORS_CITED = 3
# (start, end) -> quote
Spans = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What retraction, erratum and concern notices of the collection point at."""

    retracted: frozenset[Identifier]
    corrected: frozenset[Identifier]
    doubted: frozenset[Identifier]


def study_views(session: Session) -> Sequence[StudyView]:
    """The effective table: every study with at least one report, and what people decided of it.

    Studies that may be another's people told again are marked.
    """
    views = curate(session, machine_views(session)).views
    return marked(views, undecided(views, all_decisions(session), current_keys(session)))


def machine_views(session: Session) -> Sequence[StudyView]:
    """Every study as the machine alone reads it, consolidated, in order of its address.

    All of it is of one moment, also while a night is reading documents.
    """
    with one_moment(session) as reading:
        return Shelf(_machine_views(reading), order=attrgetter("slug"))


def _machine_views(session: Session) -> Iterator[StudyView]:
    """A study at a time, in the order of the database."""
    present = select(StudyReport.report_id).where(col(StudyReport.left_at).is_(None))
    identifiers = identifiers_of(session, frozenset(session.exec(present)))
    quotes = _quotes(session)
    ahead = next(quotes, None)
    notices = _notices(session)
    warnings = _link_warnings(link_reports(session))
    slugs = {study.id: study.slug for study in session.exec(select(Study))}
    query = (
        select(StudyReport, Report, Extraction, Document)
        .join(Report, col(Report.id) == col(StudyReport.report_id))
        .join(Extraction, col(Extraction.report_id) == col(Report.id))
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .where(col(StudyReport.left_at).is_(None), col(Extraction.is_current))
        .order_by(col(StudyReport.study_id), col(StudyReport.id))
        .execution_options(yield_per=READ_AT_ONCE)
    )

    def facts_of(
        rows: tuple[StudyReport, Report, Extraction, Document], mine: Mapping[int, Spans]
    ) -> ReportFacts:
        membership, report, extraction, document = rows
        facts = load_facts(extraction.facts)
        view = _report_view(
            report=report,
            facts=facts,
            document=document,
            identifiers=identifiers.get(report.id or 0, frozenset()),
            notices=notices,
            reason=membership.reason,
        )
        return ReportFacts(
            view=view,
            facts=facts,
            quotes=mine.get(extraction.id or 0, {}),
            key=f"{document.source} {document.key} {extraction.record_index}",
        )

    for study_id, rows in groupby(session.exec(query), key=lambda row: row[0].study_id):
        mine: Mapping[int, Spans] = {}
        if ahead is not None and ahead[0] == study_id:
            mine, ahead = ahead[1], next(quotes, None)
        reports = []
        said: set[str] = set()
        for row in rows:
            reports.append(facts_of(row, mine))
            said.update(warnings.get(row[0].report_id, ()))
        yield consolidate(slugs[study_id], _name(reports), reports, sorted(said))


def count_of_excluded(session: Session) -> int:
    """How many ``excluded_reports`` there are."""
    live = select(func.count()).select_from(Report).where(col(Report.merged_into_id).is_(None))
    return session.exec(live).one() - len(included_reports(session))


def excluded_reports(session: Session) -> Sequence[ExcludedReport]:
    """Records that were read and left out, by reason and title; notices are listed with what they
    are."""
    included = included_reports(session)
    people = screened_by_people(session)
    keys = current_keys(session)
    query = (
        select(Report)
        .where(col(Report.merged_into_id).is_(None))
        .execution_options(yield_per=READ_AT_ONCE)
    )
    found = (
        ExcludedReport(
            title=report.title,
            url=report.url,
            study_type=report.study_type,
            reason=(
                "A notice about another article; the article itself carries the mark."
                if report.notice and report.included
                else f"Left out by a curator: {people[report.id or 0].reason}"
                if report.id in people and not report.notice
                else report.reason
            ),
            source=report.source,
            key=keys.get(report.id or 0, ""),
        )
        for report in session.exec(query)
        if report.id not in included
    )
    return Shelf(found, order=lambda item: (item.reason, item.title.casefold(), item.url or ""))


def _quotes(session: Session) -> Iterator[tuple[int, Mapping[int, Spans]]]:
    """Study -> extraction -> its quotes, in the order in which the studies are read."""
    query = (
        columns_of(
            col(StudyReport.study_id),
            col(EvidenceRow.extraction_id),
            col(EvidenceRow.start_offset),
            col(EvidenceRow.end_offset),
            col(EvidenceRow.quote),
        )
        .join(Extraction, col(Extraction.report_id) == col(StudyReport.report_id))
        .join(EvidenceRow, col(EvidenceRow.extraction_id) == col(Extraction.id))
        .where(col(StudyReport.left_at).is_(None), col(Extraction.is_current))
        .order_by(col(StudyReport.study_id), col(StudyReport.id), col(EvidenceRow.id))
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for study_id, rows in groupby(session.execute(query), key=itemgetter(0)):
        found: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
        for _, extraction_id, start, end, quote in rows:
            found[extraction_id][start, end] = quote
        yield study_id, found


def _notices(session: Session) -> Notices:
    query = (
        select(Extraction.facts)
        .join(Report, col(Report.id) == col(Extraction.report_id))
        .where(col(Report.notice), col(Extraction.is_current))
    )
    links = [item for stored in session.exec(query) for item in load_bibliography(stored).links]

    def targets(relations: frozenset[str]) -> frozenset[Identifier]:
        return frozenset(
            item
            for link in links
            if link.relation in relations and (item := identifier(link.scheme, link.value))
        )

    return Notices(
        retracted=targets(RETRACTS), corrected=targets(CORRECTS), doubted=targets(DOUBTS)
    )


def _link_warnings(reports: Iterable[LinkReport]) -> Mapping[int, tuple[str, ...]]:
    groups = link(list(reports))
    return {
        member.report_id: group.warnings
        for group in groups
        if group.warnings
        for member in group.members
    }


def _name(reports: Iterable[ReportFacts]) -> str:
    return study_name(
        [
            Naming(
                key=report.key,
                article=report.view.kind in ARTICLE_KINDS,
                authors=report.view.authors,
                year=report.view.year,
                registry=report.view.registry,
                title=report.view.title,
            )
            for report in reports
        ]
    )


def _report_view(
    *,
    report: Report,
    facts: StudyFacts,
    document: Document,
    identifiers: frozenset[Identifier],
    notices: Notices,
    reason: str,
) -> ReportView:
    bibliography = facts.document.bibliography
    kind = cast(ReportKind, report.kind)
    by_scheme: dict[str, list[str]] = defaultdict(list)
    for item in sorted(identifiers):
        by_scheme[item.scheme].append(item.value)
    article = kind in ARTICLE_KINDS
    own = {item for item in identifiers if item.scheme != "registry"} if article else set()
    return ReportView(
        id=report.id or 0,
        kind=kind,
        title=report.title,
        citation=citation(kind, bibliography, report, by_scheme["registry"]),
        authors=bibliography.authors,
        journal=bibliography.journal,
        year=bibliography.year,
        url=report.url,
        pmid=next(iter(by_scheme["pmid"]), None),
        pmcid=next(iter(by_scheme["pmcid"]), None),
        doi=next(iter(by_scheme["doi"]), None),
        registry=tuple(by_scheme["registry"]),
        joined_because=reason,
        retracted=bibliography.retracted or not own.isdisjoint(notices.retracted),
        corrected=bibliography.corrected or not own.isdisjoint(notices.corrected),
        concern=bibliography.concern or not own.isdisjoint(notices.doubted),
        document_sha256=document.sha256,
        fetched_at=document.fetched_at,
    )


def citation(
    kind: ReportKind, bibliography: Bibliography, report: Report, numbers: list[str]
) -> str:
    """A line that names the report: authors, journal and year; registry and number; host and title."""
    if kind in {"registry results", "registry record"}:
        return f"Registry record {numbers[0]}" if numbers else f"Registry record: {report.title}"
    if kind in {"press page", "text"}:
        host = urlsplit(report.url or "").hostname or "Text"
        return f"{host}: {report.title}" if report.title else host
    names = ", ".join(bibliography.authors[:AUTHORS_CITED])
    if len(bibliography.authors) > AUTHORS_CITED:
        names += ", et al."
    where = ";".join(part for part in (bibliography.volume, bibliography.pages) if part)
    parts = [names, bibliography.journal or "", str(bibliography.year or ""), where]
    line = ". ".join(part.rstrip(".") for part in parts if part)
    return f"{line or report.title} ({kind})"
