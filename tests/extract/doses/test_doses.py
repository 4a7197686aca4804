"""Amounts: every notation in use, read from the twin with offsets of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.extract.pipes.doses import find_doses
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def read(text):
    return [(d.kind, d.values, d.unit) for d in find_doses(twin(text), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ketamine 0.5 mg/kg", ("single", (0.5,), "mg/kg")),
        ("ketamine (0·5 mg/kg)", ("single", (0.5,), "mg/kg")),
        ("0.5 mg kg-1", ("single", (0.5,), "mg/kg")),
        ("0.5 mg·kg−1", ("single", (0.5,), "mg/kg")),
        ("0.5 mg kg(-1)", ("single", (0.5,), "mg/kg")),
        ("0.5 mg per kilogram of body weight", ("single", (0.5,), "mg/kg")),
        ("0.1 µg·kg−1·min−1", ("single", (0.1,), "mcg/kg/min")),
        ("0.2 mg/kg/h", ("single", (0.2,), "mg/kg/h")),
        ("20 mg/70 kg", ("single", (20.0,), "mg/70 kg")),
        ("25 mg per 70 kg", ("single", (25.0,), "mg/70 kg")),
        ("150 mg per day", ("single", (150.0,), "mg/day")),
        ("fixed daily dosage of 150 mg", ("single", (150.0,), "mg/day")),
        ("daily doses of 100 or 200 mg", ("list", (100.0, 200.0), "mg/day")),
        ("a total daily ketamine dose of 90 mg", ("single", (90.0,), "mg/day")),
        ("twice daily doses of 30 mg", ("single", (30.0,), "mg")),
        ("continued at 5 µ/kg/min", ("single", (5.0,), "mcg/kg/min")),
        ("0.25 mg/kgesketamine", ("single", (0.25,), "mg/kg")),
        ("ketamine0.5mg/kg", ("single", (0.5,), "mg/kg")),
        ("\u06f0.\u06f5 mg/kg of bod weight", ("single", (0.5,), "mg/kg")),
        ("75 mg twice daily", ("single", (75.0,), "mg")),
        ("0.1, 0.2, 0.5 or 1.0 mg/kg", ("list", (0.1, 0.2, 0.5, 1.0), "mg/kg")),
        ("28-, 56-, or 84-mg", ("list", (28.0, 56.0, 84.0), "mg")),
        ("28 mg, 56 mg, or 84 mg", ("list", (28.0, 56.0, 84.0), "mg")),
        ("0.5–0.9 mg/kg", ("range", (0.5, 0.9), "mg/kg")),
        ("0.1 mg/kg to 0.5 mg/kg", ("range", (0.1, 0.5), "mg/kg")),
        ("on Day 1, then 56 or 84 mg", ("list", (56.0, 84.0), "mg")),
        ("at visit 3, 84 mg", ("single", (84.0,), "mg")),
        ("on days 1, 3 and 5, 0.5 mg/kg", ("single", (0.5,), "mg/kg")),
        ("weeks 1 to 4, 28 mg", ("single", (28.0,), "mg")),
    ],
)
def test_notation(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize("text", ["50 mg/mL", "10.5 mg/dL", "P < 0.01 mg", "40 minutes", "5%"])
def test_what_is_no_dose(text):
    assert read(text) == []


def test_drug_next_to_the_amount():
    before = find_doses("esketamine (56 mg)", VOCABULARY)[0]
    after = find_doses("0.2 mg/kg of intravenous esketamine", VOCABULARY)[0]
    assert (before.drug, after.drug) == ("esketamine", "esketamine")


@given(st.floats(0.01, 999).map(lambda x: f"{x:.2f}"), st.sampled_from(["mg", "mg/kg", "mg/day"]))
def test_offsets_quote_the_number(number, unit):
    text = f"They got ketamine {number} {unit} once."
    (mention,) = find_doses(twin(text), VOCABULARY)
    amount = mention.amounts[0]
    assert text[amount.start : amount.end] == number
    assert mention.unit == unit


@given(st.text(max_size=200))
def test_never_fails(text):
    for mention in find_doses(twin(text), VOCABULARY):
        assert 0 <= mention.start < mention.end <= len(text)
