"""What a column (or row) head says: an arm, a count, an effect, an interval, a p."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.registry.groups import Match
from dosetable.extract.tables.arm_names import EFFECT_HEAD, GROUP_N, match_text
from dosetable.extract.tables.baselines import baseline_words
from dosetable.extract.tables.contrasts import (
    UNNAMED,
    Contrast,
    Named,
    find_contrast,
    only_contrast,
    resolved,
)
from dosetable.extract.tables.rows import Cell, part_named
from dosetable.extract.tables.told_tests import TEST_HEAD
from dosetable.extract.vocabulary import Vocabulary

Role = Literal["figure", "spread", "percent", "n", "effect", "ci", "p", "test", "other"]

_N_HEAD = re.compile(
    r"(?:n|no\.?|number)(?: of (?:patients|participants|subjects))?(?: (?:analy[sz]ed|with data|rated|assessed|evaluated|observed|available))?|(?:(?:patients|participants|subjects) )?analy[sz]ed",
    re.IGNORECASE,
)
_P_HEAD = re.compile(r"\bp\b(?![ -]?(?:o|er)\b)|\bp[- ]?values?\b", re.IGNORECASE)
_SIGNIFICANCE = re.compile(
    r"sig(?:nificance)?\.?(?: ?\((?:2|two)-tailed\))?\.?[*a-c†‡]?", re.IGNORECASE
)
# The ends of an interval in columns of their own.
_END = re.compile(r"(?:lower|upper)(?: (?:bound|limit|CI))?", re.IGNORECASE)
_CI_HEAD = re.compile(r"\bCI\b|confidence interval", re.IGNORECASE)
SPREAD_HEAD = re.compile(r"[(\[±]?\s?(?:SD|SEM?|S\.D\.?|S\.E\.?(?:M\.?)?|st(?:andar)?d\.? (?:deviation|error))\s?[)\]]?", re.IGNORECASE)  # fmt: skip
_PERCENT_HEAD = re.compile(r"\(?(?:%|percent(?:age)?)\)?", re.IGNORECASE)
# Tests of something else than one arm against another at one time.
OTHER_TEST = re.compile(
    r"\bwithin\b|\bintra-?group|\bpre-? ?(?:vs|to|and|-)? ?post\b|\bpaired\b|(?:from|vs\.?|versus|to) baseline|"
    r"\binteraction\b|\btime\b|\bslopes?\b|\btrend\b|\boverall\b|\bomnibus\b|\bper (?:day|week)\b|\bbaseline\b",
    re.IGNORECASE,
)
# In full, what stands alone in a head.
_SIZES = {"d": "Cohen d", "g": "Hedges g"}
_SIZE_HEAD = re.compile(
    r"(?:standardi[sz]ed )?effect size,? ?[(\[]?(?:cohen'?s |hedges'? ?)?(?P<kind>[dg])[)\]]?",
    re.IGNORECASE,
)
# Below "Difference".
_VALUE_HEAD = re.compile(
    r"(?:LS |LSM |adjusted )?(?:point )?(?:mean|median|estimate|value|LSM)s?(?: ?[(\[](?:SEM?|SD|\d\d ?% ?CI)[)\]])*",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\bwithin\b|\bintra-?group|\bpaired\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:vs\.?|versus|minus|between|compared (?:with|to)|from (?:placebo|control))\b", re.I
)
_CI_FIRST = re.compile(r"\W*(?:\d{2}(?:\.\d)? ?% ?)?(?:CI\b|confidence interval)", re.IGNORECASE)
_BESIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|(?:±|\+/-|,) ?(?:SD|SEM?|IQR|range)\b(?=.*\b(?:mean|median)\b)|(?:±|\+/-) ?\w+"
)
_DISPERSION = re.compile(
    r"\b(?:SD|SEM?|S\.D\.|S\.E\.|IQR|(?<!\d )(?<!\d)(?<!\d-)min|max|minimum|maximum|range|quartiles?|Q[13]|variance|standard (?:deviation|error)|CI|confidence interval|missing|"
    r"(?:number|no\.?|n) (?:of (?:patients|participants|subjects)(?! (?:with|in|who|meeting|achieving|having|showing)\b)|analy[sz]ed|assessed|missing))\b",
    re.IGNORECASE,
)
_CENTRE = re.compile(
    r"\b(?:means?|medians?|average|LS|LSM|least[- ]squares?|n \(|(?<!\d)(?<!\d )%)", re.IGNORECASE
)
# Test statistics and what goes with them: no arm's figure.
STATISTIC = re.compile(
    r"(?:paired |independent |student'?s? )?(?:[FtTzZUWH]|[χx] ?\^?2|[χx]²|chi-?squared?|wald|mann-?whitney|wilcoxon|kruskal\S*|d\.?f\.?|degrees of freedom|test)"
    r"(?:[ -]?(?:values?|tests?|statistics?|scores?|U|d\.?f\.?|ratio)|/[^ ]+| ?\([^)]*\))*[*a-c†‡]?|(?:test )?statistics?|η2?p?²?|partial eta.*|effect size r|"
    r"(?:β|[Bb]eta|[Cc]oef\w*|B)(?: \(.*\))?",
)
TEST_STATISTIC = "test statistic"
# Those that two groups are compared with at one time; an F may be that of an interaction, unless it
# says that it has one degree of freedom for the two.
TWO_GROUPS = re.compile(
    r"F ?\(1, ?\d+(?:\.\d+)?\)|(?:t|z|u|w|[χx] ?\^?2|[χx]²|chi-?squared?)(?:[ -]?(?:values?|statistics?|tests?))?(?: ?(?:/|or|and) ?(?:t|z|u|w|[χx] ?\^?2|[χx]²|chi-?squared?)(?:[ -]?(?:values?|statistics?|tests?))?)?[*a-c†‡]?",
    re.IGNORECASE,
)
# By what part of its first value a score fell, beside the score itself.
SHARE_OF_CHANGE = re.compile(
    r"(?:%|percent(?:age)?) ?(?:of )?(?:mean )?(?:reduction|change|decrease|improvement|fall|decline)",
    re.IGNORECASE,
)
# "Patients with depression and suicidal ideation" over all columns: who they are, and no measure.
_PEOPLE = re.compile(
    r"(?:all )?(?:patients|participants|subjects|adults) with (?!response|remission|relapse)", re.I
)
_BASELINE = re.compile(r"\bbaseline\b", re.IGNORECASE)
_ADJUSTED = re.compile(r"(?<!un)adjusted|corrected", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """A head's reading: ``rest`` are the words that name neither arm nor role.

    ``contrast``: the two arms that the head of a test names. ``against``: the arm that it names
    where the other one is left to the row. ``compares``: it sets something against something,
    known arms or not.
    """

    role: Role
    match: Match | None
    n: int | None
    rest: str
    text: str
    adjusted: bool | None = None
    contrast: Contrast | None = None
    against: Match | None = None
    compares: bool = False


def read_head(cells: Sequence[Cell], arms: Sequence[Arm], vocabulary: Vocabulary) -> Head:
    """Read the header cells of one column (or a row's label) from top to bottom."""
    texts = [_size(c.text.strip(" ,.")) or c.text for c in cells]
    text = " ".join(texts)
    last = texts[-1] if texts else ""
    role = test_role(last)
    named = [n for t in reversed(texts) if (n := find_contrast(t, arms, vocabulary))]
    if role is not None or named:
        role = role or next((r for t in reversed(texts) if (r := test_role(t))), None)
        return _test_head(role or "other", texts, named, arms, vocabulary)
    if _VALUE_HEAD.fullmatch(last.strip()) and "effect" in map(test_role, texts[:-1]):
        return _test_head("effect", texts, named, arms, vocabulary)
    if _END.fullmatch(last.strip()) and "ci" in map(test_role, texts[:-1]):
        return _test_head("ci", texts, named, arms, vocabulary)
    if (above := _over_times(texts)) is not None:
        others = [t for t in texts if t is not above]
        return _test_head(test_role(above) or "other", [*others, above], named, arms, vocabulary)
    if _WITHIN.search(last):
        return Head("other", None, None, "", text, compares=True)
    if TEST_HEAD.fullmatch(last):
        return Head("test", None, None, _told(texts, set(), vocabulary), text)
    if TWO_GROUPS.fullmatch(last.strip(" ,.")) and not _arm(texts[:-1], arms, vocabulary)[0]:
        rest = _told(texts[:-1], set(), vocabulary)
        return Head("effect", None, None, rest, f"{TEST_STATISTIC} {last}", compares=True)
    if STATISTIC.fullmatch(last.strip(" ,.")):
        return Head("other", None, None, "", text, compares=True)
    if only_dispersion(last) and not SPREAD_HEAD.fullmatch(last.strip(" ,.")):
        return Head("other", None, None, "", text, compares=True)
    match, used = _arm(texts, arms, vocabulary)
    if match and SHARE_OF_CHANGE.search(last):
        return Head("figure", match, None, f"{_told(texts, used, vocabulary)} {last}", text)
    count = GROUP_N.search(text)
    rest = _told(texts, used, vocabulary)
    plain = last.strip(" ,.")
    if SPREAD_HEAD.fullmatch(plain):
        return Head("spread", match, None, rest, text)
    if _PERCENT_HEAD.fullmatch(plain):
        return Head("percent", match, None, rest, text)
    if _N_HEAD.fullmatch(plain):
        return Head("n", match, None, _told(texts[:-1], used, vocabulary), text)
    return Head("figure" if match else "other", match, int(count[1]) if count else None, rest, text)


def _size(text: str) -> str | None:
    sized = _SIZE_HEAD.fullmatch(text)
    return _SIZES.get(sized["kind"].lower() if sized else text)


def _over_times(texts: Sequence[str]) -> str | None:
    """The head of a test that stands over those of visits: "Difference (95% CI)" over "24 h"."""
    if len(texts) < 2:
        return None
    bare = texts[-1]
    for mention in reversed(find_timepoints(bare)):
        bare = bare[: mention.start] + bare[mention.end :]
    if bare == texts[-1] or re.search(r"[a-z]{3}", bare, re.IGNORECASE):
        return None
    return next((t for t in texts[:-1] if test_role(t)), None)


def only_dispersion(text: str) -> bool:
    """Whether words name a spread, a limit or a count and no figure in the middle: "Day 7, SD",
    "Minimum". What stands in brackets or behind a plus-minus sign goes with a figure."""
    bare = _BESIDE.sub("", text)
    return _DISPERSION.search(bare) is not None and not _CENTRE.search(bare)


def test_role(text: str) -> Role | None:
    """What test of arms a head says that it holds: an effect, its interval or its p-value."""
    if _CI_FIRST.match(text):
        return "ci"
    if _SIGNIFICANCE.fullmatch(text.strip()):
        return "p"
    p, effect = _P_HEAD.search(text), EFFECT_HEAD.search(text)
    if effect and (p is None or effect.start() < p.start()):
        return "effect"
    if p and not _CI_HEAD.search(text):
        return "p"
    if effect:
        return "effect"
    # "LS mean (95% CI)" holds the mean.
    return "ci" if _CI_HEAD.search(re.sub(r"(?<=\w )[(\[][^)\]]*[)\]]", "", text)) else None


def _test_head(
    role: Role,
    texts: Sequence[str],
    named: Sequence[Named],
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
) -> Head:
    """The head of an effect, an interval or a p. Under an arm's own head it must say against whom:
    else it is a test of the arm against its own baseline."""
    text, last = " ".join(texts), texts[-1]
    rest = _told(texts[:-1], set(), vocabulary)
    match, _ = _arm([t for t in texts if test_role(t) is None], arms, vocabulary)
    contrast = next((c for n in named if (c := resolved(n, match, arms))), None)
    against = next((n.second for n in named if n.second and not n.first), None)
    if (
        OTHER_TEST.search(last)
        or (match and not (named or _BETWEEN.search(last)))
        or (named and not contrast and not against)
    ):
        return Head("other", None, None, rest, text, compares=True)
    adjusted = (
        _ADJUSTED.search(last) is not None if re.search(r"adjusted|corrected", last, re.I) else None
    )
    return Head(
        role,
        None if named else match,
        None,
        rest,
        text,
        adjusted if role == "p" else None,
        contrast=contrast,
        against=against,
        compares=bool(named),
    )


def neighbours(heads: Mapping[int, Head], caption: str, arms: Sequence[Arm]) -> dict[int, Head]:
    """Heads with what their neighbours and the caption tell.

    An interval or a p beside an effect of a named contrast is of that contrast; a head that names
    a contrast alone holds what the caption speaks of. Where no column is an arm, a difference
    "between groups" is that of the only two arms.
    """
    if not any(h.match or h.compares for h in heads.values()):
        only = only_contrast(arms)
        heads = {
            c: replace(h, contrast=only, compares=True)
            if only and h.role == "effect" and UNNAMED.search(h.text)
            else h
            for c, h in heads.items()
        }
    alone = {
        role: sum(h.role == role and not h.compares and not h.match for h in heads.values())
        for role in ("ci", "p")
    }
    heads = _without_arms_intervals(heads)
    compared = {h.contrast or h.against for h in heads.values() if h.compares} - {None}
    found: dict[int, Head] = {}
    before: Head | None = None
    for column in sorted(heads):
        head = heads[column]
        if head.role == "other" and (head.contrast or head.against):
            role = test_role(caption) or "other"
            head = replace(head, role=role, text=f"{head.text} {caption}")
        if before and not head.compares and not head.match and head.rest in {"", before.rest}:
            # One p for several contrasts is of none of them.
            count = alone.get(head.role, 0)
            if count and compared and (len(compared) == 1 or count % len(compared) == 0):
                head = replace(
                    head,
                    rest=before.rest,
                    contrast=before.contrast,
                    against=before.against,
                    compares=True,
                )
        found[column] = head
        if before and head.match is None and SPREAD_HEAD.fullmatch(head.text.strip(" ,.")):
            continue  # the error of the effect before it
        told = head.role in {"effect", "ci", "p"} or head.contrast
        before = head if head.compares and told else None
    return found


def _without_arms_intervals(heads: Mapping[int, Head]) -> dict[int, Head]:
    """Heads without the intervals of the arms' own figures, where each arm has one behind it."""
    behind = [
        c
        for c, h in heads.items()
        if h.role == "ci" and not h.match and not h.compares
        and (left := heads.get(c - 1)) and left.role == "figure" and left.match
    ]  # fmt: skip
    arms = {h.match.arm.id for h in heads.values() if h.role == "figure" and h.match}
    if len(behind) < 2 or len({m.arm.id for c in behind if (m := heads[c - 1].match)}) < len(arms):
        return dict(heads)
    return {c: replace(h, role="other") if c in behind else h for c, h in heads.items()}


def _told(texts: Sequence[str], used: set[int], vocabulary: Vocabulary) -> str:
    """The heads that name a time, a measure or the baseline; "Value" and "Group" tell nothing. Of
    the arm's own head ("Ketamine day 1") its time alone."""
    told = []
    for index, text in enumerate(texts):
        times = [text[m.start : m.end] for m in find_timepoints(text)]
        times += _BASELINE.findall(text) or [w for w in [baseline_words(text)] if w]
        if index in used or _PEOPLE.match(text):
            told += times
        elif times or part_named(text) or find_measures(text, vocabulary):
            told.append(text)
    return " ".join(told)


def _arm(
    texts: Sequence[str], arms: Sequence[Arm], vocabulary: Vocabulary
) -> tuple[Match | None, set[int]]:
    """Match the most specific head, then heads joined ("Esketamine" over "28 mg")."""
    for index in range(len(texts) - 1, -1, -1):
        if match := match_text(texts[index], arms, vocabulary):
            return match, {index}
    if len(texts) > 1 and (match := match_text(" ".join(texts[-2:]), arms, vocabulary)):
        return match, {len(texts) - 2, len(texts) - 1}
    return None, set()
