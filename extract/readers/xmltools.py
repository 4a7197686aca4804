"""Hardened XML parsing, and the text of mixed content."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from dosetable.extract.document import UnreadableDocument
from dosetable.extract.readers.building import clean

_ENTITY_DECLARATION = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_XML_OWN = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_PROLOG_BYTES = 65_536
_NAMESPACE_ERROR = "NS_ERR"
_SIMPLE_EXPONENT = re.compile(r"[-+\u2212\u2013\u2010\u2011]?\d{1,3}")


def parse_xml(data: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    """Parse bytes (the parser reads the encoding declaration) and return the root and warnings.

    Nothing is fetched, no DTD is loaded and no entity is expanded. Raises UnreadableDocument for
    truncated or broken XML, declared entities, excessive depth, or a prolog without a document.
    """
    if _ENTITY_DECLARATION.search(data[:_PROLOG_BYTES]):
        raise UnreadableDocument("XML that declares entities, which is refused")
    data = _NAMED.sub(_numeric, data)
    try:
        return _parse(data), ()
    except etree.XMLSyntaxError as error:
        return _second_try(data, error)


def _second_try(data: bytes, error: etree.XMLSyntaxError) -> tuple[etree._Element, tuple[str, ...]]:
    reason = clean(str(error)) or "empty document"
    kind = _error_kind(error)
    try:
        if kind == "NS_ERR_UNDEFINED_NAMESPACE":
            return _parse(data, recover=True), ("a namespace prefix is not declared",)
        if kind in {"ERR_INVALID_CHAR", "ERR_INVALID_ENCODING", "ERR_DOCUMENT_END"} and not _utf8(
            data
        ):
            return _parse(data, encoding="cp1252"), (
                "the text is not in its declared encoding: read as windows-1252",
            )
    except etree.XMLSyntaxError:
        pass
    if _ELEMENT.search(data) is None:
        raise UnreadableDocument("an XML prolog without a document: an empty answer") from error
    raise UnreadableDocument(f"broken or truncated XML: {reason[:200]}") from error


def _parse(data: bytes, *, recover: bool = False, encoding: str | None = None) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        encoding=encoding,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise UnreadableDocument("an XML prolog without a document: an empty answer")
    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        raise UnreadableDocument("XML that declares entities, which is refused")
    return root


def _error_kind(error: etree.XMLSyntaxError) -> str:
    log: Any = error.error_log
    entries = [str(entry.type_name) for entry in log]
    undefined = [name for name in entries if name.startswith(_NAMESPACE_ERROR)]
    if undefined and len(undefined) == len(entries):
        return undefined[0]
    return entries[0] if entries else ""


def _utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _numeric(match: re.Match[bytes]) -> bytes:
    name = match[1]
    code = None if name in _XML_OWN else name2codepoint.get(name.decode("ascii"))
    return match[0] if code is None else b"&#%d;" % code


def local(element: etree._Element) -> str:
    """Return the element's name without namespace, in lower case; '' for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def inline_text(
    element: etree._Element | None,
    *,
    drop: frozenset[str] = frozenset(),
    space: frozenset[str] = frozenset(),
) -> str:
    """Return the text of mixed content on one line; '' for None.

    ``sup`` and ``sub`` keep their meaning: 10<sup>-3</sup> is ``10^-3``, kg<sup>-1</sup> is
    ``kg-1``, H<sub>2</sub>O is ``H2O``. Elements named in ``drop`` are left out (their tails
    stay); those in ``space`` are set off by blanks.
    """
    if element is None:
        return ""
    pieces: list[str] = []
    _collect(element, pieces, drop, space)
    return clean("".join(pieces))


def _collect(
    element: etree._Element, pieces: list[str], drop: frozenset[str], space: frozenset[str]
) -> None:
    if element.text:
        pieces.append(element.text)
    for child in element:
        name = local(child)
        if name in drop:
            pass
        elif name in {"sup", "sub"}:
            pieces.append(_raised(child, "".join(pieces[-3:]), name, drop, space))
        elif name in space:
            pieces.append(" ")
            _collect(child, pieces, drop, space)
            pieces.append(" ")
        elif name:
            _collect(child, pieces, drop, space)
        if child.tail:
            pieces.append(child.tail)


def _raised(
    element: etree._Element, before: str, name: str, drop: frozenset[str], space: frozenset[str]
) -> str:
    inner: list[str] = []
    if name == "sup" and all(_is_citation(child) for child in element) and len(element):
        return ""
    _collect(element, inner, drop, space)
    text = "".join(inner).strip()
    last = before[-1:] if before else ""
    if not last and name == "sup" and len(text) < 3:
        return f"{text} "  # the mark before a footnote
    if not text or not last or last.isspace():
        return text
    if last.isdigit():
        return ("^" if name == "sup" else "_") + text
    if name == "sub" or _SIMPLE_EXPONENT.fullmatch(text):
        return text
    return "^" + text


def _is_citation(element: etree._Element) -> bool:
    return local(element) == "xref" and element.get("ref-type") in {
        "bibr",
        "fn",
        "table-fn",
        "aff",
        "corresp",
    }


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Follow element names (local, any namespace) down from ``element``; None where one lacks."""
    for name in path:
        if element is None:
            return None
        element = next((c for c in element if local(c) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the direct children with this local name, in lower case."""
    return [] if element is None else [c for c in element if local(c) == name]


def string(element: etree._Element | None, *path: str) -> str | None:
    """Return the text of the element at ``path``, or None where it is missing or empty."""
    return inline_text(child(element, *path)) or None
