"""Samples told without a word for taking people in, and what groups add up to."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TITLE = "Ketamine in major depressive disorder: a clinical trial\n\nMethods: "


def _number(text: str) -> int | None:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.population.n_randomized


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # made up of
        ("This was a randomized controlled study, comprised sixty patients given ketamine or saline.", 60),
        ("The randomised sample consisted of 48 adults with major depression, given ketamine or saline.", 48),
        ("The study population was made up of 72 inpatients; they were randomised to ketamine or saline.", 72),
        ("Through purposive sampling, 16 patients with depression were made part of the sample, an open-label "
         "course of ketamine.", 16),
        # chance in other verbs
        ("Seventy-one patients with TRD were randomly classified into three groups: ketamine 0.5 mg/kg, 0.2 mg/kg, "
         "or saline.", 71),
        ("Fifty-two inpatients with depression were randomly categorised into two groups, ketamine or midazolam.", 52),
        ("We randomly allocated 58 inpatients to ketamine or saline.", 58),
        ("A factorial trial randomly assigned 160 patients to ketamine or saline and to music or silence.", 160),
        # one group given it
        ("110 unipolar and bipolar depressive patients with suicidal ideation received six ketamine infusions.", 110),
        ("Six infusions of ketamine (0.5 mg/kg) were administered to 84 patients with depression.", 84),
        ("Sixteen participants initiated the protocol, an open-label course of ketamine.", 16),
        ("In this trial, 24 participants with depression that had not responded to lithium received an infusion of "
         "ketamine or a placebo in random order.", 24),
        ("Twenty nine subjects for this study had a diagnosis of depression and were given ketamine or saline.", 29),
        ("Some 73 people were involved in the study, two thirds given ketamine, and one third midazolam.", 73),
        ("Fifty patients with depression were treated with either ketamine infusions or ECT.", 50),
        ("All subjects received one ketamine infusion. Twelve of 93 (12.9%) participants still met the criteria.", 93),
        # both sexes
        ("A total of 11 male and 34 female patients with TRD, aged 21 to 75 years, were included; they received ketamine.", 45),
        ("Twelve women and nine men took part and were given one infusion of ketamine.", 21),
        ("The study included 28 female and 12 male patients, who received six infusions of ketamine.", 40),
        ("Fifty-four women and 46 men with depression were randomly assigned to ketamine or saline.", 100),
        # brackets behind the number, and no space before it
        ("Of 481 screened, 252 (n = 224, Peru; n = 28, Chile) were randomized to ketamine (n = 126) or saline (n = 126).", 252),
        ("In this randomised,controlled trial,156 patients were randomly allocated to ketamine or saline.", 156),
        ("Patients (N=71; genotype: A (N=12, 17%), B (N=40, 56%), C (N=19, 27%)) received ketamine or saline in a "
         "randomized trial.", 71),
        # the groups together
        ("Patients were randomly allocated to receive either ketamine + propofol (n= 11) or placebo + propofol (n = 16).", 27),
        ("Participants were randomized (3:1:1) to placebo (n = 33), ketamine 28 mg (n = 11) or 56 mg (n = 12).", 56),
        ("The trial was randomised: 20 patients with depression receiving ketamine only (group 1) and 22 patients "
         "receiving ECT only (group 2).", 42),
        ("In 11 ECT suites 300 patients were assessed, of whom 79 were randomly assigned to the groups (40 to ketamine, "
         "39 to saline).", 79),
        ("120 entered the open phase of ketamine. Responders (a fall of half), n = 90, were randomized to ketamine "
         "40 mg or placebo.", 90),
    ],
)  # fmt: skip
def test_told(text: str, number: int) -> None:
    assert _number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        # sizes that are parts of one another, or of something else
        "Patients were randomly assigned to ketamine (n=40; with anxiety (n=20), without (n=20)) or placebo (n=40).",
        "We propose a randomized trial: a planned study of 30 adults who have ketamine or saline.",
        "A randomised trial of ketamine or saline, done in 11 outpatient units serving patients with depression.",
        "Patients were randomised to ketamine or saline from January to Oct 2017.",
        "Patients were randomised to ketamine or saline. Of the 41 patients screened, 20 were excluded.",
        "Patients were randomised to ketamine or saline. The ketamine group included 12 men and 8 women.",
        "Patients were randomised to ketamine or saline. There were 12 men and 8 women in the saline group.",
        "Ketamine was given to 20 patients and saline to 20 patients.",
        "Patients were randomly assigned to ketamine or saline; ketamine (n = 18) and saline (n = 17) completed.",
        "Patients were randomised to ketamine or saline. Of 41 eligible patients, 12 declined.",
    ],
)
def test_not_told(text: str) -> None:
    assert _number(text) is None
