"""The table of decisions. The database itself refuses to change or delete one (migration 0002)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field

from dosetable.store.base import Base, UtcDateTime, one_of

Action = Literal[
    "accept",
    "correct",
    "reject",
    "add",
    "note",
    "merge",
    "split",
    "include",
    "exclude",
    "undo",
]
DecisionSubject = Literal["study", "arm", "row", "report"]


class DecisionRow(Base, table=True):
    """One thing a person decided. JSON columns are text, so that both databases keep them alike.

    ``anchors``: the reports it is about, by their documents' source, key and record index, the one
    the value was read from first; ``others``: the other side of a merge or split; ``descriptor``:
    what is needed to find an arm or row again after its id changed; ``machine_value`` and
    ``evidence``: what the machine read at that time, and where.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Unique("uid"),
        Unique("undoes"),
        CheckConstraint(one_of("action", get_args(Action)), name="action"),
        CheckConstraint(one_of("subject", get_args(DecisionSubject)), name="subject"),
        CheckConstraint("uid <> '' AND curator <> ''", name="who"),
        CheckConstraint("reason <> '' OR action IN ('accept', 'undo')", name="why"),
        CheckConstraint("(action = 'undo') = (undoes IS NOT NULL)", name="undoes"),
        CheckConstraint(
            "value IS NOT NULL OR action NOT IN ('accept', 'correct', 'add')", name="value"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    curator: str = Field(sa_column=Column(Text, nullable=False))
    action: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    subject: str = Field(sa_column=Column(Text, nullable=False))
    study_slug: str = Field(sa_column=Column(Text, nullable=False, index=True))
    anchors: str = Field(sa_column=Column(Text, nullable=False))
    others: str = Field(sa_column=Column(Text, nullable=False))
    subject_id: str = Field(sa_column=Column(Text, nullable=False))
    field: str = Field(sa_column=Column(Text, nullable=False))
    descriptor: str = Field(sa_column=Column(Text, nullable=False))
    value: str | None = Field(default=None, sa_column=Column(Text))
    machine_value: str | None = Field(default=None, sa_column=Column(Text))
    evidence: str = Field(sa_column=Column(Text, nullable=False))
    extractor_version: str = Field(sa_column=Column(Text, nullable=False))
    undoes: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("decision.uid"), nullable=True)
    )
