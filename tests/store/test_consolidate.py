"""What is shown where reports agree, differ or are vague."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosetable.extract.facts import Dose, Population, Timepoint
from dosetable.store.arm_matching import ArmSource, match_arms
from dosetable.store.cells import ReportFacts
from dosetable.store.consolidate import consolidate
from dosetable.store.evidence_table import ReportView
from dosetable.store.figures import close
from dosetable.store.normalise import dose_text, normal_dose, same_dose
from dosetable.store.quotes import Quoter


def report(samples, number, kind, build, **more):
    """A report of a study, its facts built by ``build(book)``."""
    book = samples.book()
    facts = book.facts("pubmed", f"Report {number}", **build(book), **more)
    view = ReportView(
        id=number,
        kind=kind,
        title=f"Report {number}",
        citation=f"Report {number}",
        authors=(),
        journal=None,
        year=2020,
        url=None,
        pmid=None,
        pmcid=None,
        doi=None,
        registry=(),
        joined_because="by hand",
        retracted=False,
        corrected=False,
        concern=False,
        document_sha256="0" * 64,
        fetched_at=samples.night,
    )
    return ReportFacts(view=view, facts=facts, quotes={}, key=f"k{number}")


def study(*reports):
    return consolidate("doe-2020", "Doe 2020", reports)


def arms(*specs):
    """(drug, dose, role) -> a builder of those arms."""

    def build(book):
        return {
            "arms": tuple(
                book.arm(f"A{n}", drug, dose, role=role)
                for n, (drug, dose, role) in enumerate(specs, start=1)
            )
        }

    return build


KETAMINE = ("ketamine", 0.5, "experimental")
SALINE = ("saline", None, "placebo")


def shown(view):
    return [(arm.drug.value, arm.dose.value and arm.dose.value.value) for arm in view.arms]


def test_a_different_dose_is_a_conflict_and_not_another_arm(samples):
    view = study(
        report(samples, 1, "abstract", arms(KETAMINE, ("midazolam", 0.02, "active placebo"))),
        report(samples, 2, "full text", arms(KETAMINE, ("midazolam", 0.045, "active placebo"))),
    )
    midazolam = view.arms[1]
    assert len(view.arms) == 2
    assert midazolam.dose.status == "conflicting"
    assert midazolam.dose.value.value == 0.045
    assert [other.value.value for other in midazolam.dose.alternatives] == [0.02]


def test_a_vague_arm_of_a_dose_ranging_trial_stands_for_all(samples):
    def vague(book):
        found = arms(("ketamine", None, "experimental"), SALINE)(book)
        found["outcomes"] = (
            book.outcome(
                "O1",
                experimental_arm="A1",
                comparator_arm="A2",
                statistic="mean difference",
                value=-3.0,
            ),
        )
        return found

    view = study(
        report(samples, 1, "full text", arms(KETAMINE, ("ketamine", 1.0, "experimental"), SALINE)),
        report(samples, 2, "abstract", vague),
    )
    assert shown(view) == [("ketamine", 0.5), ("ketamine", 1.0), ("saline", None)]
    (row,) = view.rows
    assert row.experimental_arm is None
    assert row.comparator_arm == "saline"
    assert row.subgroup == "ketamine: 2 arms together"


def test_a_press_page_adds_no_arm(samples):
    view = study(
        report(samples, 1, "abstract", arms(KETAMINE, SALINE)),
        report(samples, 2, "press page", arms(KETAMINE, ("psilocybin", 25.0, "experimental"))),
    )
    assert shown(view) == [("ketamine", 0.5), ("saline", None)]
    assert "psilocybin" in view.warnings[0]


def test_placebo_is_the_named_comparator(samples):
    view = study(
        report(samples, 1, "abstract", arms(KETAMINE, ("midazolam", 0.045, "active placebo"))),
        report(samples, 2, "press page", arms(KETAMINE, ("placebo", None, "placebo"))),
    )
    comparator = view.arms[1]
    assert (comparator.drug.value, comparator.drug.status) == ("midazolam", "machine")
    assert (comparator.role.value, comparator.role.status) == ("active placebo", "machine")


def test_what_only_one_report_says_was_given_beside_tells_no_arms_apart(samples):
    def registered(book):
        parts = [("A1", "Panel A Placebo"), ("A2", "Panel B Placebo")]
        found = [book.arm(n, "placebo", None, role="placebo", label=label) for n, label in parts]
        return {"arms": (book.arm("A3", "ketamine", 0.5), *found)}

    def published(book):
        label = "placebo plus oral antidepressant"
        control = book.arm(
            "A2",
            "placebo",
            None,
            role="placebo",
            label=label,
            add_on=("oral antidepressant",),
            n=33,
        )
        return {"arms": (book.arm("A1", "ketamine", 0.5), control)}

    view = study(
        report(samples, 1, "registry record", registered),
        report(samples, 2, "abstract", published),
    )
    assert [arm.n.value for arm in view.arms if arm.drug.value == "placebo"] == [33, None]


def test_racemic_ketamine_and_esketamine_stay_apart(samples):
    both = arms(("esketamine", 0.25, "experimental"), ("ketamine", 0.5, "active comparator"))
    view = study(report(samples, 1, "abstract", both), report(samples, 2, "full text", both))
    assert shown(view) == [("esketamine", 0.25), ("ketamine", 0.5)]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("abstract", "registry results"), 82),
        (("abstract", "registry record"), 80),
        (("press page", "abstract"), 82),
    ],
)
def test_precedence(samples, kinds, expected):
    def size(n):
        return lambda book: {
            "population": Population(n_randomized=n, evidence=(book.say(f"n was {n}"),))
        }

    view = study(report(samples, 1, kinds[0], size(80)), report(samples, 2, kinds[1], size(82)))
    assert view.n_randomized.value == expected
    assert view.n_randomized.status == "conflicting"


def test_a_single_unsure_reading_is_unsure_and_a_second_one_settles_it(samples):
    def guess(book):
        return {"arms": (book.arm("A1", "ketamine", 0.5, confidence=0.4),)}

    one = report(samples, 1, "abstract", guess)
    assert study(one).arms[0].dose.status == "unsure"
    assert study(one, report(samples, 2, "full text", guess)).arms[0].dose.status == "machine"


def test_missing_says_why(samples):
    view = study(report(samples, 1, "abstract", arms(KETAMINE, SALINE)))
    assert view.arms[1].dose.missing == "not applicable"
    assert view.arms[0].n.missing == "not found"


def rows(samples, *specs):
    """One report a list of outcome fields."""
    reports = []
    for number, outcomes in enumerate(specs, start=1):

        def build(book, outcomes=outcomes):
            found = arms(KETAMINE, SALINE)(book)
            found["outcomes"] = tuple(
                book.outcome(
                    f"O{n}",
                    "MADRS",
                    **{
                        "timepoint": samples.day_1,
                        "experimental_arm": "A1",
                        "comparator_arm": "A2",
                        **fields,
                    },
                )
                for n, fields in enumerate(outcomes, start=1)
            )
            return found

        kind = ("full text", "abstract", "press page")[number - 1]
        reports.append(report(samples, number, kind, build))
    return study(*reports).rows


DIFFERENCE = {"statistic": "mean difference", "value": -7.95}


def test_rounded_and_unsigned_figures_agree_and_complete_each_other(samples):
    (row,) = rows(
        samples,
        [DIFFERENCE],
        [{"statistic": "mean difference", "value": 7.9, "p_operator": "<", "p_value": 0.001}],
    )
    assert (row.effect.value.value, row.effect.value.p_value) == (-7.95, 0.001)
    assert row.status == "machine"
    assert {quote.report for quote in row.quotes} == {1, 2}


def test_figures_that_differ_conflict(samples):
    (row,) = rows(samples, [DIFFERENCE], [{"statistic": "mean difference", "value": -5.1}])
    assert row.status == "conflicting"
    assert row.effect.alternatives[0].value.value == -5.1


def test_two_results_of_one_report_are_two_rows(samples):
    found = rows(samples, [DIFFERENCE, {"statistic": "mean difference", "value": -5.1}])
    assert len(found) == 2
    assert len({row.id for row in found}) == 2


def test_bare_verdicts_join_figures(samples):
    found = rows(
        samples,
        [DIFFERENCE],
        [{"direction": "favours experimental"}],
        [{"direction": "favours experimental", "timepoint": samples.day_3}],
    )
    (row,) = found
    assert row.direction.value == "favours experimental"
    assert {quote.report for quote in row.quotes} == {1, 2}


WITH_INTERVAL = DIFFERENCE | {"ci_low": -11.2, "ci_high": -4.7}
DAY_TWO = Timepoint(value=2, unit="day", hours=48)


def test_one_result_at_two_counts_of_the_day_is_one_row_and_both_are_kept(samples):
    (row,) = rows(samples, [WITH_INTERVAL], [WITH_INTERVAL | {"timepoint": DAY_TWO}])
    assert row.timepoint.value == samples.day_1
    assert row.timepoint.status == "conflicting"
    assert [other.value for other in row.timepoint.alternatives] == [DAY_TWO]


def test_a_table_without_a_time_tells_the_result_of_the_text_again(samples):
    tested = DIFFERENCE | {"p_operator": "=", "p_value": 0.14}
    found = rows(samples, [tested | {"timepoint": None}, tested])
    (row,) = found
    assert row.timepoint.value == samples.day_1
    assert row.timepoint.status == "machine"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Without an interval or a p-value, one number may well come twice.
        (DIFFERENCE, DIFFERENCE | {"timepoint": None}),
        (DIFFERENCE, DIFFERENCE | {"timepoint": DAY_TWO}),
        # Another interval is another result, and so is another direction.
        (WITH_INTERVAL, WITH_INTERVAL | {"timepoint": DAY_TWO, "ci_high": -4.0}),
        (
            WITH_INTERVAL | {"direction": "favours experimental"},
            WITH_INTERVAL | {"timepoint": DAY_TWO, "direction": "no significant difference"},
        ),
        # No way of counting days makes a day a week.
        (WITH_INTERVAL, WITH_INTERVAL | {"timepoint": Timepoint(value=7, unit="day", hours=168)}),
    ],
)  # fmt: skip
def test_results_that_only_resemble_each_other_stay_two_rows(samples, first, second):
    assert len(rows(samples, [first], [second])) == 2


def test_two_times_in_one_report_are_two_results(samples):
    assert len(rows(samples, [WITH_INTERVAL, WITH_INTERVAL | {"timepoint": DAY_TWO}])) == 2


def test_zero_is_a_value(samples):
    (row,) = rows(samples, [{"statistic": "mean difference", "value": 0.0}])
    assert row.effect.value.value == 0.0
    assert row.effect.status == "machine"


def test_arms_and_rows_do_not_depend_on_order_or_ids(samples):
    build = arms(KETAMINE, ("ketamine", 1.0, "experimental"), SALINE)

    def with_rows(book):
        found = build(book)
        found["outcomes"] = (
            book.outcome("O1", experimental_arm="A1", comparator_arm="A3", **DIFFERENCE),
            book.outcome("O2", experimental_arm="A2", comparator_arm="A3", **DIFFERENCE),
        )
        return found

    one = report(samples, 1, "abstract", with_rows)
    two = report(samples, 2, "full text", with_rows)
    other_ids = [
        replace(item, view=replace(item.view, id=item.view.id + 40)) for item in (two, one)
    ]
    first, second = study(one, two), study(*other_ids)
    assert [row.id for row in first.rows] == [row.id for row in second.rows]
    assert [arm.id for arm in first.arms] == [arm.id for arm in second.arms]


def test_a_range_beside_fixed_doses_stands_for_them(samples):
    book = samples.book()
    fixed = (
        book.arm("A1", "esketamine", 56.0, unit="mg"),
        book.arm("A2", "esketamine", 84.0, unit="mg"),
    )
    flexible = replace(book.arm("A1", "esketamine"), dose=Dose(low=56, high=84, unit="mg"))
    matching = match_arms([ArmSource(arms=fixed), ArmSource(arms=(flexible,))])
    assert len(matching.groups) == 2
    assert matching.together == {(1, "A1"): (0, 1)}


@pytest.mark.parametrize(
    ("dose", "low", "high", "unit", "basis", "computed"),
    [
        (Dose(value=0.5, unit="mg/kg"), 0.5, 0.5, "mg/kg", "per kg", False),
        (Dose(value=540, unit="mcg/kg"), 0.54, 0.54, "mg/kg", "per kg", True),
        (Dose(value=35, unit="mg/70 kg"), 0.5, 0.5, "mg/kg", "per kg", True),
        (Dose(low=56, high=84, unit="mg"), 56, 84, "mg", "flexible", False),
        (Dose(value=2.5, unit="mcg/kg/min"), 0.15, 0.15, "mg/kg/h", "rate", True),
        (Dose(value=28, unit="mg"), 28, 28, "mg", "fixed", False),
        (Dose(value=20, unit="mg/m2"), 20, 20, "mg/m2", "per area", False),
        (Dose(value=0.0, unit="mg"), 0, 0, "mg", "fixed", False),
    ],
)
def test_doses_on_the_axis(dose, low, high, unit, basis, computed):
    normal = normal_dose(dose)
    assert (normal.low, normal.high, normal.unit, normal.basis, normal.computed) == (
        low,
        high,
        unit,
        basis,
        computed,
    )


def test_doses_that_cannot_be_compared_differ():
    assert not same_dose(Dose(value=35, unit="mg"), Dose(value=0.5, unit="mg/kg"))
    assert same_dose(Dose(value=500, unit="mcg/kg"), Dose(value=0.5, unit="mg/kg"))
    assert normal_dose(Dose(unit="mg")) is None
    assert dose_text(Dose(low=56, high=84, unit="mg")) == "56-84 mg"


def test_printed_numbers():
    assert close(24.13, 24.1)
    assert close(-7.95, 7.95)
    assert not close(0.82, 1.0)
    assert not close(0.5, 0.2)
    assert not close(24.13, 24.2)
    assert close(0.0, 0.0)


@settings(max_examples=200)
@given(st.text(alphabet="ab .\n1A?", max_size=900), st.data())
def test_quotes_hold_their_span_and_stay_short(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 120)))
    quote = Quoter(text).quote(start, end)
    assert len(quote) <= 302
    assert " ".join(text[start:end].split()) in quote


def test_a_quote_is_the_sentence():
    text = "Adults took part. They got ketamine 0.5 mg/kg vs. saline. It helped."
    start = text.index("0.5")
    assert Quoter(text).quote(start, start + 9) == "They got ketamine 0.5 mg/kg vs. saline."
