"""Two curators and the nightly job on one database at once: nothing lost, nobody waits for long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import Overtaken, all_decisions
from dosetable.store.curation.joining import two_trials
from dosetable.store.curation.review import Workbench, item_named, items
from dosetable.store.gathering import study_views
from dosetable.store.session import transaction
from dosetable.store.studies import link_studies

TRIALS = 8


@pytest.fixture
def trials(engine, samples):
    with transaction(engine) as session:
        for number in range(TRIALS):
            samples.simple_trial(str(100 + number), author=f"Doe{number} J", year=2020).ingest(
                session
            )
        link_studies(session, samples.night)
    return [f"doe{number}-2020" for number in range(TRIALS)]


def together(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs at the same moment; their results, in order. What one raises is raised."""
    gate = threading.Barrier(len(jobs))

    def run(job):
        gate.wait(timeout=30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, job) for job in jobs]]


def test_two_curators_and_the_job(engine, samples, trials):
    def curator(name, field):
        def work():
            for slug in trials:
                with transaction(engine) as session:
                    decide(
                        session, Workbench().table(session),
                        f"{slug}/arm/ketamine-0.5-mg-kg/{field}", "correct", curator=name,
                        now=samples.night, reason="a test", text={"n": "21", "route": "oral"}[field],
                    )  # fmt: skip

        return work

    def job():
        for number in range(TRIALS, 2 * TRIALS):
            entry = samples.simple_trial(str(100 + number), author=f"Doe{number} J", year=2020)
            with transaction(engine) as session:
                entry.ingest(session, sequence=number)
            with transaction(engine) as session:
                link_studies(session, samples.night)

    together(curator("ada", "n"), curator("bob", "route"), job)
    with Session(engine) as session:
        views = {view.slug: view for view in study_views(session)}
        assert len(all_decisions(session)) == 2 * TRIALS
    assert len(views) == 2 * TRIALS
    for slug in trials:
        (arm,) = [arm for arm in views[slug].arms if arm.role.value == "experimental"]
        assert (arm.n.value, arm.route.value) == (21, "oral")


def test_nobody_who_only_looks_waits_for_one_who_writes(engine, samples, trials):
    with transaction(engine) as writing:
        samples.simple_trial("999", author="Roe R", year=2021).ingest(writing, sequence=99)
        writing.flush()

        def look():
            with Session(engine) as session:
                return len(items(Workbench().table(session)))

        (seen,) = together(look)  # would time out if the writer's lock kept readers away
    assert seen > 0


def test_of_two_words_on_one_cell_at_once_one_is_told(engine, samples, trials):
    cell = f"{trials[0]}/arm/ketamine-0.5-mg-kg/dose"

    def say(name, dose):
        def work():
            with transaction(engine) as session:
                table = Workbench().table(session)
                seen = item_named(table, cell).seen
                meet.wait(timeout=30)  # both have looked before either writes
                try:
                    decide(
                        session, table, cell, "correct", curator=name, now=samples.night,
                        reason="a test", text=dose, seen=seen,
                    )  # fmt: skip
                except Overtaken:
                    return "told"
            return "kept"

        return work

    meet = threading.Barrier(2)
    assert sorted(together(say("ada", "0.4 mg/kg"), say("bob", "0.6 mg/kg"))) == ["kept", "told"]
    with Session(engine) as session:
        assert len(all_decisions(session)) == 1


def test_two_links_at_once_make_one_study_a_trial(engine, samples):
    with transaction(engine) as session:
        for number in range(TRIALS):
            samples.simple_trial(str(100 + number), author=f"Doe{number} J", year=2020).ingest(
                session
            )

    def link():
        with transaction(engine) as session:
            return link_studies(session, samples.night).created

    assert sorted(together(link, link)) == [0, TRIALS]


def test_joins_and_a_night_at_once(engine, samples, trials):
    def apart():
        with transaction(engine) as session:
            two_trials(
                session, Workbench().table(session), trials[0], trials[1], curator="ada",
                now=samples.night, reason="a test",
            )  # fmt: skip

    def night():
        with transaction(engine) as session:
            return link_studies(session, samples.night).studies

    together(apart, night, night)
    with Session(engine) as session:
        assert len(study_views(session)) == TRIALS
        assert len(items(Workbench().table(session), everything=True)) > 0
