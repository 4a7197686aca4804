"""Nothing holds the night up: a page of too many elements, a document that takes too long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.collect import extract_document
from dosetable.extract.document import UnreadableDocument
from dosetable.extract.nlp import build_nlp
from dosetable.extract.readers import read
from dosetable.extract.readers.html import MAX_ELEMENTS

TEXT = b"Ketamine against saline in major depression\n\nTwenty adults with major depressive disorder were randomized to ketamine 0.5 mg/kg."


@Language.component("waits")
def waits(doc: Doc) -> Doc:
    """Others have the processor for longer than the limit."""
    time.sleep(2.1)
    return doc


@pytest.mark.parametrize(
    "piece",
    [b"<p>Ketamine.</p>", b"<article><div>a</div></article>", b"<tr><td>a</td></tr>", b"<br>"],
)
def test_a_page_of_too_many_elements_is_refused_at_once(piece: bytes) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match=f"over the limit of {MAX_ELEMENTS}"):
        read(b"<html><body><table>" + piece * (MAX_ELEMENTS + 1))
    assert time.process_time() - started < 8


def test_a_long_page_within_the_limit_is_read() -> None:
    (document,) = read(b"<html><body><article>" + b"<p>Ketamine in depression.</p>" * 900)
    assert document.text.count("Ketamine") == 900


def test_a_busy_machine_makes_no_document_unreadable() -> None:
    (document,) = read(TEXT)
    nlp = build_nlp()
    nlp.add_pipe("waits", first=True)
    assert extract_document(document, nlp, max_seconds=2).screening.included


def test_a_document_that_takes_too_long_is_stopped_with_one_line() -> None:
    (document,) = read(TEXT)
    ticks: Iterator[int] = count(0, 20)
    with pytest.raises(UnreadableDocument) as refused:
        extract_document(document, max_seconds=30, clock=lambda: float(next(ticks)))
    assert "more than 30 seconds" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_document_in_time_is_read() -> None:
    (document,) = read(TEXT)
    assert extract_document(document, clock=lambda: 0.0).screening.included
