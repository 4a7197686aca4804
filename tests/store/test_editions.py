"""Editions, their changes, and what is said of sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from dosetable.extract.facts import Population
from dosetable.store.editions import publish_edition
from dosetable.store.queries import NoEdition, edition_view
from dosetable.store.runs import SourceRunRecord, last_runs, record_run
from dosetable.store.studies import link_studies


def night(session, samples, number, *entries):
    for entry in entries:
        entry.ingest(session, sequence=number)
    link_studies(session, samples.night)
    return publish_edition(session, samples.night + timedelta(days=number))


def sized(entry, samples, n):
    book = samples.book()
    evidence = (book.say(f"{n} were randomized"),)
    facts = replace(entry.facts, population=Population(n_randomized=n, evidence=evidence))
    return samples.with_title(replace(entry, facts=facts), f"With {n}")


def test_nothing_published(session):
    with pytest.raises(NoEdition):
        edition_view(session)


def test_changes_between_editions(session, samples):
    one = samples.simple_trial("100", author="Doe J", year=2020)
    two = samples.simple_trial("200", author="Roe R", year=2021)
    assert night(session, samples, 1, sized(one, samples, 40)) == 1
    assert edition_view(session).changes == ()
    night(session, samples, 2, sized(one, samples, 41), two)
    changes = {(c.study_slug, c.what, c.before, c.after) for c in edition_view(session).changes}
    assert changes == {
        ("doe-2020", "participants randomized", "40", "41"),
        ("roe-2021", "study", None, "Roe 2021"),
    }
    night(session, samples, 3)
    edition = edition_view(session)
    assert (edition.number, edition.changes) == (3, ())
    ((number, stamp, past),) = edition.past_changes
    assert (number, stamp, len(past)) == (2, samples.night + timedelta(days=2), 2)


def test_a_study_that_goes_and_comes_back(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    night(session, samples, 1, entry)
    screening = replace(entry.facts.screening, included=False)
    replace(entry, facts=replace(entry.facts, screening=screening)).ingest(
        session, sequence=1, version="2"
    )
    night(session, samples, 2)
    edition = edition_view(session)
    assert [(c.what, c.before, c.after) for c in edition.changes] == [("study", "Doe 2020", None)]
    assert [item.reason for item in edition.excluded] == ["A trial of ketamine."]
    entry.ingest(session, sequence=1, version="3")
    night(session, samples, 3)
    assert [(c.what, c.before, c.after) for c in edition_view(session).changes] == [
        ("study", None, "Doe 2020")
    ]


def test_the_number_of_queries_does_not_grow_with_the_studies(session, samples):
    asked = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    def queries():
        session.expire_all()
        asked.clear()
        edition_view(session)
        return len(asked)

    night(session, samples, 1, *samples.seed_trial())
    few = queries()
    more = [samples.simple_trial(str(n), author=f"Doe{n} J", year=2020) for n in range(100, 110)]
    night(session, samples, 2, *more)
    assert len(edition_view(session).studies) == 11
    assert queries() == few


def test_runs(session, samples):
    good = SourceRunRecord(source="pubmed", succeeded=True, documents=5, new=5, total=5)
    bad = SourceRunRecord(source="pubmed", succeeded=False, failed=1, error="timed out")
    day = timedelta(days=1)
    for number, record in enumerate((good, bad)):
        start = samples.night + number * day
        record_run(session, started_at=start, finished_at=start + day / 24, sources=[record])
    (status,) = last_runs(session)
    assert status.last_success == samples.night + day / 24
    assert status.last_attempt == samples.night + day + day / 24
    assert (status.total, status.error, status.new) == (5, "timed out", 0)
