"""What a clause speaks of: the measures it names, and depression said without the name of a scale."""

from __future__ import annotations

import re
from dataclasses import replace

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.plan import Plan
from dosetable.extract.pipes.outcomes.scan import Clause, controlled_for
from dosetable.extract.prefilter import Prefiltered

GENERIC = Prefiltered(
    r"\bdepress(?:ion|ive) (?:rating |scale |symptom )?(?:symptom\w*|scores?|severity|ratings?)|\bseverity of depression|\bantidepressant(?= and anti-?suicidal (?:effects?|efficacy)\b)|\bantidepressant (?:effects?|efficacy|superiority|advantages?|benefits?)\b|\bdepressive symptom\w*|\bdepression\b(?! rating|-free)",
    re.I,
)


_OCCURS = re.compile(
    r"\b(?:had|have|developed|incidences?|prevalences?|rates?|risk|occur\w*|present|diagnosed|criteria|proportions?|percentages?|observed|seen|found|reported|less|frequen\w+|common\w*|rarer|likely|likelihood|odds|screen\w*|positive|experienced|suffered|cases|differ\w*)\b",
    re.I,
)


_ITS_OWN = re.compile(r"[ -](?:anxiety (?:and|/|or) )?")  # 'HADS anxiety and depression scores'


def general_spans(clause: Clause) -> list[tuple[int, int]]:
    """Where depression is spoken of without the name of a scale."""
    aside = controlled_for(clause.text)
    return [
        m.span()
        for m in GENERIC.finditer(clause.text)
        if not any(a <= m.start() < b for a, b in aside)
        and not any(k.start < m.end() and m.start() < k.end for k in clause.measures)
        and not any(
            k.kind == "depression" and _ITS_OWN.fullmatch(clause.text, k.end, m.start())
            for k in clause.measures
        )
    ]


def subjects_of(clause: Clause, plan: Plan) -> list[MeasureMention]:
    """What the clause speaks of, in order: its measures, and 'depressive symptoms' said without
    the scale that stands for them."""
    main = plan.main
    spans = general_spans(clause) if main else []
    general = [replace(main, start=start, end=end) for start, end in spans if main]
    return sorted([*general, *clause.measures], key=lambda m: m.start)


_SCALE_OF_IT = re.compile(r"[ -](?:rating |scale |symptom )?(?:scores?|scale|severity)\b", re.I)


_SHARE_BEHIND = re.compile(
    r"(?:\s?[(\[]\s?|\s)\d[\d./]*\s?(?:%|of\b|[(\[])"
)  # 'depression (12% v. 20%)'


def occurs(mention: MeasureMention, clause: Clause) -> bool:
    if _SCALE_OF_IT.match(clause.text, mention.end):
        return False
    if _SHARE_BEHIND.match(clause.text, mention.end):
        return True
    around = clause.text[max(0, mention.start - 50) : mention.end + 40]
    if _OCCURS.search(around) is not None:
        return True
    # 'PPD was lower with X (12.8% vs 23.3%)': two shares of people, no change of a score
    shares = sum(f.kind == "percent" for f in clause.figures) > 1
    return shares and _WAS_LOWER.search(around) is not None and not percent_change(clause)


_WAS_LOWER = re.compile(
    r"\b(?:was|were) (?:\w+ly )?(?:lower|higher|reduced|decreased)\b", re.IGNORECASE
)


def named(
    mention: MeasureMention, plan: Plan, *, generic: bool = False
) -> tuple[str, MeasureMention]:
    """The name to report: the version that the document gives elsewhere; for 'suicidal thoughts'
    the scale it measured them with, unless the figure is a share of patients."""
    if mention.measure.generic and plan.suicidality is not None and not generic:
        return plan.suicidality.name, plan.suicidality
    if mention.name == mention.measure.name:
        return plan.versions.get(mention.name, mention.name), mention
    return mention.name, mention


_CHANGED_BY = re.compile(
    r"\b(?:reduc|decreas|chang|improve|declin|drop|fall|fell|lower)\w*\b[^;]{0,60}?\d\s?(?:%|per ?cent)",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"\b(?:patients|participants|women|subjects|adolescents|adults|responders|recipients|of those|proportion|(?:more|less) (?:frequent(?:ly)?|common|often)|occurred)\b|\bin \d[\d.]*\s?(?:%|per ?cent) of\b",
    re.I,
)


_AT_LEAST = re.compile(
    r"(?:at least|more than|or more|[≥>])\s?\d+(?:\.\d+)?\s?(?:%|per ?cent)|\d\s?(?:%|per ?cent) or (?:more|greater)|\bachieved\b"
)


def percent_change(clause: Clause) -> bool:
    """'The MADRS reduction was 51% with A and 30% with B': a scale's changes, no shares of people."""
    scales = all(m.kind == "depression" for m in clause.measures) and bool(clause.measures)
    return (
        scales
        and _CHANGED_BY.search(clause.text) is not None
        and _OF_PEOPLE.search(clause.text) is None
        and _AT_LEAST.search(clause.text) is None
    )
