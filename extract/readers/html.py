"""Web pages: the main text only, with what their metadata and links say of the study.

Metadata precedence: Highwire ``citation_*``, JSON-LD, Dublin Core and PRISM, OpenGraph.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from dosetable.extract.document import Document, Section, SectionKind, UnreadableDocument
from dosetable.extract.readers.building import TextBuilder, clean
from dosetable.extract.readers.foot import is_navigation, story_blocks
from dosetable.extract.readers.headings import heading_kind
from dosetable.extract.readers.html_captions import keep_captions
from dosetable.extract.readers.page_links import page_identifiers
from dosetable.extract.readers.page_metadata import page_bibliography, page_metadata
from dosetable.extract.readers.text_tables import find_tables
from dosetable.extract.readers.xmltools import inline_text, local

# SOURCES of the crawl cap a page at 5 MB; what is larger is data, not a story.
MAX_PAGE_BYTES = 5_000_000
# The main text is searched for in time that grows with the square of the number of elements: a
# page with more than this (an article with its references has a few thousand) is refused at once.
MAX_ELEMENTS = 20_000
_NOT_STORY_TAGS = (
    "nav",
    "aside",
    "footer",
    "form",
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "button",
    "select",
    "dialog",
)
_NOT_STORY = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|menu|breadcrumbs?|sidebar|side-?bar|cookies?|consent|gdpr|banner|"
    r"related|teasers?|promos?|promoted|recommend(?:ed|ations?)?|trending|popular|most-?read|"
    r"read-?next|more-?(?:news|stories|from)|latest-?news|newsletter|subscribe|sign-?up|"
    r"share|sharing|social|advert(?:isement)?s?|ads?|sponsored|comments?|disqus|footer|"
    r"skip-?link|pagination|tag-?list|author-?bio|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = {"navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alertdialog"}
# What is pruned must stay furniture: a container with this share of the text is the story itself.
_LARGEST_PRUNED = 0.5
_BLOCKS = {"p", "head", "item", "quote", "row", "fw", "ab"}
_IGNORED_HEADING = re.compile(
    r"in this article|table of contents|key (?:take-?aways|points)|highlights", re.IGNORECASE
)


def read_html(
    text: str, *, sha256: str, url: str | None, warnings: tuple[str, ...] = ()
) -> list[Document]:
    """Read decoded HTML.

    Raises UnreadableDocument where no main text is found, or the page has too many elements.
    """
    tree = _tree(text)
    metadata = page_metadata(tree)
    base = _canonical(tree, url)
    furniture = _prune(tree)
    _check_elements(tree)
    keep_captions(tree)
    blocks = _main_blocks(tree)
    title = metadata.title or _heading(tree)
    builder = TextBuilder()
    builder.title(clean(title or ""))
    story_end = _write(builder, blocks, title)
    has_story = any(s.kind != "title" for s in builder.sections)
    if not has_story and not metadata.abstract:
        raise UnreadableDocument("a web page without main text")
    if metadata.abstract and not any(s.kind not in {"title", "other"} for s in builder.sections):
        builder.prose("abstract", clean(metadata.abstract), heading=None, part="abstract")
    tables = find_tables(builder.text)
    identifiers, links = page_identifiers(
        tree, metadata, builder.text[:story_end] if story_end else builder.text, base
    )
    if furniture and not blocks:
        warnings += ("no main text was found on the page; its description was read",)
    return [
        Document(
            kind="webpage",
            text=builder.text,
            title=clean(title) if title else None,
            sections=_with_tables(builder.sections, [(a, b) for _, a, b in tables]),
            tables=tuple(table for table, _, _ in tables),
            sha256=sha256,
            url=base,
            identifiers=identifiers,
            bibliography=page_bibliography(metadata, links),
            warnings=warnings,
        )
    ]


def _with_tables(
    sections: tuple[Section, ...], tables: list[tuple[int, int]]
) -> tuple[Section, ...]:
    """Rows that make no table are prose (a page may be laid out as a table), and what belongs to
    one, caption and notes, is no prose."""
    found = []
    for section in sections:
        inside = any(start <= section.start < end for start, end in tables)
        if inside != (section.kind == "table"):
            section = replace(section, kind="table" if inside else "body")
        found.append(section)
    return tuple(found)


def _tree(text: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument(f"broken HTML: {clean(str(error))[:200]}") from error
    for node in tree.iter():  # the parser lets controls in; joining texts later refuses them
        if node.text and _NOT_XML.search(node.text):
            node.text = _NOT_XML.sub(" ", node.text)
        if node.tail and _NOT_XML.search(node.tail):
            node.tail = _NOT_XML.sub(" ", node.tail)
    return tree


def _check_elements(tree: lxml_html.HtmlElement) -> None:
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        raise UnreadableDocument(
            f"a web page of {elements} elements, over the limit of {MAX_ELEMENTS}"
        )


def _canonical(tree: lxml_html.HtmlElement, url: str | None) -> str | None:
    """The page's canonical address where it is credible: same host, and not a home page."""
    for link in tree.iter("link"):
        if "canonical" not in (link.get("rel") or "").lower().split():
            continue
        target = urljoin(url or "", (link.get("href") or "").strip())
        try:
            parts, own = urlsplit(target), urlsplit(url or target)
        except ValueError:
            continue
        if parts.scheme not in {"http", "https"} or parts.path in {"", "/"}:
            continue
        if _site(parts.hostname) == _site(own.hostname) or parts.hostname in {
            "doi.org",
            "dx.doi.org",
        }:
            return str(target)
    return url


def _site(host: str | None) -> str:
    return ".".join((host or "").lower().split(".")[-2:])


_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _prune(tree: lxml_html.HtmlElement) -> int:
    """Remove navigation, teasers, cookie bars and the like; return how many were removed."""
    body = tree.find("body")
    if body is None:
        return 0
    total = max(1, len(body.text_content()))
    removed = 0
    for node in list(body.iter()):
        name = local(node)
        if name in {"", "body", "html", "main", "article"} or node.getparent() is None:
            continue
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        furniture = (
            name in _NOT_STORY_TAGS
            or (node.get("role") or "").lower() in _ROLES
            or (name == "header" and next(node.iter("h1"), None) is None)
            or (bool(marks.strip()) and _NOT_STORY.search(marks) is not None)
            or node.get("aria-hidden") == "true"
            or node.get("hidden") is not None
        )
        if furniture and len(node.text_content()) <= _LARGEST_PRUNED * total:
            node.drop_tree()
            removed += 1
    return removed


def _main_blocks(tree: lxml_html.HtmlElement) -> list[tuple[str, str]]:
    """The main text's blocks in order: (element name, text on one line)."""
    try:
        extracted = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            include_tables=True,
            include_links=False,
            include_images=False,
            deduplicate=False,
            with_metadata=False,
        )
    except (
        RecursionError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        KeyError,
        etree.LxmlError,
    ):
        extracted = None  # the library's own failure on odd markup: the page has no main text
    body = getattr(extracted, "body", None)
    if body is None:
        return []
    blocks: list[tuple[str, str]] = []
    for node in body.iter():
        name = local(node)
        if name in _BLOCKS and not any(local(a) in _BLOCKS for a in node.iterancestors()):
            space = frozenset({"cell", "lb", "p", "item"})
            line = " | ".join(_cells(node)) if name == "row" else inline_text(node, space=space)
            if line:
                blocks.append((name, line))
    return blocks


def _cells(row: etree._Element) -> list[str]:
    return [inline_text(cell, space=frozenset({"lb", "p", "item"})) for cell in row]


def _heading(tree: lxml_html.HtmlElement) -> str | None:
    node = next(tree.iter("h1"), None)
    if node is None:
        node = next(tree.iter("title"), None)
    return clean(node.text_content()) if node is not None else None


def _write(builder: TextBuilder, blocks: list[tuple[str, str]], title: str | None) -> int:
    """Write the blocks as sections; return where the story ends (0: nowhere)."""
    lines = [(n, t) for n, t in blocks if clean(t) != clean(title or "") and not is_navigation(t)]
    offset, spans = 0, []
    for _, line in lines:
        spans.append((offset, offset + len(line)))
        offset += len(line) + 1
    story = story_blocks("\n".join(t for _, t in lines), spans)
    kind: SectionKind = "body"
    heading: str | None = None
    story_end = 0
    for (name, line), block in zip(lines, story, strict=True):
        if not block.story:
            builder.section("other", line)
        elif name == "head":
            builder.gap()
            builder.add(line)
            kind, heading = heading_kind(line, "body"), line
            story_end = builder.length
            if _IGNORED_HEADING.match(line):
                kind = "body"
        else:
            builder.gap()
            start, end = builder.add(line)
            builder.mark("table" if name == "row" else kind, start, end, heading)
            story_end = builder.length
    return story_end
