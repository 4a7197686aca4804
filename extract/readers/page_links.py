"""Which paper or trial a page tells of: DOI, PMID and NCT in its main text and references.

A page's own DOI (a journal's article page) is its identifier; a press page has none and *is
about* the papers its story names. Sidebars and teasers were pruned before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

from dosetable.extract.facts import Identifiers, ReportLink
from dosetable.extract.readers import identifiers as ids
from dosetable.extract.readers.page_metadata import PageMetadata

_DOI_TEXT = re.compile(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
_PMID_TEXT = re.compile(r"\bPMID\s*:?\s*(\d{5,8})\b", re.IGNORECASE)
_NCT_TEXT = re.compile(r"\bNCT\s?(\d{8})\b")
_PMC_PATH = re.compile(r"/(PMC\d{3,9})\b", re.IGNORECASE)
_NCT_PATH = re.compile(r"/(NCT\d{8})\b", re.IGNORECASE)
_PUBMED_PATH = re.compile(r"(?:^|/)(\d{5,8})/?$")
# A page that names more papers than this reviews a field; it is not about one trial.
_MOST_PAPERS = 3
_CONTAINERS = ".//article | .//main | .//*[@itemprop='articleBody'] | .//*[@role='main']"
Found = tuple[str, str]


def page_identifiers(
    tree: lxml_html.HtmlElement, metadata: PageMetadata, text: str, base: str | None
) -> tuple[Identifiers, tuple[ReportLink, ...]]:
    """Return the page's own identifiers and its links to papers and trials."""
    own_doi, own_pmid = metadata.doi, metadata.pmid
    own_pmcid: str | None = None
    for scheme, value in _from_address(base or ""):
        own_doi = own_doi or (value if scheme == "doi" else None)
        own_pmid = own_pmid or (value if scheme == "pmid" else None)
        own_pmcid = own_pmcid or (value if scheme == "pmcid" else None)
    identifiers = Identifiers(pmid=own_pmid, pmcid=own_pmcid, doi=own_doi)
    own = {own_doi, own_pmid, own_pmcid}
    found = [f for f in dict.fromkeys(_found(tree, metadata, text)) if f[1] not in own]
    is_article = bool(own_doi or own_pmid or own_pmcid)
    papers = {value for scheme, value in found if scheme == "doi"}
    cites = is_article or len(papers) > _MOST_PAPERS
    return identifiers, tuple(
        ReportLink(relation="cites" if cites else "is about", scheme=scheme, value=value)
        for scheme, value in found
    )


def _found(tree: lxml_html.HtmlElement, metadata: PageMetadata, text: str) -> Iterator[Found]:
    for address in metadata.about:
        yield from _from_address(address)
    for match in _DOI_TEXT.finditer(text):
        if value := ids.doi(match[0]):
            yield "doi", value
    for match in _PMID_TEXT.finditer(text):
        yield "pmid", match[1]
    for match in _NCT_TEXT.finditer(text):
        yield "registry", f"NCT{match[1]}"
    containers = tree.xpath(_CONTAINERS)
    for container in containers or tree.iter("body"):
        for link in container.iter("a"):
            yield from _from_address(link.get("href") or "")


def _from_address(address: str) -> Iterator[Found]:
    """The identifier an address holds: doi.org, PubMed, PMC, ClinicalTrials.gov, publishers."""
    try:
        parts = urlsplit(unquote(address.strip()))
    except ValueError:
        return
    host = (parts.hostname or "").lower()
    if match := _NCT_PATH.search(parts.path):
        yield "registry", match[1].upper()
    elif host in {"pubmed.ncbi.nlm.nih.gov", "www.ncbi.nlm.nih.gov"} and (
        match := _PUBMED_PATH.search(parts.path)
    ):
        yield "pmid", match[1]
    elif host.endswith(("ncbi.nlm.nih.gov", "europepmc.org")) and (
        match := _PMC_PATH.search(parts.path)
    ):
        yield "pmcid", match[1].upper()
    elif value := ids.doi(parts.path + (f"?{parts.query}" if "id=10." in parts.query else "")):
        yield "doi", re.sub(r"/(?:full|abstract|pdf|epdf|html|meta)$", "", value)
    elif not host and (value := ids.doi(address)):
        yield "doi", value
