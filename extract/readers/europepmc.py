"""Europe PMC REST JSON: the records of a search answer, or one record alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.facts import Bibliography, Identifiers, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import TextBuilder, clean
from dosetable.extract.readers.dates import any_date
from dosetable.extract.readers.headings import heading_kind
from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.readers.markup import headed_parts, strip_tags

_RELATIONS = {
    "retraction in": "retraction in",
    "retraction of": "retraction of",
    "erratum in": "erratum in",
    "erratum for": "erratum for",
    "expression of concern in": "concern in",
    "preprint in": "preprint in",
    "preprint of": "preprint of",
    "update in": "update in",
    "update of": "update of",
    "comment on": "comment on",
}
_BARE = {"id", "source", "pmid", "pmcid", "doi"}
_SPLIT = re.compile(r"\s*;\s*")


def is_record(value: Mapping[str, Any]) -> bool:
    """Whether ``value`` is one ``resultList.result[]`` object."""
    return "source" in value and "id" in value


def read_answer(value: Mapping[str, Any], *, sha256: str, url: str | None) -> list[Document]:
    """Read a search answer. Raises UnreadableDocument for an error, no hits or bare ids."""
    if message := text_of(value.get("errMsg")):
        raise UnreadableDocument(f"an error answer of Europe PMC: {clean(message)[:200]}")
    listing = mapping(value.get("resultList"))
    records = [mapping(r) for r in items(listing.get("result"))]
    if not records:
        if "hitCount" not in value:
            raise UnreadableDocument("a Europe PMC answer without hits or their count")
        raise UnreadableDocument("a Europe PMC answer without results")
    readable = [r for r in records if set(r) - _BARE - {"fullTextIdList"}]
    if not readable:
        raise UnreadableDocument("a Europe PMC list of identifiers without records")
    return [read_record(r, sha256=sha256, url=url) for r in readable]


def read_record(value: Mapping[str, Any], *, sha256: str, url: str | None) -> Document:
    """Read one record (resultType ``core`` or ``lite``)."""
    title = strip_tags(text_of(value.get("title")) or "") or None
    builder = TextBuilder()
    builder.title(title or "")
    for heading, text in headed_parts(text_of(value.get("abstractText")) or ""):
        kind = heading_kind(heading, "abstract")
        builder.prose(kind, text, heading=heading, part="abstract")
    source, number = text_of(value.get("source")), text_of(value.get("id"))
    page = f"https://europepmc.org/article/{source}/{number}" if source and number else None
    if not builder.text:
        raise UnreadableDocument("a Europe PMC record without title and abstract")
    return Document(
        kind="europepmc",
        text=builder.text,
        title=title,
        sections=builder.sections,
        sha256=sha256,
        url=url if url and "search" not in url else page or url,
        identifiers=Identifiers(
            pmid=ids.pmid(text_of(value.get("pmid")))
            or (ids.pmid(number) if source == "MED" else None),
            pmcid=ids.pmcid(text_of(value.get("pmcid")))
            or (ids.pmcid(number) if source == "PMC" else None),
            doi=ids.doi(text_of(value.get("doi"))),
            registry=_registry(value),
        ),
        bibliography=_bibliography(value),
    )


def _registry(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Numbers of the data bank list, where the record carries one."""
    found: list[str] = []
    banks = mapping(value.get("dataBankList") or value.get("dbCrossReferenceList"))
    for bank in items(banks.get("dataBank")):
        numbers = mapping(mapping(bank).get("accessionNumberList"))
        for number in items(numbers.get("accessionNumber")):
            normal = ids.registry_number(text_of(number))
            if normal:
                found.append(normal)
    return ids.unique(found)


def _bibliography(value: Mapping[str, Any]) -> Bibliography:
    info = mapping(value.get("journalInfo"))
    journal = mapping(info.get("journal"))
    types = tuple(_types(value))
    lowered = {t.lower() for t in types}
    notes = [
        mapping(n)
        for n in items(mapping(value.get("commentCorrectionList")).get("commentCorrection"))
    ]
    kinds = {clean(text_of(n.get("type")) or "").lower() for n in notes}
    published = any_date(text_of(value.get("firstPublicationDate")))
    year = text_of(value.get("pubYear")) or text_of(info.get("yearOfPublication")) or ""
    book = mapping(value.get("bookOrReportDetails"))
    return Bibliography(
        authors=_authors(value),
        journal=text_of(journal.get("title"))
        or text_of(value.get("journalTitle"))
        or text_of(book.get("publisher")),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        published=published,
        volume=text_of(info.get("volume")) or text_of(value.get("journalVolume")),
        issue=text_of(info.get("issue")) or text_of(value.get("issue")),
        pages=text_of(value.get("pageInfo")),
        publication_types=types,
        language=text_of(value.get("language")),
        license=text_of(value.get("license")),
        retracted="retraction in" in kinds or "retracted publication" in lowered,
        corrected="erratum in" in kinds,
        concern="expression of concern in" in kinds,
        notice="retraction of" in kinds
        or bool({"retraction notice", "retraction of publication", "retraction"} & lowered),
        links=tuple(link for n in notes if (link := _link(n)) is not None),
    )


def _types(value: Mapping[str, Any]) -> list[str]:
    listed = items(mapping(value.get("pubTypeList")).get("pubType"))
    if listed:
        return [clean(t) for raw in listed if (t := text_of(raw))]
    return [t for t in _SPLIT.split(text_of(value.get("pubType")) or "") if t]


def _authors(value: Mapping[str, Any]) -> tuple[str, ...]:
    names = []
    for raw in items(mapping(value.get("authorList")).get("author")):
        author = mapping(raw)
        last = text_of(author.get("lastName"))
        initials = text_of(author.get("initials"))
        name = (
            f"{last} {initials}"
            if last and initials
            else text_of(author.get("fullName")) or text_of(author.get("collectiveName"))
        )
        if name:
            names.append(clean(name))
    if names:
        return tuple(names)
    printed = (text_of(value.get("authorString")) or "").strip().rstrip(".")
    return tuple(n for n in (clean(p) for p in printed.split(",")) if n)


def _link(note: Mapping[str, Any]) -> ReportLink | None:
    relation = _RELATIONS.get(clean(text_of(note.get("type")) or "").lower())
    number = text_of(note.get("id"))
    if relation is None:
        return None
    if number:
        source = text_of(note.get("source"))
        if source == "MED" and ids.pmid(number):
            return ReportLink(relation=relation, scheme="pmid", value=number)
        if source == "PMC" and (pmcid := ids.pmcid(number)):
            return ReportLink(relation=relation, scheme="pmcid", value=pmcid)
        return ReportLink(
            relation=relation,
            scheme="url",
            value=f"https://europepmc.org/article/{source or 'MED'}/{number}",
        )
    reference = text_of(note.get("reference"))
    doi = ids.doi(reference)
    if doi:
        return ReportLink(relation=relation, scheme="doi", value=doi)
    return (
        ReportLink(relation=relation, scheme="citation", value=clean(reference))
        if reference
        else None
    )
