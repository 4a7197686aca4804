"""The accuracy table of the methods page: from the measurement's file to the reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import lxml.html
import pytest

from dosetable.nightly.accuracy import read_accuracy
from dosetable.site.build import build_site

NONE = {"precision": None, "recall": None, "f1": None, "accuracy": None, "interval": None}
MEASURED = {
    "documents": 40,
    "figures": [
        {**NONE, "field": "arms", "n": 90, "precision": 0.9, "recall": 0.8, "f1": 0.8471},
        {**NONE, "field": "n per arm", "n": 50, "accuracy": 0.94, "interval": [0.8378, 0.9794]},
        {**NONE, "field": "never asked", "n": 0},
    ],
}


def test_fractions_are_shown_as_percent_and_absent_figures_as_absent(
    sample: ModuleType, tmp_path: Path
) -> None:
    accuracy = read_accuracy(json.dumps(MEASURED))
    build_site(sample.edition(), tmp_path, now=datetime(2026, 3, 1, tzinfo=UTC), accuracy=accuracy)
    page = lxml.html.fromstring((tmp_path / "methods.html").read_bytes())
    rows = page.xpath('//section[@aria-labelledby="accuracy"]//tbody/tr')
    shown = [[cell.text_content().strip() for cell in row] for row in rows]
    assert shown == [
        ["arms", "90.0", "80.0", "84.7", "\u2013", "\u2013", "90"],
        ["n per arm", "\u2013", "\u2013", "\u2013", "94.0", "83.8 to 97.9", "50"],
    ]


def test_a_file_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="precision"):
        read_accuracy(
            json.dumps(
                {"documents": 1, "figures": [{**NONE, "field": "x", "n": 1, "precision": 90}]}
            )
        )
