"""Doses and sizes listed in the order of the groups, lengths of infusion that tell groups apart, routes of
what was given before, and controls told by what their pump held. Every text is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "A randomized trial in patients with major depressive disorder\n\nMethods: "


def _arms(methods: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes((TITLE + methods + "\nResults: All had follow-up.\n").encode())
    return facts.arms


def _doses(methods: str) -> list[tuple[str, float | None]]:
    return [(a.drug, a.dose.value if a.dose else None) for a in _arms(methods)]


@pytest.mark.parametrize(
    ("methods", "doses"),
    [
        (
            "Seventy inpatients with major depressive disorder were randomised to ketamine (n = 35) or "
            "midazolam (n = 35), 0.4 mg/kg and 0.03 mg/kg respectively, over 40 minutes.",
            [("ketamine", 0.4), ("midazolam", 0.03)],
        ),
        (
            "Seventy patients with major depressive disorder were randomised to ketamine or midazolam "
            "(0.4 or 0.03 mg/kg) over 40 minutes.",
            [("ketamine", 0.4), ("midazolam", 0.03)],
        ),
        (
            "Patients with major depressive disorder having ECT were randomised to ketamine, propofol or "
            "etomidate anaesthesia (0.7 mg/kg, 1.2 mg/kg and 0.25 mg/kg, respectively).",
            [("ketamine", 0.7), ("propofol", 1.2), ("etomidate", 0.25)],
        ),
    ],
)
def test_doses_behind_several_drugs_go_to_each_in_order(
    methods: str, doses: list[tuple[str, float]]
) -> None:
    assert _doses(methods) == doses


@pytest.mark.parametrize("control", ["saline", "midazolam (0.03 mg/kg)"])
def test_doses_behind_one_drug_stay_with_it(control: str) -> None:
    """The near-miss: the bracket gives two doses of the drug before it, not one to each."""
    doses = _doses(
        f"Seventy patients with major depressive disorder were randomised to {control} or ketamine "
        "(0.2 or 0.4 mg/kg) over 40 minutes."
    )
    assert [value for drug, value in doses if drug == "ketamine"] == [0.2, 0.4]
    assert len(doses) == 3


@pytest.mark.parametrize(
    "sizes",
    [
        "There were 31, 29 and 33 patients, respectively.",
        "The groups numbered 31, 29 and 33.",
        "The numbers of patients in the groups were 31, 29 and 33, respectively.",
    ],
)
def test_sizes_in_the_order_of_the_groups(sizes: str) -> None:
    arms = _arms(
        "Ninety-three patients with major depressive disorder were randomly allocated to ketamine "
        f"0.3 mg/kg, ketamine 0.6 mg/kg or saline. {sizes}"
    )
    assert [a.n for a in arms] == [31, 29, 33]


def test_sizes_in_the_order_that_their_own_sentence_names() -> None:
    arms = _arms(
        "Seventy-one patients with major depressive disorder were randomly allocated to ketamine "
        "0.3 mg/kg or midazolam 0.03 mg/kg. The midazolam and ketamine groups had 34 and 37 patients, "
        "respectively."
    )
    assert [(a.drug, a.n) for a in arms] == [("ketamine", 37), ("midazolam", 34)]


@pytest.mark.parametrize(
    "other",
    [
        "There were 31, 29 and 30 patients, respectively.",  # not everybody
        "There were 31, 29 and 33 years, respectively.",
        "Scores were 31, 29 and 33, respectively.",
        "The groups had 31, 29 and 33 who completed.",
    ],
)
def test_lists_that_are_no_sizes(other: str) -> None:
    arms = _arms(
        "Ninety-three patients with major depressive disorder were randomly allocated to ketamine "
        f"0.3 mg/kg, ketamine 0.6 mg/kg or saline. {other}"
    )
    assert [a.n for a in arms] == [None, None, None]


def test_each_group_numbered() -> None:
    arms = _arms(
        "One hundred and eight patients with major depressive disorder were randomly allocated to "
        "ketamine 0.3 mg/kg, ketamine 0.6 mg/kg or saline. Each group numbered 36."
    )
    assert [a.n for a in arms] == [36, 36, 36]


@pytest.mark.parametrize(
    ("methods", "lengths"),
    [
        (
            "In this trial, 72 patients with major depressive disorder were randomly assigned to a single "
            "dose of ketamine 0.5 mg/kg over 5, 30, or 90 minutes (24 per group).",
            [(5, 24), (30, 24), (90, 24)],
        ),
        (
            "Patients with major depressive disorder were randomly assigned to ketamine 0.5 mg/kg infused "
            "over 30 minutes (n = 17), 60 minutes (n = 18) or 90 minutes (n = 16).",
            [(30, 17), (60, 18), (90, 16)],
        ),
        (
            "Forty patients with major depressive disorder were randomly assigned to ketamine 0.5 mg/kg "
            "given by vein in 30 min or 3 hours.",
            [(30, None), (180, None)],
        ),
    ],
)
def test_groups_told_apart_by_the_length_of_the_infusion(
    methods: str, lengths: list[tuple[int, int | None]]
) -> None:
    arms = _arms(methods)
    assert [(a.infusion_minutes, a.n) for a in arms] == lengths
    assert all(a.drug == "ketamine" and a.dose and a.dose.value == 0.5 for a in arms)


def test_times_of_ratings_and_spans_make_no_groups() -> None:
    arms = _arms(
        "Forty patients with major depressive disorder were randomly assigned to ketamine 0.5 mg/kg or "
        "saline infused over 40 to 60 minutes. Pulse was recorded in 30, 60 and 90 min."
    )
    assert [a.drug for a in arms] == ["ketamine", "saline"]


@pytest.mark.parametrize(
    "before",
    [
        "Thirty adults with major depressive disorder took naltrexone 50 mg or placebo by mouth before an "
        "infusion of ketamine 0.4 mg/kg, in random order.",
        "Thirty adults with major depressive disorder were randomized to lamotrigine 250 mg p.o. or placebo "
        "p.o. two hours before ketamine (0.4 mg/kg, infused over 30 min).",
    ],
)
def test_what_was_swallowed_before_lends_no_route(before: str) -> None:
    arms = _arms(before)
    assert [a.route for a in arms if a.drug == "ketamine"] == ["intravenous", "intravenous"]


def test_an_injection_into_a_muscle_takes_no_time_of_the_infusion() -> None:
    arms = _arms(
        "Sixty patients with major depressive disorder were randomized to ketamine 0.4 mg/kg IV over "
        "45 min, 0.4 mg/kg IM, or 0.2 mg/kg IM (20 each)."
    )
    assert [(a.route, a.infusion_minutes) for a in arms] == [
        ("intravenous", 45.0),
        ("intramuscular", None),
        ("intramuscular", None),
    ]


def test_one_of_several_infusions_is_no_course() -> None:
    arms = _arms(
        "Patients with major depressive disorder were randomly assigned to one of three infusions: "
        "midazolam 0.03 mg/kg, ketamine 0.1 mg/kg or ketamine 0.4 mg/kg."
    )
    assert [a.schedule for a in arms] == [None, None, None]


@pytest.mark.parametrize(
    "methods",
    [
        "Ninety depressed patients having breast surgery were randomly divided into group A (n = 45), in "
        "whom ketamine 0.3 mg/kg was given at induction, and group D (n = 45), in whom propofol and "
        "fentanyl alone were given.",
        "Ninety women with depression were randomly allocated to the esketamine group (n = 45), who "
        "received a PCIA pump with esketamine 1.5 mg/kg, sufentanil 2 ug/kg and tropisetron 10 mg, or the "
        "control group (n = 45), whose pump held sufentanil 2 ug/kg and tropisetron 10 mg.",
        "Ninety women with depression were randomized. In group E the PCIA contained esketamine 0.3 mg/kg, "
        "sufentanil 100 ug and ondansetron 8 mg; in group C it contained sufentanil 100 ug and ondansetron "
        "8 mg only.",
        "Ninety women with depression were randomized to receive esketamine 0.3 mg/kg after delivery or no "
        "additional drug.",
    ],
)
def test_controls_that_got_what_all_got(methods: str) -> None:
    assert [a.role for a in _arms(methods)] == ["experimental", "no treatment"]


def test_the_racemate_is_a_treatment_beside_an_untreated_group() -> None:
    arms = _arms(
        "One hundred and twenty depressed patients having surgery were randomly divided into three groups. "
        "Group A, in whom esketamine 0.2 mg/kg was given; group B, in whom racemic ketamine 0.4 mg/kg was "
        "given; and group D, in whom propofol and fentanyl alone were given. There were 39, 38 and 43 "
        "patients, respectively."
    )
    assert [(a.drug, a.role, a.n) for a in arms] == [
        ("esketamine", "experimental", 39),
        ("ketamine", "experimental", 38),
        ("no treatment", "no treatment", 43),
    ]
