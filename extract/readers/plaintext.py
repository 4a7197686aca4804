"""Plain text: a first line followed by a blank one is the title."""

from __future__ import annotations

import re

from dosetable.extract.document import Document, Section, SectionKind, UnreadableDocument
from dosetable.extract.facts import Identifiers
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import clean
from dosetable.extract.readers.foot import Block, story_blocks
from dosetable.extract.readers.headings import Part, heading_kind, split_inline
from dosetable.extract.readers.text_tables import find_tables

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_TITLE = 500
_LONGEST_HEADING = 60
# An abstract is shorter than this; longer text is a page or an article's body.
_LONGEST_ABSTRACT = 5_000
_ERROR_BODY = re.compile(
    r"(?:Invalid value in parameter `|Error parsing query in|Parameter `|NCT number .* not found|"
    r"Study .* not found|.{0,80}contains invalid field name|.{0,80}has incorrect format)"
)
_OWN_ID = {
    "pmid": re.compile(r"^PMID\s*:?\s*(\d{4,8})\b", re.MULTILINE),
    "pmcid": re.compile(r"^PMCID\s*:?\s*(PMC\d+)\b", re.MULTILINE),
    "doi": re.compile(
        r"^DOI\s*:?\s*(?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)", re.MULTILINE | re.IGNORECASE
    ),
}


def read_plain(
    text: str, *, sha256: str, url: str | None, warnings: tuple[str, ...] = ()
) -> list[Document]:
    """Read decoded text. Raises UnreadableDocument where it holds no words or is an error."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not _WORD.search(text):
        raise UnreadableDocument("text without words")
    if len(text) < 1_000 and _ERROR_BODY.match(text.strip()):
        raise UnreadableDocument(f"an error answer: {clean(text)[:200]}")
    tables = find_tables(text)
    places = {(start, end) for _, start, end in tables}
    blocks = story_blocks(text, _paragraphs(text, sorted(places)))
    first = next((b for b in blocks if b.story), None)
    title = _title(text, blocks, first)
    return [
        Document(
            kind="text",
            text=text,
            title=clean(text[first.start : first.end]) if title and first else None,
            sections=tuple(_sections(text, blocks, first if title else None, places)),
            sha256=sha256,
            url=url,
            identifiers=_identifiers(text),
            tables=tuple(table for table, _, _ in tables),
            warnings=warnings,
        )
    ]


def _paragraphs(text: str, tables: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs between and beside ``tables``, and the tables, in order."""
    edges = [0, *(edge for table in tables for edge in table), len(text)]
    found = list(tables)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        found += [m.span() for m in _PARAGRAPH.finditer(text, start, end)]
    return sorted(found)


def _title(text: str, blocks: list[Block], first: Block | None) -> bool:
    if first is None or first is blocks[-1]:
        return False
    line = text[first.start : first.end].rstrip()
    return "\n" not in line and len(line) <= _LONGEST_TITLE


def _sections(
    text: str, blocks: list[Block], title: Block | None, tables: set[tuple[int, int]]
) -> list[Section]:
    found: list[Section] = []
    is_abstract = _is_abstract(text, blocks, title)
    part: Part = "abstract" if is_abstract else "body"
    kind: SectionKind = "abstract" if is_abstract else "body"
    heading: str | None = None
    for block in blocks:
        end = block.start + len(text[block.start : block.end].rstrip())
        line = text[block.start : end]
        if block is title:
            found.append(Section(kind="title", start=block.start, end=end, part="front"))
        elif not block.story:
            found.append(Section(kind="other", start=block.start, end=end))
        elif (block.start, block.end) in tables:
            found.append(Section(kind="table", start=block.start, end=end, part=part))
        elif (opened := _lone_heading(line)) is not None:
            within = kind == "results" and opened == "methods" and not _METHODS_AGAIN.match(line)
            kind, heading = "results" if within else opened, line.strip(" .:")
        else:
            # A heading holds until the next one, over blank lines too.
            for stretch in split_inline(line, kind=kind, title=heading):
                kind, heading = stretch.kind, stretch.title
                found.append(
                    Section(
                        kind=kind,
                        start=block.start + stretch.start,
                        end=block.start + stretch.end,
                        title=heading,
                        part=part,
                    )
                )
    return found


# Under 'Results', 'Patients' and 'Exploratory measures' are parts of them; these open something new.
_METHODS_AGAIN = re.compile(
    r"(?:\d[\d.]*\s+)?(?:(?:[\w-]+ (?:and|&) )?methods?|materials?|(?:study |trial )?design|statistical|data |procedures?|randomi[sz])",
    re.IGNORECASE,
)


def _lone_heading(line: str) -> SectionKind | None:
    """The kind that a heading on a line of its own opens; None for anything else."""
    if "\n" in line or len(line) > _LONGEST_HEADING or line.rstrip().endswith((".", "?", "!")):
        return None
    kind = heading_kind(line, "body")
    return kind if kind != "body" else None


def _is_abstract(text: str, blocks: list[Block], title: Block | None) -> bool:
    if any(not b.story for b in blocks) or len(text) > _LONGEST_ABSTRACT:
        return False
    prose = [b for b in blocks if b is not title]
    headed = any(
        s.title
        for b in prose
        for s in split_inline(text[b.start : b.end], kind="abstract", title=None)
    )
    return headed or len(prose) == 1


def _identifiers(text: str) -> Identifiers:
    """Identifiers on lines of their own, as PubMed's text export prints them."""
    found = {name: pattern.search(text) for name, pattern in _OWN_ID.items()}
    pmid, pmcid, doi = found["pmid"], found["pmcid"], found["doi"]
    return Identifiers(
        pmid=ids.pmid(pmid[1]) if pmid else None,
        pmcid=ids.pmcid(pmcid[1]) if pmcid else None,
        doi=ids.doi(doi[1]) if doi else None,
    )
