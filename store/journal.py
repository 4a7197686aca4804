"""The tables of time: editions with the history of every published cell, and crawl runs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field

from dosetable.store.base import Base, UtcDateTime


class Edition(Base, table=True):
    """One published state of the table. Counts are of that state."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    published_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    data_until: date | None = None
    extractor_version: str = Field(sa_column=Column(Text, nullable=False))
    documents: int
    studies: int
    rows: int
    excluded: int


class EditionCell(Base, table=True):
    """A cell's value from the edition it appeared in until the one that no longer had it.

    ``row_key`` is empty for what belongs to the study as a whole, else an arm or row id.
    """

    __tablename__ = "edition_cell"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="interval"),
        Index(
            "uq_edition_cell_open",
            "study_slug",
            "row_key",
            "column_name",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    study_slug: str = Field(sa_column=Column(Text, nullable=False))
    row_key: str = Field(sa_column=Column(Text, nullable=False))
    column_name: str = Field(sa_column=Column(Text, nullable=False))
    label: str = Field(sa_column=Column(Text, nullable=False))
    value: str = Field(sa_column=Column(Text, nullable=False))
    valid_from: int = Field(
        sa_column=Column(ForeignKey("edition.number"), nullable=False, index=True)
    )
    valid_to: int | None = Field(
        default=None, sa_column=Column(ForeignKey("edition.number"), nullable=True, index=True)
    )


class CrawlRun(Base, table=True):
    """One night's collecting."""

    __tablename__ = "crawl_run"
    __table_args__ = (CheckConstraint("finished_at >= started_at", name="times"),)
    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    finished_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SourceRun(Base, table=True):
    """What one source gave in a run; ``total`` is the source's own count, ``error`` one line."""

    __tablename__ = "source_run"
    __table_args__ = (
        Unique("crawl_run_id", "source"),
        CheckConstraint("source <> ''", name="source"),
        CheckConstraint("new >= 0 AND changed >= 0 AND failed >= 0", name="counts"),
    )
    id: int | None = Field(default=None, primary_key=True)
    crawl_run_id: int = Field(sa_column=Column(ForeignKey("crawl_run.id"), nullable=False))
    source: str = Field(sa_column=Column(Text, nullable=False, index=True))
    succeeded: bool
    documents: int
    new: int
    changed: int
    failed: int
    total: int | None = None
    error: str | None = Field(default=None, sa_column=Column(Text))
