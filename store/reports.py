"""Reports: which one a record belongs to, and which of its extractions is the current one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from dosetable.extract.facts import DocumentKind, StudyFacts
from dosetable.store.evidence_rows import replace_rows
from dosetable.store.evidence_table import ReportKind
from dosetable.store.facts_json import load_facts
from dosetable.store.identifiers import Identifier, own_identifiers
from dosetable.store.models import Document, Extraction, Report, ReportIdentifier
from dosetable.store.session import READ_AT_ONCE

FORM_OF: dict[DocumentKind, str] = {
    "pubmed": "abstract",
    "europepmc": "abstract",
    "jats": "full text",
    "clinicaltrials": "registry",
    "webpage": "page",
    "text": "text",
}
# Forms whose records carry an identity of their own beyond the address they were fetched from.
ARTICLE_FORMS = frozenset({"abstract", "full text"})
# The source whose record of an article is kept current, best last.
SOURCE_RANK = {"webpages": 0, "europepmc": 1, "pubmed": 2}


def report_kind(facts: StudyFacts) -> ReportKind:
    """The kind of report a record is, as the table names and ranks it."""
    kind = facts.document.kind
    if kind == "clinicaltrials":
        return "registry results" if facts.outcomes else "registry record"
    if kind == "webpage":
        return "press page"
    if kind == "text":
        return "text"
    types = {name.casefold() for name in facts.document.bibliography.publication_types}
    if "preprint" in types:
        return "preprint"
    return "full text" if kind == "jats" else "abstract"


def identifiers_of(session: Session, wanted: Set[int]) -> Mapping[int, frozenset[Identifier]]:
    """Report -> its identifiers, for the reports in ``wanted``."""
    found: dict[int, set[Identifier]] = defaultdict(set)
    columns = select(
        ReportIdentifier.report_id, ReportIdentifier.scheme, ReportIdentifier.value
    ).execution_options(yield_per=READ_AT_ONCE)
    for report_id, scheme, value in session.exec(columns):
        if report_id in wanted:
            found[report_id].add(Identifier(scheme, value))
    return {report_id: frozenset(items) for report_id, items in found.items()}


def report_for(
    session: Session, *, document: Document, record_index: int, facts: StudyFacts
) -> int:
    """The id of the report this record is of; made when there is none yet.

    It is the report that earlier versions of the same record belong to, or, for articles, one of
    the same form with the same PMID, PMCID or DOI. Where these turn out to be several reports,
    they become one.
    """
    form = FORM_OF[facts.document.kind]
    found = set(_of_lineage(session, document, record_index))
    if form in ARTICLE_FORMS:
        found |= _of_identifiers(session, form, own_identifiers(facts))
    if not found:
        return _new_report(session, form, facts, document.source)
    keep = min(found)
    for other in sorted(found - {keep}):
        _merge(session, other, keep)
    return keep


def _of_lineage(session: Session, document: Document, record_index: int) -> list[int]:
    query = (
        select(Extraction.report_id)
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .where(
            col(Document.source) == document.source,
            col(Document.key) == document.key,
            col(Extraction.record_index) == record_index,
        )
        .distinct()
    )
    return list(session.exec(query))


def _of_identifiers(session: Session, form: str, identifiers: frozenset[Identifier]) -> set[int]:
    """Reports of the form with the same PMID; or with the same PMCID or DOI and no other PMID."""
    article = [item for item in identifiers if item.scheme != "registry"]
    pmids = {item.value for item in article if item.scheme == "pmid"}
    found: set[int] = set()
    for item in article:
        query = (
            select(ReportIdentifier.report_id)
            .join(Report, col(Report.id) == col(ReportIdentifier.report_id))
            .where(
                col(ReportIdentifier.scheme) == item.scheme,
                col(ReportIdentifier.value) == item.value,
                col(Report.form) == form,
                col(Report.merged_into_id).is_(None),
            )
        )
        for report_id in session.exec(query):
            theirs = _values(session, report_id, "pmid")
            if not pmids or not theirs or pmids & theirs:
                found.add(report_id)
    return found


def _values(session: Session, report_id: int, scheme: str) -> set[str]:
    query = select(ReportIdentifier.value).where(
        col(ReportIdentifier.report_id) == report_id, col(ReportIdentifier.scheme) == scheme
    )
    return set(session.exec(query))


def _new_report(session: Session, form: str, facts: StudyFacts, source: str) -> int:
    report = Report(form=form, **_columns(facts), source=source)
    session.add(report)
    session.flush()
    if report.id is None:
        raise RuntimeError("the database gave a report no id")
    return report.id


def _columns(facts: StudyFacts) -> dict[str, Any]:
    bibliography = facts.document.bibliography
    return {
        "kind": report_kind(facts),
        "title": facts.document.title or "",
        "url": facts.document.url,
        "included": facts.screening.included,
        "study_type": facts.screening.study_type,
        "reason": facts.screening.reason,
        "notice": bibliography.notice,
        "retracted": bibliography.retracted,
        "corrected": bibliography.corrected,
        "concern": bibliography.concern,
    }


def _merge(session: Session, other: int, keep: int) -> None:
    """Make two entries of one report one: the extractions move, the entry stays as a pointer.

    Its place in a study is given up; linking puts the remaining report where it belongs.
    """
    session.execute(
        update(Extraction)
        .where(col(Extraction.report_id) == other)
        .values(report_id=keep, is_current=False)
    )
    session.execute(update(Report).where(col(Report.id) == other).values(merged_into_id=keep))
    session.execute(
        update(Report).where(col(Report.merged_into_id) == other).values(merged_into_id=keep)
    )
    session.execute(delete(ReportIdentifier).where(col(ReportIdentifier.report_id) == other))
    session.flush()


def refresh_current(session: Session, report_id: int) -> bool:
    """Choose the report's current extraction again; True when it changed.

    The preferred source's newest document, as last read. Row tables, identifiers and the
    report's columns follow it.
    """
    query = (
        select(Extraction, Document)
        .join(Document, col(Document.id) == col(Extraction.document_id))
        .where(col(Extraction.report_id) == report_id)
    )
    pairs = list(session.exec(query))
    best, document = max(
        pairs,
        key=lambda pair: (
            SOURCE_RANK.get(pair[1].source, 0),
            pair[1].last_sequence,
            pair[0].id or 0,
        ),
    )
    _refresh_identifiers(session, report_id, pairs)
    if best.is_current:
        return False
    session.execute(
        update(Extraction).where(col(Extraction.report_id) == report_id).values(is_current=False)
    )
    session.execute(update(Extraction).where(col(Extraction.id) == best.id).values(is_current=True))
    session.expire_all()
    facts = load_facts(best.facts)
    url = facts.document.url or document.url
    session.execute(
        update(Report)
        .where(col(Report.id) == report_id)
        .values({**_columns(facts), "url": url, "source": document.source})
    )
    replace_rows(session, report_id=report_id, extraction_id=best.id or 0, facts=facts)
    return True


def _refresh_identifiers(
    session: Session, report_id: int, pairs: list[tuple[Extraction, Document]]
) -> None:
    """The union over the newest reading of each of the report's records, and nothing older:
    a number that a correction took away must not go on joining trials."""
    newest: dict[tuple[str, str, int], tuple[int, int, str]] = {}
    for extraction, document in pairs:
        lineage = (document.source, document.key, extraction.record_index)
        entry = (document.last_sequence, extraction.id or 0, extraction.facts)
        newest[lineage] = max(newest.get(lineage, entry), entry)
    wanted = {
        (item.scheme, item.value)
        for _, _, stored in newest.values()
        for item in own_identifiers(load_facts(stored))
    }
    query = select(ReportIdentifier).where(col(ReportIdentifier.report_id) == report_id)
    held = {(item.scheme, item.value): item for item in session.exec(query)}
    for pair in held.keys() - wanted:
        session.delete(held[pair])
    for scheme, value in sorted(wanted - held.keys()):
        session.add(ReportIdentifier(report_id=report_id, scheme=scheme, value=value))
    session.flush()
