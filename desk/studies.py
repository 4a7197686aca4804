"""The desk's pages about whole studies: one trial or two, in the table or not, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, get_args

from flask import Flask, abort, g, redirect, render_template, request, url_for
from sqlalchemy import Engine
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from dosetable.extract.facts import ResultUnit, Role, Statistic
from dosetable.store.curation.additions import ROW_FIELDS, add_arm, add_row
from dosetable.store.curation.deciding import study_named
from dosetable.store.curation.decisions import Decision, DecisionError
from dosetable.store.curation.fields import BadValue, field_named
from dosetable.store.curation.joining import proposals, same_trial, two_trials
from dosetable.store.curation.review import NoSuchItem, Workbench, item_id
from dosetable.store.curation.screening import screen
from dosetable.store.gathering import excluded_reports

Page = str | tuple[str, int] | AnyResponse


def add_study_pages(
    app: Flask, engine: Engine, bench: Workbench, clock: Callable[[], datetime]
) -> None:
    """Give the desk its pages about studies; its guard stands before them as before all others."""

    @app.get("/proposals")
    def proposed() -> str:
        return _proposals(engine, bench, done=request.args.get("done", ""))

    @app.post("/proposals")
    def settle() -> Page:
        form = request.form
        verdict = {"same": same_trial, "apart": two_trials}.get(form.get("verdict", ""))
        if verdict is None:
            abort(400)
        try:
            with Session(engine) as session, session.begin():
                made = verdict(
                    session, bench.table(session), form.get("one", ""), form.get("other", ""),
                    curator=g.curator, now=clock(), reason=form.get("reason", ""),
                )  # fmt: skip
        except NoSuchItem:
            abort(404)
        except DecisionError as refused:
            return _proposals(engine, bench, problem=str(refused)), 409
        return redirect(url_for("proposed", done=made.uid))

    @app.get("/screening")
    def screening() -> str:
        return _screening(engine, bench, done=request.args.get("done", ""))

    @app.post("/screening")
    def screened() -> Page:
        form = request.form
        action: Literal["include", "exclude"]
        match form.get("action", ""):
            case "include":
                action = "include"
            case "exclude":
                action = "exclude"
            case _:
                abort(400)
        try:
            with Session(engine) as session, session.begin():
                made = screen(
                    session, form.get("report", ""), action,
                    curator=g.curator, now=clock(), reason=form.get("reason", ""),
                )  # fmt: skip
        except NoSuchItem:
            abort(404)
        except DecisionError as refused:
            return _screening(engine, bench, problem=str(refused)), 409
        return redirect(url_for("screening", done=made.uid))

    @app.get("/add/<slug>")
    def add(slug: str) -> str:
        return _add(engine, bench, slug)

    @app.post("/add/<slug>")
    def added(slug: str) -> Page:
        form = request.form
        try:
            with Session(engine) as session, session.begin():
                made = _kept(session, bench, slug, form, g.curator, clock())
        except NoSuchItem:
            abort(404)
        except (BadValue, DecisionError) as refused:
            return _add(engine, bench, slug, problem=str(refused), given=form), 409
        cell = item_id(slug, made.subject, made.subject_id, made.field)
        return redirect(url_for("cell", address=cell, done=made.uid))


def _kept(
    session: Session,
    bench: Workbench,
    slug: str,
    form: Mapping[str, str],
    curator: str,
    now: datetime,
) -> Decision:
    table, reason = bench.table(session), form.get("reason", "")
    if form.get("what") == "arm":
        made = add_arm(
            session, table, slug, drug=form.get("drug", ""), role=form.get("role", ""),
            dose=form.get("dose") or None, curator=curator, now=now, reason=reason,
        )  # fmt: skip
        return made[0]
    return add_row(
        session, table, slug, measure=form.get("measure", ""), experimental_arm=form.get("arm", ""),
        comparator_arm=form.get("against") or None, timepoint=form.get("time") or None,
        statistic=form.get("statistic") or None, unit=form.get("unit") or None,
        field=form.get("field", ""), text=form.get("value", ""), curator=curator, now=now,
        reason=reason,
    )  # fmt: skip


def _proposals(engine: Engine, bench: Workbench, *, done: str = "", problem: str = "") -> str:
    with Session(engine) as session:
        found = proposals(bench.table(session))
    return render_template("proposals.html", proposals=found, done=done, problem=problem)


def _screening(engine: Engine, bench: Workbench, *, done: str = "", problem: str = "") -> str:
    with Session(engine) as session:
        table = bench.table(session)
        left_out = excluded_reports(session)
    taken_in = [
        (table.keys[report.id], report, view)
        for view in table.curated.views
        for report in view.reports
        if report.id in table.keys
    ]
    return render_template(
        "screening.html", left_out=left_out, taken_in=taken_in, done=done, problem=problem
    )


def _add(
    engine: Engine,
    bench: Workbench,
    slug: str,
    *,
    problem: str = "",
    given: Mapping[str, str] | None = None,
) -> str:
    with Session(engine) as session:
        try:
            study = study_named(bench.table(session), slug)
        except NoSuchItem:
            abort(404)
    return render_template(
        "add.html", study=study, problem=problem, given=given or {},
        arms=[(arm.id, arm.label) for arm in study.arms],
        statistics=_same(get_args(Statistic)), units=_same(get_args(ResultUnit)),
        roles=_same(get_args(Role)),
        fields=[(name, field_named("row", name).label) for name in ROW_FIELDS],
    )  # fmt: skip


def _same(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]
