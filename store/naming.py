"""Names and addresses of studies: 'Fava 2018' and ``fava-2018``, or the registry number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass

_INITIALS = re.compile(r"^(?:[A-Z]\.?-?){1,4}$")
MAX_SLUG = 60
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What a report offers for a name. ``article`` is true for papers, not registry or page;
    ``own_number`` is a registry record's, whose ``registry`` may also hold its parent trial's."""

    key: str
    article: bool
    authors: tuple[str, ...] = ()
    year: int | None = None
    registry: tuple[str, ...] = ()
    own_number: str | None = None
    title: str = ""


def surname(author: str) -> str:
    """The family name in 'Fava M', 'Fava, Maurizio' or 'Maurizio Fava'."""
    author = author.strip()
    if "," in author:
        return author.split(",", 1)[0].strip()
    words = author.split()
    while len(words) > 1 and _INITIALS.match(words[-1]):
        words.pop()
        if not words or not _INITIALS.match(words[-1]):
            return " ".join(words)
    return words[-1] if words else ""


def study_name(reports: Sequence[Naming]) -> str:
    """First author and year of the earliest paper; else the registry number; else the title."""
    papers = [r for r in reports if r.article and r.authors and surname(r.authors[0])]
    if papers:
        first = min(papers, key=lambda r: (r.year is None, r.year or 0, r.key))
        name = surname(first.authors[0])
        return f"{name} {first.year}" if first.year else name
    own = sorted(report.own_number for report in reports if report.own_number)
    if own:
        return own[0]
    numbers = sorted(
        {number for report in reports for number in report.registry},
        key=lambda number: (not number.startswith("NCT"), number),
    )
    if numbers:
        return numbers[0]
    titles = [report.title for report in sorted(reports, key=lambda r: r.key) if report.title]
    return titles[0] if titles else "Untitled report"


def slugify(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 60 characters; 'study' when none is left."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    ascii_text = plain.encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MAX_SLUG]
        if len(longer) > MAX_SLUG:
            break
        slug = longer
    return slug or "study"


def free_slug(name: str, taken: Container[str]) -> str:
    """The name's slug, with '-2', '-3', ... when it is taken: a slug is never given twice."""
    slug = slugify(name)
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
