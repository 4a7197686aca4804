"""Which measures a text names, with the version that stands around the name."""

from __future__ import annotations

import pytest

from dosetable.extract.pipes.measures import find_measures
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def names(text: str) -> list[str]:
    return [m.name for m in find_measures(twin(text), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the six-item Hamilton scale (HAM-D-6) was primary", "HAM-D-6"),
        ("17-item Hamilton Depression Rating Scale (HDRS17)", "HAM-D-17"),
        ("HAMD-24 totals", "HAM-D-24"),
        ("the Montgomery–Åsberg Depression Rating Scale (MADRS)", "MADRS"),
        ("BDI-II at week 6", "BDI"),
        ("QIDS-SR16 scores", "QIDS-SR"),
        ("Clinical Global Impression–Severity", "CGI-S"),
        ("Columbia-Suicide Severity Rating Scale", "C-SSRS"),
        ("Scale for Suicidal Ideation (SSI)", "SSI"),
        ("Edinburgh Postnatal Depression Scale (EPDS)", "EPDS"),
        ("QIDS-SR suicidality fell", "QIDS suicidal ideation item"),
        ("HDRS suicidal thoughts item", "HAM-D suicide item"),
        ("the Cornell Scale for Depression in Dementia (CSDD)", "CSDD"),
        ("Reynolds Adolescent Depression Scale (RADS-2)", "RADS"),
        ("Suicidal Ideation Attributes Scale", "SIDAS"),
        ("PHQ-2 at day 7", "PHQ-2"),
        ("remained relapse-free", "relapse-free remission"),
        ("14 of 20 responded", "response"),
    ],
)
def test_one_name_is_one_mention(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    ["a dose-response relation", "nonresponse to two drugs", "a hamburger", "in response to"],
)
def test_what_only_looks_like_a_measure(text: str) -> None:
    assert names(text) == []


def test_offsets_quote_the_text() -> None:
    text = "On the MADRS, and on the PHQ-9, scores fell."
    assert [text[m.start : m.end] for m in find_measures(text, VOCABULARY)] == ["MADRS", "PHQ-9"]


def test_an_abbreviation_that_the_text_defines() -> None:
    text = "The Beck Scale for Suicide Ideation (BSUI) was used. BSUI scores fell."
    assert [m.name for m in find_measures(text, VOCABULARY)] == ["SSI", "SSI", "SSI"]


def test_another_topic_s_measure_is_known_and_marked() -> None:
    (found,) = find_measures("the Hamilton Anxiety Rating Scale", VOCABULARY)
    assert found.kind == "other"
