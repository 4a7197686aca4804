"""What everybody takes already: 'patients on lithium, valproate or quetiapine received ...'.

Drugs that people bring to a trial are listed with "or" as groups are, but chance did not decide on
them: they stand with the people, before anybody is given anything, or are said to go on. They are
no arms; each arm has them beside its own treatment (CONSORT 2010, items 4a and 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.context import Sentence

_TAKEN = ("active comparator", "adjunct")
_NO_DRUGS = {
    "electroconvulsive therapy",
    "transcranial magnetic stimulation",
    "repetitive transcranial magnetic stimulation",
    "intermittent theta-burst stimulation",
}
_FILL = (
    r"(?:(?:an?|the|their|his|her|either|one|stable|ongoing|standard|oral|usual|same|adequate|regular|maintenance|daily|therapeutic(?:[- ]doses?|[- ]levels?)?|doses?|levels?|dosages?"
    r"|of|with|treatment|therapy|medications?|monotherapy|drugs?|mood[- ]stabili[sz]ing|mood[- ]stabili[sz]ers?|antidepressants?|antipsychotics?|atypical|such as|including|namely|e\.?g\.?|i\.?e\.?|any|at least|two|and|or)[\s,(:]+){0,9}"
)
# 'patients on', 'depression treated with', 'who were receiving'
_LEAD = re.compile(
    r"\b(?P<word>on|taking|receiving|using|prescribed|under|treated with|maintained (?:on|with|at)|stabili[sz]ed (?:on|with)|continuing|continued(?: on)?|remain(?:ing|ed) on|kept (?:on|at)|(?:received|had|were given)(?= (?:therapeutic|stable|ongoing|maintenance|concomitant|background)\b))\s"
    + _FILL
    + "$",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    r"\b(?:randomi[sz]ed to|randomly|assigned|allocated|groups?|arms?|versus|vs|compar\w*|than|after|following|effects?|response)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s?(?:\([^()]{1,40}\)\s?)?(?:,\s?(?:and/or|and|or)?|and/or|and|or|/|\+|plus)?\s?(?:an? )?",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?:[^;]|;(?! ))*?\b(?:random\w*|receiv\w+|given|allocated|assigned|underwent|got|enrolled|entered|participated|included|recruited|infused|administered|crossed)\b",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:versus|vs|compared|than|groups?|arms?)\b", re.IGNORECASE)
_WENT_ON = re.compile(
    r"\s?(?:\([^()]{1,40}\)\s?)?(?:therapy |treatment |doses? |medication )?(?:(?:was|were|being) )?(?:went on|carried on|(?:given|provided|offered) (?:to|in|for) (?:both|all)\b|continued|maintained|kept|held|left|remained|unchanged)\b(?! (?:on|to))",
    re.IGNORECASE,
)
_HAD = {"received", "had", "were given"}  # what was therapeutic, stable or ongoing
_GOES_ON = {"continuing", "remaining on", "remained on", "kept on", "kept at"}


def taken_already(
    twin: str, start: int, end: int, treatments: Sequence[Treatment]
) -> list[Treatment]:
    """Return ``treatments`` with the drugs that all people of the sentence took before as
    'addition'."""
    found = list(treatments)
    for first, last in _lists(twin, treatments):
        if not _is_background(twin, start, end, treatments, first, last):
            continue
        for i in range(first, last + 1):
            found[i] = replace(found[i], relation="addition", taken=True)
    for i, treatment in enumerate(found):
        if treatment.name in _NO_DRUGS and _AT_EACH.search(twin, start, treatment.start):
            found[i] = replace(treatment, relation="addition", taken=True)
    return found


# 'X or Y before each of eight ECT sessions', 'X or Y during their course of ECT', 'X or Y beside the
# anaesthetic for ECT': when the groups were given what they were given
_AT_EACH = re.compile(
    r"\b(?:during|throughout|for the duration of) (?:(?:an?|the|their|whole|entire|acute|index|full) ){0,3}(?:(?:course|series) of )?$"
    r"|\b(?:adjunctive|added|in addition) to (?:the |their |standard |usual )*an(?:a)?esthe(?:tics?|sia) (?:agents? )?(?:for|of|in|during) (?:the |their )?(?:course of )?$"
    r"|\b(?:(?:before|prior to|preceding)|(?:before|prior to|preceding|during|after|at) (?:each|every|all|any)(?: of (?:the |their )?)? ?(?:[\w-]+ ){0,2}) ?$",
    re.IGNORECASE,
)


def _lists(twin: str, treatments: Sequence[Treatment]) -> list[tuple[int, int]]:
    """First and last of each run of drugs joined by commas, "and" and "or"."""
    runs: list[tuple[int, int]] = []
    for i, treatment in enumerate(treatments):
        if treatment.kind not in _TAKEN or treatment.name in _NO_DRUGS:
            continue
        joined = (
            runs
            and runs[-1][1] == i - 1
            and _JOINED.fullmatch(twin, treatments[i - 1].end, treatment.start)
        )
        if joined:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _side_by_side(twin: str, other: Treatment, head: int, tail: int) -> bool:
    gap = twin[other.end : head] if other.end <= head else twin[tail : other.start]
    return _SET_AGAINST.fullmatch(gap) is not None


_SET_AGAINST = re.compile(
    r"[^;,.]{0,40}?\b(?:or|versus|vs\.?|compared (?:with|to)|than)\b[^;,.]{0,30}", re.IGNORECASE
)


def _is_background(
    twin: str, start: int, end: int, treatments: Sequence[Treatment], first: int, last: int
) -> bool:
    head, tail = treatments[first].start, treatments[last].end
    neighbours = (*treatments[max(0, first - 1) : first], *treatments[last + 1 : last + 2])
    if any(_side_by_side(twin, t, head, tail) for t in neighbours):
        return False  # 'remained on lithium or placebo': groups
    if _WENT_ON.match(twin, tail, end):
        return True
    lead = _LEAD.search(twin, max(start, head - 130), head)
    if lead is None:
        return False
    if lead["word"].lower() in _GOES_ON | _HAD:
        return True
    if _CHANCE.search(twin, start, lead.start()):
        return False
    if last + 1 >= len(treatments):
        return False
    next_start = treatments[last + 1].start
    then = _THEN.match(twin, tail, next_start)
    return then is not None and _ELSE.search(twin, tail, then.end()) is None


# 'a mood stabiliser (lithium or valproate)': the class gives way to its drugs.
_NAMED_BEHIND = re.compile(
    r"\s?(?:\((?:[a-z]{4,} )?|,? (?:such as|including|namely) )(?!\d)[A-Za-z]{5,}"
)

# 'of whom 54% (N = 43) were taking X': no part of what the trial compares
_BY_SOME = re.compile(
    r"(?:\b(?:most|many|some|half|majority|of (?:whom|these|them))\b|\d ?%)[^.;]{0,40}\b(?:taking|took|take|on|using|receiving|received)\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)


def taken_by_all(
    twin: str, sentences: Sequence[Sentence], treatments: Sequence[Treatment]
) -> tuple[str, ...]:
    """The names of what all people of the trial had beside, as its design tells."""
    names: list[str] = []
    for sentence in sentences:
        if sentence.part in {"results", "conclusions", "title"}:
            continue
        here = [t for t in treatments if sentence.start <= t.start < sentence.end]
        names += [
            t.name
            for t in taken_already(twin, sentence.start, sentence.end, here)
            if t.taken
            and not _NAMED_BEHIND.match(twin, t.end)
            and not _BY_SOME.search(twin, sentence.start, t.start)
        ]
    return tuple(dict.fromkeys(names))
