"""The measure of a figure whose clause names none."""

from __future__ import annotations

import re

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.apart import NTH
from dosetable.extract.pipes.outcomes.memory import Memory
from dosetable.extract.pipes.outcomes.place import Spanned
from dosetable.extract.pipes.outcomes.plan import PRIMARY, Plan
from dosetable.extract.pipes.outcomes.scan import FIGURES_FIRST, Clause
from dosetable.extract.pipes.outcomes.subjects import GENERIC, general_spans, named
from dosetable.extract.pipes.statistics import Estimate, Figure

GOES_ON = re.compile(
    r"\b(?:differences?|means?|it|they (?:were|had|fell)|scores?|values|figures|corresponding|advantage|trends?|patterns?|gaps?|separation|effects?|benefit|groups?|compared|improvement|reduction|decrease|decline|change|differ(?:ed|s)?|went from)\b",
    re.I,
)


_ON_IT = re.compile(
    r"\b(?:LSMDs?|LSMs?|EMMs?|Hedges'? g|Cohen'?s? d|S?MDs?|least[- ]squares|effect sizes?|differences?|differ(?:ed|s)?|means?|medians?|it|this|these|they|scores?|figures|corresponding|advantage|effects?|benefits?|improve\w*|reduc\w+|decreas\w+|declin\w+|chang\w+|superior\w*|outcomes?|outperform\w*|favou?r\w*|significan\w+|resembl\w+|lead|neither|went from|separat\w+|trends?|patterns?|gaps?|interaction|better|efficacy|effective|antidepress\w+)\b",
    re.I,
)


_SCORES = re.compile(
    r"\b(?:means?|EMMs?|LSMs?|figures|scores?|it was|(?:it|they) (?:fell|decreased|declined|dropped|went)|they were (?=\d)|changes?|median)\b",
    re.I,
)

_THEN_AT = re.compile(
    r"\W*(?:and|but|while|whereas)?\s?(?:not |again )?(?:(?:was |were |became |remained )?(?:no longer |not |no )?(?:similar|comparable|different|lower|higher|equal|alike|the same) )?(?:at|on|by|after) "
    r"|\s*(?:and )?(?:the )?[a-z][\w ./+-]{1,40}[,:] ?(?=\d)"
    r"|\W*(?:which|and|that) (?:had |then |further )?(?:increased|rose|grew|fell|decreased|declined|dropped|improved) to ",
    re.I,
)


# '...; after the fourth 14.4 and 17.0': a visit without a date
_NEXT_SESSION = re.compile(
    rf"\W*(?:(?:and|but) )?(?:after|following) (?:the )?{NTH}(?: (?:[\w-]+ )?(?:ECT|session|infusion|treatment|injection|dose))?,? (?=-?\d)",
    re.IGNORECASE,
)
# 'Day 14: A, 10.1 (4.4); B, 16.2 (5.3)': the next visit of what was told before
_LABELLED = re.compile(
    r"\W*(?:(?:at|by|on) )?(?:(?:day|week|month|hour) \d+|\d+ ?-?(?:h|hours?|days?|weeks?|months?)) ?: ",
    re.IGNORECASE,
)
_SESSIONS = re.compile(
    r"\b(?:numbers? of|fewer|more|less|needed|required|median of) (?:[\w-]+ ){0,3}(?:sessions?|treatments?|infusions?|ECTs?)\b"
    r"|\b(?:attend(?:ed|ance)|stayed in (?:therapy|treatment)|dropp(?:ed|ing) out|drop-?outs?|retention|adheren(?:ce|t)|adhered)\b",
    re.IGNORECASE,
)


def goes_on_then(text: str) -> bool:
    """Whether a part of a sentence goes on with the next visit of what was told before."""
    return bool(_THEN_AT.match(text) or FIGURES_FIRST.match(text))


# 'No differences were seen on day 28 (14% vs 17%)': of what the sentence before was on
_AGAIN = re.compile(
    r"\W*(?:(?:however|but|in contrast|conversely|yet),?\s)?"
    r"(?:(?:there (?:was|were) )?no (?:(?:statistically|significant|such|further|between-group|group) )*differences?(?: between (?:the )?(?:two )?groups)?(?: (?:was|were) (?:seen|found|observed|noted|detected|present))?"
    r"|the (?:two )?groups did not differ(?: significantly)?|the (?:differences?|effects?|advantages?) (?:was|were) (?:no longer |not )?(?:statistically )?significant"
    r"|th(?:is|at) was (?:not|also|no longer) the case|similar (?:results|findings|differences) were (?:found|seen|observed|obtained))"
    r",? (?:at|on|by|after|until) ",
    re.IGNORECASE,
)


def same_again(clause: Clause) -> bool:
    """Whether ``clause``, which names no measure, tells of the event before at another visit."""
    return not clause.measures and _AGAIN.match(clause.text) is not None


def unnamed(
    source: Estimate | Figure, clause: Clause, plan: Plan, memory: Memory
) -> tuple[str, MeasureMention] | None:
    """The measure of a figure whose clause names none: what the text speaks of at this point."""
    estimate = isinstance(source, Estimate)
    if any(m.kind == "other" for m in clause.measures) or of_another_subject(clause):
        return None
    at = source.value_start if isinstance(source, Estimate) else source.start
    if _of_unknown(clause, at) or _SESSIONS.search(clause.text):
        return None
    if any(m.kind == "event" for m in clause.measures) and not estimate:
        return None
    last = memory.mention if memory.mention and memory.mention.kind != "event" else None
    then = memory.same_sentence and goes_on_then(clause.text)
    shares = isinstance(source, Figure) and source.kind == "percent"
    if then and shares and memory.mention is not None and memory.mention.kind == "event":
        return named(memory.mention, plan)  # '(8% vs. 18%) but similar at 42 days (7% vs. 10%)'
    bare = isinstance(source, Figure) and source.kind == "bare"
    if bare and not (then or _SCORES.search(clause.text)):
        return None
    if plan.main and GENERIC.search(clause.text):
        return named(plan.main, plan)
    # What goes on speaks of a change, a score or the like, or is part of the sentence that named it.
    labelled = _LABELLED.match(clause.text) is not None
    goes_on = memory.same_sentence or labelled or _ON_IT.search(clause.text) is not None
    if not goes_on and PRIMARY.search(clause.text) is None:
        return None
    point = any(t.kind == "point" for t in clause.times) or _NEXT_SESSION.match(clause.text)
    dated = memory.same_sentence and point
    if last is not None and (estimate or dated or labelled or GOES_ON.search(clause.text)):
        return named(last, plan)
    if plan.main is None or not (plan.main.name in plan.primary or plan.sole):
        return None
    if PRIMARY.search(clause.text) or (not memory.off_topic and (estimate or clause.arms)):
        return named(plan.main, plan)
    return None


# 'a decrease in absenteeism (d = 0.2)', 'the difference in blood flow was 0.03', 'mean abuse scores (16 v. 22)'
_IN_WHAT = re.compile(
    r"\b(?:differences?|decreases?|reductions?|improvements?|increases?|changes?|declines?|effects?|gains?|benefits?) (?:(?:was|were|is) )?(?:(?:seen|found|observed|noted) )?(?:in|on|upon) (?P<what>(?:[a-z][\w'-]*[ /,]*){1,6})",
)
_SCORES_OF_WHAT = re.compile(
    r"\b(?P<what>(?:[a-z][a-z-]+ ){1,2})(?:scores?|levels?|concentrations?|volumes?|flow|thickness|rates?|values?|items?|sub-?scales?|sub-?scores?|domains?|factors?)\b"
)
_NEUTRAL = re.compile(
    r"\b(?:scores?|scales?|depress\w*|symptom\w*|severity|mood|suicid\w*|ideation|outcomes?|measures?|end-?points?|either|both|each|these|this|those|them|its?|their|favou?r|response|remission|relapse|efficacy|patients?|participants?|adults?|women|subjects|people|mothers|groups?|arms?|treatments?|conditions?|placebo|saline|controls?|midazolam|\w*ketamine|drug|intervention|comparison|comparator|ratings?|baseline|whom|which|percent\w*|proportion\w*|squares?|illness|item|subscale|improvement|reduction|decrease|change|difference|effect|sizes?|were|was|days?|weeks?|hours?|months?|time)\b",
    re.IGNORECASE,
)
# Words beside the thing that was measured, which do not name it.
_BESIDE = re.compile(
    r"\b(?:and|or|the|of|a|an|at|in|on|for|by|to|with|than|all|mean|median|average|total|adjusted|unadjusted|raw|absolute|relative|overall|end|final|primary|secondary|lower|higher|better|greater|larger|smaller|similar|significant|significantly|clinical|self|general|active|same|respective|corresponding|least|standardized|standardised|between|among|within|from|change|follow|up|p)\b",
    re.IGNORECASE,
)
# 'improvement in processing speed at day 13': the thing's name ends where its time begins
_THEN = re.compile(r"\s(?:at|on|by|after|from|between|over|during|than|for)\b.*$", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{3,}")


def off_topic(clause: Clause) -> bool:
    """Whether what a clause speaks of, and the next one may go on with, is no measure of ours."""
    return (
        any(m.kind == "other" for m in clause.measures)
        or of_another_subject(clause)
        or _of_unknown(clause, len(clause.text))
        or (not clause.measures and _SESSIONS.search(clause.text) is not None)
    )


def _of_unknown(clause: Clause, at: int) -> bool:
    """Whether the words before ``at`` name a thing measured that is no measure of ours, no arm and
    nothing said before."""
    if clause.measures or general_spans(clause):
        return False
    for pattern in (_IN_WHAT, _SCORES_OF_WHAT):
        for match in pattern.finditer(clause.text, 0, at):
            what = _BESIDE.sub(" ", _THEN.sub("", match["what"]))
            if not _WORD.search(what) or _NEUTRAL.search(what):
                continue
            if not any(
                a.start < match.end("what") and match.start("what") < a.end for a in clause.arms
            ):
                return True
    return False


_HEAD = re.compile(
    r"^\W*(?:Results:\s)?(?P<head>[A-Z][\w-]+(?: [\w/-]+){0,9}?) (?:was|were|had|increased|decreased|rose|fell|improved) ",
)


def of_another_subject(clause: Clause) -> bool:
    """'Implicit associations were weaker after X (d = 0.5)': the subject is no measure, no arm and
    nothing that goes on with what was said before."""
    match = _HEAD.match(clause.text)
    if match is None or clause.measures or general_spans(clause):
        return False
    known: list[Spanned] = [*clause.arms, *clause.times, *clause.estimates]
    if any(match.start("head") <= m.start < match.end("head") for m in known):
        return False
    head = _MEAN_OF.sub("", match["head"])
    return not (GOES_ON.search(head) or _SCORES.search(head) or _PRONOUN.search(head))


_MEAN_OF = re.compile(
    r"^(?:The )?(?:[Mm]ean|[Mm]edian|[Aa]verage) (?=[\w/-]+ ?(?:[a-z]+ ){0,4})(?!values?\b|\()"
)
_PRONOUN = re.compile(
    r"\b(?:this|these|those|they|both|neither|all|patients|participants|women|subjects|outcomes?|results?|endpoints?|end|superiority|significance|significant|treatment|there|response|hedges|cohen)\b",
    re.IGNORECASE,
)
