"""Posted statistical analyses: estimate, interval and p between two groups.

The order of an analysis's groups does not prove the direction of its difference: it is checked
against the arms' own figures, and left open where they do not settle it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dosetable.extract.facts import (
    Direction,
    Evidence,
    Noninferiority,
    Outcome,
    ResultUnit,
    Statistic,
)
from dosetable.extract.pipes.statistics.estimate import RATIOS
from dosetable.extract.readers.json_values import items, text_of
from dosetable.extract.registry.exclusions import OTHER_TIME, no_contrast
from dosetable.extract.registry.groups import Match
from dosetable.extract.registry.measures import Subject, effect_statistic, single_time
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.sides import one_sided_test, significance
from dosetable.extract.registry.values import PValue, number, p_value
from dosetable.extract.twin import twin

_STANDARDIZED = {"Cohen d", "Hedges g", "standardized mean difference", "effect size"}
_DIFFERENCES = {"mean difference", "risk difference", "median difference", *_STANDARDIZED}
# "Treatment difference": of what, the arms' own figures say.
_DIFFERENCE = re.compile(
    r"(?:(?:estimated|adjusted|treatment|group|between[- ]groups?|point estimate of(?: the)?)\s)*difference\b(?!.*\b(?:percent|proportion|rate|ratio)s?\b)",
    re.IGNORECASE,
)
_DIFFERENCE_OF: dict[str, Statistic] = {
    "mean score": "mean difference",
    "mean change": "mean difference",
    "median": "median difference",
}
_MARGIN = re.compile(
    r"margin (?:of|was|is|=|:)? ?(?:set (?:at|to) )?(-?\d+(?:\.\d+)?)", re.IGNORECASE
)
# A difference must be at least this share of the estimate to prove its sign.
_TELLING = 0.3

_AGAINST = re.compile(
    r"\b(?:minus|versus|vs|compared (?:with|to)|difference from)\b", re.IGNORECASE
)

_COMMENTS = ("groupDescription", "estimateComment", "pValueComment")
# Why a posted analysis, or a part of it, is in no outcome.
NO_CONTRAST = "it compares no two matched arms of which one is experimental"
NO_FIGURE = "no figure that can be read whole"
NO_KIND = "an estimate of no kind that is known, or of the arms turned round"
NO_ESTIMATE_ERROR = "the error of an estimate has no field: its interval is kept"
NONINFERIORITY_P = "a p-value of a non-inferiority test is no p of a difference"


@dataclass(frozen=True, slots=True)
class _Contrast:
    experimental: Match
    comparator: Match
    swapped: bool


def read_analysis(
    quotes: Quotes,
    pointer: str,
    subject: Subject,
    template: Outcome,
    matches: Mapping[str, Match],
    means: Mapping[str, float | None],
    warnings: list[str],
    left_out: dict[str, str],
) -> Outcome | None:
    """Return the outcome of one analysis of two matched groups; omnibus tests are left out.

    ``means``: the arms' own figures of the row it is about, by arm.
    """
    said = {
        k: text_of(quotes.get(f"{pointer}/{k}")) or ""
        for k in ("paramType", "statisticalComment", *_COMMENTS)
    }
    reason = no_contrast(
        said["paramType"], tuple(said[k] for k in _COMMENTS), said["statisticalComment"]
    )
    named = single_time(twin(" ; ".join(said[k] for k in _COMMENTS)))
    if named and template.timepoint and named.hours != template.timepoint.hours:
        reason = OTHER_TIME
    if reason is not None:
        left_out[pointer] = reason
        return None
    keys = [text_of(k) or "" for k in items(quotes.get(f"{pointer}/groupIds"))]
    contrast = None
    if len(keys) == 2:
        contrast = _contrast([matches[k] for k in keys if k in matches])
    elif len(keys) == 1 and keys[0] in matches:
        contrast = _implied(quotes, pointer, matches[keys[0]], matches, means)
    if contrast is None:
        left_out[pointer] = NO_CONTRAST
        return None
    outcome = _analysis(quotes, pointer, subject, template, contrast, means, warnings)
    if outcome is None:
        left_out[pointer] = NO_FIGURE
        return None
    left_out |= _without_field(quotes, pointer, outcome)
    return outcome


def _implied(
    quotes: Quotes,
    pointer: str,
    own: Match,
    matches: Mapping[str, Match],
    means: Mapping[str, float | None],
) -> _Contrast | None:
    """The contrast of an analysis filed under its experimental group alone.

    Its estimate must be the difference from the only comparator, as the arms' own figures show: an
    arm's change from its own baseline is filed in the same way.
    """
    others = [m for m in matches.values() if m.arm.role != "experimental"]
    value = number(quotes.get(f"{pointer}/paramValue"))
    if own.arm.role != "experimental" or len(others) != 1 or value is None:
        return None
    contrast = _Contrast(own, others[0], swapped=False)
    said = " ".join(
        text_of(quotes.get(f"{pointer}/{key}")) or ""
        for key in ("groupDescription", "estimateComment", "statisticalComment")
    )
    if _AGAINST.search(said) and "baseline" not in said.lower():
        return contrast
    first, second = means.get(own.arm.id), means.get(others[0].arm.id)
    parameter = text_of(quotes.get(f"{pointer}/paramType")) or ""
    if (
        first is None
        or second is None
        or effect_statistic(parameter, rate=False) not in {"mean difference", "median difference"}
    ):
        return None
    from_other, from_baseline = abs(value - (first - second)), abs(abs(value) - abs(first))
    near = from_other <= abs(first) / 4 and from_baseline > max(2 * from_other, abs(first) / 4)
    return contrast if near else None


def _without_field(quotes: Quotes, pointer: str, outcome: Outcome) -> dict[str, str]:
    """Why parts of an analysis that was read are in none of the outcome's fields."""
    reasons = {f"{pointer}/dispersionValue": NO_ESTIMATE_ERROR}
    for key, value in (
        ("paramValue", outcome.value),
        ("ciLowerLimit", outcome.ci_low),
        ("ciUpperLimit", outcome.ci_high),
        ("ciPctValue", outcome.ci_level),
        ("pValue", outcome.p_value),
    ):
        if value is None and quotes.get(f"{pointer}/{key}") is not None:
            read = number(quotes.get(f"{pointer}/{key}")) is not None
            reasons[f"{pointer}/{key}"] = NO_KIND if read and outcome.value is None else NO_FIGURE
            if key == "pValue" and outcome.noninferiority is not None:
                reasons[f"{pointer}/{key}"] = NONINFERIORITY_P
    return reasons


def _contrast(pair: list[Match]) -> _Contrast | None:
    """Which of two groups is the experimental one: by role, then by order."""
    if len(pair) != 2 or pair[0].arm.id == pair[1].arm.id:
        return None
    first, second = pair
    if first.arm.role == "experimental":
        return _Contrast(first, second, swapped=False)
    if second.arm.role == "experimental":
        return _Contrast(second, first, swapped=True)
    return None


def _analysis(
    quotes: Quotes,
    pointer: str,
    subject: Subject,
    template: Outcome,
    contrast: _Contrast,
    means: Mapping[str, float | None],
    warnings: list[str],
) -> Outcome | None:
    rate = template.unit in {"percent", "patients"} and subject.is_event
    parameter = text_of(quotes.get(f"{pointer}/paramType")) or ""
    statistic = effect_statistic(parameter, rate=rate)
    if statistic is None and _DIFFERENCE.match(parameter):
        statistic = "risk difference" if rate else _DIFFERENCE_OF.get(template.statistic or "")
    value, low, high = (
        number(quotes.get(f"{pointer}/{k}")) for k in ("paramValue", "ciLowerLimit", "ciUpperLimit")
    )
    for key in ("paramValue", "ciLowerLimit", "ciUpperLimit"):
        if (text_of(quotes.get(f"{pointer}/{key}")) or "").strip().upper() == "NA":
            warnings.append(f"a posted {key} is NA (not estimable)")
    if value is not None and _unsure(parameter, statistic, subject, value, contrast, means):
        value = low = high = statistic = None
    posted = p_value(quotes.get(f"{pointer}/pValue"))
    inferiority = _noninferiority(quotes, pointer)
    p = None if inferiority else posted
    if value is None and p is None and low is None and high is None:
        return None
    has_ci = low is not None or high is not None
    unsigned = _unsigned(template, means)
    normalized = None if unsigned else _normalized(value, statistic, contrast, means)
    return replace(
        template,
        statistic=statistic,
        unit=_unit(statistic, template.unit, value, contrast, means),
        value=value,
        experimental_arm=contrast.experimental.arm.id,
        comparator_arm=contrast.comparator.arm.id,
        ci_level=number(quotes.get(f"{pointer}/ciPctValue")) if has_ci else None,
        ci_low=low,
        ci_high=high,
        p_operator=p.operator if p else None,
        p_value=p.value if p else None,
        noninferiority=inferiority,
        normalized_value=normalized
        if statistic in {"mean difference", "median difference"}
        else None,
        direction=_direction(
            subject,
            statistic,
            value,
            normalized,
            p,
            low,
            high,
            contrast,
            means,
            warnings,
            unsigned,
            one_sided=one_sided_test(quotes, pointer),
        ),
        evidence=(*_evidence(quotes, pointer, contrast), *template.evidence),
    )


def _unsure(
    parameter: str,
    statistic: str | None,
    subject: Subject,
    value: float,
    contrast: _Contrast,
    means: Mapping[str, float | None],
) -> bool:
    """Whether an estimate cannot be told to be of the experimental arm against the comparator: it
    is of no kind that is known, a ratio of scores, or a ratio turned round."""
    if statistic is None:
        return bool(parameter)
    if statistic not in RATIOS:
        return False
    if not subject.is_event:
        return statistic != "hazard ratio"
    own, other = means.get(contrast.experimental.arm.id), means.get(contrast.comparator.arm.id)
    if statistic == "hazard ratio" or own is None or other is None:
        return contrast.swapped
    return (own - other) * (value - 1) < 0


def _evidence(quotes: Quotes, pointer: str, contrast: _Contrast) -> list[Evidence]:
    confidence = min(contrast.experimental.confidence, contrast.comparator.confidence)
    found = list(quotes.evidence(pointer, "analysis", confidence=confidence))
    for key, field in (
        ("paramValue", "value"),
        ("paramType", "statistic"),
        ("ciPctValue", "ci_level"),
        ("ciLowerLimit", "ci_low"),
        ("ciUpperLimit", "ci_high"),
        ("pValue", "p_value"),
        ("nonInferiorityType", "noninferiority"),
    ):
        found += quotes.evidence(f"{pointer}/{key}", "analysis", field=field, confidence=confidence)
    for field, match in (
        ("experimental_arm", contrast.experimental),
        ("comparator_arm", contrast.comparator),
    ):
        found += quotes.evidence(
            pointer, f"group: {match.reason}", field=field, confidence=match.confidence
        )
    return found


def _noninferiority(quotes: Quotes, pointer: str) -> Noninferiority | None:
    kind = text_of(quotes.get(f"{pointer}/nonInferiorityType")) or ""
    if not kind.startswith(("NON_INFERIORITY", "EQUIVALENCE")):
        return None
    comment = twin(quotes.printed(f"{pointer}/nonInferiorityComment"))
    margin = _MARGIN.search(comment)
    return Noninferiority(margin=float(margin[1]) if margin else None)


def _unit(
    statistic: str | None,
    unit: ResultUnit | None,
    value: float | None,
    contrast: _Contrast,
    means: Mapping[str, float | None],
) -> ResultUnit | None:
    if statistic in RATIOS:
        return "ratio"
    if statistic in _STANDARDIZED:
        return "standard deviations"
    if statistic == "risk difference":
        # 0.34 may be 34 points: the arms' own percentages tell.
        own, other = means.get(contrast.experimental.arm.id), means.get(contrast.comparator.arm.id)
        if value is None or abs(value) > 1:
            return "percent"
        if own is None or other is None or unit not in {"percent", "patients"}:
            return None
        difference = abs(own - other)
        as_percent, as_share = abs(difference - abs(value)), abs(difference - 100 * abs(value))
        return "percent" if as_percent < as_share else None
    return unit if statistic in _DIFFERENCES else None if statistic else unit


def _normalized(
    value: float | None,
    statistic: str | None,
    contrast: _Contrast,
    means: Mapping[str, float | None],
) -> float | None:
    """The estimate as experimental minus comparator, where the arms' figures prove its sign."""
    if value is None or statistic not in _DIFFERENCES:
        return None
    own, other = means.get(contrast.experimental.arm.id), means.get(contrast.comparator.arm.id)
    if own is None or other is None or value == 0:
        return 0.0 if value == 0 else None
    difference = own - other
    if abs(difference) < _TELLING * abs(value):
        return None
    return abs(value) if difference > 0 else -abs(value)


def _unsigned(template: Outcome, means: Mapping[str, float | None]) -> bool:
    """Whether changes are posted without a sign: a positive "change" may be an improvement."""
    known = [m for m in means.values() if m is not None]
    return template.statistic == "mean change" and bool(known) and min(known) >= 0


def _direction(
    subject: Subject,
    statistic: str | None,
    value: float | None,
    normalized: float | None,
    p: PValue | None,
    low: float | None,
    high: float | None,
    contrast: _Contrast,
    means: Mapping[str, float | None],
    warnings: list[str],
    unsigned: bool,
    *,
    one_sided: bool,
) -> Direction | None:
    """The verdict by p, else by the interval; which arm is better by figures that prove it."""
    null = 1.0 if statistic in RATIOS else 0.0
    excluded = None if low is None or high is None else not low <= null <= high
    significant = None if p is None else significance(p, one_sided=one_sided)
    if significant is None:
        significant = None if p is not None and one_sided else excluded
    elif excluded is not None and excluded != significant:
        warnings.append("a posted interval and its p disagree about significance; p was followed")
    if significant is None:
        return None
    if not significant:
        return "no significant difference"
    if unsigned:
        return None
    higher = _experimental_higher(statistic, value, normalized, contrast, means)
    if higher is None:
        return None
    return "favours experimental" if higher != subject.lower_is_better else "favours comparator"


def _experimental_higher(
    statistic: str | None,
    value: float | None,
    normalized: float | None,
    contrast: _Contrast,
    means: Mapping[str, float | None],
) -> bool | None:
    if normalized:
        return normalized > 0
    if statistic in RATIOS and value is not None and not contrast.swapped:
        return value > 1
    own, other = means.get(contrast.experimental.arm.id), means.get(contrast.comparator.arm.id)
    if statistic is None and own is not None and other is not None and own != other:
        return own > other
    return None
