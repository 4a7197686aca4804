"""Conditions: what people had on entry, told from what was measured on them."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes


@pytest.mark.parametrize(
    ("title", "text", "conditions"),
    [
        (
            "Ketamine in bipolar depression: a randomized trial",
            "Methods: Patients with bipolar depression and a Scale for Suicidal Ideation (SSI) score "
            "of 5 or more were randomized to ketamine or midazolam.",
            {"bipolar depression", "suicidal ideation"},
        ),
        (
            "Ketamine in major depression: a randomized trial",
            "Methods: Adults with major depressive disorder who scored 5 or more on the Scale for "
            "Suicidal Ideation were randomized to ketamine or midazolam.",
            {"major depressive disorder", "suicidal ideation"},
        ),
        (
            "Ketamine in major depression: a randomized trial",
            "Methods: Adults with major depressive disorder were randomized to ketamine or placebo. "
            "The secondary outcome was the change in suicidal ideation.",
            {"major depressive disorder"},
        ),
        (
            "Ketamine and the course of depressive symptoms in bipolar depression: a randomized trial",
            "Joylessness is one of the symptoms of a major depressive episode. Methods: Adults with "
            "bipolar depression were randomized to ketamine or placebo. Depression and suicidal ideation "
            "scores were recorded at day 3.",
            {"bipolar depression"},
        ),
        (
            "Ketamine on the ward: a randomized trial",
            "Methods: Inpatients with unipolar or bipolar depression were randomized to ketamine or "
            "midazolam.",
            {"major depressive disorder", "bipolar depression"},
        ),
        (
            "A second infusion of ketamine: a randomized trial",
            "Background: Ketamine has been reported to help in treatment-resistant major depression (TRD). "
            "Methods: Adults with TRD were randomized to ketamine or midazolam.",
            {"treatment-resistant depression", "major depressive disorder"},
        ),
        (
            "Esketamine after caesarean section in women with antenatal depression: a randomized "
            "trial",
            "Methods: Women with antenatal depression were randomized to esketamine 0.3 mg/kg or "
            "saline. The outcome was postpartum depression.",
            {"postpartum depression", "depressive symptoms"},
        ),
        (
            "Esketamine against depression after knee surgery: a randomized trial",
            "Methods: To learn whether esketamine eases depressive symptoms, patients undergoing "
            "knee surgery were randomized to esketamine 0.3 mg/kg or saline.",
            {"depressive symptoms"},
        ),
        (
            "Esketamine on postoperative anxiety and depression in gastric cancer: a randomized "
            "trial",
            "Methods: Patients were randomized to esketamine 0.3 mg/kg or saline.",
            {"depressive symptoms"},
        ),
        (
            "Esketamine in patients with depression and active suicidal ideation: a randomized trial",
            "Background: Patients with major depressive disorder are commonly kept out of trials "
            "when suicidal.\nMethods: In all, 140 patients were randomized to esketamine or placebo.",
            {"major depressive disorder", "suicidal ideation"},
        ),
        (
            "Ketamine for recurrent depressive disorder: a randomized trial",
            "Methods: Patients with a severe depressive episode were randomized to ketamine or "
            "saline.",
            {"major depressive disorder"},
        ),
        (
            "A computer training after ketamine: a randomized trial",
            "Methods: Adults with treatment-resistant unipolar depression were randomized to "
            "ketamine or saline.",
            {"treatment-resistant depression"},
        ),
        (
            "A computer training after ketamine: a randomized trial",
            "Methods: Adults with treatment-resistant major depressive disorder were randomized to "
            "ketamine or saline.",
            {"treatment-resistant depression", "major depressive disorder"},
        ),
        (
            "Ketamine or ECT: a randomized trial",
            "Methods: Adults with severe depression (bipolar or unipolar) were randomized to "
            "ketamine or ECT.",
            {"bipolar depression"},
        ),
        (
            "Ketamine against suicidal ideation: a randomized trial",
            "We have already shown that ketamine helps patients with treatment-resistant depression. "
            "Adults who presented with suicidal ideation were randomized to ketamine or midazolam.",
            {"suicidal ideation"},
        ),
    ],
)  # fmt: skip
def test_conditions(title: str, text: str, conditions: set[str]) -> None:
    (facts,) = extract_bytes(f"{title}\n\n{text}".encode())
    assert set(facts.population.conditions) == conditions
