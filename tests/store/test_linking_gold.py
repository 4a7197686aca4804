"""Automatic joins on the gold set of pairs: hardly ever wrong, and most of what can be joined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dosetable.extract.facts import ReportLink
from dosetable.store.identifiers import identifier, is_nct
from dosetable.store.likeness import Profile
from dosetable.store.linking import LinkReport, link

GOLD = Path(__file__).parents[1] / "gold" / "pairs.json"
KINDS = {
    "article": "abstract",
    "index record": "abstract",
    "congress abstract": "abstract",
    "full text": "full text",
    "preprint": "preprint",
    "press page": "press page",
    "registry record": "registry record",
}
RELATIONS = {"is-preprint-of": "preprint of"}


def as_link(address: str, relation: str) -> ReportLink | None:
    """A page's link, or a DOI or 'pmid:...', as the readers give it."""
    if address.startswith("pmid:"):
        return ReportLink(relation=relation, scheme="pmid", value=address[5:])
    parts = urlsplit(address)
    path = parts.path.strip("/")
    if parts.hostname == "pubmed.ncbi.nlm.nih.gov":
        return ReportLink(relation=relation, scheme="pmid", value=path)
    if parts.hostname == "clinicaltrials.gov":
        return ReportLink(relation=relation, scheme="registry", value=path.rsplit("/", 1)[-1])
    found = identifier("doi", address) or identifier("doi", path[path.find("10.") :])
    return ReportLink(relation=relation, scheme="doi", value=found.value) if found else None


def as_report(number: int, key: str, data: dict[str, Any]) -> LinkReport:
    given = [(scheme, value) for scheme, value in data["identifiers"].items() if value]
    given += [("registry", value) for value in data["registry"]]
    own = frozenset(item for s, v in given if (item := identifier(s, v)))
    record = data["kind"] == "registry record"
    relation = "is about" if data["kind"] == "press page" else "results"
    links = [as_link(address, relation) for address in data["links"]]
    links += [
        as_link(r["id"], RELATIONS[r["type"]]) for r in data["relations"] if r["type"] in RELATIONS
    ]
    first = data["registry"][0].upper() if record and data["registry"] else ""
    return LinkReport(
        id=number,
        key=key,
        kind=KINDS[data["kind"]],  # type: ignore[arg-type]
        identifiers=own,
        links=tuple(link for link in links if link),
        primary_number=first if is_nct(first) else None,
        profile=Profile(n=data["n"], year=data["year"]),
    )


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[dict[str, Any], bool]]:
    """Every pair, and whether it was joined. Notices mark an article and are joined to nothing."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    taken = {key: data for key, data in gold["reports"].items() if data["kind"] in KINDS}
    numbers = {key: number for number, key in enumerate(taken, start=1)}
    groups = link([as_report(numbers[key], key, data) for key, data in taken.items()])
    group_of = {m.report_id: group.key for group in groups for m in group.members}
    return [
        (pair, group_of[numbers[pair["a"]]] == group_of[numbers[pair["b"]]])
        for pair in gold["pairs"]
        if pair["a"] in taken and pair["b"] in taken
    ]


def test_precision(verdicts):
    joined = [pair for pair, together in verdicts if together]
    wrong = [pair for pair in joined if not pair["same"]]
    assert len(wrong) <= 0.01 * len(joined), wrong


def test_recall(verdicts):
    same = [(pair, together) for pair, together in verdicts if pair["same"]]
    missed = [pair for pair, together in same if not together]
    assert len(missed) <= 0.1 * len(same), missed
