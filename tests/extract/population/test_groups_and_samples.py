"""The sample told from its groups, from those seen before, and from those treated or analysed."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Population

TITLE = "Ketamine in treatment-resistant depression: a randomized trial\n\n"


def _population(text: str) -> Population:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.population


@pytest.mark.parametrize(
    ("text", "randomized"),
    [
        ("Methods: A total of 137 women, aged 18-40 years, body mass index 18-35 kg/m2, who were "
         "scheduled for surgery, were enrolled and given ketamine or saline at random.", 137),
        ("Methods: 232 parturients who intended to have a caesarean section were randomized into "
         "two groups: ketamine group and control group.", 232),
        ("Methods: Of 84 people seen in the emergency department, 42 were randomised to ketamine or "
         "saline.", 42),
        ("Methods: Of 131 adults screened, 64 with a diagnosis of major depression were randomized "
         "to ketamine or saline.", 64),
        ("Methods: In this double-blind randomized study 67 patients were allocated into three groups: "
         "ketamine 0.2 mg/kg, ketamine 0.5 mg/kg or saline.", 67),
        ("Results: 512 patients were assessed, of whom 71 were randomly assigned to treatment, and 62 "
         "were analysed: 30 assigned to ketamine and 32 to saline.", 71),
        ("Methods: This open-label trial (n=45) will study ketamine 0.5 mg/kg.", None),
        ("Methods: Patients were randomized to ketamine or saline. In all, 34 were assigned "
         "ketamine and 36 saline.", None),
        ("Methods: Patients were randomly allocated to ketamine or thiopental. Results: 16 patients "
         "received ketamine and 15 received thiopental.", None),
        ("Methods: Patients were randomized to ketamine or ECT. Results: In total 188 inpatients "
         "were included and received treatment.", None),
        ("Methods: This was a randomized trial of six twice-weekly ketamine infusions or midazolam.",
         None),
        ("Methods: Patients were randomized to ketamine or saline. Results: Five patients left "
         "treatment because of side effects.", None),
        ("Methods: Eleven people were randomised to a 72-h ketamine infusion, raised to 0.4 mg/kg/h, "
         "while 13 received a 50-min one of ketamine.", None),
        ("Methods: 44 patients with depression on left prefrontal stimulation were randomized to "
         "ketamine or saline.", 44),
        ("Methods: We ran a randomized trial of ketamine in adults with mood disorders who had "
         "suicidal thoughts (n = 38). Patients received ketamine or midazolam.", 38),
        ("Methods: Eighteen patients with bipolar depression and a rating of >=6 were randomized to "
         "ketamine or midazolam.", 18),
        ("Methods: We ran a pilot. n = 27 adults (aged 19-66 years) with depression took part in an "
         "open-label trial of oral ketamine.", 27),
        ("Methods: Patients were randomized to ketamine for four days or for 40 min. "
         "Results: All 26 participants completed the infusion.", 26),
        ("Methods: The study had a blinded phase during which 90 patients received ketamine or "
         "placebo by chance.", None),
        ("Methods: 18 patients were enrolled in a randomized trial of ketamine. Results: 40 patients "
         "completed the study.", None),
    ],
)  # fmt: skip
def test_the_number_randomized(text: str, randomized: int | None) -> None:
    assert _population(text).n_randomized == randomized


def test_the_analysed_of_each_group_are_not_all_the_analysed() -> None:
    found = _population(
        "Methods: Patients were randomized to ketamine or saline. Results: 43 patients in each "
        "group were included in the statistical analysis."
    )
    assert found.n_analyzed is None


def test_the_sample_of_an_open_study_in_brackets() -> None:
    (facts,) = extract_bytes(
        b"Subcutaneous ketamine in older adults with depression\n\nOpen-label, single-group study "
        b"in older adults with major depressive disorder (n=26). All received ketamine 0.3 mg/kg."
    )
    assert facts.population.n_randomized == 26


def test_a_count_behind_the_people_is_no_arm_size() -> None:
    (facts,) = extract_bytes(
        b"Ketamine for suicidal thoughts in depression: a randomized trial\n\nWe conducted a randomized trial "
        b"of ketamine in adults with mood disorders who had suicidal thoughts (n = 38). Patients "
        b"received one infusion of ketamine or midazolam."
    )
    assert [a.n for a in facts.arms] == [None, None]
