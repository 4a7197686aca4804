"""Replies and interviews are no trials, and prose that says 'more from' is no news page."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TRIAL = (
    "Methods: Seventy adults with treatment-resistant depression were randomly assigned to ketamine 0.5 mg/kg or "
    "saline. The MADRS was rated at 24 hours.\nResults: MADRS scores were lower with ketamine (p = 0.01). "
)


def _screening(title: str, text: str = TRIAL) -> tuple[bool, str]:
    (facts,) = extract_bytes(f"{title}\n\n{text}\n".encode())
    return facts.screening.included, facts.screening.study_type


@pytest.mark.parametrize(
    "title",
    [
        "Comment on: Ketamine for treatment-resistant depression",
        "Reply to: Ketamine for treatment-resistant depression",
        "Authors' response: Ketamine for treatment-resistant depression",
        "Re: Ketamine for treatment-resistant depression",
        "A qualitative study of people given ketamine for depression in a trial",
    ],
)
def test_what_is_said_of_a_trial_is_none(title: str) -> None:
    assert _screening(title)[0] is False


@pytest.mark.parametrize(
    "title",
    [
        "Response to ketamine in treatment-resistant depression",
        "Reanalysed doses of ketamine in treatment-resistant depression",
        "A randomized trial and qualitative study of ketamine in depression",
    ],
)
def test_titles_that_only_look_so(title: str) -> None:
    assert _screening(title) == (True, "randomized trial")


def test_more_from_in_prose_is_no_page() -> None:
    text = (
        TRIAL
        + "Patients given 0.5 mg/kg fell more from baseline, and we hope to learn more about why."
    )
    assert _screening("Ketamine in depression", text) == (True, "randomized trial")


OPEN = (
    "Methods: Twenty adults with treatment-resistant depression received six open-label infusions of ketamine "
    "0.5 mg/kg.\nResults: MADRS scores fell by 13 points (p < 0.001)."
)


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("A ketamine infusion protocol for depression", TRIAL, "randomized trial"),
        ("A protocol of repeated ketamine in depression", OPEN, "non-randomized trial"),
        ("A survey of cognition after ketamine in depression", TRIAL, "randomized trial"),
        ("Real-world effects of ketamine in depression", TRIAL, "randomized trial"),
    ],
)
def test_titles_that_call_a_trial_otherwise(title: str, text: str, told: str) -> None:
    assert _screening(title, text) == (True, told)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "A ketamine protocol for depression",
            "Methods: Seventy adults with depression will be randomly assigned to ketamine 0.5 mg/kg or saline.\n"
            "Results: We expect 20% to drop out.",
        ),
        (
            "A survey of ketamine clinics for depression",
            "Methods: We surveyed 70 clinics that give ketamine for depression.\nResults: 60% gave 0.5 mg/kg.",
        ),
    ],
)
def test_plans_and_surveys_are_left_out(title: str, text: str) -> None:
    assert _screening(title, text)[0] is False


def test_news_without_a_page_around_it_is_news() -> None:
    told = (
        "Patients with hard-to-treat depression did better on ketamine than on a dummy drug, a large trial shows.\n"
        "In research published today in a journal, researchers in two cities gave 90 people infusions of ketamine or "
        'saline in a double-blind trial. "We did not expect it," says the lead author.'
    )
    assert _screening("Old drug, new use", told) == (True, "news about a study")
    assert _screening("Ketamine for depression") == (True, "randomized trial")
