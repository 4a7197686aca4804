"""Quotes on a study page: each sentence once, with every field that was read from it."""

from __future__ import annotations

from dosetable.site.quotes import Reports, later_fields
from dosetable.store.evidence_table import Quote


def _quote(text: str, *, report: int = 1, confidence: float = 0.9, rule: str = "r") -> Quote:
    return Quote(
        text=text,
        report=report,
        document_sha256="0" * 64,
        section="none",
        start=0,
        end=len(text),
        rule=rule,
        confidence=confidence,
    )


def test_a_sentence_inside_a_longer_quote_of_its_report_is_shown_there() -> None:
    both = _quote("Forty were randomized. Twenty had ketamine.", rule="arms")
    one = _quote("Twenty had ketamine.", confidence=0.6, rule="count")
    (merged,) = Reports(()).quotes([("n", (one,)), ("drug", (both,))])
    assert merged.text == both.text
    assert set(merged.fields) == {"n", "drug"}
    assert set(merged.rules) == {"arms", "count"}
    assert merged.confidence == "60%"


def test_the_same_words_of_another_report_stay_a_quote_of_their_own() -> None:
    words = "Twenty had ketamine."
    shown = Reports(()).quotes([("n", (_quote(words), _quote(words, report=2)))])
    assert len(shown) == 2


def test_a_folded_list_names_what_it_holds_and_no_section_is_called_none() -> None:
    shown = Reports(()).quotes(
        [("dose", (_quote("A."),)), ("drug", (_quote("A."),)), ("n", (_quote("B."),))]
    )
    assert shown[0].fields == ("dose", "drug")
    assert later_fields(shown) == ("n",)
    assert {quote.section for quote in shown} == {None}
