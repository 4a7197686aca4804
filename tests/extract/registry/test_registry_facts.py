"""A registry record: arms, numbers, outcomes, each where the record prints it. Invented."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Outcome
from dosetable.extract.readers import read
from dosetable.extract.registry import RegistryFacts, registry_facts
from dosetable.extract.vocabulary import load_vocabulary

KET = "Ketamine 0.5 mg/kg"
MID = "Midazolam"


def measurement(group: str, value: str, spread: str | None = None, **more: str) -> dict[str, str]:
    return {"groupId": group, "value": value, **({"spread": spread} if spread else {}), **more}


def denominators(first: str, second: str) -> list[dict[str, Any]]:
    counts = [{"groupId": "OG000", "value": first}, {"groupId": "OG001", "value": second}]
    return [{"units": "Participants", "counts": counts}]


def outcome(title: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "PRIMARY",
        "title": title,
        "reportingStatus": "POSTED",
        "timeFrame": "Baseline to Day 28",
        "paramType": "MEAN",
        "dispersionType": "Standard Deviation",
        "unitOfMeasure": "units on a scale",
        # Listed the other way round than the arms: ids are local.
        "groups": [
            {"id": "OG000", "title": MID, "description": "0.045 mg/kg"},
            {"id": "OG001", "title": "Ketamine", "description": "Ketamine 0.5 mg/kg infusion"},
        ],
        "denoms": denominators("30", "31"),
        "classes": [
            {
                "categories": [
                    {
                        "measurements": [
                            measurement("OG000", "-5.5", "4.1"),
                            measurement("OG001", "-12.25", "6.03"),
                        ]
                    }
                ]
            }
        ],
        **more,
    }


RECORD: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT99999999", "officialTitle": "Ketamine Against Midazolam"},
        "descriptionModule": {"briefSummary": "Score \\>=22 \\[invented\\]."},
        "conditionsModule": {"conditions": ["Depressive Disorder, Major"]},
        "designModule": {
            "studyType": "INTERVENTIONAL", "phases": ["PHASE2", "PHASE3"],
            "designInfo": {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL", "maskingInfo": {"masking": "TRIPLE"}},
            "enrollmentInfo": {"count": 64, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": KET, "type": "EXPERIMENTAL", "description": "Single intravenous infusion over 40 minutes", "interventionNames": ["Drug: Ketamine"]},
                {"label": MID, "type": "ACTIVE_COMPARATOR", "description": "Midazolam 0.045 mg/kg intravenously over 40 minutes", "interventionNames": ["Drug: Midazolam"]},
            ],
            "interventions": [{"type": "DRUG", "name": "Ketamine", "armGroupLabels": [KET]}, {"type": "DRUG", "name": "Midazolam"}],
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": "Change in MADRS", "timeFrame": "Day 28"}], "secondaryOutcomes": [{"measure": "Blood pressure"}]},
        "eligibilityModule": {"minimumAge": "18 Years", "maximumAge": "65 Years"},
    },
    "resultsSection": {
        "participantFlowModule": {
            "groups": [{"id": "FG000", "title": KET}, {"id": "FG001", "title": MID}],
            "periods": [{"title": "Overall", "milestones": [
                {"type": "STARTED", "achievements": [{"groupId": "FG000", "numSubjects": "32"}, {"groupId": "FG001", "numSubjects": "31"}]},
                {"type": "COMPLETED", "achievements": [{"groupId": "FG000", "numSubjects": "29"}]},
            ]}],
        },
        "outcomeMeasuresModule": {"outcomeMeasures": []},
    },
}  # fmt: skip


def facts(*outcomes: dict[str, Any], **changes: Any) -> tuple[Document, RegistryFacts]:
    record = copy.deepcopy(RECORD)
    record["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"] = list(outcomes)
    record["protocolSection"]["designModule"].update(changes)
    (document,) = read(json.dumps(record).encode())
    return document, registry_facts(document, load_vocabulary())


def quote(document: Document, found: Outcome, field: str | None) -> str:
    return next(document.text[e.start : e.end] for e in found.evidence if e.field == field)


def test_design_population_and_arms() -> None:
    document, found = facts()
    assert found.screening.included
    assert found.screening.study_type == "protocol or registration"
    assert (found.design.randomized, found.design.assignment, found.design.masking, found.design.phase) == (True, "parallel", "triple", "2/3")  # fmt: skip
    assert found.population.conditions == ("major depressive disorder",)
    assert (found.population.age_min, found.population.age_max, found.population.n_randomized) == (18, 65, 64)  # fmt: skip
    ketamine, midazolam = found.arms
    assert ketamine.dose is not None
    assert (ketamine.drug, ketamine.role, ketamine.dose.value, ketamine.route, ketamine.infusion_minutes, ketamine.n) == ("ketamine", "experimental", 0.5, "intravenous", 40, 32)  # fmt: skip
    assert (midazolam.drug, midazolam.role, midazolam.n) == ("midazolam", "active placebo", 31)
    (n,) = [e for e in ketamine.evidence if e.field == "n"]
    assert document.text[n.start : n.end] == "32"
    assert "same title" in n.rule
    assert [p.measure for p in found.planned_outcomes] == ["MADRS"]
    assert "Score >=22 [invented]." in document.text


@pytest.mark.parametrize(
    ("enrolment", "expected"),
    [({"count": 64, "type": "ESTIMATED"}, None), ({"count": 99999999, "type": "ACTUAL"}, None), ({"count": 0, "type": "ACTUAL"}, 0)],
)  # fmt: skip
def test_only_a_known_actual_enrolment_counts(
    enrolment: dict[str, Any], expected: int | None
) -> None:
    _, found = facts(enrollmentInfo=enrolment)
    assert found.population.n_randomized == expected


def test_figures_are_exact_and_quoted() -> None:
    document, found = facts(outcome("Change From Baseline in MADRS at Day 28"))
    (row,) = found.outcomes
    assert (row.measure, row.statistic, row.unit, row.role) == (
        "MADRS",
        "mean change",
        "points",
        "primary",
    )
    assert (row.experimental_arm, row.comparator_arm) == ("A1", "A2")
    assert (row.experimental_value, row.comparator_value) == (-12.25, -5.5)
    assert (row.experimental_n, row.comparator_n) == (31, 30)
    assert (row.dispersion_type, row.experimental_dispersion, row.comparator_dispersion) == (
        "SD",
        6.03,
        4.1,
    )
    assert row.timepoint is not None
    assert row.timepoint.hours == 28 * 24
    assert quote(document, row, "experimental_value") == "-12.25"
    assert quote(document, row, None) == "Ketamine: -12.25 (6.03)"


def analysis(**more: str | list[str]) -> dict[str, Any]:
    return {
        "groupIds": ["OG001", "OG000"], "paramType": "LS Mean Difference", "paramValue": "-6.5",
        "ciPctValue": "95", "ciLowerLimit": "-9.1", "ciUpperLimit": "-3.9", "pValue": "&lt; 0.001", **more,
    }  # fmt: skip


def test_analysis() -> None:
    document, found = facts(outcome("Change in MADRS", analyses=[analysis()]))
    row = found.outcomes[-1]
    assert (row.statistic, row.value, row.normalized_value) == ("mean difference", -6.5, -6.5)
    assert (row.ci_level, row.ci_low, row.ci_high, row.p_operator, row.p_value) == (
        95,
        -9.1,
        -3.9,
        "<",
        0.001,
    )
    assert row.direction == "favours experimental"
    assert quote(document, row, None).startswith("Analysis: Ketamine versus Midazolam")


def test_the_sign_is_kept_as_posted_and_checked_against_the_arms() -> None:
    flipped = analysis(
        groupIds=["OG000", "OG001"], paramValue="6.5", ciLowerLimit="3.9", ciUpperLimit="9.1"
    )
    _, found = facts(outcome("Change in MADRS", analyses=[flipped]))
    row = found.outcomes[-1]
    assert (row.experimental_arm, row.value, row.normalized_value) == ("A1", 6.5, -6.5)
    assert row.direction == "favours experimental"


def test_p_is_followed_where_the_interval_disagrees() -> None:
    _, found = facts(
        outcome("Change in MADRS", analyses=[analysis(pValue="0.052", ciUpperLimit="-0.03")])
    )
    assert found.outcomes[-1].direction == "no significant difference"
    assert any("disagree" in w for w in found.warnings)


def test_noninferiority_p_is_not_recorded() -> None:
    noninferior = analysis(
        nonInferiorityType="NON_INFERIORITY",
        nonInferiorityComment="A margin of 5.0 was set.",
        pValue="<0.001",
    )
    _, found = facts(outcome("Change in MADRS", analyses=[noninferior]))
    row = found.outcomes[-1]
    assert row.p_value is None
    assert row.noninferiority is not None
    assert row.noninferiority.margin == 5.0


def test_omnibus_and_na_figures_are_left_out() -> None:
    groups = analysis(groupIds=["OG000", "OG001", "OG000"])
    limits = analysis(ciUpperLimit="NA")
    _, found = facts(outcome("Change in MADRS", analyses=[groups, limits]))
    assert len(found.outcomes) == 2
    assert found.outcomes[-1].ci_high is None
    assert any("NA" in w for w in found.warnings)


def test_several_rows_are_timepoints_with_their_own_denominators() -> None:
    rows = [
        {"title": "Baseline", "categories": [{"measurements": [measurement("OG000", "30"), measurement("OG001", "31")]}]},
        {"title": "Week 1", "denoms": denominators("28", "27"), "categories": [{"measurements": [measurement("OG000", "20"), measurement("OG001", "12")]}]},
        {"title": "Week 4", "categories": [{"measurements": [measurement("OG000", "18"), measurement("OG001", "NA", comment="not done")]}]},
    ]  # fmt: skip
    _, found = facts(outcome("MADRS Total Score", classes=rows))
    row, one_sided = found.outcomes
    assert (one_sided.experimental_value, one_sided.comparator_value) == (None, 18)
    assert (row.statistic, row.experimental_value, row.comparator_value) == ("mean score", 12, 20)
    assert (row.experimental_n, row.comparator_n) == (27, 28)
    assert row.timepoint is not None
    assert (row.timepoint.value, row.timepoint.unit) == (1, "week")


def test_counts_of_responders() -> None:
    posted = outcome(
        "Number of Participants With Response on the MADRS at 24 Hours",
        paramType="COUNT_OF_PARTICIPANTS", dispersionType=None, unitOfMeasure="Participants",
        classes=[{"categories": [
            {"title": "Yes", "measurements": [measurement("OG000", "8"), measurement("OG001", "20")]},
            {"title": "No", "measurements": [measurement("OG000", "22"), measurement("OG001", "11")]},
        ]}],
    )  # fmt: skip
    _, found = facts(posted)
    (row,) = found.outcomes
    assert (row.measure, row.on_measure, row.statistic, row.unit) == (
        "response",
        "MADRS",
        "response rate",
        "patients",
    )
    assert (row.experimental_count, row.comparator_count, row.experimental_n) == (20, 8, 31)


@pytest.mark.parametrize(
    "title",
    [
        "Systolic Blood Pressure",
        "Change in Sheehan Disability Scale (SDS)",
        "Plasma Ketamine and MADRS",
    ],
)
def test_other_measures_are_no_outcomes(title: str) -> None:
    assert facts(outcome(title))[1].outcomes == ()


def test_unposted_outcomes_and_unmatched_groups() -> None:
    strangers = [{"id": "OG000", "title": "All Participants"}, {"id": "OG001", "title": "Ketamine"}]
    _, found = facts(
        outcome("Change in MADRS", reportingStatus="NOT_POSTED"),
        outcome("Change in MADRS", groups=strangers),
    )
    (row,) = found.outcomes
    assert (row.value, row.comparator_arm) == (-12.25, None)
    assert any("All Participants" in w for w in found.warnings)


def test_a_period_is_no_time() -> None:
    _, found = facts(
        outcome("Change in MADRS at Day 8 of Period 1", timeFrame="Day 1 to Day 8 of Period 1")
    )
    assert found.outcomes[0].timepoint is not None
    assert found.outcomes[0].timepoint.value == 8


def test_other_drugs_are_screened_out() -> None:
    document, _ = facts()
    text = json.dumps(document.record).replace("etamine", "etirizine")
    (other,) = read(text.encode())
    found = registry_facts(other, load_vocabulary())
    assert not found.screening.included
    assert found.arms == ()


def withdrawal(periods: list[dict[str, Any]]) -> RegistryFacts:
    record = copy.deepcopy(RECORD)
    design = record["protocolSection"]["designModule"]
    design["designInfo"]["interventionModelDescription"] = "Randomized withdrawal"
    design["enrollmentInfo"]["count"] = 700
    flow = record["resultsSection"]["participantFlowModule"]
    flow["groups"].append({"id": "FG002", "title": "Not randomized: went on with midazolam"})
    flow["periods"] = periods
    (document,) = read(json.dumps(record).encode())
    return registry_facts(document, load_vocabulary())


def period(title: str, **started: int) -> dict[str, Any]:
    counts = [{"groupId": k, "numSubjects": str(n)} for k, n in started.items()]
    return {"title": title, "milestones": [{"type": "STARTED", "achievements": counts}]}


def test_a_randomized_withdrawal_counts_its_randomized_period() -> None:
    found = withdrawal(
        [period("Induction", FG000=650, FG001=50), period("Maintenance", FG000=90, FG001=86, FG002=40), period("Follow-up after withdrawal", FG000=12)]
    )  # fmt: skip
    assert found.design.assignment == "randomized withdrawal"
    assert found.population.n_randomized == 176
    assert [arm.n for arm in found.arms] == [90, 86]


def test_the_enrolment_of_a_randomized_withdrawal_is_not_its_number_randomized() -> None:
    found = withdrawal([])
    assert found.population.n_randomized is None
    assert [arm.n for arm in found.arms] == [None, None]
    assert any("not the number randomized" in w for w in found.warnings)


def rows(*titles: str, first: str = "20", second: str = "12") -> list[dict[str, Any]]:
    cells = [measurement("OG000", first), measurement("OG001", second)]
    return [{"title": t, "categories": [{"measurements": cells}]} for t in titles]


def filed(groups: tuple[str, ...], value: str, **more: str) -> dict[str, Any]:
    return {
        "groupIds": list(groups),
        "paramType": "LS Mean Difference",
        "paramValue": value,
        "nonInferiorityType": "SUPERIORITY",
        **more,
    }


def test_an_analysis_belongs_to_the_row_that_its_comment_names() -> None:
    both = ("OG001", "OG000")
    posted = outcome(
        "MADRS Total Score",
        classes=rows("Week 1", "Week 4"),
        analyses=[
            filed(both, "-8", groupDescription="Change at week 4"),
            filed(both, "-7", statisticalComment="Week 1 contrast"),
            filed(both, "-6", groupDescription="MMRM"),
            filed(both, "-5", groupDescription="Week 1 and week 4 together"),
        ],
    )
    _, found = facts(posted)
    read = [(o.value, o.timepoint and o.timepoint.value) for o in found.outcomes if o.value]
    assert read == [(-8, 4), (-7, 1)]
    assert any("do not say which of its rows" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("value", "comment", "read"),
    [
        ("-6.5", "", True),  # the difference of the arms' figures
        ("-12", "", False),  # the arm's own change
        ("-6.5", "Change from baseline within the arm", True),
        ("-3", "ketamine minus midazolam", True),
        ("-12.25", "compared with baseline", False),
    ],
)
def test_an_analysis_filed_under_one_group(value: str, comment: str, read: bool) -> None:
    posted = outcome(
        "Change From Baseline in MADRS",
        analyses=[filed(("OG001",), value, groupDescription=comment)],
    )
    _, found = facts(posted)
    assert [o.value for o in found.outcomes if o.value is not None] == (
        [float(value)] if read else []
    )


def test_rows_that_are_no_result_of_the_measure() -> None:
    titles = ("Day 0", "Day 1", "Males: Day 1", "Apparent sadness", "Day 2 (baseline)")
    _, found = facts(outcome("MADRS Total Score", classes=rows(*titles)))
    (row,) = found.outcomes
    assert row.timepoint is not None
    assert row.timepoint.hours == 24
    _, found = facts(outcome("MADRS, first hours", classes=rows("Day 0, 240 min", "Post-dose 9")))
    assert [o.timepoint and o.timepoint.hours for o in found.outcomes] == [4, 672]


def test_those_without_the_event_are_not_counted_as_it() -> None:
    kind = {"paramType": "COUNT_OF_PARTICIPANTS", "dispersionType": None, "unitOfMeasure": "Participants"}  # fmt: skip
    relapse = outcome("Participants Who Relapsed", classes=rows("Relapsed", "Did not relapse"), **kind)  # fmt: skip
    _, found = facts(relapse)
    assert len(found.outcomes) == 1
    for title in ("Participants Without Relapse", "Non-responders on the MADRS", "Partial Response on the MADRS"):  # fmt: skip
        _, found = facts(outcome(title, **kind))
        assert found.outcomes == ()


def test_a_number_of_points_is_no_rate() -> None:
    _, found = facts(outcome("HAM-D Score", paramType="NUMBER", dispersionType=None))
    assert [(o.statistic, o.unit) for o in found.outcomes] == [(None, "points")]
    _, found = facts(
        outcome("Remission on the HAM-D", paramType="NUMBER", unitOfMeasure="proportion of participants")
    )  # fmt: skip
    assert [(o.statistic, o.unit) for o in found.outcomes] == [("remission rate", None)]


def test_a_scale_beside_what_it_measures() -> None:
    _, found = facts(outcome("Suicidal Ideation (SSI)"))
    assert {o.measure for o in found.outcomes} == {"SSI"}
