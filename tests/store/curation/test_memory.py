"""Backups and exports bring the same table back, on either database."""

from __future__ import annotations

import gzip

import pytest
from sqlmodel import Session

from dosetable.store.backup import BackupError, restore_backup, write_backup
from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import all_decisions, undo
from dosetable.store.curation.portable import ImportRefused, export_lines, import_lines
from dosetable.store.curation.review import Workbench
from dosetable.store.gathering import study_views
from dosetable.store.session import make_engine, migrate
from dosetable.store.studies import link_studies


@pytest.fixture
def curated(session, samples):
    for entry in samples.seed_trial():
        entry.ingest(session)
    link_studies(session, samples.night)
    table = Workbench().table(session)
    slug = table.machine[0].slug
    said = {"curator": "ada", "now": samples.night, "reason": "Müller's reading"}
    decide(session, table, f"{slug}/arm/ketamine-0.1-mg-kg/n", "correct", text="17", **said)
    made = decide(session, table, f"{slug}/study/-/masking", "reject", **said)
    undo(session, made.uid, curator="ada", now=samples.night)
    session.commit()
    return session


def test_a_backup_restores_everything(curated, engine, tmp_path):
    path = tmp_path / "backup.gz"
    write_backup(engine, path)
    other = make_engine(f"sqlite:///{tmp_path}/new.sqlite")
    restore_backup(other, path)
    with Session(other) as again:
        assert all_decisions(again) == all_decisions(curated)
        assert study_views(again) == study_views(curated)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(other, path)
    other.dispose()


def test_a_backup_of_sqlite_restores_into_either(curated, engine, tmp_path, migrated_file):
    write_backup(engine, tmp_path / "one.gz")
    other = make_engine(f"sqlite:///{tmp_path}/two.sqlite")
    restore_backup(other, tmp_path / "one.gz")
    write_backup(other, tmp_path / "two.gz")
    other.dispose()
    one, two = (gzip.decompress((tmp_path / f"{n}.gz").read_bytes()) for n in ("one", "two"))
    assert len(one.splitlines()) == len(two.splitlines())


def test_a_torn_backup_is_refused(curated, engine, tmp_path):
    path = tmp_path / "backup.gz"
    write_backup(engine, path)
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    for wrong in (lines[:-1], [*lines[:3], *lines[4:]], ["{}\n"]):
        path.write_bytes(gzip.compress("".join(wrong).encode()))
        other = make_engine("sqlite://")
        with pytest.raises(BackupError):
            restore_backup(other, path)
        other.dispose()


def test_decisions_come_back_in_an_empty_database(curated, samples):
    lines = list(export_lines(curated))
    other = make_engine("sqlite://")
    migrate(other)
    with Session(other) as again:
        assert import_lines(again, lines) == 3
        for entry in samples.seed_trial():
            entry.ingest(again)
        link_studies(again, samples.night)
        assert study_views(again) == study_views(curated)
        assert import_lines(again, lines) == 0
        assert list(export_lines(again)) == lines
    other.dispose()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["not json"],
        ['{"format": "dosetable decisions 9"}'],
        ['{"format": "dosetable decisions 1"}', '{"uid": "1"}'],
        ['{"format": "dosetable decisions 1"}', "[]"],
    ],
)
def test_what_is_no_export_is_refused(session, lines):
    with pytest.raises(ImportRefused):
        import_lines(session, lines)


def test_an_export_that_rewrites_a_decision_is_refused(curated):
    lines = [line.replace("17", "18") for line in export_lines(curated)]
    with pytest.raises(ImportRefused, match="says otherwise"):
        import_lines(curated, lines)
