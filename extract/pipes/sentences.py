"""Sentences: character offsets, by rule. Clinical prose is full of points that end nothing."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.document import HEADINGS_IN_CAPITALS
from dosetable.extract.pipes.context import read_context
from dosetable.extract.pipes.extensions import register
from dosetable.extract.prefilter import Prefiltered

_END = re.compile(r"[.!?]+[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9\u00c0-\u00dd\u2265<>])")
# No space behind the point: "... was recorded.Results", "(P < 0.05).There was".
_GLUED = Prefiltered(r"(?:(?<=[a-z]{2})|(?<=\w[)\]]))\.(?=[A-Z][a-z]+[\s:,])")
# '... in the trial RESULTS: The score ...': a heading printed into the line.
_LOUD = re.compile(rf"(?<=[\w)] )(?=(?:{HEADINGS_IN_CAPITALS}) ?: )")
# Points after these end nothing: units, Latin, titles, "v." and "vs.", initials.
_ABBREVIATION = re.compile(
    r"(?:(?:^|[\s(\[])(?:e\.g|i\.e|i\.v|i\.m|s\.c|p\.o|vs|v|cf|al|approx|ca|Dr|Prof|Mr|Mrs|Ms|St|No|no"
    r"|Fig|Figs|Tab|Eq|Ref|Refs|Sect|incl|resp|Inc|Ltd|Co|[A-Z])|[A-Za-z]\.[A-Za-z])\.$"
)
# "... than in group H. The score ..." ends a sentence: a group's letter is no initial.
_GROUP_LETTER = re.compile(
    r"(?:\b[Gg]roups?|\barms?|\bcohorts?|\band|\bor|\bversus|\bthan(?: in)?|\bfrom)\s[A-Z]\.$"
)
# '... on days 1 to 3. (Day 1: 53% vs. 26%, P = .001; ...).': the figures of the sentence before
_ITS_FIGURES = re.compile(
    r"\((?=[^()]{0,400}(?:\b[Pp] ?[<=>]|\d ?%|\bCI\b))[^()]*(?:\([^()]*\)[^()]*)*\)\.?\s*(?:$|[A-Z])"
)
_BULLET = re.compile(r"\s*(?:[-*\u2022\u25cf\u25e6\u203a]|\d{1,2}[.)])\s")
_SHORT_LINE = 50
_LONGEST = 3000  # characters; keeps every rule linear in the length of the text


def _ends_at_newline(text: str, newline: int) -> bool:
    """Whether the line end at ``newline`` ends a sentence: a paragraph, a heading, a list item.

    A hard wrap inside a paragraph does not.
    """
    after = text.find("\n", newline + 1)
    next_line = text[newline + 1 : len(text) if after < 0 else after]
    if not next_line.strip():
        return True
    start = text.rfind("\n", 0, newline) + 1
    line = text[start:newline].rstrip()
    if not line or line[-1] in ".?!:;" or _BULLET.match(next_line):
        return True
    return len(line) < _SHORT_LINE and next_line.lstrip()[:1].isupper()


def _bounded(twin: str, breaks: list[int]) -> list[int]:
    """Cut what runs on for too long (a table flattened, a text without points) at a space."""
    found = []
    for start, end in zip(breaks, breaks[1:], strict=False):
        found.append(start)
        while end - start > _LONGEST:
            space = twin.rfind(" ", start + 1, start + _LONGEST)
            start = space if space > start else start + _LONGEST
            found.append(start)
    return [*found, breaks[-1]]


def split_sentences(text: str, twin: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence, without surrounding space, in order.

    ``twin`` is the twin of ``text``: the rule for points reads the twin, that for lines the text.
    """
    breaks = {0, len(text)}
    for match in _END.finditer(twin):
        head = twin[max(0, match.start() - 12) : match.start() + 1]
        if "\n" not in match.group() and _ITS_FIGURES.match(twin, match.end()):
            continue
        if not _ABBREVIATION.search(head) or _GROUP_LETTER.search(head):
            breaks.add(match.end())
    for match in _GLUED.finditer(twin):
        if not _ABBREVIATION.search(twin[max(0, match.start() - 12) : match.end()]):
            breaks.add(match.end())
    breaks.update(match.start() for match in _LOUD.finditer(twin))
    position = text.find("\n")
    while position >= 0:
        if _ends_at_newline(text, position):
            breaks.add(position + 1)
        position = text.find("\n", position + 1)
    ordered = _bounded(twin, sorted(breaks))
    spans = []
    for start, end in zip(ordered, ordered[1:], strict=False):
        piece = twin[start:end]
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start + left, start + len(piece.rstrip())))
    return tuple(spans)


class SentenceSplitter:
    """Fill ``doc._.sentences`` and ``doc._.context``."""

    def __call__(self, doc: Doc) -> Doc:
        text = doc._.document.text if doc._.document is not None else doc.text
        doc._.sentences = split_sentences(text, doc._.twin)
        if doc._.document is not None:
            doc._.context = read_context(doc._.document, doc._.twin, doc._.sentences)
        return doc


@Language.factory("dosetable_sentences")
def create_sentences(nlp: Language, name: str) -> SentenceSplitter:
    register()
    return SentenceSplitter()
