"""The gold set is sound: verbatim quotes, known arms, figures that stand in the text, a frozen part that stays frozen."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PARTS = ("documents", "retold", "frozen")
PATHS = sorted(path for part in PARTS for path in (HERE / part).glob("*.json"))

KINDS = {"pubmed abstract", "press page", "registry text", "full-text results excerpt"}
STUDY_TYPES = {
    "randomized trial",
    "non-randomized trial",
    "observational study",
    "case report or series",
    "systematic review or meta-analysis",
    "narrative review",
    "protocol or registration",
    "animal or in vitro",
    "news about a study",
    "other",
}
ROLES = {"experimental", "placebo", "active placebo", "active comparator", "no treatment"}
DIRECTIONS = {"favours experimental", "no significant difference", "favours comparator", None}
DOSE_UNITS = {"mg/kg", "mg", "mg/kg/h", "mcg/kg", "mcg/kg/min", "mg/day"}
HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 730.5}
OUTCOME_FIGURES = (
    "value",
    "experimental_value",
    "comparator_value",
    "ci_low",
    "ci_high",
    "p_value",
)
SMALL_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def is_frozen(slug: str) -> bool:
    """The rule that splits the set; see README.md."""
    return int(hashlib.sha256(slug.encode()).hexdigest(), 16) % 3 == 0


def frozen_hash(folder: Path) -> str:
    """What `LC_ALL=C sha256sum *.json | sha256sum` prints in the folder."""
    lines = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.glob("*.json"), key=lambda path: path.name)
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def word_numbers(text: str) -> Iterator[float]:
    """Numbers written as words, up to ninety-nine; "none" and "neither" are zero, "half" is 50."""
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    for word in words:
        tens, _, unit = word.partition("-")
        if word in SMALL_NUMBERS:
            yield SMALL_NUMBERS.index(word) + 1
        elif tens in TENS:
            yield 10 * (TENS.index(tens) + 2) + (
                SMALL_NUMBERS.index(unit) + 1 if unit in SMALL_NUMBERS else 0
            )
        elif word in {"none", "neither", "nobody"}:
            yield 0
        elif word == "half":
            yield 50


def numbers(text: str) -> set[float]:
    """Every number a text states, in digits (mid-dots and bare decimals too) or in words."""
    digits = re.findall(
        r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|(?<!\d)\.\d+", text.replace("·", ".")
    )
    return {round(float(number.replace(",", "")), 6) for number in digits} | {
        float(number) for number in word_numbers(text)
    }


def missing(values: list[float | None], text: str) -> list[float]:
    """The values that the text does not state, signs apart."""
    stated = numbers(text)
    return [v for v in values if v is not None and round(abs(float(v)), 6) not in stated]


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def test_frame(document: dict[str, Any]) -> None:
    gold = document["gold"]
    assert document["kind"] in KINDS
    assert document["text"].startswith(document["title"] + "\n\n")
    assert gold["screening"]["study_type"] in STUDY_TYPES
    if not gold["screening"]["included"]:
        assert not gold["arms"]
        assert not gold["outcomes"]
        assert not gold["population"]["conditions"]


def test_invented_documents_say_so_and_carry_no_identifier(document: dict[str, Any]) -> None:
    if document["based_on"] is not None:
        return
    assert re.search(r"[Ii]nvented|[Ff]ictitious", document["text"])
    assert not re.search(r"NCT\d{8}|ACTRN\d+|ChiCTR\d+|UMIN\d{9}", document["text"])


def test_identifiers_are_printed(document: dict[str, Any]) -> None:
    for number in document["gold"]["identifiers"]["registry"]:
        assert number in document["text"]


def test_quotes_are_verbatim(document: dict[str, Any]) -> None:
    gold = document["gold"]
    for row in gold["arms"] + gold["outcomes"]:
        assert row["quote"]
        assert row["quote"] in document["text"]


def test_population_is_stated(document: dict[str, Any]) -> None:
    population = document["gold"]["population"]
    values = [population["n_randomized"], population["age_min"], population["age_max"]]
    assert not missing(values, document["text"])


def test_arms(document: dict[str, Any]) -> None:
    arms = document["gold"]["arms"]
    assert [arm["id"] for arm in arms] == [f"A{i}" for i in range(1, len(arms) + 1)]
    for arm in arms:
        assert arm["role"] in ROLES
        assert not missing([arm["n"]], document["text"])
        dose = arm["dose"]
        if dose is None:
            continue
        assert dose["unit"] in DOSE_UNITS
        assert (dose["value"] is None) == (dose["low"] is not None)
        assert not missing([dose["value"], dose["low"], dose["high"]], arm["quote"])


def test_outcomes(document: dict[str, Any]) -> None:
    arm_ids = {arm["id"] for arm in document["gold"]["arms"]} | {None}
    for row in document["gold"]["outcomes"]:
        assert {row["experimental_arm"], row["comparator_arm"]} <= arm_ids
        assert row["direction"] in DIRECTIONS
        assert not missing([row[key] for key in OUTCOME_FIGURES], row["quote"]), row["id"]
        assert (row["p_value"] is None) == (row["p_operator"] is None)
        time = row["timepoint"]
        if time is not None:
            assert time["hours"] == pytest.approx(time["value"] * HOURS[time["unit"]], abs=0.001)


def test_one_row_per_measure_time_contrast_and_statistic(document: dict[str, Any]) -> None:
    seen = set()
    for row in document["gold"]["outcomes"]:
        time = row["timepoint"] or {}
        key = (
            row["measure"],
            time.get("hours"),
            row["experimental_arm"],
            row["comparator_arm"],
            row["statistic"],
        )
        # A change over a later phase has no time of its own and may repeat the key.
        assert key not in seen or time == {}
        seen.add(key)


def test_the_split_follows_its_rule() -> None:
    for path in PATHS:
        assert load(path)["slug"] == path.stem
        # what is retold was open to everybody from the start: chance has nothing to decide there
        if path.parent.name != "retold":
            assert is_frozen(path.stem) == (path.parent.name == "frozen"), path.stem


def test_the_frozen_part_is_unchanged() -> None:
    expected = (HERE / "FROZEN.sha256").read_text(encoding="ascii").split()[0]
    assert frozen_hash(HERE / "frozen") == expected


def test_the_set_is_large_and_varied_enough() -> None:
    documents = [load(path) for path in PATHS]
    included = [d for d in documents if d["gold"]["screening"]["included"]]
    assert len(documents) >= 119
    assert len(documents) - len(included) >= 20
    assert len(list((HERE / "frozen").glob("*.json"))) >= 22
    assert {d["kind"] for d in included} == KINDS


def test_a_missing_figure_is_noticed() -> None:
    assert missing([0.5, -3.0], "ketamine 0·5 mg/kg, difference −3") == []
    assert missing([27.0, 31.0], "Twenty-seven patients") == [31.0]
