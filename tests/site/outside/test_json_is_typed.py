"""JSON-LD and the JSON Feed have the types that others have written down, checked by TypeScript.

schema-dts (by Google, made anew from each release of schema.org) has a type for every class of
schema.org with its properties and what each may hold. The types of JSON Feed 1.1 are of 2021, as
old as the format: it has not changed since. The compiler complains of a property that a type does
not know, of one that is missing, and of a value of the wrong type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Findings = Callable[..., list[str]]
pytestmark = pytest.mark.timeout(600)  # the first time, the checkers are installed

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_IMPORTS = (
    'import type { WithContext, Dataset, MedicalTrial } from "schema-dts";\n'
    'import type Feed from "@json-feed-types/1_1";\n'
)


def linked(data: Any) -> str:
    return f"(({json.dumps(data)}) satisfies WithContext<{data['@type']}>);"


def feed(data: Any) -> str:
    return f"(({json.dumps(data)}) satisfies Feed);"


def test_linked_data_and_feed_are_what_their_readers_expect(
    type_errors: Findings, whole: Path
) -> None:
    blocks = [
        json.loads(text)
        for page in sorted(whole.rglob("*.html"))
        for text in _BLOCK.findall(page.read_text(encoding="utf-8"))
    ]
    assert {block["@type"] for block in blocks} == {"Dataset", "MedicalTrial"}
    assert {author["@type"] for author in _authors(blocks)} == {"Person", "Organization"}
    lines = [linked(block) for block in blocks]
    lines.append(feed(json.loads((whole / "feed.json").read_text(encoding="utf-8"))))
    assert type_errors(_IMPORTS + "\n".join(lines)) == []


def _authors(blocks: list[Any]) -> list[Any]:
    return [
        author
        for block in blocks
        for article in block.get("subjectOf", ())
        for author in article["author"]
    ]


def trial(**more: Any) -> str:
    return linked({"@context": "https://schema.org", "@type": "MedicalTrial", **more})


def article(**more: Any) -> str:
    return trial(subjectOf=[{"@type": "ScholarlyArticle", **more}])


def items(*given: Any, version: str = "https://jsonfeed.org/version/1.1") -> str:
    return feed({"version": version, "title": "x", "items": given})


RIGHT = [
    trial(trialDesign="https://schema.org/OpenTrial"),
    article(author=[{"@type": "Organization", "name": "x"}, {"@type": "Person", "name": "y"}]),
    items({"id": "1", "content_text": "x"}),
]
WRONG = [
    trial(nosuch="x"),
    trial(trialDesign="https://schema.org/NoSuchTrial"),
    trial(studySubject={"@type": "Person", "name": "x"}),
    article(author=[{"@type": "Group", "name": "x"}]),
    article(journal="x"),
    article(isAccessibleForFree="yes"),
    items({"content_text": "x"}),
    items({"id": "1"}),
    items({"id": 1, "content_text": "x"}),
    items({"id": "1", "content_text": "x", "published": "2026"}),
    items(version="https://jsonfeed.org/version/1.2"),
]


def test_the_compiler_would_notice(type_errors: Findings) -> None:
    said = type_errors(_IMPORTS + "\n".join([*RIGHT, *WRONG]))
    first = _IMPORTS.count("\n") + len(RIGHT) + 1
    found = {int(re.search(r"\((\d+),", line)[1]) for line in said}
    assert found == set(range(first, first + len(WRONG)))
