"""Sentences into clauses: each with one result, or one verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dosetable.extract.pipes.measures import MeasureMention

# What finds the measures of a piece of the document at hand.
FindMeasures = Callable[[str], Sequence[MeasureMention]]
# What finds the treated arms that a piece names.
FindArms = Callable[[str], Sequence[object]]

_TURN = re.compile(r",? (?:while|whereas|but) |, (?=only (?:at|on|by|after) )", re.IGNORECASE)
_RESULT = re.compile(r"[\[(][^\])]*(?:=|\bp\s?[<>]|\bCI\b)", re.IGNORECASE)
# '(P = .02) but not after it (adjusted P = .14)': one result, tested twice.
_SAME_AGAIN = re.compile(
    r",? but [^.;()]{0,60}[\[(][^\])=<>]{0,20}(?:adjusted|corrected)", re.IGNORECASE
)


_SET_OFF = re.compile(r"\bthan\b", re.IGNORECASE)


# 'fell by 13 (95% CI 9 to 18) with A but by 3 (95% CI 0 to 6) with B': an interval of one arm's figure.
_OF_ONE_ARM = re.compile(
    r"^(?:(?!\b(?:differ\w*|ratio|effects?|superior|than|versus|vs|compared|NNT|[OHR]R|[dg] ?=|[Pp] ?[=<>])\b)[\s\S]){0,400}$"
)
_NOT_CONTROL = re.compile(
    r",? but not (?:(?:with|after|in|for|on|following) )?(?:the )?(?:placebo|saline|midazolam|controls?|comparator)\b",
    re.IGNORECASE,
)
# 'a greater effect on suicidal ideation, but not on depressive symptoms'
_NOT_ON_MOOD = re.compile(
    r",? but not (?:on|for|in) (?:the )?(?:\w+ )?(?:depress\w+|mood)\b", re.IGNORECASE
)
# Some word that what stands before the turn says more than its subject.
_PREDICATE = re.compile(
    r"\b(?:was|were|is|are|did|does|had|has|[a-z]{3,}ed|show|fell|rose|led|met|beat|lower|higher|greater|fewer|better|no|not|at|by|in|on|than|versus|vs)\b(?![^()]*[)])",
    re.IGNORECASE,
)
_BY_OR_WITH = re.compile(
    r",? (?:but|while|whereas) (?:(?:only|just|it (?:fell|rose|changed)|those) )?(?:by|in|with|of) ",
    re.I,
)


# 'lower in A than in C at day 1, and lower in B than in C at days 1 and 3'
_AND_AGAIN = re.compile(
    r",? and (?:(?:also|statistically|significantly|markedly|still) )*(?:lower|higher|better|greater|smaller|fewer|less|more) (?:in|with|for|after) "
    # '..., and the incidence in C was lower than that in A'
    r"|,? and (?:the )?(?:incidences?|scores?|rates?|prevalence|ratings?|those|that|it|they) (?:in|of|with|for|after) [^;,()]{2,40}? (?:was|were) (?:(?:also|\w+ly|still) )*(?:lower|higher|better|greater|smaller|less|more)\b",
    re.IGNORECASE,
)
# 'lower in H than in L and C (P < .05), with no difference between groups L and C'
_WITH_NONE = re.compile(
    r",? (?:with|and|but|while|whereas|although)(?: there (?:was|were))? no (?:(?:statistically|significant|obvious|such) )*differences? (?:(?:was|were) (?:found|seen|observed|noted) )?between (?:the )?(?:(?:[Gg]roups?|[Aa]rms?) [A-Z1-9]|[A-Z]\w{0,3}\d? and [A-Z]\w{0,3}\d? groups|two (?:doses|\w*ketamine (?:groups|arms|doses))|(?:[a-z][\w-]*|[\d.]+(?: ?mg(?:/kg)?)?) and (?:the )?(?:[a-z][\w-]*|[\d.]+ ?mg(?:/kg)?)(?: \w+)? (?:groups|arms|doses))",
)


# '55% v. 39% at week 8, which increased to 76% and 56%, respectively, by week 32'
_WHICH_WENT = re.compile(
    r",? (?:which|and|that) (?:had |then |further )?(?:increased|rose|grew|fell|decreased|declined|dropped|improved) to (?=\d)",
    re.IGNORECASE,
)


# '... 49% v. 33% at week 8, and this trend continued at week 32 (59% v. 40%)'
_WENT_ON = re.compile(
    r",? (?:and|but) (?:this|these|the(?: same)?) (?:\w+ )?(?:trends?|patterns?|differences?|effects?|advantages?|superiority|benefits?|results?|gaps?|separation|improvements?|reductions?) (?:(?:was|were|also|still|had|has|been) )*(?:continu\w+|persist\w*|maintained|remain\w*|stayed|lasted|endured|sustained|held|seen|observed|found|evident|present|similar|grew|widened|narrowed) (?=[^;.]*\d)"
    # 'lower with X at 24 hours, as they had been at 4 hours'
    r"|, as (?:it|they) (?:had|did|was|were)(?: been)? (?=(?:at|on|by|after) [^;.]*\d)",
    re.IGNORECASE,
)


# 'Despite a significant fall in MADRS scores (P < .001), the marker did not change'
_DESPITE = re.compile(
    r"\W*(?:[A-Z][\w /]{2,30}[:.] ?)?(?:Despite|In spite of) (?:the |an? )?(?:[\w-]+ly )?(?:significant |marked |clear |robust |large )?(?:reduction|decrease|improvement|decline|fall|drop|change)s? (?:in|of|on) "
)


# ', despite the significant reduction in scores (all P < .05)'
_THOUGH_FELL = re.compile(
    r", (?:despite|in spite of) (?:the |an? )?(?:[\w-]+ly )?(?:significant |marked |clear |robust |large )(?:reduction|decrease|improvement|decline|fall|drop)s? (?:in|of|on) "
)


# 'A was lower than C at weeks 1 and 2, and B at week 2 only': the visits of B are its own
_ANOTHER_AT = re.compile(
    r",? (?:and|but|while|whereas) (?:the )?(?!(?:again|then|also|still|only|not|remained)\b)[\w./-]+(?: [\w./-]+){0,6}? (?:at|on) (?:(?:week|day|hour|month)s? \d+(?:,? (?:and )?\d+)*|\d+ (?:h|hours|days|weeks|months))(?: (?:only|alone))?\W*$",
    re.IGNORECASE,
)
# 'the difference between A and C was significant (P = .02), that between A and B was not (P = .6)'
_THAT_BETWEEN = re.compile(
    r", (?:and |but |while |whereas )?(?:that|those|the one|the (?:difference|comparison)) (?:between|of|for) ",
    re.IGNORECASE,
)
_AT_VISITS = re.compile(
    r"\bthan\b[^;]*\b(?:at|on) (?:week|day|hour|month)s? \d(?:[\d, ]|and|week|day|hour|month)*$",
    re.IGNORECASE,
)


# 'A and B could not be told apart (P = .7), and neither could they on the IDS (P = .5)'
_NEITHER = re.compile(
    r", (?:and )?(?:neither|nor) (?:could|did|do|was|were|had|has|is|are) (?=[^;]*[(\[])",
    re.IGNORECASE,
)


# 'no difference between the two doses (P = .4), and both were superior to placebo (P < .01)'
_AND_BOTH = re.compile(
    r",? (?:and|but|while|whereas) (?:both|each)(?: (?:of them|doses|groups))? (?:was|were|did|showed|produced|differed|separated|outperformed) ",
    re.IGNORECASE,
)


# 'decreased over time in both groups, | and were lower in the X group at day 42'
_IN_EACH = re.compile(
    r"\b(?:decreas|improv|reduc|declin|fell|dropp|chang)\w*\b[^;()]{0,60}?\b(?:in|for|across|within) (?:both|all|each)(?: of the)?(?: (?:two|three|four|study|treatment))? (?:groups?|arms?)\b(?!.*\b(?:lower|higher|greater|more|less|better)\b)",
    re.IGNORECASE,
)
_COMPARED_FIGURES = re.compile(r"\d\s?(?:±|\+/-|%|per ?cent)|\d[)\]]? (?:vs?\.?|versus) ")
_THEN_LOWER = re.compile(
    r",? (?:and|but) (?:(?:they|it|these|scores|the scores) )?(?:was|were) (?:[\w-]+ly )?(?:lower|higher|better|greater) (?:in|with|for|after|among) (?!both|all|each)"
    r"|,? (?:with|and|but) (?:an? |the )?(?:[\w-]+ly )?(?:greater|larger|lower|better|steeper|more [a-z]+) [^;,()]{2,60}? (?:in|with|for|after) (?!both|all|each)",
    re.IGNORECASE,
)


def _says_again(text: str, start: int, position: int) -> bool:
    """Whether a second comparison of the same measure begins at ``position``."""
    if _ANOTHER_AT.match(text, position) and _AT_VISITS.search(text[start:position]):
        return True
    if _WHICH_WENT.match(text, position) or _WENT_ON.match(text, position):
        return _FIGURES.search(text, start, position) is not None
    if any(p.match(text, position) for p in (_THAT_BETWEEN, _NEITHER, _AND_BOTH)):
        return all(_RESULT.search(*part) for part in ((text, start, position), (text, position)))
    if _THEN_LOWER.match(text, position) and _IN_EACH.search(text, start, position):
        return _COMPARED_FIGURES.search(text, position) is None
    if _WITH_NONE.match(text, position):
        return _SET_OFF.search(text, start, position) is not None
    return (
        _AND_AGAIN.match(text, position) is not None
        and _SET_OFF.search(text, start, position) is not None
        and _SET_OFF.search(text, position) is not None
    )


_NONE = re.compile(
    r"\bno (?:statistical |statistically )?signific\w+\b|\b(?:was|were|did) not\b|\bnon-?significant",
    re.I,
)
_BEAT = re.compile(
    r"\b(?:better|superior|lower|higher|greater|more)\b[^;()]*\b(?:than|to)\b[^;]*[(][^()]*[Pp] ?[=<>]"
)
# 'improvement was seen in 85% and 43%, whereas remission was as rare in both (22% and 15%)'
_ANOTHER_EVENT = re.compile(
    r",? (?:while|whereas|but) (?:the )?(?:(?:rates?|incidence|proportions?) of )?(?:response|remission|relapse)\b[^;]*\d ?(?:%|per ?cent)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d ?(?:%|per ?cent)")
# 'did not differ at 2 h but did at 24 h (P = .01)': the test is of the visit behind the turn alone.
_VISIT = r"(?:\b(?:day|week|hour|month)s? \d|\b\d+[ -]?(?:h|hrs?|hours?|d|days?|weeks?|months?|min|minutes?)\b)"
_NULL = r"(?:not (?:yet )?(?:\w+ly )?(?:significant|differ\w*|separate)|no (?:\w+ly )?(?:significant )?differences?)"
_NULL_THEN = re.compile(
    rf"\b(?:{_NULL}|similar|comparable|non-?significant)\b[^;]*{_VISIT}|{_VISIT}[^;]*\b{_NULL}\b",
    re.IGNORECASE,
)
_NOT_NULL_NOW = re.compile(
    rf"(?!.*(?:\b(?:not|no|neither|nor|similar|comparable)\b|\d ?(?:%|per ?cent)|\d[^;]{{0,12}} (?:vs?\.?|versus) ))(?:,? (?:but|while|whereas)|, only) [^;]*?(?:{_VISIT}[^;]*\b[Pp]s? ?[=<]|\b[Pp]s? ?[=<][^;]*{_VISIT})",
    re.IGNORECASE | re.DOTALL,
)


def _turns(text: str, start: int, position: int) -> bool:
    """Whether both sides state a result: a test each, or a comparison each ('lower in A than in C,
    while B was lower than C')."""
    if _NOT_CONTROL.match(text, position):
        return False  # 'improved with A (P < .001) but not with placebo (P = .4)'
    if not _PREDICATE.search(text, start, position):
        return False  # 'Response (60% v. 30%) but not remission (P = .2) was more frequent'
    if _BY_OR_WITH.match(text, position) and _OF_ONE_ARM.match(text[start:position]):
        return False
    if _NONE.search(text, start, position) and _BEAT.search(text, position):
        return True  # 'no significance was shown for A, but B was better than placebo (P = .01)'
    if _NOT_ON_MOOD.match(text, position):
        return True
    if _NULL_THEN.search(text, start, position) and _NOT_NULL_NOW.match(text, position):
        return True
    if _ANOTHER_EVENT.match(text, position) and _SHARE.search(text, start, position):
        return True
    return any(
        pattern.search(text, start, position) and pattern.search(text, position)
        for pattern in (_RESULT, _SET_OFF)
    )


# 'It fell by 12.8 points in A; in B it was 2.5 points (P < .001)': one result in two halves.
_OTHER_HALF = re.compile(
    r";\s(?:and |while |whereas )?(?:in|with|for|on|after|under|among) [^;,()\d]{3,60}? (?:it|this|that) (?:was|were|amounted to|came to) (?:only )?-?\d",
    re.IGNORECASE,
)
_TESTED_ALREADY = re.compile(r"\b[Pp]s?(?:[- ]values?)?\s?[=<>]|\bCI\b|[;]")


_AGAIN = (
    _AND_AGAIN,
    _WITH_NONE,
    _WHICH_WENT,
    _WENT_ON,
    _ANOTHER_AT,
    _THAT_BETWEEN,
    _NEITHER,
    _AND_BOTH,
    _THEN_LOWER,
)


def _halved(text: str, start: int, position: int) -> bool:
    """Whether the other arm's figure of what the clause tells, untested so far, stands behind ';'."""
    return (
        _OTHER_HALF.match(text, position) is not None
        and _TESTED_ALREADY.search(text, start, position) is None
    )


# 'Although A was superior at 24 hours, the groups did not differ by day 7': a visit each
_ALTHOUGH = re.compile(
    r"\W*(?:[A-Z][\w /]{2,30}[:.] ?)?(?:(?:Even )?[Tt]hough|Although|While|Whereas) [^,;()]{8,160}(?=, )"
)
_EVEN = re.compile(
    r"\b(?:not?|neither|nor|similar\w*|comparable|indistinguishable|equal\w*|alike|gone|lost|disappeared|vanished)\b",
    re.IGNORECASE,
)
_VISITED = re.compile(_VISIT, re.IGNORECASE)
# 'While response did not differ among the three groups, A was better than placebo'
_OF_ALL_GROUPS = re.compile(
    r"\b(?:among|across|between) (?:the |all )*(?:three|four|five|six|[3-6]|all) (?:[\w-]+ )?(?:groups|arms|treatments|conditions)\b",
    re.IGNORECASE,
)


def _conceded(text: str) -> int:
    """Where the clause of 'although' ends that tells of another visit, and the opposite; else -1."""
    first = _ALTHOUGH.match(text)
    if first is None:
        return -1
    sides = (text[: first.end()], text[first.end() :])
    even = [_EVEN.search(side) is not None for side in sides]
    apart = all(map(_VISITED.search, sides)) or _OF_ALL_GROUPS.search(sides[0])
    return first.end() if even[0] != even[1] and apart else -1


def split_clauses(text: str) -> list[tuple[int, int]]:
    """Cut a sentence, outside brackets, at semicolons and where it turns from one result with
    its test to another ('60 mg was superior (...) while 30 mg was not (...)')."""
    cuts, depth = [0], 0
    turns = {match.start() for match in _TURN.finditer(text)}
    again = {m.start() for pattern in _AGAIN for m in pattern.finditer(text)}
    despite = _DESPITE.match(text)
    conceded = _conceded(text)
    for position, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 and (
            (character == ";" and not _halved(text, cuts[-1], position))
            or (
                position in turns
                and _turns(text, cuts[-1], position)
                and not _SAME_AGAIN.match(text, position)
            )
            or (position in again and _says_again(text, cuts[-1], position))
            or position == conceded
            or (depth == 0 and character == "," and _THOUGH_FELL.match(text, position))
            or (despite and character == "," and cuts == [0] and position >= despite.end())
        ):
            cuts.append(position + 1)
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b - a > 2]


# ', and the BDI did not differ': behind a result with its figures, a verdict on another measure.
_AND_THEN = re.compile(
    r",? (?:and|but|while|whereas|although|though)\s(?P<rest>[^\d()=%;]{8,160}(?:\((?:all )?[Pp]s?\s?[=<>][^()]{1,20}\))?)\W*$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:differ\w*|similar|comparable|unchanged|unaffected|not|no|higher|lower|greater|superior|improved more)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d[^()]*[)\]]|\d\s?(?:%|per ?cent)")


def cut_last_verdict(text: str, span: tuple[int, int], find: FindMeasures) -> list[tuple[int, int]]:
    """``span``, in two where it ends with a verdict on a measure that its figures are not of."""
    start, end = span
    match = _AND_THEN.search(text, start, end)
    if match is None or not _FIGURES.search(text, start, match.start()):
        return [span]
    if not _TOLD.search(match["rest"]):
        return [span]
    before = {m.name for m in find(text[start : match.start()])}
    behind = [m for m in find(match["rest"]) if m.kind != "other"]
    if not behind or any(m.name in before for m in behind):
        return [span]
    return [(start, match.start("rest")), (match.start("rest"), end)]


# 'lowered the EPDS at 3 days but did not reduce pain', 'Pain was less, while EPDS scores did not differ'
_TO_ANOTHER = re.compile(
    r",? (?:but|while|whereas|although|yet)(?: (?:also|it|they))? "
    r"|,? and (?:also )?(?=(?:\w+ly )?(?:reduced|lowered|decreased|improved|increased|alleviated|relieved|prolonged|shortened|prevented)\b)"
    r"|, and (?:also )?(?=(?:[\w-]+ ){1,6}?(?:was|were|did|had)\b)",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:did|was|were|had|has|not|no|fell|rose|(?:reduc|lower|improv|decreas|increas|alleviat|ameliorat|attenuat|relie(?:v)|affect|differ|enhanc|prevent|shorten|prolong|elevat|chang)\w*)\b",
    re.IGNORECASE,
)


def cut_between_measures(
    text: str, span: tuple[int, int], find: FindMeasures, find_arms: FindArms | None = None
) -> list[tuple[int, int]]:
    """``span``, in two where it turns from measures of the table to others, or from others to these,
    each with words of its own of what became of them: the visits of the one are not the other's.
    ``find_arms``, in a trial of several treatments: each part must name those that it is of."""
    start, end = span
    for turn in _TO_ANOTHER.finditer(text, start, end):
        sides = (text[start : turn.start()], text[turn.end() : end])
        if sides[0].count("(") != sides[0].count(")") or not all(map(_STATES.search, sides)):
            continue
        measures = [find(side) for side in sides]
        others = [bool(m) and all(one.kind == "other" for one in m) for m in measures]
        of_arms = find_arms is None or all(map(find_arms, sides))
        if all(measures) and others[0] != others[1] and of_arms:
            return [(start, turn.end()), (turn.end(), end)]
    return [span]
