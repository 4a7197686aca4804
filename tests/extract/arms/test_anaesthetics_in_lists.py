"""Groups that share an anaesthetic, drugs combined, what stands in a group's bracket, the order of groups,
sizes of the treated, and a register's lines of doses. Every text is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TITLE = "A randomized trial in patients with major depressive disorder\n\nMethods: "
Told = tuple[str, float | None, int | None, tuple[str, ...]]


def _facts(methods: str, results: str = "All had follow-up.") -> StudyFacts:
    (facts,) = extract_bytes(f"{TITLE}{methods}\nResults: {results}\n".encode())
    return facts


def _told(methods: str) -> list[Told]:
    return [(a.drug, a.dose.value if a.dose else None, a.n, a.add_on) for a in _facts(methods).arms]


@pytest.mark.parametrize(
    ("methods", "arms"),
    [
        (
            "Seventy patients with depression were randomly divided into propofol group (n = 36; propofol "
            "1.4 mg/kg) and esketamine group (n = 34; propofol 1.4 mg/kg combined with esketamine 0.3 mg/kg).",
            [("propofol", 1.4, 36, ()), ("esketamine", 0.3, 34, ())],
        ),
        (
            "Ninety patients with depression were randomly divided into group A (propofol 1.8 mg/kg), group B "
            "(ketamine 0.4 mg/kg + propofol 1.2 mg/kg) and group C (etomidate 0.25 mg/kg), with 30 cases in "
            "each group.",
            [
                ("propofol", 1.8, 30, ()),
                ("ketamine", 0.4, 30, ("propofol",)),
                ("etomidate", 0.25, 30, ()),
            ],
        ),
        (
            "Sixty patients with depression having ECT were allocated randomly to the observation group "
            "(esketamine 0.3 mg/kg and propofol 1.2 mg/kg) or the control group (normal saline and propofol "
            "1.2 mg/kg), 30 cases each.",
            [("esketamine", 0.3, 30, ("propofol",)), ("saline", None, 30, ("propofol",))],
        ),
        (
            "Patients with depression were randomised to thiopental (3 mg/kg; n = 15), ketamine (1 mg/kg; "
            "n = 16) or thiopental plus ketamine (1.2 mg/kg + 0.4 mg/kg; n = 14).",
            [
                ("thiopental", 3.0, 15, ()),
                ("ketamine", 1.0, 16, ()),
                ("ketamine", 0.4, 14, ("thiopental",)),
            ],
        ),
        (
            "Women with depression were randomly allocated to esketamine 0.3 mg/kg (group S, n = 51), "
            "dexmedetomidine 0.4 ug/kg (group D, n = 52), esketamine 0.3 mg/kg plus dexmedetomidine 0.4 ug/kg "
            "(group SD, n = 50) or normal saline (group C, n = 53) after delivery.",
            [
                ("esketamine", 0.3, 51, ()),
                ("dexmedetomidine", 0.4, 52, ()),
                ("esketamine", 0.3, 50, ("dexmedetomidine",)),
                ("saline", None, 53, ()),
            ],
        ),
    ],
)
def test_each_group_is_what_it_had_by_itself(methods: str, arms: list[Told]) -> None:
    assert _told(methods) == arms


def test_saline_in_place_of_the_drug() -> None:
    arms = _told(
        "Forty depressed patients were randomised to receive either esketamine 0.4 mg/kg with propofol "
        "0.6 mg/kg or propofol 1.1 mg/kg with saline."
    )
    assert [drug for drug, *_ in arms] == ["esketamine", "saline"]


def test_an_anaesthetic_alone_in_the_control_group() -> None:
    facts = _facts(
        "By random allocation, anesthesia was induced intravenously with 0.4 mg/kg of ketamine with 1-2 mg/kg of "
        "thiopental (Brandal) in the intervention group, and with 3-4 mg/kg of thiopental (Brandal) alone in the "
        "control group."
    )
    control = facts.arms[1]
    assert (control.drug, control.role) == ("thiopental", "active comparator")
    assert control.dose is not None
    assert (control.dose.low, control.dose.high) == (3.0, 4.0)


def test_the_order_of_groups_is_that_of_the_text() -> None:
    facts = _facts(
        "In a three-arm randomised trial, 69 patients with depression received TMS plus ketamine (0.2 mg/kg), "
        "TMS plus saline, or sham TMS plus ketamine.",
        "Remission was 43%, 22% and 30%.",
    )
    assert [a.drug for a in facts.arms] == ["ketamine", "saline", "ketamine"]
    rates = {o.comparator_arm: o.comparator_value for o in facts.outcomes}
    assert rates == {"A2": 22.0, "A3": 30.0}


@pytest.mark.parametrize(
    ("results", "sizes"),
    [
        (
            "Of 65 randomized, 62 were treated and analyzed, 32 in the ketamine group and 30 with saline.",
            None,
        ),
        (
            "Of 65 randomized, those given ketamine (n = 32) and saline (n = 30) were seen on day 2.",
            None,
        ),
    ],
)
def test_sizes_of_the_treated_are_no_sizes_of_the_groups(results: str, sizes: None) -> None:
    facts = _facts(
        "Inpatients with depression were randomized to ketamine 0.4 mg/kg or saline.", results
    )
    assert facts.population.n_randomized == 65
    assert [a.n for a in facts.arms] == [sizes, sizes]


def test_a_register_s_line_of_a_dose_is_that_of_the_product_above() -> None:
    text = (
        "EudraCT Number 2030-009999-11: A randomised trial of esketamine in treatment-resistant depression\n\n"
        "Allocation method: Randomised - controlled\nArms\nArm title: Esketamine\nArm type: Experimental\n"
        "Investigational medicinal product name: Esketamine\nPharmaceutical forms: Solution for infusion\n"
        "Dosage and administration details: 0.3 mg/kg over 40 minutes\nArm title: Midazolam\n"
        "Investigational medicinal product name: Midazolam\n"
        "Dosage and administration details: 0.025 mg/kg over 40 minutes\n"
    )
    (facts,) = extract_bytes(text.encode())
    told = {a.drug: a.dose.value if a.dose else None for a in facts.arms}
    assert told == {"esketamine": 0.3, "midazolam": 0.025}


def test_groups_of_pumps_with_the_verb_said_once() -> None:
    facts = _facts(
        "Parturients with depression were randomized into three groups: group C received PCIA with butorphanol "
        "9 mg; group L with butorphanol 7 mg plus esketamine 0.4 mg/kg; group H with butorphanol 7 mg plus "
        "esketamine 0.8 mg/kg (n = 55 each)."
    )
    told = [(a.role, a.dose.value if a.dose else None, a.n) for a in facts.arms]
    assert told == [
        ("experimental", 0.4, 55),
        ("experimental", 0.8, 55),
        ("no treatment", None, 55),
    ]


def test_two_treatments_with_the_same_companion() -> None:
    arms = _told(
        "Seventy patients with depression were randomised to esketamine spray (56-84 mg) + SSRI or ECT (three "
        "times a week) + SSRI, 35 each."
    )
    assert [(drug, n, beside) for drug, _, n, beside in arms] == [
        ("esketamine", 35, ("oral antidepressant",)),
        ("electroconvulsive therapy", 35, ("oral antidepressant",)),
    ]


@pytest.mark.parametrize(
    ("groups", "rates", "told"),
    [
        ("ketamine 0.5 mg/kg or esketamine 0.25 mg/kg", "24% v 31%", (31.0, 24.0)),
        ("esketamine 0.25 mg/kg or ketamine 0.5 mg/kg", "31% v 24%", (31.0, 24.0)),
        ("saline or esketamine 0.25 mg/kg", "31% v 24%", (31.0, 24.0)),
    ],
)
def test_rates_without_names_follow_two_treatments(
    groups: str, rates: str, told: tuple[float, float]
) -> None:
    facts = _facts(f"Depressed patients were randomised to {groups}.", f"Remission was {rates}.")
    (row,) = facts.outcomes
    assert (row.experimental_value, row.comparator_value) == told


def test_what_is_only_like_the_drug() -> None:
    text = (
        "Esmethadone, with ketamine-like action, in major depressive disorder\n\nMethods: Sixty patients were "
        "randomized to esmethadone 25 mg, 50 mg or placebo.\n"
    )
    (facts,) = extract_bytes(text.encode())
    assert facts.screening.included is False
