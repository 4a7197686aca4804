"""Counts of people by verbs that do not say 'enrolled', and counts of a part of them."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Population


def _population(title: str, text: str) -> Population:
    (facts,) = extract_bytes(f"{title}\n\n{text}".encode())
    assert facts.screening.included
    return facts.population


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Methods: Thirteen patients with treatment-resistant depression were eligible to receive six "
         "intravenous ketamine infusions (0.5 mg/kg). Results: 8% (1/13) responded.", 13),
        ("Methods: Eleven adults with bipolar depression were eligible for eight subcutaneous ketamine "
         "injections (0.5 mg/kg) over 4 weeks.", 11),
        ("Methods: Twenty-two patients with resistant depression were assessed with the MADRS 2 hours "
         "before and 24 hours after a single infusion of ketamine (0.5 mg/kg).", 22),
        ("Methods: Nineteen inpatients with major depression were evaluated before and after six "
         "intravenous infusions of ketamine 0.5 mg/kg.", 19),
        ("In this pilot study, we treated seven subjects with major depressive disorder. Four subjects "
         "were female (57%). Subjects received an infusion of ketamine 0.5 mg/kg.", 7),
        ("We treated 12 patients with depression with ketamine 0.5 mg/kg in an open trial. Eight patients "
         "were women. Five patients were taking lithium.", 12),
        ("Methods: Thirty-one people with resistant depression came once a week to be given ketamine 0.5 mg/kg. "
         "There was no comparison group.", 31),
        ("Methods: Ten adults with depression who showed a response to a first open infusion received five more "
         "infusions of ketamine (0.5 mg/kg).", 10),
    ],
)  # fmt: skip
def test_single_groups(text: str, n: int) -> None:
    assert _population("Ketamine in depression", text).n_randomized == n


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Methods: Patients with resistant depression (n = 53) were assessed with a scale. Measures were "
         "taken before and 24 h after a single dose of ketamine (n = 33) or midazolam (n = 20).", 53),
        ("Methods: Older adults with depression (n = 44) completed the MADRS before and after a dose of "
         "ketamine (n = 23) or saline (n = 21).", 44),
        ("Methods: Eighty patients with TRD (36 males, 44 females; average age, 30.6 years old) were randomly "
         "assigned to ketamine or saline.", 80),
        ("Methods: 96 women were divided at random into ketamine and saline groups.", 96),
        ("Methods: Twelve patients took placebo or ketamine in random order.", 12),
        ("Methods: Of 154 patients over 65 admitted for surgery, 142 agreed to take part and were randomised to "
         "ketamine or saline.", 142),
        ("Results: Of 61 participants randomised to ketamine or midazolam, 58 completed the trial.", 61),
        ("Methods: Patients scheduled for ECT (ASA I-II, n = 54) were randomly assigned to ketamine or "
         "propofol.", 54),
        ("Methods: Nineteen adolescents with depression got a single infusion of ketamine or midazolam, and the "
         "alternate compound 2 weeks later.", 19),
        ("Methods: 38 bipolar I or II patients in a depressive episode received ketamine or saline in a double-blind "
         "manner.", 38),
        ("Methods: Twenty-eight adults were allotted by a computer list to ketamine or saline.", 28),
        # Those analysed by group are not all who were randomized.
        ("Methods: Patients were given ketamine or saline by chance. Results: The analysis of the patients "
         "(n = 50) covered ketamine (n = 26) and saline (n = 24).", None),
    ],
)  # fmt: skip
def test_randomized_samples(text: str, n: int | None) -> None:
    assert _population("Ketamine in depression: a randomized trial", text).n_randomized == n
