"""One visit that a report names twice, by its day and by the hours since a dose."""

from __future__ import annotations

import re
from dataclasses import replace

from dosetable.extract.pipes.timepoints.mention import TimepointMention

# 'At day 6, 24 hours after the last dose, ...': one visit, told twice.
_TOLD_AGAIN = re.compile(
    r"[,;]? ?[(\[]?(?:i\.e\.,? |that is,? |or )?(?:at |about |approximately )?", re.IGNORECASE
)
_SINCE = re.compile(
    r" (?:after|following|post) (?:the |their |its )?(?:last|final|first|second|third|fourth|fifth|sixth|eighth|\d{1,2}(?:st|nd|rd|th)|single|end of|(?:infusion|dose|session|treatment|injection) \d{1,2})\b[^,;.()\[\]]{0,40}[,;)\]]",
    re.IGNORECASE,
)
_BEHIND_DOSE = re.compile(
    r" (?:after|following) (?:the |their )?(?:last|final|\d{1,2}(?:st|nd|rd|th)|[a-z]+th) (?:[\w-]+ ){0,2}[\w-]+,? ?[(\[](?:at |on |i\.e\.,? |= ?)?",
    re.IGNORECASE,
)


def told_once(found: list[TimepointMention], text: str) -> list[TimepointMention]:
    """``found`` with the second name of a visit, as its time since a dose, marked as no visit of its
    own: the one that stands first counts."""
    kept: list[TimepointMention] = []
    for mention in found:
        last = kept[-1] if kept else None
        alone = last is not None and last.group not in {m.group for m in kept[:-1]}
        if last is not None and alone and last.kind == mention.kind == "point":
            of_study = (
                last.timepoint.unit in ("day", "week", "month") and not text[last.start].isdigit()
            )
            again = (
                of_study
                and _TOLD_AGAIN.fullmatch(text, last.end, mention.start)
                and (_SINCE.match(text, mention.end) or _same_hours(last, mention, text))
            )
            if of_study and _hours_of_day(last, mention, text):
                kept[-1] = replace(last, kind="duration")
            elif (
                _day_of_hours(last, mention, text)
                or again
                or _BEHIND_DOSE.fullmatch(text, last.end, mention.start)
            ):
                mention = replace(mention, kind="duration")
        kept.append(mention)
    return kept


_POST_DOSE = re.compile(
    r"[ -]?(?:post|after|following)[ -]?(?:the )?(?:first |initial )?(?:dos(?:e|ing)|infusion|injection|administration|treatment)\b",
    re.IGNORECASE,
)


def _hours_of_day(day: TimepointMention, hours: TimepointMention, text: str) -> bool:
    """'On day 1, 4 hours postdose': of a day of the study, the hours since the dose tell which visit.
    'At day 2 (24 hours after the dose)' is the day's own visit, told again."""
    if day.timepoint.unit != "day" or hours.timepoint.unit not in ("hour", "minute"):
        return False
    if not _TOLD_AGAIN.fullmatch(text, day.end, hours.start):
        return False
    within = 0 < hours.hours - 24 * (day.timepoint.value - 1) <= 24
    return within and _POST_DOSE.match(text, hours.end) is not None


def _same_hours(day: TimepointMention, hours: TimepointMention, text: str) -> bool:
    """'Day 2 (24 h)': days counted from day 1."""
    if day.timepoint.unit != "day" or hours.timepoint.unit != "hour":
        return False
    return hours.hours == 24 * (day.timepoint.value - 1) and text[hours.end : hours.end + 1] in (
        ")",
        "]",
    )


def _day_of_hours(hours: TimepointMention, day: TimepointMention, text: str) -> bool:
    """'4 hours post-dose on day 1': the day is that of the dose."""
    if day.timepoint.unit != "day" or hours.timepoint.unit not in ("hour", "minute"):
        return False
    dose = _POST_DOSE.match(text, hours.end)
    return dose is not None and _OF_DAY.fullmatch(text, dose.end(), day.start) is not None


_OF_DAY = re.compile(r",? ?[(\[]?(?:on |of |at )?(?:the )?", re.IGNORECASE)
