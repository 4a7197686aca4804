"""Posted outcome measures in the true format, with invented figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dosetable.extract.readers import read
from dosetable.extract.registry import RegistryFacts, registry_facts
from dosetable.extract.vocabulary import load_vocabulary

LOW, HIGH, CONTROL = "Ketamine 0.5 mg/kg", "Ketamine 1.0 mg/kg", "Midazolam"
Cells = list[dict[str, str] | str | None]


def row(title: str | None, cells: Cells, denoms: Any = None) -> dict[str, Any]:
    """A class of one category: cells in the order of the groups, "-9.5 7.1" with its spread."""
    made = []
    for number, cell in enumerate(cells):
        if isinstance(cell, str):
            value, _, spread = cell.partition(" ")
            cell = {"value": value, **({"spread": spread} if spread else {})}
        if cell is not None:
            made.append({"groupId": f"OG{number:03d}", **cell})
    found: dict[str, Any] = {"categories": [{"measurements": made}]}
    return found | ({"title": title} if title else {}) | ({"denoms": denoms} if denoms else {})


def counts(units: str, *numbers: int) -> dict[str, Any]:
    listed = [{"groupId": f"OG{n:03d}", "value": str(v)} for n, v in enumerate(numbers)]
    return {"units": units, "counts": listed}


def measure(
    title: str,
    rows: list[dict[str, Any]],
    groups: tuple[str, ...] = (LOW, HIGH, CONTROL),
    **more: Any,
) -> dict[str, Any]:
    return {
        "type": "PRIMARY", "title": title, "reportingStatus": "POSTED", "timeFrame": "Day 7", "paramType": "MEAN",
        "dispersionType": "Standard Deviation", "unitOfMeasure": "score on a scale",
        "groups": [{"id": f"OG{n:03d}", "title": g} for n, g in enumerate(groups)],
        "denoms": [counts("Participants", *(30 + n for n in range(len(groups))))],
        "classes": rows, **more,
    }  # fmt: skip


def analysis(*groups: int, **more: str) -> dict[str, Any]:
    ids = [f"OG{n:03d}" for n in groups]
    return {"groupIds": ids, "ciPctValue": "95", "ciNumSides": "TWO_SIDED", **more}


@pytest.fixture
def posted() -> Callable[..., RegistryFacts]:
    """The facts of a record with these outcome measures; ``labels`` are its arms."""

    def facts(
        *measures: dict[str, Any],
        labels: tuple[str, ...] = (LOW, HIGH, CONTROL),
        model: str = "PARALLEL",
    ) -> RegistryFacts:
        record = {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT99999999", "officialTitle": "Two Doses of Ketamine"},
                "conditionsModule": {"conditions": ["Treatment Resistant Depression"]},
                "designModule": {
                    "studyType": "INTERVENTIONAL",
                    "designInfo": {"allocation": "RANDOMIZED", "interventionModel": model},
                },
                "armsInterventionsModule": {
                    "armGroups": [
                        {"label": name, "type": "EXPERIMENTAL" if name.startswith("Ket") else "ACTIVE_COMPARATOR"}
                        for name in labels
                    ]
                },
            },
            "resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": list(measures)}},
        }  # fmt: skip
        (document,) = read(json.dumps(record).encode())
        return registry_facts(document, load_vocabulary())

    return facts


@pytest.fixture
def form() -> Any:
    """The builders above: ``form.measure(...)``."""

    class Form:
        row = staticmethod(row)
        counts = staticmethod(counts)
        measure = staticmethod(measure)
        analysis = staticmethod(analysis)

    return Form
