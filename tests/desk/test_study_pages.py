"""The desk's pages about whole studies: proposals, screening, what is missing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from dosetable.desk.app import DeskSettings, make_app
from dosetable.store.curation.decisions import all_decisions
from dosetable.store.gathering import study_views

HOST = "localhost"


@pytest.fixture
def client(engine):
    settings = DeskSettings(curators=("ada",), clock=lambda: datetime(2026, 11, 24, tzinfo=UTC))
    return make_app(engine, settings, hosts=frozenset({HOST})).test_client()


def send(client, page, **fields):
    token = re.search(r'name="token" value="([^"]*)"', client.get("/").text)[1]
    return client.post(page, data={"token": token, **fields})


def slugs(engine):
    with Session(engine) as session:
        return [view.slug for view in study_views(session)]


def test_a_report_is_excluded_and_taken_back(client, engine):
    before = slugs(engine)
    answer = send(client, "/screening", report="pubmed 1 0", action="exclude", reason="volunteers")
    assert answer.status_code == 302
    assert len(slugs(engine)) == len(before) - 1
    page = client.get(answer.location).text
    assert "volunteers" in page
    uid = re.search(r"/undo/(\w+)", page)[1]
    assert send(client, f"/undo/{uid}", back="screening").location == "/screening"
    assert slugs(engine) == before
    for wrong in ({"reason": ""}, {"report": "pubmed 99 0"}, {"action": "burn"}):
        told = {"report": "pubmed 1 0", "action": "exclude", "reason": "x"} | wrong
        assert send(client, "/screening", **told).status_code in (400, 404, 409)
    assert slugs(engine) == before


@pytest.mark.usefixtures("look_alike")
def test_a_proposal_is_refused_for_good_or_taken(client, engine):
    pairs = client.get("/proposals").text.count("<article>")
    assert pairs == 1
    page = client.get("/proposals").text
    one, other = re.search(
        r'name="one" value="([^"]*)".*?name="other" value="([^"]*)"', page
    ).groups()
    assert send(client, "/proposals", one=one, other=other, verdict="apart").status_code == 409
    answer = send(client, "/proposals", one=one, other=other, verdict="apart", reason="two sites")
    assert answer.status_code == 302
    assert client.get("/proposals").text.count("<article>") == pairs - 1
    uid = re.search(r"/undo/(\w+)", client.get(answer.location).text)[1]
    send(client, f"/undo/{uid}", back="proposed")
    assert client.get("/proposals").text.count("<article>") == pairs
    count = len(slugs(engine))
    send(client, "/proposals", one=one, other=other, verdict="same", reason="one cohort")
    assert len(slugs(engine)) == count - 1
    assert (
        send(client, "/proposals", one=one, other="nobody", verdict="same", reason="x").status_code
        == 404
    )


def test_a_missing_result_and_arm_are_added(client, engine):
    slug = "doe1-2020"
    row = {
        "what": "row", "measure": "MADRS", "arm": "ketamine-0.1-mg-kg", "time": "24 hours",
        "statistic": "mean change", "unit": "points", "field": "experimental", "value": "-12.1 (SD 4)",
        "reason": "table 2",
    }  # fmt: skip
    refused = send(client, f"/add/{slug}", **(row | {"value": "a lot"}))
    assert refused.status_code == 409
    assert 'value="24 hours"' in refused.text
    answer = send(client, f"/add/{slug}", **row)
    assert answer.status_code == 302
    assert "-12.1 (SD 4.0)" in client.get(answer.location).text
    arm = {"what": "arm", "drug": "saline", "role": "placebo", "reason": "methods"}
    assert send(client, f"/add/{slug}", **arm).status_code == 302
    assert send(client, "/add/nobody", **arm).status_code == 404
    with Session(engine) as session:
        (view,) = [view for view in study_views(session) if view.slug == slug]
        assert {arm.label for arm in view.arms} == {"ketamine 0.1 mg/kg", "saline"}
        assert [row.measure for row in view.rows] == ["MADRS"]


def test_without_the_desks_own_token_nothing_is_kept(client, engine):
    for page in ("/proposals", "/screening", "/add/doe1-2020"):
        assert client.post(page, data={"token": "guess", "reason": "x"}).status_code == 403
    with Session(engine) as session:
        assert all_decisions(session) == ()


def test_hostile_titles_stay_text(client):
    for page in ("/proposals", "/screening", "/add/doe1-2020"):
        assert "<script>document" not in client.get(page).text
        assert "<img src=x" not in client.get(page).text
