"""Which studies are proposed as one trial: most of those that are, few of those that are not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dosetable.store.curation.decisions import DecisionError, undo
from dosetable.store.curation.joining import proposals, same_trial, two_trials
from dosetable.store.curation.review import Workbench
from dosetable.store.gathering import study_views
from dosetable.store.naming import surname
from dosetable.store.resemblance import PROPOSED_FROM, Traits, compare
from dosetable.store.studies import link_studies

GOLD = Path(__file__).parents[1] / "gold" / "pairs.json"


def as_traits(data):
    return Traits(
        titles=(data["title"],) if data["title"] else (),
        authors=frozenset(surname(author).casefold() for author in data["authors"]),
        years=frozenset({data["year"]} - {None}),
        n=data["n"],
        doses=frozenset(json.dumps(dose, sort_keys=True) for dose in data["doses"]),
        numbers=frozenset(number.upper() for number in data["registry"]),
    )


@pytest.fixture(scope="module")
def proposed():
    """(pair, is it proposed?) of the gold pairs that no identifier joins or that look alike."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    known = {key: as_traits(data) for key, data in gold["reports"].items()}
    found = []
    for pair in gold["pairs"]:
        likeness = compare(known[pair["a"]], known[pair["b"]])
        found.append((pair, likeness is not None and likeness.score >= PROPOSED_FROM))
    return found


def test_what_only_resembles_is_proposed(proposed):
    alike = [said for pair, said in proposed if pair["how"] == "resemblance"]
    assert len(alike) >= 5
    assert all(alike)


def test_look_alikes_are_rarely_proposed(proposed):
    others = [said for pair, said in proposed if not pair["same"]]
    assert len(others) >= 60
    assert sum(others) <= 0.02 * len(others)


def test_two_registrations_are_never_proposed():
    one = Traits(titles=("A trial",), n=40, authors=frozenset({"doe"}), years=frozenset({2020}))
    numbered = [
        Traits(
            titles=one.titles, n=40, authors=one.authors, years=one.years, numbers=frozenset({n})
        )
        for n in ("NCT00000001", "NCT00000002", "ACTRN12600000000000")
    ]
    assert compare(numbered[0], numbered[1]) is None
    assert compare(numbered[0], numbered[2]) is not None
    assert compare(one, numbered[0]) is not None


def test_another_design_or_other_people_are_never_proposed():
    one = Traits(
        titles=("A trial",), n=40, authors=frozenset({"doe"}), years=frozenset({2020}),
        assignment="parallel", conditions=frozenset({"major depressive disorder"}),
    )  # fmt: skip
    assert compare(one, one) is not None
    assert compare(one, replace(one, assignment="crossover")) is None
    assert compare(one, replace(one, conditions=frozenset({"postpartum depression"}))) is None
    assert compare(one, replace(one, assignment=None, conditions=frozenset())) is not None


def test_bare_titles_are_not_enough():
    assert compare(Traits(titles=("A trial",)), Traits(titles=("A trial",))) is None


@pytest.fixture
def twins(session, samples):
    """Two papers of one author, year and dose without a number in common."""
    for pmid in ("100", "200"):
        samples.simple_trial(pmid, author="Doe J", year=2020).ingest(session)
    link_studies(session, samples.night)
    return [view.slug for view in study_views(session)]


def test_a_refused_proposal_stays_away_until_it_is_taken_back(session, samples, twins):
    def now():
        return [(p.one.slug, p.other.slug) for p in proposals(Workbench().table(session))]

    assert now() == [("doe-2020", "doe-2020-2")]
    assert all("same participants" in view.warnings[-1] for view in study_views(session))
    refused = two_trials(
        session, Workbench().table(session), *twins, curator="ada", now=samples.night, reason="x"
    )
    assert now() == []
    assert not any(view.warnings for view in study_views(session))
    undo(session, refused.uid, curator="bob", now=samples.night)
    assert now() == [("doe-2020", "doe-2020-2")]
    with pytest.raises(DecisionError):
        same_trial(
            session, Workbench().table(session), twins[0], twins[0],
            curator="ada", now=samples.night, reason="x",
        )  # fmt: skip
    same_trial(
        session, Workbench().table(session), *twins, curator="ada", now=samples.night, reason="x"
    )
    assert [view.slug for view in study_views(session)] == ["doe-2020"]
    assert now() == []
