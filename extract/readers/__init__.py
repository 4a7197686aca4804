"""The readers, one format a file: bytes -> Document.

``read`` decides by what the bytes are. Every failure is an UnreadableDocument with one line
that says what the bytes were instead.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.readers import clinicaltrials, europepmc, jats, pubmed
from dosetable.extract.readers.building import clean
from dosetable.extract.readers.html import MAX_PAGE_BYTES, read_html
from dosetable.extract.readers.json_values import mapping, text_of
from dosetable.extract.readers.plaintext import read_plain
from dosetable.extract.readers.sniff import decode, sniff, without_foreword
from dosetable.extract.readers.xmltools import inline_text, local, parse_xml

__all__ = ["MAX_BYTES", "UnreadableDocument", "read"]

MAX_BYTES = 20_000_000
# A plain text longer than this is data.
MAX_TEXT_BYTES = 5_000_000


def read(data: bytes, *, url: str | None = None, media_type: str | None = None) -> list[Document]:
    """Return the records that ``data`` holds; a search answer may hold many.

    ``media_type`` may carry a charset. Raises UnreadableDocument, with one line that says why.
    """
    _check_size(data, MAX_BYTES, "file")
    if not data.strip():
        raise UnreadableDocument("the file is empty")
    sha256 = hashlib.sha256(data).hexdigest()
    data = without_foreword(data)
    form = sniff(data, media_type)
    if form == "xml":
        return _read_xml(data, sha256, url)
    if form == "json":
        return _read_json(data, sha256, url)
    _check_size(data, MAX_PAGE_BYTES if form == "html" else MAX_TEXT_BYTES, form)
    text, warnings = decode(data, media_type=media_type, html=form == "html")
    if form == "html":
        return read_html(text, sha256=sha256, url=url, warnings=warnings)
    return read_plain(text, sha256=sha256, url=url, warnings=warnings)


def _check_size(data: bytes, most: int, what: str) -> None:
    if len(data) > most:
        raise UnreadableDocument(
            f"the {what} has {len(data) / 1e6:.1f} MB, over the limit of {most / 1e6:.0f} MB"
        )


def _read_xml(data: bytes, sha256: str, url: str | None) -> list[Document]:
    root, warnings = parse_xml(data)
    name = local(root)
    if name in pubmed.ROOTS:
        return pubmed.read_pubmed(root, sha256=sha256, url=url, warnings=warnings)
    if name in jats.ROOTS:
        return jats.read_jats(root, sha256=sha256, url=url, warnings=warnings)
    if name == "html":
        text, warnings = decode(data, media_type=None, html=True)
        return read_html(text, sha256=sha256, url=url, warnings=warnings)
    if name in {"errorbean", "oa", "error", "esearchresult", "efetchresult"}:
        raise UnreadableDocument(f"an answer without a record ({name}): {inline_text(root)[:200]}")
    raise UnreadableDocument(f"XML with the root <{name[:60]}>, a format that is not read here")


def _read_json(data: bytes, sha256: str, url: str | None) -> list[Document]:
    text, _ = decode(data, media_type=None, html=False)
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"broken or truncated JSON: {str(error)[:200]}") from error
    if isinstance(value, list):
        return _read_list(value, sha256, url)
    if not isinstance(value, dict):
        raise UnreadableDocument("JSON that is no object")
    if "protocolSection" in value or "studies" in value:
        return clinicaltrials.read_records(value, sha256=sha256, url=url)
    if "resultList" in value or "errMsg" in value:
        return europepmc.read_answer(value, sha256=sha256, url=url)
    if europepmc.is_record(value):
        return [europepmc.read_record(value, sha256=sha256, url=url)]
    if mapping(value.get("result")) and europepmc.is_record(mapping(value["result"])):
        return [europepmc.read_record(value["result"], sha256=sha256, url=url)]
    raise UnreadableDocument(_unknown(value))


def _read_list(values: list[Any], sha256: str, url: str | None) -> list[Document]:
    records = [mapping(v) for v in values]
    if records and all("protocolSection" in r for r in records):
        return clinicaltrials.read_records({"studies": values}, sha256=sha256, url=url)
    if records and all(europepmc.is_record(r) for r in records):
        return [europepmc.read_record(r, sha256=sha256, url=url) for r in records]
    raise UnreadableDocument("a JSON list of something other than records")


def _unknown(value: dict[str, Any]) -> str:
    """One line for JSON that holds no record; an API key in it is never repeated."""
    if "FullStudiesResponse" in value or "StudyFieldsResponse" in value:
        return "the retired version 1 of the ClinicalTrials.gov answer"
    if "esearchresult" in value:
        error = text_of(mapping(value["esearchresult"]).get("ERROR"))
        return (
            f"a PubMed search error: {clean(error)[:200]}"
            if error
            else "a PubMed list of identifiers without records"
        )
    if error := text_of(value.get("error")):
        return f"an error answer: {clean(error)[:200]}"
    if set(value) == {"version"}:
        return "a Europe PMC answer with its version alone: a parameter was rejected"
    keys = ", ".join(sorted(str(k)[:40] for k in value)[:6]) or "no keys"
    return f"JSON of an unknown kind ({clean(keys)})"
