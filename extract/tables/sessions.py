"""Visits that are told by the sessions of a course and no date: "after the second ECT", "Mid-treatment"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.pipes.timepoints.codes import CODE

# Between the first session of a course and its end.
MIDWAY = re.compile(
    r"\b(?:mid|half-?way)(?:-| through | )?(?:the )?(?:point|ECT|treatment|course|way|therapy)\b|\bmid-?point\b",
    re.IGNORECASE,
)
FIRST = "session 1"
_NTH = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
_SESSION = r"(?:infusion|injection|ECT|session|treatment|dose)"
_ORDINAL = rf"(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{'|'.join(_NTH)}))"
_OF_COURSE = re.compile(
    rf"\b{_SESSION}s? ?(?:no\.? ?|number |# ?)?(?P<n>\d{{1,2}})(?![\d.]| ?(?:mg|mcg|h\b|hours?|min|days?|weeks?|%))"
    rf"|\b{_ORDINAL} (?:[\w-]+ )?{_SESSION}\b",
    re.IGNORECASE,
)
_STUB = re.compile(rf"\W*(?:number of )?(?:\w+ )?{_SESSION}s?\W*", re.IGNORECASE)
_AFTER_NTH = rf"(?:immediately )?after (?:the )?{_ORDINAL} (?:[\w-]+ )?{_SESSION}"
# 'after the second session (T1)', 'T1 = after the second session'
_CODED_BEHIND = re.compile(rf"\b{_AFTER_NTH} ?[(\[](?P<code>T\d{{1,2}})[)\]]", re.IGNORECASE)
_CODED_BEFORE = re.compile(
    rf"\b(?P<code>T\d{{1,2}}) ?(?:[,:=(]|was|is) ?{_AFTER_NTH}\b", re.IGNORECASE
)


def _number(match: re.Match[str]) -> int:
    return int(match["nth"] or _NTH[match["word"].lower()])


def session_codes(text: str) -> dict[str, int]:
    """The coded visits that ``text`` tells by the session before them alone; one that is given two
    sessions is left out."""
    if not CODE.search(text):
        return {}
    found: dict[str, set[int]] = {}
    for pattern in (_CODED_BEHIND, _CODED_BEFORE):
        for match in pattern.finditer(text):
            found.setdefault(match["code"].upper(), set()).add(_number(match))
    return {code: numbers.pop() for code, numbers in found.items() if len(numbers) == 1}


def session_of(texts: Sequence[str], stub: str) -> str | None:
    """Which session of a course, or which part of it, the labels ``texts`` name; ``stub`` is the head
    over a number."""
    if texts[0].isdecimal() and _STUB.fullmatch(stub):
        return f"session {int(texts[0])}"
    found = {
        int(m["n"]) if m["n"] else _number(m) for text in texts for m in _OF_COURSE.finditer(text)
    }
    if found:
        return f"session {found.pop()}" if len(found) == 1 else None
    return "mid-treatment" if any(MIDWAY.search(text) for text in texts) else None
