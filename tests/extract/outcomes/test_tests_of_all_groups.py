"""A test of more than two groups says of no two of them that they differ. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomized to group A (ketamine 1 mg/kg), "
    "group B (ketamine 0.5 mg/kg) or group C (midazolam 0.045 mg/kg), 30 each, infused over 40 minutes. Depression "
    "was rated with the MADRS.\nResults: "
)
Told = tuple[object, ...]


def _rows(results: str) -> list[Told]:
    """Statistic, value, the two arms' values, p and direction of each row, in order."""
    (facts,) = extract_bytes((DOSES + results).encode())
    return [
        (o.statistic, o.value, o.experimental_value, o.comparator_value, o.p_value, o.direction)
        for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "MADRS scores at day 3 differed among the three groups (F = 4.1, P = .02).",
        "MADRS scores at day 3 differed significantly between the groups (F = 4.1; P = .02).",
        "There was an effect of group on the MADRS at day 3 (F(2, 87) = 5.1, P = .008).",
        "Groups A, B and C differed significantly in MADRS scores at day 3 (F = 18.4, P < .001).",
    ],
)
def test_no_row_of_no_two_groups(sentence: str) -> None:
    assert _rows(sentence) == []


def test_the_groups_own_figures_stand_without_it() -> None:
    assert _rows(
        "At day 3 the MADRS score was 12.1, 15.3 and 20.4 in groups A, B and C (F = 8.1, P < .001)."
    ) == [
        ("mean score", None, 12.1, 20.4, None, None),
        ("mean score", None, 15.3, 20.4, None, None),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "At day 3 MADRS scores were lower in group A than in group C (F = 6.2, P = .01).",
        "Groups A and C differed in MADRS scores at day 3 (F = 6.2, P = .01).",
    ],
)
def test_a_test_of_two_of_them_is_theirs(sentence: str) -> None:
    assert _rows(sentence) == [
        ("test statistic", 6.2, None, None, 0.01, "favours experimental"),
    ]
