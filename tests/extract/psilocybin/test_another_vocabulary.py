"""The same code reads another drug by another vocabulary."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

from dosetable.extract.collect import extract_document
from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, StudyFacts
from dosetable.extract.nlp import build_nlp
from dosetable.extract.vocabulary import load_vocabulary


@cache
def _nlp() -> Language:
    return build_nlp(load_vocabulary(Path(__file__).parent / "vocabulary"))


def _facts(body: str, title: str = "Psilocybin for depression: a randomized trial") -> StudyFacts:
    text = f"{title}\n\n{body}"
    document = Document(
        kind="text",
        text=text,
        title=title,
        sections=(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    return extract_document(document, _nlp())


def _key(arm: Arm) -> tuple[str | None, float | None, str | None, int | None]:
    dose = arm.dose
    return (arm.drug, dose.value if dose else None, dose.unit if dose else None, arm.n)


def test_three_fixed_doses() -> None:
    found = _facts(
        "Methods: In this double-blind trial 233 adults with treatment-resistant depression were "
        "randomly assigned to a single oral dose of psilocybin 25 mg (n = 79), 10 mg (n = 75) or "
        "1 mg (n = 79). Results: At week 3 the difference in MADRS change between 25 mg and 1 mg "
        "was -6.6 (95% CI -10.2 to -2.9; P < 0.001)."
    )
    assert [_key(a) for a in found.arms] == [
        ("psilocybin", 25.0, "mg", 79),
        ("psilocybin", 10.0, "mg", 75),
        ("psilocybin", 1.0, "mg", 79),
    ]
    assert {a.route for a in found.arms} == {"oral"}
    assert {a.schedule for a in found.arms} == {"single dose"}
    assert found.population.n_randomized == 233
    (outcome,) = found.outcomes
    assert (outcome.measure, outcome.value, outcome.ci_low, outcome.ci_high) == (
        "MADRS",
        -6.6,
        -10.2,
        -2.9,
    )
    assert outcome.experimental_arm == found.arms[0].id
    assert outcome.comparator_arm == found.arms[2].id


def test_an_active_placebo_of_its_own() -> None:
    found = _facts(
        "Methods: 104 adults aged 21 to 65 years with major depressive disorder were randomized to "
        "one oral dose of psilocybin 25 mg (n = 51) or niacin 100 mg (n = 53)."
    )
    assert [(_key(a), a.role) for a in found.arms] == [
        (("psilocybin", 25.0, "mg", 51), "experimental"),
        (("niacin", 100.0, "mg", 53), "active placebo"),
    ]


@pytest.mark.parametrize("unit", ["mg/70 kg", "mg per 70 kg", "mg/70kg"])
def test_doses_for_seventy_kilograms(unit: str) -> None:
    found = _facts(
        f"Methods: 51 patients with major depressive disorder were randomized to psilocybin 1 {unit} "
        f"(n = 25) or 22 {unit} (n = 26)."
    )
    assert [_key(a) for a in found.arms] == [
        ("psilocybin", 1.0, "mg/70 kg", 25),
        ("psilocybin", 22.0, "mg/70 kg", 26),
    ]


def test_two_sessions_of_one_arm() -> None:
    found = _facts(
        "Methods: 24 people with major depressive disorder were randomized to psilocybin "
        "(20 mg/70 kg and then 30 mg/70 kg) at once or to a waiting list."
    )
    first, second = found.arms
    assert first.dose is not None
    assert (first.dose.low, first.dose.high, first.dose.unit) == (20.0, 30.0, "mg/70 kg")
    assert (second.drug, second.role) == ("waiting list", "no treatment")


def test_what_the_table_is_about_comes_from_the_vocabulary() -> None:
    other_condition = _facts(
        "Methods: 95 adults with alcohol use disorder were randomized to psilocybin 25 mg/70 kg or "
        "diphenhydramine 50 mg.",
        "Psilocybin for alcohol dependence: a randomized trial",
    )
    other_drug = _facts(
        "Methods: 40 adults with major depressive disorder were randomized to ketamine 0.5 mg/kg "
        "or placebo.",
        "Ketamine for depression: a randomized trial",
    )
    for facts in (other_condition, other_drug):
        assert not facts.screening.included
        assert facts.arms == ()
    assert "psilocybin" in (other_drug.screening.reason or "")
    assert "ketamine" not in (other_drug.screening.reason or "")
