"""Sizes of groups of which the text says only that they were equal."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes


@pytest.mark.parametrize(
    ("chance", "sizes"),
    [
        ("were divided equally by random number table into a ketamine group (0.4 mg/kg) and a saline "
         "group.", [30, 30]),
        ("were randomly divided into two equal groups: ketamine 0.4 mg/kg or saline.", [30, 30]),
        # A third group that was not read: nothing is shared out.
        ("were randomly divided into three equal groups: ketamine 0.4 mg/kg, saline, and others.",
         [None, None]),
    ],
)  # fmt: skip
def test_equal_groups(chance: str, sizes: list[int | None]) -> None:
    (facts,) = extract_bytes(
        f"Ketamine in major depression: a trial\n\nMethods: 60 patients with major depression {chance}".encode()
    )
    assert [a.n for a in facts.arms] == sizes


def test_an_amount_before_the_route_and_the_drug() -> None:
    (facts,) = extract_bytes(
        b"Ketamine by two routes in major depression: a randomized trial\n\nMethods: Each group of "
        b"patients received one of these: 0.4 mg/kg of IM ketamine; 1.2 mg/kg of oral ketamine."
    )
    assert [(a.dose.value if a.dose else None, a.route) for a in facts.arms] == [
        (0.4, "intramuscular"),
        (1.2, "oral"),
    ]


def _sizes(
    text: str, title: str = "Ketamine and propofol in ECT for major depression"
) -> list[tuple[str, float | None, int | None]]:
    (facts,) = extract_bytes(f"{title}: a randomized trial\n\nMethods: {text}".encode())
    return [(a.drug, a.dose.value if a.dose else None, a.n) for a in facts.arms]


def test_a_count_between_a_groups_letter_and_its_drug() -> None:
    assert _sizes(
        "Patients with major depression were randomly allocated into three groups. Group P (n = 31) "
        "received propofol 1.4 mg/kg; group K (n = 33) ketamine 0.9 mg/kg; group KP (n = 32) ketamine "
        "0.4 mg/kg plus propofol 0.6 mg/kg."
    ) == [("propofol", 1.4, 31), ("ketamine", 0.9, 33), ("ketamine", 0.4, 32)]


def test_a_count_behind_the_letter_of_the_drug_before() -> None:
    assert _sizes(
        "Patients with major depression were randomly allocated to ketamine 0.9 mg/kg in group K "
        "(n = 33), propofol 1.4 mg/kg in group P (n = 31)."
    ) == [("ketamine", 0.9, 33), ("propofol", 1.4, 31)]


def test_a_size_behind_the_number_of_groups() -> None:
    assert _sizes(
        "64 patients with major depression were randomly divided into two groups (n = 32): ketamine 0.9 "
        "mg/kg or propofol 1.4 mg/kg."
    ) == [("ketamine", 0.9, 32), ("propofol", 1.4, 32)]


def test_counts_of_those_analysed_are_no_sizes() -> None:
    assert _sizes(
        "Patients were randomized to ketamine 0.4 or 0.9 mg/kg, or to saline. Among 90 randomized "
        "participants, 81 were included in the full analysis set: 27 in the ketamine 0.4 mg/kg group, 28 "
        "in the 0.9 mg/kg group and 26 in the saline group.",
        "Ketamine in major depression",
    ) == [("ketamine", 0.4, None), ("ketamine", 0.9, None), ("saline", None, None)]


def test_a_companion_that_is_a_group_of_its_own() -> None:
    assert _sizes(
        "Patients with major depression were randomly assigned to a ketamine group (0.9 mg/kg), a ketamine "
        "group (0.4 mg/kg) plus propofol (0.4 mg/kg), and a propofol group (0.9 mg/kg)."
    ) == [("ketamine", 0.9, None), ("ketamine", 0.4, None), ("propofol", 0.9, None)]
