"""The further figures of a list of estimates whose statistic is named once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dosetable.extract.pipes.statistics.estimate import Estimate, named_estimate
from dosetable.extract.pipes.statistics.numbers import NUMBER, blank, to_float

_AND_ANOTHER = re.compile(
    rf"[)\]~ ]{{0,3}}(?:for|with|in|after|on|at|by) [^.;]{{2,60}}?(?:,? and|,) (?P<value>{NUMBER})(?P<unit>\s?(?:%|per ?cent))?(?= (?:for|with|in|after|on|at|by)\b)"
)

# '-5.0 (3.0) for 28 mg (P = .05), -7.6 (2.9) for 56 mg (P = .006) and -10.5 (2.8) for 84 mg'
# '(SE 2.3, p = .002)', of which the test is blanked by now, and the number may be read already
_SE = r"(?:\s?[\[(](?:SEM?\s?[=:]?\s?)?\d+(?:\.\d+)?(?:[,;]\s?~[~\s,;]*)?[\])]|[,;]\s?~[~\s,;]*[)\]])?"
_OWN_TEST = r"(?:\s?[\[(][~\s,;]{1,80}[)\]])?"
_ONE_EACH = re.compile(
    rf"{_SE}{_OWN_TEST} (?:for|with|in|at|on) (?:[^.;()\[\]]|\.\d){{2,60}}?{_OWN_TEST},?(?: and)? (?P<value>{NUMBER})(?P<unit>\s?(?:%|per ?cent))?(?={_SE}{_OWN_TEST} (?:for|with|in|at|on)\b)"
)

# 'for response was 2.4, and for remission (was) 3.9'
_AND_FOR = re.compile(
    rf"[)\]~ ]{{0,3}},? and (?:that |those )?for [^.;\d(]{{2,40}}?(?:[\[(][^()\[\]]{{1,60}}[\])])?(?: was| were| of|:| =)? (?P<value>{NUMBER})(?P<unit>\s?(?:%|per ?cent))?"
)
# 'effect sizes (d) of 0.62, 0.57 and 0.44, respectively': one name for the whole list.
_SIGN = r"(?:\s?(?:%|per ?cent))?"
_LIST_ON = re.compile(
    rf"(?:,\s{NUMBER}{_SIGN}){{0,6}},?\sand\s{NUMBER}{_SIGN}(?:\spoints?)?(?=,?\srespectively\b|\s(?:for|in|with)\s(?:[^.;()=<>]|\.\d){{2,80}},?\srespectively\b)"
)

# '(median difference -2, -1 and -3; all P < .01)': a list that its bracket or a semicolon closes
_LIST_CLOSED = re.compile(rf"(?:,\s{NUMBER}{_SIGN}){{0,6}},?\sand\s{NUMBER}{_SIGN}(?=\s?[;)\]])")

_PLURAL = re.compile(
    r"effect sizes\b|(?:mean )?differences\b|(?:odds|risk|hazard) ratios\b|[OHR]Rs\b", re.I
)
_PAIR_ON = re.compile(
    rf"(?:,\s{NUMBER}){{0,6}},?\sand\s{NUMBER}(?![\d.]*\d)(?!\s?(?:%|[a-zA-Z(\[~]))"
)

# 'response and remission gave an NNT of 8 and 6'
_TWO_TO_TREAT = re.compile(
    r",?\sand\s\d{1,3}(?:\.\d+)?(?=[,;.)\]]*$|[,;)\]]|\s(?:for|with|against|versus|vs\.?|in|at)\s(?!(?:response|remission)\b))"
)


def continued(text: str, found: Sequence[Estimate], printed: str) -> list[Estimate]:
    """'NNT was 2.2 for response and 3.2 for remission': the second figure shares the name."""
    work = blank(text, ((e.start, e.end) for e in found))
    more = []
    for estimate in found:
        if estimate.kind != "named":
            continue
        if each := list(_run(_ONE_EACH, work, estimate)):
            more += each
            continue
        match = _AND_ANOTHER.match(work, estimate.end) or _AND_FOR.match(work, estimate.end)
        if match:
            more.append(
                replace(named_estimate(match, estimate.statistic), start=match.start("value"))
            )
            continue
        plural = _PLURAL.match(printed, estimate.start)
        if _PLURAL.match(printed, estimate.start) and (
            tested := list(_run(_NEXT_TESTED, work, estimate))
        ):
            more += tested
            continue
        if beside := list(_run(_NEXT_BESIDE_TEST, work, estimate)):
            more += beside
            continue
        alike = [e for e in _run(_ALIKE, work, estimate) if not _beside_another(e, found, printed)]
        if alike:
            more += alike
            continue
        listed = _LIST_ON.match(work, estimate.end)
        if listed is None and _in_bracket(estimate, work):
            listed = _LIST_CLOSED.match(work, estimate.end)
        if listed is None and plural:
            listed = _PAIR_ON.match(work, estimate.end)
        if listed is None and estimate.statistic == "number needed to treat":
            listed = _TWO_TO_TREAT.match(work, estimate.end)
        for number in re.finditer(NUMBER, listed.group(0)) if listed else ():
            start, end = estimate.end + number.start(), estimate.end + number.end()
            more.append(
                replace(
                    estimate, start=start, end=end, value_start=start, value_end=end,
                    value=to_float(number.group(0)),
                )
            )  # fmt: skip
    return more


def _beside_another(estimate: Estimate, found: Sequence[Estimate], printed: str) -> bool:
    """'(-12.8; difference from C -4.9)': in a bracket that names its own estimate, another figure."""
    close = re.compile(r"[)\]]|$").search(printed, estimate.end)
    return close is not None and any(
        e.kind == "named" and estimate.end <= e.start < close.start() for e in found
    )


def _in_bracket(estimate: Estimate, text: str) -> bool:
    return max(text.rfind(sign, 0, estimate.start) for sign in "([") > max(
        text.rfind(sign, 0, estimate.start) for sign in ")]"
    )


# What was tested, or its interval, is blanked by now.
_TESTED = r"\s?[(\[][~\s,;]{1,80}[)\]]"
# 'The differences were -1.1 (p = .56), -4.8 (p = .01) and -5.9 (p = .004)': each its test.
_NEXT_TESTED = re.compile(
    rf"{_TESTED}(?:,\s(?:and\s)?|\sand\s)(?P<value>{NUMBER})(?P<unit>\s?(?:points?\b|%))?(?={_TESTED})"
)


# '(mean difference -6.4, p = .009 and -3.1, p = .19, respectively)'
_NEXT_BESIDE_TEST = re.compile(
    rf"[,;]\s~[~\s]*(?:,\s(?:and\s)?|\sand\s|;\s)(?P<value>{NUMBER})(?P<unit>\s?(?:points?\b|%))?(?=(?:\s?[(\[][\d. SE=]+[)\]])?[,;]\s~)"
)


def _run(pattern: re.Pattern[str], work: str, first: Estimate) -> Iterator[Estimate]:
    """The figures behind ``first`` that ``pattern`` finds, each right behind the one before."""
    end = first.end
    while match := pattern.match(work, end):
        end = match.end()
        yield replace(named_estimate(match, first.statistic), start=match.start("value"))


# 'Better on X (difference -4.0; P = .006), as on Y (-2.4; P = .02)': a bracket of the same build.
_ALIKE = re.compile(
    rf"[~\s,;]*[)\]][^()\[\].\d]{{3,80}}[(\[](?P<value>{NUMBER})(?P<unit>\s?(?:points?\b|%))?(?=[,;]\s?[~\s,;]{{3,80}}[)\]])"
)
