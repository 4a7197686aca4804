"""Groups told by letters in lists, two conditions in one sentence, and what is said not to be shown."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

SURGERY = (
    "Esketamine and postoperative depression: a randomized trial\n\nMethods: 120 patients undergoing "
    "breast cancer surgery were randomly divided into low-dose esketamine group (group L, 0.25 mg/kg), "
    "high-dose esketamine group (group H, 0.5 mg/kg) and control group (group C, saline), 40 each. "
    "HAMD scores were recorded 1 day before surgery (T0), and 1 (T1), 3 (T2) and 7 days (T3) after it.\n"
)
BIRTH = (
    "Ketamine at caesarean section and postpartum depression: a randomized trial\n\nMethods: 654 women "
    "having a caesarean section were randomly assigned to ketamine 0.5 mg/kg (ketamine group, n = 327) "
    "or saline (control group, n = 327). The EPDS was used; postpartum blues was assessed at 4 days and "
    "postpartum depression at 42 days after delivery.\n"
)
OLDER = (
    "Ketamine or electroconvulsive therapy for depression: a noninferiority trial\n\nMethods: 175 older "
    "adults with depression were randomly assigned to ketamine 0.5 mg/kg or ECT. The primary outcome was "
    "response on the MADRS at 4 weeks.\n"
)


def rows(results: str, methods: str) -> list[Outcome]:
    (found,) = extract_bytes(f"{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


def test_codes_of_visits_that_share_one_unit() -> None:
    found = rows(
        "HAMD scores of group H at T1-T3 were lower than those of group C (P<0.05).", SURGERY
    )
    assert [hours(r) for r in found] == [24, 72, 168]


@pytest.mark.parametrize(
    "names", ["L: 7.4|H: 6.1|C: 9.8", "group L, 7.4|group H, 6.1|group C, 9.8"]
)
def test_letters_in_front_of_their_scores(names: str) -> None:
    low, high, control = names.split("|")
    found = rows(
        "HAMD scores were lower in the esketamine groups than in the control group at 3 days after "
        f"surgery ({low} \u00b1 2.2; {high} \u00b1 1.9; {control} \u00b1 2.7; P < 0.001).",
        SURGERY,
    )
    assert [(r.experimental_value, r.comparator_value) for r in found] == [(7.4, 9.8), (6.1, 9.8)]


def test_groups_in_one_list_and_doses_in_another() -> None:
    methods = (
        "Esketamine and depression after surgery\n\nMethods: 116 patients scheduled for surgery were "
        "randomly divided into four groups. Groups A, B and C were given esketamine 0.1 mg/kg, 0.2 mg/kg "
        "and 0.4 mg/kg intravenously, and group N (control group) normal saline. Depression was rated "
        "with the self-rating depression scale (SDS).\n"
    )
    found = rows(
        "SDS scores were lower in group B than in group N at 1 d and 3 d (P<0.05).", methods
    )
    assert [(hours(r), r.direction) for r in found] == [
        (24, "favours experimental"),
        (72, "favours experimental"),
    ]
    (facts,) = extract_bytes(f"{methods}Results: SDS scores fell.\n".encode())
    doses = {a.id: a.dose.value for a in facts.arms if a.dose}
    assert {doses[r.experimental_arm or ""] for r in found} == {0.2}


def test_each_condition_has_its_shares_and_its_visit() -> None:
    found = rows(
        "Compared with the control group, the rate of postpartum blues (10.4% vs 17.1%, p = 0.02) and of "
        "postpartum depression (11.3% vs 20.2%, p = 0.01) was lower in the ketamine group.",
        BIRTH,
    )
    assert [(r.measure, hours(r), r.experimental_value, r.comparator_value) for r in found] == [
        ("postpartum blues", 96, 10.4, 17.1),
        ("postpartum depression", 1008, 11.3, 20.2),
    ]
    assert {r.direction for r in found} == {"favours experimental"}


def test_noninferiority_that_was_not_shown_is_no_equality() -> None:
    found = rows(
        "Response was observed in 44 of 88 patients (50%) assigned to ketamine and 57 of 87 (66%) assigned "
        "to ECT (risk difference, -15.5 percentage points; one-sided 97.5% CI lower bound, -29.9), so "
        "noninferiority was not shown (P = 0.77 for noninferiority).",
        OLDER,
    )
    assert found
    assert {r.direction for r in found} == {None}


def test_the_visit_excepted_is_one_without_a_difference() -> None:
    (row,) = rows(
        "MADRS scores were lower with ketamine than with ECT at all visits, except at 40 min after "
        "administration.",
        OLDER,
    )
    assert (hours(row), row.direction) == (0.667, "no significant difference")


def test_dissociation_told_on_its_scale_is_of_the_scale() -> None:
    (row,) = rows(
        "Dissociation on the CADSS did not differ between ketamine and ECT (p = 0.24).", OLDER
    )
    assert (row.measure, row.direction) == ("CADSS", "no significant difference")
