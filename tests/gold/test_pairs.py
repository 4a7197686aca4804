"""The pairs of reports are sound: known ids, no contradiction, enough of each kind."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

PAIRS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "pairs.json").read_text(encoding="utf-8")
)
HOW = {"registry number", "PMID", "DOI", "link", "relation", "resemblance", "look-alike"}


def groups() -> dict[str, str]:
    """Each report's representative after all pairs marked as one trial are joined."""
    parent = {report: report for report in PAIRS["reports"]}

    def root(report: str) -> str:
        while parent[report] != report:
            report = parent[report]
        return report

    for pair in PAIRS["pairs"]:
        if pair["same"]:
            parent[root(pair["a"])] = root(pair["b"])
    return {report: root(report) for report in parent}


def test_pairs_name_known_reports_once() -> None:
    seen = [frozenset((pair["a"], pair["b"])) for pair in PAIRS["pairs"]]
    assert max(Counter(seen).values()) == 1
    assert set().union(*seen) == set(PAIRS["reports"])
    assert all(len(pair) == 2 for pair in seen)


def test_how_agrees_with_same() -> None:
    for pair in PAIRS["pairs"]:
        assert pair["how"] in HOW
        assert (pair["how"] == "look-alike") == (not pair["same"])
        assert pair["why"]


def test_no_pair_contradicts_the_others() -> None:
    group = groups()
    for pair in PAIRS["pairs"]:
        assert (group[pair["a"]] == group[pair["b"]]) == pair["same"], pair


def test_registry_pairs_share_a_number_and_pmid_pairs_a_pmid() -> None:
    for pair in PAIRS["pairs"]:
        a, b = (PAIRS["reports"][pair[side]] for side in "ab")
        if pair["how"] == "registry number":
            shared = {n.removeprefix("EudraCT ") for n in a["registry"]} & {
                n.removeprefix("EudraCT ") for n in b["registry"]
            }
            assert shared, pair
        if pair["how"] == "PMID":
            assert a["identifiers"]["pmid"] == b["identifiers"]["pmid"] is not None
        if pair["how"] == "DOI":
            assert a["identifiers"]["doi"].lower() == b["identifiers"]["doi"].lower()


def test_there_are_enough_of_each() -> None:
    kinds = Counter(pair["same"] for pair in PAIRS["pairs"])
    assert len(PAIRS["pairs"]) >= 150
    assert min(kinds[True], kinds[False]) >= 75
    proposed = sum(pair["how"] == "resemblance" for pair in PAIRS["pairs"])
    assert proposed <= 0.1 * kinds[True]
