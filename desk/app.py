"""The desk's pages: the queue, and one cell beside the text it was read from.

It answers only to its own loopback address and to forms that it sent itself; everything that
documents say is escaped, and a strict policy lets no script but its own run.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from sqlalchemy import Engine
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from dosetable.desk.passages import Passage, passages
from dosetable.desk.studies import add_study_pages
from dosetable.store.curation.agreement import agreement
from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import DecisionError, NoSuchDecision, undo
from dosetable.store.curation.fields import BadValue
from dosetable.store.curation.review import Item, NoSuchItem, Workbench, item_named, items
from dosetable.store.curation.tables import Action
from dosetable.store.studies import link_studies

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SHOWN = 200
MAX_FORM_BYTES = 64_000
ACTIONS = ("accept", "correct", "reject", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """``curators``: who may decide here; the first is chosen until another is."""

    curators: tuple[str, ...]
    clock: Callable[[], datetime]


def make_app(engine: Engine, settings: DeskSettings, *, hosts: frozenset[str]) -> Flask:
    """The desk over a migrated database. ``hosts``: the Host headers it answers to."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    token = secrets.token_urlsafe(32)
    bench = Workbench(curators=settings.curators)

    @app.before_request
    def guard() -> None:
        if request.host not in hosts:
            abort(421)
        if request.method == "POST":
            origin = request.headers.get("Origin")
            if origin is not None and origin not in {f"http://{host}" for host in hosts}:
                abort(403)
            if not hmac.compare_digest(request.form.get("token", ""), token):
                abort(403)
        g.curator = _curator(settings)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.context_processor
    def common() -> dict[str, object]:
        return {"token": token, "curator": g.get("curator", ""), "curators": settings.curators}

    @app.get("/")
    def queue() -> str:
        with Session(engine) as session:
            table = bench.table(session)
            found = items(table, curator=g.curator)
        return render_template(
            "queue.html", items=found[:SHOWN], count=len(found), agreement=agreement(table)
        )

    @app.get("/cell/<path:address>")
    def cell(address: str) -> str:
        return _cell_page(address)

    @app.get("/next")
    def following() -> AnyResponse:
        with Session(engine) as session:
            found = items(bench.table(session), curator=g.curator)
        return redirect(_after(found, request.args.get("after", "")))

    @app.post("/cell/<path:address>")
    def say(address: str) -> tuple[str, int] | AnyResponse:
        action, form = request.form.get("action", ""), request.form
        if action not in ACTIONS:
            abort(400)
        try:
            with Session(engine) as session, session.begin():
                table = bench.table(session)
                before = items(table, curator=g.curator)
                made = decide(
                    session,
                    table,
                    address,
                    cast(Action, action),
                    curator=g.curator,
                    now=settings.clock(),
                    reason=form.get("reason", ""),
                    text=form.get("value") if action == "correct" else None,
                    seen=form.get("seen"),
                )
        except NoSuchItem:
            abort(404)
        except (BadValue, DecisionError) as refused:
            return _cell_page(address, problem=str(refused), given=form), 409
        return redirect(_after(before, address, done=made.uid, cell=address))

    @app.post("/undo/<uid>")
    def take_back(uid: str) -> AnyResponse:
        try:
            with Session(engine) as session, session.begin():
                made = undo(session, uid, curator=g.curator, now=settings.clock())
                if made.subject == "report":
                    link_studies(session, settings.clock())
        except NoSuchDecision:
            abort(404)
        except DecisionError:
            abort(409)
        back = request.form.get("cell", "")
        if back:
            return redirect(url_for("cell", address=back))
        page = request.form.get("back", "")
        return redirect(url_for(page if page in ("proposed", "screening") else "queue"))

    @app.post("/curator")
    def choose() -> AnyResponse:
        response = redirect(url_for("queue"))
        response.set_cookie(
            "curator", request.form.get("curator", ""), httponly=True, samesite="Strict"
        )
        return response

    add_study_pages(app, engine, bench, settings.clock)

    def _cell_page(
        address: str, *, problem: str = "", given: Mapping[str, str] | None = None
    ) -> str:
        with Session(engine) as session:
            try:
                item = item_named(bench.table(session), address)
            except NoSuchItem:
                abort(404)
            found: tuple[Passage, ...] = passages(session, item)
        return render_template(
            "cell.html", item=item, passages=found, problem=problem, given=given or {},
            done=request.args.get("done", ""), done_cell=request.args.get("cell", ""),
        )  # fmt: skip

    return app


def _curator(settings: DeskSettings) -> str:
    chosen = request.cookies.get("curator", "")
    return chosen if chosen in settings.curators else settings.curators[0]


def _after(found: list[Item], address: str, **told: Any) -> str:
    """The address of the item after the one named, around the end; the queue when none is left."""
    ids = [item.id for item in found]
    at = ids.index(address) if address in ids else -1
    others = [*ids[at + 1 :], *ids[: max(at, 0)]]
    if not others:
        return url_for("queue")
    return url_for("cell", address=others[0], **told)
