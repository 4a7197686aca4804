"""Screening: what belongs in the table, and a reason for a reader."""

import hashlib

import pytest

from dosetable.extract.collect import extract_bytes, extract_document
from dosetable.extract.document import Document


def screen(title, body, kind="pubmed"):
    text = f"{title}\n\n{body}"
    return extract_document(
        Document(
            kind=kind,
            text=text,
            title=title,
            sections=(),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    ).screening


@pytest.mark.parametrize(
    ("title", "body", "study_type", "included"),
    [
        (
            "Ketamine in depression: a randomized trial",
            "Patients with major depressive disorder were randomized to ketamine or saline.",
            "randomized trial",
            True,
        ),
        (
            "Open-label esketamine in resistant depression",
            "In this open-label pilot study nine patients with treatment-resistant depression "
            "received esketamine 56 mg.",
            "non-randomized trial",
            True,
        ),
        (
            "Ketamine for depression: a meta-analysis",
            "We searched PubMed for randomized trials.",
            "systematic review or meta-analysis",
            False,
        ),
        (
            "Ketamine in stressed mice",
            "Mice were randomized to ketamine 10 mg/kg. Mice swam longer. Depression-like behavior fell.",
            "animal or in vitro",
            False,
        ),
        (
            "A retrospective study of ketamine clinics",
            "We reviewed charts of patients with depression treated with ketamine.",
            "observational study",
            False,
        ),
        (
            "Esketamine or propofol for ECT in depression",
            "Data of 52 patients who received a course of ECT because of major depressive disorder "
            "were analyzed. Esketamine was used in 25 patients.",
            "observational study",
            False,
        ),
        (
            "Repeated ketamine in depression",
            "BackgroundRelapse is frequent.MethodsThis protocol sets out a randomised trial in which "
            "inpatients with depression are allocated to ketamine or midazolam.",
            "protocol or registration",
            False,
        ),
        (
            "Ketamine on a hospital ward",
            "We studied ketamine in a real-world sample of patients with depression. For this "
            "open-label trial 14 of them were enrolled, and all received ketamine 0.4 mg/kg once.",
            "non-randomized trial",
            True,
        ),
        (
            "Ketamine on a hospital ward",
            "We looked at ketamine in a real-world sample of patients with depression who had received "
            "0.4 mg/kg.",
            "observational study",
            False,
        ),
        (
            "Ketamine or thiopental in electroconvulsive therapy",
            "Depressed ECT patients were randomly assigned to anesthesia with ketamine or thiopental.",
            "randomized trial",
            True,
        ),
        (
            "Low-dose ketamine with ECT: a double-blind trial",
            "Patients with severe depression were recruited in nine ECT suites and randomly assigned to "
            "ketamine or saline, added to the anaesthetic. Anaesthesia was routine.",
            "randomized trial",
            True,
        ),
        (
            "Arketamine in depression that resists treatment",
            "This study is an open-label pilot trial. Nine subjects with treatment-resistant depression "
            "received arketamine 0.4 mg/kg.",
            "non-randomized trial",
            True,
        ),
        (
            "Ketamine after spinal surgery for postoperative pain: a randomized trial",
            "Adults were randomized to ketamine or saline. Morphine consumption was the outcome.",
            "randomized trial",
            False,
        ),
        (
            "Sertraline in depression: a randomized trial",
            "Patients were randomized to sertraline or placebo.",
            "randomized trial",
            False,
        ),
        (
            "Esketamine spray and early response in depression: pooled analysis",
            "Methods: Data of two phase 3, randomized, double-blind trials in major depressive disorder "
            "were pooled. Patients got esketamine 56 or 84 mg or placebo.",
            "randomized trial",
            True,
        ),
        (
            "Esketamine spray in depression: pooled analysis",
            "Methods: We searched Embase; two randomized trials in major depressive disorder were pooled.",
            "systematic review or meta-analysis",
            False,
        ),
        (
            "Ketamine and thoughts of suicide: secondary analysis of an open-label study",
            "Methods: 19 outpatients with major depressive disorder were recruited. They received "
            "open-label ketamine infusions and were seen in a naturalistic follow-up.",
            "non-randomized trial",
            True,
        ),
        (
            "Six infusions of ketamine and depression",
            "Methods: Fifty-two patients with major depressive disorder were eligible to receive six "
            "ketamine infusions (0.4 mg/kg) within 14 days.",
            "non-randomized trial",
            True,
        ),
    ],
)
def test_screening(title, body, study_type, included):
    found = screen(title, body)
    assert (found.study_type, found.included) == (study_type, included)
    assert found.reason.endswith(".")
    assert found.evidence


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Ketamine for refractory depression at the end of life",
            "Two patients with major depressive disorder received a dose of oral ketamine 0.5 mg/kg.",
        ),
        (
            "Ketamine for neuropathic pain with comorbid depression: a randomized trial",
            "Methods: 40 patients with neuropathic pain were randomized to ketamine 0.5 mg/kg or saline.",
        ),
    ],
)
def test_a_few_cases_and_depression_beside_another_illness_are_left_out(
    title: str, text: str
) -> None:
    (found,) = extract_bytes(f"{title}\n\n{text}\n".encode())
    assert not found.screening.included


def test_a_page_that_is_laid_out_as_a_table_is_read() -> None:
    page = (
        "<html><head><title>Ketamine for depression: trial finds a benefit</title></head><body><main>"
        "<article><h1>Ketamine for depression: trial finds a benefit</h1><table><tr><td><p>Researchers "
        "report a randomized trial in 90 patients with treatment-resistant depression. They were "
        "randomly assigned to ketamine 0.5 mg/kg or placebo. The study found that 50% of the "
        "participants given ketamine responded, and 20% of those given placebo.</p></td></tr></table>"
        "</article></main></body></html>"
    )
    (found,) = extract_bytes(page.encode())
    assert found.screening.included
