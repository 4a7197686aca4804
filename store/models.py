"""The tables: what was fetched, what was read in it, and which reports are one trial.

Documents and extractions are kept for ever; ``arm``, ``outcome`` and ``evidence`` repeat the
current extraction of each report as rows, for queries and for tracing a cell to its source.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field

from dosetable.extract.facts import DoseUnit, Role, Route, StudyType
from dosetable.store.base import Base, UtcDateTime, one_of
from dosetable.store.evidence_table import ReportKind

FORMS = ("abstract", "full text", "registry", "page", "text")
SCHEMES = ("pmid", "pmcid", "doi", "registry", "url")


def _text(**options: Any) -> Any:
    return Field(sa_column=Column(Text, **{"nullable": False, **options}))


def _owner(target: str, **options: Any) -> Any:
    """A foreign key that may not dangle and has an index of its own."""
    return Field(
        sa_column=Column(
            ForeignKey(target, ondelete=options.pop("ondelete", "RESTRICT")),
            **{"nullable": False, "index": True, **options},
        )
    )


def _time(*, nullable: bool = False) -> Any:
    options: dict[str, Any] = {"default": None} if nullable else {}
    return Field(sa_column=Column(UtcDateTime, nullable=nullable), **options)


class Document(Base, table=True):
    """One fetched thing, immutable but for ``last_sequence`` (the archive entry it was last seen
    under: a page that changes back is current again)."""

    __tablename__ = "document"
    __table_args__ = (
        Unique("source", "key", "sha256"),
        CheckConstraint("source <> '' AND key <> ''", name="named"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("sequence >= 0 AND last_sequence >= sequence", name="sequence"),
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str = _text()
    key: str = _text()
    url: str = _text()
    media_type: str = _text()
    fetched_at: datetime = _time()
    sha256: str = _text(index=True)
    sequence: int
    last_sequence: int


class Report(Base, table=True):
    """A bibliographic identity in one form: an article's abstract and its full text are two reports.

    The columns repeat the current extraction; ``merged_into_id`` is set when two entries proved
    to be the same report.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(one_of("form", FORMS), name="form"),
        CheckConstraint(one_of("kind", get_args(ReportKind)), name="kind"),
        CheckConstraint(one_of("study_type", get_args(StudyType)), name="study_type"),
        CheckConstraint("merged_into_id <> id", name="not_itself"),
    )
    id: int | None = Field(default=None, primary_key=True)
    form: str = _text()
    kind: str = _text()
    title: str = _text()
    url: str | None = _text(nullable=True)
    source: str = _text(index=True)
    included: bool
    study_type: str = _text()
    reason: str = _text()
    notice: bool = False
    retracted: bool = False
    corrected: bool = False
    concern: bool = False
    merged_into_id: int | None = _owner("report.id", nullable=True)


class ReportIdentifier(Base, table=True):
    """A normalised identifier of the report itself: see ``store.identifiers``."""

    __tablename__ = "report_identifier"
    __table_args__ = (
        CheckConstraint(one_of("scheme", SCHEMES), name="scheme"),
        CheckConstraint("value <> ''", name="value"),
        Index("ix_report_identifier_scheme_value", "scheme", "value"),
    )
    report_id: int = _owner("report.id", primary_key=True, ondelete="CASCADE", index=False)
    scheme: str = _text(primary_key=True)
    value: str = _text(primary_key=True)


class Extraction(Base, table=True):
    """What one extractor version says of one record of a document. Never changed, only superseded."""

    __tablename__ = "extraction"
    __table_args__ = (
        Unique("document_id", "record_index", "extractor_version"),
        CheckConstraint("record_index >= 0", name="record_index"),
        CheckConstraint("extractor_version <> ''", name="extractor_version"),
        Index(
            "uq_extraction_current",
            "report_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _owner("document.id")
    record_index: int
    report_id: int = _owner("report.id")
    extractor_version: str = _text()
    facts: str = _text()
    is_current: bool


class ExtractionText(Base, table=True):
    """The text that the offsets of an extraction point into, compressed."""

    __tablename__ = "extraction_text"
    extraction_id: int = _owner("extraction.id", primary_key=True, ondelete="CASCADE", index=False)
    zlib_utf8: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Study(Base, table=True):
    """A trial. A slug is never given to another trial; a merged one redirects."""

    __tablename__ = "study"
    __table_args__ = (
        Unique("slug"),
        CheckConstraint("slug <> ''", name="slug"),
        CheckConstraint("merged_into_id <> id", name="not_itself"),
    )
    id: int | None = Field(default=None, primary_key=True)
    slug: str = _text()
    created_at: datetime = _time()
    merged_into_id: int | None = _owner("study.id", nullable=True)


class StudyReport(Base, table=True):
    """That a report belongs to a study, by which rule and why. Left joins stay on record."""

    __tablename__ = "study_report"
    __table_args__ = (
        CheckConstraint("rule <> '' AND reason <> ''", name="reasoned"),
        Index(
            "uq_study_report_active",
            "report_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    study_id: int = _owner("study.id")
    report_id: int = _owner("report.id")
    rule: str = _text()
    reason: str = _text()
    joined_at: datetime = _time()
    left_at: datetime | None = _time(nullable=True)


class ArmRow(Base, table=True):
    """An arm as one report gives it. ``infusion_minutes`` in minutes; doses as printed."""

    __tablename__ = "arm"
    __table_args__ = (
        Unique("extraction_id", "key"),
        CheckConstraint(one_of("role", get_args(Role)), name="role"),
        CheckConstraint(one_of("route", get_args(Route)), name="route"),
        CheckConstraint(one_of("dose_unit", get_args(DoseUnit)), name="dose_unit"),
        CheckConstraint(
            "dose_unit IS NOT NULL OR (dose_value IS NULL AND dose_low IS NULL AND dose_high IS NULL)",
            name="dose_has_unit",
        ),
        CheckConstraint("dose_value >= 0 AND dose_low >= 0 AND dose_high >= 0", name="dose"),
        CheckConstraint("n >= 0 AND n_analyzed >= 0", name="n"),
        CheckConstraint("infusion_minutes >= 0", name="infusion_minutes"),
    )
    id: int | None = Field(default=None, primary_key=True)
    extraction_id: int = _owner("extraction.id", index=False)
    key: str = _text()
    label: str = _text()
    role: str = _text()
    drug: str = _text(index=True)
    dose_value: float | None = None
    dose_low: float | None = None
    dose_high: float | None = None
    dose_unit: str | None = _text(nullable=True)
    route: str | None = _text(nullable=True)
    infusion_minutes: float | None = None
    schedule: str | None = _text(nullable=True)
    n: int | None = None
    n_analyzed: int | None = None


class OutcomeRow(Base, table=True):
    """An outcome row as one report gives it. Figures keep the sign and unit they were printed with."""

    __tablename__ = "outcome"
    __table_args__ = (
        Unique("extraction_id", "key"),
        CheckConstraint("p_value >= 0 AND p_value <= 1", name="p_value"),
        CheckConstraint("ci_level > 0 AND ci_level < 100", name="ci_level"),
    )
    id: int | None = Field(default=None, primary_key=True)
    extraction_id: int = _owner("extraction.id", index=False)
    key: str = _text()
    measure: str = _text(index=True)
    hours: float | None = None
    experimental_arm_id: int | None = _owner("arm.id", nullable=True, ondelete="CASCADE")
    comparator_arm_id: int | None = _owner("arm.id", nullable=True, ondelete="CASCADE")
    statistic: str | None = _text(nullable=True)
    value: float | None = None
    unit: str | None = _text(nullable=True)
    experimental_value: float | None = None
    comparator_value: float | None = None
    ci_level: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_operator: str | None = _text(nullable=True)
    p_value: float | None = None
    direction: str | None = _text(nullable=True)


class EvidenceRow(Base, table=True):
    """Where a value was read: offsets into the extraction's text, the rule, and a short quote."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("start_offset >= 0 AND end_offset >= start_offset", name="offsets"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        CheckConstraint("rule <> ''", name="rule"),
    )
    id: int | None = Field(default=None, primary_key=True)
    extraction_id: int = _owner("extraction.id")
    part: str = _text()
    arm_id: int | None = _owner("arm.id", nullable=True, ondelete="CASCADE")
    outcome_id: int | None = _owner("outcome.id", nullable=True, ondelete="CASCADE")
    field: str | None = _text(nullable=True)
    start_offset: int
    end_offset: int
    section: str | None = _text(nullable=True)
    rule: str = _text()
    confidence: float
    quote: str = _text()
