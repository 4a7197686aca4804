"""Texts that never say 'randomized trial', and texts that speak of somebody else's."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(title: str, text: str) -> StudyFacts:
    (facts,) = extract_bytes(f"{title}\n\n{text}".encode())
    return facts


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Results", "Sixty-four participants (ketamine: 33; saline: 31) were included. After 0.4 mg/kg "
         "the HDRS-17 was 12.9 in the ketamine group and 17.8 in the saline group."),
        ("A quick drug for inpatients in despair", "Forty-six inpatients with suicidal depression "
         "were allocated by chance to ketamine, 0.4 mg/kg in 50 minutes, or to midazolam."),
        ("Ketamine in refractory depression", "We evaluated the effects of ketamine drops (12 mg), "
         "taken once a week, in 31 out-patients with refractory depression."),
        ("Ketamine infusions in veterans with depression: what we saw", "Nine veterans with "
         "treatment-resistant depression each had six infusions of ketamine 0.4 mg/kg."),
        ("Ketamine drink for bipolar depression: open trial", "26 outpatients with bipolar depression "
         "got 90 mg thrice weekly."),
        ("Esketamine after birth and mood", "By a list of random numbers 88 women had esketamine 0.2 "
         "mg/kg and 90 saline. The EPDS six weeks later was 5 and 8."),
    ],
)  # fmt: skip
def test_studies_in_other_words_are_in(title: str, text: str) -> None:
    assert _facts(title, text).screening.included


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ketamine and anxiety in a depression trial", "Methods: This was a secondary analysis of "
         "a randomised trial in resistant depression in which 120 treated participants had injections: "
         "ketamine or midazolam.\nResults: Anxiety fell alike."),
        ("Ketamine for depression: hope and doubt", "In a recent trial 350 patients with "
         "treatment-resistant depression were randomized to ketamine or ECT. We argue that blinding "
         "is the problem."),
        ("Liking of esketamine in recreational drug users: a randomized crossover study",
         "Methods: Forty recreational polydrug users received esketamine 84 mg or placebo. "
         "Esketamine is approved for treatment-resistant depression."),
        ("Inflammation and response to ketamine in depression: a cohort analysis", "Methods: We "
         "measured CRP in 90 patients with depression who received ketamine in routine care."),
    ],
)  # fmt: skip
def test_other_peoples_trials_and_other_peoples_illness_are_out(title: str, text: str) -> None:
    assert not _facts(title, text).screening.included


def test_groups_counted_after_a_colon() -> None:
    facts = _facts(
        "Results",
        "Sixty-four participants (ketamine: 33; saline: 31) were included. After 0.4 mg/kg the "
        "HDRS-17 was 12.9 in the ketamine group and 17.8 in the saline group.",
    )
    assert facts.population.n_randomized == 64
    assert sorted((a.drug, a.n) for a in facts.arms) == [("ketamine", 33), ("saline", 31)]


def test_the_other_arms_route_is_not_lent_where_the_drug_has_its_own() -> None:
    facts = _facts(
        "Esketamine nasal spray in adolescents with major depression: a randomized trial",
        "Methods: Adolescents were randomized to esketamine 28 mg, 56 mg or midazolam by mouth.",
    )
    assert [(a.drug, a.route) for a in facts.arms] == [
        ("esketamine", "intranasal"),
        ("esketamine", "intranasal"),
        ("midazolam", "oral"),
    ]


def test_a_dose_in_the_bracket_behind_a_name() -> None:
    facts = _facts(
        "Ketamine in major depression: a randomized trial",
        "Methods: 46 patients were randomized to ketamine (n = 24; 0.4 mg/kg in 50 min) or midazolam "
        "(n = 22; 0.03 mg/kg in 50 min).",
    )
    assert [(a.drug, a.dose.value if a.dose else None, a.n) for a in facts.arms] == [
        ("ketamine", 0.4, 24),
        ("midazolam", 0.03, 22),
    ]


def test_tablets_that_failed_are_no_route() -> None:
    facts = _facts(
        "An injection under the skin against old-age depression: a randomized trial",
        "Older people with depression that tablets could not shift were randomized to ketamine or "
        "midazolam.",
    )
    assert {a.route for a in facts.arms} == {"subcutaneous"}
