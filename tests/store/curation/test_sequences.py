"""Any sequence of readings, decisions, joins, migrations and backups: a simple model always agrees."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session

from dosetable.extract.facts import (
    Arm,
    DocumentInfo,
    Evidence,
    Identifiers,
    Screening,
    StudyFacts,
)
from dosetable.store.backup import restore_backup, write_backup
from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import Decision, all_decisions, keep, new_uid, undo
from dosetable.store.curation.portable import export_lines, import_lines
from dosetable.store.curation.review import Workbench
from dosetable.store.gathering import study_views
from dosetable.store.ingest import ingest
from dosetable.store.session import make_engine, migrate, migration_config
from dosetable.store.studies import link_studies

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TRIALS = st.sampled_from([1, 2, 3])
SIZES = st.integers(1, 99)


def facts(trial: int, n: int) -> StudyFacts:
    text = f"Trial {trial} gave it to {n}."
    span = Evidence(start=0, end=len(text), confidence=0.9, rule="by hand")
    return StudyFacts(
        document=DocumentInfo(
            kind="pubmed", title=f"Trial {trial}", text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        ),
        screening=Screening(included=True, study_type="randomized trial", reason="A trial."),
        identifiers=Identifiers(pmid=str(trial)),
        arms=(
            Arm(
                id="A1", label=f"drug {trial}", role="experimental", drug=f"drug {trial}", n=n,
                evidence=(span,),
            ),
        ),
    )  # fmt: skip


class Sequences(RuleBasedStateMachine):
    """The model: what was read last of each trial, what was last decided of it, how many decisions."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.files = 0
        self.engine = self.database()
        self.sequence = 0
        self.read: dict[int, int] = {}
        self.words: dict[int, list[tuple[str, int | None]]] = {1: [], 2: [], 3: []}
        self.merged: list[tuple[str, int, int]] = []
        self.kept: list[str] = []

    def database(self):
        self.files += 1
        engine = make_engine(f"sqlite:///{self.folder.name}/{self.files}.sqlite")
        migrate(engine)
        return engine

    def path(self, name: str) -> Path:
        return Path(self.folder.name) / name

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def crawl_into(self, session: Session, trial: int, n: int, version: str) -> None:
        self.sequence += 1
        record = facts(trial, n)
        ingest(
            session, source="pubmed", key=str(trial), url="https://example.org/",
            media_type="text/plain", fetched_at=NOW + timedelta(minutes=self.sequence),
            sha256=record.document.sha256, sequence=self.sequence, facts=[record],
            extractor_version=version,
        )  # fmt: skip

    @initialize()
    def first_night(self) -> None:
        for trial in (1, 2, 3):
            self.crawl(trial, 10 * trial)

    @rule(trial=TRIALS, n=SIZES)
    def crawl(self, trial: int, n: int) -> None:
        with Session(self.engine) as session, session.begin():
            self.crawl_into(session, trial, n, "1")
            link_studies(session, NOW)
        self.read[trial] = n

    @rule(trial=TRIALS)
    def read_again(self, trial: int) -> None:
        with Session(self.engine) as session, session.begin():
            self.crawl_into(session, trial, self.read[trial], str(self.sequence + 2))

    @rule(trial=TRIALS, action=st.sampled_from(["accept", "correct", "reject"]), n=SIZES)
    def say(self, trial: int, action: str, n: int) -> None:
        if self.shown(trial) is None and action != "correct":
            return
        with Session(self.engine) as session, session.begin():
            table = Workbench().table(session)
            cell = next(
                f"{view.slug}/arm/{arm.id}/n"
                for view in table.curated.views
                for arm in view.arms
                if arm.drug.value == f"drug {trial}"
            )
            made = decide(
                session,
                table,
                cell,
                action,
                curator="ada",
                now=NOW,
                reason="x",
                text=str(n),  # type: ignore[arg-type]
            )
        value = {"accept": self.accepted(trial), "correct": n, "reject": None}[action]
        self.words[trial].append((made.uid, value))
        self.kept.append(made.uid)

    def accepted(self, trial: int) -> int | None:
        """Accepting a value that changed takes the new one: which is what was read last."""
        return self.read[trial] if self.changed(trial) else self.shown(trial)

    def changed(self, trial: int) -> bool:
        return self.decided_on.get(trial) != self.read[trial]

    @property
    def decided_on(self) -> dict[int, int]:
        with Session(self.engine) as session:
            made = {d.uid: d for d in all_decisions(session)}
        return {
            trial: int(made[words[-1][0]].machine_value or 0)
            for trial, words in self.words.items()
            if words
        }

    def shown(self, trial: int) -> int | None:
        words = self.words[trial]
        return words[-1][1] if words else self.read[trial]

    @rule(trial=TRIALS)
    def take_back(self, trial: int) -> None:
        if self.words[trial]:
            uid, _ = self.words[trial].pop()
            with Session(self.engine) as session, session.begin():
                self.kept.append(undo(session, uid, curator="bob", now=NOW).uid)

    @rule(one=TRIALS, other=TRIALS, action=st.sampled_from(["merge", "split"]))
    def join(self, one: int, other: int, action: str) -> None:
        if one == other:
            return
        decision = Decision(
            uid=new_uid(), made_at=NOW, curator="ada", action=action, subject="report",  # type: ignore[arg-type]
            anchors=(f"pubmed {one} 0",), others=(f"pubmed {other} 0",), reason="x",
        )  # fmt: skip
        with Session(self.engine) as session, session.begin():
            keep(session, decision)
            link_studies(session, NOW)
        self.merged.append((action, one, other))
        self.kept.append(decision.uid)

    @rule()
    def migrate_down_and_up(self) -> None:
        command.downgrade(migration_config(self.engine), "0001")
        migrate(self.engine)

    @rule()
    def back_up_and_restore(self) -> None:
        path = self.path("backup.gz")
        write_backup(self.engine, path)
        self.engine.dispose()
        self.engine = self.database()
        restore_backup(self.engine, path)

    @rule()
    def rebuild_from_decisions(self) -> None:
        """An empty database, the exported decisions, and the newest documents."""
        with Session(self.engine) as session:
            lines = list(export_lines(session))
        self.engine.dispose()
        self.engine = self.database()
        with Session(self.engine) as session, session.begin():
            import_lines(session, lines)
            for trial, n in self.read.items():
                self.crawl_into(session, trial, n, "1")
            link_studies(session, NOW)

    @invariant()
    def no_decision_is_lost(self) -> None:
        with Session(self.engine) as session:
            assert [d.uid for d in all_decisions(session)] == self.kept

    @invariant()
    def the_table_is_what_the_model_says(self) -> None:
        if len(self.read) < 3:
            return
        groups = [{1}, {2}, {3}]
        for action, one, other in self.merged:
            mine = next(group for group in groups if one in group)
            theirs = next(group for group in groups if other in group)
            if action == "merge" and mine is not theirs:
                groups = [g for g in groups if g is not mine and g is not theirs] + [mine | theirs]
            elif action == "split" and mine is theirs:
                groups = [g for g in groups if g is not mine] + [mine - {one}, {one}]
        with Session(self.engine) as session:
            views = study_views(session)
        assert sorted(len(view.reports) for view in views) == sorted(map(len, groups))
        found = {arm.drug.value: arm.n.value for view in views for arm in view.arms}
        assert found == {f"drug {trial}": self.shown(trial) for trial in (1, 2, 3)}


SHORT = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestSequences = Sequences.TestCase
TestSequences.settings = SHORT


class _Long(Sequences):
    """The same, a thousand times."""


LONG = pytest.mark.skipif("DOSETABLE_LONG" not in os.environ, reason="set DOSETABLE_LONG to run it")
TestThousandSequences = LONG(pytest.mark.slow(pytest.mark.timeout(7200)(_Long.TestCase)))
TestThousandSequences.settings = settings(SHORT, max_examples=1000, stateful_step_count=20)
