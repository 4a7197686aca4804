"""What stands beside a treatment: route, infusion time, schedule, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar, cast

from dosetable.extract.facts import Route
from dosetable.extract.pipes.lexicon import lexicon
from dosetable.extract.pipes.numbers import COUNT, VALUES, parse_count
from dosetable.extract.prefilter import Prefiltered, any_of
from dosetable.extract.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the span it was read from."""

    value: T
    start: int
    end: int


def find_routes(
    twin: str, start: int, end: int, vocabulary: Vocabulary, *, implied: bool = False
) -> list[Found[Route]]:
    """Routes said plainly; where none is, or with ``implied``, the ones only implied ("infused",
    "spray", "capsules")."""
    found = [] if implied else lexicon(vocabulary, "routes").find(twin, start, end)
    if not found:
        weak = lexicon(vocabulary, "routes", "weak").find(twin, start, end)
        found = [m for m in weak if not _OF_FAILED.match(twin, m.end)]
    found = [m for m in found if not _of_a_dummy(twin, m.start, m.end)]
    found = [m for m in found if not _OF_THE_BODY.match(twin, m.end)]
    return [Found(cast("Route", m.term.name), m.start, m.end) for m in found]


# 'ketamine 0.5 mg/kg plus oral placebo': the route of what hides who got the other drug
_DUMMY_NEXT = re.compile(r" (?:dummy |matching |inert )?(?:placebo|saline)\b", re.IGNORECASE)
_BESIDE_DRUG = re.compile(
    r"(?:ketamine|midazolam)\b(?:(?!\b(?:or|versus|vs)\b)(?:[^,;.]|\.\d)){0,90}(?:\bplus|\+|\btogether with|\bcombined with)\s?(?:an? |the |matching |matched |dummy )*$",
    re.IGNORECASE,
)


def _of_a_dummy(twin: str, start: int, end: int) -> bool:
    return (
        _DUMMY_NEXT.match(twin, end) is not None
        and _BESIDE_DRUG.search(twin, max(0, start - 140), start) is not None
    )


# 'nasal surgery', 'oral cancer': what was operated on, and no way that a drug was given
_OF_THE_BODY = re.compile(
    r"(?: and (?:maxillofacial|dental))? (?:surger\w+|operations?|cancers?|carcinomas?|tumou?rs?|septum|septoplast\w+|endoscop\w+|sinus\w*|polyps?|polypectom\w+|bleeding|congestion|obstruction|cavity|mucosa|intubation|hygiene)\b",
    re.IGNORECASE,
)
# 'depression that tablets could not shift': what had failed before.
_OF_FAILED = re.compile(
    r" (?:could|did|do|had|have|has|can)(?: not|n't)\b| (?:had |have )?failed\b"
)
_WORD = any_of(VALUES, longest=True)
# 'another 2 hours 50 minutes'
_AND_MINUTES = r"(?:(?<=[hH])|(?<=hour)|(?<=hours)|(?<=hr)|(?<=hrs))(?:,? and)? (?P<more>\d{1,2})[ -]?(?:minutes?|mins?)\b"
_TIME = rf"(?P<value>\d+(?:\.\d+)?|an?|{_WORD}|half an|three quarters of an|one and a half)[ -]?(?P<unit>minutes?|mins?|min\.|hours?|hrs?|hr|h)(?![A-Za-z])(?:{_AND_MINUTES})?"
_DURATION = Prefiltered(
    rf"(?:\b(?:over|across|during|lasting|lasted|took|ran(?: for)?|within|in|spanning)(?: (?:a |the )?(?:period|course|span|duration|time) of)?(?: (?:about|approximately|approx\.?|at least|an(?= additional| extra)|a|the|roughly|around|~|first|initial|additional|another|further|next|subsequent|remaining))*\s?|\bof )?{_TIME}",
    re.IGNORECASE,
)
_GIVEN_SLOWLY = re.compile(r"infus|inject|push|bolus|intravenous|administ", re.IGNORECASE)
_OVER = re.compile(r"(?:over|across|during|lasting|lasted|took|ran|spanning)\b", re.IGNORECASE)
_INFUSION_AFTER = re.compile(
    r"^\)?[ -]*(?:long )?(?:(?:single|continuous|intravenous|iv|i\.v\.|slow|constant[- ]rate|ketamine|esketamine|saline|placebo|midazolam|\w+ (?:or|and) [\w-]+|subcutaneous|\(IV\)|\(i\.v\.\)) )*(?:infus|drip|administration|injections?\b)",
    re.IGNORECASE,
)
_INFUSION_BEFORE = re.compile(
    r"(?:infus\w*|infusion(?: time| duration)?|drip(?:ped)?|pumped(?: in)?|i\.v\.|\biv|intravenous(?:ly)?|rate|/kg/(?:h|min)|mg/kg|mg ?[·.]?kg-1|per kilogram|body ?weight|/) ?(?:of |was |for |, |;|\(|time:? )*(?:over|for|in|within|per)?(?: an? (?:additional|further)| another)?\s*$",
    re.IGNORECASE,
)
# 'a bolus over 10 minutes, then 0.2 mg/kg/h': the bolus's time, not the infusion's
_OF_BOLUS = re.compile(
    r"(?:(?!\bgroups?\b|\barms?\b|\bor\b)(?:[^;.]|\.\d)){0,50}?\b(?:followed by|then|continued|and|before)\b(?:(?!\bgroups?\b|\barms?\b|\bor\b)(?:[^;.]|\.\d)){0,70}?\d[\d.]* ?(?:mg|mcg|\u03bcg?|ug)(?:/kg)?/(?:h|min)",
    re.IGNORECASE,
)
_EARLY_PART = re.compile(r"\b(?:first|initial)\b", re.IGNORECASE)
_WAS_GIVEN = re.compile(
    r"\b(?:given|infused|administered|pumped|delivered|received)\b", re.IGNORECASE
)
_AFTER_EVENT = re.compile(
    r"^\s*(?:before|after|post|following|later|prior|from|into|of (?:starting|the start)|at)\b",
    re.IGNORECASE,
)


# A sentence is looked at for each of its arms and again for all of them.
_KEPT = 256
_UNIT = Prefiltered(r"\d[ -]?(?:m|h)|\bmin(?:ute)?s?\b|\bh(?:ou)?rs?\b", re.IGNORECASE)


def find_minutes(twin: str, start: int, end: int) -> list[Found[float]]:
    """How long infusions took, in minutes: "over 40 minutes", "a 40-min infusion", "for 4 hours"."""
    return list(_minutes_of(twin, start, end))


def in_dose_bracket(twin: str, start: int) -> bool:
    """Whether ``start`` lies in a bracket that holds a dose: 'ketamine (0.3 mg/kg over 40 min)'
    tells nothing of the other groups."""
    opened = twin.rfind("(", max(0, start - 60), start)
    return (
        opened >= 0
        and ")" not in twin[opened:start]
        and _A_DOSE.search(twin, opened, start) is not None
    )


_A_DOSE = re.compile(r"\d ?(?:mg|mcg|\u03bcg|ug)\b", re.IGNORECASE)


@lru_cache(maxsize=_KEPT)
def _minutes_of(twin: str, start: int, end: int) -> tuple[Found[float], ...]:
    return tuple(_find_minutes(twin, start, end))


def _find_minutes(twin: str, start: int, end: int) -> list[Found[float]]:
    found: list[Found[float]] = []
    if not _UNIT.search(twin, start, end):
        return found  # cheap, and true of most sentences
    for match in _DURATION.finditer(twin, start, end):
        head, tail = (
            twin[max(start, match.start("value") - 60) : match.start("value")],
            twin[match.end() : match.end() + 60],
        )
        lead = match.group().lower()
        if _AFTER_EVENT.match(tail) and not _OVER.match(lead):
            continue
        timed = re.match(r"\s*(?:after|post|following)\b", tail) is not None
        good = bool(_OVER.match(lead)) and (not timed or _GIVEN_SLOWLY.search(head) is not None)
        if _EARLY_PART.search(lead) and not _WAS_GIVEN.search(head):
            continue  # "scores over the first 40 minutes"
        if good and _A_DOSE.search(head) and _OF_BOLUS.match(twin, match.end(), end):
            continue
        good = good or bool(_INFUSION_AFTER.match(tail))
        good = good or bool(_INFUSION_BEFORE.search(head))
        if not good:
            continue
        minutes = _minutes(match.group("value"), match.group("unit"))
        if minutes is not None:
            minutes += int(match["more"] or 0)
            found.append(Found(minutes, match.start(), match.end()))
    return found


_PARTS = {"half an": 0.5, "three quarters of an": 0.75, "one and a half": 1.5, "a": 1.0, "an": 1.0}


def _minutes(value: str, unit: str) -> float | None:
    low = value.lower()
    number = _PARTS.get(low)
    if number is None:
        number = float(VALUES[low]) if low in VALUES else float(low)
    minutes = number * (60 if unit.lower().startswith("h") else 1)
    return minutes if 0 < minutes <= 7 * 24 * 60 else None


_PER_WEEK = (
    r"(?:(?:once|twice|thrice|(?:one|two|three|four|five|six|\d)(?: or (?:two|three|\d))? times)(?: or (?:twice|thrice|three times))?[- ](?:a |per |each |every )?(?:weekly|week|daily|day|month|monthly)"
    r"|(?:one|two|three|\d) (?:infusions |sessions |doses |injections |treatments )?(?:per|a|each|every) (?:week|day)"
    r"|(?:bi-?|thrice[- ]|twice[- ]|once[- ]|tri)?weekly|fortnightly|every (?:other day|second day|two weeks|2 weeks|\d+ days|three days|two days))"
)
_COURSE = rf"(?:\s?(?:for|over|during|spread over|in|across)\s(?:up to |a period of |the first |about )?(?:{COUNT}|a)[- ](?:weeks?|days?|months?)(?! (?:later|after))(?:[- ]course| period)?)"
_SCHEDULE = Prefiltered(
    rf"(?P<times>{_PER_WEEK}(?:\s(?:(?:es)?ketamine )?(?:infusions?|injections?|doses?|dosing|sessions?))?{_COURSE}?(?:,? (?:and )?(?:then|followed by) {_PER_WEEK}{_COURSE}?)?)"
    rf"|(?<!one of )(?<!first )(?<!last )(?<!next )(?<!initial )(?<!remaining )(?P<count>(?:\d{{1,2}} ?(?:-|to) ?)?(?:{COUNT})\s(?:(?:repeated|consecutive|serial|intravenous|iv|i\.v\.|subcutaneous|open-label|thrice-weekly|twice-weekly|weekly|ketamine|esketamine|R-ketamine|arketamine|(?:[(\[][^()\[\]]{{1,30}}[)\]]))\s)*(?:infusions|injections|administrations|sessions|treatments)(?:[^.;()]{{0,40}}?{_COURSE})?)"
    r"|(?P<single>\b(?:single|one|a single)[ -](?:(?:-?dose|subanesthetic|sub-anesthetic|subanaesthetic|low-dose|low|small|bolus|intravenous|iv|i\.v\.|intranasal|subcutaneous|intramuscular|oral|slow|ketamine|esketamine|40-minute|40-min|\d+-min(?:ute)?)[ -])*(?:infusion|dose|injection|administration|bolus|session)\b)",
    re.IGNORECASE,
)


_OPEN = re.compile(r"\bopen[- ]label\b", re.IGNORECASE)
_RATED = re.compile(
    r"\b(?:rated|assessed|evaluated|measured|scored|examined|followed(?: up)?|monitored|interviewed|recorded|tested)(?: (?!with\b|by\b)[\w-]+){0,2} $",
    re.IGNORECASE,
)
_REGULAR = Prefiltered(
    r"week|dai?ly|\bday|month|infusion|injection|administration|session|treatments|dose|bolus",
    re.IGNORECASE,
)


def find_schedules(twin: str, start: int, end: int) -> list[Found[str]]:
    """How often and for how long: "twice weekly for 4 weeks"; a single dose is "single dose"."""
    return list(_schedules_of(twin, start, end))


@lru_cache(maxsize=_KEPT)
def _schedules_of(twin: str, start: int, end: int) -> tuple[Found[str], ...]:
    return tuple(_find_schedules(twin, start, end))


def _find_schedules(twin: str, start: int, end: int) -> list[Found[str]]:
    found: list[Found[str]] = []
    if not _REGULAR.search(twin, start, end):
        return found
    for match in _SCHEDULE.finditer(twin, start, end):
        if _RATED.search(twin, max(start, match.start() - 40), match.start()):
            continue  # 'depression was rated weekly'
        if _OPEN.search(match.group()):
            continue  # 'six open-label infusions': after the groups were compared
        value = "single dose" if match.lastgroup == "single" else " ".join(match.group().split())
        found.append(Found(value, match.start(), match.end()))
    return found


_WHO = r"(?:patients|participants|subjects|women|mothers|people|individuals|adults|cases)"
_BRACKET_N = re.compile(
    r"(?<![A-Za-z])[nN]\s?=\s?(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\d.]\d)(?P<more>(?:\s?(?:,|;|and|&|/|vs\.?)\s?(?:and |n ?= ?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?![\d.%]|[\s-]?(?:%|per ?cent|min|mins|minutes?|h|hours?|days?|weeks?|months?|years?|mg|mcg|μg|ml|infusions?|sessions?|doses?|injections?|women|men|males?|females?)\b)){1,8})?(?P<each>\s(?:each|in each|per (?:group|arm)|for each))?"
    rf"|\((?=[^()]*(?:{_WHO}|respectively|in order)\))(?P<listed>\d{{1,4}}(?:, ?\d{{1,4}}){{0,6}},? (?:and|&) \d{{1,4}})(?: {_WHO})?(?:,? (?:respectively|in order))?\)"
    r"|\((?:[^()]{0,40}, )?(?P<words>\d[\d,]*) (?:patients|participants|subjects|women|mothers|people|individuals|adults|cases)(?P<each2> each| in each(?: group| arm)?| per (?:group|arm))?\)",
)


_MEN = Prefiltered(r"\b(?:men|males?)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(?:wo)?men\b|\bmothers\b", re.IGNORECASE)


def find_bracket_ns(twin: str, start: int, end: int) -> list[Found[tuple[int, ...]]]:
    """Counts in brackets after a group: "(n = 34)", "(n = 18, 20, 22 and 20)", "(20 patients)"."""
    found = []
    both = _MEN.search(twin, start, end) is not None
    for match in _BRACKET_N.finditer(twin, start, end):
        if both and match["words"] and _WOMEN.search(match.group()):
            continue  # 'X (11 men, 14 women)': a sex, not a group
        listed = match.group("listed")
        first = match.group("n") or match.group("words")
        values = [int(x) for x in re.findall(r"\d+", listed)] if listed else [parse_count(first)]
        values += [
            parse_count(x) for x in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", match.group("more") or "")
        ]
        start = match.start("words") if match["words"] else match.start()
        found.append(Found(tuple(values), start, match.end()))
    return _with_bare(twin, found, end)


# 'X 0.1 mg/kg (39 women), 0.2 mg/kg (41) or saline (40)': the word stands in the first bracket alone;
# what a clause of its own tells behind ('and were rated as before (12)') is a reference.
_BARE_N = re.compile(
    r"(?:,? (?:and|or|versus|vs\.?)|,) (?:(?!\b(?:were|was|rated|assessed|measured|followed|aged?|as|by|at|on|for|from|who|scor\w+|scale|method)\b)(?:[^(),;.]|\.\d)){3,50}\((?P<n>\d{1,4})\)(?=,| (?:and|or|versus|vs)\b|\.?$|[;.]\s)",
    re.IGNORECASE,
)


def _with_bare(
    twin: str, found: list[Found[tuple[int, ...]]], end: int
) -> list[Found[tuple[int, ...]]]:
    """``found`` with the bare counts of the groups listed behind one that says whom it counts."""
    told = len(found) == 1 and len(found[0].value) == 1
    if not told or not _ONE_COUNTED.fullmatch(twin, found[0].start, found[0].end):
        return found
    more, at = list(found), found[0].end
    while match := _BARE_N.match(twin, at, end):
        more.append(Found((int(match["n"]),), match.start("n") - 1, match.end()))
        at = match.end()
    return more


_ONE_COUNTED = re.compile(rf"\d+ {_WHO}\)")


_PEOPLE = r"(?:patients?|participants?|subjects?|people|women|mothers|men|adults|individuals|inpatients|outpatients|adolescents|veterans|persons|cases|parturients|pts)"
_TO = Prefiltered(
    rf"(?<![\w.=/:-])(?P<n>{COUNT})(?:\s?\(\d+(?:\.\d+)? ?%\))?(?: of (?:them|these|the {_PEOPLE}|whom))?(?: {_PEOPLE})?"
    r"(?:(?:,? (?:were|was|being))?(?: then| each)?(?: randomly| equally)? (?:randomi[sz]ed|assigned|allocated))?"
    r"(?: |(?<=\)))(?:to|into) (?!(?:one of )?(?:the )?(?:two|three|four|five|2|3|4|5|groups)\b|(?:study |trial )?treatments?\b(?! (?:with|group|arm)))(?:(?:receive|get|take|keep taking|continue|be given|either) )?",
    re.IGNORECASE,
)
# '33 were assigned ketamine and 37 saline', 'two groups: 60 received X and 61 received Y'
_GIVEN = Prefiltered(
    rf"(?<![\w.=/:-])(?P<n>{COUNT})(?: {_PEOPLE}(?: with (?:[a-z-]+ ){{1,3}}?(?:disorder|depression))?)?(?: \((?:(?:[Gg]roup|[Aa]rm) )?[A-Z0-9]{{1,3}}\))?(?: of (?:whom|them|these))? (?:(?:were |was )?(?:randomly )?(?:assigned|allocated|given|administered)|receiv(?:ed|ing)|(?:had|got|took)(?= (?:\w*ketamine|saline|placebo|midazolam|the same volume)\b)) (?:an? \d+[ -](?:min(?:ute)?|h(?:our)?) )?(?=(?:(?!\d(?!\d? (?:[\w-]+ ){{0,3}}(?:sessions|treatments|infusions|injections|doses)\b)|either\b|one\b|at least\b|the\b|\w+ or\b|\w+ and (?!{COUNT}\b))[^.;]){{3}})(?!(?:[^.;]|\.\d){{0,60}}\bor (?:an? |the |matching |matched |intravenous |oral )*(?:placebo|saline|midazolam|\w*ketamine)\b)",
    re.IGNORECASE,
)
# '31 received two infusions of ketamine and 33 two infusions of saline'
_ELIDED = re.compile(
    rf"(?<=\band )(?P<n>{COUNT}) (?=(?:{COUNT}|a single) (?:infusions?|doses?|injections?|drips?|sessions) of )",
    re.IGNORECASE,
)
_IN_GROUP = Prefiltered(
    rf"(?<![\w.=/:-])(?P<n>{COUNT})(?: {_PEOPLE})?(?: (?:were |was )?(?:in|on|into)) (?:the )?(?=[^.;,()]{{0,50}}(?:\([A-Z0-9]{{1,4}}\) ?)?(?:group|arm|condition|cohort)\b)",
    re.IGNORECASE,
)
# 'a score of at least 4 were randomized to': a threshold counts nobody.
_THRESHOLD = re.compile(
    r"(?:\b(?:blocks? of|blocks? sizes? of|at least|more than|less than|greater than|scor(?:e|es|ed|ing)(?: of)?|above|below|over|under|exceeding)|[<>\u2264\u2265=])\s?$",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"\d(?:,? and|,? or| vs\.?) $")  # "29 and 34 were assigned to X or Y"
# '70 were analysed: 33 assigned to X and 37 to Y'
_OF_ANALYSED = re.compile(
    r"\b(?:analy[sz]ed|completed|finished|analys[ie]s (?:set|population|sample)|(?:included|evaluable|available) (?:in|for) (?:the |our )?(?:[\w-]+ ){0,3}?analys[ie]s)\s?[:(,](?:[^.;]|\.\d){0,160}$",
    re.IGNORECASE,
)
_A_RATE = re.compile(r"\d+(?:\.\d+)? to (?:[<\u2264] ?)?\d|\d:\d")
# 'run from August 2015 to February 2018'
_A_YEAR = re.compile(
    r"(?:19|20)\d\d (?:to|into) (?:the )?(?:end|present|today|date|(?:early|mid|late)\b|(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d)"
)


def find_allocations(twin: str, start: int, end: int, *, groups: bool = False) -> list[Found[int]]:
    """Counts set before a group: "24 were allocated to", "45 to"; with ``groups`` also
    "18 in the ketamine group". ``end`` of each is where the group's words begin."""
    found = []
    for expression in (_TO, _IN_GROUP, _GIVEN, _ELIDED) if groups else (_TO,):
        for match in expression.finditer(twin, start, end):
            if (
                _A_RATE.match(twin, match.start())
                or _A_YEAR.match(twin, match.start())
                or _PAIRED.search(twin, max(start, match.start() - 12), match.start())
                or _THRESHOLD.search(twin, max(start, match.start() - 16), match.start())
                or _OF_ANALYSED.search(twin, max(start, match.start() - 200), match.start())
            ):
                continue
            found.append(Found(parse_count(match.group("n")), match.start(), match.end()))
    return sorted(found, key=lambda f: f.start)
