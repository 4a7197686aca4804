"""The readers never crash: any bytes end in documents or in an UnreadableDocument."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosetable.extract.document import UnreadableDocument
from dosetable.extract.readers import read

LIBRARY = Path(__file__).parents[3] / "crawler" / "library"
SEEDS = [
    path.read_bytes()
    for pattern in (
        "pubmed/30283029.xml",
        "europepmc/fulltext/PMC6447473.xml",
        "clinicaltrials/NCT01998958.json",
        "europepmc/*.json",
        "webpages/*/*/*.html",
    )
    for path in sorted(LIBRARY.glob(pattern))[:1]
]


def check(data: bytes) -> None:
    try:
        documents = read(data)
    except UnreadableDocument as error:
        reason = str(error)
        documents = None
    if documents is None:
        assert reason
        assert "\n" not in reason
        return
    assert documents
    for document in documents:
        for section in document.sections:
            assert 0 <= section.start < section.end <= len(document.text)
        for start, end in document.spans.values():
            assert 0 <= start <= end <= len(document.text)
        for table in document.tables:
            for cell in table.cells:
                assert 0 <= cell.start <= cell.end <= len(document.text)


def test_the_library_is_there() -> None:
    assert len(SEEDS) == 5


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_text(text: str, encoding: str) -> None:
    check(text.encode(encoding, "ignore"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_documents(data: st.DataObject) -> None:
    """Cut, repeat or overwrite a stretch of a valid document."""
    seed = data.draw(st.sampled_from(SEEDS))
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 400)))
    filling = data.draw(
        st.one_of(
            st.just(b""),
            st.binary(max_size=40),
            st.sampled_from(
                [b"<", b">", b'"', b"</p>", b"null", b"{}", b"[]", b"-1e999", b"\x00", b"&lol;"]
            ),
            st.just(seed[start:end] * 3),
        )
    )
    check(seed[:start] + filling + seed[end:])
