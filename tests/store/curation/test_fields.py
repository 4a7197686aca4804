"""What is written for a curator reads back as the same value; what is no value is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.store.curation.fields import BadValue, field_named
from dosetable.store.evidence_table import Effect, Figure

numbers = st.integers(-9999, 9999).map(lambda n: n / 100)
counts = st.integers(0, 500)


@given(numbers, numbers, numbers, st.integers(0, 1000).map(lambda n: n / 1000))
def test_effects(value, one, other, p):
    effect = Effect(
        value=value,
        ci_level=95.0,
        ci_low=min(one, other),
        ci_high=max(one, other),
        p_operator="=",
        p_value=p,
    )
    field = field_named("row", "effect")
    assert field.parse(field.text(effect)) == effect
    assert field.load(field.dump(effect)) == effect


@given(numbers, counts, counts, counts)
def test_figures(value, spread, count, more):
    field = field_named("row", "experimental")
    figure = Figure(
        value=value, dispersion=float(spread), dispersion_type="SD", count=count, n=count + more + 1
    )
    assert field.parse(field.text(figure)) == figure


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("arm", "dose", "0.5 mg/kg"),
        ("arm", "dose", "56-84 mg"),
        ("arm", "role", "active placebo"),
        ("arm", "n", "0"),
        ("row", "timepoint", "1 day after last dose"),
        ("row", "experimental", "13 patients"),
        ("row", "effect", "p < 0.001"),
        ("study", "randomized", "no"),
        ("study", "conditions", "bipolar depression, suicidal ideation"),
    ],
)
def test_texts_come_back(kind, name, text):
    field = field_named(kind, name)
    assert field.text(field.parse(text)) == text


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("arm", "dose", "0.5"),
        ("arm", "dose", "84-56 mg"),
        ("arm", "n", "-1"),
        ("arm", "n", "twenty"),
        ("arm", "role", "bystander"),
        ("row", "experimental", "14 of 13"),
        ("row", "effect", "-8 (95% CI 2 to 1)"),
        ("row", "effect", "p = 1.2"),
        ("row", "effect", ""),
        ("study", "conditions", "the blues"),
    ],
)
def test_what_is_no_value_is_refused(kind, name, text):
    with pytest.raises(BadValue):
        field_named(kind, name).parse(text)
