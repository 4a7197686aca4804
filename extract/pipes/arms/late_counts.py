"""Arm sizes that a later sentence lists: '(28 mg: 41; 56 mg: 40; placebo: 80)', '90 to X, 86 to Y'.

Counts are taken only where one sentence that speaks of the allocation counts every arm, and the
counts add up to the number randomized where that is known (CONSORT 2010, item 13a).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.arms.sizes_in_order import sizes_in_order
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames, arm_names
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Vocabulary

_EQUALLY = re.compile(
    r"\bhalf (?:of (?:whom|them|the [\w-]+) )?(?:(?:were|was) )?(?:randomly )?(?:randomi[sz]ed|assigned|allocated|allotted) (?:[^.;]|\.\d){0,120}\b(?:(?:the other |and )half|the rest|the others)\b|\bin equal numbers\b|\bequal-sized groups\b|\bgroups of equal size\b"
    r"|\b(?:divided|split|allocated|assigned|randomi[sz]ed) (?:equally|evenly)\b|\b(?:equally|evenly) (?:\w+ )?(?:divided|split|allocated|assigned|randomi[sz]ed|into|to)\b"
    r"|\bin(?:to)? (?:two|three|four|five|[2-5]) equal (?:\w+ )?(?:groups|arms)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\b(?P<groups>two|three|four|five|six|[2-6]) (?:[\w-]+ ){0,2}?(?:groups|arms|conditions)\b",
    re.IGNORECASE,
)
ALLOCATED = re.compile(r"\bparticipant flow\b|\brandom|\bassigned\b|\ballocated\b", re.IGNORECASE)
# Counts of those included are sizes as allocated where they add up to all who were randomized.
_INCLUDED = re.compile(
    r"\b(?:included|enrolled|recruited|entered|received|underwent|given|put on|consisted of|comprised|contained|(?:were|was) administered|were in the [^.;]{2,40} (?:group|arm))\b",
    re.IGNORECASE,
)
_OTHER_COUNT = re.compile(
    r"\b(?:analy[sz]ed|completed|treated|discontinued|withdrew|responded|remitt?ed|screened)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[\s-]*(?:group|arm|nasal|spray|infusion|placebo|mg|mg/kg))*\s*(?:(?:consisted|was made up|composed) of |comprised |contained |numbered |of (?=\d+(?:[.;)]|$| {PEOPLE})))?[:=,(\[]*\s*(?:(?:[Gg]roup|[Aa]rm) [A-Z][A-Za-z]{{0,3}}[,;:]\s*|[A-Z]{{1,3}} group[,;:]\s*|[A-Z]{{1,4}}[,;]\s*(?=[nN]\s*=))?(?:[nN]\s*=\s*)?(?P<n>\d{{1,4}})(?=\s*(?:[;,)\]]|\.\s|\.?$|and\b|{PEOPLE}\b))"
)
_BEFORE = Prefiltered(
    rf"(?<![\w.,/=:<>-])(?P<n>{COUNT})\s+(?:{PEOPLE}\s+)?(?:\(\d[\d.]*\s?%\)\s+)?(?:of (?:whom|them|these)\s+)?(?:(?:(?:were|was|randomly|randomi[sz]ed|assigned|allocated|put)\s+)*(?:to|in|on|into|given|received|receiving|underwent|had)|(?:were|was)\s+(?:randomly\s+)?(?:assigned|allocated|given|administered))\s+(?:(?:receive|the|a|an|single|intranasal|intravenous|iv|i\.v\.|oral|subcutaneous|group|bitemporal|bilateral|unilateral|course|of|infusions?|injections?|sessions?|treatments?|repeated|six|three|two|four|eight|standard)\s+|\d[\d.]*[ -]?(?:mg|mcg)(?:/kg)?\s+)*$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"(?:[(;,]\s*(?:and )?|[\w)] (?:and|v\.?|vs\.?|versus) )(?P<n>{COUNT})\s+(?:given |on |in )?(?:matching )?(?:(?:oral )?(?:antidepressants?|AD|OAD|SOC|ECT)\s?(?:/|\+|plus)\s?)?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?<![\d.,/=<>-])(?P<n>\d{1,4}) \((?:the )?$")
_ASSIGNED_LINE = re.compile(
    r"(?:(?:participants|patients|subjects) (?:assigned|randomi[sz]ed|allocated): ?|started:? |(?-i:[nN] ?= ?)(?=\d+ (?:participants|patients|subjects)))(?P<n>\d{1,4})(?:(?: (?:participants|patients|subjects))?\.?$|, (?:not )?completed\b)",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\s*(?:total|all|overall)\b", re.IGNORECASE)
_LIST = re.compile(
    rf"(?<![\d.,/=<>-])(?P<list>\d{{1,4}}(?:, \d{{1,4}})*,? and \d{{1,4}}) (?:{PEOPLE} )?(?:were )?(?:randomly )?(?:assigned|allocated|randomi[sz]ed) to ",
    re.IGNORECASE,
)
_CONFIDENCE = 0.92


def count_late(
    arms: Sequence[Arm],
    twin: str,
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
    total: int | None,
) -> tuple[Arm, ...]:
    """Return ``arms`` with the sizes that one sentence of ``sentences`` gives to all of them;
    unchanged where no sentence counts them all."""
    if len(arms) < 2 or all(arm.n is not None for arm in arms):
        return tuple(arms)
    names = arm_names(arms, vocabulary["drugs"])
    lines = _own_lines(names, twin, sentences)
    if set(lines) == {arm.id for arm in arms} and _adds_up(
        {k: v[0] for k, v in lines.items()}, total
    ):
        return tuple(_with_n(arm, *lines[arm.id][0], lines[arm.id][1]) for arm in arms)
    texts = [(s, twin[s.start : s.end]) for s in sentences]
    counting = [
        (s, text)
        for s, text in texts
        if ALLOCATED.search(text) or (total and _INCLUDED.search(text))
    ]
    if not counting and total is None:
        return tuple(arms)
    for sentence, text in counting:
        equal = _EQUALLY.search(text)
        told = _HOW_MANY.search(text) if equal else None
        as_many = told is None or parse_count(told["groups"]) == len(arms)
        if equal and equal.group().lower().startswith("half"):
            as_many = len(arms) == 2
        if equal and as_many and total and total % len(arms) == 0:
            n = total // len(arms)
            return tuple(_with_n(arm, n, *equal.span(), sentence) for arm in arms)
        found = counted_arms(text, names, total) or _in_one_part(text, names)
        # Sizes that other rules read already must agree.
        agree = all(arm.n in (None, found[arm.id][0]) for arm in arms if arm.id in found)
        if set(found) == {arm.id for arm in arms} and agree and _adds_up(found, total):
            return tuple(_with_n(arm, *found[arm.id], sentence) for arm in arms)
    for sentence, text in texts:
        listed = sizes_in_order(arms, text, names, total) if total else {}
        if listed:
            return tuple(_with_n(arm, *listed[arm.id], sentence) for arm in arms)
    shared = _denominators(arms, texts, total)
    if shared:
        return tuple(_with_n(arm, *shared[0], shared[1]) for arm in arms)
    return _across(arms, texts, names, total)


_FRACTION = re.compile(r"(?<![\d./])(?P<k>\d{1,4}) ?/ ?(?P<n>\d{1,4})(?![\d./])")


def _denominators(
    arms: Sequence[Arm], texts: Sequence[tuple[Sentence, str]], total: int | None
) -> tuple[tuple[int, int, int], Sentence] | None:
    """'57% (31/54) with X and 35% (19/54) with Y' of 108 who were randomized: 54 in each group. Read
    where one sentence has a fraction an arm, all of one size, and the sizes add up to everybody."""
    if total is None or total % len(arms):
        return None
    for sentence, text in texts:
        found = list(_FRACTION.finditer(text)) if "/" in text else []
        sizes = {int(m["n"]) for m in found}
        if len(found) != len(arms) or sizes != {total // len(arms)}:
            continue
        if all(int(m["k"]) <= int(m["n"]) for m in found):
            return (int(found[0]["n"]), *found[0].span("n")), sentence
    return None


def _across(
    arms: Sequence[Arm],
    texts: Sequence[tuple[Sentence, str]],
    names: ArmNames,
    total: int | None,
) -> tuple[Arm, ...]:
    """Sizes that several sentences give in brackets, one size an arm, where they add up to all who
    were randomized: 'X was stopped (N = 9). ... with Y (N = 12) ... and Z (N = 11)'."""
    if total is None:
        return tuple(arms)
    found: dict[str, tuple[Sentence, tuple[int, int, int]]] = {}
    for sentence, text in texts:
        if sentence.part == "title" or not _SIZE.search(text):
            continue
        for mention in names.find(text):
            after = _SIZE_AFTER.match(text, mention.end)
            if after is None or len(mention.arms) != 1:
                continue
            (arm,) = mention.arms
            counted = (int(after["n"]), after.start("n"), after.end("n"))
            if found.setdefault(arm, (sentence, counted))[1][0] != counted[0]:
                return tuple(arms)
    agree = all(arm.n in (None, found[arm.id][1][0]) for arm in arms if arm.id in found)
    whole = set(found) == {arm.id for arm in arms} and agree
    if not whole or sum(counted[0] for _, counted in found.values()) != total:
        return tuple(arms)
    return tuple(_with_n(arm, *found[arm.id][1], found[arm.id][0]) for arm in arms)


_SIZE = re.compile(r"\b[nN]\s?=\s?\d")
_SIZE_AFTER = re.compile(
    r"(?:/kg)?(?: group| arm| dose)?\s?[(\[]\s?[nN]\s?=\s?(?P<n>\d{1,4})\s?[)\],;]"
)


def _in_one_part(text: str, names: ArmNames) -> dict[str, tuple[int, int, int]]:
    """The sizes that the part of a sentence about the allocation gives: '75 were randomly assigned
    (38 X, 37 Y); 66 (33 X, 33 Y) were analysed'."""
    start = 0
    for part in text.split(";"):
        said = list(ALLOCATED.finditer(part))
        found = counted_arms(part, names) if said else {}
        # '300 were screened and 79 were assigned (40 X, 39 Y)': what stands behind the word counts.
        if len(found) > 1 and not _OTHER_COUNT.search(part, said[-1].start()):
            return {arm: (n, start + a, start + b) for arm, (n, a, b) in found.items()}
        start += len(part) + 1
    return {}


_OF_COLUMN = re.compile(r":?\s[nN] ?= ?(?P<n>\d{1,4}) participants\b", re.IGNORECASE)


def _over_columns(
    names: ArmNames, twin: str, sentences: Sequence[Sentence]
) -> dict[str, tuple[tuple[int, int, int], Sentence]]:
    """'Ketamine n=7 Participants ... Midazolam n=9 Participants': the heads of a register's table."""
    for sentence in sentences:
        text = twin[sentence.start : sentence.end]
        if len(_OF_COLUMN.findall(text)) < 2:
            continue
        heads = [(m, _OF_COLUMN.match(text, m.end)) for m in names.find(text)]
        told = [(next(iter(m.arms)), n) for m, n in heads if n is not None and len(m.arms) == 1]
        if len({arm for arm, _ in told}) == len(told) > 1:
            return {arm: ((int(n["n"]), *n.span("n")), sentence) for arm, n in told}
    return {}


_STARTED = re.compile(r"\W*started\b[\s|:]*(?P<list>\d+(?:[\s|]+\d+)+)", re.IGNORECASE)
_OF_FLOW = re.compile(
    r"\barm/group title|\bnumber of subjects in period|\bparticipant (?:flow|milestones)|\bmeasure\b",
    re.IGNORECASE,
)


def _started(
    names: ArmNames, twin: str, sentences: Sequence[Sentence]
) -> dict[str, tuple[tuple[int, int, int], Sentence]]:
    """'Started | 40 | 39' below 'Ketamine | Saline', of a register's flow of participants."""
    for sentence in sentences:
        row = _STARTED.match(twin, sentence.start, sentence.end)
        heads = list(_OF_FLOW.finditer(twin, max(0, sentence.start - 2_000), sentence.start))
        if row is None or not heads:
            continue
        counts = list(re.finditer(r"\d+", row["list"]))
        over = names.find(twin[heads[-1].end() : sentence.start])
        order = list(dict.fromkeys(next(iter(m.arms)) for m in over if len(m.arms) == 1))
        if len(order) != len(names.arms) or len(counts) < len(order):
            return {}
        at = row.start("list") - sentence.start
        return {
            arm: ((int(n.group()), at + n.start(), at + n.end()), sentence)
            for arm, n in zip(order, counts, strict=False)
        }
    return {}


def _own_lines(
    names: ArmNames, twin: str, sentences: Sequence[Sentence]
) -> dict[str, tuple[tuple[int, int, int], Sentence]]:
    """'Participants assigned: 12' under each arm of a register's page: arm id -> count, sentence."""
    found = _over_columns(names, twin, sentences) or _started(names, twin, sentences)
    if found:
        return found
    lines = [(s, _ASSIGNED_LINE.match(twin, s.start, s.end)) for s in sentences]
    if not any(match for _, match in lines):
        return found
    above: str | None = None
    for sentence, match in lines:
        if match is None:
            named = {arm for m in names.find(twin[sentence.start : sentence.end]) for arm in m.arms}
            if named or _OF_ALL.match(twin, sentence.start):
                alone = len(named) == 1 and _OF_ALL.match(twin, sentence.start) is None
                above = next(iter(named)) if alone else None
            continue
        if above is None:
            continue
        if above in found:
            return {}
        start, end = match.start("n") - sentence.start, match.end("n") - sentence.start
        found[above] = ((int(match["n"]), start, end), sentence)
    return found


def counted_arms(
    text: str, names: ArmNames, total: int | None = None
) -> dict[str, tuple[int, int, int]]:
    """Arm id -> (n, start, end in ``text``), where each arm is counted once. ``total``: all who were
    randomized, which is no arm's size ('18 were randomised to X or Y; ten were given X')."""
    found: dict[str, tuple[int, int, int]] = {}
    listed = _in_order(text, names)
    if listed:
        return listed
    for mention in names.find(text):
        counted = _beside(text, mention)
        if counted is None or len(mention.arms) != 1 or counted[0] == total:
            continue
        (arm,) = mention.arms
        if arm in found and found[arm][0] != counted[0]:
            return {}  # two sizes for one arm: of two stages, or misread
        found[arm] = counted
    return found


def _in_order(text: str, names: ArmNames) -> dict[str, tuple[int, int, int]]:
    """'29 and 34 were assigned to X or Y': as many counts as groups, in their order."""
    match = _LIST.search(text)
    if match is None:
        return {}
    counts = [(int(m.group()), *m.span()) for m in re.finditer(r"\d+", match["list"])]
    arms = [m.arms for m in names.find(text[match.end() : match.end() + 160])]
    single = [next(iter(a)) for a in arms if len(a) == 1]
    if len(single) != len(arms) or len(set(single)) != len(single) or len(single) != len(counts):
        return {}
    offset = match.start("list")
    return {
        arm: (n, offset + start, offset + end)
        for arm, (n, start, end) in zip(single, counts, strict=True)
    }


_A_LIMIT = re.compile(r"\b(?:over|above|under|below|aged?|than|least) $", re.IGNORECASE)


def _beside(text: str, mention: ArmMention) -> tuple[int, int, int] | None:
    head = text[: mention.start]
    after = _AFTER.match(text, mention.end)
    if after and "=" in after[0]:
        match: re.Match[str] | None = after  # '364 were assigned to X (n = 182)'
    else:
        match = _BEFORE.search(head) or _BRACKETED.search(head) or _LISTED.search(head) or after
    if match is None or _OTHER_COUNT.search(text, match.start(), match.end()):
        return None
    if _A_LIMIT.search(text, max(0, match.start("n") - 12), match.start("n")):
        return None  # 'people over 60 to X or Y'
    return parse_count(match["n"]), match.start("n"), match.end("n")


def _adds_up(found: dict[str, tuple[int, int, int]], total: int | None) -> bool:
    return total is None or sum(n for n, _, _ in found.values()) == total


def _with_n(arm: Arm, n: int, start: int, end: int, sentence: Sentence) -> Arm:
    if arm.n is not None:
        return arm
    evidence = evidence_in(
        sentence,
        sentence.start + start,
        sentence.start + end,
        rule="arms.n.listed",
        field="n",
        confidence=_CONFIDENCE,
    )
    return replace(arm, n=n, evidence=(*arm.evidence, evidence))
