"""What a table holds by its caption: results, results among other things, or none."""

from __future__ import annotations

import re
from typing import Literal

from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.subjects import AFTER, CHANGE, Bucket, Subject

Kind = Literal["results", "mixed", "safety", "other"]

_OTHER = re.compile(
    r"\bvital signs|\bblood pressure|\bpharmacokinetic|\bschedule of\b|\binclusion\b|\beligib|\bsubgroup|\bsensitivity anal|"
    r"\bprevious (?:studies|trials)|\bmeta-anal|\bcorrelat|\bpredict(?:ors?|ing|ion)\b|\bregression\b|"
    r"\bnumber of participants randomi[sz]ed\b|\bby (?:treatment )?(?:outcome|response)\b|\bresponders and non-?responders\b|\bassociat",
    re.IGNORECASE,
)  # fmt: skip
# A part of the patients; women are all of them around a birth.
_PART = re.compile(
    r"\b(?:in|among) (?:the )?(?:(?:non-?)?(?:responders|remitters|completers)|men|males?|older|younger|elderly)\b|\bsub-?populations?\b|"
    r"\b(?:in|among) (?:the )?(?:women|females?)\b(?! (?:treated|given|who|with|assigned|allocated|receiving|randomi))(?!.*\b(?:post-?partum|c(?:a)?esarean|deliver|birth|pregnan))",
    re.IGNORECASE,
)
# Heads over the arms' own: "Responders", "Patients with anxiety".
_PART_HEAD = re.compile(
    r"\b(?:(?:non-?\s?)?(?:responders?|remitters?)|males?|females?|(?<!wo)men|younger|older|elderly|sub-?(?:groups?|samples?|populations?|sets?)|(?:non-?\s?)?anxious|"
    r"(?:patients|participants|subjects|those|depression) with(?:out)? (?:anxiety|comorbid\w*|an? |prior|previous|psychotic|PTSD|melancholi\w*))\b",
    re.IGNORECASE,
)
_WOMEN = re.compile(r"\bwomen\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"\b(?:post-?partum|c(?:a)?esarean|deliver\w*|birth|pregnan\w*|EPDS|maternal)\b", re.I
)
_BASELINE = re.compile(
    r"\bbaseline (?:characteristics|demographic|clinical|data|values|variables|features)|\bdemographic|\bcharacteristics\b",
    re.IGNORECASE,
)
_SAFETY = re.compile(
    r"\badverse|\bside effects?|\bsafety\b|\btolerab|\bTEAE|\bcomplications?\b", re.IGNORECASE
)
_OUTCOMES = re.compile(
    r"(?<!safety )(?<!adverse )(?<!tolerability )\b(?:outcomes?|efficacy|effectiveness|end-? ?points?|results|treatment effects?|scores after|follow-up scores)\b",
    re.IGNORECASE,
)
_SCORED = re.compile(r"\b(?:means?|medians?|SD|IQR)\b|±", re.IGNORECASE)
_OF_SAFETY = frozenset({"dissociation", "psychosis"})
_RATES = frozenset({"response", "remission", "relapse"})


def kind_of(caption: str) -> Kind:
    """The kind of a table. A caption of baseline or safety is none of results, unless it names
    outcomes too; among adverse events stand the scores of dissociation."""
    if _OTHER.search(caption) or _PART.search(caption):
        return "other"
    if not _BASELINE.search(caption) and not _SAFETY.search(caption):
        return "results"
    if _OUTCOMES.search(caption):
        return "mixed"
    return "safety" if not _BASELINE.search(caption) else "other"


def is_of_part(head: str, caption: str) -> bool:
    """Whether a column is of a part of the patients, by what stands over the name of its arm; women are
    all of them around a birth."""
    if _PART_HEAD.search(head):
        return True
    return _WOMEN.search(head) is not None and not _BIRTH.search(f"{head} {caption}")


def _is_score(bucket: Bucket, subject: Subject) -> bool:
    """Whether a row among adverse events holds the mean of a scale of dissociation or psychosis, and no
    number of people."""
    if subject.event is not None or subject.kind not in _OF_SAFETY:
        return False
    cells = " ".join(c.text for c in bucket.figures.values())
    return "±" in cells or (_SCORED.search(subject.near) is not None and "%" not in cells)


def is_result(bucket: Bucket, subject: Subject, caption: str) -> bool:
    """Whether a row of a mixed table is surely a result.

    Beside a baseline it says when, or calls itself a change or an outcome; among adverse events
    only scales and rates of response, remission and relapse are results.
    """
    near = [
        t for t in (bucket.label.text, bucket.rest, bucket.section and bucket.section.text) if t
    ]
    if any(_SAFETY.search(t) or _BASELINE.search(t) for t in near):
        return False
    if kind_of(caption) == "safety":
        return _is_score(bucket, subject)
    if _SAFETY.search(caption) and subject.event not in {None, *_RATES}:
        return False
    if not _BASELINE.search(caption):
        return True
    return any(
        any(m.kind == "point" for m in find_timepoints(t))
        or CHANGE.search(t)
        or AFTER.search(t)
        or _OUTCOMES.search(t)
        for t in near
        if not is_baseline(t)
    )
