"""The Metapsy file is what the data standard asks for, and says what the table says."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dosetable.site.metapsy import COLUMNS, metapsy_lines
from dosetable.store.evidence_table import Cell, Effect, Figure


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode("utf-8").splitlines(), delimiter=";"))


def conforms(line: dict[str, str]) -> bool:
    """The rules of the standard that hold for every line."""
    groups = [
        name for name in ("mean_arm1", "mean_change_arm1", "event_arm1", "precalc_g", "precalc_log_rr")
        if line[name] != "NA"
    ]  # fmt: skip
    return (
        tuple(line) == COLUMNS
        and all(value and value == value.strip() for value in line.values())
        and line["outcome_type"] in ("msd", "change", "response", "remission", "relapse")
        and len(groups) == 1
    )


def test_the_built_file_has_the_columns_of_the_standard(built: Path) -> None:
    head = (built / "data/metapsy.csv").read_text(encoding="utf-8").splitlines()[0]
    assert tuple(head.split(";")) == COLUMNS
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in COLUMNS)


@pytest.fixture
def trial(sample):
    study = next(s for s in sample.edition().studies if s.rows and len(s.arms) == 2)
    tested = next(a for a in study.arms if a.role.value == "experimental")
    control = next(a for a in study.arms if a.role.value != "experimental")
    row = replace(
        study.rows[0], experimental_arm=tested.id, comparator_arm=control.id, subgroup=None,
        measure="MADRS", on_measure=None,
    )  # fmt: skip
    randomized = Cell(value=True, status="machine")
    return replace(study, rows=(row,), randomized=randomized, retracted=False)


def said(value):
    return Cell(value=value, status="machine")


def only(study, **changes):
    (row,) = study.rows
    found = lines(b"".join(metapsy_lines((replace(study, rows=(replace(row, **changes),)),))))
    assert all(conforms(line) for line in found)
    return found


def test_means_with_decimal_commas(trial) -> None:
    (line,) = only(
        trial, statistic="mean score", experimental=said(Figure(value=12.5, n=20, dispersion=4.25, dispersion_type="SD")),
        comparator=said(Figure(value=18.0, n=25, dispersion=1.0, dispersion_type="SE")), effect=said(None),
    )  # fmt: skip
    assert (line["mean_arm1"], line["sd_arm1"], line["n_arm1"]) == ("12,5", "4,25", "20")
    assert (line["sd_arm2"], line["outcome_type"]) == ("5,0", "msd")
    assert (line["instrument"], line["rating"]) == ("madrs", "clinician")


def test_counts_and_printed_estimates(trial) -> None:
    (counted,) = only(
        trial, statistic="response rate", measure="response", on_measure="BDI",
        experimental=said(Figure(value=50.0, n=20)), comparator=said(Figure(value=None, count=5, n=20)),
    )  # fmt: skip
    assert (counted["event_arm1"], counted["event_arm2"], counted["rating"]) == (
        "10",
        "5",
        "self-report",
    )
    nothing = said(None)
    (printed,) = only(
        trial, statistic="risk ratio", measure="response", experimental=nothing, comparator=nothing,
        effect=said(Effect(value=2.0, ci_level=95, ci_low=1.0, ci_high=4.0)),
    )  # fmt: skip
    assert printed["precalc_log_rr"].startswith("0,693")
    assert printed["precalc_log_rr_se"].startswith("0,353")


def test_only_randomized_trials_that_stand(trial) -> None:
    figures = {
        "statistic": "response rate", "experimental": said(Figure(value=50.0, n=20)),
        "comparator": said(Figure(value=25.0, n=20)),
    }  # fmt: skip
    assert only(trial, **figures)
    assert not only(replace(trial, retracted=True), **figures)
    assert not only(replace(trial, randomized=said(None)), **figures)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ('=cmd|;"\n', "cmd|"),
        ("= -\t@cmd", "cmd"),
        ("＝1+1", "1+1"),
        ("a\x85b\x00c", "a b c"),
        ("=", "NA"),
    ],
)
def test_hostile_words_break_no_line(trial, words: str, kept: str) -> None:
    tested, control = trial.arms
    hostile = replace(tested, drug=said(words))
    (line,) = only(
        replace(trial, arms=(hostile, control)), statistic="response rate",
        experimental_arm=hostile.id, comparator_arm=control.id,
        experimental=said(Figure(value=50.0, n=20)), comparator=said(Figure(value=25.0, n=20)),
    )  # fmt: skip
    assert line["condition_arm1"] == kept
