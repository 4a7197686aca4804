"""Whose count is the sample's: stages before randomization, groups, and denominators."""

from __future__ import annotations

import pytest

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design import read_design
from dosetable.extract.pipes.population import read_population
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import load_vocabulary


def _population(text: str):
    copy = twin(text)
    sentences = (Sentence(0, len(text), "own", "methods", False),)
    return read_population(copy, sentences, read_design(copy, sentences), load_vocabulary())


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("231 entered the open phase (day 1-8) and 168 responders were randomized.", 168),
        ("Of 300 enrolled, the 120 who had improved were then randomised to go on or stop.", 120),
        ("After 16 weeks, 97 who reached remission entered the randomized withdrawal phase.", 97),
        ("210 women were divided by a random number table into two groups.", 210),
        ("Sixty hospitalized patients (age: 18-45 years) were randomly allocated to two groups.", 60),
        ("We included 63 adults (29 and 34 randomly assigned to X or Y, respectively).", 63),
        ("In total, 67 (45 women) of 68 randomized patients received treatment.", 68),
        ("300 people were screened, 221 entered the open phase (days 1-8) and 160 responders were randomized.", 160),
        ("Patients: Ninety-six women, aged 18-65, were looked at in this randomized trial.", 96),
        ("Of 81 patients, 40 were randomised to X and 41 to Y.", 81),
        ("88 resistant depression (RD) patients were enrolled across three arms of a randomized trial.", 88),
        ("26 adults who scored 9.5 (SD 4.1) on the scale were randomly divided.", 26),
        ("In this randomized study of 512 women, those in group K got ketamine.", 512),
        ("Ninety women, aged 20-40 years, were divided equally by random number table.", 90),
        # Denominators of results are of one group: they are no sample.
        ("In this randomized trial 91 of 336 patients and 60 of 340 patients remitted.", None),
    ],
)  # fmt: skip
def test_the_sample_is_told_from_its_parts(text: str, n: int | None) -> None:
    assert _population(text).n_randomized == n


def test_the_ages_of_a_register_stand_in_two_fields() -> None:
    text = "Randomised trial in depression. Minimum age: 18 Years. Maximum age: 80 Years."
    found = _population(text)
    assert (found.age_min, found.age_max) == (18, 80)
    assert {e.field for e in found.evidence} >= {"age_min", "age_max"}
    assert _population("Minimum age: 18 Years. Maximum age: N/A (no limit)").age_max is None


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18- to 65-year-old outpatients were randomized.", (18, 65)),
        ("Patients of 18-65 y were randomized.", (18, 65)),
        ("Adults (18 to 65) with depression were randomized.", (18, 65)),
        ("Adults of eighteen to sixty-five with depression were randomized.", (18, 65)),
        ("Adults at least 18 years old were randomized.", (18, None)),
        ("People over 60 with depression were randomized.", (60, None)),
        ("Participants had to be 60 or older.", (60, None)),
        ("Patients under 65 years with depression were randomized.", (None, 65)),
        ("Randomized; mean age 45 years, range 22-64.", (22, 64)),
        # Neither the spread of the sample nor other numbers are limits of age.
        ("Patients above 20 points were randomized.", (None, None)),
        ("Women under 12 weeks pregnant were left out of this randomized trial.", (None, None)),
    ],
)
def test_limits_of_age(text: str, ages: tuple[float | None, float | None]) -> None:
    found = _population(text)
    assert (found.age_min, found.age_max) == ages
