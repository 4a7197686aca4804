"""Arm sizes told as a bare list, in the order of the groups: 'There were 38, 41 and 39 patients,
respectively', 'the groups numbered 38 and 41'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.people import PEOPLE

_WORDS = rf"(?:{PEOPLE}|people|women|parturients|mothers)"
_LIST = r"\d{1,4}(?:, \d{1,4}){0,6},? and \d{1,4}"
_EQUAL = re.compile(
    r"(?<=[,:(] )(?P<equal>\d{1,4})(?:,? (?:vs\.?|versus|v\.?|and|against) (?P=equal)){1,6}(?=[.;)])"
)
_IN_ORDER = re.compile(
    rf"(?<![\d.,/=<>-])(?P<list>{_LIST})(?: {_WORDS})?(?:,|, and)? (?:respectively|in (?:that|this) order)\b"
    rf"|\b(?:groups|arms) (?:were of|numbered|comprised|contained|consisted of|included|had|of) (?P<sizes>{_LIST})(?= {_WORDS}|\.?$|[;,)]|\. )",
    re.IGNORECASE,
)
# '39 and 41 women and men, respectively', 'scores of 12 and 68, respectively'
_NO_SIZES = re.compile(
    r"\b(?:scor\w+|mean|median|points?|days?|years?|mg|women and men|men and women|males and females|females and males|completed|analy[sz]ed|respon\w+|remi[st]\w+)\b",
    re.IGNORECASE,
)


def sizes_in_order(
    arms: Sequence[Arm], text: str, names: ArmNames, total: int
) -> dict[str, tuple[int, int, int]]:
    """Arm id -> (n, start, end in ``text``): the groups in the order in which the sentence names
    them, or else in which they were named before; only where the counts add up to ``total``."""
    equal = _EQUAL.search(text)
    if equal:  # '52 vs 52'
        n, span = int(equal["equal"]), equal.span("equal")
        everybody = n * len(arms) == total and len(re.findall(r"\d+", equal[0])) == len(arms)
        return {a.id: (n, *span) for a in arms} if everybody else {}
    match = _IN_ORDER.search(text)
    if match is None or _NO_SIZES.search(text):
        return {}
    part = "list" if match["list"] else "sizes"
    start = match.start(part)
    counts = [
        (int(m.group()), start + m.start(), start + m.end())
        for m in re.finditer(r"\d+", match[part])
    ]
    order = _order(arms, text, match.start(), names)
    if len(counts) != len(order) or sum(n for n, _, _ in counts) != total:
        return {}
    return dict(zip(order, counts, strict=True))


def _order(arms: Sequence[Arm], text: str, end: int, names: ArmNames) -> list[str]:
    """The arms in the order that a list of their sizes follows; none where that is not plain."""
    named = names.find(text)
    if not named:
        return [a.id for a in sorted(arms, key=lambda a: a.evidence[0].end)]
    told = [next(iter(m.arms)) for m in named if len(m.arms) == 1 and m.end <= end]
    plain = len(told) == len(named) and sorted(told) == sorted(a.id for a in arms)
    return told if plain else []
