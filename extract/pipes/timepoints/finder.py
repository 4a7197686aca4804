"""Find times of assessment and tell them from durations, ages and schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Literal

from dosetable.extract.facts import Anchor, Timepoint, TimeUnit
from dosetable.extract.pipes.numbers import VALUES
from dosetable.extract.pipes.timepoints.mention import HOURS, TimepointMention
from dosetable.extract.pipes.timepoints.told_twice import told_once
from dosetable.extract.prefilter import Prefiltered

# 'forty-two' and 'twenty four' as well as the plain words
NUMBER_WORDS = VALUES | {
    f"{tens}{joined}{one}": VALUES[tens] + VALUES[one]
    for tens, one, joined in product(
        [w for w, n in VALUES.items() if n >= 20], [w for w, n in VALUES.items() if n < 10], "- "
    )
}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12,
}  # fmt: skip
_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_NUM = rf"(?:\d{{1,3}}(?:\.\d)?|{_WORD})"
_SEP = r"(?:\s?,\s?(?:and |or )?|\s(?:and|or|&)\s|\s?/\s?)"
_UNIT = r"(?:min(?:ute)?s?|h(?:ou)?rs?|h|days?|(?-i:d)(?!\s?[=:]|\s?[(\[]\s?(?:=|\d))|weeks?|wks?|months?|mos?)"
_NOT_TIME = r"(?!\d|\s?(?:%|per ?cent\b|h\b|hrs?\b|wks?\b|hours?|days?|weeks?|min|months?)|[./]\d|\s(?:of (?:\d+|the|those|them|all)|patients|participants|people|who)\b|[\s-]?(?:mg|mcg|μg|ml|kg|points?)\b)"
# 'At week 8, 84 (46.9%) of 179': what a comma parts from the time may be the first figure.
_NOT_NEXT = (
    _NOT_TIME + r"(?!\s?[(\[]\s?\d+(?:\.\d+)?\s?(?:%|per ?cent)|\s(?:out of|vs?\.?|versus)\s)"
    r"(?(plural)|(?!\sin the\s))"
)
_NAMES = r"(?P=unit)s?"  # 'days 1 and day 7', and not 'week 1 and months 1, 2 and 3'
_UNIT_FIRST = Prefiltered(
    rf"\b(?P<unit>minute|hour|day|week|month)(?P<plural>s)?[- ](?P<list>(?:\d{{1,3}}|{_WORD}){_NOT_TIME}"
    rf"(?:{_SEP}(?:{_NAMES}[- ])?\d{{1,3}}{_NOT_NEXT})*)"
    rf"(?:\s?(?:-|to|through)\s?(?:{_NAMES}[- ])?(?P<to>\d{{1,3}}){_NOT_TIME}(?P<rest>(?:{_SEP}(?:{_NAMES}[- ])?\d{{1,3}}{_NOT_NEXT})*))?",
    re.IGNORECASE,
)
# "Day 1, 240 min": the 1 counts days, it does not stand in a list of minutes.
_COUNTED = "".join(
    rf"(?<!\b{w} )" for w in ("day", "week", "month", "visit", "session", "infusion")
)
# 'At 6 weeks 15 (25%) women': the weeks are six.
_ITS_NUMBER = re.compile(rf"(?<![\w.-]){_COUNTED}(?:\d{{1,3}}|{_WORD})[ -]$", re.IGNORECASE)
_NUM_FIRST = Prefiltered(
    rf"(?<![\w.<>=+-]){_COUNTED}(?P<list>{_NUM}(?:-?{_SEP}{_NUM})*)(?:\s?(?:-|to)\s?(?P<to>{_NUM}))?[- ]?(?P<unit>{_UNIT})(?:\b|(?<=hours)(?=post))(?!/|\.?\d)",
    re.IGNORECASE,
)
_NTH_WORD = "|".join(ORDINALS)
_ORDINAL = Prefiltered(
    rf"\b(?P<list>(?:{_NTH_WORD})(?:{_SEP}(?:the )?(?:{_NTH_WORD}))*) (?:post-?(?:operative|partum|natal|surgical|infusion|treatment) )?(?P<unit>minute|hour|day|week|month)\b",
    re.IGNORECASE,
)
# 'POD 7', 'postoperative days (PODs) 1 and 3'
_POSTOPERATIVE = Prefiltered(
    rf"\b(?P<unit>(?-i:PODs?))\)?[- ]?(?P<list>\d{{1,3}}{_NOT_TIME}(?:{_SEP}(?:POD ?)?\d{{1,3}}{_NOT_TIME})*)"
)
# 'on the 1st and 3rd day after surgery'
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_NTH_DAYS = Prefiltered(
    rf"\b(?P<list>{_NTH}(?:{_SEP}(?:the )?{_NTH})*) (?:post-?(?:operative|partum|natal|surgical|infusion|treatment) )?(?P<unit>minute|hour|day|week|month)s?\b",
    re.IGNORECASE,
)
_NEXT_DAY = Prefiltered(
    r"\b(?P<list>next|following|the) (?P<unit>day)\b(?:(?<=next day)|(?<=following day)|(?= (?:after|following)))",
    re.IGNORECASE,
)
# 'a week later', 'an hour after the infusion'
_ONE_LATER = re.compile(
    r"(?<!once )(?<!twice )(?<!times )\b(?P<list>an?) (?P<unit>hour|day|week|month)\b(?= (?:later|after|following)\b)",
    re.IGNORECASE,
)
# 'remained significant throughout the following week'
_NEXT_WEEK = re.compile(
    r"\b(?:over|during|throughout|through|for|within|across) the (?P<list>next|following|subsequent) (?P<unit>week|month)\b",
    re.IGNORECASE,
)
# 'on days 1 (5 vs 7), 3 (4 vs 6) and 7 (3 vs 5)': the list goes on behind each bracket.
_GOES_ON = re.compile(
    r"\s?[(\[][^()\[\]]{3,160}(?:\([^()]{0,60}\)[^()\[\]]{0,80}){0,4}[)\]]\s?(?:,\s?(?:and\s)?|and\s)(?:on |at )?(?P<list>\d{1,3})(?=\s?[(\[])"
)
_SHORT = Prefiltered(r"(?<![\w-])(?P<unit>[DWTM])(?P<list>\d{1,2})\b")  # 'HAM-D17' is no day
_POINTS = (
    _POSTOPERATIVE,
    _UNIT_FIRST,
    _SHORT,
)  # what they find is never a length of time
_LIST_NUMBER = re.compile(rf"\d{{1,3}}(?:\.\d)?|\b(?:{_NTH_WORD})\b|{_WORD}", re.IGNORECASE)
# What stands before a length of time that is no time of assessment.
_DURATION_BEFORE = re.compile(
    r"(?:\bover(?: a period of)?|\bfor(?: up to| at least| the| a total of| another| about)?|\blasting|\blasted|\bacross|\bevery|\baged?|\bat least|\bpast|\bprevious|\bpreceding|"
    r"\bin|\bonce|\bper|\bbeyond|\bminimum of|\bmaximum of|\bless than|\bmore than|\bsince|\bseparated by|\bmean age (?:of )?|\bthe \w+ \w+ phase could last up to|\blast up to) $",
    re.IGNORECASE,
)
# 'had returned to baseline by 80 min': when something was over, and no visit of a result.
_OVER_BY = re.compile(
    r"\b(?:return(?:ed|ing)?|back|recovered|fell back|declined|resolved|gone|subsided|disappeared|dissipated|normali[sz]ed)\b(?: to (?:the )?(?:baseline|normal|pre-?infusion|pre-?treatment)(?: levels?| values?| scores?)?)? (?:(?:with)?in|by|at|after|before) (?:about |approximately |the )?$",
    re.IGNORECASE,
)
# 'but the difference had disappeared at 72 h': a visit, at which the arms were alike
_LEAD_GONE = re.compile(
    r"\b(?:differences?|advantages?|superiority|separation|benefits?|(?:antidepressant|group|treatment|drug) effects?)\b[^.;()]{0,50}$",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:on average,?|an? (?:mean|median|average) of) $", re.IGNORECASE)
"""'relapsed, on average, 19 days after the last infusion': nobody was seen then."""
# 'after 20, 40 and 80 minutes of the injection'
_AFTER_GIVEN = re.compile(
    r" of (?:the )?(?:\w+ )?(?:injection|administration|infusion)\b", re.IGNORECASE
)
_POINT_BEFORE = re.compile(r"(?:\bover the first|\bin the first|\bfor the first) $", re.IGNORECASE)
# 'at the end of the 4-week double-blind phase': seen four weeks on
_END_OF = re.compile(
    r"\b(?:at|by|until|to) (?:the )?(?:end|completion|conclusion|close) of (?:the|this|that|a|an|their|its) (?:full |whole |entire |initial |first )?$",
    re.IGNORECASE,
)
# '(2 versus 9 days)': two lengths in one unit
_TWO_LENGTHS = re.compile(
    r"\d(?: ?(?:days?|weeks?|months?|h|hours?|min|minutes))?(?: ?[\[(][^()\[\]]{1,40}[)\]])?,? (?:vs?\.?|versus|compared (?:with|to)) $"
)
_AGAINST_ANOTHER = re.compile(
    r"(?: ?[\[(][^()\[\]]{1,40}[)\]])? (?:vs?\.?|versus) \d+(?:\.\d+)?[- ](?:days?|weeks?|months?|h\b|hours?|min)"
)
# 'and 21 days (95% CI 14 to 28)'
_SPREAD = re.compile(r"\s?[(\[,]\s?(?:95|IQR|interquartile|range|SD|SE\b|±)", re.IGNORECASE)
_SEEN_AT = re.compile(r"\b(?:at|by|on|within|after|until|through|to) $", re.IGNORECASE)
_DURATION_AFTER = re.compile(
    r"[' -]{0,2}(?:(?:intravenous |IV |i\.v\. |subanesthetic |long )?(?:infusions?|arms?|groups?|regimens?|schedules?)|apart|old|of age|duration|washout|wash-out|double-blind|open-label|treatment|"
    r"trial|study|course|(?:optimi[sz]ation|maintenance|continuation|acute|induction|follow-up|extension)(?:[/ -][\w/-]+){0,2} (?:phase|period)|(?:[\w-]+ ){1,2}(?:phase|period|extension)\b|phase|period|interval|history|or (?:older|more|longer)|earlier|before|prior|randomi[sz]ed|crossover|induction|long|session|of (?:subcutaneous|intravenous|ketamine|esketamine|placebo))",
    re.IGNORECASE,
)
# 'the median time to relapse was 18 days', 'a mean duration of response of 12 days'
_LENGTH_OF = re.compile(
    r"\b(?:time[- ](?:to|until)|duration of) [^.;\d]{2,90}\b(?:was|were|of|averaged) (?:about |approximately )?$"
    r"|\b(?:median|mean|average) times? (?:was|were|of) $",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(r"\s(?:vs?\.?|versus)\s")
_ANCHORS: tuple[tuple[re.Pattern[str], Anchor], ...] = (
    (re.compile(r"(?:after|following|post|from) (?:the |their )?(?:last|final)|after the end of treatment", re.I), "last dose"),
    (re.compile(r"(?:after|following|post|since) randomi[sz]ation", re.I), "randomization"),
    (re.compile(r"post-? ?partum|post-?natal|(?:after|following) (?:delivery|childbirth|birth|cesarean|caesarean)", re.I), "delivery"),
    (re.compile(r"post-? ?(?:infusion|dose|injection|administration|treatment)|(?:after|following) (?:the |a |an |one )?(?:first |single |initial |ketamine |intravenous )*(?:infusion|dose|injection|administration)", re.I), "first dose"),
)  # fmt: skip
_ANCHOR_WINDOW = 48
_LONGEST: dict[TimeUnit, float] = {"minute": 720, "hour": 336, "day": 400, "week": 160, "month": 60}


def find_timepoints(twin_text: str) -> list[TimepointMention]:
    """Return every time named in ``twin_text``, in order; lists give one mention a member."""
    return list(_timepoints_of(twin_text))


@lru_cache(maxsize=64)  # what announces times and what reads results ask for the same sentence
def _timepoints_of(twin_text: str) -> tuple[TimepointMention, ...]:
    taken: list[tuple[int, int]] = []
    found: list[TimepointMention] = []
    for pattern in (
        _POSTOPERATIVE,
        _UNIT_FIRST,
        _NUM_FIRST,
        _ORDINAL,
        _NTH_DAYS,
        _NEXT_DAY,
        _NEXT_WEEK,
        _ONE_LATER,
        _SHORT,
    ):
        for match in pattern.finditer(twin_text):
            if any(s < match.end() and match.start() < e for s, e in _near(taken, match.start())):
                continue
            if pattern is _UNIT_FIRST and _ITS_NUMBER.search(
                twin_text, max(0, match.start() - 20), match.start()
            ):
                continue
            mentions = list(_members(match, twin_text, plain_point=pattern in _POINTS))
            if mentions:
                taken.append(match.span())
                found += mentions
                more = _continued(mentions[-1], match.end(), twin_text)
                taken += [(m.start, m.end) for m in more]
                found += more
    found.sort(key=lambda m: m.start)
    return tuple(joined(told_once(found, twin_text), twin_text))


_AND = re.compile(
    r"\s?(?:,|,?\s(?:and|or)|,?\s?&|/)\s(?:at |on |after )?(?:the )?(?:(?:day|week|month|hour)s? )?",
    re.IGNORECASE,
)


def joined(found: list[TimepointMention], text: str) -> list[TimepointMention]:
    """Neighbours that make one list in one group: 'at 4 hours, 24 hours and 7 days': though each member has a unit
    of its own."""
    lists: list[TimepointMention] = []
    for mention in found:
        last = lists[-1] if lists else None
        if (
            last is not None
            and last.kind == mention.kind == "point"
            and last.group != mention.group
            and _AND.fullmatch(text, last.end, mention.start)
        ):
            mention = replace(mention, group=last.group)
        lists.append(mention)
    return lists


def _continued(last: TimepointMention, position: int, text: str) -> list[TimepointMention]:
    """The members of a list that is broken by a bracket after each of them."""
    found: list[TimepointMention] = []
    while match := _GOES_ON.match(text, position):
        value, unit = float(match["list"]), last.timepoint.unit
        before = found[-1] if found else last
        if unit is None or not before.timepoint.value < value <= _LONGEST[unit]:
            break
        start, position = match.span("list")
        time = replace(last.timepoint, value=value, hours=round(value * HOURS[unit], 3))
        found.append(replace(last, start=start, end=position, timepoint=time, group=start))
    return found


def _near(taken: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    return [span for span in taken if abs(span[0] - position) < 200]


def _members(match: re.Match[str], text: str, *, plain_point: bool) -> Iterator[TimepointMention]:
    unit = _unit(match.group("unit"))
    if unit is None or _is_baseline(match, text):
        return
    kind = "point" if plain_point else _kind(match, text)
    anchor = _anchor(text[match.end() : match.end() + _ANCHOR_WINDOW])
    base = match.start("list")
    spans = [
        (base + m.start(), base + m.end(), m.group(0))
        for m in _LIST_NUMBER.finditer(match.group("list"))
    ]
    if not spans:
        spans = [(match.start("list"), match.end("list"), match.group("list"))]
    if len(spans) > 1 and (
        _goes_over_to_figures(spans, match.end("list"), text) or _one_and_a_figure(match, spans)
    ):
        spans = spans[:1]
    since = None
    if match.groupdict().get("to"):
        since, ends = _value(spans[-1][2]), match.start("to")
        spans = [*spans[:-1], (ends, match.end("to"), match.group("to")), *_rest(match)]
    for start, end, word in spans:
        alone = len(spans) == 1
        value = _value(word)
        if value > _LONGEST[unit]:
            continue
        yield TimepointMention(
            start=match.start() if alone else start,
            end=match.end() if alone else end,
            timepoint=Timepoint(value=value, unit=unit, hours=round(value * HOURS[unit], 3), anchor=anchor),
            kind=kind,
            group=match.start(),
            since=Timepoint(value=since, unit=unit, hours=round(since * HOURS[unit], 3), anchor=anchor)
            if since and start == ends
            else None,
        )  # fmt: skip


def _rest(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """What a list goes on with behind a range: 'days 1-3 and 7'."""
    if not match.groupdict().get("rest"):
        return []
    base = match.start("rest")
    found = _LIST_NUMBER.finditer(match["rest"])
    spans = [(base + m.start(), base + m.end(), m.group(0)) for m in found]
    values = [float(match["to"]), *(_value(word) for _, _, word in spans)]
    ascending = all(a < b for a, b in zip(values, values[1:], strict=False))
    return spans if ascending and not _ANOTHER.match(match.string, match.end("rest")) else []


# '3 and 7 days' are visits; 'At day 7, 12 and 5 patients' are not.
_ANOTHER = re.compile(r"(?:,|,? and| or)\s\d{1,3}\b(?!\s?(?:h|hours?|days?|weeks?|min|months?)\b)")


_CLOSES = re.compile(r",?\s?(?:and|or|&)\s(?:(?:day|week|month|hour)s?\s)?", re.IGNORECASE)


def _goes_over_to_figures(spans: Sequence[tuple[int, int, str]], end: int, text: str) -> bool:
    """Whether a list of visits runs on into figures: they do not ascend, or one that is no visit
    ends the list."""
    values = [_value(word) for _, _, word in spans]
    ascending = all(a < b for a, b in zip(values, values[1:], strict=False))
    if ascending and _CLOSES.fullmatch(text, spans[-2][1], spans[-1][0]):
        return False  # 'days 1 and 7, 64% and 45%': the list is over with its 'and'
    return not ascending or _ANOTHER.match(text, end) is not None


def _one_and_a_figure(match: re.Match[str], spans: Sequence[tuple[int, int, str]]) -> bool:
    """'On day 1, 10 had remitted': one day, and what a comma parts from it is no second."""
    singular = match.start("unit") < match.start("list") and not match.string.startswith(
        ("s ", "S "), match.end("unit")
    )
    between = match.string[spans[0][1] : spans[1][0]].strip()
    return singular and len(spans) == 2 and between == ","


def _unit(word: str) -> TimeUnit | None:
    low = word.lower()
    if word in ("D", "T"):
        return "day" if word == "D" else None
    if low.startswith("mi"):
        return "minute"
    if low.startswith("mo") or word == "M":
        return "month"
    return {"h": "hour", "d": "day", "p": "day", "w": "week"}.get(low[0])  # type: ignore[return-value]


def _value(word: str) -> float:
    low = word.lower()
    if low in NUMBER_WORDS:
        return float(NUMBER_WORDS[low])
    if low in ("next", "following", "subsequent", "the", "a", "an"):
        return 1.0
    if low in ORDINALS:
        return float(ORDINALS[low])
    return float(word)


def _is_baseline(match: re.Match[str], text: str) -> bool:
    return _value_or_none(match.group("list")) == 0


def _value_or_none(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _kind(match: re.Match[str], text: str) -> Literal["point", "duration"]:
    before = text[max(0, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 30]
    over = _OVER_BY.search(before) and not _LEAD_GONE.search(
        text, max(0, match.start() - 100), match.start()
    )
    if over or _AVERAGE.search(before):
        return "duration"
    if (
        _END_OF.search(before)
        or _POINT_BEFORE.search(before)
        or re.match(r" (?:after|post\b|later|following|follow-up)", after)
    ):
        return "point"
    if (
        _AGAINST_ANOTHER.match(after)
        or _TWO_LENGTHS.search(before)
        or (_SPREAD.match(after) and not _SEEN_AT.search(before))
    ):
        return "duration"
    if match.group().find("-") > 0 and _SET_AGAINST.match(after):
        return "duration"  # '(96-h v. saline: ...)': an infusion
    if _LENGTH_OF.search(text, max(0, match.start() - 120), match.start()):
        return "duration"
    if before.lower().endswith("after ") and _AFTER_GIVEN.match(after):
        return "point"
    if _DURATION_AFTER.match(after) or _DURATION_BEFORE.search(before):
        return "duration"
    return "point"


def _anchor(after: str) -> Anchor | None:
    for pattern, anchor in _ANCHORS:
        match = pattern.search(after)
        if match and match.start() < 12:
            return anchor
    return None
