"""A document that would take for ever is given up, wherever it hangs."""

from __future__ import annotations

import re
import signal
import threading
import time

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from dosetable.extract.collect import extract_document
from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.facts import StudyFacts
from dosetable.extract.nlp import build_nlp
from dosetable.extract.readers import read
from dosetable.extract.time_limit import limited

TEXT = b"A randomized trial of ketamine in depression\n\nForty adults with depression took part."
_RUNS_AWAY = re.compile(r"(a+)+$")


def _hang(doc: Doc) -> Doc:
    try:
        _RUNS_AWAY.match("a" * 60 + "b")
    except Exception:  # as a rule might that forgives a bad number
        return doc
    return doc


@Language.component("hangs")
def hangs(doc: Doc) -> Doc:
    return _hang(doc)


@pytest.fixture
def document() -> Document:
    (found,) = read(TEXT)
    return found


def test_a_hang_inside_one_expression_is_cut(document: Document) -> None:
    nlp = build_nlp()
    nlp.add_pipe("hangs")
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match="more than 0.3 seconds: stopped in hangs"):
        extract_document(document, nlp, max_seconds=0.3)
    assert time.process_time() - started < 5
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_next_document_is_read_as_ever(document: Document) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    assert extract_document(document, max_seconds=30).screening.included
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_another_thread_reads_without_a_timer(document: Document) -> None:
    found: list[StudyFacts] = []
    watched: list[bool] = []

    def work() -> None:
        with limited(1) as watches:
            watched.append(watches)
        found.append(extract_document(document))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert watched == [False]
    assert found[0].screening.included


def test_a_timer_that_runs_already_is_left_alone() -> None:
    with limited(30) as outer:
        with limited(0.01) as inner:
            pass
        left, _ = signal.getitimer(signal.ITIMER_VIRTUAL)
    assert (outer, inner) == (True, False)
    assert left > 20
