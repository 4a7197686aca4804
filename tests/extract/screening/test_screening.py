"""Screening: what belongs in the table, and a reason for a reader."""

import hashlib

import pytest

from dosetable.extract.collect import extract_document
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
    ],
)
def test_screening(title, body, study_type, included):
    found = screen(title, body)
    assert (found.study_type, found.included) == (study_type, included)
    assert found.reason.endswith(".")
    assert found.evidence
