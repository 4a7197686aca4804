"""Which measure and which arms a figure belongs to, by where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.names import ArmMention


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Placed = TypeVar("Placed", bound=Spanned)
# What stands between the members of a list.
LISTED = re.compile(r",?\s(?:and|or)\s|,\s")
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


def by_style(items: Sequence[Spanned], marks: Sequence[Placed]) -> list[Placed | None]:
    """The mark of each item: marks stand all before their items or all after them.

    If a mark stands in front of the first item, each item takes the last mark before it; else
    each takes the first mark after it.
    """
    if not items or not marks:
        return [None] * len(items)
    if marks[0].start < items[0].start:
        return [next((m for m in reversed(marks) if m.start <= i.start), marks[0]) for i in items]
    return [next((m for m in marks if m.start >= i.start), marks[-1]) for i in items]


def opened_at(text: str, position: int) -> int | None:
    """Where the bracket that is open at ``position`` begins."""
    depth = 0
    for place in range(position - 1, -1, -1):
        if text[place] in ")]":
            depth += 1
        elif text[place] in "([":
            if depth == 0:
                return place
            depth -= 1
    return None


_AND = re.compile(r"[)\]]?(?: points)?(?:,?\s(?:and|&)\s?|,\s?)[(\[]?")


def runs_of(items: Sequence[Spanned], text: str) -> list[int]:
    """How many figures follow on each other in a plain list, list after list: [3, 3] of 'at 1, 2 and
    6 weeks 9, 8 and 8 in A and 12, 10 and 9 in B'."""
    runs = [1]
    for a, b in zip(items, items[1:], strict=False):
        if _AND.fullmatch(text, _behind_test(text, a.end), b.start):
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


# '4.0 (P < .001), 5.2 (P = .001) and 5.5 (P = .02)': a test behind each figure of one list
_ITS_TEST = re.compile(
    r"\s?(?:%|points?)?\s?[(\[](?:all |both )?[Pp](?:[ -]values?)? ?[=<>][^()\[\]]{1,20}[)\]]"
)


def _behind_test(text: str, position: int) -> int:
    match = _ITS_TEST.match(text, position)
    return match.end() if match else position


def several_and_one(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], order: Sequence[str], text: str
) -> list[str | None] | None:
    """'Lower in the ketamine groups than in the saline group (8% and 7% vs 22%)': a list for the arms
    named together, in ``order``, and a figure for the other; None where the sentence is not so built."""
    if len(mentions) != 2 or len(mentions[0].arms) == len(mentions[1].arms):
        return None
    both, one = sorted(mentions, key=lambda m: -len(m.arms))
    if len(one.arms) != 1 or one.arms & both.arms:
        return None
    first, last = (both, one) if both.start < one.start else (one, both)
    if runs_of(items, text) != [len(first.arms), len(last.arms)]:
        return None
    return [arm for m in (first, last) for arm in order if arm in m.arms]


def in_turn(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], text: str
) -> list[str | None] | None:
    """'For the esketamine arms and for placebo the score was 26.5 and 27.9, respectively': one figure
    for each name in turn, and none of one arm where a name stands for several."""
    if len(items) < 2 or not RESPECTIVELY.search(text, items[-1].end):
        return None
    names = list({m.arms: m for m in mentions if m.end <= items[0].start}.values())
    if len(names) != len(items) or all(len(m.arms) == 1 for m in names):
        return None
    return [_arm(m) if len(m.arms) == 1 else None for m in names]


def arms_of(
    items: Sequence[Spanned], mentions: Sequence[ArmMention], order: Sequence[str], text: str
) -> list[str | None]:
    """The one arm of each per-arm figure.

    Each figure is followed by its arm, or preceded by it; else the figures come in the order
    in which the sentence names the arms ('respectively'), else in ``order``.
    """
    single = [m for m in mentions if len(m.arms) == 1]
    if single and _only_several(items, mentions):
        return _beside_each(items, mentions)
    after = [_between(single, item.end, _next(items, i)) for i, item in enumerate(items)]
    before = [
        _between(single, items[i - 1].end if i else 0, item.start) for i, item in enumerate(items)
    ]
    following = [found[0] if found else None for found in after]
    preceding = [found[-1] if found else None for found in before]
    distinct = list(dict.fromkeys(_arm(m) for m in single))
    count = len(items)
    best: list[str | None]
    aligned = _aligned(items, single)
    if aligned is not None:
        return aligned
    if count > 1 and _tied_behind(items, following, text) and _varied(following):
        return [_arm(m) for m in following if m is not None]
    named_first = (_right_before, _labelled, _in_own_brackets)
    labelled = any(told(items, preceding, text) for told in named_first)
    if count > 1 and labelled and _varied(preceding):
        best = [_arm(m) for m in preceding if m is not None]
    elif count > 1 and all(m is not None for m in following) and _varied(following):
        best = [_arm(m) for m in following if m is not None]
    elif count > 1 and all(m is not None for m in preceding) and _varied(preceding):
        best = [_arm(m) for m in preceding if m is not None]
    elif len(distinct) == 1 and single[0].start <= items[0].start:
        best = [distinct[0]] * count
    elif len(distinct) == 1 and count > 1 and count % max(len(order), 2):
        best = [distinct[0]] * count  # 'at days 3, 7 and 42: 6, 5 and 5 in the X group'
    elif count == 1:
        beside = preceding[0] if preceding[0] and _beside(preceding[0], items[0]) else None
        tied = following if _tied_behind(items, following, text) else preceding
        near = beside or tied[0] or following[0]
        best = [_arm(near) if near and not _of_either(near, items[0], single, text) else None]
    elif len(distinct) > 1 and count % len(distinct) == 0:
        best = [distinct[i % len(distinct)] for i in range(count)]
    elif (rising := _with_none_at_all(items, preceding, order, text)) is not None:
        best = rising
    elif len(order) > 1 and count % len(order) == 0:
        best = [order[i % len(order)] for i in range(count)]
    else:
        nearest = [f or p for f, p in zip(following, preceding, strict=True)]
        best = [_arm(mention) if mention else None for mention in nearest]
    return best


_ZERO = re.compile(r"(?<![\d.])0 ?(?:mg(?:/kg)? ?)?[(\[]")


def _with_none_at_all(
    items: Sequence[Spanned],
    preceding: Sequence[ArmMention | None],
    order: Sequence[str],
    text: str,
) -> list[str | None] | None:
    """'from 0 (12%) to 0.2 mg/kg (38%) and 0.5 mg/kg (44%)': each figure is of the dose before it, and
    that of no dose the one arm that is not named."""
    if len(items) != len(order):
        return None
    zero = [_ZERO.search(text, max(0, i.start - 9), i.start + 3) is not None for i in items]
    named = [m for m, none in zip(preceding, zero, strict=True) if m is not None and not none]
    left = set(order) - {_arm(m) for m in named}
    if zero.count(True) != 1 or len(named) != len(items) - 1 or len(left) != 1:
        return None
    return [
        next(iter(left)) if none else _arm(m) if m else None
        for m, none in zip(preceding, zero, strict=True)
    ]


_THAN = re.compile(r"\bthan\b")


def _of_either(near: ArmMention, item: Spanned, single: Sequence[ArmMention], text: str) -> bool:
    """'A was better than B only on day 1 (13.3; P = .006)': whose figure it is, is not said."""
    opened = opened_at(text, item.start)
    if opened is None or near.end > opened or opened - near.end <= len(" group "):
        return False
    before = [m for m in single if m.end <= near.start]
    return bool(before) and _THAN.search(text, before[-1].end, near.start) is not None


def _beside(mention: ArmMention, item: Spanned) -> bool:
    """'A (68%) did not differ from B': the figure in the bracket right behind an arm's name."""
    return item.start - mention.end <= len(" (")


def _only_several(items: Sequence[Spanned], mentions: Sequence[ArmMention]) -> bool:
    """Whether the name that stands last before a figure, since the one before it, is of several
    arms."""
    ends = [0, *(i.end for i in items)]
    windows = (_between(mentions, end, item.start) for end, item in zip(ends, items, strict=False))
    return any(w and len(w[-1].arms) > 1 for w in windows)


def _beside_each(items: Sequence[Spanned], mentions: Sequence[ArmMention]) -> list[str | None]:
    """Where some names stand for several arms at once ('esketamine' of three doses): the arm named
    right beside each figure, none where that name stands for several."""
    if mentions[0].start < items[0].start:
        near = [next(m for m in reversed(mentions) if m.start <= i.start) for i in items]
    else:
        near = [next((m for m in mentions if m.start >= i.end), mentions[-1]) for i in items]
    taken = [m.start for m in near]
    return [_arm(m) if len(m.arms) == 1 and taken.count(m.start) == 1 else None for m in near]


def _aligned(items: Sequence[Spanned], mentions: Sequence[ArmMention]) -> list[str | None] | None:
    """Lists of figures beside lists of arms: 'A and B: 1 and 2', '1 and 2 in A and B, 3 in C'."""
    marks: list[tuple[int, int | str]] = [(item.start, k) for k, item in enumerate(items)]
    inside = [m for m in mentions if not any(i.start <= m.start < i.end for i in items)]
    marks += [(m.start, _arm(m)) for m in inside]
    marks.sort(key=lambda pair: pair[0])
    runs: list[list[int | str]] = []
    for _, mark in marks:
        if runs and type(runs[-1][0]) is type(mark):
            if mark not in runs[-1]:
                runs[-1].append(mark)
        else:
            runs.append([mark])
    if len(items) < 2 or len(runs) < 2:
        return None
    if isinstance(runs[0][0], str) and len(runs) % 2:
        return None  # arms before and after: which names which is not plain
    if isinstance(runs[0][0], int) and len(runs) % 2:
        return None
    found: dict[int, str] = {}
    if len(runs) > 2 and all(len(run) == 1 for run in runs[:-1]) and isinstance(runs[-1][0], int):
        runs[-1] = runs[-1][:1]  # 'A: 46%; B: 39%; C: 12%, lower than elsewhere (70%)'
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        figures, arms = (first, second) if isinstance(first[0], int) else (second, first)
        if len(figures) % len(arms):
            return None
        for position, figure in enumerate(figures):
            if isinstance(figure, int):
                found[figure] = str(arms[position % len(arms)])
    if len(set(found.values())) < 2:
        return None
    return [found.get(k) for k in range(len(items))]


_TIED_BEHIND = re.compile(
    r"\s?(?:%|per ?cent)?\s?[)\]]?\s?(?:[(\[][^()\[\]]{1,40}[)\]]\s?)?(?:points? )?(?:with|for|in|of|on|after|among|by|given|receiving|following)\s(?:(?:the|those|all|patients|participants|women|given|on|receiving|assigned to|randomi[sz]ed to|treated with)\s)*",
    re.IGNORECASE,
)


def _tied_behind(items: Sequence[Spanned], marks: Sequence[ArmMention | None], text: str) -> bool:
    """'More often with A than with B (52% with A, 31% with B)': each arm tied right to its figure."""
    return all(
        m is not None and _TIED_BEHIND.fullmatch(text, item.end, m.start)
        for item, m in zip(items, marks, strict=True)
    )


def _right_before(items: Sequence[Spanned], marks: Sequence[ArmMention | None], text: str) -> bool:
    """'(K: 4.2; C: 6.3) lower with ketamine': each arm right before its figure."""
    return all(
        m is not None and item.start - m.end <= 2 and "," not in text[m.end : item.start]
        for item, m in zip(items, marks, strict=True)
    )


BEFORE_BRACKET = re.compile(
    r"(?:[ -]?(?:groups?|arms?|patients|participants|recipients|women|treated|mg|/kg|mg/kg))*\s?",
    re.IGNORECASE,
)
"""What may stand between an arm's name and the bracket with its figures."""


def _in_own_brackets(
    items: Sequence[Spanned], marks: Sequence[ArmMention | None], text: str
) -> bool:
    """'In A (mean change -14.0) and B (mean change -9.0), more so with A': a bracket behind each arm."""
    opened = [opened_at(text, item.start) for item in items]
    return len(set(opened)) == len(items) and all(
        m is not None and o is not None and m.end <= o and BEFORE_BRACKET.fullmatch(text, m.end, o)
        for m, o in zip(marks, opened, strict=True)
    )


_LABEL = re.compile(r"[^:;()]{0,40}:\s?(?:[A-Za-z][A-Za-z -]{0,30} )?")


def _labelled(items: Sequence[Spanned], marks: Sequence[ArmMention | None], text: str) -> bool:
    """'A, number analyzed 30: mean -11.2; B, number analyzed 29: mean -8.9; (A, B): ...': each arm
    the label of its figure."""
    return all(
        m is not None and _LABEL.fullmatch(text, m.end, item.start) is not None
        for item, m in zip(items, marks, strict=True)
    )


def _varied(mentions: Sequence[ArmMention | None]) -> bool:
    return len({_arm(m) for m in mentions if m is not None}) > 1


def _arm(mention: ArmMention) -> str:
    return next(iter(mention.arms))


def _next(items: Sequence[Spanned], index: int) -> int:
    return items[index + 1].start if index + 1 < len(items) else 10**9


def _between(mentions: Sequence[ArmMention], start: int, end: int) -> list[ArmMention]:
    return [m for m in mentions if start <= m.start and m.end <= end]


# '17.8 and 8.4 points on the MADRS': of both figures of the pair
_AND_ITS_PAIR = r"(?:(?:\s?(?:±\s?[\d.]+|[(\[][\d., SDE=±-]+[)\]]))? (?:and|vs?\.?|versus) -?\d[\d.]*(?:\s?(?:±\s?[\d.]+|[(\[][\d., SDE=±-]+[)\]]))?(?= (?:points? )?(?:on|for) ))?"
_FOR = re.compile(
    _AND_ITS_PAIR
    + r"(?:\s?\)? ?(?:[(\[]?[^()\[\]]{1,60}[)\]] )?for (?:the )?(?:[A-Z][\w-]* )?|(?:\spoints?)?\s?(?:[(\[]?[^()\[\]]{1,80}[)\]]\s?)?(?:on|in) the )"
)


# 'response in 17 (71%), and 11 (46%) remitted': the verb right behind a figure says what it counts
_DID = re.compile(
    r"[)\]]?(?: (?:of )?(?:the )?(?:patients|participants|subjects|women|people|adults))?(?: had| have| also)? "
    r"(?:remitted|responded|relapsed|(?:achiev(?:ed|ing)|reach(?:ed|ing)|attain(?:ed|ing)|met|meeting|maintained|showed|were (?:still )?in|remained in|was in|in)(?: the| a)?(?: criteria for| clinical| full| complete| partial)* (?:remission|response|relapse))",
    re.IGNORECASE,
)


def measure_of(
    start: int,
    measures: Sequence[MeasureMention],
    *,
    event: bool | None,
    first: int | None = None,
    text: str = "",
    end: int | None = None,
) -> MeasureMention | None:
    """The measure of the figure at ``start``: the last one named before it, else the next after.

    ``first`` is the first figure of its kind: if no measure stands before that one, the measures
    follow their figures ('71% responded and 29% remitted'). ``text`` and ``end``, the figure's
    end in it, let a measure that directly follows with 'for' claim the figure.

    ``event`` True takes events alone, False scales alone, None both; other measures of the
    vocabulary (blood pressure, pain) always count, so that their figures are not misplaced.
    """
    fit = [m for m in measures if event is None or m.kind == "other" or _is_event(m) == event]
    own = [m for m in fit if end is not None and _FOR.fullmatch(text[end : max(end, m.start)])]
    own += [m for m in fit if end is not None and _DID.fullmatch(text[end : max(end, m.end)])]
    if own:
        return own[0]  # 'the NNT was 2.2 for response and 3.2 for remission'
    before = [m for m in fit if m.start <= start]
    after = [m for m in fit if m.start > start]
    if after and first is not None and not any(m.start <= first for m in fit):
        told = bool(before) and told_anew(text, start if end is None else end, after[0])
        return before[-1] if told else after[0]
    if before and not (event and after and before[-1].kind == "other"):
        return before[-1]
    return after[0] if after else (before[-1] if before else None)


_ANEW = re.compile(r"(?:,|[)\]]) (?:with|and|while|whereas|but) (?:an? |the )?$")
_ITS_OWN = re.compile(r"(?: rates?)? (?:in|of|occurred|was|were|rates?)\b")


def told_anew(text: str, end: int, mention: MeasureMention) -> bool:
    """'19 (63%) of A responded versus 8 (27%) of B, with remission in 11 and 4': what is named behind
    the figure that ends at ``end`` opens a part of the sentence with figures of its own."""
    opens = _ANEW.search(text, end, mention.start)
    return opens is not None and _ITS_OWN.match(text, mention.end) is not None


def _is_event(mention: MeasureMention) -> bool:
    return mention.kind == "event" or mention.measure.generic
