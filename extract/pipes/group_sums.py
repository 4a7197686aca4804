"""How many there were, from what the sizes of the groups add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.arms.analyzed import ANALYZED
from dosetable.extract.pipes.arms.readings import find_allocations, find_bracket_ns
from dosetable.extract.pipes.chance import CHANCE
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.counts import Count
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

_BEFORE_A_SUM = r"(?<![\w.,/=<>-])"
_BEHIND_A_SUM = rf" (?:[\w-]+ ){{0,3}}?{PEOPLE}\b"
# 'patients with resistant depression (n = 57)'
_PEOPLE_THEN = rf"\b{PEOPLE}(?: [^\s.;()]+){{0,9}} \([nN] ?= ?"


def sum_of_groups(twin: str, sentences: Sequence[Sentence]) -> tuple[Count, float] | None:
    """'randomized to X (n = 41) or Y (n = 41) ... Of 82 participants': a number of people that is
    what the sizes of the groups add up to."""
    for sentence in sentences:
        chance = CHANCE.search(twin, sentence.start, sentence.end) is not None
        if not chance and (
            sentence.part in {"title", "results", "conclusions"}
            or ANALYZED.search(twin, sentence.start, sentence.end)
        ):
            continue
        sizes = [
            n.value[0] if len(n.value) == 1 else 0
            for n in find_bracket_ns(twin, sentence.start, sentence.end)
        ]
        if len(sizes) < 2 or 0 in sizes:
            continue
        if len(sizes) > 2 and sizes[0] == sum(sizes[1:]):
            sizes = sizes[1:]  # 'patients (n = 44) ... X (n = 22) or Y (n = 22)'
        total = sum(sizes)
        said = re.compile(
            f"{_BEFORE_A_SUM}{total}{_BEHIND_A_SUM}|{_PEOPLE_THEN}{total}\\)", re.IGNORECASE
        )
        for home in sentences:
            match = said.search(twin, home.start, home.end)
            if match is None or home.part == "title":
                continue
            if not chance and (
                home.part in {"results", "conclusions"}
                or ANALYZED.search(twin, home.start, home.end)
            ):
                continue
            return Count(total, "randomized", match.start(), match.end(), home), 0.9
    return None


_EACH_ASSIGNED = re.compile(
    r"\b(?:were|was) (?:\w+ )?(?:randomi[sz]ed|assigned|allocated)\b|\brandomi[sz]ed,",
    re.IGNORECASE,
)
_MORE_NUMBERS = re.compile(
    rf"(?<![\w.,/-]){COUNT}\b(?! ?(?:mg|mcg|%|weeks?|days?|min))", re.IGNORECASE
)


def sum_of_allocations(twin: str, sentences: Sequence[Sentence]) -> tuple[Count, float] | None:
    """'336 were randomised to X and 340 to Y': everybody, where one sentence lists the groups and
    counts nothing else; sentences that do so must agree."""
    found: list[Count] = []
    for sentence in sentences:
        if sentence.part == "title" or not _EACH_ASSIGNED.search(
            twin, sentence.start, sentence.end
        ):
            continue
        parts = find_allocations(twin, sentence.start, sentence.end)
        if len(parts) < 2 or ANALYZED.search(twin, sentence.start, sentence.end):
            continue
        whole = sum(p.value for p in parts)
        stop = twin.find(";", parts[-1].end, sentence.end)
        behind = _MORE_NUMBERS.search(twin, parts[-1].end, stop if stop > 0 else sentence.end)
        between = [(a.end, b.start) for a, b in zip(parts, parts[1:], strict=False)]
        if behind or any(_MORE_NUMBERS.search(twin, *gap) for gap in between):
            continue
        found.append(Count(whole, "randomized", parts[0].start, parts[-1].end, sentence))
    return (found[0], 0.85) if len({c.value for c in found}) == 1 else None


# Before the sizes of groups 'were randomized to' or 'randomly divided into', and no more counts behind.
_INTO_GROUPS = Prefiltered(
    r"\b(?:were|was) (?:\w+ )?(?:randomi[sz]ed|randomly \w+|allocated|assigned) (?:\([\d:]+\) |\d(?::\d)+ |equally |in an? \d(?::\d)+ (?:ratio|fashion) )*(?:in)?to\b",
    re.IGNORECASE,
)
_A_SIZE = re.compile(r"[(\[,;] ?[nN] ?= ?\d+(?: each)? ?[)\];,]")


_LATER = re.compile(
    r"\bcomplet|\bwithdr|\bdropp|\blost to\b|\bevaluable\b|\bresponders\b", re.IGNORECASE
)
_RATIO = re.compile(r"\d ?: ?\d ?: ?\d")


def _nested(sizes: Sequence[int]) -> bool:
    """Whether one size is what the ones behind it add up to."""
    return any(
        size == sum(sizes[i + 1 : stop])
        for i, size in enumerate(sizes)
        for stop in range(i + 3, len(sizes) + 1)
    )


def sum_of_sizes(twin: str, sentences: Sequence[Sentence]) -> tuple[Count, float] | None:
    """'were randomly allocated to receive X (n = 11) or Y (n = 16)': all the groups there were, where
    each has its size, none of which is a part of another, and sentences that do so agree."""
    found: list[Count] = []
    for sentence in sentences:
        into = _INTO_GROUPS.search(twin, sentence.start, sentence.end)
        if into is None or sentence.part in {"title", "conclusions"}:
            continue
        if ANALYZED.search(twin, sentence.start, sentence.end):
            continue
        sizes = find_bracket_ns(twin, into.end(), sentence.end)
        printed = len(_A_SIZE.findall(twin, into.end(), sentence.end))
        if len(sizes) < 2 or len(sizes) != printed or any(len(n.value) != 1 for n in sizes):
            continue
        if _LATER.search(twin, into.end(), sizes[-1].end + 15):
            continue
        total = sum(n.value[0] for n in sizes)
        if _nested([n.value[0] for n in sizes]) and not _RATIO.search(into.group()):
            continue  # 'drug (n = 40): low (n = 20), high (n = 20)'
        found.append(Count(total, "randomized", sizes[0].start, sizes[-1].end, sentence))
    return (found[0], 0.85) if len({c.value for c in found}) == 1 else None


# '20 patients with A, receiving X (group 1) and 20 patients receiving Y (group 2)'
_NAMED_GROUPS = Prefiltered(
    rf"(?<![\w.=/-])(?P<a>{COUNT}) (?:[\w-]+ ){{0,3}}?{PEOPLE}\b(?:[^.;()]|\.\d){{0,140}} \((?:group )?(?:1|A|I)\),?;? (?:and|versus) (?P<b>{COUNT}) (?:[\w-]+ ){{0,3}}?{PEOPLE}\b(?:[^.;()]|\.\d){{0,140}} \((?:group )?(?:2|B|II)\)",
    re.IGNORECASE,
)


def sum_of_named_groups(twin: str, sentences: Sequence[Sentence]) -> tuple[Count, float] | None:
    """The two groups of a trial, each counted before its name."""
    found = [
        Count(parse_count(m["a"]) + parse_count(m["b"]), "randomized", m.start(), m.end(), s)
        for s in sentences
        if s.part not in {"title", "conclusions"} and not ANALYZED.search(twin, s.start, s.end)
        for m in _NAMED_GROUPS.finditer(twin, s.start, s.end)
    ]
    return (found[0], 0.8) if len({c.value for c in found}) == 1 else None


_DENOMINATOR = Prefiltered(
    rf"\b(?:{COUNT}) of (?:the |all )?(?P<n>{COUNT}) (?:\(\d[\d.]* ?%\) )?(?:[\w-]+ )?{PEOPLE}\b(?! (?:who|with|in the|that|receiving|on|taking|assigned))",
    re.IGNORECASE,
)


def one_denominator(twin: str, sentences: Sequence[Sentence]) -> tuple[Count, float] | None:
    """'Twelve of 93 (12.9%) participants': the whole of a single group, where all shares agree on it."""
    found = [
        Count(parse_count(m["n"]), "described", *m.span("n"), s)
        for s in sentences
        if s.part != "conclusions"
        for m in _DENOMINATOR.finditer(twin, s.start, s.end)
    ]
    same = len({c.value for c in found}) == 1
    return (found[0], 0.7) if same and found[0].value >= 4 else None
