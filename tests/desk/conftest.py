"""A library with hostile titles and quotes, built by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dosetable.extract.facts import (
    Arm,
    Bibliography,
    DocumentInfo,
    Dose,
    Evidence,
    Identifiers,
    Screening,
    StudyFacts,
)
from dosetable.store.ingest import ingest
from dosetable.store.session import make_engine, migrate, transaction
from dosetable.store.studies import link_studies

NIGHT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOSTILE = "</mark><script>document.title='owned'</script><img src=x onerror=alert(1)>"


def facts(number: int) -> StudyFacts:
    """An arm with a drug, a role, a dose and an n."""
    text = f"They gave ketamine 0.{number} mg/kg {HOSTILE} to many. Other words follow."
    span = Evidence(start=0, end=len(text) - 20, confidence=0.9, rule="by hand")
    dose = Dose(value=number / 10, unit="mg/kg")
    arm = Arm(
        id="A1", label="ketamine", role="experimental", drug="ketamine", dose=dose, n=20,
        evidence=(span,),
    )  # fmt: skip
    return StudyFacts(
        document=DocumentInfo(
            kind="pubmed",
            title=f"Trial {number} {HOSTILE}",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            url="javascript:alert(1)",
            bibliography=Bibliography(authors=(f"Doe{number} J",), year=2020),
        ),
        screening=Screening(included=True, study_type="randomized trial", reason="A trial."),
        identifiers=Identifiers(pmid=str(number)),
        arms=(arm,),
    )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Five trials: twenty cells."""
    engine = make_engine(f"sqlite:///{tmp_path}/desk.sqlite")
    migrate(engine)
    keep(engine, *(facts(number) for number in range(1, 6)))
    yield engine
    engine.dispose()


def keep(engine: Engine, *read: StudyFacts) -> None:
    """Take records in, each under its PMID."""
    with transaction(engine) as session:
        for one in read:
            number = one.identifiers.pmid or "0"
            ingest(
                session,
                source="pubmed",
                key=number,
                url="https://example.org/",
                media_type="text/plain",
                fetched_at=NIGHT,
                sha256=one.document.sha256,
                sequence=int(number),
                facts=[one],
                extractor_version="1",
            )
        link_studies(session, NIGHT)


@pytest.fixture
def look_alike(engine: Engine) -> None:
    """A sixth record by the first one's author, with the same title, year and dose."""
    first = facts(1)
    other = hashlib.sha256(b"another paper").hexdigest()
    keep(
        engine,
        replace(
            first,
            document=replace(first.document, sha256=other),
            identifiers=Identifiers(pmid="6"),
        ),
    )
