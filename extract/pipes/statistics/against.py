"""'Compared with A, B lowered the score by 7 points': differences told as what one arm exceeds by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.statistics.estimate import UNITS, Estimate, named_estimate
from dosetable.extract.pipes.statistics.numbers import NUMBER

# 'Compared with A, B lowered the score by 7 points ...'
_OPENS_AGAINST = re.compile(
    rf"^\W*(?:[A-Z][\w /]{{2,30}}[:.] ?)?(?:(?:at|on|by|after) [^,;()]{{2,40}}, )?(?:when |as )?(?:{COMPARED_WITH}|relative to|versus) "
    r"(?!(?:the )?(?:baseline|pre|before|those before))[^,;()\d]{3,60}, ",
    re.IGNORECASE,
)
_LOWERED_BY = re.compile(
    rf"\b(?:reduc|lower|decreas|improv|diminish|cut|declin|fell|dropp)\w*\b(?:[^.;()\d]|\d+-|-\d+){{0,70}}?\bby (?:an? (?:mean|average|median|additional|further|extra)(?: of)? )?(?P<value>{NUMBER})(?P<unit>(?: points?)?)(?!\s?(?:%|per ?cent)|\d|\s?(?:mg|hours?|h|min|days?|weeks?)\b)",
    re.IGNORECASE,
)
# '... and by 4 points at day 7'
_AND_BY = re.compile(
    rf"[^.;\d]{{0,80}}?(?:\b(?:day|week|month|h|hours?)\b [\d~]*[^.;\d]{{0,12}}?)?(?:\band by|(?<=[)\]]) and) (?P<value>{NUMBER})(?P<unit>(?: points?)?)(?!\s?(?:%|per ?cent)|\d)"
)
# '... compared with placebo', and no figure of its own behind it
_ENDS_AGAINST = re.compile(
    rf"(?:\s?[\[(][^()\[\]]{{1,80}}[\])])?(?: (?:at|on|by|after) (?:the )?[\w~ -]{{2,20}}?)?,? (?:(?:when )?(?:{COMPARED_WITH}|relative to|versus|vs\.?)|more than|(?:over|beyond)(?= (?:placebo|saline|midazolam|control|that)))"
    r" (?!(?:the )?(?:baseline|pre|before))[^\d;.()]{3,50}(?:$|[.;,(\[])(?!\s?-?\d)"
)


def and_by(text: str, end: int) -> Iterator[re.Match[str]]:
    """What goes on behind ``end``: '... and by 4 points at day 7'."""
    while more := _AND_BY.match(text, end):
        yield more
        end = more.end()


_INSIDE_AGAINST = re.compile(
    rf"\b(?:versus|vs\.?|{COMPARED_WITH}|relative to) (?!baseline)",
    re.I,
)


def reductions_against(text: str) -> list[Estimate]:
    """'Compared with A, B lowered the MADRS by 7 points': what one arm's change exceeds the other's
    by is their difference."""
    first = _LOWERED_BY.search(text)
    if first is None:
        return []
    opens = _OPENS_AGAINST.search(text)
    against = (opens and opens.end() <= first.end()) or _INSIDE_AGAINST.search(first.group())
    if not against and not _ENDS_AGAINST.match(text, first.end()):
        return []
    found = [first, *and_by(text, first.end())]
    return [
        replace(named_estimate(m, "mean difference"), kind="points", start=m.start("value"),
                unit=UNITS["mean difference"])
        for m in found
    ]  # fmt: skip


# 'greater with A than with B at day 15 (-1.8; p = .045) and day 28 (-2.8; p = .006)'
_SET_APART = re.compile(
    r"\b(?:greater|larger|lower|better|more|smaller|higher|superior)\b.*\b(?:than|compared|versus|relative to|over)\b"
    r"|\b(?:lower|better|superior|higher) (?:in|with|for|among) (?:the )?(?:[\w/.-]+ ){1,2}(?:group|arm)\b",
    re.IGNORECASE,
)
_IN_BRACKET = re.compile(
    rf"[(\[]\s?(?P<value>(?=-){NUMBER})(?P<unit>(?: points?)?)(?=\s?[;,]\s?~[~\s]*[)\]])"
)


def in_brackets(text: str) -> list[Estimate]:
    """Negative figures alone in a bracket with their test (blanked by now), in a sentence that sets
    one group against another: what the groups differ by."""
    if _SET_APART.search(text) is None:
        return []
    return [
        replace(named_estimate(m, "mean difference"), kind="points", start=m.start("value"),
                unit=UNITS["mean difference"])
        for m in _IN_BRACKET.finditer(text)
    ]  # fmt: skip


# 'a 5.1-point (56 mg) and 6.8-point (84 mg) greater reduction'
_ONE_POINTS = re.compile(
    rf"(?P<value>{NUMBER})[ -](?P<unit>points?) (?:\([^()]*\) )?(?:and|or) (?:an? )?$"
)


def points_before(text: str, found: Sequence[Estimate]) -> list[Estimate]:
    more: list[Estimate] = []
    for estimate in found:
        if estimate.kind != "points":
            continue
        match = _ONE_POINTS.search(text, max(0, estimate.start - 60), estimate.start)
        if match is not None:
            more.append(replace(named_estimate(match, estimate.statistic), kind="points"))
    return more
