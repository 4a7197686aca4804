"""Candidate arms of a sentence: each treatment with its doses and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from dosetable.extract.pipes.arms.amounts import (
    continues_rise,
    resolve_doses,
)
from dosetable.extract.pipes.arms.analyzed import ANALYZED
from dosetable.extract.pipes.arms.attach import TOPIC, attach
from dosetable.extract.pipes.arms.background import taken_already
from dosetable.extract.pipes.arms.beside import read_beside
from dosetable.extract.pipes.arms.boluses import continues_bolus
from dosetable.extract.pipes.arms.both import at_the_same_dose, with_both
from dosetable.extract.pipes.arms.by_amount import SEPARATOR, cut, one_by_one, without_portions
from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.companions import beside_by_shape
from dosetable.extract.pipes.arms.group_counts import NOBODY, group_behind
from dosetable.extract.pipes.arms.labels import label_before
from dosetable.extract.pipes.arms.late_counts import ALLOCATED
from dosetable.extract.pipes.arms.readings import (
    Found,
    find_allocations,
    find_bracket_ns,
)
from dosetable.extract.pipes.arms.set_apart import set_apart
from dosetable.extract.pipes.arms.steps import pumped, pumped_alike, without_steps
from dosetable.extract.pipes.arms.together import in_order, within_groups
from dosetable.extract.pipes.arms.treatments import Treatment, relate
from dosetable.extract.pipes.arms.united import unite
from dosetable.extract.pipes.chance import CHANCE
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.doses import DoseMention
from dosetable.extract.pipes.people import OF_PEOPLE, PEOPLE
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary

T = TypeVar("T")


_MOST_HEADS = 30

_ALLOCATION = Prefiltered(
    r"\brandom(?:i[sz]ed|ly|i[sz]ation)?\b|\bassigned\b|\ballocat(?:ed|ion)\b|\b(?:arms?|groups?|conditions?|cohorts?) (?:were|was|are|received|got|consisted)"
    r"|\b(?:one of|into) (?:two|three|four|five|2|3|4|5)\b|\beither\b|\bin random order\b|\bcross(?:ed)?[- ]?over\b|\bexperimental:|\bcomparator:",
    re.IGNORECASE,
)
_RESULTISH = re.compile(
    r"\b(?:respon(?:se|ders?|ded)|remi(?:ssion|tted)|reduc(?:ed|tion)|improve(?:d|ment)|decreas(?:ed|e)|lower|greater|higher|superior|significant(?:ly)?|adverse|mean|scores?|effect size|95% CI|p ?[<=>])\b|\bP ?[<=>]",
    re.IGNORECASE,
)
RESCUE = Prefiltered(
    r"\brescue\b|\bas needed\b|\bpermitted\b|\bwere allowed to\b|\bmay have\b|\bopen[- ](?:label )?phase\b|\bnon-?responders (?:were|could|received|crossed)|\bfor agitation\b|\bprohibited\b"
    r"|\bexclu(?:ded|sion)\b|(?<!and )(?<!\d )\bhealthy (?:volunteers|controls)\b",
    re.IGNORECASE,
)


def sentence_candidates(
    twin: str,
    sentence: Sentence,
    treatments: Sequence[Treatment],
    doses: Sequence[DoseMention],
    vocabulary: Vocabulary,
    bare_drug: str | None,
) -> list[Candidate]:
    """Return the candidate arms of one sentence, left to right.

    ``bare_drug``: the drug that a dose without a drug name stands for ("24 to a single 0.25 mg/kg
    injection"), where the document has but one.
    """
    here = (sentence.start, sentence.end)
    related = set_apart(
        twin, sentence.start, taken_already(twin, *here, relate(twin, *here, treatments))
    )
    related = beside_by_shape(twin, sentence.start, related)
    related = with_both(twin, sentence.end, within_groups(twin, *here, related))
    related = in_order(twin, sentence.end, sentence.start, related)
    united = unite(twin, related)
    heads = [t for t in united if t.relation != "diluent" and t.kind != "adjunct" and not t.taken]
    heads = [t for t in heads if not (t.relation == "addition" and t.adjunct)]
    attached, bare = attach(twin, sentence, united, doses)
    allocation = bool(_ALLOCATION.search(twin, sentence.start, sentence.end))
    if bare_drug is not None:
        for mention in bare:
            if continues_bolus(twin, mention) or continues_rise(twin, mention, bare):
                continue
            heads.append(
                Treatment(bare_drug, TOPIC, mention.start, mention.end, False, "alternative")
            )
        heads.sort(key=lambda t: t.start)
    if len(heads) > _MOST_HEADS:
        return []  # no prose
    tier = _tier(twin, sentence, heads, allocation or len(attached) > 1)
    found = []
    bounds = _bounds(twin, sentence, heads)
    in_turn = _IN_TURN.search(twin, sentence.start, sentence.end) is not None
    for head, (left, right) in zip(heads, bounds, strict=True):
        own = attached.get(head.start, [])
        is_bare = head.kind == TOPIC and any(m.start == head.start for m in bare)
        if is_bare:
            own = [m for m in bare if left <= m.start < right]
        own = without_portions(twin, own)
        parts = one_by_one(twin, own, sentence.start, right, vocabulary)
        cuts = [left, *(cut(twin, a, b) for a, b in zip(parts, parts[1:], strict=False)), right]
        for i, part in enumerate(parts):
            found.append(
                Candidate(
                    name=head.name,
                    kind=head.kind,
                    start=head.start if i == 0 else part[0].start,
                    end=head.end if i == 0 else part[-1].end,
                    relation=head.relation if i == 0 else "alternative",
                    sentence=sentence,
                    tier=tier,
                    doses=resolve_doses(twin, part, sentence, inferred=is_bare),
                    territory=(cuts[i], cuts[i + 1]),
                    bare=is_bare,
                    pump=pumped(twin, own, left, right),
                    add_on=_add_ons(twin, united, left, right, head),
                    in_turn=in_turn,
                    label=label_before(twin, sentence.start, head.start),
                    beside=_beside(twin, head, sentence.end),
                    racemic=_RACEMIC.search(twin, max(left, head.start - 10), head.end) is not None,
                )
            )
    if sentence.part == "title" and not _VERSUS.search(twin, sentence.start, sentence.end):
        # 'Ketamine and vortioxetine in depression' sets nothing against anything.
        found = [replace(c, relation="other") if c.kind == _ACTIVE else c for c in found]
    found = without_steps(twin, pumped_alike(twin, at_the_same_dose(twin, found)))
    return [read_beside(twin, c, vocabulary) for c in _count(twin, sentence, found)]


_ACTIVE = "active comparator"
_VERSUS = re.compile(
    r"\b(?:versus|vs?\.?|or|compar\w+|against|than|over|non-?inferior\w*|superior\w*)(?:\s|\b)|/",
    re.IGNORECASE,
)
# 'two infusions one week apart, 0.5 mg/kg first and then 1 mg/kg'
_IN_TURN = Prefiltered(
    r"\b(?:week|weeks|days?|hours|month)s? apart\b|\bfirst\b[^.;]{0,30}\bthen\b|\b(?:all|each|every) (?:[\w-]+ ){0,2}?(?:received|had|got|were given|was given) (?:both|two|three|four)\b|\bin turn\b",
    re.IGNORECASE,
)
_RACEMIC = re.compile(r"\bracemic\b|\bracemate\b|\bR,S\b", re.IGNORECASE)


def _tier(twin: str, sentence: Sentence, heads: Sequence[Treatment], allocation: bool) -> int:
    """1: says who was given what; 2: this study's design otherwise; 3: results and conclusions."""
    if sentence.part in {"results", "conclusions"}:
        return (
            2
            if allocation
            and re.search(
                r"\b(?:randomi[sz]ed|assigned|allocated)\b", twin[sentence.start : sentence.end]
            )
            else 3
        )
    if sentence.part == "title":
        return 2
    names = {t.name for t in heads}
    if allocation and names:
        return 1
    compared = len(names) > 1 and any(t.kind != TOPIC for t in heads)
    if compared and not _RESULTISH.search(twin, sentence.start, sentence.end):
        return 1
    return 2


def _bounds(twin: str, sentence: Sentence, heads: Sequence[Treatment]) -> list[tuple[int, int]]:
    """Split the sentence between heads at the last separator before each."""
    if not heads:
        return []
    cuts = [sentence.start]
    for left, right in zip(heads, heads[1:], strict=False):
        gap = twin[left.end : right.start]
        bare = _WITH.search(gap)
        cut = left.end + (bare.start() if bare else 0)
        for match in SEPARATOR.finditer(gap):
            if gap.count("(", 0, match.start()) <= gap.count(")", 0, match.start()):
                cut = left.end + match.start()
        if gap.count("(") > gap.count(")"):
            cut = max(cut, left.end + gap.rfind("("))  # 'X or Y, weekly (X, n = 9; Y, n = 8)'
        cuts.append(cut)
    cuts.append(sentence.end)
    return list(zip(cuts, cuts[1:], strict=False))


_WITH = re.compile(r"\bwith\b", re.IGNORECASE)  # 'to compare X spray with oral Y'


_DIVIDED = re.compile(r"\b(?:randomi|assigned|allocat|enrol|divided)", re.IGNORECASE)
_PLUS = re.compile(r"\+|\bplus\b|\b(?:combined|together) with\b", re.IGNORECASE)


# '...; those who improved were randomized to': another stage, with treatments of its own
_NEXT_STAGE = re.compile(
    r"[;:] (?:then )?(?:those|patients|participants|subjects|responders|remitters|completers|improvers)\b",
    re.IGNORECASE,
)


def _add_ons(
    twin: str, united: Sequence[Treatment], left: int, right: int, head: Treatment
) -> tuple[str, ...]:
    names = [
        t.name
        for t in united
        if (left <= t.start < right or _OF_ALL.search(twin, head.end, t.start))
        and t is not head
        and t.relation == "addition"
        and t.kind in {"adjunct", "active comparator"}
        and not (t.start > head.end and _NEXT_STAGE.search(twin, head.end, t.start))
        and (t.start > head.end or _PLUS.search(twin, t.end, min(head.start, t.end + 60)))
    ]
    return tuple(dict.fromkeys(names))


# 'X or Y, each with a new antidepressant', 'X or Y, added to ongoing antidepressants'
_OF_ALL = re.compile(
    r"(?:,\s?(?:each|both|all)(?: [\w-]+){0,2}? (?:with|plus|in addition to|on top of|added to)"
    r"|,?\s(?:added|in addition|as (?:an )?add-?on|on top of)(?: to)? (?:the |their |any )?(?:ongoing|existing|current|usual|stable|regular|background|standard|continuing)|,\s(?:added|as (?:an )?add-?on) to|,?\sin addition to"
    r"|,?\salongside(?=\s(?:(?:the|their|any|an?|new|ongoing|existing|current|usual|stable|regular|background|standard|continuing|routine) ){0,3}$))"
    r"\s(?:[^;.]{0,40}|[^;.()]{0,40}\([^;.()]{0,120})$",  # 'each with a class of drugs (X, Y or Z'
    re.IGNORECASE,
)
_PLUS_WHAT = re.compile(
    r"\s?(?:plus|\+|combined with|in combination with)\s(?P<what>[^;,.()\[\]]{3,40})", re.IGNORECASE
)


def _beside(twin: str, head: Treatment, end: int) -> str:
    found = _PLUS_WHAT.match(twin, head.end, end)
    return found["what"].strip().lower() if found else ""


# '(n = 12 each)'; in '84 mg (n = 12), each twice weekly' the word is of another thing
_EACH_OF = re.compile(r"[^()]*?\b(?:each|per (?:group|arm))\b")
# --- counts and the rest -------------------------------------------------------------------


def _count(twin: str, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give counts to candidates: brackets after, "24 to" before, lists with "respectively"."""
    if not candidates:
        return []
    found = list(candidates)
    text = twin[sentence.start : sentence.end]
    if ANALYZED.search(text) and not ALLOCATED.search(text):
        return found  # '(56 mg, n = 86; placebo, n = 197)' of those analysed, not of all
    loose: dict[int, list[Found[tuple[int, ...]]]] = {}
    for n in find_bracket_ns(twin, sentence.start, sentence.end):
        owner = group_behind(twin, n, found)
        if owner is None:
            owner = next(
                (i for i in range(len(found) - 1, -1, -1) if _begins(found[i]) <= n.start), None
            )
        if owner is None or owner == NOBODY or _whole_sample(twin, sentence, n):
            continue
        if owner and len(n.value) == 1 and _after_another(twin, found[owner - 1], found[owner]):
            owner -= 1
        each = _EACH_OF.match(twin, n.start, n.end + 14) is not None
        wanted = max(1, len(found[owner].doses))
        if len(n.value) == wanted:
            if not found[owner].n_span:
                found[owner] = replace(found[owner], ns=n.value, n_span=(n.start, n.end))
        elif each:
            found[owner] = replace(
                found[owner], ns=n.value * wanted, n_span=(n.start, n.end), each=True
            )
        elif len(n.value) > 1:
            _spread(found, owner, n)
        else:
            loose.setdefault(owner, []).append(n)
    for owner, several in loose.items():
        # "28 mg (n = 11), 56 mg (n = 11) or 84 mg (n = 12)": one bracket a dose, in order.
        if len(several) == len(found[owner].doses) and not found[owner].ns:
            values = tuple(n.value[0] for n in several)
            found[owner] = replace(
                found[owner], ns=values, n_span=(several[0].start, several[-1].end)
            )
    groups = _DIVIDED.search(text) is not None or CHANCE.search(text) is not None
    groups = groups or len({c.label for c in found} - {""}) > 1
    allocations = find_allocations(twin, sentence.start, sentence.end, groups=groups)
    for i, n_to in enumerate(allocations):
        limit = allocations[i + 1].start if i + 1 < len(allocations) else sentence.end
        owner = next(
            (
                k
                for k, c in enumerate(found)
                if min(c.start, c.doses[0].start if c.doses else c.start) >= n_to.end - 1
                or c.start >= n_to.end
            ),
            None,
        )
        if owner is None or found[owner].start >= limit or found[owner].start - n_to.end > 70:
            continue
        if found[owner].ns == () or not found[owner].n_span:
            found[owner] = replace(found[owner], ns=(n_to.value,), n_span=(n_to.start, n_to.end))
    return found


_NEXT_STEP = re.compile(
    r"(?:[^;:.]|\.\d){0,40}?\b(?:then|followed by)\b[^;:.]{0,20}", re.IGNORECASE
)


def _after_another(twin: str, first: Candidate, second: Candidate) -> bool:
    """'five X 0.04 mg/kg then one Y 0.5 mg/kg, n = 26': one group, known by what it got first."""
    if first.name == second.name or TOPIC not in (first.kind, second.kind):
        return False
    end = max([first.end, *(d.end for d in first.doses)])
    start = min([second.start, *(d.start for d in second.doses)])
    if "random" in twin[end:start]:
        return False  # 'X for all, followed by randomization to Y (n = 17)'
    return end <= start and _NEXT_STEP.fullmatch(twin, end, start) is not None


def _begins(candidate: Candidate) -> int:
    """Where a count may first stand with ``candidate``: behind its name, or its first amount."""
    return min([candidate.end, *(d.start for d in candidate.doses)])


_SAMPLE = Prefiltered(
    rf"(?:{PEOPLE}|disorder|depression|MDD|TRD|trial|study|total)\s*[(\[,;]*\s*$", re.IGNORECASE
)


_THEN_DIVIDED = re.compile(
    r"\s?[)\]]?,? (?:were|was) (?:then |subsequently |thereafter )?(?:re-?)?(?:randomi[sz]ed|randomly|assigned|allocated)\b(?! to the \w+ (?:group|arm))",
    re.IGNORECASE,
)
_STAGE_AFTER = re.compile(
    r"[^\w.;]{0,3}(?:of (?:them|participants|patients|whom) )?(?:complet(?:ed|ing|ers)|finish(?:ed|ing)|withdr[ae]w(?:ing)?|dropp(?:ed|ing) out|discontinu(?:ed|ing)|were (?:analy[sz]ed|excluded|lost|screened)|responded|remitted|met criteria)\b",
    re.IGNORECASE,
)


def _open(twin: str, start: int) -> int:
    """Where the bracket around a count opens; ``start`` itself where none does."""
    return start - 1 if twin[start - 1 : start] in {"(", "["} else start


def _whole_sample(twin: str, sentence: Sentence, n: Found[tuple[int, ...]]) -> bool:
    """Whether a count stands with the people, not with a group: "participants (n = 41)"."""
    if _SAMPLE.search(twin, max(sentence.start, n.start - 40), n.start):
        return True
    if _THEN_DIVIDED.match(twin, n.end, sentence.end):
        return True  # "those in remission (n = 176) were randomised to"
    if _STAGE_AFTER.match(twin, n.end, sentence.end):
        return True  # "82.5% (n = 33) completed": a stage of the trial
    if len(n.value) == 1 and OF_PEOPLE.search(twin, sentence.start, _open(twin, n.start)):
        brackets = find_bracket_ns(twin, sentence.start, sentence.end)
        if len(brackets) == 1:
            return True
    capital = twin[n.start] == "N" and len(n.value) == 1
    return capital and len(re.findall(r"\bN\s?=", twin[sentence.start : sentence.end])) == 1


def _spread(found: list[Candidate], owner: int, n: Found[tuple[int, ...]]) -> None:
    """A list of counts after several groups belongs to the groups before it, in order."""
    last = owner
    slots = 0
    while last >= 0 and slots < len(n.value):
        slots += max(1, len(found[last].doses))
        last -= 1
    if slots != len(n.value):
        return
    values = list(n.value)
    for i in range(last + 1, owner + 1):
        size = max(1, len(found[i].doses))
        found[i] = replace(found[i], ns=tuple(values[:size]), n_span=(n.start, n.end))
        values = values[size:]
