"""Decisions stand: over re-readings, corrections of the source, merges, splits and migrations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from dosetable.extract.facts import Dose
from dosetable.store.curation.deciding import decide, take_out
from dosetable.store.curation.decisions import (
    Decision,
    DecisionError,
    Overtaken,
    all_decisions,
    keep,
    new_uid,
    undo,
)
from dosetable.store.curation.review import Workbench, item_named, items
from dosetable.store.gathering import excluded_reports, study_views
from dosetable.store.session import migrate, migration_config
from dosetable.store.studies import link_studies, redirects

SLUG = "doe-2020"
KETAMINE = f"{SLUG}/arm/ketamine-0.5-mg-kg/dose"


@pytest.fixture
def trial(session, samples):
    entry = samples.simple_trial("101", author="Doe J", year=2020)
    entry.ingest(session)
    link_studies(session, samples.night)
    return entry


def say(session, samples, address, action, **more):
    table = Workbench().table(session)
    more.setdefault("reason", "read it again")
    return decide(session, table, address, action, curator="ada", now=samples.night, **more)


def with_dose(entry, value):
    """The source after it corrected its dose: other bytes, other arm id, other row id."""
    first, *rest = entry.facts.arms
    arms = (replace(first, dose=Dose(value=value, unit="mg/kg")), *rest)
    document = replace(entry.facts.document, sha256="d" * 64)
    return replace(entry, facts=replace(entry.facts, arms=arms, document=document))


def ketamine(session):
    (view,) = study_views(session)
    return next(arm for arm in view.arms if arm.drug.value == "ketamine")


def test_accepted_corrected_rejected(session, samples, trial):
    say(session, samples, KETAMINE, "accept")
    assert ketamine(session).dose.status == "accepted"
    say(session, samples, KETAMINE, "correct", text="0.75 mg/kg")
    arm = ketamine(session)
    assert (arm.dose.value.value, arm.dose.status, arm.normal_dose.low) == (0.75, "corrected", 0.75)
    assert "0.5 mg/kg" in arm.dose.note
    last = say(session, samples, KETAMINE, "reject")
    assert ketamine(session).dose.value is None
    assert "read it again" in ketamine(session).dose.note
    undo(session, last.uid, curator="ada", now=samples.night)
    assert ketamine(session).dose.value.value == 0.75
    assert len(all_decisions(session)) == 4


def test_a_decision_keeps_the_machine_value_and_where_it_was_read(session, samples, trial):
    made = say(session, samples, KETAMINE, "correct", text="0.4 mg/kg")
    (kept,) = all_decisions(session)
    assert kept == made
    assert '"value": 0.5' in kept.machine_value
    assert kept.evidence[0].document_sha256 == trial.facts.document.sha256
    assert "0.5" in kept.evidence[0].quote


def test_a_correction_stands_when_the_source_changes_and_comes_back(session, samples, trial):
    say(session, samples, KETAMINE, "correct", text="0.4 mg/kg")
    with_dose(trial, 0.6).ingest(session, sequence=2)
    link_studies(session, samples.night)
    arm = ketamine(session)
    assert arm.dose.value.value == 0.4
    (first, *_) = items(Workbench().table(session))
    assert (first.waits, first.machine_text) == ("changed under a decision", "0.6 mg/kg")
    say(session, samples, first.id, "accept")
    assert ketamine(session).dose.value.value == 0.6
    assert items(Workbench().table(session))[0].waits != "changed under a decision"


def test_a_row_that_the_source_no_longer_has_stands_by_itself(session, samples, trial):
    table = Workbench().table(session)
    effect = next(i for i in items(table) if i.field.name == "effect")
    say(session, samples, effect.id, "accept")
    document = replace(trial.facts.document, sha256="e" * 64)
    silent = replace(trial, facts=replace(trial.facts, outcomes=(), document=document))
    silent.ingest(session, sequence=2)
    (view,) = study_views(session)
    assert [row.effect.value.value for row in view.rows] == [-7.9]
    assert items(Workbench().table(session))[0].waits == "changed under a decision"


def test_the_same_value_in_a_changed_document_waits_lower(session, samples, trial):
    say(session, samples, KETAMINE, "accept")
    samples.with_title(trial, "Another title").ingest(session, sequence=2)
    item = item_named(Workbench().table(session), KETAMINE)
    assert item.waits == "document changed under a decision"


def test_a_whole_row_can_be_taken_out(session, samples, trial):
    table = Workbench().table(session)
    row = table.machine[0].rows[0]
    take_out(
        session,
        table,
        SLUG,
        "row",
        row.id,
        curator="ada",
        now=samples.night,
        reason="another trial",
    )
    assert study_views(session)[0].rows == ()


def test_a_missing_value_is_added(session, samples, trial):
    address = f"{SLUG}/study/-/n_randomized"
    say(session, samples, address, "add", text="60")
    assert study_views(session)[0].n_randomized.value == 60
    with pytest.raises(DecisionError):
        say(session, samples, address, "add", text="61")


def test_who_comes_second_is_told(session, samples, trial):
    mine, theirs = Workbench().table(session), Workbench().table(session)
    seen = item_named(mine, KETAMINE).seen
    now = samples.night
    decide(session, theirs, KETAMINE, "accept", curator="bob", now=now, seen=seen)
    with pytest.raises(Overtaken):
        decide(session, mine, KETAMINE, "accept", curator="ada", now=now, seen=seen)


def test_curators_who_disagree_come_back(session, samples, trial):
    say(session, samples, KETAMINE, "accept")
    table = Workbench().table(session)
    decide(
        session,
        table,
        KETAMINE,
        "correct",
        curator="bob",
        now=samples.night,
        reason="x",
        text="1 mg/kg",
    )
    assert item_named(Workbench().table(session), KETAMINE).waits == "curators disagree"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET reason = 'other'",
        "DELETE FROM decision",
        "INSERT OR REPLACE INTO decision SELECT * FROM decision",
        "TRUNCATE decision",
    ],
)
def test_the_database_refuses_to_change_decisions(engine, session, samples, trial, statement):
    sqlite = engine.dialect.name == "sqlite"
    if ("OR REPLACE" in statement and not sqlite) or ("TRUNCATE" in statement and sqlite):
        pytest.skip("the other database's statement")
    say(session, samples, KETAMINE, "accept")
    session.commit()
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql(statement)
    assert len(all_decisions(session)) == 1


def test_going_down_and_up_keeps_decisions(engine, session, samples, trial):
    say(session, samples, KETAMINE, "accept")
    session.commit()
    session.close()
    command.downgrade(migration_config(engine), "0001")
    migrate(engine)
    assert len(all_decisions(session)) == 1
    session.close()
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql("DELETE FROM decision")


def report(action, anchors, others=(), *, now):
    return Decision(
        uid=new_uid(),
        made_at=now,
        curator="ada",
        action=action,
        subject="report",
        anchors=anchors,
        others=others,
        reason="they say so",
    )


def test_merge_split_and_their_undoing(session, samples):
    for pmid, author in (("1", "Doe J"), ("2", "Roe R")):
        samples.simple_trial(pmid, author=author, year=2020).ingest(session)
    link_studies(session, samples.night)
    first, second = ("pubmed 1 0",), ("pubmed 2 0",)
    made = keep(session, report("merge", second, first, now=samples.night))
    link_studies(session, samples.night)
    (view,) = study_views(session)
    assert len(view.reports) == 2
    assert link_studies(session, samples.night).joined == 0
    undo(session, made.uid, curator="ada", now=samples.night)
    link_studies(session, samples.night + timedelta(hours=1))
    assert [len(view.reports) for view in study_views(session)] == [1, 1]
    assert redirects(session) == {"roe-2020": "doe-2020"}  # an address redirects for ever


def test_a_split_stays_and_decisions_follow_their_report(session, samples):
    for entry in samples.seed_trial():
        entry.ingest(session)
    link_studies(session, samples.night)
    page = ("webpages https://news.example/ketamine 0",)
    keep(session, report("split", page, ("pubmed 30283029 0",), now=samples.night))
    for _ in range(2):
        link_studies(session, samples.night)
        assert sorted(len(view.reports) for view in study_views(session)) == [1, 3]


def test_excluded_and_included_again(session, samples, trial):
    keep(session, report("exclude", ("pubmed 101 0",), now=samples.night))
    link_studies(session, samples.night)
    assert study_views(session) == ()
    assert "they say so" in excluded_reports(session)[0].reason
    trial.ingest(session, sequence=3, version="2")
    link_studies(session, samples.night)
    assert study_views(session) == ()
    keep(session, report("include", ("pubmed 101 0",), now=samples.night))
    link_studies(session, samples.night)
    assert [view.slug for view in study_views(session)] == [SLUG]


def test_no_decision_without_who_why_and_what(session, samples, trial):
    for wrong in (
        replace(report("exclude", ("pubmed 101 0",), now=samples.night), curator=" "),
        replace(report("exclude", ("pubmed 101 0",), now=samples.night), reason=""),
        report("merge", ("pubmed 101 0",), now=samples.night),
    ):
        with pytest.raises(DecisionError):
            keep(session, wrong)
