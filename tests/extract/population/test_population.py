"""Population: ages, conditions and the several Ns."""

import pytest

from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.design import read_design
from dosetable.extract.pipes.population import read_population
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import load_vocabulary


def population(text):
    copy = twin(text)
    sentences = (Sentence(0, len(text), "own", "methods", False),)
    return read_population(copy, sentences, read_design(copy, sentences), load_vocabulary())


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Of 39 inpatients screened, 22 were randomised.", 22),
        ("Of 435 people screened, 227 underwent randomization and 197 completed.", 227),
        ("Seventy-three were randomized; 72 were infused.", 73),
        ("One hundred thirty-eight people were randomized.", 138),
        ("It randomized 676 patients to two groups.", 676),
        ("We screened 131 people and randomized 90.", 90),
        ("30 out-patients with MDD began escitalopram and were randomized.", 30),
        ("Patients were randomized 1:1 to ketamine or placebo.", None),
    ],
)
def test_number_randomized(text, n):
    assert population(text).n_randomized == n


def test_the_other_counts_are_kept_apart():
    found = population(
        "Of 80 people screened, 40 were randomized and 38 completed the trial; 39 were analysed."
    )
    assert (found.n_screened, found.n_randomized, found.n_completed) == (80, 40, 38)
    assert found.n_analyzed == 39


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Adults aged 18 to 65 years were randomized.", (18, 65)),
        ("Patients 18-55 years old were randomized.", (18, 55)),
        ("Patients aged 65 years or older were randomized.", (65, None)),
        ("Adults (mean age 44 to 50 years) were randomized.", (None, None)),
        ("Adults were randomized.", (None, None)),
    ],
)
def test_ages(text, ages):
    found = population(text)
    assert (found.age_min, found.age_max) == ages


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Patients with treatment-resistant depression.", {"treatment-resistant depression"}),
        ("Patients with MDD.", {"major depressive disorder"}),
        ("Inpatients with bipolar II depression.", {"bipolar depression"}),
        (
            "Patients with MDD and suicidal ideation.",
            {"major depressive disorder", "suicidal ideation"},
        ),
        ("Patients with MDD; suicidal ideation was an outcome.", {"major depressive disorder"}),
    ],
)
def test_conditions(text, conditions):
    assert set(population(text).conditions) == conditions
