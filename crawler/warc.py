"""The WARC side of the archive (ISO 28500): records in, records out, nothing remembered."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dosetable.crawler.documents import Source
from dosetable.crawler.records import Kind

_REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Names of the two parties' connection, and cookies, are nobody's business later.
_DROPPED_HEADERS = frozenset(
    {"set-cookie", "content-encoding", "transfer-encoding", "content-length", "connection"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One response to keep.

    ``uri`` is what was asked for, without secrets; ``key``, ``url`` and ``media_type`` name the
    document where the whole body is one. ``fetched_at`` is UTC.
    """

    source: Source
    kind: Kind
    uri: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    key: str = ""
    url: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierBody:
    """Where a body was first written, and what for."""

    file: str
    offset: int
    uri: str
    date: str


def digest_of(body: bytes) -> str:
    """Give the digest under which a body is kept once."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def warc_date(moment: datetime) -> str:
    """Write a moment as WARC does: UTC, whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def gzip_member(exchange: Exchange, order: int, digest: str, earlier: EarlierBody | None) -> bytes:
    """Write one gzip member: the response, or a revisit of a body already kept."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    headers = [pair for pair in exchange.headers if pair[0].lower() not in _DROPPED_HEADERS]
    http = StatusAndHeaders(f"{exchange.status} ", headers, protocol="HTTP/1.1")
    extra = {
        "WARC-Date": warc_date(exchange.fetched_at),
        "WARC-Payload-Digest": digest,
        "Dosetable-Order": str(order),
        "Dosetable-Source": exchange.source,
        "Dosetable-Kind": exchange.kind,
        "Dosetable-Fetched-At": exchange.fetched_at.isoformat(),
    }
    for name, value in (
        ("Dosetable-Key", exchange.key),
        ("Dosetable-URL", exchange.url),
        ("Dosetable-Media-Type", exchange.media_type),
    ):
        if value:
            extra[name] = value
    if earlier is None:
        record = writer.create_warc_record(
            exchange.uri,
            "response",
            payload=io.BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=http,
            warc_headers_dict=extra,
        )
    else:
        extra |= {
            "WARC-Profile": _REVISIT_PROFILE,
            "WARC-Refers-To-Target-URI": earlier.uri,
            "WARC-Refers-To-Date": earlier.date,
        }
        record = writer.create_warc_record(
            exchange.uri, "revisit", http_headers=http, warc_headers_dict=extra
        )
    writer.write_record(record)
    return buffer.getvalue()


def append(path: Path, member: bytes) -> int:
    """Add a member to a file, see it on the disk, and give the file's new length."""
    with path.open("ab") as stream:
        stream.write(member)
        stream.flush()
        os.fsync(stream.fileno())
        return stream.tell()


def sync_folder(folder: Path) -> None:
    """See the names in a folder on the disk: after a power loss a rename is else undone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def headers_from(path: Path, start: int) -> Iterator[tuple[int, int, int, dict[str, str]]]:
    """Give order, offset, end and headers of the whole records of a file from ``start``."""
    with path.open("rb") as stream:
        stream.seek(start)
        iterator = ArchiveIterator(stream)
        with closing(iterator):
            while True:
                try:
                    record: ArcWarcRecord = next(iterator)
                    headers = dict(record.rec_headers.headers)
                    body = record.content_stream().read()
                    offset = iterator.get_record_offset()
                    length = iterator.get_record_length()
                except (StopIteration, ArchiveLoadFailed, EOFError, OSError, ValueError):
                    return
                whole = headers.get("WARC-Type") == "revisit" or (
                    digest_of(body) == headers.get("WARC-Payload-Digest")
                )
                if not whole or "Dosetable-Order" not in headers:
                    return
                yield int(headers["Dosetable-Order"]), offset, offset + length, headers
