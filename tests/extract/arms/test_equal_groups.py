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
