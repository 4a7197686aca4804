"""Numbers and phrases, one convention each."""

from __future__ import annotations

import pytest

from dosetable.extract.facts import Bolus, Dose, Timepoint
from dosetable.site import table, wording
from dosetable.site.addresses import safe_url
from dosetable.site.charts import nice_ticks
from dosetable.site.checks import check_site
from dosetable.store.evidence_table import Effect, Figure, NormalDose


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.045, "0.045"),
        (0.0, "0"),
        (-7.31, "−7.31"),
        (100.0, "100"),
        (1234, "1\u202f234"),
        (0.1 + 0.2, "0.3"),
        (0.0000001, "0.0000001"),
    ],
)
def test_number(value: float, expected: str) -> None:
    assert wording.number(value) == expected


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        (Dose(unit="mg/kg", value=1.0), "1.0 mg/kg"),
        (Dose(unit="mg/kg", value=0.045), "0.045 mg/kg"),
        (Dose(unit="mg", value=84.0), "84 mg"),
        (Dose(unit="mg", low=56, high=84), "56 to 84 mg"),
        (Dose(unit="mg/kg", low=0.5, high=0.9), "0.5 to 0.9 mg/kg"),
        (Dose(unit="mg", high=84), "up to 84 mg"),
        (Dose(unit="mg/kg", value=0.0), "0.0 mg/kg"),
        (Dose(unit="mg"), "in mg, amount not reported"),
        (
            Dose(unit="mg/kg/h", value=0.25, bolus=Bolus(value=0.23, unit="mg/kg")),
            "0.25 mg/kg/h after a bolus of 0.23 mg/kg",
        ),
    ],
)
def test_dose(dose: Dose, expected: str) -> None:
    assert wording.dose(dose) == expected


def test_zero_effect_is_a_value() -> None:
    lines = wording.effect_lines(
        Effect(value=0.0, ci_low=-1.5, ci_high=1.5, p_operator="<", p_value=0.001),
        "mean difference",
        "points",
    )
    assert lines == ("Mean difference 0.0 points", "CI −1.5 to 1.5", "p < 0.001")
    assert wording.figure(Figure(value=0.0), "percent") == "0%"
    assert wording.figure(Figure(value=64.0, count=32, n=50), "percent") == "64% (32 of 50)"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (Timepoint(value=1, unit="day", hours=24), "1 day"),
        (Timepoint(value=4, unit="week", hours=672), "4 weeks"),
        (Timepoint(value=2, unit="hour", hours=2, anchor="last dose"), "2 hours from last dose"),
    ],
)
def test_timepoint(time: Timepoint, expected: str) -> None:
    assert wording.timepoint(time) == expected


def normal(low: float, high: float, unit: str = "mg/kg") -> NormalDose:
    return NormalDose(low=low, high=high, unit=unit, basis="per kg", computed=False)


@pytest.mark.parametrize(
    ("dose", "bands"),
    [
        (normal(0.1, 0.1), ("under 0.5 mg/kg",)),
        (normal(0.5, 0.5), ("0.5 mg/kg",)),
        (normal(0.5, 0.9), ("0.5 mg/kg", "over 0.5 mg/kg")),
        (normal(56, 84, "mg"), ("56–84 mg",)),
        (normal(28, 84, "mg"), ("under 56 mg", "56–84 mg")),
        (normal(120, 120, "mg"), ("over 84 mg",)),
        (None, ("not stated",)),
    ],
)
def test_dose_bands(dose: NormalDose | None, bands: tuple[str, ...]) -> None:
    assert table.dose_bands(dose) == bands


@pytest.mark.parametrize(
    ("hours", "window"),
    [(0, "first 24 hours"), (24, "first 24 hours"), (72, "day 2 to day 7"), (None, "not stated")],
)
def test_time_window(hours: float | None, window: str) -> None:
    assert table.time_window(hours) == window


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "https://user:pass@host.example/",
        'https://host.example/"onmouseover=x',
        "https://[broken",
        "ftp://host.example/",
        "",
        None,
    ],
)
def test_addresses_that_never_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_web_addresses_may_be_links() -> None:
    assert safe_url("https://host.example/a?b=c#d") == "https://host.example/a?b=c#d"


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)), (84.0, (0.0, 20.0, 40.0, 60.0, 80.0, 100.0))],
)
def test_ticks_are_round(highest: float, expected: tuple[float, ...]) -> None:
    assert nice_ticks(highest) == expected


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="gone.html">x</a>', "leads nowhere"),
        ('<a href="#gone">x</a>', "does not exist"),
        ('<p id="a"></p><p id="a"></p>', "given twice"),
        ("<p><b></p></b>", "closes"),
        ("<p>", "never closed"),
        ('<p style="x"></p>', "inline"),
        ('<p onclick="x"></p>', "inline"),
        ('<a href="javascript:x">x</a>', "javascript:"),
        ('<img src="https://other.example/x.png">', "another host"),
    ],
)
def test_the_checker_finds(html: str, problem: str) -> None:
    problems = check_site({"index.html": html.encode()}).problems
    assert any(problem in found for found in problems)


def test_the_checker_accepts_a_whole_page() -> None:
    page = (
        b'<p id="a"><a href="#a">x</a><a href="b/">y</a><br><a href="https://o.example">z</a></p>'
    )
    assert check_site({"index.html": page, "b/index.html": b"<p></p>"}).problems == ()
    assert check_site({"feed.xml": b"<feed>"}).problems
