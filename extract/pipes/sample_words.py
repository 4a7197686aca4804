"""More that the words around a count of people say: how a sample is told without a word for taking in.

Asked where the verbs (``count_verbs``) say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from dosetable.extract.pipes.count_verbs import Kind
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

# 'unipolar and bipolar depressive patients', 'male or female adults': one sort of people.
_TWO_SORTS = re.compile(
    rf"^ (?P<a>[a-z][\w-]+)(?:,? and|,? or|/) [a-z][\w-]+(?= (?:[\w/-]+ ){{0,3}}?{PEOPLE}\b)",
    re.IGNORECASE,
)
# 'after studying 14 participants, 12 of whom completed': what follows is said of the part.
_PART = rf"(?:and )?(?:only )?{COUNT}(?: \(\d[\d.]* ?%\))? of (?:whom|them|these)\b"
_PART_ASIDE = re.compile(
    rf"\({_PART}[^()]*\)|, ?{_PART}[^,.;()]*,(?= (?:were|was|received|took|had|underwent)\b)",
    re.IGNORECASE,
)
_PART_LAST = re.compile(rf"[,;(] ?{_PART}.*$", re.IGNORECASE)
# '252 (n = 224, China; n = 28, US) were randomized'
_MADE_UP_OF = re.compile(r"^ ?\([nN] ?= ?\d[^()]*\)")


def plainer(tail: str) -> str:
    """``tail`` without what stands between a count and its verb and tells nothing of either."""
    tail = _MADE_UP_OF.sub("", tail, 1)
    return _TWO_SORTS.sub(lambda m: f" {m['a']}", tail, 1)


def without_parts(tail: str) -> str:
    """``tail`` without asides that count a part of those counted, up to where that goes on to the end."""
    return _PART_LAST.sub("", _PART_ASIDE.sub("", tail, 1), 1)


_GROUP = rf"(?:[\w/'-]+ ){{0,6}}?{PEOPLE}\b"
_WITH = r"(?:,? (?:with|who had|suffering from|diagnosed with|undergoing|scheduled for|aged|of) (?:[^.;\d]|\.\d|\d(?! (?:were|was)\b)){2,140}?)?,?"
_AFTER = Prefiltered(
    rf"^ {_GROUP}{_WITH} (?:(?:were|was) (?:then |all |equally |evenly )?(?P<randomized>randomly \w+ (?:in|into))\b"
    r"|(?:for|in|of) (?:this|the|our) (?:present |current )?(?:study|trial) (?P<described>had)\b"
    r"|(?P<enrolled>(?:were|was) (?:involved|evenly distributed|equally distributed|divided|grouped|categori[sz]ed) (?:in|into|among|to)\b|were made (?:a )?part of the (?:sample|study)\b|(?:constituted|formed|made up) the (?:[\w-]+ )?(?:sample|group)\b|(?:initiated|began|commenced|entered|started) (?:the |their |this )?(?:study|trial|protocol|treatment|course|programme|program)\b))",
    re.IGNORECASE,
)
# '60 patients, 30 of whom were given X and 30 Y'
_OF_WHOM = re.compile(
    rf"^ {_GROUP}(?: with [^.;,()\d]{{2,60}})?,? {COUNT} (?:of (?:whom|them|which) )?(?:were (?:given|administered|treated with|assigned to)|received)\b(?:[^.;]|\.\d)*? and (?:the (?:other|remaining) )?{COUNT}\b",
    re.IGNORECASE,
)
# 'patients that had not responded to lithium received X or Y': what was done with them comes second.
_THAT_THEN = re.compile(
    rf"^ {_GROUP} (?:(?:with|suffering from) [^.;,()\d]{{2,80}}? )?(?:that|who|whose) (?:[^.;\d]|\.\d){{3,120}}? (?:received|underwent|were (?:given|treated with)) (?:[\w-]+ ){{0,6}}?(?:or|versus|vs\.?)\b",
    re.IGNORECASE,
)
# 'Fifty patients were treated with either X or Y': all of them, in whichever way they were divided.
EITHER = re.compile(
    rf"^ {_GROUP}{_WITH} (?:were (?:treated with|given|administered)|received|underwent|were treated(?= either)) either\b(?!(?:[^.;]|\.\d)*\b(?:and|while|whereas) {COUNT} (?:{PEOPLE}|received|were)\b)",
    re.IGNORECASE,
)
_BEFORE = Prefiltered(
    r"\b(?:(?P<described>(?:compris(?:ed|ing)|consist(?:ed|ing) of|(?:was|were) (?:composed|made up) of)|(?:trial|study) (?:in|of|with|among|involving)|after (?:studying|treating|testing|enrolling|recruiting))"
    r"|(?P<treated>(?:was|were) (?:\w+ )?(?:administered|given|delivered|infused|applied) (?:intravenously |intramuscularly )?(?:to|in)))"
    r" (?:a total of |all |an additional )?$",
    re.IGNORECASE,
)
# 'Recruitment stopped after 27 of the planned 60 patients'
_STOPPED_AFTER = re.compile(
    r"\b(?:recruitment|enrol?lment|trial|study)\b[^.;]{0,20}\b(?:stopped|terminated|halted|ended|closed|ceased|discontinued)(?: early| prematurely)? after $",
    re.IGNORECASE,
)
_OF_THE_PLANNED = re.compile(
    r"^ of (?:the |an? )?(?:planned|intended|target|projected)\b", re.IGNORECASE
)
# 'There were 52 participants (26 in each group).': nothing else is told of them.
_THERE_WERE = re.compile(r"(?:^|[.:;] ?)There were (?:a total of )?$")
_ALL_OF_THEM = re.compile(
    rf"^ (?:[\w/-]+ )?{PEOPLE}(?: in (?:total|all|the (?:trial|study)))?(?:\.?$|,? \(?{COUNT} (?:in|per) (?:each )?(?:group|arm)\b|,? \(?{COUNT} (?:in|to) each\b)",
    re.IGNORECASE,
)
# 'was given to 20 patients and saline to 20': one group of two
_AND_TO_OTHERS = re.compile(
    rf"^ {_GROUP}[^.;]{{0,60}}?(?:\band\b|\bwhile\b|,|\bor\b)[^.;]{{1,50}}? to (?:the )?(?:other |remaining )?{COUNT}\b",
    re.IGNORECASE,
)
_PEOPLE_NEXT = re.compile(rf"^ {_GROUP}", re.IGNORECASE)


def told_otherwise(head: str, tail: str) -> Kind | None:
    """What was done with the people counted between ``head`` and ``tail``, in rarer words."""
    after = _AFTER.match(tail)
    if after is not None:
        return cast("Kind", next(k for k, v in after.groupdict().items() if v))
    if _OF_WHOM.match(tail) or _THAT_THEN.match(tail):
        return "enrolled"
    if _STOPPED_AFTER.search(head) and _OF_THE_PLANNED.match(tail):
        return "enrolled"
    if _THERE_WERE.search(head) and _ALL_OF_THEM.match(tail):
        return "described"
    before = _BEFORE.search(head)
    if before is not None and _PEOPLE_NEXT.match(tail) and not _AND_TO_OTHERS.search(tail):
        return cast("Kind", next(k for k, v in before.groupdict().items() if v))
    return None


_MALE = r"(?:males?|men|boys)"
_FEMALE = r"(?:females?|women|girls)"
_SEXES = Prefiltered(
    rf"(?<![\w.,/=<>(-])(?P<a>{COUNT}) (?P<sex>{_MALE}|{_FEMALE})(?: {PEOPLE})? and (?P<b>{COUNT}) (?P<other>{_MALE}|{_FEMALE})\b(?: {PEOPLE})?(?:[^.;()\d]|,? aged? (?:between |from )?\d\d(?: ?- ?| to | and )\d\d(?: years)?){{0,110}}? (?:were (?:\w+ )?(?P<how>included|enrolled|recruited|studied|randomi[sz]ed|randomly)|took part|participated|entered|received)\b",
    re.IGNORECASE,
)


# 'The study included 28 female and 12 male patients'
_TOOK_IN = Prefiltered(
    rf"\b(?:included|enrolled|recruited|comprised|consisted of|studied|involved|composed of) (?:a total of )?(?P<a>{COUNT}) (?P<sex>{_MALE}|{_FEMALE})(?: {PEOPLE})? and (?P<b>{COUNT}) (?P<other>{_MALE}|{_FEMALE})\b",
    re.IGNORECASE,
)


# 'The ketamine group included 12 men and 8 women', '12 men and 8 women in the saline group'
_OF_A_PART = re.compile(
    r"\b(?:groups?|arms?|responders|remitters|completers|controls?|cohort (?:\d|one|two)|former|latter|each)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_IN_A_PART = re.compile(
    r"[^.;]{0,40}\b(?:in|from|of) (?:the |each |either )?(?:[\w-]+ ){0,3}?(?:groups?|arms?)\b",
    re.IGNORECASE,
)


def both_sexes(twin: str, start: int, end: int) -> Iterator[tuple[int, Kind, int, int]]:
    """'11 male and 34 female patients were included': all of them together."""
    for match in (*_SEXES.finditer(twin, start, end), *_TOOK_IN.finditer(twin, start, end)):
        if _OF_A_PART.search(twin, start, match.start()) or _IN_A_PART.match(
            twin, match.end(), end
        ):
            continue
        first, second = (re.match(_MALE, match[g], re.IGNORECASE) for g in ("sex", "other"))
        if (first is None) == (second is None):
            continue
        how = match.groupdict().get("how") or ""
        kind: Kind = "randomized" if how.lower().startswith("random") else "enrolled"
        yield (
            parse_count(match["a"]) + parse_count(match["b"]),
            kind,
            match.start("a"),
            match.end("other"),
        )


# 'done in 11 suites serving inpatients': no people.
NO_PEOPLE = re.compile(
    r" (?:(?!(?:patients|participants|subjects|people|women|men|adults|inpatients|outpatients|from|in|at|of)\b)[\w-]+ ){0,3}?(?:suites?|wards|units|departments|trusts|hospitals|clinics|practices|cent(?:er|re)s|sites)\b",
    re.IGNORECASE,
)

_SUBJECT = re.compile(
    rf"(?:[A-Z]\w+: ?)?(?:All |The )?(?:[\w-]+ ){{0,3}}?{PEOPLE}(?: with [^.;()]{{3,60}})? ?[(\[](?P<n>[nN] ?= ?(?P<value>\d+))(?=[;,)\]])",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b[nN] ?= ?(\d+)")
_WAS_DONE = re.compile(r"[)\]] (?:received|underwent|were|completed|participated|entered)\b")
# 'Of the 31 patients, 17 had X': all there were, where nothing is said of leaving any out.
_OF_THE = Prefiltered(
    rf"(?:^|(?<=: )|(?<=:))Of (?:the |all |these )?(?:included )?(?P<n>{COUNT})(?: {PEOPLE})(?: (?:included|enrolled|studied))?, {COUNT}\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\bexclu|\beligib|\bdeclin|\brefus|\bscreen|\bconsent|\bagreed|\binclusion|\brandomi|\benrol|\bassessed for|\bcomplet|\banaly",
    re.IGNORECASE,
)


def subjects(twin: str, start: int, end: int) -> Iterator[tuple[int, Kind, int, int]]:
    """'Patients (N = 71; genotype: ... (N = 12)) received ...', 'Of the 31 patients, 17 ...': all."""
    match = _SUBJECT.match(twin, start, end)
    if match is not None and _WAS_DONE.search(twin, match.end(), end):
        sizes = [int(n) for n in _SIZE.findall(twin, match.end(), end)]
        if all(n < int(match["value"]) for n in sizes):
            yield int(match["value"]), "enrolled", *match.span("value")
    match = _OF_THE.search(twin, start, end)
    if match is not None and not _LEFT_OUT.search(twin, start, end):
        yield parse_count(match["n"]), "described", *match.span("n")


# 'in a proposed study of 30 adults': not yet anybody.
NOT_YET = re.compile(r"\b(?:proposed|planned|intended|projected)\b[^.;,]{0,60}$", re.IGNORECASE)


# 'The ketamine group included 12 men': a part; '30 of whom were women': another.
OF_A_GROUP = re.compile(
    r"\b(?:group|arm)s?(?: \([^()]*\))? (?:each )?(?:included|comprised|consisted of|had|contained|involved) $",
    re.IGNORECASE,
)
OF_WHOM = re.compile(
    r"(?: \(\d[\d.]* ?%\))? of (?:whom|them|these)\b(?! (?:(?:were|was) (?:then |finally |subsequently )?(?:randomi|assigned|allocated|enrolled|included|treated|analy)|completed|received|agreed|consented|entered|met|gave))",
    re.IGNORECASE,
)
