"""Arms and counts in ways of reporting found in published abstracts; every text here is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

TITLE = "A randomized trial in patients with major depressive disorder\n\n"


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts


def test_sites_are_not_counted_by_their_patients() -> None:
    facts = _facts(
        "Methods: A total of 142 patients with major depressive disorder from three centers were "
        "randomly assigned to esketamine (0.3 mg/kg) or saline."
    )
    assert (facts.design.sites, facts.population.n_randomized) == (3, 142)


def test_a_number_of_sessions_is_no_number_of_people() -> None:
    facts = _facts(
        "Methods: Adults with major depressive disorder were randomized to oral (N=30) or "
        "intravenous (N=31) ketamine. Oral ketamine was dosed at 150 mg and intravenous ketamine at "
        "0.5 mg/kg. Ketamine sessions (total, 7) were administered over 2 weeks."
    )
    assert facts.population.n_randomized != 7
    assert [arm.n for arm in facts.arms] == [30, 31]


def test_two_groups_counted_are_all_patients_together() -> None:
    facts = _facts(
        "Methods: A randomized study was conducted on 20 patients with major depressive disorder "
        "receiving ketamine only (group 1) and 20 patients receiving ECT only (group 2)."
    )
    assert facts.population.n_randomized == 40


def test_the_analysed_are_kept_apart_from_the_randomized() -> None:
    facts = _facts(
        "Methods: Adults with major depressive disorder were randomized (1:1:2) to esketamine nasal "
        "spray 56 mg, esketamine nasal spray 84 mg or placebo spray twice weekly.\n"
        "Results: A total of 378 participants (mean [SD] age, 45.4 [14.1] years; 231 [61.1%] "
        "female) were included in the full analysis set (56 mg, n = 86; 84 mg, n = 95; placebo, "
        "n = 197). At day 28 the MADRS score differed from placebo by -5.1 (95% CI -7.9 to -2.3) "
        "for 56 mg."
    )
    assert (facts.population.n_randomized, facts.population.n_analyzed) == (None, 378)
    assert sorted((a.n, a.n_analyzed or 0) for a in facts.arms) == [
        (None, 86),
        (None, 95),
        (None, 197),
    ]


@pytest.mark.parametrize("ratio", ["", " (1:1:2)"])
def test_the_number_behind_randomized_and_its_ratio(ratio: str) -> None:
    facts = _facts(
        f"Methods: This double-blind study randomized{ratio} 147 adolescents with major depressive "
        "disorder to esketamine spray (56 or 84 mg) or oral midazolam."
    )
    assert facts.population.n_randomized == 147


def test_screened_with_symptoms_is_not_screened_for_the_trial() -> None:
    facts = _facts(
        "Methods: A randomized trial was conducted, enrolling 230 patients with newly screened "
        "depressive symptoms, who received esketamine (0.4 mg/kg) or saline."
    )
    assert (facts.population.n_screened, facts.population.n_randomized) == (None, 230)


def test_what_all_had_is_no_arm() -> None:
    facts = _facts(
        "Methods: Patients with major depressive disorder were randomly assigned to ketamine (0.5 "
        "mg/kg intravenous bolus) or saline for the duration of their ECT course. Patients and ECT "
        "treatment teams were masked to treatment allocation."
    )
    assert {a.drug for a in facts.arms} == {"ketamine", "saline"}


def test_treated_with_saline_is_an_arm_and_racemic_ketamine_beside_its_enantiomer() -> None:
    facts = _facts(
        "Methods: 90 patients with major depressive disorder were randomly divided into three "
        "groups: (1) control group, treated with normal saline; (2) racemic ketamine group, treated "
        "with racemic ketamine; (3) S-ketamine group, treated with S-ketamine."
    )
    assert {a.drug for a in facts.arms} == {"saline", "ketamine", "esketamine"}


def test_an_amount_and_a_rate_are_a_bolus_and_its_infusion() -> None:
    facts = _facts(
        "Methods: 96 women with major depressive disorder were randomly assigned to two groups. The "
        "esketamine group received 0.5 mg/kg and 0.25 mg/kg/h esketamine during the operation. The "
        "control group received saline."
    )
    (arm,) = [a for a in facts.arms if a.drug == "esketamine"]
    assert arm.dose is not None
    assert (arm.dose.value, arm.dose.unit) == (0.25, "mg/kg/h")
    assert arm.dose.bolus is not None
    assert (arm.dose.bolus.value, arm.dose.bolus.unit) == (0.5, "mg/kg")


def test_a_route_said_elsewhere_of_the_drug_serves_its_doses() -> None:
    facts = _facts(
        "Objective: To compare esketamine nasal spray with oral midazolam.\n"
        "Methods: 147 adolescents with major depressive disorder were randomized to esketamine (28, "
        "56, or 84 mg) or midazolam twice weekly."
    )
    assert {a.route for a in facts.arms if a.drug == "esketamine"} == {"intranasal"}


def test_people_described_by_their_physical_status_are_counted() -> None:
    facts = _facts(
        "Methods: Fifty-six American Society of Anesthesiologists physical status I or II patients "
        "with major depressive disorder were randomly assigned to esketamine (0.25 mg/kg) or saline."
    )
    assert facts.population.n_randomized == 56


def test_headings_without_a_mark() -> None:
    facts = _facts(
        "Objective To compare ketamine with saline in major depressive disorder. Methods A total of "
        "40 patients were randomly assigned to ketamine (0.5 mg/kg) or saline.Results The HAM-D "
        "score did not differ between ketamine and saline. Conclusions More work is needed."
    )
    assert [o.evidence[0].section for o in facts.outcomes] == ["results"]


def test_a_combination_is_one_arm() -> None:
    facts = _facts(
        "Methods: 88 patients with major depressive disorder were randomly assigned to three groups: "
        "0.5 mg/kg ketamine, 0.25 mg/kg ketamine, and a combination of 15 mg/day escitalopram and 5 "
        "mg/day aripiprazole."
    )
    assert [(a.drug, a.add_on) for a in facts.arms] == [
        ("ketamine", ()),
        ("ketamine", ()),
        ("escitalopram", ("aripiprazole",)),
    ]


def test_the_size_of_a_step_is_no_dose() -> None:
    facts = _facts(
        "Methods: Fifteen patients with major depressive disorder were randomized to ketamine or "
        "midazolam. Ketamine dosing commenced at 0.1 mg/kg, increasing by 0.1 mg/kg up to 0.5 mg/kg."
    )
    (arm,) = [a for a in facts.arms if a.drug == "ketamine"]
    assert arm.dose is not None
    assert (arm.dose.value, arm.dose.low, arm.dose.high) == (None, 0.1, 0.5)


def test_open_label_infusions_afterwards_are_not_the_schedule() -> None:
    facts = _facts(
        "Methods: In a double-blind crossover 41 patients with major depressive disorder had a single "
        "infusion of ketamine (0.5 mg/kg) and of midazolam. After relapse they received six open-label "
        "ketamine infusions."
    )
    assert {a.schedule for a in facts.arms} == {"single dose"}
