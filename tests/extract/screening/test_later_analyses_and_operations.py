"""Later analyses of named trials, trials around operations, settings, and what stays out beside them."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Screening


def _screening(title: str, text: str) -> Screening:
    (facts,) = extract_bytes(f"{title}\n\n{text}".encode())
    return facts.screening


@pytest.mark.parametrize(
    ("title", "text"),
    [
        # later analyses of one programme's trials
        ("Esketamine versus placebo: time to remission in major depressive disorder", "Methods\nPost hoc analysis of "
         "pooled data from CORALS I and II (N = 300). Remission was a score of 12 or less.\nResults\nMedian times "
         "were shorter with esketamine versus placebo."),
        ("Items of two scales in resistant depression with esketamine", "METHODS: The CORALS 2 study evaluated "
         "esketamine spray with an antidepressant. This post-hoc analysis used its item scores. RESULTS: The fall was "
         "greater in the esketamine arm compared with placebo plus antidepressant."),
        ("Esketamine in resistant depression: number needed to treat", "METHODS: Data sources were four phase III "
         "randomized, double-blind studies. NNTs were calculated for esketamine vs. placebo, each with an antidepressant."),
        ("Sleep and esketamine in resistant depression", "METHODS: Two double-blind, 4-week studies randomized adults "
         "with resistant depression to placebo or esketamine spray. Sleep was item 4 of the scale."),
        # around operations and births, for mood
        ("Ketamine before bowel surgery and emotions afterwards", "Objective: To investigate the effect of a single "
         "dose of ketamine on postoperative anxiety and depression in patients with cancer. Methods: 90 patients were "
         "randomly assigned to ketamine or saline. The HADS was used."),
        ("Esketamine pump after mastectomy", "Objective To investigate the effects of esketamine on analgesia, "
         "inflammatory factors and early mood in patients with breast cancer. Methods A total of 80 patients were randomly "
         "divided into two groups. Self-rating depression scale (SDS) scores were compared."),
        ("Esketamine with a nerve block in breast surgery", "Objective To explore the effects of esketamine on pain, "
         "anxiety and depression after radical mastectomy. Methods 90 patients were randomly divided into three groups "
         "under general anesthesia with esketamine or saline. HADS was recorded."),
        ("Esketamine during labour and mood: a prospective case-control study", "Purpose: To evaluate the effect of esketamine on postpartum depression. Methods: Women in labour had "
         "esketamine with analgesia, or analgesia alone. Results: This clinical study was a prospective, randomised "
         "trial for postpartum depression in 210 women; EPDS scores were alike."),
        # no chance, but the study gave the drug
        ("A single dose of ketamine in depression: a Nepalese perspective", "Study design: Quasi-experimental study. "
         "Methodology: Thirty patients with depression were divided into two groups. Group A received ketamine whereas "
         "group B received saline. Results: 14 responded."),
        ("A preliminary naturalistic study of ketamine for depression in the emergency room", "We examined the "
         "feasibility and tolerability of single-dose intravenous ketamine. Twelve depressed patients received a bolus of "
         "ketamine. These data provide open-label support."),
        ("Repeated ketamine in depression", "Methods: This open-label clinical study enrolled 60 patients with "
         "depression, who received six infusions of ketamine, followed by a 2-week observational period."),
        ("Ketamine for depression: a series of 20 patients treated weekly", "Methods: Twenty patients with depression "
         "were treated with three ketamine infusions. Conclusion: This small, open label naturalistic study shows benefit."),
        ("Long-term esketamine in resistant depression: an extension study", "A total of 900 patients were enrolled in "
         "the long-term study evaluating esketamine for resistant depression."),
    ],
)  # fmt: skip
def test_in(title: str, text: str) -> None:
    assert _screening(title, text).included


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Esketamine spray versus usual care: matching-adjusted comparison", "Methods: Post hoc, data from the "
         "CORALS-1 trial of esketamine versus quetiapine in resistant depression and of a European cohort were set side by side "
         "by matching-adjusted indirect comparison."),
        ("Cost-effectiveness of esketamine for resistant depression", "Methods: A Markov model used secondary analysis of "
         "data from CORALS-2, a trial of esketamine versus placebo."),
        ("Real-world esketamine beside CORALS-1 in resistant depression", "Methods: In this post hoc comparison, "
         "records of 120 patients given esketamine in practice were set against data from CORALS-1, esketamine versus placebo."),
        ("Update on esketamine for depression", "We summarize recent findings. In CORALS-2, esketamine was superior "
         "to placebo."),
        ("Low-dose ketamine and pain after hysterectomy", "Objective: To study the effect of ketamine on postoperative "
         "pain. Methods: Ninety women were randomly assigned to ketamine or saline. Pain was scored; the HADS was secondary."),
        ("Esketamine and respiratory depression in gastroscopy: a randomized trial", "Objective: To evaluate the effect of "
         "esketamine on respiratory depression. Methods: 120 patients were randomly assigned to esketamine or saline."),
        ("Esketamine and delirium after hip surgery: a randomized trial", "Objective: To determine whether esketamine "
         "prevents delirium. Methods: 200 patients undergoing surgery were randomized to esketamine or saline; GDS scores were "
         "secondary."),
        ("Ketamine and mood in healthy volunteers", "Objective: To examine the effects of ketamine on mood. Methods: 24 "
         "healthy volunteers received ketamine or saline in random order."),
        ("Depression after surgery in mice given ketamine", "Objective: To study effects of ketamine on depressive behaviour "
         "after surgery in mice. Methods: Mice were randomly divided; mice had laparotomy and a forced swim test."),
        ("Naturalistic outcomes of ketamine in depression", "Methods: Charts of 200 patients with depression who received "
         "ketamine infusions at a clinic were reviewed."),
        ("Ketamine for depression: an observational study", "Methods: 116 patients with depression who received ketamine in "
         "routine care were followed."),
    ],
)  # fmt: skip
def test_out(title: str, text: str) -> None:
    assert not _screening(title, text).included


def test_a_table_without_its_report() -> None:
    table = (
        "Table 2. Outcomes of Patients With Depression Receiving Ketamine vs Midazolam\n\nPatients with depression\n"
        " | Ketamine group (n = 30) | Midazolam group (n = 31) | P value\nAge (SD), y | 34.2 (13.3) | 36.8 (12.2) | .35\n"
        "MADRS | 35.8 (4.5) | 38.2 (3.8) | .01\n Response, n (%) | 15 (50.0) | 5 (16.1) | .02\n"
    )
    (facts,) = extract_bytes(table.encode())
    assert facts.screening.included
    assert facts.design.assignment == "parallel"
