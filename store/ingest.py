"""Taking documents and their facts in: idempotent, by stable keys, nothing old thrown away.

Which report a record is: docs/adr/0004-reports-and-studies.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from dosetable.extract.facts import StudyFacts
from dosetable.store.facts_json import dump_facts, pack_text
from dosetable.store.models import Document, Extraction, ExtractionText
from dosetable.store.reports import refresh_current, report_for


class FactsMismatch(ValueError):
    """The facts were read from other bytes than the document's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What an ingest did. ``superseded`` counts reports whose current extraction changed."""

    document_id: int
    new_document: bool
    new_extractions: int
    superseded: int
    report_ids: tuple[int, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.new_document or self.new_extractions > 0 or self.superseded > 0


def ingest(
    session: Session,
    *,
    source: str,
    key: str,
    url: str,
    media_type: str,
    fetched_at: datetime,
    sha256: str,
    sequence: int,
    facts: Sequence[StudyFacts],
    extractor_version: str,
) -> IngestResult:
    """Keep a document and what was read in it.

    The same call twice changes nothing. A changed document (same source and key, other bytes)
    or a new extractor version supersedes the report's current extraction; the old one stays.
    The caller owns the transaction. Raises FactsMismatch when facts name another SHA-256.
    """
    for record in facts:
        if record.document.sha256 != sha256:
            raise FactsMismatch(f"{source} {key}: facts are of {record.document.sha256}")
    document, new_document = _document(
        session,
        Document(
            source=source,
            key=key,
            url=url,
            media_type=media_type,
            fetched_at=fetched_at,
            sha256=sha256,
            sequence=sequence,
            last_sequence=sequence,
        ),
    )
    reports: list[int] = []
    added = 0
    superseded = 0
    for index, record in enumerate(facts):
        extraction = _existing(session, document, index, extractor_version)
        if extraction is None:
            extraction = _add_extraction(session, document, index, record, extractor_version)
            added += 1
        superseded += refresh_current(session, extraction.report_id)
        reports.append(extraction.report_id)
    return IngestResult(
        document_id=_key(document.id),
        new_document=new_document,
        new_extractions=added,
        superseded=superseded,
        report_ids=tuple(reports),
    )


def extracted_documents(session: Session, extractor_version: str) -> set[tuple[str, str, str]]:
    """(source, key, sha256) of all that this extractor version has read already."""
    query = (
        select(Document.source, Document.key, Document.sha256)
        .join(Extraction, col(Extraction.document_id) == col(Document.id))
        .where(col(Extraction.extractor_version) == extractor_version)
        .distinct()
    )
    return {(source, key, sha256) for source, key, sha256 in session.exec(query)}


def _key(value: int | None) -> int:
    if value is None:
        raise RuntimeError("a row was used before it was flushed")
    return value


def _document(session: Session, fresh: Document) -> tuple[Document, bool]:
    known = session.exec(
        select(Document).where(
            col(Document.source) == fresh.source,
            col(Document.key) == fresh.key,
            col(Document.sha256) == fresh.sha256,
        )
    ).one_or_none()
    if known is None:
        session.add(fresh)
        session.flush()
        return fresh, True
    if fresh.sequence > known.last_sequence:
        known.last_sequence = fresh.sequence
        session.flush()
    return known, False


def _existing(
    session: Session, document: Document, index: int, extractor_version: str
) -> Extraction | None:
    return session.exec(
        select(Extraction).where(
            col(Extraction.document_id) == document.id,
            col(Extraction.record_index) == index,
            col(Extraction.extractor_version) == extractor_version,
        )
    ).one_or_none()


def _add_extraction(
    session: Session, document: Document, index: int, facts: StudyFacts, extractor_version: str
) -> Extraction:
    report_id = report_for(session, document=document, record_index=index, facts=facts)
    extraction = Extraction(
        document_id=_key(document.id),
        record_index=index,
        report_id=report_id,
        extractor_version=extractor_version,
        facts=dump_facts(facts),
        is_current=False,
    )
    session.add(extraction)
    session.flush()
    session.add(
        ExtractionText(extraction_id=_key(extraction.id), zlib_utf8=pack_text(facts.document.text))
    )
    session.flush()
    return extraction
