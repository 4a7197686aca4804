"""The JSON-LD of the pages is what schema.org has words for, and hostile titles stay data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from dosetable.site.linked_data import trial

# Properties of schema.org 29 that we use, by type (schema.org/Dataset, /MedicalTrial, ...).
KNOWN = {
    "Dataset": {"name", "description", "url", "version", "datePublished", "license", "isAccessibleForFree", "keywords", "creator", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "Organization": {"name"},
    "MedicalTrial": {"name", "url", "identifier", "healthCondition", "studySubject", "trialDesign", "subjectOf"},
    "MedicalCondition": {"name"},
    "Drug": {"name"},
    "ScholarlyArticle": {"name", "author", "datePublished", "sameAs"},
    "Person": {"name"},
}  # fmt: skip
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def blocks(path: Path) -> list[Any]:
    return [json.loads(text) for text in _BLOCK.findall(path.read_text(encoding="utf-8"))]


def check(item: Any) -> None:
    if isinstance(item, list):
        for one in item:
            check(one)
    elif isinstance(item, dict):
        own = {name for name in item if not name.startswith("@")}
        assert own <= KNOWN[item["@type"]], own
        for one in item.values():
            check(one)


def test_the_table_is_a_dataset_with_its_files(built: Path) -> None:
    (dataset,) = blocks(built / "index.html")
    check(dataset)
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
        check(found)
        assert found["@type"] == "MedicalTrial"
        assert found["url"].endswith(page.name)


def test_a_hostile_title_cannot_end_the_block(sample) -> None:
    title = "</script><script>alert(1)</script>&amp;\u2028"
    study = replace(sample.edition().studies[0], title=title)
    text = str(trial(study, "https://table.example"))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["name"] == title
