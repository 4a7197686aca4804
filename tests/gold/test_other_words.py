"""What a document says does not change with the words it says it in: the same facts are read when a
gold document is rewritten with other words or signs for the same thing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.evaluation import load_gold
from dosetable.extract.facts import StudyFacts

DOCUMENTS = Path(__file__).parent / "documents"
Rewriting = tuple[tuple[str, str], ...]
OTHER_WORDS: dict[str, Rewriting] = {
    "patients, subjects": ((r"(?<!-)\bpatients\b", "subjects"), (r"\bPatients\b(?! and m)", "Subjects")),
    "participants, patients": ((r"\bparticipants\b", "patients"), (r"\bParticipants\b", "Patients")),
    "versus, vs.": ((r"\bversus\b", "vs."), (r"\bvs\b\.?", "vs.")),
    "vs, versus": ((r"\bvs\b\.?", "versus"),),
    "vs, v.": ((r"\bvs\b\.?(?= \d)", "v."),),
    "compared with, to": ((r"\bcompared with\b", "compared to"), (r"\bCompared with\b", "Compared to")),
    "compared with, relative to": ((r"\bcompared (?:with|to)\b", "relative to"),),
    "compared with, in comparison with": ((r"\bcompared (?:with|to)\b", "in comparison with"),),
    "group, arm": ((r"\bgroup\b", "arm"), (r"\bgroups\b", "arms"), (r"\bGroup\b", "Arm"), (r"\bGroups\b", "Arms")),
    "arm, group": ((r"\barm\b", "group"), (r"\barms\b", "groups")),
    "reduction, decrease": ((r"\breduction\b", "decrease"), (r"\breductions\b", "decreases"), (r"\breduced\b", "decreased")),
    "decrease, reduction": ((r"\bdecrease\b", "reduction"), (r"\bdecreases\b", "reductions"), (r"\bdecreased\b", "reduced")),
    "greater, larger": ((r"\bgreater\b", "larger"),),
    "larger, greater": ((r"\blarger\b", "greater"),),
    "improvement, reduction": ((r"\bimprovement in\b", "reduction in"), (r"\bimprovements in\b", "reductions in")),
    "scores, ratings": ((r"\bscores\b", "ratings"),),
    "significant, statistically significant": (
        (r"(?<!statistically )\bsignificant\b", "statistically significant"),
        (r"(?<!statistically )\bsignificantly\b", "statistically significantly"),
    ),
    "P, p": ((r"\bP(?=\s?[=<>])", "p"),),
    "p, P": ((r"\bp(?=\s?[=<>])", "P"),),
    "p = 0.01, p=0.01": ((r"\b([Pp])\s?([=<>])\s?(?=0?\.)", r"\1\2"),),
    "p=0.01, p = 0.01": ((r"\b([Pp])\s?([=<>])\s?(?=0?\.)", r"\1 \2 "),),
    "p = 0.01, p = .01": ((r"\b([Pp]\s?[=<>]\s?)0\.", r"\1."),),
    "p = .01, p = 0.01": ((r"\b([Pp]\s?[=<>]\s?)\.", r"\g<1>0."),),
    "5%, 5 %": ((r"(\d)%", r"\1 %"),),
    "5%, 5 percent": ((r"(\d) ?%(?= |,|;|\))", r"\1 percent"),),
    "24 hours, 24 h": ((r"\b(\d+) hours?\b", r"\1 h"),),
    "24 hours, 24 hrs": ((r"\b(\d+) hours\b", r"\1 hrs"),),
    "40 minutes, 40 min": ((r"\b(\d+) minutes\b", r"\1 min"),),
    "day 7, Day 7": ((r"\bday (\d+)\b", r"Day \1"), (r"\bweek (\d+)\b", r"Week \1")),
    "square brackets, round ones": ((r"\[", "("), (r"\]", ")")),
    "hyphens, dashes": ((r"(?<=\d)-(?=\d)", "\u2013"), (r"(?<=[ (])-(?=\d)", "\u2212")),
    "response rates, rates of response": (
        (r"\b(response|remission) rates\b", r"rates of \1"), (r"\b(Response|Remission) rates\b", r"Rates of \1"),
    ),
    "95% CI, 95% confidence interval": ((r"\b95% CI\b(?!\])", "95% confidence interval"),),
    "electroconvulsive therapy, ECT": ((r"\b[Ee]lectroconvulsive therapy\b", "ECT"),),
    "intravenous, IV": ((r"\b[Ii]ntravenous\b", "IV"),),
    "randomized, randomised": ((r"andomiz", "andomis"),),
    "randomised, randomized": ((r"andomis", "andomiz"),),
    "assigned, allocated": ((r"\brandomly assigned\b", "randomly allocated"),),
    "double-blind, double-masked": ((r"\bdouble-blind(?:ed)?\b", "double-masked"),),
    "mg/kg, mg kg-1": ((r"\bmg/kg\b(?!/)", "mg kg-1"),),
    "0.5 mg/kg, 0.5mg/kg": ((r"(\d) mg/kg\b", r"\1mg/kg"),),
    "treatment-resistant, treatment-refractory": ((r"\btreatment-resistant\b", "treatment-refractory"),),
    "at baseline, on admission": ((r"\bat baseline\b", "on admission"), (r"\bfrom baseline\b", "from admission")),
    "at baseline, at study entry": ((r"\bat baseline\b", "at study entry"), (r"\bfrom baseline\b", "from study entry")),
    "while, whereas": ((r"\bwhile\b", "whereas"),),
    "after, following": ((r"\bafter (?=(?:the )?(?:\w+ )?(?:infusion|ketamine|treatment|injection))", "following "),),
    "at 4 weeks, at week 4": ((r"\bat (\d+) weeks\b", r"at week \1"),),
    "at day 7, at 7 days": ((r"\b(?:at|on) day (\d+)\b(?!,| and| or|-)", r"at \1 days"),),
    "HAM-D, HDRS": ((r"\bHAM-?D\b", "HDRS"),),
    "S-ketamine": ((r"\b[Ee]sketamine\b(?! hydro)", "S-ketamine"),),
}  # fmt: skip


@cache
def _texts() -> dict[str, str]:
    return {document.slug: document.text for document in load_gold(DOCUMENTS)}


def _facts(text: str) -> StudyFacts:
    return extract_bytes(text.encode())[0]


@cache
def _as_written(name: str) -> object:
    return _comparable(_facts(_texts()[name]))


def _comparable(facts: StudyFacts) -> object:
    """All facts but the places where they are said, and the words of labels."""
    arms = {a.id: (a.drug, a.dose, a.role, a.n, a.add_on, a.infusion_minutes) for a in facts.arms}
    rows = [
        replace(
            o,
            id="",
            evidence=(),
            experimental_arm=str(arms.get(o.experimental_arm or "")),
            comparator_arm=str(arms.get(o.comparator_arm or "")),
            timepoint=replace(o.timepoint, value=0, unit=None) if o.timepoint else None,
        )
        for o in facts.outcomes
    ]
    people = (facts.population.n_randomized, facts.population.age_min, facts.population.age_max)
    return facts.screening.included, sorted(map(str, arms.values())), sorted(map(str, rows)), people


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_the_same_is_read_in_other_words(name: str) -> None:
    changed: list[str] = []
    rewritten = 0
    for document, text in _texts().items():
        other = text
        for pattern, replacement in OTHER_WORDS[name]:
            other = re.sub(pattern, replacement, other)
        if other == text:
            continue
        rewritten += 1
        if _comparable(_facts(other)) != _as_written(document):
            changed.append(document)
    assert rewritten, "no document has these words: the rewriting tests nothing"
    assert changed == []
