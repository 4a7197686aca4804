"""Arms and rows that the machine missed, and reports that screening judged otherwise."""

from __future__ import annotations

import pytest

from dosetable.store.curation.additions import add_arm, add_row
from dosetable.store.curation.curated import included_reports
from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import DecisionError, undo
from dosetable.store.curation.fields import BadValue
from dosetable.store.curation.review import NoSuchItem, Workbench, item_id
from dosetable.store.curation.screening import screen
from dosetable.store.gathering import excluded_reports, study_views
from dosetable.store.studies import link_studies


@pytest.fixture
def study(session, samples):
    for entry in samples.seed_trial():
        entry.ingest(session)
    link_studies(session, samples.night)
    (view,) = study_views(session)
    return view


def row(session, samples, study, **changed):
    told = {
        "measure": "BDI", "experimental_arm": "ketamine-0.5-mg-kg",
        "comparator_arm": "midazolam-0.045-mg-kg", "timepoint": "24 hours",
        "statistic": "mean difference", "unit": "points", "field": "effect",
        "text": "-3.1 (95% CI -6 to -0.2), p = 0.03", "curator": "ada", "now": samples.night,
        "reason": "table 2",
    }  # fmt: skip
    return add_row(session, Workbench().table(session), study.slug, **(told | changed))


def shown(session, slug, subject_id):
    (view,) = [view for view in study_views(session) if view.slug == slug]
    return next((one for one in view.rows if one.id == subject_id), None)


def test_an_added_row_is_in_the_table_and_takes_more_values(session, samples, study):
    made = row(session, samples, study)
    found = shown(session, study.slug, made.subject_id)
    assert (found.measure, found.statistic, found.effect.value.ci_low) == (
        "BDI",
        "mean difference",
        -6,
    )
    assert (found.effect.status, found.timepoint.value.hours) == ("corrected", 24)
    cell = item_id(study.slug, "row", made.subject_id, "direction")
    decide(
        session, Workbench().table(session), cell, "add", curator="ada", now=samples.night,
        reason="table 2", text="favours experimental",
    )  # fmt: skip
    assert shown(session, study.slug, made.subject_id).direction.value == "favours experimental"
    undo(session, made.uid, curator="bob", now=samples.night)
    assert shown(session, study.slug, made.subject_id).effect.value is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"experimental_arm": "nobody"}, NoSuchItem),
        ({"comparator_arm": "ketamine-0.5-mg-kg"}, DecisionError),
        ({"measure": " "}, DecisionError),
        ({"measure": "x" * 101}, DecisionError),
        ({"statistic": "guess"}, DecisionError),
        ({"unit": "stones"}, DecisionError),
        ({"field": "timepoint"}, DecisionError),
        ({"timepoint": "soon"}, BadValue),
        ({"text": "better"}, BadValue),
        ({"reason": ""}, DecisionError),
    ],
)
def test_what_cannot_be_added_is_refused_with_nothing_kept(session, samples, study, changed, error):
    before = study_views(session)
    with pytest.raises(error):
        row(session, samples, study, **changed)
    assert study_views(session) == before


def test_a_row_that_is_there_is_corrected_not_added(session, samples, study):
    row(session, samples, study)
    with pytest.raises(DecisionError, match="correct"):
        row(session, samples, study)


def test_an_added_arm(session, samples, study):
    made = add_arm(
        session, Workbench().table(session), study.slug, drug="ketamine", role="experimental",
        dose="0.3 mg/kg", curator="ada", now=samples.night, reason="methods",
    )  # fmt: skip
    (view,) = study_views(session)
    (arm,) = [arm for arm in view.arms if arm.id == made[0].subject_id]
    assert (arm.id, arm.label) == ("ketamine-0.3-mg-kg", "ketamine 0.3 mg/kg")
    assert (arm.role.value, arm.dose.value.value) == ("experimental", 0.3)
    row(session, samples, study, experimental_arm="ketamine-0.3-mg-kg")
    with pytest.raises(DecisionError, match="has the arm"):
        add_arm(
            session, Workbench().table(session), study.slug, drug="ketamine",
            role="experimental", dose="0.3 mg/kg", curator="ada", now=samples.night, reason="x",
        )  # fmt: skip


def test_excluded_and_included_again(session, samples):
    samples.simple_trial("100", author="Doe J", year=2020).ingest(session)
    link_studies(session, samples.night)

    def say(action, key="pubmed 100 0"):
        return screen(session, key, action, curator="ada", now=samples.night, reason="volunteers")

    say("exclude")
    assert study_views(session) == ()
    (left,) = excluded_reports(session)
    assert (left.key, left.reason) == ("pubmed 100 0", "Left out by a curator: volunteers")
    with pytest.raises(DecisionError, match="already"):
        say("exclude")
    say("include")
    assert [view.slug for view in study_views(session)] == ["doe-2020"]
    assert included_reports(session)
    with pytest.raises(NoSuchItem):
        say("exclude", "pubmed 999 0")
