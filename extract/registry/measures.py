"""What a posted outcome measures, when, and by which figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosetable.extract.facts import OutcomeRole, ResultUnit, Statistic
from dosetable.extract.pipes.measures import MeasureMention, find_measures
from dosetable.extract.pipes.timepoints import TimepointMention, find_timepoints
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

# Kinds of the measures vocabulary that the table collects.
UNNAMED = frozenset({"depressive symptoms", "suicidal ideation"})
COLLECTED = frozenset({"depression", "suicidality", "global", "dissociation", "psychosis", "event"})
ROLES: dict[str, OutcomeRole] = {"PRIMARY": "primary", "SECONDARY": "secondary"}
_CHANGE = re.compile(r"\bchanges?\b|\breduction|\bimprovement in\b|\bdecrease", re.IGNORECASE)
_ABOUT_MOOD = re.compile(
    r"depress|suicid|respon(?:se|ders?)|remi(?:ssion|tters?)|relapse|severity|dissociat|symptom",
    re.IGNORECASE,
)
_NOT_A_RESULT = re.compile(
    r"\bcorrelat|\bassociation between|\bpredict|\bmoderat|\bbiomarker|\bplasma\b|\bserum\b|\bconcentration|"
    r"\bpartial (?:respon|remi)|\bnon-?(?:respon|remi)|\bwithout (?:a |any )?(?:respon|remi|relapse|recurrence)|\bdid not (?:respon|remi|relapse)|"
    r"\bonset of\b|\bsustained\b|\b(?:kept|maintained) (?:to|until|through)\b|\badverse|\bside effect|\bdiscontinu|\bblind(?:ing|edness)\b|\bguess",
    re.IGNORECASE,
)
_TIME_TO = re.compile(r"\btime (?:to|until)\b", re.IGNORECASE)
_STRATUM = re.compile(r"\b(stable (?:remission|response|remitters|responders))\b", re.IGNORECASE)
_STATISTICS: tuple[tuple[Statistic, re.Pattern[str]], ...] = (
    ("hazard ratio", re.compile(r"hazard", re.IGNORECASE)),
    ("odds ratio", re.compile(r"\bodds\b", re.IGNORECASE)),
    ("risk ratio", re.compile(r"risk ratio|relative risk|rate ratio", re.IGNORECASE)),
    ("risk difference", re.compile(r"risk difference|percent\w* difference|difference in (?:percent|proportion|rate|response|remission)|proportion difference", re.IGNORECASE)),
    ("number needed to treat", re.compile(r"number needed", re.IGNORECASE)),
    ("Hedges g", re.compile(r"hedges", re.IGNORECASE)),
    ("Cohen d", re.compile(r"cohen", re.IGNORECASE)),
    ("standardized mean difference", re.compile(r"standardi[sz]ed mean", re.IGNORECASE)),
    ("effect size", re.compile(r"effect size", re.IGNORECASE)),
    ("median difference", re.compile(r"median difference|difference (?:of|in|between) (?:the )?medians", re.IGNORECASE)),
    ("mean difference", re.compile(r"(?:mean|lsm?\b|square).*\bdiff|\bLSMD\b|\bdiff\w*\b.*(?:mean|lsm?\b|square)|mean change difference", re.IGNORECASE)),
)  # fmt: skip
_LOGARITHM = re.compile(r"\blog(?:arithm|-?transformed)?\b", re.IGNORECASE)
_RATES: dict[str, Statistic] = {
    "response": "response rate",
    "remission": "remission rate",
    "relapse": "relapse rate",
}
_PERIOD = re.compile(r"\b[Pp]eriod (\d|I{1,3}\b)")
_SHARE = re.compile(r"\bproportion|\bfraction|\bprobabilit|\brate\b", re.IGNORECASE)
_MEANS = {"MEAN", "LEAST_SQUARES_MEAN"}
_BASELINE = re.compile(
    r"^\W*(?:at )?(?:baseline|pre-?(?:dose|infusion|treatment)|screening|day 1,? (?:pre-?dose|predose))\b(?!.*\b(?:to|through|change)\b)|"
    r"^\W*(?:day|week|hour|time|month) ?0\b(?!.*\b(?:to|through|change|post\S*|after|hours?|h|min\w*)\b)|"
    r"^[^(]*\((?:baseline|pre-?(?:dose|infusion|treatment))\)\W*$",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(
    r"\b(?:day|week|month|hour|minute|visit|infusion|session)s?\b[^a-z]{0,3}\d|"
    r"\d[^a-z]{0,2}(?:day|week|month|hour|minute|hr|min)s?\b",
    re.IGNORECASE,
)
_BEFORE_DOSE = re.compile(
    r"[ ,:]*\(?\s?(?:pre-?\s?(?:dose|infusion|treatment|injection)|before|prior to|baseline)",
    re.IGNORECASE,
)
# "24-72 hours", "weeks 2 to 4": a window, which is no time; from the first day on it ends at one.
_WINDOW = re.compile(r"(\d+(?:\.\d+)?)\s?(?:-|to|through)\s?(?:\w+ )?\d", re.IGNORECASE)
_OF_PHASE = re.compile(r"(?<=\d) of\b")
_UP_TO = re.compile(
    r"\b(?:up to|maximum of|average of)(?: approximately| about)? ?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The measure of an outcome; ``on`` is the scale behind an event. Offsets into ``text``."""

    mention: MeasureMention
    on: str | None
    from_title: bool

    @property
    def name(self) -> str:
        return self.mention.name

    @property
    def is_event(self) -> bool:
        return self.mention.kind == "event"

    @property
    def lower_is_better(self) -> bool:
        return self.mention.measure.lower_is_better


def subject_of(title: str, description: str, vocabulary: Vocabulary) -> Subject | None:
    """Return what an outcome measures, or None where it is none of the table's measures.

    The title decides; the description only where the title speaks of mood and names no scale.
    """
    if _NOT_A_RESULT.search(title):
        return None
    named = find_measures(_without_stratum(twin(title)), vocabulary)
    if named:
        return _chosen(named, from_title=True)
    if not _ABOUT_MOOD.search(title):
        return None
    return _chosen(find_measures(twin(description), vocabulary), from_title=False)


def is_no_result(title: str) -> bool:
    """Whether a title is of something else than the state of patients: adverse events, predictors."""
    return _NOT_A_RESULT.search(title) is not None


def _chosen(named: list[MeasureMention], *, from_title: bool) -> Subject | None:
    collected = [m for m in named if m.kind in COLLECTED]
    if not collected or (from_title and named[0].kind not in COLLECTED):
        return None
    events = [m for m in collected if m.kind == "event"]
    scales = [m for m in collected if m.kind != "event"]
    named_scales = [m for m in scales if m.name not in UNNAMED]
    scales = named_scales or scales  # "Suicidal ideation (SSI)" is the SSI
    names = list(dict.fromkeys(m.name for m in scales))
    if events and from_title:
        if len({m.name for m in events}) > 1 and events[0].name != "relapse":
            return None
        return Subject(mention=events[0], on=names[0] if len(names) == 1 else None, from_title=True)
    if len(names) != 1:
        return None
    return Subject(mention=scales[0], on=None, from_title=from_title)


def baseline_only(title: str) -> bool:
    """Whether a row's title is the baseline, which is no result."""
    return _BASELINE.search(title) is not None


def _without_stratum(text: str) -> str:
    """Blank the words that name a stratum, so that "stable remission" is not the measure."""
    return _STRATUM.sub(lambda m: " " * len(m[0]), text)


def _times(text: str) -> list[TimepointMention]:
    """The times in ``text``: "Day 8 of Period 1" names day 8, "up to 92 weeks", "24-72 hours" and
    "Day 1 pre-dose" name none."""
    plain = _OF_PHASE.sub(lambda m: " ," + " " * (len(m[0]) - 2), twin(text))
    return [
        m
        for m in find_timepoints(plain)
        if (not _UP_TO.search(plain, 0, m.start) or plain[m.start].isalpha())
        and not _BEFORE_DOSE.match(plain, m.end)
        and not ((w := _WINDOW.search(plain, m.start, m.end)) and float(w[1]) > 1)
    ]


def row_timepoint(row: str) -> TimepointMention | None:
    """The time a row of figures is titled with ("Week 4")."""
    return _single(_times(row))


def title_timepoint(title: str) -> TimepointMention | None:
    """The time an outcome's title names, where it names one."""
    return _single([m for m in _times(title) if m.kind == "point"])


def frame_timepoint(frame: str) -> TimepointMention | None:
    """The end of a time frame: "Baseline to day 28" is day 28; "Up to 92 weeks" is no time."""
    text = twin(frame)
    found = _times(frame)
    if not found:
        return None
    if len({m.hours for m in found}) == 1:
        return found[-1]
    last, before = found[-1], found[-2]
    between = text[before.end : last.start]
    ranged = re.fullmatch(
        r"[^;,.]{0,40}?\b(?:to|through|until|and)\b[^;,.]{0,20}|\s?-\s?", between, re.IGNORECASE
    )
    starts = before.timepoint.unit == last.timepoint.unit and before.timepoint.value <= 1
    if len(found) == 2 and ranged and (starts or "to" in between.lower()):
        return last
    return _single(found)


def single_time(text: str) -> TimepointMention | None:
    """The one time that ``text`` names."""
    return _single(_times(text))


def names_a_time(title: str) -> bool:
    """Whether a row's title counts days or weeks, understood or not ("Day 0")."""
    return _TIME_WORD.search(title) is not None


def _single(found: list[TimepointMention]) -> TimepointMention | None:
    """The one time meant; of "Day 2 (24 Hours)" the more precise hours."""
    if not found:
        return None
    if len({m.hours for m in found}) == 1:
        return found[0]
    if len(found) == 2 and found[1].start - found[0].end <= 2:
        finer = [m for m in found if m.timepoint.unit in {"hour", "minute"}]
        return finer[0] if len(finer) == 1 else None
    return None


def arm_statistic(
    subject: Subject, parameter: str, title: str, unit_text: str
) -> tuple[Statistic | None, ResultUnit | None]:
    """Return what the arms' own figures are, and their unit."""
    unit = _unit(unit_text, parameter)
    shares = unit in {"percent", "patients"} or _SHARE.search(unit_text) is not None
    if shares and (subject.is_event or parameter in {"COUNT_OF_PARTICIPANTS", "NUMBER"}):
        if not subject.is_event:
            return "event rate", unit
        return _RATES.get(
            subject.mention.measure.name,
            "event rate" if subject.name != "relapse-free remission" else None,
        ), unit
    if parameter == "MEDIAN":
        return "median", unit
    if parameter in _MEANS:
        return "mean change" if _CHANGE.search(title) else "mean score", unit
    return None, unit


def effect_statistic(parameter: str, *, rate: bool) -> Statistic | None:
    """Return the statistic that an analysis names; a difference of rates is a risk difference."""
    if _LOGARITHM.search(parameter):
        return None  # the logarithm of a ratio is none
    name = next((s for s, pattern in _STATISTICS if pattern.search(parameter)), None)
    return "risk difference" if name == "mean difference" and rate else name


def is_time_to_event(title: str) -> bool:
    return _TIME_TO.search(title) is not None


def part_of_trial(title: str, where: str) -> str | None:
    """The stratum that a title names, or the later period of the trial that a title, a time frame
    or groups (``where``) name: not all who were randomized, or not as they were at first."""
    match = _STRATUM.search(title)
    if match:
        return match[1].lower()
    periods = {m[1] for m in _PERIOD.finditer(where)}
    later = periods - {"1", "I"}
    return f"Period {later.pop()}" if len(periods) == len(later) == 1 else None


def _unit(text: str, parameter: str) -> ResultUnit | None:
    plain = text.lower()
    if "percent" in plain or "%" in plain:
        return "percent"
    if _SHARE.search(plain):
        return None
    if (
        parameter == "COUNT_OF_PARTICIPANTS"
        or "participant" in plain
        or "subjects" in plain
        or "patients" in plain
    ):
        return "patients"
    if "day" in plain:
        return "days"
    if "scale" in plain or "score" in plain or "point" in plain or "unit" in plain:
        return "points"
    return None
