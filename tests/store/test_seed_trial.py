"""The trial that started it all: four reports, one study, five arms."""

from __future__ import annotations

import itertools

import pytest

from dosetable.store.editions import publish_edition
from dosetable.store.queries import counts, edition_view
from dosetable.store.studies import link_studies


def published(session, samples, entries):
    for sequence, entry in enumerate(entries, start=1):
        entry.ingest(session, sequence=sequence)
    link_studies(session, samples.night)
    publish_edition(session, samples.night)
    return edition_view(session)


def test_four_reports_are_one_study_with_five_arms(session, samples):
    edition = published(session, samples, samples.seed_trial())
    (study,) = edition.studies
    assert study.slug == "fava-2018"
    assert study.name == "Fava 2018"
    assert [(arm.drug.value, arm.dose.value.value, arm.n.value) for arm in study.arms] == [
        ("ketamine", 0.1, 18),
        ("ketamine", 0.2, 20),
        ("ketamine", 0.5, 22),
        ("ketamine", 1.0, 20),
        ("midazolam", 0.045, 19),
    ]
    assert {report.kind for report in study.reports} == {
        "registry record",
        "full text",
        "abstract",
        "press page",
    }
    assert not study.warnings


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_the_order_of_arrival_does_not_matter(session, samples, order):
    trial = samples.seed_trial()
    (study,) = published(session, samples, [trial[index] for index in order]).studies
    assert study.slug == "fava-2018"
    assert len(study.arms) == 5


def test_every_shown_value_has_a_quote_of_its_document(session, samples):
    (study,) = published(session, samples, samples.seed_trial()).studies
    texts = {
        entry.facts.document.sha256: entry.facts.document.text for entry in samples.seed_trial()
    }
    cells = [cell for arm in study.arms for cell in (arm.dose, arm.drug, arm.n, arm.role)]
    cells += [study.masking, study.n_randomized]
    cells += [row.direction for row in study.rows]
    for cell in cells:
        assert cell.quotes
        for quote in cell.quotes:
            span = texts[quote.document_sha256][quote.start : quote.end]
            assert span in quote.text
            assert len(quote.text) <= 310


def test_the_reports_agree_and_their_quotes_stand_together(session, samples):
    (study,) = published(session, samples, samples.seed_trial()).studies
    half = study.arms[2]
    assert half.dose.status == "machine"
    assert len({quote.report for quote in half.dose.quotes}) == 4
    midazolam = study.arms[4]
    assert midazolam.role.value == "active placebo"
    assert midazolam.drug.value == "midazolam"
    assert len({quote.report for quote in midazolam.role.quotes}) == 4
    assert study.masking.status == "machine"


def test_the_same_result_of_abstract_and_full_text_is_one_row(session, samples):
    (study,) = published(session, samples, samples.seed_trial()).studies
    row, verdict = study.rows
    assert verdict.effect.missing == "not found"
    assert verdict.direction.value == "favours experimental"
    assert (row.measure, row.effect.value.value, row.effect.value.p_value) == (
        "HAM-D-6",
        -0.82,
        0.14,
    )
    assert len({quote.report for quote in row.quotes}) == 2


def test_counts(session, samples):
    published(session, samples, samples.seed_trial())
    held = counts(session)
    assert (held.documents, held.reports, held.studies, held.edition) == (4, 4, 1, 1)
