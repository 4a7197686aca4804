"""PubMed XML (efetch, ``retmode=xml``): one Document for each PubmedArticle.

Field paths: NLM's ``pubmed_250101.dtd``. Books and deleted citations are counted in a warning.
"""

from __future__ import annotations

import re

from lxml import etree

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.facts import Bibliography, Identifiers, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import TextBuilder
from dosetable.extract.readers.dates import MONTHS, iso_date
from dosetable.extract.readers.headings import heading_kind
from dosetable.extract.readers.xmltools import child, children, inline_text, local, string

ROOTS = frozenset({"pubmedarticleset", "pubmedarticle", "medlinecitationset", "medlinecitation"})

_RELATIONS = {
    "RetractionIn": "retraction in",
    "RetractionOf": "retraction of",
    "RetractedandRepublishedIn": "retraction in",
    "RetractedandRepublishedFrom": "retraction of",
    "ErratumIn": "erratum in",
    "ErratumFor": "erratum for",
    "CorrectedandRepublishedIn": "erratum in",
    "CorrectedandRepublishedFrom": "erratum for",
    "RepublishedIn": "erratum in",
    "RepublishedFrom": "erratum for",
    "ExpressionOfConcernIn": "concern in",
    "UpdateIn": "update in",
    "UpdateOf": "update of",
    "CommentOn": "comment on",
    "Cites": "cites",
}
_RETRACTED = {"RetractionIn", "RetractedandRepublishedIn"}
_CORRECTED = {"ErratumIn", "CorrectedandRepublishedIn", "RepublishedIn"}
# Types by their unique identifier: labels are renamed over the years.
_RETRACTED_TYPE = "D016441"
_NOTICE_TYPE = "D016440"
_PLACEHOLDER = re.compile(r"\[?not available\]?\.?", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_SEASONS = {"spring", "summer", "autumn", "fall", "winter"}


def read_pubmed(
    root: etree._Element, *, sha256: str, url: str | None, warnings: tuple[str, ...] = ()
) -> list[Document]:
    """Return the articles under ``root``. Raises UnreadableDocument where there is none."""
    records = [root] if local(root) in {"pubmedarticle", "medlinecitation"} else list(root)
    articles = [r for r in records if local(r) in {"pubmedarticle", "medlinecitation"}]
    others = sum(1 for r in records if local(r) in {"pubmedbookarticle", "deletecitation"})
    if not articles:
        what = "books or deleted citations only" if others else "no article"
        raise UnreadableDocument(f"a PubMed answer with {what}")
    if others:
        warnings += (f"{others} book or deleted records of the same answer were left out",)
    newest: dict[str, tuple[int, Document]] = {}
    for number, article in enumerate(articles):
        document, version = _article(article, sha256=sha256, url=url, warnings=warnings)
        key = document.identifiers.pmid or f"record {number}"
        if key not in newest or version > newest[key][0]:
            newest[key] = (version, document)
    return [document for _, document in newest.values()]


def _article(
    record: etree._Element, *, sha256: str, url: str | None, warnings: tuple[str, ...]
) -> tuple[Document, int]:
    citation = record if local(record) == "medlinecitation" else child(record, "medlinecitation")
    article = child(citation, "article")
    if citation is None or article is None:
        raise UnreadableDocument("a PubmedArticle without a MedlineCitation and Article")
    title = _title(article)
    builder = TextBuilder()
    builder.title(title or "")
    _abstract(builder, article)
    pmid_element = child(citation, "pmid")
    version = (pmid_element.get("Version") or "1") if pmid_element is not None else "1"
    pmid = ids.pmid(string(pmid_element))
    return Document(
        kind="pubmed",
        text=builder.text,
        title=title,
        sections=builder.sections,
        sha256=sha256,
        url=url or (f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None),
        identifiers=_identifiers(record, citation, article, pmid),
        bibliography=_bibliography(citation, article),
        warnings=warnings,
    ), int(version) if version.isdigit() else 1


def _title(article: etree._Element) -> str | None:
    title = string(article, "articletitle")
    if title and _PLACEHOLDER.fullmatch(title):
        title = string(article, "vernaculartitle")
    return title


def _abstract(builder: TextBuilder, article: etree._Element) -> None:
    for node in children(child(article, "abstract"), "abstracttext"):
        label = (node.get("Label") or "").strip() or None
        category = (node.get("NlmCategory") or "").strip().upper()
        kind = heading_kind(label, "abstract")
        if kind == "abstract" and category and category != "UNASSIGNED":
            kind = heading_kind(category.capitalize(), "abstract")
        builder.prose(kind, inline_text(node), heading=label, part="abstract")


def _identifiers(
    record: etree._Element, citation: etree._Element, article: etree._Element, pmid: str | None
) -> Identifiers:
    # The article's own list only: ReferenceList holds the identifiers of the works it cites.
    own = {
        (node.get("IdType") or "").lower(): inline_text(node)
        for node in children(child(record, "pubmeddata", "articleidlist"), "articleid")
    }
    located = [
        inline_text(node)
        for node in children(article, "elocationid")
        if node.get("EIdType") == "doi" and node.get("ValidYN", "Y") == "Y"
    ]
    numbers = [
        ids.registry_number(inline_text(number))
        for bank in children(child(article, "databanklist"), "databank")
        for number in children(child(bank, "accessionnumberlist"), "accessionnumber")
    ]
    return Identifiers(
        pmid=pmid,
        pmcid=ids.pmcid(own.get("pmc")),
        doi=ids.doi(own.get("doi")) or next((ids.doi(d) for d in located), None),
        registry=ids.unique([n for n in numbers if n]),
    )


def _bibliography(citation: etree._Element, article: etree._Element) -> Bibliography:
    issue = child(article, "journal", "journalissue")
    types = children(child(article, "publicationtypelist"), "publicationtype")
    type_ids = {t.get("UI") or "" for t in types}
    names = tuple(inline_text(t) for t in types)
    notes = children(child(citation, "commentscorrectionslist"), "commentscorrections")
    kinds = {n.get("RefType") or "" for n in notes}
    printed, year = _published(child(issue, "pubdate"))
    electronic = _electronic(article)
    return Bibliography(
        authors=_authors(article),
        journal=string(article, "journal", "title")
        or string(citation, "medlinejournalinfo", "medlineta"),
        year=year or (int(electronic[:4]) if electronic else None),
        published=printed or electronic,
        volume=string(issue, "volume"),
        issue=string(issue, "issue"),
        pages=_pages(article),
        publication_types=names,
        language=string(article, "language"),
        retracted=bool(kinds & _RETRACTED)
        or _RETRACTED_TYPE in type_ids
        or "Retracted Publication" in names,
        corrected=bool(kinds & _CORRECTED),
        concern="ExpressionOfConcernIn" in kinds,
        notice="RetractionOf" in kinds
        or _NOTICE_TYPE in type_ids
        or bool({"Retraction Notice", "Retraction of Publication"} & set(names)),
        links=tuple(link for note in notes if (link := _link(note)) is not None),
    )


def _link(note: etree._Element) -> ReportLink | None:
    relation = _RELATIONS.get(note.get("RefType") or "")
    if relation is None:
        return None
    if pmid := ids.pmid(string(note, "pmid")):
        return ReportLink(relation=relation, scheme="pmid", value=pmid)
    source = string(note, "refsource")
    if source is None:
        return None
    doi = ids.doi(source)
    return ReportLink(relation=relation, scheme="doi" if doi else "citation", value=doi or source)


def _authors(article: etree._Element) -> tuple[str, ...]:
    names = []
    for listing in children(article, "authorlist"):
        if listing.get("Type") == "editors":
            continue
        for author in children(listing, "author"):
            if author.get("ValidYN", "Y") != "Y":
                continue
            last = string(author, "lastname")
            given = string(author, "initials") or string(author, "forename")
            suffix = string(author, "suffix")
            name = " ".join(p for p in (last, given, suffix) if p) if last else None
            name = name or string(author, "collectivename")
            if name:
                names.append(name)
    return tuple(names)


def _published(element: etree._Element | None) -> tuple[str | None, int | None]:
    """The print date (ISO, as precise as printed) and its year."""
    free = string(element, "medlinedate")
    if free:
        year = _YEAR.search(free)
        if not year:
            return None, None
        after = free[year.end() :].strip()[:3].lower()
        month = MONTHS.get(after)
        return iso_date(year[1], str(month) if month else None, None), int(year[1])
    year_text = string(element, "year")
    month_text = string(element, "month")
    if month_text and month_text.lower() in _SEASONS:
        month_text = None
    date = iso_date(year_text, month_text, string(element, "day"))
    return date, int(date[:4]) if date else None


def _electronic(article: etree._Element) -> str | None:
    for date in children(article, "articledate"):
        if date.get("DateType", "Electronic") == "Electronic":
            return iso_date(string(date, "year"), string(date, "month"), string(date, "day"))
    return None


def _pages(article: etree._Element) -> str | None:
    pages = child(article, "pagination")
    if pages is not None:
        start, end = string(pages, "startpage"), string(pages, "endpage")
        if start:
            return f"{start}-{end}" if end and end != start else start
        if printed := string(pages, "medlinepgn"):
            return printed
    for node in children(article, "elocationid"):
        if node.get("EIdType") == "pii":
            return inline_text(node) or None
    return None
