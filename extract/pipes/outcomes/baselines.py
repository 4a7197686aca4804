"""Scores of before treatment: they are no result, and must not be taken for one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import BEFORE_TREATMENT, START
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import opened_at, runs_of
from dosetable.extract.pipes.statistics import Figure
from dosetable.extract.pipes.timepoints import TimepointMention

_BASELINE_AFTER = re.compile(
    rf"(?:[^;]{{0,12}}|(?:(?!\b(?:and|but|vs|versus|than|compared|to|from|after)\b)[^;,\d]){{0,32}})\b(?:(?:at|on) (?:the )?{START}\b|before (?:the |an? )?(?:(?!last|final|second|third|next|each|every)\w+ )?(?:infusion|treatment|injection|dose|surgery|ECT)|pre-?(?:infusion|treatment|dose))",
    re.IGNORECASE,
)
# 'from baseline (mean 31) to day 8 (mean 11)'
_PRE_SCORE = re.compile(
    rf"\b(?:pre-?(?:treatment|infusion|operative|test)|{START}) (?:mean |median )?(?:[A-Z][\w-]+|depression)(?: (?:total )?scores?)? ?$"
)
_BASELINE_BRACKET = re.compile(rf"\b(?:at|from) (?:the )?{START} $", re.IGNORECASE)
_BACK_TO = re.compile(r"[^()\[\]]{0,60}[)\]],? to\b")
_FROM_TO = re.compile(
    rf"\bfrom (?:a (?:mean|median) (?:\w+ )?of |a baseline (?:\w+ )?of )?[(\[]?(?P<base>[-\d.]+)(?P<rest>(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][^)\]]{{1,30}}[)\]])?)[)\]]?(?: points?)?(?: (?:at|on) {START}| before [\w ]{{3,30}}?)? to (?=(?:a mean of |a median of )?[(\[]?[\d.])"
)
# 'dropped by 14 points from a high of 30'
_FROM_HIGH = re.compile(
    r"\bfrom an? (?:high|baseline|initial|starting|average|mean|median)(?: \w+){0,3} of (?P<base>\d+(?:\.\d+)?)(?=[.,;)]? ?(?:[A-Z(]|$|in\b|at\b|and\b|with\b|among\b))",
)
# 'from 12.1 to 5.2 with A versus 11.8 to 9.4 with B'
_OTHER_FROM_TO = re.compile(
    rf"\b(?:vs\.?|versus|{COMPARED_WITH}|against|and|while)\s(?P<base>\d[\d.]*)(?P<rest>(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][^)\]]{{1,30}}[)\]])?) to (?P<then>\d+(?:\.\d+)?)"
)
# '24.6 ± 3.9 → 12.8 ± 4.7 (day 7) → 10.1 ± 4.4 (day 14)': the first of a chain
_CHAIN = re.compile(
    r"(?<![\d.→>±])(?<!→ )(?<!-> )(?<!± )(?P<base>\d[\d.]*(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][\d. SD=]{1,20}[)\]])?)\s?(?:→|->)\s?(?=\d)"
)
# 'from baseline scores of 32.6 and 31.1'
_FROM_TWO = re.compile(
    rf"\b[Ff]rom (?:an? |the )?(?:mean |median |initial |average )?(?:{START} )?(?:[A-Z][\w-]* )?(?:means?|scores?|values?|{START}) of (?P<base>-?\d[\d.]*(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][^)\]]{{1,20}}[)\]])? (?:and|vs?\.?|versus) -?\d[\d.]*\d)"
)
# 'was 32.0, which dropped to 17.7'
_WAS_THEN = re.compile(
    rf"\b(?:was|of|were) (?P<base>[-\d.]*\d)(?P<rest>(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][^)\]]{{1,30}}[)\]])?)(?:(?: points?)? (?:(?:at|on) {START}|before [\w ]{{3,30}}?))?,? (?:which |and (?:it |this )?|that )(?:had )?(?:then )?(?:\w+ly )?(?:decreased|dropped|fell|declined|reduced|improved|went down)(?: \w+ly)? to (?=(?:an? (?:mean|median) of )?[\d.])"
    r"|\b(?:was|of|were) (?P<base2>[-\d.]*\d)(?P<rest2>(?:\s?(?:±|\+/-)\s?[\d.]+|\s?[(\[][^)\]]{1,30}[)\]])?)(?: points?)?,? (?:and )?(?:then )?(?:dropping|falling|decreasing|declining|improving) to (?=(?:an? (?:mean|median) of )?[\d.])"
)
_BASELINE_BEFORE = re.compile(
    rf"\b(?:{START}|pre-?(?:infusion|treatment|intervention)|{BEFORE_TREATMENT})\b(?:(?! to | and |[;.~,]).){{0,60}}$"
    r"|(?<!from )(?<!from the )\bbaseline (?:(?! to | and |[;.,]).){0,120}\b(?:scores?|ratings?|total) (?:was|were|of) $",
    re.IGNORECASE,
)
_CAME_TO = re.compile(
    r"\bfrom\b[^;]*\bto (?:an? (?:mean|median) (?:\w+ )?of )?[(\[]?$", re.IGNORECASE
)
_WHOLE_BASELINE = re.compile(
    rf"^\s?(?:at|on) (?:the )?{START}|\b(?:at|on) (?:the )?{START}\b|\bbaseline \w+|\b{BEFORE_TREATMENT}\b",
    re.IGNORECASE,
)


# 'at baseline, day 2 and day 28', 'before and after 20, 40 and 80 minutes'
_BASELINE_LISTED = re.compile(
    rf"\b{START}(?:,| and)(?: and| then)? (?:at |on |after )?$"
    r"|\bbefore(?: (?:the )?(?:treatment|infusion|injection))? and(?: (?:at|on|after))? $",
    re.I,
)


def told_first(text: str) -> list[tuple[int, int]]:
    """The scores that a later one is told beside as the first: 'from 32 to 17', 'was 32, which dropped
    to 17'."""
    first = [(m.start("base"), m.end("rest")) for m in _FROM_TO.finditer(text)]
    first += [m.span("base") for p in (_FROM_HIGH, _FROM_TWO, _CHAIN) for m in p.finditer(text)]
    if first:
        first += [
            (m.start("base"), m.end("rest"))
            for m in _OTHER_FROM_TO.finditer(text, first[0][1])
            if float(m["base"]) > float(m["then"])
        ]
    for m in _WAS_THEN.finditer(text):
        one = "" if m["base"] else "2"
        first.append((m.start(f"base{one}"), m.end(f"rest{one}")))
    return first


def listed_baselines(
    figures: Sequence[Figure], text: str, times: Sequence[TimepointMention]
) -> list[Figure]:
    """'at baseline, day 2 and day 28 was 34, 24 and 17 in A and 34, 27 and 21 in B': the first of each
    list is of before treatment."""
    points = [t for t in times if t.kind == "point"]
    if not points or not _BASELINE_LISTED.search(text, 0, points[0].group):
        return []
    visits = sum(t.group == points[0].group for t in points) + 1
    own = [f for f in figures if f.start > points[0].end]
    runs = runs_of(own, text)
    if not own or len({t.group for t in points}) > 1 or runs != [visits] * len(runs):
        return []
    return own[::visits]


def baseline_of_list(
    figures: Sequence[Figure],
    first: Sequence[Figure],
    text: str,
    times: Sequence[TimepointMention],
) -> list[Figure]:
    """'With A 32 at baseline, 15 at day 1 and 17 at day 7; with B 33, 22 and 21': the first of the
    other arm's list is of before treatment, too. ``first`` are the figures known to be."""
    visits = sum(t.kind == "point" for t in times)
    if len(first) != 1 or visits < 1 or len(figures) != 2 * visits + 1:
        return []
    if first[0].start > figures[0].start or runs_of(figures[visits:], text) != [visits + 1]:
        return []
    return [figures[visits]]


_FELL = re.compile(
    r"\b(?:fell|fall|decreas\w+|declin\w+|improv\w+|reduc\w+|dropped|drop)\b", re.IGNORECASE
)
_THEN = re.compile(r"\s?(?:points )?(?:to|vs?\.?|versus|→|->)\s(?:an? (?:mean|median) of )?")
_SINCE = re.compile(
    rf"\b(?:from|since|than|versus|{COMPARED_WITH}) (?:the )?{START}\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:greater|more|larger|lower|higher|superior|between|differ\w*|less|smaller|better)\b", re.I
)


_NO_FIGURE = re.compile(r"[^\d()]{0,40}")


def before_and_after(
    figures: Sequence[Figure], arms: Sequence[ArmMention], text: str
) -> list[tuple[Figure, Figure]]:
    """'(24.1 to 11.9) with A', 'decreased from baseline to day 12 (33.2 vs 12.0)': of two scores in
    one bracket the first, and higher, is the one before treatment."""
    found = []
    for first, second in zip(figures, figures[1:], strict=False):
        opened = opened_at(text, first.start)
        pair = first.value is not None and second.value is not None
        if not pair or opened is None:
            continue
        here = max(opened, text.rfind(";", 0, first.start)) + 1
        named = [m for m in arms if here <= m.start < first.start]
        beside = [text[here : first.start]]
        if named:  # 'A 56 mg: 37 to 18'
            beside = [text[here : named[0].start], text[named[-1].end : first.start]]
        if not all(map(_NO_FIGURE.fullmatch, beside)) or (not named and beside[0].strip()):
            continue
        between = text[first.end : second.start]
        fell = first.kind != "percent" and first.value > second.value >= 0  # type: ignore[operator]
        if not fell or not _THEN.fullmatch(between) or not _FELL.search(text, 0, opened):
            continue
        arrow = between.strip().startswith(("to", "→", "->"))
        one_arm = len({m.arms for m in arms}) < 2 and _SINCE.search(text) and not _MORE.search(text)
        if arrow or one_arm:
            found.append((first, second))
    return found


# '12 in A and 13 in B before surgery': the words behind the second are of both.
_AND_THE_OTHER = re.compile(
    r"(?: points)?(?: (?:in|for|with|on|after) [^;,.\d]{2,40}?)?,? (?:and|vs?\.?|versus) (?:an? (?:mean|median) of )?",
    re.IGNORECASE,
)


def with_next(
    figure: Figure, figures: Sequence[Figure], first: Sequence[Figure], text: str
) -> bool:
    """Whether the figure is one arm's before treatment, and the next one the other arm's."""
    after = next((f for f in figures if f.start >= figure.end), None)
    if after is None or after not in first or not _BASELINE_AFTER.match(text, after.end):
        return False
    return _AND_THE_OTHER.fullmatch(text, figure.end, after.start) is not None


# 'at baseline 36.5 (5.2) for A and 35.9 (4.5) for B, and at day 28 ...'
_AND_FOR_OTHER = re.compile(
    r"(?!.{0,60}\b(?:before|prior|baseline|entry|pre)\b)(?: points)? (?:in|for|with|on|after|among) [^;,\d]{2,50}?,? (?:and|vs?\.?|versus) (?:an? (?:mean|median) of )?",
    re.IGNORECASE,
)


# 'at baseline was 33.1 (4.5) and 32.6 (4.9), and at 24 h it was 17.0 and 24.2'
_AND_PLAIN = re.compile(r"(?: points)?,? and ")
_THEN_LATER = re.compile(r"(?: points)?[,;] (?:and|but|while|whereas) (?:at|on|by|after|then) ")


def with_last(
    figure: Figure,
    figures: Sequence[Figure],
    first: Sequence[Figure],
    text: str,
    times: Sequence[TimepointMention],
) -> bool:
    """Whether the figure is the other arm's score of the time before treatment that the one before
    it is of: no visit has been named yet."""
    before = [f for f in figures if f.end <= figure.start]
    if not before or before[-1] not in first:
        return False
    if any(t.kind == "point" and t.start < figure.start for t in times):
        return False
    end = before[-1].end
    if _AND_PLAIN.fullmatch(text, end, figure.start) and _THEN_LATER.match(text, figure.end):
        return True
    return _AND_FOR_OTHER.fullmatch(text, end, figure.start) is not None


_FROM_ENTRY = re.compile(rf"\bfrom (?:the )?{START}\b", re.IGNORECASE)
_FROM_ENTRY_LAST = re.compile(rf"\bfrom (?:the )?{START}\s?$", re.IGNORECASE)


def is_baseline(figure: Figure, text: str, times: Sequence[TimepointMention]) -> bool:
    if _BASELINE_AFTER.match(text, figure.end):
        return True
    bracket = opened_at(text, figure.start)
    if bracket is not None and _PRE_SCORE.search(text, 0, bracket):
        return True
    if bracket is not None and _BASELINE_BRACKET.search(text, 0, bracket):
        from_baseline = _FROM_ENTRY_LAST.search(text, 0, bracket)
        if not from_baseline or _BACK_TO.match(text, figure.end):
            return True
    points = [t for t in times if t.kind == "point"]
    if not points:
        if _CAME_TO.search(text, 0, figure.start):
            return False  # 'from 32 at baseline to 11 after the last infusion'
        return _WHOLE_BASELINE.search(text) is not None and not _FROM_ENTRY.search(text)
    if any(t.start < figure.start for t in points):
        return False
    before = text[: figure.start]
    return _BASELINE_BEFORE.search(before) is not None and not _FROM_ENTRY.search(before)
