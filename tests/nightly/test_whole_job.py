"""The whole job on the embedded library, over real HTTP: what a reader finds at the end."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, col, select

from dosetable.extract.facts import Dose
from dosetable.nightly.report import ExitCode
from dosetable.store.evidence_table import StudyView
from dosetable.store.gathering import study_views
from dosetable.store.models import Document, Extraction, Report, StudyReport

if TYPE_CHECKING:
    from conftest import Demo, Twice

Catalogue = list[dict[str, str]]


def _where(record: dict[str, str]) -> tuple[str, str]:
    """A catalogued file as (source, key) of the document that it becomes."""
    folder, _, name = record["path"].partition("/")
    if folder == "webpages":
        return "webpages", f"http://{name}"
    stem = Path(name).stem
    if folder == "europepmc":
        if name.startswith("fulltext/"):
            return "europepmc", f"PMC/{stem}/fulltext"
        return "europepmc", stem.replace("_", "/", 1)
    return folder, stem


def _reports(session: Session) -> dict[tuple[str, str], Report]:
    query = (
        select(Document.source, Document.key, Report)
        .join(Extraction, col(Extraction.document_id) == col(Document.id))
        .join(Report, col(Report.id) == col(Extraction.report_id))
    )
    return {(source, key): report for source, key, report in session.exec(query)}


def _studies_of(session: Session) -> dict[int, int]:
    query = select(StudyReport).where(col(StudyReport.left_at).is_(None))
    return {member.report_id: member.study_id for member in session.exec(query)}


def test_the_job_ends_well_and_says_where_to_look(demo: Demo) -> None:
    assert demo.exit_code == ExitCode.DONE, demo.said
    assert (demo.site / "index.html").is_file()
    assert "studies" in demo.said
    assert "dosetable serve" in demo.said


def test_every_record_of_the_library_arrives(demo_session: Session, catalogue: Catalogue) -> None:
    reports = _reports(demo_session)
    missing = [record["path"] for record in catalogue if _where(record) not in reports]
    assert missing == []


def test_screening_agrees_with_the_catalogue(demo_session: Session, catalogue: Catalogue) -> None:
    reports = _reports(demo_session)
    wrong = [
        record["path"]
        for record in catalogue
        if reports[_where(record)].included != (record["expected"] == "included")
    ]
    assert wrong == []


def test_reports_of_one_trial_are_one_study_and_no_two_trials_are_glued(
    demo_session: Session, catalogue: Catalogue
) -> None:
    reports, studies = _reports(demo_session), _studies_of(demo_session)
    trials: dict[str, str] = {}
    for record in catalogue:
        report = reports[_where(record)]
        if report.id in studies:
            trials[record["path"]] = record["trial"]
    place = {path: studies[_report_id(reports, path)] for path in trials}
    glued = [
        (one, other)
        for one, other in combinations(sorted(trials), 2)
        if place[one] == place[other] and trials[one] != trials[other]
    ]
    assert glued == []
    apart = defaultdict(set)
    for path, trial in trials.items():
        apart[trial].add(place[path])
    assert {trial for trial, found in apart.items() if len(found) > 1} == set()


def _report_id(reports: dict[tuple[str, str], Report], path: str) -> int:
    found = reports[_where({"path": path})].id
    assert found is not None
    return found


@pytest.fixture
def seed_trial(demo_session: Session) -> StudyView:
    (found,) = (
        view
        for view in study_views(demo_session)
        if any("NCT01920555" in report.registry for report in view.reports)
    )
    return found


def test_the_seeds_trial_is_one_study_of_four_reports(seed_trial: StudyView) -> None:
    assert sorted(report.kind for report in seed_trial.reports) == [
        "abstract",
        "full text",
        "press page",
        "registry record",
    ]
    assert all(report.joined_because for report in seed_trial.reports)


def test_the_seeds_trial_has_its_five_arms(seed_trial: StudyView) -> None:
    assert [
        (arm.drug.value, arm.dose.value, arm.role.value, arm.n.value) for arm in seed_trial.arms
    ] == [
        ("ketamine", Dose(value=0.1, unit="mg/kg"), "experimental", 18),
        ("ketamine", Dose(value=0.2, unit="mg/kg"), "experimental", 20),
        ("ketamine", Dose(value=0.5, unit="mg/kg"), "experimental", 22),
        ("ketamine", Dose(value=1.0, unit="mg/kg"), "experimental", 20),
        ("midazolam", Dose(value=0.045, unit="mg/kg"), "active placebo", 19),
    ]
    assert seed_trial.n_randomized.value == 99
    assert {arm.route.value for arm in seed_trial.arms} == {"intravenous"}
    assert {arm.infusion_minutes.value for arm in seed_trial.arms} == {40}


def test_the_seeds_trial_shows_its_results_with_quotes(seed_trial: StudyView) -> None:
    rows = [row for row in seed_trial.rows if row.measure == "HAM-D-6"]
    assert {row.timepoint.value.hours for row in rows if row.timepoint.value} >= {24, 72}
    assert any(row.direction.value == "favours experimental" for row in rows)
    assert all(row.quotes and row.quotes[0].text for row in rows)


def test_a_second_run_fetches_nothing_and_says_so(twice: Twice) -> None:
    first, second = twice.first, twice.second
    assert "Fetched" in first.said
    assert "no document was fetched" in second.said
    assert second.exit_code == ExitCode.DONE
    assert "0 changed" in second.said or "nothing new" in second.said
