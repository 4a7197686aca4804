"""Treatments in a sentence: drug names, placebos, other treatments, abbreviations defined in text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dosetable.extract.pipes.arms.not_given import (
    OF_STAFF,
    denied,
    lacking,
    names_a_place,
    without_labels,
)
from dosetable.extract.pipes.lexicon import Mention, lexicon
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Term, Vocabulary

Relation = Literal["alternative", "addition", "diluent", "other"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment named at ``start``..``end``; ``relation``: how the words before tie it in."""

    name: str
    kind: str
    start: int
    end: int
    adjunct: bool = False
    relation: Relation = "other"
    roles: tuple[str, ...] = ()
    anaesthetic: bool = False
    taken: bool = False  # by everybody, before the trial gave anything


_ABBREVIATION = re.compile(
    r"(?: (?:nasal spray|hydrochloride|group|infusion|injection|arm))?\s?[(\[](?:the )?([A-Z][A-Za-z]?[A-Z0-9][A-Z0-9-]{0,5})(?: group| arm)?[)\]]"
)
_NEVER = {
    "IV",
    "IN",
    "IM",
    "SC",
    "MDD",
    "TRD",
    "RCT",
    "US",
    "USA",
    "FDA",
    "II",
    "III",
    "CI",
    "SD",
    "NMDA",
    "NMDAR",
}


def find_treatments(twin: str, vocabulary: Vocabulary) -> tuple[Treatment, ...]:
    """Return every treatment of the text, in order, abbreviations defined in the text included
    ("esketamine (ESK)")."""
    mentions = lexicon(vocabulary, "drugs").find(twin)
    defined = _defined(twin, mentions)
    found = [_treatment(m.term, m.start, m.end) for m in mentions]
    if defined:
        taken = [m.start for m in mentions]
        names = "|".join(sorted(map(re.escape, defined), key=len, reverse=True))
        for match in re.finditer(rf"(?<![A-Za-z0-9-])(?:{names})(?![A-Za-z0-9])", twin):
            at = bisect_left(taken, match.start())
            inside = at < len(mentions) and mentions[at].start == match.start()
            inside = inside or (at > 0 and mentions[at - 1].end > match.start())
            if not inside:
                found.append(_treatment(defined[match.group()], match.start(), match.end()))
        found.sort(key=lambda t: t.start)
    found = [t for t in found if not (t.kind in PLACEBOS and lacking(twin, t))]
    found = without_labels(twin, [t for t in found if not OF_STAFF.match(twin, t.end)])
    found = [t for t in found if not names_a_place(twin, t.start)]
    return tuple(
        t
        for t in found
        if not ((t.adjunct or t.kind == "adjunct") and denied(twin, t.start, t.end))
    )


def _treatment(term: Term, start: int, end: int) -> Treatment:
    return Treatment(
        term.name,
        term.kind,
        start,
        end,
        bool(term.attributes.get("adjunct")),
        anaesthetic=bool(term.attributes.get("anaesthetic")),
    )


def _defined(twin: str, mentions: Sequence[Mention]) -> Mapping[str, Term]:
    found: dict[str, Term] = {}
    for mention in mentions:
        match = _ABBREVIATION.match(twin, mention.end)
        if match and match.group(1) not in _NEVER:
            found.setdefault(match.group(1), mention.term)
    return found


_FILL = r"(?:(?:an?|the|their|his|her|either|one|single|new|newly|started|initiated|stable|regular|background|existing|current|previous|ongoing|continued|continuing|standard|oral|usual|same|open-label|daily|flexible|fixed|dose|dosed|low|high|active|matching|equal|inhaled|inhalation|\d+ ?%|volume|of|nasal|intranasal|intravenous|iv|i\.v\.|subcutaneous|intramuscular|infusions?|infused|injections?|treatment|therapy|with|in|doses?|racemic|subanesthetic|sub-anesthetic|subanaesthetic|nocturnal|repeated|six|four|eight|twelve|three|two|flexibly|extended-release|adequate|weeks?|days?|months?|course|bilateral|unilateral|receive|received|receiving|take|taking|get|bolus|comprehensive|an?esthetics?|\d+(?:\.\d+)?(?:\s?mg)?(?:/kg|/day)?)[\s,(-]+){0,6}"
_ADDITION = Prefiltered(
    r"(?:\bplus|\badd-?on (?:(?:treatment|therapy) )?to|\badded (?:on )?to|\badding|\baddition of|\bin addition to|\bcombined with|\bin combination with|\bcombination of|\badjunct(?:ive)?(?: to| with)?"
    r"|\badjuvant to|\baugment(?:ed|ing|ation)(?: (?:of|with|to))?|\btogether with|\balongside|\bon top of|\bcompanion to|\balso (?:took|received|had|got|given|taking)"
    r"|\bduring|\b(?:for|throughout) the (?:duration|course|length) of|\bundergoing|\breferred for|\bstarting|\bbefore|\bprior to|\bfor|\bafter|\bfailed|\bresponded to|\bresponse to|\bresistant to"
    r"|\b(?:start|started|starting|begin|began)(?: (?:one|any|1) of)?|\bone of|\bmaintained (?:on|at|with)(?: therapeutic levels of)?|\btaking|\bkept (?:on|at)(?: therapeutic levels of)?|\bcontinued(?: on)?|\bcarried on with|\bbackground|\bconcomitant|\bconcurrent|\ball (?:patients |participants )?received"
    r"|\bpremedicat\w+ with|\bby|\bwhile on|\bwho were on|\bon their|\bstable (?:dose of )?|\b(?<!compared )(?<!treated )(?<!than )(?<!treatment )(?<!infused )(?<!versus )with|\+)\s+"
    + _FILL
    + "$",
    re.IGNORECASE,
)
_ALTERNATIVE = Prefiltered(
    r"(?:\b(?:groups|arms|conditions)\b[^:;.]{0,60}:|\bor|\bversus|\bvs\.?|\bv\.?|\bagainst|\bcompar(?:ed|ison|ing)(?: (?:with|to))?|\brelative to|\bthan(?: (?:with|on|after|to|for))?|\band|\bto|\binto|,|;|/|\bbetween"
    r"|\bor to|\band to|\bfollowed by|\brather than|\bover|\binferior to|\bsuperior to|\bthan in(?: the)?|\bfrom|\balternative to|\bswitch(?:ed)? to|\bchange to)\s*[(\[]?\s*"
    + r"(?:\d+|(?:[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty)[a-z-]*)?\s*(?:were |patients? |participants? |subjects? |persons? |people |women |mothers |adults |individuals |to |in |received |assigned |allocated )*"
    + _FILL
    + "$",
    re.IGNORECASE,
)
_DILUENT_SURE = re.compile(
    r"\b(?:diluted|dissolved|prepared|mixed|made up|suspended|reconstituted|drawn up) [^.;]{0,40}$|\bin (?:a |an )?(?:\d+(?:\.\d+)? ?m[lL](?: of)? |solution of )?$|\d ?m[lL] (?:of )?$|(?<!treated )(?<!compared )(?<!comparison )(?<!infused )(?<!injected )(?<!managed )(?<!group )(?<!groups )\bwith $|\bto an? volume of[^.;]{0,30}$",
    re.IGNORECASE,
)
# 'Group C was given 5 ml of normal saline': the treatment, not what a drug was dissolved in.
_VOLUME_GIVEN = Prefiltered(
    r"(?<!diluted )(?:\b(?:given|received|receiving|administered|injected(?: with)?|infused(?: with)?|got|had|or|versus|vs\.?)|:)\s(?:an? )?(?:(?:\w+ ){0,3}(?:injections?|infusions?|bolus|doses?|volumes?) of (?:about )?|\w+ )?\d+(?:\.\d+)? ?m[lL] (?:of )?$",
    re.IGNORECASE,
)
_JUST_JOINED = re.compile(
    r"^(?:[^A-Za-z;]|mg|kg|mcg|μg|min|h|day|per)*?(?:and/or|or|and|,|\(|\((?:[\w-]+ )?(?:one|1|any) of|:)\s*"
    + _FILL
    + r"$",
    re.IGNORECASE,
)


VOLUME = re.compile(r"\s?[(\[]\s?\d+(?:\.\d+)? ?m[lL] (?:of )?(?:\d+(?:\.\d+)? ?% )?")
PLACEBOS = frozenset({"inert placebo", "unnamed active placebo"})
_SIZE_NEXT = re.compile(r"(?: group| arm)?\s?[(\[][nN] ?= ?\d")
_RUN_IN = re.compile(
    r"\b(?:after|before|preceded by|followed by|following|then)\s(?:an? |about )?\d+(?:\.\d+)?[- ]?(?:h|hours?|hrs?|min|minutes?|days?|weeks?)\s(?:(?:infusions?|period) )?(?:of )?(?:(?:normal|single-blind|an?|intravenous) )*$",
    re.IGNORECASE,
)
# 'ketamine or a combination of X and Y': X is the group's treatment and Y is given beside it.
_COMBINED = re.compile(
    r"(?:,|\bor|\band|\bversus|\bvs\.?|\bwith|\bto)\s(?:an? |the )?combination of (?:\d[\w./]* ?(?:mg|g|mcg)?(?:/\w+)? )?$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s?(?:\([^()]{1,30}\)\s?)?(?:and|plus|\+|with)\s(?:\d[\w./]* ?(?:mg|g|mcg)?(?:/\w+)? )?",
    re.IGNORECASE,
)


_COMBINABLE = frozenset({"active comparator", "active placebo"})
_A_GROUP = re.compile(r"\s(?:groups?|arms?)\b", re.IGNORECASE)


# 'saline, and a pump of sufentanil only': what all had for pain
_FOR_PAIN = re.compile(r"\b(?:PCIA|PCEA|PCA|pump|analgesia)\b[^.;]{0,30}$")
_AND_BESIDE = re.compile(
    r"(?:\s(?:sessions?|infusions?|injections?|doses?|treatments?|therapy))?(?:\s?\([^()]{1,40}\))?\sand\s"
)
# 'propofol and fentanyl alone': what all had in any case
_AND_NEXT = re.compile(r"(?:\s?\(?\d[\d.]* ?(?:mg|mcg|\u03bcg|ug)(?:/kg)?\)?)? (?:and|plus|with) ")
_THEN_OR = re.compile(r"(?:\s?\([^()]{1,30}\))?,?\s(?:or|versus|vs\.?)\b")


def _beside(twin: str, treatment: Treatment, before: str) -> bool:
    """'three sessions of X and psychotherapy, or a wait': one group's two treatments."""
    return (
        treatment.kind == "active comparator"
        and treatment.adjunct
        and _AND_BESIDE.fullmatch(before) is not None
        and _THEN_OR.match(twin, treatment.end) is not None
    )


def relate(twin: str, start: int, end: int, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Return the sentence's treatments with how each is tied in: set against what stands before
    ('alternative'), given beside it ('addition'), or only dissolving it ('diluent')."""
    found: list[Treatment] = []
    previous_end, combined = start, -1
    for treatment, after in zip(treatments, [*treatments[1:], None], strict=False):
        before = twin[max(start, previous_end, treatment.start - 110) : treatment.start]
        relation: Relation = "other"
        made_of = found and found[-1].name == "placebo" and VOLUME.fullmatch(before)
        made_of = made_of or _VOLUME_GIVEN.search(before)
        if treatment.kind == "inert placebo" and _RUN_IN.search(before):
            relation = "diluent"  # '40 minutes of X after 95 h of saline': what filled the time
        elif (
            treatment.name == "saline"
            and _DILUENT_SURE.search(before)
            and not made_of
            and not _in_place_of_the_drug(found, before)
            and _SIZE_NEXT.match(twin, treatment.end) is None
        ):
            relation = "diluent"
        elif (
            treatment.adjunct
            and re.match(
                r"[\s-](?:alone|only)\b|\smonotherapy\b", twin[treatment.end : treatment.end + 14]
            )
            and not _FOR_PAIN.search(before)
            and not (found and found[-1].adjunct and _AND_NEXT.fullmatch(before))
        ):
            relation = "alternative"
        elif found and found[-1].kind == "topic" and _beside(twin, treatment, before):
            relation = "addition"
        elif treatment.kind in _COMBINABLE and _COMBINED.search(before):
            relation = "alternative"
            combined = treatment.end
        elif combined == previous_end and found and _AND.fullmatch(before):
            relation = "addition"
        elif (
            found
            and found[-1].relation == "addition"
            and _beside_both(twin, treatment, found, after)
        ):
            relation = "alternative"
        elif found and found[-1].relation == "addition" and _JUST_JOINED.match(before):
            relation = (
                "addition"
                if treatment.kind in {"adjunct", "active comparator"}
                and not _A_GROUP.match(twin, treatment.end)
                and not (found[-1].kind == "topic" and _OR_ELSE.search(before))
                else "alternative"
            )
        elif _compared_with(twin, start, treatment, found):
            relation = "alternative"
        elif _ADDITION.search(before) or _who_gets(twin, treatment, before):
            relation = "addition"
        elif _ALTERNATIVE.search(before):
            relation = "alternative"
        found.append(replace(treatment, relation=relation))
        previous_end = treatment.end
    return _asleep_for_ect(twin, _given_to_all(twin, found))


_OR_PLUS = re.compile(
    r"(?:\s?[(\[][^()\[\]]{1,40}[)\]])?\s?(?:\+|plus|with|combined with)\s?(?:an? )?",
    re.IGNORECASE,
)


def _beside_both(
    twin: str, treatment: Treatment, found: Sequence[Treatment], after: Treatment | None
) -> bool:
    """'the drug + X or Y + X': Y is another group's, with the same companion."""
    last = found[-1]
    return (
        after is not None
        and after.name == last.name
        and treatment.name != last.name
        and re.search(r"\b(?:or|versus|vs)\b", twin[last.end : treatment.start]) is not None
        and _OR_PLUS.fullmatch(twin, treatment.end, after.start) is not None
    )


_DOSE_WITH = re.compile(r"\s?\(?\d[\d.]* ?(?:mg|mcg|\u03bcg|ug)(?:/kg)?\)? with ", re.IGNORECASE)


def _in_place_of_the_drug(found: Sequence[Treatment], before: str) -> bool:
    """'X 0.4 mg/kg with P 0.5 mg/kg or P 1 mg/kg with saline': P was in both groups, and saline in one."""
    if not found or _DOSE_WITH.fullmatch(before) is None:
        return False
    last = found[-1]
    return last.kind == "active comparator" and any(t.name == last.name for t in found[:-1])


_GETTING = re.compile(
    r"\b(?:receiving|undergoing|treated with|scheduled for|given|course of|who received|prescribed)\s(?:an? |acute |bilateral |unilateral |course of )*$",
    re.IGNORECASE,
)
# 'this trial compared X 0.3 mg/kg with Y': the first thing that "with" joins to what is compared
_COMPARED = re.compile(
    r"\b(?:compar(?:ed?|es|ing)|comparison of|contrasted)\s(?!(?:with|to)\b)(?:(?!\b(?:with|plus|or|and)\b)(?:[^.;]|\.\d)){0,100}\b(?:with|to)\s"
    + _FILL
    + "$",
    re.IGNORECASE,
)


def _compared_with(
    twin: str, start: int, treatment: Treatment, before: Sequence[Treatment]
) -> bool:
    if not before or before[-1].kind != "topic":
        return False
    return _COMPARED.search(twin, max(start, treatment.start - 170), treatment.start) is not None


_ARE_RANDOMIZED = re.compile(
    r"\s?(?:[(\[][^)\]]{1,30}[)\]]\s?)?(?:treatments?|therapy|courses?|sessions?)?(?:\s?(?:with|under|using)\s(?:[\w-]+\s){0,3}?[\w-]+)?,?\s?(?:were|was)\s(?:\w+\s){0,2}?(?:random|allocat|assign|divided)",
    re.IGNORECASE,
)


def _who_gets(twin: str, treatment: Treatment, before: str) -> bool:
    """'patients receiving ECT were randomized to ...': what all had before chance decided."""
    return (
        treatment.kind == "active comparator"
        and _GETTING.search(before) is not None
        and _ARE_RANDOMIZED.match(twin, treatment.end) is not None
    )


_WITH_NEXT = re.compile(
    r"(?:\s\(\d[\d.]*(?:-\d[\d.]*)? ?mg(?:/(?:d(?:ay)?|kg))?\)|\s\d[\d.]*(?:-\d[\d.]*)? ?mg(?:/(?:d(?:ay)?|kg))?)?\s?(?:\+|plus\b|with\b|and\b|combined with\b|in combination with\b)"
)


def _given_to_all(twin: str, treatments: list[Treatment]) -> list[Treatment]:
    """ "X + ketamine or X + placebo": what stands in both groups is no group's own treatment."""
    joined = [
        t
        for t, after in zip(treatments, [*treatments[1:], None], strict=False)
        if t.kind == "active comparator"
        and (_WITH_NEXT.match(twin, t.end) or (after and twin[t.end : after.start] == "-"))
    ]  # "propofol (1 mg/kg) plus ketamine", "propofol-ketamine"
    twice = {t.name for t in joined if sum(o.name == t.name for o in joined) > 1}
    return [replace(t, relation="addition") if t.name in twice else t for t in treatments]


_UNDER = re.compile(
    r"\s?(?:sessions?|treatments?|therapy)?\s?(?:with|under|using|plus)\s(?:(?!or\b|and\b|plus\b)[\w-]+\s){0,5}"
)
_OR_ELSE = re.compile(r"\b(?:or|versus|vs|than|compared)\b", re.IGNORECASE)


def _asleep_for_ect(twin: str, treatments: list[Treatment]) -> list[Treatment]:
    """'ECT with propofol or with ketamine': all had ECT, and the anaesthetics are compared."""
    for i, (first, second) in enumerate(zip(treatments, treatments[1:], strict=False)):
        if first.name != "electroconvulsive therapy" or not second.anaesthetic:
            continue
        if not _UNDER.fullmatch(twin, first.end, second.start):
            continue
        topic = next((t for t in treatments[i + 2 :] if t.kind == "topic"), None)
        again = any(t.name == first.name for t in treatments[i + 2 :])
        if topic is None or again or not _OR_ELSE.search(twin, second.end, topic.start):
            continue
        treatments[i] = replace(first, relation="addition")
        treatments[i + 1] = replace(second, relation="alternative")
    return treatments
