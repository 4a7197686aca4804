"""JATS full text (PMC, Europe PMC ``fullTextXML``): abstract, body sections and tables.

Reference lists are left out: they speak of other studies.
"""

from __future__ import annotations

from lxml import etree

from dosetable.extract.document import Document, SectionKind, Table, UnreadableDocument
from dosetable.extract.facts import Bibliography, Identifiers, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.building import TextBuilder
from dosetable.extract.readers.dates import iso_date
from dosetable.extract.readers.headings import Part, heading_kind
from dosetable.extract.readers.jats_tables import read_table
from dosetable.extract.readers.xmltools import child, children, inline_text, local, string

ROOTS = frozenset({"article", "pmc-articleset", "articles"})

# Left out of running text: they are read on their own, or stand for something outside it.
_ASIDE = frozenset(
    {
        "table-wrap",
        "fig",
        "table-wrap-group",
        "fig-group",
        "supplementary-material",
        "disp-formula-group",
        "graphic",
        "media",
        "fn",
        "object-id",
        "label",
        "tex-math",
    }
)
_SPACED = frozenset({"break", "p", "list-item", "title", "def-item", "disp-quote", "td", "th"})
_RELATED = {
    "retracted-article": "retraction of",
    "partial-retraction": "retraction of",
    "retraction-forward": "retraction in",
    "corrected-article": "erratum for",
    "correction-forward": "erratum in",
    "expression-of-concern": "concern in",
    "object-of-concern": "concern in",
    "preprint": "preprint of",
    "updated-article": "update of",
    "commentary-article": "comment on",
}


def read_jats(
    root: etree._Element, *, sha256: str, url: str | None, warnings: tuple[str, ...] = ()
) -> list[Document]:
    """Return the articles under ``root``. Raises UnreadableDocument where there is none."""
    articles = [root] if local(root) == "article" else children(root, "article")
    if not articles:
        raise UnreadableDocument("a JATS set without an article")
    documents = [_article(a, sha256=sha256, url=url, warnings=warnings) for a in articles]
    readable = [d for d in documents if d.text]
    if not readable:
        raise UnreadableDocument("a JATS article without title, abstract and body")
    return readable


def _article(
    article: etree._Element, *, sha256: str, url: str | None, warnings: tuple[str, ...]
) -> Document:
    meta = child(article, "front", "article-meta")
    if meta is None:
        meta = child(article, "front-stub")
    title_element = child(meta, "title-group", "article-title")
    title = inline_text(title_element, drop=frozenset({"xref", "fn"}), space=_SPACED) or None
    writer = _Writer()
    writer.builder.title(title or "")
    _abstracts(writer, meta)
    body = child(article, "body")
    if body is not None:
        writer.section(body, "body", "body")
    else:
        warnings += ("the full text is missing: front matter only",)
    for group in (child(article, "floats-group"), child(article, "floats-wrap")):
        if group is not None:
            writer.floats(group)
    _back(writer, child(article, "back"))
    identifiers = _identifiers(meta)
    return Document(
        kind="jats",
        text=writer.builder.text,
        title=title,
        sections=writer.builder.sections,
        sha256=sha256,
        url=url or _page(identifiers),
        identifiers=identifiers,
        bibliography=_bibliography(article, meta),
        tables=tuple(writer.tables),
        warnings=warnings,
    )


class _Writer:
    """Walks sections and writes paragraphs, then the tables and figures that stood among them."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.tables: list[Table] = []

    def section(self, element: etree._Element, kind: SectionKind, part: Part) -> None:
        paragraphs: list[str] = []
        floats: list[etree._Element] = []
        subsections: list[etree._Element] = []
        for node in element:
            name = local(node)
            if name == "sec":
                subsections.append(node)
            elif name in {"table-wrap", "table-wrap-group", "fig", "fig-group"}:
                floats.append(node)
            elif name in {"title", "label", "ref-list", "sec-meta", ""}:
                continue
            else:
                paragraphs.append(inline_text(node, drop=_ASIDE, space=_SPACED))
                floats += [n for n in node.iter() if local(n) in {"table-wrap", "fig"}]
        heading = string(element, "title")
        self._paragraphs([p for p in paragraphs if p], kind, heading, part)
        for node in floats:
            self.floats(node)
        for node in subsections:
            self.section(node, _section_kind(node, kind), part)

    def _paragraphs(
        self, paragraphs: list[str], kind: SectionKind, heading: str | None, part: Part
    ) -> None:
        if not paragraphs:
            if heading:
                self.builder.gap()
                self.builder.add(heading)
            return
        text = "\n".join(paragraphs)
        if kind in {"body", "abstract"}:
            self.builder.prose(kind, text, heading=heading, part=part)
        else:
            self.builder.gap()
            if heading:
                self.builder.add(f"{heading}\n")
            start, end = self.builder.add(text)
            self.builder.mark(kind, start, end, heading, part)

    def floats(self, element: etree._Element) -> None:
        name = local(element)
        if name == "table-wrap":
            table = read_table(element, self.builder)
            if table is not None:
                self.tables.append(table)
        elif name == "fig":
            label = string(element, "label") or "Figure"
            caption = inline_text(child(element, "caption"), drop=_ASIDE, space=_SPACED)
            self.builder.section("other", caption, heading=label)
        else:
            for node in element:
                if local(node) in {"table-wrap", "table-wrap-group", "fig", "fig-group"}:
                    self.floats(node)


def _section_kind(section: etree._Element, parent: SectionKind) -> SectionKind:
    """A section inside Methods or Results stays what its parent is, whatever its heading."""
    heading = string(section, "title")
    if parent not in {"body", "abstract"}:
        own = heading_kind(heading, parent)
        return own if own == "registration" else parent
    typed = (section.get("sec-type") or "").replace("|", " ").replace("-", " ")
    by_type = heading_kind(typed, parent)
    return by_type if by_type not in {"body", "abstract"} else heading_kind(heading, parent)


def _abstracts(writer: _Writer, meta: etree._Element | None) -> None:
    """Write the untyped abstract; a typed one (structured, executive summary) only without it."""
    found = children(meta, "abstract")
    plain = [a for a in found if not a.get("abstract-type")]
    typed = [
        a
        for a in found
        if a.get("abstract-type") in {"structured", "executive-summary", "summary", "section"}
    ]
    for abstract in (plain or typed)[:1]:
        writer.section(abstract, "abstract", "abstract")


def _back(writer: _Writer, back: etree._Element | None) -> None:
    """Of the back matter only what may name the trial's registration is kept."""
    for node in [] if back is None else back:
        if local(node) not in {"sec", "notes"}:
            continue
        kind = heading_kind(string(node, "title"), "other")
        if kind == "registration" or "regist" in inline_text(node)[:5000].lower():
            writer.section(node, "registration" if kind == "registration" else "other", "body")


def _identifiers(meta: etree._Element | None) -> Identifiers:
    own: dict[str, str] = {}
    for node in children(meta, "article-id"):
        own.setdefault((node.get("pub-id-type") or "").lower(), inline_text(node))
    pmcid = own.get("pmcid") or own.get("pmc") or own.get("pmcaid")
    return Identifiers(
        pmid=ids.pmid(own.get("pmid")), pmcid=ids.pmcid(pmcid), doi=ids.doi(own.get("doi"))
    )


def _page(identifiers: Identifiers) -> str | None:
    if identifiers.pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifiers.pmcid}/"
    return f"https://doi.org/{identifiers.doi}" if identifiers.doi else None


def _bibliography(article: etree._Element, meta: etree._Element | None) -> Bibliography:
    journal = child(article, "front", "journal-meta")
    kind = (article.get("article-type") or "").lower()
    links = _links(meta)
    relations = {link.relation for link in links}
    published = _published(meta)
    first, last = string(meta, "fpage"), string(meta, "lpage")
    pages = f"{first}-{last}" if first and last and first != last else first
    license_element = child(meta, "permissions", "license")
    return Bibliography(
        authors=_authors(meta),
        journal=string(journal, "journal-title-group", "journal-title")
        or string(journal, "journal-title"),
        year=int(published[:4]) if published else None,
        published=published,
        volume=string(meta, "volume"),
        issue=string(meta, "issue"),
        pages=pages or string(meta, "elocation-id"),
        publication_types=(kind,) if kind else (),
        language=article.get("{http://www.w3.org/XML/1998/namespace}lang"),
        license=_license(license_element),
        retracted="retraction in" in relations or kind == "retracted-article",
        corrected="erratum in" in relations,
        concern="concern in" in relations,
        notice=kind == "retraction" or "retraction of" in relations,
        links=links,
    )


def _links(meta: etree._Element | None) -> tuple[ReportLink, ...]:
    found = []
    for node in children(meta, "related-article"):
        relation = _RELATED.get((node.get("related-article-type") or "").lower())
        target = node.get("{http://www.w3.org/1999/xlink}href") or inline_text(node)
        if relation is None or not target:
            continue
        scheme = (node.get("ext-link-type") or "").lower()
        if scheme == "pubmed" and (pmid := ids.pmid(target)):
            found.append(ReportLink(relation=relation, scheme="pmid", value=pmid))
        elif scheme == "pmc" and (pmcid := ids.pmcid(target)):
            found.append(ReportLink(relation=relation, scheme="pmcid", value=pmcid))
        elif doi := ids.doi(target):
            found.append(ReportLink(relation=relation, scheme="doi", value=doi))
        else:
            found.append(ReportLink(relation=relation, scheme="url", value=target))
    return tuple(found)


def _license(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    link = element.get("{http://www.w3.org/1999/xlink}href")
    return link or element.get("license-type") or (inline_text(element)[:200] or None)


def _authors(meta: etree._Element | None) -> tuple[str, ...]:
    names = []
    for group in children(meta, "contrib-group"):
        for person in children(group, "contrib"):
            if person.get("contrib-type", "author") != "author":
                continue
            name = child(person, "name")
            if name is None:
                name = child(person, "name-alternatives", "name")
            last, given = string(name, "surname"), string(name, "given-names")
            together = " ".join(p for p in (last, given) if p)
            together = together or string(person, "collab") or string(person, "string-name") or ""
            if together:
                names.append(together)
    return tuple(names)


def _published(meta: etree._Element | None) -> str | None:
    """The earliest full publication date, else the most precise one."""
    dates = []
    for node in children(meta, "pub-date"):
        kind = node.get("pub-type") or node.get("date-type") or ""
        if (
            kind in {"pmc-release", "nihms-submitted", "collection"}
            and len(children(meta, "pub-date")) > 1
        ):
            continue
        date = iso_date(string(node, "year"), string(node, "month"), string(node, "day"))
        if date:
            dates.append(date)
    if not dates:
        return None
    longest = max(len(d) for d in dates)
    return min(d for d in dates if len(d) == longest)
