"""Each check of what was read: what it says, whose confidence it lowers, and when it is silent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.confidence import assess, doubts, numbers
from dosetable.extract.confidence.calibration import Calibration, Count, Key, calibration, key_of
from dosetable.extract.confidence.dose_ranges import dose_ranges
from dosetable.extract.facts import (
    Arm,
    Design,
    Dose,
    Evidence,
    Outcome,
    Population,
    StudyFacts,
    Timepoint,
)


def span(field: str | None = None, rule: str = "some.rule", confidence: float = 0.9) -> Evidence:
    return Evidence(start=3, end=9, confidence=confidence, rule=rule, field=field)


def arm(key: str, **more: Any) -> Arm:
    given = {"drug": "ketamine", "role": "experimental", "evidence": (span(), span("n")), **more}
    return Arm(id=key, label=f"group {key}", **given)


def row(**more: Any) -> Outcome:
    given = {"measure": "MADRS", "evidence": (span(), span("ci")), **more}
    return Outcome(id="O1", **given)


def said(
    *rows: Outcome,
    arms: tuple[Arm, ...] = (),
    population: Population | None = None,
    design: Design | None = None,
) -> list[str]:
    found = doubts(design or Design(), population or Population(), arms, rows)
    return [doubt.message for doubt in found]


RATE: dict[str, Any] = {"measure": "response", "statistic": "response rate", "unit": "percent"}
DIFFERENCE: dict[str, Any] = {"statistic": "mean difference", "value": -4.0}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**RATE, "experimental_value": 64, "experimental_count": 30, "experimental_n": 60}, "is 50.0%, not 64%"),
        ({**RATE, "comparator_count": 12, "comparator_n": 11}, "more than all"),
        ({**RATE, "comparator_value": 140.0}, "no percentage"),
        ({**DIFFERENCE, "ci_low": -2.0, "ci_high": -7.0}, "goes down"),
        ({**DIFFERENCE, "ci_low": -3.0, "ci_high": -1.0}, "outside its interval"),
        ({**DIFFERENCE, "ci_low": -9.0, "ci_high": 1.0, "p_operator": "<", "p_value": 0.001}, "but p is small"),
        ({**DIFFERENCE, "ci_low": -7.0, "ci_high": -1.0, "p_operator": "=", "p_value": 0.4}, "but p is large"),
        ({"statistic": "odds ratio", "value": -2.0}, "above zero"),
        ({"p_operator": "=", "p_value": 3.0}, "impossible"),
        ({"direction": "no significant difference", "p_operator": "=", "p_value": 0.004}, "but p is small"),
        ({"direction": "favours experimental", "p_operator": "=", "p_value": 0.3}, "but p is large"),
        ({**RATE, "experimental_value": 20, "comparator_value": 60, "direction": "favours experimental"}, "by the figures: favours comparator"),
        ({"statistic": "mean change", "dispersion_type": "SD", "experimental_dispersion": 9.0, "comparator_dispersion": 1.1}, "an SD beside an SE"),
    ],
)  # fmt: skip
def test_a_result_that_does_not_fit(fields: dict[str, Any], words: str) -> None:
    (message,) = said(row(**fields))
    assert words in message


@pytest.mark.parametrize(
    "fields",
    [
        {**RATE, "experimental_value": 63.6, "experimental_count": 7, "experimental_n": 11},
        {**DIFFERENCE, "ci_low": -7.3, "ci_high": -0.6, "p_operator": "=", "p_value": 0.02},
        # An improvement printed without its sign beside signed limits.
        {"statistic": "mean difference", "value": 5.1, "ci_low": -7.9, "ci_high": -2.3},
        # p and interval on either side of the border, as rounding and models have it.
        {**DIFFERENCE, "ci_low": -8.0, "ci_high": 0.02, "p_operator": "=", "p_value": 0.049},
        {"statistic": "hazard ratio", "value": 0.49, "ci_low": 0.29, "ci_high": 0.84, "p_operator": "=", "p_value": 0.003},
        # Many tests: 0.03 may well be called not significant.
        {"direction": "no significant difference", "p_operator": "=", "p_value": 0.03},
        {"statistic": "relapse rate", "unit": "percent", "experimental_value": 20, "comparator_value": 60, "direction": "favours experimental"},
    ],
)  # fmt: skip
def test_a_result_that_fits(fields: dict[str, Any]) -> None:
    assert said(row(**fields)) == []


PAIR: dict[str, Any] = {"experimental_arm": "A1", "comparator_arm": "A2"}


@pytest.mark.parametrize(
    ("pair", "estimate", "fits"),
    [
        (("mean score", "points", 12.0, 18.0), ("mean difference", -5.1, -8.0, -2.2), True),
        (("mean score", "points", 12.0, 18.0), ("mean difference", 5.1, 2.2, 8.0), True),
        # the comparator's score is of another time
        (("mean score", "points", 12.0, 31.0), ("mean difference", -5.1, -8.0, -2.2), False),
        (("response rate", "percent", 60.0, 30.0), ("odds ratio", 3.3, 1.2, 9.0), True),
        (("response rate", "percent", 60.0, 30.0), ("odds ratio", 0.3, 0.11, 0.83), True),
        (("response rate", "percent", 60.0, 30.0), ("odds ratio", 0.9, 0.6, 1.3), False),
        (("response rate", "percent", 60.0, 30.0), ("risk ratio", 2.0, 1.2, 3.3), True),
        (("response rate", "percent", 60.0, 30.0), ("risk difference", 8.0, 1.0, 15.0), False),
        # of other kinds nothing is known
        (("median", "points", 12.0, 31.0), ("mean difference", -5.1, -8.0, -2.2), True),
        (("response rate", "percent", 60.0, 0.0), ("odds ratio", 0.9, 0.6, 1.3), True),
    ],
)
def test_an_estimate_and_the_arms_own_figures(
    pair: tuple[str, str, float, float], estimate: tuple[str, float, float, float], fits: bool
) -> None:
    statistic, unit, own, other = pair
    kind, value, low, high = estimate
    said_of = said(
        row(**PAIR, statistic=statistic, unit=unit, experimental_value=own, comparator_value=other),
        row(**PAIR, statistic=kind, value=value, ci_low=low, ci_high=high),
    )
    assert (not [message for message in said_of if "far outside" in message]) == fits


def test_arms_that_do_not_add_up() -> None:
    arms = (arm("A1", n=30), arm("A2", n=25))
    people = Population(n_randomized=60, evidence=(span("n_randomized"),))
    assert "30 + 25 = 55" in said(arms=arms, population=people)[0]
    assert said(arms=arms, population=replace(people, n_randomized=55)) == []
    crossover = Design(assignment="crossover")
    assert said(arms=arms, population=people, design=crossover) == []
    part = (arm("A1", n=30), arm("A2"))
    assert said(arms=part, population=people) == []


def test_people_out_of_order() -> None:
    assert "more completed (50)" in said(population=Population(n_randomized=40, n_completed=50))[0]
    assert "fewer were screened" in said(population=Population(n_randomized=40, n_screened=9))[0]
    assert "go down" in said(population=Population(age_min=65, age_max=18))[0]
    assert "8 were analysed" in said(arms=(arm("A1", n=7, n_analyzed=8),))[0]
    more = row(experimental_arm="A1", experimental_n=12)
    assert said(more, arms=(arm("A1", n=10),)) == ["MADRS: 12 in an arm of 10"]


def test_standard_deviations_that_are_errors() -> None:
    pair = {"experimental_arm": "A1", "comparator_arm": "A2"}
    arms_row = replace(
        row(**pair, dispersion_type="SD", experimental_dispersion=1.9, comparator_dispersion=2.0),
        id="O2", experimental_n=40, comparator_n=40,
    )  # fmt: skip
    effect = row(**pair, **DIFFERENCE, ci_low=-9.4, ci_high=1.4)
    assert "SD and SE mixed up" in said(arms_row, effect)[0]
    assert said(replace(arms_row, dispersion_type="SE"), effect) == []


@pytest.mark.parametrize(
    ("drug", "route", "dose", "plausible"),
    [
        ("ketamine", "intravenous", Dose(value=0.5, unit="mg/kg"), True),
        ("ketamine", "intravenous", Dose(value=50, unit="mg/kg"), False),
        ("ketamine", "intramuscular", Dose(value=8, unit="mg/kg"), True),
        ("ketamine", "intravenous", Dose(value=8, unit="mg/kg"), False),
        ("ketamine", None, Dose(value=500, unit="mcg/kg"), True),
        ("ketamine", None, Dose(value=0.0125, unit="mg/kg/min"), True),
        ("esketamine", "intranasal", Dose(low=56, high=84, unit="mg"), True),
        ("esketamine", "intranasal", Dose(low=56, high=840, unit="mg"), False),
        ("midazolam", None, Dose(value=0.45, unit="mg/kg"), False),
        ("psilocybin", "oral", Dose(value=9000, unit="mg"), True),
    ],
)
def test_dose_ranges(drug: str, route: Any, dose: Dose, plausible: bool) -> None:
    found = said(arms=(arm("A1", drug=drug, route=route, dose=dose),))
    assert (found == []) is plausible


def test_each_range_names_its_source() -> None:
    assert all(len(line.source) > 10 for line in dose_ranges())
    keys = [(line.drug, line.unit, line.route) for line in dose_ranges()]
    assert len(keys) == len(set(keys))


def test_a_failed_check_lowers_what_it_concerns_alone() -> None:
    wrong = arm("A1", dose=Dose(value=50, unit="mg/kg"))
    right = arm("A2", dose=Dose(value=0.5, unit="mg/kg"))
    found = assess(Design(), Population(), (wrong, right), (), Calibration())
    by_field = {e.field: e.confidence for e in found.arms[0].evidence}
    assert by_field == {None: 0.9, "n": 0.9, "dose": 0.45}
    assert replace(found.arms[1], evidence=right.evidence) == right
    assert {e.field: e.confidence for e in found.arms[1].evidence} == {None: 0.9, "n": 0.9}
    assert found.arms[0].dose == wrong.dose
    (warning,) = found.warnings
    assert "50 mg/kg is outside what is plausible for ketamine" in warning


def test_several_failed_checks_lower_once() -> None:
    odd = row(statistic="odds ratio", value=-2.0, ci_low=3.0, ci_high=1.0)
    found = assess(Design(), Population(), (), (odd,), Calibration())
    assert len(found.warnings) == 2
    assert [e.confidence for e in found.outcomes[0].evidence if e.field in {None, "ci"}] == [0.45, 0.45]  # fmt: skip


def test_measured_rates_are_shrunk() -> None:
    def count(rule: str, right: int, of: int) -> Count:
        return Count(value="arm.whole", rule=rule, stated=9, right=right, of=of)

    rates = calibration((count("often", 96, 100), count("once", 1, 1), count("bad", 5, 20)))
    often, once, bad = (
        rates.apply("arm", span(rule=rule)).confidence for rule in ("often", "once", "bad")
    )
    assert 0.94 < often < 0.97
    assert 0.25 < bad < 0.4
    assert bad < once < often  # one right value proves little
    assert rates.apply("arm", span(rule="unknown")).confidence == 0.9
    assert key_of("arm", span("n")).value == "arm.n"


def _read(results: str) -> StudyFacts:
    text = (
        "A randomized trial of ketamine in treatment-resistant depression\n\n"
        "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
        "randomized to ketamine 0.5 mg/kg (n = 30) or saline (n = 30). The MADRS was the primary "
        f"outcome.\nResults: {results}\n"
    )
    (found,) = extract_bytes(text.encode())
    return found


def _whole(outcome: Outcome) -> float:
    return next(e.confidence for e in outcome.evidence if e.field is None)


def test_what_a_clause_leaves_to_the_text_around_it_is_less_sure() -> None:
    named = _read(
        "At day 7 the mean MADRS was 12.0 (SD 5.0) with ketamine and 18.0 (SD 6.0) with saline."
    )
    silent = _read(
        "MADRS was rated by blinded raters. At day 7 mean scores were 12.0 (SD 5.0) and 18.0 (SD 6.0)."
    )
    assert [o.experimental_value for o in (*named.outcomes, *silent.outcomes)] == [12.0, 12.0]
    assert _whole(silent.outcomes[0]) < _whole(named.outcomes[0])


def test_sizes_that_add_up_are_surer_than_sizes_that_nothing_confirms() -> None:
    confirmed = _read("All stayed.").arms
    other = replace(confirmed[0], n=29)
    design, population = Design(assignment="parallel"), Population(n_randomized=60)
    for arms, suffix in ((confirmed, ".adds-up"), ((other, confirmed[1]), ".unconfirmed")):
        checked = numbers.checked_sizes(design, population, arms)
        rules = [e.rule for a in checked for e in a.evidence if e.field == "n"]
        assert rules
        assert all(rule.endswith(suffix) for rule in rules)


def test_a_rule_s_own_doubt_counts_where_few_values_were_seen() -> None:
    def rate(stated: int, seen: int) -> float:
        line = Count(value="outcome.whole", rule="rule", stated=stated, right=seen, of=seen)
        return calibration((line,)).rates[Key("outcome.whole", "rule", stated)]

    assert rate(9, 3) > rate(6, 3)
    assert rate(6, 300) > 0.95


DAY = Timepoint(value=1, unit="day", hours=24)
IN_TABLE = (Evidence(start=3, end=9, confidence=0.9, rule="table.figure", section="table"),)
SCORES: dict[str, Any] = {
    "measure": "MADRS", "statistic": "mean score", "timepoint": DAY, "evidence": IN_TABLE,
    "experimental_arm": "A1", "comparator_arm": "A2", "experimental_value": 15.2, "comparator_value": 20.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"experimental_value": 16.1}, ["16.1 here, 15.2 in another table", "15.2 here, 16.1 in another table"]),
        ({"comparator_value": 22.0, "experimental_arm": "A3"}, ["22 here, 20 in another table", "20 here, 22 in another table"]),
        ({"experimental_value": 15.23, "comparator_value": 20.04}, []),  # rounded
        ({"experimental_value": 16.1, "timepoint": Timepoint(value=7, unit="day", hours=168)}, []),
        ({"experimental_value": 16.1, "timepoint": None}, []),
        ({"experimental_value": 16.1, "subgroup": "Period 2"}, []),
        ({"experimental_value": -16.1, "comparator_value": -11, "statistic": "mean change"}, []),
        ({"experimental_value": 16.1, "evidence": (span(),)}, []),  # prose tells of another analysis
    ],
)  # fmt: skip
def test_tables_that_contradict_each_other(other: dict[str, Any], words: list[str]) -> None:
    first = Outcome(id="O1", **SCORES)
    found = said(first, Outcome(id="O2", **{**SCORES, **other}))
    assert sorted(m.partition(": ")[2] for m in found) == sorted(words)
