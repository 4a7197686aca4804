"""What is posted beside the results: baselines, other quantities, tests of something else.

Each function names the reason, or None where a figure may be read.
"""

from __future__ import annotations

import re

from dosetable.extract.twin import twin

BASELINE = "a baseline"
OTHER_QUANTITY = "not the score itself: an area, a slope, a standardized or a geometric value"
OTHER_UNITS = "it counts other things than participants"
OTHER_TEST = "a test of something else than two arms at one time"
OTHER_TIME = "it compares the arms at another time"

_NOTHING_BUT_BASELINE = re.compile(
    r"\W*(?:at |measured at |assessed at )?(?:baseline|screening|enrol?lment|pre-?\s?(?:dose|infusion|treatment|injection)|before (?:the )?(?:first )?(?:dose|infusion|treatment))"
    r"(?:\s?\((?:pre-?\s?(?:dose|infusion|treatment)|day [01]|day -\d+|week 0)\))?(?: visit| only)?\W*|"
    r"(?:day [01]|week 0|\d+ (?:min(?:ute)?|hour|day|week)s?)[,:]?\s?\(?(?:pre-?\s?(?:dose|infusion|treatment|injection)|before (?:the )?(?:first )?(?:dose|infusion|treatment)|prior to (?:the )?(?:first )?(?:dose|infusion|treatment))\)?",
    re.IGNORECASE,
)
_BASELINE_TITLE = re.compile(
    r"^\W*(?:\d+[.:)]? )?(?:baseline|screening|pre-?(?:treatment|infusion|dose))\b|\b(?:at|before) (?:baseline|screening|treatment)\W*$|\(baseline\)\W*$|\bpre-?(?:treatment|infusion|dose)\W*$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\bchanges?\b|\breduction|\bimprove|\bdecrease|\bdifference|\bresponse|\bto\b", re.IGNORECASE
)
_QUANTITY = re.compile(
    r"\barea[- ]under\b|\bAUC\b|\bslopes?\b|\btrajector|\brate of (?:change|improvement|decline)\b|\bvariability\b|\bz-?\s?scores?\b|\bt-?\s?scores?\b",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"\*|/|\bper\b|\bx (?:hours?|days?|weeks?)\b|×|\bz-?\s?scores?\b|\bt-?\s?scores?\b", re.IGNORECASE)  # fmt: skip
_PER_CENT = re.compile(r"\bper[- ]?cent|%|\bper (?:group|arm|participant|patient)\b", re.IGNORECASE)
_MEANS_OF_LOGS = frozenset({"GEOMETRIC_MEAN", "GEOMETRIC_LEAST_SQUARES_MEAN", "LOG_MEAN"})
_TEST = re.compile(
    r"\binteraction\b|\bslopes?\b|\btrends?\b|\b(?:at|of|in) (?:the )?baseline\b|\bwithin[- ](?:group|subject|participant|arm)s?\b|"
    r"\bsub-?groups?\b|\bcorrelat|\bpost[- ]hoc power\b|\bomnibus\b|\bover(?:all)? time\b|\bmain effect of time\b",
    re.IGNORECASE,
)
# A model's description names its terms, which are not what is tested.
_MODEL = re.compile(
    r"\b(?:model|covariates?|factors?|fixed effects?|terms?|adjust(?:ed|ing)|includ(?:ed|ing)|ANCOVA|MMRM)\b",
    re.IGNORECASE,
)
_SLOPE = re.compile(
    r"\bslopes?\b|\bcorrelat|\bbeta\b|\bcoefficient|\bcumulative\b|\bAUC\b|\barea under\b|\binteraction\b",
    re.IGNORECASE,
)


def is_baseline(text: str) -> bool:
    """Whether a time is the baseline and nothing else ("Day 1: pre-infusion")."""
    return _NOTHING_BUT_BASELINE.fullmatch(twin(text).strip()) is not None


def no_result(title: str, frame: str, parameter: str, unit: str, counted: str) -> str | None:
    """Why a whole outcome measure is no result. ``counted``: the units that were analysed."""
    title, frame = twin(title), twin(frame)
    if not _CHANGE.search(title) and (is_baseline(frame) or _BASELINE_TITLE.search(title)):
        return BASELINE
    product = _PRODUCT.search(unit) and not _PER_CENT.search(unit)
    if _QUANTITY.search(title) or product or parameter in _MEANS_OF_LOGS:
        return OTHER_QUANTITY
    people = not counted or re.search(r"participant|patient|subject", counted, re.IGNORECASE)
    if parameter == "COUNT_OF_UNITS" or not people:
        return OTHER_UNITS
    return None


def no_contrast(parameter: str, comments: tuple[str, ...], statistical: str) -> str | None:
    """Why an analysis is none of two arms' difference. ``comments``: of its groups, estimate and
    p; ``statistical``: of its method."""
    if _SLOPE.search(twin(parameter)):
        return OTHER_TEST
    for text in map(twin, comments):
        if _TEST.search(text) and not _MODEL.search(text):
            return OTHER_TEST
    if re.search(
        r"\bsub-?group (?:of|with|analysis)\b|\bin the sub-?group\b", twin(statistical), re.I
    ):
        return OTHER_TEST
    return None
