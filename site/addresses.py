"""Addresses: of our own pages, and of the outside pages that we are willing to link to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from dosetable.store.evidence_table import ReportView

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?\Z")
_NCT = re.compile(r"NCT\d{8}\Z")
_PMID = re.compile(r"\d{1,9}\Z")
_PMCID = re.compile(r"PMC\d{1,9}\Z")
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_NOT_ID = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that may be shown: ``href`` is always http or https."""

    label: str
    href: str


def is_slug(text: str) -> bool:
    """Whether ``text`` may be the name of a page: lower-case letters, digits and hyphens."""
    return _SLUG.match(text) is not None


def slugify(text: str) -> str:
    """``text`` as a page name or a filter value; 'x' where nothing of it can be kept."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "x"


def anchor(prefix: str, text: str) -> str:
    """An id on a page, safe as an attribute and in an address."""
    return f"{prefix}-{_NOT_ID.sub('-', text)}"


def safe_url(url: str | None) -> str | None:
    """``url`` where it is a plain http(s) address; anything else (javascript:, data:) is None."""
    if not url or any(ord(c) <= 32 or c in '<>"\\`' for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    return None if "@" in parts.netloc else url


def outside_links(report: ReportView) -> tuple[Link, ...]:
    """Where to read a report itself: PubMed, PubMed Central, DOI, registry, its own page."""
    links: list[Link] = []
    if report.pmid and _PMID.match(report.pmid):
        links.append(Link(label="PubMed", href=f"https://pubmed.ncbi.nlm.nih.gov/{report.pmid}/"))
    if report.pmcid and _PMCID.match(report.pmcid):
        href = f"https://pmc.ncbi.nlm.nih.gov/articles/{report.pmcid}/"
        links.append(Link(label="PubMed Central", href=href))
    if report.doi and _DOI.match(report.doi):
        href = "https://doi.org/" + quote(report.doi, safe="/:;()._-")
        links.append(Link(label="DOI", href=href))
    links += [
        Link(label=number, href=f"https://clinicaltrials.gov/study/{number}")
        for number in report.registry
        if _NCT.match(number)
    ]
    url = safe_url(report.url)
    if url is not None and not links:
        links.append(Link(label=urlsplit(url).hostname or "source", href=url))
    elif url is not None and report.kind == "press page":
        links.insert(0, Link(label=urlsplit(url).hostname or "source", href=url))
    return tuple(links)
