"""Routes and infusion times in the words that authors use for them."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TEXT = (
    "Ketamine in treatment-resistant depression: a randomized trial\n\nMethods: Forty-four patients "
    "with treatment-resistant depression were randomized to {}."
)


@pytest.mark.parametrize(
    ("words", "minutes", "route"),
    [
        ("ketamine 0.4 mg/kg i.v. for 50 min or saline", 50, "intravenous"),
        ("intravenous ketamine 0.4 mg/kg per 50 min or saline", 50, "intravenous"),
        ("ketamine 0.4 mg/kg by slow (50 min) intravenous infusion or saline", 50, "intravenous"),
        ("a 50 min intravenous (IV) infusion of ketamine 0.4 mg/kg or saline", 50, "intravenous"),
        ("ketamine 0.4 mg/kg dripped for three quarters of an hour or saline", 45, "intravenous"),
        ("ketamine 0.4 mg/kg infused over one and a half hours or saline", 90, "intravenous"),
        (
            "ketamine 0.4 mg/kg or saline, injected into a vein over 12 min after delivery",
            12,
            "intravenous",
        ),
        ("ketamine 60 mg through the nose or saline", None, "intranasal"),
        ("IN esketamine 28 mg or placebo", None, "intranasal"),
        ("ketamine 0.4 mg/kg into the muscle or saline", None, "intramuscular"),
        ("ketamine 0.4 mg/kg intra-muscularly or saline", None, "intramuscular"),
        ("ketamine 0.4 mg/kg injected beneath the skin or saline", None, "subcutaneous"),
        ("ketamine syrup 60 mg or placebo", None, "oral"),
    ],
)
def test_route_and_time(words: str, minutes: float | None, route: str) -> None:
    (facts,) = extract_bytes(TEXT.format(words).encode())
    (drug,) = (a for a in facts.arms if a.role == "experimental")
    assert (drug.infusion_minutes, drug.route) == (minutes, route)
