"""HTML strings inside JSON (Europe PMC abstracts), and the Markdown of ClinicalTrials.gov."""

from __future__ import annotations

import re
from html import unescape

from dosetable.extract.readers.building import clean

# A tag has a name: "P<0.001 and n>20" holds none.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>")
_HEAD = re.compile(
    r"<h[1-6][^<>]*>(.*?)</h[1-6]>|<(?:jats:)?title>(.*?)</(?:jats:)?title>",
    re.IGNORECASE | re.DOTALL,
)
_SUP = re.compile(r"(.?)<(sup|sub)>([^<>]{0,60})</\2>", re.IGNORECASE | re.DOTALL)
_SIMPLE_EXPONENT = re.compile(r"[-+\u2212\u2013]?\d{1,3}")
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|jats:p|jats:sec)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|=])")


def strip_tags(text: str) -> str:
    """Return an HTML string as one line of text, entities decoded once."""
    text = _SUP.sub(_raised, text)
    return clean(unescape(_TAG.sub("", _BLOCK.sub(" ", text))))


def headed_parts(text: str) -> list[tuple[str | None, str]]:
    """Split an HTML abstract at its ``<h4>`` heads into (heading, text) pairs."""
    parts: list[tuple[str | None, str]] = []
    heading: str | None = None
    start = 0
    for match in _HEAD.finditer(text):
        _keep(parts, heading, text[start : match.start()])
        heading = strip_tags(match[1] or match[2] or "") or None
        start = match.end()
    _keep(parts, heading, text[start:])
    return parts


def unescape_markdown(text: str) -> str:
    """Undo the backslash escapes of ClinicalTrials.gov's markup fields."""
    return _ESCAPE.sub(r"\1", text)


def _keep(parts: list[tuple[str | None, str]], heading: str | None, html: str) -> None:
    text = strip_tags(html)
    if text:
        parts.append((heading, text))


def _raised(match: re.Match[str]) -> str:
    before, name, inner = match[1], match[2].lower(), match[3].strip()
    if before.isdigit():
        return f"{before}{'^' if name == 'sup' else '_'}{inner}"
    if name == "sup" and before.isalpha() and not _SIMPLE_EXPONENT.fullmatch(inner):
        return f"{before}^{inner}"
    return before + inner
