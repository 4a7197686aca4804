"""Lists of arms over semicolons: 'MADRS: A, 14.3 (8.1); B, 22.6 (8.4) (difference 8.3)'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.outcomes.clauses import FindMeasures
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.pipes.statistics import find_p_values
from dosetable.extract.pipes.statistics.estimates import named_last
from dosetable.extract.pipes.timepoints import find_timepoints

_ITS_FIGURE = re.compile(
    r"(?: ?/ ?kg(?:/h)?| kg-1)?(?: (?:group|arm|recipients|patients|participants|women))?(?: (?:scored|averaged|reached|had|was at|stood at|fell to))?(?: ?[(\[][Nn] ?= ?\d+[)\]])?(?:[,:=]| ?=)? "
    rf"(?:-?\d+(?:\.\d+)?|{COUNT})(?! ?-?(?:mg|mcg|\u03bcg|h|hours?|days?|weeks?)\b)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W*(?:and )?(?:those |(?:the )?(?:patients|participants|women) )?(?:(?:from|given|receiving|with|of|for|in|among|after|on) )?(?:the )?",
    re.IGNORECASE,
)
# '; with B, 27% and 25%, respectively': what the two are of, the list of the first arm has said
_ITS_LIST = re.compile(
    r"[^\d;]{0,40}?\d+(?:\.\d+)?[^;]{0,30}?,? and [^;]{0,12}?\d+(?:\.\d+)?[^;\d]{0,40}(?:$|[(])"
)

_NUMBER = re.compile(r"(?<![\w-])\d+(?:\.\d+)?\s?(?:%|\u00b1|[(])")


def join_lists_of_arms(
    text: str, spans: Sequence[tuple[int, int]], names: ArmNames, find: FindMeasures
) -> list[tuple[int, int]]:
    """``spans`` (clauses of the sentence ``text``), with those that list the trial's two arms as one
    clause. Of more arms each keeps its own: which of them are set against each other is not said."""
    if len(names.arms) != 2:
        return list(spans)
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], text[start:end], names, find):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(
    text: str, list_so_far: tuple[int, int], here: str, names: ArmNames, find: FindMeasures
) -> bool:
    """Whether ``here``, behind a semicolon, names the next arm and gives no more than its figures.
    Figures that are effects, or have a test each, are each arm's own against the control."""
    before = text[slice(*list_so_far)]
    first = next(iter(names.find(here)), None)
    if first is None or not before.endswith(";") or not _OPENS.fullmatch(here, 0, first.start):
        return False
    if find(here) or find_timepoints(here) or find_p_values(before):
        return False
    own = []
    if _ITS_FIGURE.match(here, first.end):
        own = [m for m in names.find(before) if _ITS_FIGURE.match(before, m.end)]
    if not own and _ITS_LIST.match(here, first.end):
        opens = next(iter(names.find(before)), None)
        own = [opens] if opens and not _NUMBER.search(before, 0, opens.start) else []
    if not own or named_last(text[: list_so_far[0] + own[0].start]):
        return False
    return not any(m.arms & first.arms for m in own)
