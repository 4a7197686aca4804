"""Tests that a table tells by marks behind its figures: '*P < 0.05 vs control' in a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dosetable.extract.facts import Arm, POperator
from dosetable.extract.tables.arm_names import match_text
from dosetable.extract.tables.cells import read_p
from dosetable.extract.vocabulary import Vocabulary

_MARK = r"[*†‡§¶#△▲&]{1,3}|\^?[a-e]"
# '* P < 0.05 vs. control', '†compared with group C, p < .01'
_NAMED = r"(?:[^;,.*†‡§¶#△▲&()]|\.(?=\d)){2,50}"
_AGAINST = r"(?:vs\.?|versus|[Cc]ompared (?:with|to)|relative to|against"
_TEST = re.compile(
    rf"(?<![\w.])(?P<mark>{_MARK})\s?:?\s?(?:(?P<p>[Pp]\s?[<=]\s?0?\.\d+)(?:,? \w+)?,? {_AGAINST}|than) (?:the )?(?P<arm>{_NAMED})"
    rf"|{_AGAINST}) (?:the )?(?P<arm2>{_NAMED}?)[,:] ?(?P<p2>[Pp]\s?[<=]\s?0?\.\d+))"
    # 'Compared with group C, *P < 0.05', 'vs. control, aP < 0.05': the mark behind what it is against
    rf"|{_AGAINST}) (?:the )?(?P<arm3>{_NAMED}?)[,:]? ?(?P<mark3>{_MARK})\s?(?P<p3>[Pp]\s?[<=]\s?0?\.\d+)"
)
# '* P < 0.05, ** P < 0.01 vs. control': the marks before the last are of the same test
_BEFORE = re.compile(rf"(?<![\w.])(?P<mark>{_MARK})\s?:?\s?(?P<p>[Pp]\s?[<=]\s?0?\.\d+)")
_LIST_BEFORE = re.compile(
    rf"(?:(?<![\w.])(?:{_MARK})\s?:?\s?[Pp]\s?[<=]\s?0?\.\d+(?:\s?[,;]\s?|\s(?:and\s)?))*$"
)
# '*P < 0.05 between the groups': of two arms, whichever the mark stands at
_EITHER = re.compile(
    rf"(?<![\w.])(?P<mark>{_MARK})\s?:?\s?(?P<p>[Pp]\s?[<=]\s?0?\.\d+)[,:]? (?:for )?(?:the )?(?:comparisons? |differences? )?(?:between|inter)[- ](?:the )?(?:two |study |treatment )*groups?\b"
)
EITHER = "either"
_TWO = 2
_GROUP = re.compile(r"\s+(?:groups?|arms?)\s*$", re.IGNORECASE)
_BEHIND = re.compile(rf"\d[)\]%]?\s?(?P<marks>\^?(?:{_MARK})(?:,?\s?\^?(?:{_MARK}))*)\s*$")


@dataclass(frozen=True, slots=True)
class MarkedTest:
    """What a mark says: against which arm (or ``EITHER`` of the only two), and its p."""

    arm: str
    p: tuple[POperator, float]


def marked_tests(
    notes: str, arms: Sequence[Arm], vocabulary: Vocabulary
) -> Mapping[str, MarkedTest]:
    """The marks that ``notes`` explain as tests against an arm that is known. A mark that is said of
    two things, or of the baseline, means nothing here."""
    found: dict[str, MarkedTest | None] = {}
    for match in _TEST.finditer(notes):
        named = _GROUP.sub("", (match["arm"] or match["arm2"] or match["arm3"]).strip())
        arm = match_text(named, arms, vocabulary)
        p = read_p(re.sub(r"\s", "", match["p"] or match["p2"] or match["p3"]))
        mark = (match["mark"] or match["mark3"]).lstrip("^")
        test = MarkedTest(arm.arm.id, p) if arm and p else None
        found[mark] = test if mark not in found else None
        for other in _BEFORE.finditer(_LIST_BEFORE.search(notes, 0, match.start())[0]):  # type: ignore[index]
            more = read_p(re.sub(r"\s", "", other["p"]))
            found.setdefault(other["mark"], MarkedTest(arm.arm.id, more) if arm and more else None)
    for match in _EITHER.finditer(notes) if len(arms) == _TWO else ():
        p = read_p(re.sub(r"\s", "", match["p"]))
        mark = match["mark"].lstrip("^")
        found[mark] = MarkedTest(EITHER, p) if p and mark not in found else None
    return {mark: test for mark, test in found.items() if test is not None}


def arms_tested(cells: Iterable[str], tests: Mapping[str, MarkedTest]) -> frozenset[str]:
    """The arms against which a mark behind any of ``cells`` tells a test."""
    against = {test.arm for test in tests.values()}
    listed = list(cells) if against else []
    return frozenset(arm for arm in against if any(test_by_mark(c, arm, tests) for c in listed))


def test_by_mark(
    cell: str, against: str, tests: Mapping[str, MarkedTest]
) -> tuple[POperator, float] | None:
    """The test of a cell's figure against the arm ``against``, by a mark behind the figure."""
    match = _BEHIND.search(cell)
    if match is None:
        return None
    marks = {m.group().lstrip("^") for m in re.finditer(_MARK, match["marks"].replace("^", ""))}
    marks |= {c for m in marks if len(set(m)) == len(m) for c in m}  # '*†' are two, '**' is one
    meant = {tests[m].p for m in marks if m in tests and tests[m].arm in {against, EITHER}}
    return meant.pop() if len(meant) == 1 else None
