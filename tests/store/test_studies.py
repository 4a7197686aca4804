"""Studies over time: addresses stay, merges redirect, what people undid stays undone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from dosetable.extract.facts import Identifiers, ReportLink
from dosetable.store.curation.curated import current_keys
from dosetable.store.curation.decisions import Decision, keep, new_uid, undo
from dosetable.store.gathering import study_views
from dosetable.store.models import Report, Study, StudyReport
from dosetable.store.naming import free_slug, slugify, surname
from dosetable.store.studies import (
    link_studies,
    redirects,
    study_by_slug,
)


def take(session, samples, *entries, sequence=1):
    for entry in entries:
        entry.ingest(session, sequence=sequence)
    return link_studies(session, samples.night)


def active(session):
    """Slug -> ids of the reports in the study."""
    slugs = {study.id: study.slug for study in session.exec(select(Study))}
    found = {}
    for row in session.exec(select(StudyReport).where(StudyReport.left_at.is_(None))):
        found.setdefault(slugs[row.study_id], set()).add(row.report_id)
    return found


def report_of(session, kind):
    return session.exec(select(Report.id).where(Report.kind == kind)).one()


def renumbered(entry, **identifiers):
    """The same record after its source gave it other identifiers."""
    changed = replace(entry.facts, identifiers=Identifiers(**identifiers))
    digest = hashlib.sha256(repr(identifiers).encode()).hexdigest()
    return replace(entry, facts=replace(changed, document=replace(changed.document, sha256=digest)))


def test_linking_again_changes_nothing(session, samples):
    first = take(session, samples, *samples.seed_trial())
    again = link_studies(session, samples.night + timedelta(days=1))
    assert (first.studies, first.created, first.joined) == (1, 1, 4)
    assert (again.studies, again.created, again.joined, again.left, again.merged) == (1, 0, 0, 0, 0)


def test_an_address_survives_what_joins_later(session, samples):
    page, abstract, full, registry = samples.seed_trial()
    take(session, samples, registry)
    assert set(active(session)) == {"nct01920555"}
    take(session, samples, abstract, full, page)
    (study,) = study_views(session)
    assert (study.slug, study.name) == ("nct01920555", "Fava 2018")


def test_a_merge_leaves_a_redirect(session, samples):
    one = samples.simple_trial("100", author="Doe J", year=2020)
    two = samples.simple_trial("200", author="Roe R", year=2021)
    take(session, samples, one, two)
    assert set(active(session)) == {"doe-2020", "roe-2021"}
    number = ("NCT00000001",)
    result = take(
        session,
        samples,
        renumbered(one, pmid="100", registry=number),
        renumbered(two, pmid="200", registry=number),
        sequence=2,
    )
    assert (result.merged, result.studies) == (1, 1)
    assert redirects(session) == {"roe-2021": "doe-2020"}
    assert study_by_slug(session, "roe-2021") == study_by_slug(session, "doe-2020")


def test_a_split_leaves_the_address_with_the_first_report(session, samples):
    number = ("NCT00000001",)
    one = samples.simple_trial("100", author="Doe J", year=2020)
    two = samples.simple_trial("200", author="Roe R", year=2021)
    take(
        session,
        samples,
        renumbered(one, pmid="100", registry=number),
        renumbered(two, pmid="200", registry=number),
    )
    assert set(active(session)) == {"doe-2020"}
    take(session, samples, renumbered(two, pmid="200"), sequence=2)
    assert {slug: len(ids) for slug, ids in active(session).items()} == {
        "doe-2020": 1,
        "roe-2021": 1,
    }


def said(session, samples, action, report, *others):
    """A curator's word on joins; reports are named by their keys."""
    made = Decision(
        uid=new_uid(),
        made_at=samples.night,
        curator="ada",
        action=action,
        subject="report",
        anchors=(report,),
        others=others,
        reason="same cohort" if action == "merge" else "another trial",
    )
    kept = keep(session, made)
    link_studies(session, samples.night)
    return kept


def test_an_undone_join_stays_undone(session, samples):
    take(session, samples, *samples.seed_trial())
    page = report_of(session, "press page")
    keys = current_keys(session)
    others = [key for report, key in keys.items() if report != page]
    decision = said(session, samples, "split", keys[page], *others)
    for night in range(1, 4):
        link_studies(session, samples.night + timedelta(days=night))
        held = active(session)
        assert len(held["fava-2018"]) == 3
        assert page not in held["fava-2018"]
        assert len(held) == 2
    undo(session, decision.uid, curator="bob", now=samples.night)
    link_studies(session, samples.night)
    assert len(active(session)["fava-2018"]) == 4


def test_a_join_by_hand_stays(session, samples):
    one = samples.simple_trial("100", author="Doe J", year=2020)
    two = samples.simple_trial("200", author="Roe R", year=2021)
    take(session, samples, one, two)
    said(session, samples, "merge", "pubmed 200 0", "pubmed 100 0")
    for night in range(1, 3):
        link_studies(session, samples.night + timedelta(days=night))
        assert {slug: len(ids) for slug, ids in active(session).items()} == {"doe-2020": 2}


def test_a_report_that_was_left_out_for_a_while_comes_back_to_its_study(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    take(session, samples, entry)
    out = replace(entry.facts, screening=replace(entry.facts.screening, included=False))
    replace(entry, facts=out).ingest(session, sequence=1, version="2")
    assert link_studies(session, samples.night).studies == 0
    entry.ingest(session, sequence=1, version="3")
    link_studies(session, samples.night)
    assert set(active(session)) == {"doe-2020"}


def test_names_are_not_given_twice(session, samples):
    one = samples.simple_trial("100", author="Doe J", year=2020)
    two = samples.simple_trial("200", author="Doe J", year=2020, dose=0.2)
    take(session, samples, one, two)
    assert set(active(session)) == {"doe-2020", "doe-2020-2"}


def test_notices_mark_and_do_not_join(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    target = ReportLink(relation="retraction of", scheme="pmid", value="100")
    facts = samples.book().facts(
        "pubmed",
        "Retraction",
        identifiers=Identifiers(pmid="101"),
        bibliography=replace(entry.facts.document.bibliography, notice=True, links=(target,)),
    )
    take(session, samples, entry, samples.entry("pubmed", "101", facts))
    (study,) = study_views(session)
    assert study.retracted
    assert [report.pmid for report in study.reports] == ["100"]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Fava M", "Fava"),
        ("Fava MP", "Fava"),
        ("Fava, Maurizio", "Fava"),
        ("Maurizio Fava", "Fava"),
        ("van der Berg J", "van der Berg"),
        ("García-Toro M", "García-Toro"),
        ("", ""),
    ],
)
def test_surnames(author, expected):
    assert surname(author) == expected


def test_slugs():
    assert slugify("Żółć & Müller 2020") == "zolc-muller-2020"
    assert slugify("???") == "study"
    assert len(slugify("word " * 100)) <= 60
    assert free_slug("Doe 2020", {"doe-2020", "doe-2020-2"}) == "doe-2020-3"
