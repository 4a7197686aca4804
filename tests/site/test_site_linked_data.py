"""What the JSON-LD of the pages says, and that hostile titles stay data. Its words and types are
checked against schema.org in the folder ``outside``."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from dosetable.site.linked_data import trial

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def blocks(path: Path) -> list[Any]:
    return [json.loads(text) for text in _BLOCK.findall(path.read_text(encoding="utf-8"))]


def test_the_table_is_a_dataset_with_its_files(built: Path) -> None:
    (dataset,) = blocks(built / "index.html")
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org", "Dataset")
    assert len(dataset["description"]) >= 50  # what search engines ask of a dataset
    for file in dataset["distribution"]:
        path = file["contentUrl"].removeprefix("https://table.example/live/")
        assert (built / path).exists()


def test_every_study_is_a_trial(built: Path) -> None:
    pages = sorted((built / "study").glob("*.html"))
    assert pages
    for page in pages:
        (found,) = blocks(page)
        assert found["@type"] == "MedicalTrial"
        assert found["url"].endswith(page.name)


def test_a_hostile_title_cannot_end_the_block(sample) -> None:
    title = "</script><script>alert(1)</script>&amp;\u2028"
    study = replace(sample.edition().studies[0], title=title)
    text = str(trial(study, "https://table.example"))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["name"] == title
