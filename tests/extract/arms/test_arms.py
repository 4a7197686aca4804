"""Arms of whole little abstracts, written for these tests."""

import hashlib

import pytest

from dosetable.extract.collect import extract_document
from dosetable.extract.document import Document

TITLE = "Ketamine in treatment-resistant depression: a randomized double-blind trial"


def facts(body, title=TITLE):
    text = f"{title}\n\n{body}"
    return extract_document(
        Document(
            kind="text",
            text=text,
            title=title,
            sections=(),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    )


def arms(body, title=TITLE):
    return facts(body, title).arms


def key(arm):
    dose = arm.dose
    return (arm.drug, None if dose is None else (dose.value, dose.low, dose.high, dose.unit))


def test_ladder_shares_unit_counts_and_time():
    found = arms(
        "METHODS: 40 adults were randomized to an intravenous infusion over 40 minutes of ketamine "
        "0.1, 0.2 or 0.5 mg/kg (n = 10, 9 and 11, respectively) or midazolam 0.045 mg/kg (n = 10)."
    )
    assert [key(a) for a in found] == [
        ("ketamine", (0.1, None, None, "mg/kg")),
        ("ketamine", (0.2, None, None, "mg/kg")),
        ("ketamine", (0.5, None, None, "mg/kg")),
        ("midazolam", (0.045, None, None, "mg/kg")),
    ]
    assert [a.n for a in found] == [10, 9, 11, 10]
    assert {a.route for a in found} == {"intravenous"}
    assert {a.infusion_minutes for a in found} == {40}
    assert [a.role for a in found] == ["experimental"] * 3 + ["active placebo"]


def test_flexible_dose_is_one_arm_with_a_range():
    found = arms(
        "METHODS: Patients were randomized to esketamine nasal spray (56 or 84 mg, flexible) twice "
        "weekly plus a new oral antidepressant or to placebo nasal spray plus a new oral antidepressant.",
        "Esketamine in treatment-resistant depression: a randomized trial",
    )
    assert [key(a) for a in found] == [("esketamine", (None, 56, 84, "mg")), ("placebo", None)]
    assert all(a.route == "intranasal" for a in found)
    assert found[0].add_on == ("oral antidepressant",)


def test_fixed_doses_are_separate_arms():
    found = arms(
        "METHODS: Patients were randomized to placebo (n = 33), esketamine 28 mg (n = 11), 56 mg "
        "(n = 12), or 84 mg (n = 13) nasal spray.",
        "Esketamine in treatment-resistant depression: a randomized trial",
    )
    assert [(a.drug, a.dose and a.dose.value, a.n) for a in found] == [
        ("placebo", None, 33),
        ("esketamine", 28, 11),
        ("esketamine", 56, 12),
        ("esketamine", 84, 13),
    ]


def test_bolus_and_infusion():
    found = arms(
        "METHODS: Of 60, 48 were randomised: 24 were allocated to a 0.25 mg/kg intravenous bolus "
        "followed by an infusion of 0.2 mg/kg/h for 4 hours, and 24 to a wait-list."
    )
    dose = found[0].dose
    assert (dose.value, dose.unit, dose.bolus.value) == (0.2, "mg/kg/h", 0.25)
    assert found[0].infusion_minutes == 240
    assert (found[1].role, found[1].n) == ("no treatment", 24)


def test_crossover_gives_everyone_to_every_arm():
    found = arms(
        "METHODS: In this crossover trial 18 patients were randomized and received ketamine "
        "(0.5 mg/kg) and saline, each as a 40-min intravenous infusion, in random order."
    )
    assert [(a.drug, a.n, a.infusion_minutes) for a in found] == [
        ("ketamine", 18, 40),
        ("saline", 18, 40),
    ]


@pytest.mark.parametrize(
    "background",
    [
        "Earlier trials used ketamine 0.3 mg/kg.",
        "Ketamine 2 mg/kg has been used for anaesthesia.",
        "In rodents ketamine 10 mg/kg is customary.",
    ],
)
def test_doses_of_others_are_no_arms(background):
    found = arms(
        f"BACKGROUND: {background} METHODS: Patients were randomized to one intravenous infusion "
        "of ketamine 0.5 mg/kg or saline. Lorazepam 1 mg was permitted as needed."
    )
    assert [key(a) for a in found] == [("ketamine", (0.5, None, None, "mg/kg")), ("saline", None)]


def test_what_dissolves_the_drug_is_no_arm():
    found = arms(
        "METHODS: Patients were randomised to esketamine 0.25 mg/kg (n=34) or racemic ketamine "
        "0.5 mg/kg (n=29); each was diluted in saline and infused over 40 min.",
        "Esketamine or racemic ketamine in treatment-resistant depression: a noninferiority trial",
    )
    assert [(a.drug, a.role) for a in found] == [
        ("esketamine", "experimental"),
        ("ketamine", "active comparator"),
    ]


def test_active_comparator_against_the_drug_and_ect_as_its_setting():
    against = arms(
        "METHODS: Patients were assigned to ketamine (0.5 mg per kilogram of body weight over 40 "
        "minutes) twice per week or to ECT three times per week. RESULTS: Of 403 randomized, 200 "
        "were assigned to ketamine and 203 to ECT."
    )
    assert [(a.drug, a.n) for a in against] == [
        ("ketamine", 200),
        ("electroconvulsive therapy", 203),
    ]
    within = arms(
        "METHODS: Patients undergoing ECT were randomized to ketamine 0.5 mg/kg or saline, added to "
        "propofol 1 mg/kg."
    )
    assert [a.drug for a in within] == ["ketamine", "saline"]


def test_every_value_has_evidence_that_quotes_the_text():
    found = facts(
        "METHODS: 20 patients were randomized to intravenous ketamine 0.5 mg/kg over 40 minutes "
        "(n = 10) or midazolam 0.045 mg/kg (n = 10)."
    )
    text = found.document.text
    for arm in found.arms:
        fields = {e.field for e in arm.evidence}
        assert {None, "route", "infusion_minutes", "n"} <= fields
        whole = next(e for e in arm.evidence if e.field is None)
        assert f"{arm.dose.value:g} mg/kg" in text[whole.start : whole.end]
        n = next(e for e in arm.evidence if e.field == "n")
        assert "10" in text[n.start : n.end]


def test_a_left_out_document_has_no_arms():
    found = facts(
        "We searched PubMed for trials of ketamine 0.5 mg/kg and pooled them.",
        "Ketamine for depression: a systematic review and meta-analysis",
    )
    assert not found.screening.included
    assert found.arms == ()


@pytest.mark.timeout(20)
@pytest.mark.parametrize("run", ["(" * 60_000, "ketamine 5 " * 6_000, "n = 5 " * 10_000])
def test_hostile_runs_take_linear_time(run):
    assert facts(run).screening.reason
