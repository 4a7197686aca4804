"""The migrations make what the models say, and can be undone and done again."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import Session

from dosetable.store import journal, models
from dosetable.store.backup import BackupError, restore_backup, write_backup
from dosetable.store.base import Base
from dosetable.store.curation.decisions import Decision, all_decisions, keep, new_uid
from dosetable.store.gathering import study_views
from dosetable.store.session import make_engine, migrate, migration_config, transaction
from dosetable.store.studies import link_studies


def test_models_and_migrations_agree(engine):
    assert journal.Edition.metadata is models.Document.metadata
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def described(target):
    """What compare_metadata does not look at: CHECKs, partial indexes, rules of deletion."""
    found = sa.inspect(target)
    return {
        name: (
            sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)),
            sorted((f["name"], str(f["options"])) for f in found.get_foreign_keys(name)),
            sorted(
                (index["name"], [str(value) for value in index["dialect_options"].values()])
                for index in found.get_indexes(name)
            ),
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def test_checks_and_foreign_keys_are_those_of_the_models(engine):
    by_migration = described(engine)
    command.downgrade(migration_config(engine), "base")
    Base.metadata.create_all(engine)
    assert by_migration == described(engine)
    assert by_migration["arm"][0]


def test_down_and_up_again(engine):
    command.downgrade(migration_config(engine), "base")
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    migrate(engine)
    assert "evidence" in sa.inspect(engine).get_table_names()


def test_migrate_by_url_makes_the_folder(tmp_path):
    migrate(f"sqlite:///{tmp_path}/data/new/store.sqlite")
    assert (tmp_path / "data/new/store.sqlite").stat().st_size > 0


def test_sqlite_keeps_foreign_keys_and_writes_ahead(engine):
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("about SQLite's own settings")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_memory_database_lives_as_long_as_its_engine(samples):
    engine = make_engine("sqlite://")
    migrate(engine)
    with transaction(engine) as session:
        samples.seed_trial()[0].ingest(session)
    with Session(engine) as session:
        assert session.exec(sa.select(sa.func.count(models.Document.id))).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("document", {"sha256": "short"}),
        ("document", {"source": ""}),
        ("document", {"last_sequence": 0}),
        ("arm", {"role": "bystander"}),
        ("arm", {"dose_unit": None, "dose_value": 1.0}),
        ("arm", {"n": -1}),
        ("evidence", {"start_offset": 5, "end_offset": 4}),
        ("evidence", {"confidence": 1.5}),
        ("evidence", {"extraction_id": 4711}),
        ("study_report", {"reason": ""}),
        ("report", {"kind": "rumour"}),
    ],
)
def test_the_database_refuses_what_cannot_be(session, samples, table, values):
    for entry in samples.seed_trial():
        entry.ingest(session)
    link_studies(session, samples.night)
    target = Base.metadata.tables[table]
    one = sa.select(sa.func.max(target.c.id)).scalar_subquery()
    statement = sa.update(target).where(target.c.id == one).values(**values)
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(statement)
    session.rollback()


@pytest.mark.parametrize("earlier", ["0001", "0002"])
def test_decisions_outlive_the_way_down_and_up(session, samples, earlier):
    engine = session.get_bind()
    samples.simple_trial("100", author="Doe J", year=2020).ingest(session)
    link_studies(session, samples.night)
    made = keep(
        session,
        Decision(
            uid=new_uid(), made_at=samples.night, curator="ada", action="exclude",
            subject="report", anchors=("pubmed 100 0",), reason="a test",
        ),
    )  # fmt: skip
    session.commit()
    session.close()
    command.downgrade(migration_config(engine), earlier)
    migrate(engine)
    with Session(engine) as again:
        assert [d.uid for d in all_decisions(again)] == [made.uid]


@pytest.mark.parametrize("earlier", ["0001", "0002"])
def test_a_backup_of_an_earlier_version_is_restored(tmp_path, samples, earlier):
    old = make_engine(f"sqlite:///{tmp_path}/old.sqlite")
    migrate(old)
    with transaction(old) as session:
        for entry in samples.seed_trial():
            entry.ingest(session)
        link_studies(session, samples.night)
    write_backup(old, tmp_path / "backup.gz")
    rewrite(tmp_path / "backup.gz", earlier)
    new = make_engine(f"sqlite:///{tmp_path}/new.sqlite")
    restore_backup(new, tmp_path / "backup.gz")
    with Session(new) as session:
        (study,) = study_views(session)
        assert len(study.reports) == 4
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    rewrite(tmp_path / "backup.gz", "9999")
    with pytest.raises(BackupError, match="too old"):
        restore_backup(make_engine(f"sqlite:///{tmp_path}/newer.sqlite"), tmp_path / "backup.gz")


def rewrite(path, revision):
    """The backup as an earlier version wrote it: its revision, its tables, its columns."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()[:-1]
    head = json.loads(lines[0]) | {"revision": revision}
    if revision == "0001":
        head["tables"] = [name for name in head["tables"] if name != "decision"]
    rows = [json.loads(line) for line in lines[1:]]
    for name, values in rows:
        if name == "study_report":
            values["undone_at"] = None
    told = [json.dumps(head), *(json.dumps(row) for row in rows)]
    digest = hashlib.sha256("".join(told).encode()).hexdigest()
    told.append(json.dumps({"sha256": digest, "lines": len(told)}))
    path.write_bytes(gzip.compress("\n".join(told).encode() + b"\n"))
