"""What the bytes are: XML, HTML, JSON or plain text, and in which encoding."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from dosetable.extract.document import UnreadableDocument

Format = Literal["xml", "html", "json", "text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "a rich text file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_HEAD_BYTES = 8_192
_JSON_LIST = re.compile(rb"\[\s*[\[\]{\"]")
_SKIPPED = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+([A-Za-z][\w:.-]*)(?:[^>\[]|\[.*?\])*>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
# <article> is an element of HTML and the root of JATS.
_JATS = re.compile(
    rb"\A<article[\s>](?=.*<front[\s>]|[^>]*(?:article-type|dtd-version)=)", re.DOTALL
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
# As browsers do: pages that declare Latin-1 or ASCII are read as windows-1252.
_AS_CP1252 = {"iso8859-1", "ascii", "latin-1", "latin1"}
_HTML_ROOTS = {
    b"html", b"head", b"body", b"title", b"meta", b"div", b"p", b"article", b"main", b"section",
    b"span", b"table", b"h1", b"h2", b"ul", b"script", b"link", b"center", b"font", b"a",
}  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.005


# A title or a note, saved together with the record that it is of.
_FOREWORD = re.compile(
    rb"\A(?!\s*[<{\[]).{1,2000}?\n\s*(?=<\?xml\s|<!DOCTYPE\s+(?:article|PubmedArticleSet)\b"
    rb"|<(?:article|PubmedArticleSet|PubmedArticle)[\s>]|\{\s*\"(?:protocolSection|studies)\"\s*:)",
    re.DOTALL,
)


def without_foreword(data: bytes) -> bytes:
    """``data`` from the record on, where lines of plain text were saved in front of it."""
    return data[_match_end(_FOREWORD.match(data)) :]


def sniff(data: bytes, media_type: str | None) -> Format:
    """Decide the format by what the bytes are; ``media_type`` only breaks ties.

    Raises UnreadableDocument for binary files.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(f"{name}, not text")
    head = _head(data)
    if b"\x00" in head:
        raise UnreadableDocument("binary data, not text")
    plain = head.lstrip()
    if plain.startswith(b"{") or _JSON_LIST.match(plain) or _is_json(media_type):
        return "json"
    if plain.startswith(b"<"):
        return _markup(plain)
    if b"<html" in head.lower() or ("html" in (media_type or "").lower() and b"<" in head):
        return "html"
    return "text"


def _head(data: bytes) -> bytes:
    """The first bytes, as ASCII-compatible ones also where the file is UTF-16 or UTF-32."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                text = data[: _HEAD_BYTES * 2].decode(encoding, "ignore")
            except UnicodeError:
                return data[:_HEAD_BYTES]
            return text.encode("utf-8", "replace")
    return data[:_HEAD_BYTES]


def _is_json(media_type: str | None) -> bool:
    return "json" in (media_type or "").lower()


def _markup(plain: bytes) -> Format:
    declared = plain.startswith(b"<?xml")
    rest = plain[_match_end(_SKIPPED.match(plain)) :]
    doctype = _DOCTYPE.match(rest)
    if doctype:
        if doctype[1].lower() == b"html":
            return "html"
        return "xml"
    root = _ROOT.match(rest)
    if root and root[1].lower() in _HTML_ROOTS and not _JATS.search(rest):
        return "html"
    return "xml" if root or declared or rest.startswith(b"<!") else "text"


def _match_end(match: re.Match[bytes] | None) -> int:
    return match.end() if match else 0


def decode(data: bytes, *, media_type: str | None, html: bool) -> tuple[str, tuple[str, ...]]:
    """Decode by byte order mark, header, ``<meta charset>``, UTF-8, and last windows-1252.

    Returns the text and warnings. Raises UnreadableDocument where it is no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(data.decode(encoding, "replace")), ()
    declared = _declared(data, media_type, html)
    for name in (declared, "utf-8"):
        if name is None:
            continue
        try:
            return _checked(data.decode(name)), ()
        except UnicodeDecodeError:
            continue
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") > max(3, len(text) // 200):
            raise UnreadableDocument("not text in any encoding that is known") from None
        return _checked(text), ("some characters could not be decoded",)
    return _checked(text), ("the encoding is not stated and not UTF-8: read as windows-1252",)


def _declared(data: bytes, media_type: str | None, html: bool) -> str | None:
    header = _HEADER_CHARSET.search(media_type or "")
    meta = _META_CHARSET.search(data[:_HEAD_BYTES]) if html else None
    for name in (header[1] if header else None, meta[1].decode("ascii") if meta else None):
        if name is None:
            continue
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        if known in _AS_CP1252:
            # Many pages declare Latin-1 and are UTF-8: UTF-8 cannot be decoded by accident.
            return "utf-8" if _is_utf8(data) else "cp1252"
        return known if _is_text_codec(known) else None
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name), str)
    except (LookupError, UnicodeError, ValueError, TypeError):
        return name.startswith("utf")


def _checked(text: str) -> str:
    sample = text[:100_000]
    if len(_CONTROLS.findall(sample)) > max(2, _MOST_CONTROLS * len(sample)):
        raise UnreadableDocument("binary data, not text")
    return text
