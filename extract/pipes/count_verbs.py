"""What the words around a count of people say was done with them: screened, randomized, treated."""

from __future__ import annotations

import re
from typing import Literal, cast

from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

Kind = Literal[
    "randomized", "screened", "treated", "analyzed", "completed", "enrolled", "described"
]

_VERB = Prefiltered(
    r"\b(?:(?P<randomized>randomi[sz]ed|randomly (?:and \w+ )?(?:assigned|allocated|divided|distributed|grouped|separated|selected|received)|(?:divided|split|separated|sorted|grouped|assigned|allocated|allotted) (?:equally |evenly )?(?:by|using|with|according to|through) (?:a |an |the |means of )*(?:[\w-]+ ){0,3}random[^.;,]{0,30}?(?:in)?to|(?:divided|split|separated|put|sorted|placed) (?:\w+ )?(?:at random|by chance|randomly) (?:in)?to|underwent randomi[sz]ation|randomi[sz]ation|were (?:\w+ )?(?:assigned|allocated|allotted)|allotted|(?:equally |evenly )?divided (?:\([^()]{1,40}\) )?into|assigned to|allocated to|in random order|by (?:lot|chance|a coin|the toss))"
    r"|(?P<screened>(?<!newly )(?<!who )screened(?! positive)|assessed for|approached|were (?:assessed|evaluated(?! for)|examined|tested|scanned|imaged|interviewed|rated)|assessed,|evaluated for eligib|invited|contacted|referred|considered|(?:whom )?we asked|were asked)"
    r"|(?P<treated>(?:were |was )?(?:actually )?(?:treated|infused|dosed)|received (?:the )?(?:study (?:drug|medication|treatment)|at least one)|started the)"
    r"|(?P<analyzed>analy[sz]ed|(?:were )?included in (?:the )?(?:[\w-]+ ){0,3}?(?:analys[ie]s|(?:analysis |efficacy |safety )(?:set|population)|(?:full|per-protocol|intention-to-treat|intent-to-treat|ITT|mITT) (?:set|population|sample))|(?:in|for) the analys[ie]s|provided data|had data|with (?:available )?data)"
    r"|(?P<completed>completed|finished|completers|continued to)"
    r"|(?P<enrolled>enrolled|recruited|included|were eligible (?:to receive|for (?:augmentation|treatment|the study treatment|infusions?|(?:a |an |up to )?(?:single|course|series|one|two|three|four|six|eight|ten|twelve|\d{1,2})\b))|took part|(?:got|had) (?=(?:either|both|an?|one|two|three|four|six|eight|up to|single|weekly|twice-weekly) (?:[\w-]+ ){0,4}?(?:infusions?|injections?|doses?|sessions?|drips?|courses?)\b)|took (?=(?:either|placebo|(?:[\w-]+ ){0,3}?\w*ketamine|up to|an? (?:single|oral)|one dose|two doses|both)\b)|participated|entered(?! (?:the|an?) (?:[\w-]+ ){0,3}?(?:continuation|maintenance|extension|follow-?up|optimi[sz]ation|second|next|open-label|post-?treatment)\b)|were studied|underwent|received|were given|(?:came|attended|returned) (?:[\w-]+ ){0,8}?to (?:be given|receive|get|have)|each (?:received|given)|were administered|went through)"
    r"|(?P<other>withdrew|dropped out|(?:left|quit|stopped|ceased) (?:(?:the |their |study )*(?:treatments?|study|trial|drugs?|medication|infusions?)\b|early|prematurely|before|because|due|after)|discontinued|lost to|responded|responders?|remitted|achieved|met (?:the )?(?:response|remission|criteri)|relapsed|reported|experienced|died|excluded|declined|refused|improved|became|developed|had a response|were in remission|showed|(?:were|was) (?:all |also |currently )?(?:female|male|women|men|girls|boys|white|black|Asian|Hispanic|married|single|employed|unemployed|smokers|taking|medication[- ]free|drug-free|on (?:an? |stable )?(?:antidepressants?|medications?|lithium))))\b",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    r"[,)\s]*(?:\((?:[^)]{0,50})\)\s*)?(?:of (?:them|whom|these|the \w+)\s*)?(?:who\s+)?(?:were|was|have been|had been|being|are|got|could be)?(?:\s*(?:then|thus|subsequently|successfully|finally|further|also|eventually|each|therefore|all|ultimately|actually|enrolled and|eligible and|consented and|recruited and|included and|agreed,? and were|agreed,? and|consented,? and were|(?:agreed|consented|were willing|gave (?:written )?(?:informed )?consent)(?: to (?:take part|participate|enter|join))?,? and (?:were|was)))*\s*$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    rf"(?:\s?\([^)]{{0,60}}\))?(?:\s(?!of\s\d|\d|and\b|or\b|to\b|were\b|was\b)(?:I (?:or|and) II\b|[\w/'-]+)(?: \([A-Z][\w-]{{1,7}}\))?,?){{0,9}}?\s{PEOPLE}\b",
    re.IGNORECASE,
)
_LOOKED_AT = re.compile(
    r"were (?:evaluated|examined|tested|scanned|imaged|interviewed|rated)", re.IGNORECASE
)
# '26 patients were assessed 2 hours before and 24 hours after a single dose': all who were given it.
_AROUND_DOSE = re.compile(
    r"(?:[^.;]|\.\d){0,140}?\b(?:before|prior to|following|after|post|pre-)\b(?:[^.;]|\.\d){0,50}?\b(?:infusions?|injections?|doses?|administrations?|courses?|treatments?)\b",
    re.IGNORECASE,
)
_THEN_RANDOMIZED = re.compile(
    r"\s(?:responders |remitters |completers )?(?:who|with|that)?\b[^.;:,]{0,110}?\b(?:(?:were|was) (?:then |subsequently |thus )?(?:re-?)?(?:randomi[sz]ed|randomly (?:assigned|allocated))"
    r"|entered (?:the|a) (?:[\w-]+ ){0,2}?randomi[sz]ed)\b",
    re.IGNORECASE,
)
_RANDOMIZED_AFTER_ALL = re.compile(
    r"(?! and\b)[^.;,\d]{0,60}?\bwere (?:then )?(?:randomi[sz]ed|randomly \w+|assigned|allocated)\b",
    re.IGNORECASE,
)
_STAGE = re.compile(r"\s(?:who|responders|remitters|completers)\b", re.IGNORECASE)
# '141 women, aged 18-40 years, who underwent a caesarean section, were enrolled'
TAKEN_IN = re.compile(
    rf"\s(?:[\w/-]+ ){{0,6}}?{PEOPLE},? (?:[^.;]|\.\d){{0,230}}?\b(?P<verb>(?:were|got) (?:then |subsequently |prospectively |finally |eventually |consecutively |equally |evenly |[a-z]+ and )?(?:(?P<random>randomi[sz]ed|randomly|assigned|allocated|divided (?:equally |evenly )?(?:by|into))|enrolled|recruited|included|selected)\b)(?! in (?:the |our |this )?(?:[\w-]+ ){{0,3}}analys)",
    re.IGNORECASE,
)
# 'Of 77 people seen on the ward, 40 were randomized': the verb is the nearer count's.
_COUNT_BEFORE = re.compile(
    rf"\b{COUNT}(?: {PEOPLE})?(?: \([\d.]+ ?%\))? (?:(?:were|was|had|could be) )?(?:then |finally |eventually )?$",
    re.IGNORECASE,
)
_OTHERS_BETWEEN = re.compile(
    rf"[,;] (?:and |only )?{COUNT} (?:{PEOPLE}|with|who|of|eligible|met|gave|entered|responders|remitters|completers|received|completed|agreed|consented|declined)\b"
    rf"|(?<!\d) and {COUNT} (?:responders|remitters|completers)\b",
    re.IGNORECASE,
)
_AND_TREATED = re.compile(r" and (?:received|were treated|started|treated)\b", re.IGNORECASE)
_WHO = re.compile(r"\s(?:who|whose|with|that|in (?:an|a|the) )\b")
_BEFORE = Prefiltered(
    r"\b(?:(?P<randomized>randomi[sz](?:ed|ing)|randomi[sz]ation of|randomly (?:assigned|allocated|divided))|(?P<screened>screened|approached|assessed)|(?P<treated>treated|infused)"
    r"|(?P<analyzed>analy[sz]ed|analys[ie]s (?:covered|included|comprised|of))|(?P<completed>completed|completed by|finished by)"
    r"|(?P<enrolled>enrolled|recruited|included|took in|signed up|enrolling|recruiting|involved|involving|enlisted|studied|enrollment:?|trial of|study of|trial in|study in))(?:\s\(\d(?::\d){1,5}\))?(?P<comma>[,:]?)\s(?:a total of |the |in total |all |of |about )?$",
    re.IGNORECASE,
)
_ACTUAL = re.compile(
    r"\benrol(?:l)?ment\b[^.;]{0,40}$|\bparticipants enrolled[: ]*$|\bactual enrol[^.;]{0,20}$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\s*enrol(?:l)?ment\s?:?\s*$", re.IGNORECASE)
_NO_MORE = re.compile(r"(?: (?:participants?|patients?|subjects?|people))?\W*$", re.IGNORECASE)
_AN_AGE = re.compile(
    r"\b(?:age[sd]?|range[sd]?|between|group of|older than|over|above|under)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^(?:(?:study )?(?:participants?|patients?|subjects?|population|sample)(?: and \w+)?\s?[:.]?\s+)(?:we (?:studied|enrolled) |a total of )?$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:[<>≥≤=/]|\b(?:scor(?:e|es|ed|ing)(?: of)?|at least|more than|above|below))\s?$",
    re.IGNORECASE,
)


# 'ten patients who responded to a first infusion received five more'
_WHO_THEN = re.compile(
    rf"(?:\s[\w/-]+){{0,6}}?\s{PEOPLE} (?:(?:with|suffering from) [^.;,()\d]{{2,60}}? )?who (?:[^.;,\d]|\.\d){{3,120}}? (?:received|underwent|were (?:then )?(?:treated with|given))\b",
    re.IGNORECASE,
)


# 'Of 154 patients admitted, 142 agreed and were randomised': what was done is said of the 142.
_OF_ALL = re.compile(r"(?:^|[.;:,(]\s*|\s)Of (?:a total of |all |the )?$")
_THEN_COUNT = re.compile(
    rf"(?:,|, and|;) (?:(?:a total of|only|all|but|finally|in all) )?{COUNT}\b(?! ?(?:%|years?\b|yrs?\b|to \d|-))",
    re.IGNORECASE,
)


def _of_the_base(head: str, tail: str) -> str:
    """``tail`` up to the count of a part, where ``head`` says that a part of the people follows."""
    if not _OF_ALL.search(head):
        return tail
    part = _THEN_COUNT.search(tail)
    return tail[: part.start()] if part else tail


_OF_ONE_GROUP = re.compile(
    rf"\s(?:[\w/-]+ ){{0,3}}?{PEOPLE} \((?:[Gg]roup|[Aa]rm) (?:[A-Z0-9]{{1,3}}|I{{1,3}}|IV)\)"
)


_TO_ONE_GROUP = re.compile(
    rf"(?:\s{PEOPLE})?\s(?:were|was) (?:randomi[sz]ed|(?:randomly )?(?:assigned|allocated)) to (?:receive )?(?:the )?(?:[\w-]+ )?(?:\w*ketamine|ESK(?:-\w+)?|placebo|saline|midazolam|quetiapine|remifentanil|propofol)(?: (?:nasal spray|spray|infusions?|group|arm))?(?=[;.]\s|[;.]?$)",
    re.IGNORECASE,
)


# '336 were randomized to X; 334 received a dose': of that one group.
_OF_THAT_GROUP = re.compile(
    r"\b(?:randomi[sz]ed|assigned|allocated) to (?:(?!\b(?:or|and|versus|vs)\b)[^;.,()]){3,50}; (?:of (?:these|them|whom),? )?$",
    re.IGNORECASE,
)


# 'The modified intention-to-treat population comprised 67 patients': those analysed
_OF_ANALYSIS = re.compile(
    r"\b(?:intent(?:ion)?-to-treat|ITT|mITT|per[- ]protocol|full[- ]analysis|safety|efficacy|evaluable|analysis|completer) (?:analysis )?(?:population|sample|set|cohort)s? (?:\([A-Za-z]{2,5}\) )?(?:(?:therefore|thus|finally) )?(?:comprised|consisted of|included|contained|numbered|was made up of|was|were|had)(?: a total of)? $",
    re.IGNORECASE,
)


def kind_told(head: str, tail: str, whole_head: str) -> Kind | None:
    """What was done with the people counted between ``head`` and ``tail``; ``whole_head`` begins with
    the sentence. None where the words do not say it, or count a part of the sample."""
    if _OF_ANALYSIS.search(whole_head):
        return "analyzed"
    before = _BEFORE.search(head)
    if (
        before
        and before.group("comma")
        and not re.search(r"(?:^|[.;:]\s*)$", head[: before.start()])
    ):
        before = None  # "Of 103 assessed, 72 ..."
    if _OF_ONE_GROUP.match(tail) or _TO_ONE_GROUP.match(tail) or _OF_THAT_GROUP.search(head):
        return None  # 'fifteen patients (group 1) received X', '48 were randomized to X.'
    tail = _of_the_base(head, tail)
    verb = _VERB.search(tail)
    after = _after(tail, verb)
    if before and _group(before) in {"randomized", "screened", "analyzed", "completed", "treated"}:
        return cast("Kind", _group(before))
    if _FIELD.match(head) and _NO_MORE.match(tail):
        return None  # a register's field 'Enrollment', which may tell how many are sought
    if _ACTUAL.search(head):
        return "randomized"
    if after == "other":
        return "treated" if _WHO_THEN.match(tail) else None
    if after and after != "enrolled":
        return after
    if before or after == "enrolled":
        return "enrolled"
    if _HEADED.match(whole_head) or (not whole_head.strip() and _GROUP.match(tail)):
        return "described" if _GROUP.match(tail) else None
    group = _GROUP.match(tail)
    if group and re.search(r"\b(?:in|of|among|with|on|study,|trial,)\s*(?:a total of )?$", head):
        return "described"
    return None


def _group(match: re.Match[str]) -> str | None:
    return next((k for k, v in match.groupdict().items() if v and k != "comma"), None)


def _nearer_count(between: str) -> bool:
    """Whether another count of people, no age, stands right before the verb."""
    count = _COUNT_BEFORE.search(between)
    if count is None or _LIMIT.search(between, 0, count.start()):
        return False  # "a score of >= 6 were randomized"
    return not _AN_AGE.search(between, 0, count.start())


def _after(tail: str, verb: re.Match[str] | None) -> Kind | Literal["other"] | None:
    """What the words after a count say was done with those people."""
    if _STAGE.match(tail) and _THEN_RANDOMIZED.match(tail):
        return "randomized"  # "the 168 who improved were then randomized"
    if verb is None or verb.lastgroup is None:
        return None
    kind = verb.lastgroup
    between = tail[: verb.start()]
    if ";" in between:
        return None
    if kind == "screened" and _RANDOMIZED_AFTER_ALL.match(tail[verb.end() :]):
        return "randomized"  # "45 patients referred for ECT were randomly divided"
    if kind == "screened" and _AROUND_DOSE.match(tail, verb.end()):
        kind = "treated"
    elif kind == "screened" and _LOOKED_AT.fullmatch(verb.group()):
        return None
    taken = TAKEN_IN.match(tail)
    before = tail[: taken.start("verb")] if taken else ""
    if taken and not _nearer_count(before) and not _OTHERS_BETWEEN.search(before):
        if not taken["random"] and _AND_TREATED.match(tail, taken.end()):
            return "treated"
        return "randomized" if taken["random"] else "enrolled"
    direct = _DIRECT.fullmatch(between) is not None
    if not direct and _nearer_count(between):
        return None
    group = _GROUP.match(tail)
    people = group is not None and group.end() <= verb.start() + 1
    whom = _WHO.match(tail) is not None
    if not (direct or people or whom):
        return None
    if kind in {"enrolled", "screened", "treated"} and people:
        # "were enrolled and randomized", "entered this randomized trial": the next verb decides.
        more = re.match(
            r"[^.;\d]{0,60}?\b(?:and|then|who were) (?:[a-z]+ ){0,2}?(?:randomi[sz]ed|randomly|assigned|allocated)\b",
            tail[verb.end() :],
        )
        if more:
            return "randomized"
    if kind == "enrolled" and _AND_TREATED.match(tail, verb.end()):
        return "treated"
    if kind == "enrolled" and re.match(r"\s+either\b", tail[verb.end() :]):
        return "randomized"
    return cast("Kind", kind)
