"""Taking in: once is enough, the new supersedes, the old stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, func, select

from dosetable.extract.facts import Bibliography, Identifiers
from dosetable.store.facts_json import dump_facts, load_facts, pack_text, unpack_text
from dosetable.store.ingest import FactsMismatch, extracted_documents, ingest
from dosetable.store.models import (
    ArmRow,
    Document,
    EvidenceRow,
    Extraction,
    ExtractionText,
    OutcomeRow,
    Report,
    ReportIdentifier,
)
from dosetable.store.session import make_engine, migrate

TABLES = (
    Document,
    Report,
    ReportIdentifier,
    Extraction,
    ExtractionText,
    ArmRow,
    OutcomeRow,
    EvidenceRow,
)


def sizes(session):
    return {
        table.__tablename__: session.exec(select(func.count()).select_from(table)).one()
        for table in TABLES
    }


def article(samples, *, source, key, pmid=None, doi=None, pmcid=None, kind="pubmed", title="A"):
    facts = samples.book().facts(
        kind,
        title,
        identifiers=Identifiers(pmid=pmid, doi=doi, pmcid=pmcid),
        bibliography=Bibliography(authors=("Doe J",), year=2020),
    )
    return samples.entry(source, key, facts)


def test_twice_is_once(session, samples):
    trial = samples.seed_trial()
    first = [entry.ingest(session, sequence=n) for n, entry in enumerate(trial)]
    before = sizes(session)
    second = [entry.ingest(session, sequence=n) for n, entry in enumerate(trial)]
    assert sizes(session) == before
    assert all(result.changed for result in first)
    assert not any(result.changed for result in second)


def test_a_changed_document_supersedes_and_the_old_one_stays(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    entry.ingest(session, sequence=1)
    changed = samples.with_title(entry, "A corrected title")
    result = changed.ingest(session, sequence=2)
    assert (result.new_document, result.superseded) == (True, 1)
    (report,) = session.exec(select(Report)).all()
    assert report.title == "A corrected title"
    assert [e.is_current for e in session.exec(select(Extraction).order_by(Extraction.id))] == [
        False,
        True,
    ]
    assert {row.extraction_id for row in session.exec(select(ArmRow))} == {2}


def test_a_page_that_changes_back_is_current_again(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    entry.ingest(session, sequence=1)
    samples.with_title(entry, "For a day only").ingest(session, sequence=2)
    assert entry.ingest(session, sequence=3).superseded == 1
    assert session.exec(select(Report)).one().title == entry.facts.document.title


def test_a_new_extractor_version_supersedes(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    entry.ingest(session, version="1")
    better = replace(entry, facts=replace(entry.facts, arms=entry.facts.arms[:1], outcomes=()))
    assert better.ingest(session, version="2").superseded == 1
    assert len(session.exec(select(ArmRow)).all()) == 1
    assert session.exec(select(func.count()).select_from(Extraction)).one() == 2
    assert not entry.ingest(session, version="1").changed
    assert extracted_documents(session, "2") == {("pubmed", "100", entry.facts.document.sha256)}


def test_pubmed_and_europepmc_abstracts_are_one_report(session, samples):
    article(samples, source="europepmc", key="MED/7", pmid="7", kind="europepmc").ingest(session)
    article(samples, source="pubmed", key="7", pmid="7", doi="10.1000/X", title="B").ingest(session)
    (report,) = session.exec(select(Report)).all()
    assert (report.source, report.title) == ("pubmed", "B")
    values = session.exec(select(ReportIdentifier.value)).all()
    assert set(values) == {"7", "10.1000/x"}


def test_abstract_and_full_text_are_two_reports(session, samples):
    article(samples, source="pubmed", key="7", pmid="7").ingest(session)
    article(samples, source="europepmc", key="PMC/PMC1/f", pmid="7", kind="jats").ingest(session)
    assert len(session.exec(select(Report)).all()) == 2


def test_one_doi_on_two_pmids_does_not_make_them_one(session, samples):
    article(samples, source="pubmed", key="7", pmid="7", doi="10.1000/x").ingest(session)
    article(samples, source="pubmed", key="8", pmid="8", doi="10.1000/x").ingest(session)
    assert len(session.exec(select(Report)).all()) == 2


def test_two_entries_that_prove_to_be_one_article_merge(session, samples):
    one = article(samples, source="pubmed", key="7", pmid="7")
    two = article(samples, source="europepmc", key="PMC/1", doi="10.1000/x", kind="europepmc")
    one.ingest(session, sequence=1)
    two.ingest(session, sequence=2)
    both = article(
        samples, source="europepmc", key="MED/7", pmid="7", doi="10.1000/x", kind="europepmc"
    )
    both.ingest(session, sequence=3)
    reports = session.exec(select(Report).order_by(Report.id)).all()
    assert [report.merged_into_id for report in reports] == [None, reports[0].id]
    currents = session.exec(select(Extraction).where(Extraction.is_current)).all()
    assert [extraction.report_id for extraction in currents] == [reports[0].id]


def test_an_identifier_that_was_corrected_away_no_longer_counts(session, samples):
    wrong = article(samples, source="pubmed", key="7", pmid="7", doi="10.1000/wrong")
    right = article(samples, source="pubmed", key="7", pmid="7", doi="10.1000/right", title="B")
    wrong.ingest(session, sequence=1)
    right.ingest(session, sequence=2)
    assert set(session.exec(select(ReportIdentifier.value))) == {"7", "10.1000/right"}


def test_facts_of_other_bytes_are_refused(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    document = replace(entry.facts.document, sha256="0" * 64)
    other = replace(entry.facts, document=document)
    with pytest.raises(FactsMismatch):
        ingest(
            session,
            source="pubmed",
            key="100",
            url="u",
            media_type="m",
            fetched_at=samples.night,
            sha256=entry.facts.document.sha256,
            sequence=1,
            facts=[other],
            extractor_version="1",
        )


def test_facts_come_back_as_they_went(samples):
    for entry in samples.seed_trial():
        bare = replace(entry.facts, document=replace(entry.facts.document, text=""))
        assert load_facts(dump_facts(entry.facts)) == bare


@given(st.text())
def test_texts_come_back_as_they_went(text):
    assert unpack_text(pack_text(text)) == text


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.integers(0, 5), min_size=1, max_size=10))
def test_any_repetition_in_any_order_holds_each_record_once(samples, order):
    trial = [
        *samples.seed_trial(),
        samples.simple_trial("100", author="Doe J", year=2020),
        samples.simple_trial("200", author="Roe R", year=2021),
    ]
    engine = make_engine("sqlite://")
    migrate(engine)
    try:
        with Session(engine) as session:
            for index in order:
                trial[index].ingest(session, sequence=index)
            distinct = len(set(order))
            held = sizes(session)
            assert held["document"] == held["extraction"] == held["report"] == distinct
            arms = sum(len(trial[index].facts.arms) for index in set(order))
            assert held["arm"] == arms
    finally:
        engine.dispose()
