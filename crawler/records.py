"""Responses into records: one response may hold many, a document is always one.

Everything here is a pure function of the bytes, so the archive can be read again years later
and give the same documents. Changing what it returns changes documents' hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

from dosetable.crawler.documents import Source

Kind = Literal[
    "pubmed-articles",
    "europepmc-search",
    "europepmc-fulltext",
    "clinicaltrials-studies",
    "webpage",
    "other",
]
_XML_PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_NCT = re.compile(r"NCT\d{8}")
# Counters that move without the record being edited.
_EUROPEPMC_VOLATILE = frozenset({"citedByCount", "hasReferences", "hasTextMinedTerms"})


class WrongBody(ValueError):
    """A body is not what its source gives when all is well; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a response, in canonical bytes.

    ``change_hash`` equals the last one's where nothing that matters has changed: ClinicalTrials
    .gov rewrites ``derivedSection`` at every refresh, Europe PMC its citation counts.
    """

    source: Source
    key: str
    url: str
    media_type: str
    body: bytes
    change_hash: str

    @property
    def sha256(self) -> str:
        """Hash of ``body``."""
        return hashlib.sha256(self.body).hexdigest()


def parse_xml(body: bytes) -> etree._Element:
    """Parse untrusted XML: no entities, no network, no DTD, no huge trees.

    Raises WrongBody where it is not well formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise WrongBody(f"not XML: {error}"[:200]) from error
    # A prolog alone parses to nothing in some versions of libxml2.
    if root is None:
        raise WrongBody("an XML prolog without a document")
    return root


def parse_json(body: bytes) -> dict[str, Any]:
    """Parse a JSON object; raises WrongBody for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongBody(f"not JSON: {error}"[:200]) from error
    if not isinstance(value, dict):
        raise WrongBody("JSON, but not an object")
    return value


def canonical_json(value: Any) -> bytes:
    """Write JSON the one way we write it: sorted keys, UTF-8, no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="surrogatepass") + b"\n"


def pubmed_articles(body: bytes) -> tuple[Record, ...]:
    """Split an efetch answer into one-article sets; books are left out.

    Where a PMID comes in several versions the last version stands.
    """
    root = parse_xml(body)
    if root.tag != "PubmedArticleSet":
        raise WrongBody(f"<{root.tag}> where <PubmedArticleSet> was expected")
    best: dict[str, tuple[int, Record]] = {}
    for article in root.iterchildren("PubmedArticle"):
        pmid = article.find("MedlineCitation/PMID")
        key = (pmid.text or "").strip() if pmid is not None else ""
        if pmid is None or not key.isdigit():
            raise WrongBody("a PubmedArticle without a PMID")
        version = pmid.get("Version", "1")
        number = int(version) if version.isdigit() else 1
        inner = etree.tostring(article, encoding="UTF-8", xml_declaration=False, with_tail=False)
        text = _XML_PROLOG + b"<PubmedArticleSet>\n" + inner + b"\n</PubmedArticleSet>\n"
        record = Record(
            source="pubmed",
            key=key,
            url=f"https://pubmed.ncbi.nlm.nih.gov/{key}/",
            media_type="application/xml",
            body=text,
            change_hash=hashlib.sha256(text).hexdigest(),
        )
        if key not in best or number > best[key][0]:
            best[key] = (number, record)
    return tuple(record for _, record in best.values())


def pubmed_books(body: bytes) -> int:
    """Count the book chapters of an efetch answer, which are not read."""
    return sum(1 for _ in parse_xml(body).iterchildren("PubmedBookArticle"))


def europepmc_results(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the results of a search page.

    Raises WrongBody for the errors that come with status 200: an error message, or an envelope
    that holds nothing but its version (a refused parameter, which looks like no result).
    """
    if "errMsg" in page or "errCode" in page:
        raise WrongBody(f"Europe PMC says: {str(page.get('errMsg', 'error'))[:200]}")
    if not isinstance(page.get("hitCount"), int):
        raise WrongBody("a search page without hitCount")
    listed = page.get("resultList")
    results = listed.get("result") if isinstance(listed, Mapping) else None
    if not isinstance(results, list):
        raise WrongBody("a search page without a result list")
    return [result for result in results if isinstance(result, dict)]


def europepmc_search(body: bytes) -> tuple[Record, ...]:
    """Split a Europe PMC core search page into records, each source and id once."""
    records: dict[str, Record] = {}
    for result in europepmc_results(parse_json(body)):
        source, identifier = result.get("source"), result.get("id")
        if not isinstance(source, str) or not isinstance(identifier, str | int) or not source:
            # A client met a last row of nulls (ropensci/europepmc#43).
            continue
        steady = {name: result[name] for name in result if name not in _EUROPEPMC_VOLATILE}
        key = f"{source}/{identifier}"
        records[key] = Record(
            source="europepmc",
            key=key,
            url=f"https://europepmc.org/article/{key}",
            media_type="application/json",
            body=canonical_json(result),
            change_hash=hashlib.sha256(canonical_json(steady)).hexdigest(),
        )
    return tuple(records.values())


def clinicaltrials_studies(body: bytes) -> tuple[Record, ...]:
    """Split a page of ``/studies`` into records.

    Raises WrongBody for the retired version 1 shape and for a study without its NCT number.
    """
    page = parse_json(body)
    studies = page.get("studies")
    if not isinstance(studies, list):
        raise WrongBody("a page without a list of studies")
    records = []
    for study in studies:
        nct = nct_number(study)
        steady = {name: study[name] for name in study if name != "derivedSection"}
        records.append(
            Record(
                source="clinicaltrials",
                key=nct,
                url=f"https://clinicaltrials.gov/study/{nct}",
                media_type="application/json",
                body=canonical_json(study),
                change_hash=hashlib.sha256(canonical_json(steady)).hexdigest(),
            )
        )
    return tuple(records)


def nct_number(study: Any) -> str:
    """Give the NCT number of a version 2 study; raises WrongBody where there is none."""
    try:
        nct = study["protocolSection"]["identificationModule"]["nctId"]
    except (KeyError, TypeError) as error:
        raise WrongBody("a study without an NCT number") from error
    if not isinstance(nct, str) or not _NCT.fullmatch(nct):
        raise WrongBody(f"{nct!r} is not an NCT number"[:200])
    return nct


_SPLITTERS: Mapping[Kind, Callable[[bytes], tuple[Record, ...]]] = {
    "pubmed-articles": pubmed_articles,
    "europepmc-search": europepmc_search,
    "clinicaltrials-studies": clinicaltrials_studies,
}


def split(
    kind: Kind, body: bytes, *, source: Source, key: str, url: str, media_type: str
) -> tuple[Record, ...]:
    """Give the records of a response; ``key``, ``url`` and ``media_type`` name a whole-body one.

    Raises WrongBody where the body is not of its kind.
    """
    if kind == "other":
        return ()
    if kind in _SPLITTERS:
        return _SPLITTERS[kind](body)
    return (
        Record(
            source=source,
            key=key,
            url=url,
            media_type=media_type,
            body=body,
            change_hash=hashlib.sha256(body).hexdigest(),
        ),
    )
