"""Records of registers that a page carries as text: labels on lines of their own, rows between bars, and
pages that list planned trials. All records are invented; the labels are the registers' own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _arms(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [(a.drug, a.dose and a.dose.value, a.route, a.n) for a in facts.arms]


LINES = (
    "Ketamine at caesarean delivery in mothers with prenatal depression\n\nPostpartum depression is frequent, with reported incidences of 15% to 20%. This study asks "
    "whether ketamine at delivery lowers the incidence of postpartum depression in mothers with prenatal depression.\nStudy Type\nINTERVENTIONAL\nAllocation\nRANDOMIZED\n"
    "Purpose\nPREVENTION\nMasking\nQUADRUPLE\nEnrollment\n64\nKetamine (0.5 mg/kg in 100 ml normal saline) will be infused intravenously over 40 minutes after delivery.\n"
    "Placebo (100 ml normal saline) will be infused intravenously over 40 minutes after delivery.\n"
)


def test_labels_on_lines_of_their_own() -> None:
    facts = _facts(LINES)
    assert facts.screening.study_type == "protocol or registration"
    assert (facts.design.randomized, facts.design.masking) == (True, "quadruple")
    assert [row[:2] for row in _arms(facts)] == [("ketamine", 0.5), ("saline", None)]
    assert (
        facts.population.n_randomized is None
    )  # how many are sought, or were found: it does not say
    assert not facts.outcomes  # what others reported of its frequency is no result


@pytest.mark.parametrize(
    ("status", "n"), [("Terminated", 11), ("Completed", 11), ("Recruiting", None)]
)
def test_the_enrolment_of_a_trial_that_is_over(status: str, n: int | None) -> None:
    facts = _facts(
        f"Ketamine in postpartum depression\n\nStatus and phase\n\n{status}\nPhase 2\n\nConditions\n\nPostpartum depression\n\nTreatments\n\n"
        "Drug: Ketamine 0.5 mg/kg\nDrug: Ketamine 0.2 mg/kg\n\nStudy type\n\nInterventional\n\nFunder types\n\nOther\n\nIdentifiers\n\nNCT00000001\n\n"
        "About\n\nIntravenous ketamine is tested in mothers with a major depressive episode.\n\nEnrollment\n\n11 patients\n\nInclusion criteria\n\nA major depressive episode\n"
    )
    assert facts.population.n_randomized == n
    assert facts.design.phase == "2"
    assert {row[1] for row in _arms(facts)} == {0.5, 0.2}


@pytest.mark.parametrize(
    "number",
    [
        "IRCT20090801002266N14",
        "UMIN000033916",
        "DRKS00012345",
        "ACTRN12618001412224",
        "jRCTs051210192",
    ],
)
def test_registers_are_known_by_their_numbers(number: str) -> None:
    facts = _facts(
        f"Oral ketamine at doses of 1 and 2 mg/kg in depression\n\nRegistration Number\n{number}\nLead Sponsor\nA university\nBrief Summary\n\nNot available\n\n"
        "Detailed Description\n\nNot available\n\nInclusion Criteria\n\nTreatment-resistant major depressive disorder\n\nExclusion Criteria\n\nPsychosis\n"
    )
    assert facts.screening.included
    assert [row[:3] for row in _arms(facts)] == [("ketamine", 1, "oral"), ("ketamine", 2, "oral")]


def test_groups_that_started() -> None:
    flow = (
        "Trial results: ketamine in bipolar depression (NCT00000002)\n\nNCT ID: NCT00000002\n\nResults Overview\n\nSuicidal ideation in a major depressive episode.\n\n"
        "Study phase\n\nPHASE1/PHASE2\n\nTarget enrollment\n\n16 participants\n\nParticipant Flow\n\nParticipant milestones\nMeasure\n"
        "Ketamine\n0.5 mg/kg, I.V. Single dose of 0.5 mg/kg of Ketamine given intravenously over 40 minutes\n"
        "Midazolam\n0.02 mg/kg, I.V. Single dose of 0.02 mg/kg of Midazolam given intravenously over 40 minutes\nOverall Study\nSTARTED\n7\n9\nOverall Study\nCOMPLETED\n7\n9\n"
    )
    facts = _facts(flow)
    assert _arms(facts) == [
        ("ketamine", 0.5, "intravenous", 7),
        ("midazolam", 0.02, "intravenous", 9),
    ]
    assert facts.population.n_randomized == 16
    assert facts.design.phase == "1/2"


def test_rows_between_bars_are_fields() -> None:
    facts = _facts(
        "Ketamine besides ECT in depression: results\n\nSummary\nEudraCT number\n2011-000000-41\nTrial protocol\nGB\nSponsor protocol code\nK-01\nMain objective of the trial\n"
        "Whether ketamine speeds the recovery from depression.\nAllocation method\nRandomised - controlled\nBlinding used\nDouble blind\nArm title\nKetamine\nArm description\n"
        "Ketamine 0.5 mg/kg intravenously at every ECT session\nArm type\nExperimental\nArm title\nSaline\nArm description\nSaline intravenously at every ECT session\nArm type\nPlacebo\n"
        "Number of subjects in period 1\n| Ketamine | Saline\nStarted | 40 | 39\nCompleted | 33 | 37\n"
    )
    assert facts.screening.study_type == "protocol or registration"
    assert facts.design.masking == "double"
    assert facts.population.n_randomized == 79
    assert [(row[0], row[3]) for row in _arms(facts)] == [("ketamine", 40), ("saline", 39)]


@pytest.mark.parametrize(
    "said", ["Study Type: Observational", "Study Type\nObservational", "RecruitingOBSERVATIONAL"]
)
def test_an_observational_record_assigns_nobody(said: str) -> None:
    facts = _facts(
        f"Ketamine in treatment-resistant depression\n\nNCT00000003\n\n{said}\nEnrollment: 80\nResponsible Party: A hospital\nPrimary Outcome: MADRS\n"
        "Patients with treatment-resistant depression are given ketamine 0.5 mg/kg as their doctors see fit.\n"
    )
    assert not facts.screening.included
    assert facts.screening.study_type == "observational study"


PLANNED = (
    "This early phase 1 trial (n=30) looks at a single low dose of intravenous ketamine in adolescents with treatment-resistant depression. Participants will be randomly "
    "assigned to receive either ketamine or a placebo. The primary outcome is the change in the Beck Depression Inventory."
)


@pytest.mark.parametrize(
    ("text", "included"),
    [
        (f"Intravenous ketamine for adolescents with depression\n\n{PLANNED}\n", True),
        (f"Intravenous ketamine for adolescents with depression: study protocol\n\n{PLANNED}\n", False),
        (f"Intravenous ketamine for adolescents with depression\n\nBackground: Little is known.\nMethods: {PLANNED}\nDiscussion: It will tell.\n", False),
        (f"Intravenous ketamine for adolescents with depression\n\nPMID 1\n\n{PLANNED}\n", False),
    ],
)  # fmt: skip
def test_pages_that_list_planned_trials_and_papers_of_plans(text: str, included: bool) -> None:
    facts = _facts(text)
    assert facts.screening.study_type == "protocol or registration"
    assert facts.screening.included is included


def test_bands_of_a_scale_are_no_results() -> None:
    facts = _facts(
        LINES + "Depression was measured with the HADS-D, with a score of 8 to 10 indicating mild depression, 11 to 14 indicating moderate depression, "
        "and 15 to 21 indicating severe depression.\n"
    )  # fmt: skip
    assert not facts.outcomes
