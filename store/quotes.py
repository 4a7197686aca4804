"""Short quotes around an evidence span: at most two sentences, about 300 characters.

Abstracts are not republished: the quote is enough to judge a value, the link leads to the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_right

MAX_QUOTE = 300
MAX_SENTENCES = 2
_BREAK = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\s*\n\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:vs|al|e\.g|i\.e|cf|approx|Fig|Figs|Ref|No|Dr|St)\.)$")


class Quoter:
    """Cuts quotes out of one text; sentence bounds are found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        starts = [0]
        for found in _BREAK.finditer(text):
            before = text[max(0, found.start() - 8) : found.start()]
            if "\n" in found.group() or not _ABBREVIATION.search(before):
                starts.append(found.end())
        self._starts = sorted(set(starts))

    def _sentence(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._starts, offset) - 1
        last = index + 1 >= len(self._starts)
        return self._starts[index], len(self._text) if last else self._starts[index + 1]

    def quote(self, start: int, end: int) -> str:
        """The sentence or two around ``text[start:end]``, white space folded, cuts shown by '…'."""
        start = max(0, min(start, len(self._text)))
        end = max(start, min(end, len(self._text)))
        low, first_end = self._sentence(start)
        high = first_end
        if end > first_end:
            # A longer span speaks for itself: no more of its last sentence than it covers.
            second_end = self._sentence(first_end)[1]
            low, high = (low, second_end) if end <= second_end else (start, end)
        if high - low > MAX_QUOTE:
            room = max(0, MAX_QUOTE - (end - start)) // 2
            low, high = max(low, start - room), min(high, end + room)
            high = min(high, low + MAX_QUOTE)
            low, high = self._whole_words(low, high, start, end)
        folded = " ".join(self._text[low:high].split())
        before = "…" if low > self._sentence(start)[0] else ""
        after = "…" if end > high or high < self._sentence(max(low, high - 1))[1] else ""
        return f"{before}{folded}{after}"

    def _whole_words(self, low: int, high: int, start: int, end: int) -> tuple[int, int]:
        """The same window without the halves of words at its ends, the span left whole."""
        text = self._text
        if low > 0 and not text[low - 1].isspace() and (space := text.find(" ", low, start)) != -1:
            low = space + 1
        if high < len(text) and not text[high].isspace():
            space = text.rfind(" ", min(end, high), high)
            high = space if space != -1 else high
        return low, high
