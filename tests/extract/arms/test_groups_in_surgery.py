"""Arms as anaesthetists report them: what each group got, with all that went beside it."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

BIRTH = "Esketamine and postpartum depression after caesarean delivery: a randomized trial\n\n"
ECT = (
    "Anaesthesia for electroconvulsive therapy in major depressive disorder: a randomized trial\n\n"
)


def _arms(title: str, text: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes((title + "Methods: " + text).encode())
    return facts.arms


def _named(arms: tuple[Arm, ...]) -> list[tuple[str, str, float | None, int | None]]:
    return [(a.role, a.drug, a.dose.value if a.dose else None, a.n) for a in arms]


def test_what_a_group_got_beside_the_drug_is_no_arm() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomly divided into an esketamine group (group S, n = 64) and a control group "
        "(group C, n = 66). Group S was given 0.3 mg/kg esketamine, 1.2 mg/kg propofol and "
        "remifentanil. Group C was given 6 ml normal saline, 2.4 mg/kg propofol and remifentanil.",
    )
    assert _named(arms) == [
        ("experimental", "esketamine", 0.3, 64),
        ("placebo", "saline", None, 66),
    ]


def test_the_anaesthetic_of_a_group_of_its_own_keeps_its_dose() -> None:
    arms = _arms(
        ECT,
        "Ninety patients were randomly assigned to ketamine combined with propofol versus propofol "
        "anaesthesia alone, in three groups. In Group P, propofol at 1.5 mg/kg "
        "was given intravenously. In Group P+K, propofol at a dosage of 0.6 mg/kg and ketamine at a "
        "dosage of 0.4 mg/kg were given intravenously. Group P+L received propofol 0.8 mg/kg and "
        "ketamine 0.2 mg/kg.",
    )
    assert sorted((a.drug, a.dose.value) for a in arms if a.dose) == [
        ("ketamine", 0.2),
        ("ketamine", 0.4),
        ("propofol", 1.5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Patients were randomly assigned to ECT with propofol (1.2 mg/kg) anesthesia or with "
        "ketamine (0.6 mg/kg) plus propofol (0.4 mg/kg).",
        "Remission after six weeks of ECT was compared between patients randomly allocated to "
        "ketamine (0.6 mg/kg) + propofol or placebo + propofol.",
    ],
)
def test_the_procedure_all_had_is_no_arm_beside_its_anaesthetics(text: str) -> None:
    assert "electroconvulsive therapy" not in {a.drug for a in _arms(ECT, text)}


def test_a_group_called_by_its_background_is_the_placebo_group() -> None:
    arms = _arms(
        ECT,
        "Sixty patients were randomly assigned to an esketamine plus propofol group (n = 31) and a "
        "propofol group (n = 29). Esketamine 0.2 mg/kg was injected in the former, while the equal "
        "volume of normal saline was given instead in the latter.",
    )
    assert sorted((a.drug, a.n) for a in arms) == [("esketamine", 31), ("saline", 29)]


@pytest.mark.parametrize(
    "text",
    [
        "The esketamine group was given a bolus of 0.3 mg/kg esketamine (diluted to 12 ml), followed "
        "by continuous infusion of esketamine at 0.15 mg/kg per hour; the control group received "
        "saline.",
        "Women were randomized to 0.3 mg/kg esketamine with 0.15 mg/kg/h of continuous esketamine "
        "infusion, or to the same volume of saline.",
        "In the esketamine group 0.3 mg/kg esketamine was injected, followed by 0.15 mg/kg/h for 30 "
        "min. In the control group saline was injected.",
    ],
)
def test_a_bolus_and_the_infusion_after_it_are_one_arm(text: str) -> None:
    (drug,) = (a for a in _arms(BIRTH, text) if a.role == "experimental")
    assert drug.dose is not None
    assert drug.dose.bolus is not None
    assert (drug.dose.bolus.value, drug.dose.value, drug.dose.unit) == (0.3, 0.15, "mg/kg/h")


def test_what_went_into_the_pump_later_is_no_other_arm() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomly divided into an esketamine group and a control group. In the esketamine "
        "group 0.4 mg/kg esketamine was injected before incision and saline in the control group. "
        "Esketamine 0.8 mg/kg + butorphanol 0.2 mg/kg, prepared in a total volume of 110 ml, was used "
        "for patient-controlled analgesia.",
    )
    assert [a.dose.value for a in arms if a.role == "experimental" and a.dose] == [0.4]


@pytest.mark.parametrize(
    "text",
    [
        "The esketamine group received 0.3 mg/kg esketamine at induction; the control group received "
        "routine anaesthesia without esketamine.",
        "Group E received esketamine 0.3 mg/kg before incision, and group C did not receive "
        "esketamine.",
        "They were assigned to Group A (esketamine 0.3 mg/kg + labour analgesia) or Group B (labour "
        "analgesia alone).",
        "Both groups had a pump of sufentanil 2 μg/kg. In the esketamine group, esketamine 0.3 mg/kg "
        "was added to the pump; the control group had the pump as it was.",
        "They were randomly assigned to control (C) group (sufentanil 2 μg/kg + tropisetron 5 mg) or "
        "esketamine (E) group (esketamine 0.3 mg/kg + sufentanil 2 μg/kg + tropisetron 5 mg).",
        "The esketamine group received esketamine (0.3 mg/kg) and a pump; the control group was given a "
        "pump (6 mg of tropisetron and 90 μg of sufentanil) only.",
        "Group A (n = 31) received propofol, fentanyl and esketamine 0.3 mg/kg and group B (n = 31) "
        "received propofol and fentanyl.",
        "The dose of esketamine in the pump was 0 mg/kg in the control group and 0.3 mg/kg in the "
        "esketamine group.",
    ],
)
def test_a_control_group_that_went_without_is_an_arm(text: str) -> None:
    arms = _arms(BIRTH, "Women were randomly divided into two groups. " + text)
    assert sorted((a.role, a.drug) for a in arms) == [
        ("experimental", "esketamine"),
        ("no treatment", "no treatment"),
    ]


def test_no_control_is_invented() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomly divided into the esketamine group (0.3 mg/kg) and the control group.",
    )
    assert [a.role for a in arms] == ["experimental"]


def test_what_replaces_the_drug_in_the_other_group_is_the_comparator() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomized into two groups. ES group: 0.6 mg/kg esketamine + tropisetron 5 mg; C "
        "group: sufentanil 50 μg + tropisetron 5 mg.",
    )
    assert [(a.role, a.drug) for a in arms] == [
        ("experimental", "esketamine"),
        ("active comparator", "sufentanil"),
    ]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("were randomly divided into three groups of eleven women each: esketamine 0.2 mg/kg, "
         "esketamine 0.4 mg/kg or saline.", [11, 11, 11]),
        ("were enrolled, with 23 women in each group. They got esketamine 0.2 mg/kg or saline.",
         [23, 23]),
        ("were randomized to esketamine 0.2 mg/kg or saline. Twelve subjects were randomized to each "
         "group.", [12, 12]),
        ("were divided into 51 cases in the esketamine (ES) group and 52 cases in the saline (NS) "
         "group.", [51, 52]),
        ("were divided at random into a treatment group (n = 37), given esketamine 0.2 mg/kg, and a "
         "control group (n = 38), given saline.", [37, 38]),
        ("were randomized; 34 were assigned esketamine and 36 saline.", [34, 36]),
    ],
)  # fmt: skip
def test_sizes_of_groups_in_words(text: str, sizes: list[int]) -> None:
    assert [a.n for a in _arms(BIRTH, "Women " + text)] == sizes


def test_the_analysed_of_each_group_are_not_its_size() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomly divided into esketamine 0.2 mg/kg and saline, and 39 women in each "
        "group were included in the statistical analysis.",
    )
    assert [a.n for a in arms] == [None, None]


def test_the_parts_of_the_analysed_are_no_sizes() -> None:
    arms = _arms(
        BIRTH,
        "74 women were randomly assigned to treatment, and 66 were analysed: 32 assigned to "
        "esketamine 0.2 mg/kg and 34 to saline.",
    )
    assert [a.n for a in arms] == [None, None]


def test_each_group_has_so_many() -> None:
    arms = _arms(
        BIRTH,
        "Women were randomly divided into an esketamine group and a saline group. Each group has 27 "
        "cases. Esketamine 0.2 mg/kg was injected at the end.",
    )
    assert [a.n for a in arms] == [27, 27]


def test_the_whole_sample_is_no_size_of_a_single_arm() -> None:
    arms = _arms(
        BIRTH,
        "A total of 310 women were assigned to three groups: Group A (esketamine 0.4 mg/kg), Group B "
        "and Group C.",
    )
    assert [a.n for a in arms if a.role == "experimental"] == [None]
