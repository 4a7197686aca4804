"""An edition in which every part of every page has something to show.

Trials that can be pooled, doses that can be drawn against effects, visits over time, every banner,
values that changed, an address that moved and one whose trial went; and the hostile trial among
them. The trials are invented: nothing here is anybody's result.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from dosetable.extract.facts import Timepoint
from dosetable.store.evidence_table import EditionView, Effect, Figure, HeldValue, StudyView

DAY_ONE = Timepoint(value=1, unit="day", hours=24)
VISITS = (
    Timepoint(value=4, unit="hour", hours=4),
    DAY_ONE,
    Timepoint(value=1, unit="week", hours=168),
)
FIRST, SECOND = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
# Name, year, dose in mg/kg, mean difference on the MADRS a day later, its interval, n of each arm.
POOLED = (
    ("Ahlgren 2014", 2014, 0.5, -7.1, -12.0, -2.2, 22),
    ("Brook 2016", 2016, 0.5, -4.0, -8.4, 0.4, 27),
    ("Castell 2019", 2019, 0.75, -8.8, -13.9, -3.7, 19),
    ("Dunne 2022", 2022, 1.0, -6.2, -9.8, -2.6, 41),
)


def whole(sample: ModuleType) -> EditionView:
    """The edition, made of the studies of ``sample`` and those of this module."""
    trials = tuple(_against(sample, *given, "midazolam", "active placebo") for given in POOLED)
    saline = tuple(
        _against(sample, name, year, 0.5, *figures, "placebo", "placebo")
        for name, year, *figures in (
            ("Eklund 2013", 2013, -11.0, -16.1, -5.9, 15),
            ("Faber 2017", 2017, -9.5, -15.5, -3.5, 18),
        )
    )
    crossed = sample.cell("crossover", "Each patient was given both.")
    saline = (saline[0], replace(saline[1], assignment=crossed))
    visits = _visits(sample)
    marked = replace(
        _against(sample, "Gray 2020", 2020, 0.5, -3.0, -9.0, 3.0, 12, "midazolam", "active placebo"),
        corrected=True,
        reports=(
            sample.report(
                1, title="A trial that was corrected", corrected=True, concern=True, pmid="90000001"
            ),
        ),
    )  # fmt: skip
    plain: EditionView = sample.edition()
    studies = (*plain.studies, *trials, *saline, visits, marked)
    return replace(
        plain,
        studies=studies,
        histories={visits.slug: _history(visits.slug)},
        last_changed={visits.slug: (2, SECOND)},
        redirects={"the-same-trial": visits.slug},
        departed={"lost-2018": "Lost 2018"},
    )


def _against(
    sample: ModuleType, name: str, year: int, dose: float, value: float, low: float, high: float,
    n: int, drug: str, role: str,
) -> StudyView:  # fmt: skip
    """A parallel trial of one dose and its mean difference, told by an abstract."""
    control = sample.per_kg(0.045) if drug == "midazolam" else {}
    said = f"The adjusted difference was {value} points (95% CI {low} to {high})."
    found: StudyView = sample.study(
        name.lower().replace(" ", "-"), name, year=year,
        arms=(
            sample.arm("k", "ketamine", "experimental", n=n, **sample.per_kg(dose)),
            sample.arm("c", drug, role, n=n, **control),
        ),
        rows=(
            sample.row(
                "d1", "k", "c", "MADRS", DAY_ONE, statistic="mean difference", unit="points",
                effect=sample.cell(
                    Effect(value=value, ci_level=95, ci_low=low, ci_high=high), said
                ),
                direction=sample.cell(
                    "favours experimental" if high < 0 else "no significant difference", said
                ),
            ),
        ),
    )  # fmt: skip
    return found


def _visits(sample: ModuleType) -> StudyView:
    """Two arms seen at three visits, so that there is a line to draw; one of them is a rate."""
    scores: tuple[tuple[float, float], ...] = ((17.5, 26.0), (14.0, 24.5), (16.5, 22.0))
    rows: list[Any] = [
        sample.row(
            f"v{number}", "k", "c", "MADRS", visit, statistic="mean score", unit="points",
            experimental=sample.cell(
                Figure(value=tested, n=24, dispersion=6.0, dispersion_type="SD"),
                f"The score was {tested} with ketamine.",
            ),
            comparator=sample.cell(
                Figure(value=control, n=23, dispersion=7.0, dispersion_type="SD"),
                f"The score was {control} with midazolam.",
            ),
        )
        for number, (visit, (tested, control)) in enumerate(zip(VISITS, scores, strict=True))
    ]  # fmt: skip
    rows.append(
        sample.row(
            "rate", "k", "c", "response", DAY_ONE, on_measure="MADRS", statistic="response rate",
            unit="percent", status="unsure",
            experimental=sample.cell(Figure(value=50.0, count=12, n=24), "Half responded."),
            comparator=sample.cell(Figure(value=17.4, count=4, n=23), "Four of 23 responded."),
        )
    )  # fmt: skip
    found: StudyView = sample.study(
        "hale-2023", "Hale 2023", year=2023,
        arms=(
            sample.arm("k", "ketamine", "experimental", n=24, **sample.per_kg(0.5)),
            sample.arm("c", "midazolam", "active placebo", n=23, **sample.per_kg(0.02)),
        ),
        rows=tuple(rows),
    )  # fmt: skip
    return found


def _history(slug: str) -> tuple[HeldValue, ...]:
    def held(value: str, since: datetime, until: datetime | None, why: str) -> HeldValue:
        return HeldValue(
            study_slug=slug, subject_id="k", column="n", label="ketamine 0.5 mg/kg: participants",
            value=value, since=since, since_edition=1, until=until,
            until_edition=2 if until else None, why=why,
        )  # fmt: skip

    return held("23", FIRST, SECOND, "read"), held("24", SECOND, None, "corrected by a curator")
