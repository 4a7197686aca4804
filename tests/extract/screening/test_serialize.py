"""StudyFacts to JSON and back."""

import json

import pytest

from dosetable.extract.facts import (
    Arm,
    Bolus,
    DocumentInfo,
    Dose,
    Evidence,
    Screening,
    StudyFacts,
)
from dosetable.extract.serialize import from_json, to_json

EVIDENCE = (Evidence(start=0, end=8, confidence=0.9, rule="test", field="n"),)
FACTS = StudyFacts(
    document=DocumentInfo(kind="text", title=None, sha256="00", text="ketamine"),
    screening=Screening(included=True, study_type="randomized trial", reason="Yes."),
    arms=(
        Arm(
            id="A1",
            label="ketamine",
            role="experimental",
            drug="ketamine",
            evidence=EVIDENCE,
            dose=Dose(unit="mg/kg/h", value=0.2, bolus=Bolus(value=0.25, unit="mg/kg")),
            n=0,
        ),
    ),
)


def test_round_trip():
    assert from_json(json.loads(json.dumps(to_json(FACTS)))) == FACTS


def test_zero_and_none_survive():
    arm = to_json(FACTS)["arms"][0]
    assert arm["n"] == 0
    assert arm["route"] is None


def test_unknown_keys_and_values_are_refused():
    data = to_json(FACTS)
    with pytest.raises(TypeError, match="surprise"):
        from_json({**data, "surprise": 1})
    data["screening"]["study_type"] = "poem"
    with pytest.raises(ValueError, match="poem"):
        from_json(data)
