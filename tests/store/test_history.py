"""What the table said on a day, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import Decision, keep, new_uid, undo
from dosetable.store.curation.review import Workbench
from dosetable.store.curation.screening import screen
from dosetable.store.editions import publish_edition
from dosetable.store.gathering import study_views
from dosetable.store.history import NothingPublished, histories, study_history, table_on
from dosetable.store.queries import edition_view
from dosetable.store.studies import link_studies

COLUMN = "dose"
CORRECTED = "0.6 mg/kg (the machine reads: 0.5 mg/kg)"


def arm_size(session, day):
    (value,) = [v for v in table_on(session, day).values if v.column == COLUMN]
    return value.value, value.why


@pytest.fixture
def corrected(session, samples):
    """Three editions: as read, as a curator corrected it, and with the correction taken back."""
    samples.simple_trial("100", author="Doe J", year=2020).ingest(session)
    link_studies(session, samples.night)
    publish_edition(session, samples.night)
    cell = "doe-2020/arm/ketamine-0.5-mg-kg/dose"
    made = decide(
        session, Workbench().table(session), cell, "correct", curator="ada",
        now=samples.night + timedelta(hours=1), reason="figure 1", text="0.6 mg/kg",
    )  # fmt: skip
    publish_edition(session, samples.night + timedelta(days=1))
    undo(session, made.uid, curator="bob", now=samples.night + timedelta(days=1, hours=1))
    publish_edition(session, samples.night + timedelta(days=2))
    return session


def test_each_day_has_its_own_answer(corrected, samples):
    first = samples.night.date()
    read, why = arm_size(corrected, first)
    assert read == "0.5 mg/kg"
    assert why.startswith("read by the extractor")
    assert arm_size(corrected, first + timedelta(days=1)) == (
        CORRECTED,
        f"corrected by ada on {first:%Y-%m-%d} (the machine read {read}): figure 1",
    )
    last, why = arm_size(corrected, first + timedelta(days=40))
    assert (last, why.split()[0]) == (read, "read")


def test_before_the_first_edition_there_is_no_answer(corrected, samples):
    with pytest.raises(NothingPublished, match="no edition"):
        table_on(corrected, samples.night.date() - timedelta(days=1))
    with pytest.raises(NothingPublished, match="nobody"):
        table_on(corrected, samples.night.date(), study="nobody")
    with pytest.raises(NothingPublished, match="nobody"):
        study_history(corrected, "nobody")


def test_the_life_of_a_value(corrected):
    sizes = [v for v in study_history(corrected, "doe-2020") if v.column == COLUMN]
    assert [(v.since_edition, v.until_edition) for v in sizes] == [(1, 2), (2, 3), (3, None)]
    assert sizes[0].value == sizes[2].value != sizes[1].value
    assert sizes[0].until == sizes[1].since


def test_a_page_tells_only_what_changed(corrected):
    told = histories(corrected, study_views(corrected))
    assert {(v.column, v.value) for v in told["doe-2020"]} == {
        (COLUMN, CORRECTED),
        (COLUMN, told["doe-2020"][0].value),
    }


def test_the_past_of_a_study_that_was_merged_stays_with_it(session, samples):
    samples.simple_trial("100", author="Doe J", year=2020).ingest(session)
    samples.simple_trial("200", author="Roe R", year=2021).ingest(session)
    link_studies(session, samples.night)
    publish_edition(session, samples.night)
    merge = Decision(
        uid=new_uid(), made_at=samples.night, curator="ada", action="merge", subject="report",
        anchors=("pubmed 200 0",), others=("pubmed 100 0",), reason="one cohort",
    )  # fmt: skip
    keep(session, merge)
    link_studies(session, samples.night)
    publish_edition(session, samples.night + timedelta(days=1))
    view = edition_view(session)
    assert (view.redirects, view.departed) == ({"roe-2021": "doe-2020"}, {})
    for address in ("doe-2020", "roe-2021"):
        assert {v.study_slug for v in study_history(session, address)} == {"doe-2020", "roe-2021"}


def test_a_study_that_was_published_and_left_is_remembered(session, samples):
    entry = samples.simple_trial("100", author="Doe J", year=2020)
    entry.ingest(session)
    link_studies(session, samples.night)
    publish_edition(session, samples.night)
    screen(session, "pubmed 100 0", "exclude", curator="ada", now=samples.night, reason="a test")
    publish_edition(session, samples.night + timedelta(days=1))
    assert edition_view(session).departed == {"doe-2020": "Doe 2020"}
