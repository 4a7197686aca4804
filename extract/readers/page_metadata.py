"""What a page says of itself in ``<meta>`` and JSON-LD. Nothing here fails on broken markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import html as lxml_html

from dosetable.extract.facts import Bibliography, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import clean
from dosetable.extract.readers.dates import any_date
from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.readers.markup import strip_tags

_ARTICLE_TYPES = {
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "NewsArticle",
    "MedicalWebPage",
    "Article",
    "BlogPosting",
    "Report",
    "WebPage",
}
_WRAPPING = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_MAX_JSON = 500_000
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The page's own account. ``doi``, ``pmid``: only where the page says it *is* that article."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    published: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    language: str | None = None
    abstract: str | None = None
    about: tuple[str, ...] = field(default=())


def page_metadata(tree: lxml_html.HtmlElement) -> PageMetadata:
    """Collect the metadata by precedence: Highwire, JSON-LD, Dublin Core and PRISM, OpenGraph."""
    named = _meta(tree)
    linked = _json_ld(tree)

    def first(*names: str) -> str | None:
        return next((named[n][0] for n in names if named.get(n)), None)

    pages = first("citation_firstpage", "prism.startingpage")
    last = first("citation_lastpage", "prism.endingpage")
    return PageMetadata(
        title=first("citation_title")
        or _plain(linked.get("headline") or linked.get("name"))
        or first("dc.title", "dcterms.title", "eprints.title", "og:title", "twitter:title"),
        authors=tuple(named.get("citation_author", ()))
        or tuple(_people(linked.get("author")))
        or tuple(named.get("dc.creator", ()))
        or tuple(named.get("author", ())),
        journal=first(
            "citation_journal_title",
            "citation_journal_abbrev",
            "prism.publicationname",
            "dc.source",
        )
        or _plain(mapping(linked.get("publisher")).get("name"))
        or first("og:site_name"),
        published=any_date(
            first(
                "citation_publication_date",
                "citation_online_date",
                "citation_date",
                "citation_cover_date",
            )
        )
        or any_date(text_of(linked.get("datePublished")))
        or any_date(
            first(
                "dc.date",
                "dcterms.issued",
                "prism.publicationdate",
                "article:published_time",
                "date",
                "pubdate",
            )
        )
        or _time(tree),
        volume=first("citation_volume", "prism.volume"),
        issue=first("citation_issue", "prism.number"),
        pages=f"{pages}-{last}" if pages and last and pages != last else pages,
        doi=ids.doi(first("citation_doi", "prism.doi", "bepress_citation_doi"))
        or _dublin_doi(named),
        pmid=ids.pmid(first("citation_pmid")),
        language=first("citation_language", "dc.language")
        or tree.get("lang")
        or first("og:locale"),
        abstract=strip_tags(first("citation_abstract", "dcterms.abstract") or "")
        or _plain(linked.get("abstract"))
        or None,
        about=tuple(_addresses(linked)),
    )


def page_bibliography(metadata: PageMetadata, links: tuple[ReportLink, ...]) -> Bibliography:
    """Return the citation of the page itself."""
    return Bibliography(
        authors=metadata.authors,
        journal=metadata.journal,
        year=int(metadata.published[:4]) if metadata.published else None,
        published=metadata.published,
        volume=metadata.volume,
        issue=metadata.issue,
        pages=metadata.pages,
        language=metadata.language,
        links=links,
    )


def _meta(tree: lxml_html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        name = (node.get("name") or node.get("property") or "").strip().lower()
        content = clean(node.get("content") or "")
        if name and content:
            found.setdefault(name, []).append(content)
    return found


def _dublin_doi(named: Mapping[str, list[str]]) -> str | None:
    values = named.get("dc.identifier", []) + named.get("dcterms.identifier", [])
    return next((found for v in values if (found := ids.doi(v))), None)


def _json_ld(tree: lxml_html.HtmlElement) -> Mapping[str, Any]:
    """The first object that describes an article; an empty one where there is none."""
    best: Mapping[str, Any] = {}
    for node in tree.iter("script"):
        if "ld+json" not in (node.get("type") or "").lower():
            continue
        for entry in _objects(_loads(node.text or ""), 0):
            types = {str(t) for t in items(entry.get("@type"))}
            if types & (_ARTICLE_TYPES - {"WebPage"}):
                return entry
            if types & _ARTICLE_TYPES and not best:
                best = entry
    return best


def _loads(text: str) -> object:
    if len(text) > _MAX_JSON:
        return None
    plain = _WRAPPING.sub("", _WRAPPING.sub("", text))
    for attempt in (plain, _TRAILING_COMMA.sub(r"\1", plain)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _objects(entry, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
        yield from _objects(value.get("mainEntity"), depth + 1)


def _plain(value: object) -> str | None:
    text = text_of(value)
    return strip_tags(text) or None if text else None


def _people(value: object) -> Iterator[str]:
    for entry in items(value):
        name = _plain(entry if isinstance(entry, str) else mapping(entry).get("name"))
        if name:
            yield name


def _addresses(entry: Mapping[str, Any]) -> Iterator[str]:
    """What the page says it is about or cites: DOIs, PMIDs and addresses as printed."""
    for key in ("sameAs", "identifier", "about", "citation", "isBasedOn"):
        for value in items(entry.get(key)):
            if isinstance(value, str):
                yield value
            else:
                for inner in ("@id", "url", "sameAs", "identifier", "value"):
                    if text := text_of(mapping(value).get(inner)):
                        yield text


def _time(tree: lxml_html.HtmlElement) -> str | None:
    return next((d for n in tree.iter("time") if (d := any_date(n.get("datetime")))), None)
