"""Where the story of a page ends and its surroundings begin.

Hospital and press pages carry links, teasers of other stories and legal lines around the text,
and a page saved as plain text carries them along. What they say is never about this study.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SKIP = re.compile(
    r"(?:skip (?:to|navigation)\b.*|menu|search|home|print|share|share this.*|close|toggle .*|"
    r"jump to .*|back to .*|log ?in|sign ?in|subscribe|breadcrumbs?|main navigation|"
    r"(?:we use|this (?:web)?site uses) cookies.*|accept (?:all )?cookies.*|advertisement|"
    r"facebook|twitter|linkedin|e-?mail|x)",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:learn more\b|read more\b|read next|find out more|discover more|"
    r"related (?:stor(?:y|ies)|articles?|news|links?|content|posts?|topics?|reading|pages?|research)?\s*:?$|"
    r"more (?:from|stories|news|in|on|about)\b|you (?:may|might) also (?:like|be interested).*|"
    r"also (?:of interest|read|in the news)|recommended(?: for you| reading| stories)?\s*:?$|"
    r"(?:other|latest|recent|top|trending|popular|further) (?:news|stor(?:y|ies)|articles|posts|headlines)|"
    r"in other news|elsewhere on|explore (?:more|our)|refer a patient|make an appointment|"
    r"request an appointment|visit (?:the|our)\b|"
    r"about (?:the |us$|[A-Z][\w&.' -]{2,60}$)|media contacts?|press contacts?|contact(?: us)?\s*:?$|"
    r"follow us|sign up|subscribe\b|newsletter|get (?:the|our) (?:latest|newsletter)|"
    r"(?:view|see) all\b|tags?\s*:|topics?\s*:?$|filed under|categories\s*:|share this|"
    r"\u00a9|copyright\b|all rights reserved|privacy (?:policy|notice)|terms of (?:use|service)|"
    r"next (?:article|post|story)|previous (?:article|post|story)|comments?$|leave a (?:comment|reply))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s*$")
_LONGEST_LINE = 140
# The story fills at least this share of a page before a foot may begin.
_EARLIEST_FOOT = 0.35


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's offsets and whether it belongs to the story."""

    start: int
    end: int
    story: bool


def story_blocks(text: str, spans: list[tuple[int, int]]) -> list[Block]:
    """Tell the story's paragraphs from those around it; ``spans`` are the paragraphs in order."""
    head = 0
    while head < len(spans) and is_navigation(text[slice(*spans[head])]):
        head += 1
    foot = _foot(text, spans, head)
    return [Block(start, end, head <= number < foot) for number, (start, end) in enumerate(spans)]


def is_navigation(line: str) -> bool:
    """Whether a line at the head of a page is furniture ("Skip to content")."""
    return _SKIP.fullmatch(line.strip(" \t\n.:>|\u2022")) is not None


def _foot(text: str, spans: list[tuple[int, int]], head: int) -> int:
    """The number of the first paragraph after the story."""
    total = sum(end - start for start, end in spans)
    seen = 0
    for number, (start, end) in enumerate(spans):
        line = text[start:end].strip()
        if number > head + 1 and seen >= _EARLIEST_FOOT * total and _opens_foot(line):
            return _step_back(text, spans, number, head)
        seen += end - start
    return len(spans)


def _opens_foot(line: str) -> bool:
    return (
        len(line) <= _LONGEST_LINE
        and _FOOT.match(line) is not None
        and ("\n" not in line)
        and (_SENTENCE_END.search(line) is None or line.startswith(("\u00a9", "Copyright")))
    )


def _step_back(text: str, spans: list[tuple[int, int]], number: int, head: int) -> int:
    """A link's caption right before the foot (a short line that is no sentence) belongs to it."""
    while number - 1 > head + 1:
        line = text[slice(*spans[number - 1])].strip()
        if len(line) > _LONGEST_LINE or _SENTENCE_END.search(line) or ":" in line[-2:]:
            break
        if line.startswith(("\u2022", "-", "*", "\u00b7")):
            break
        number -= 1
    return number
