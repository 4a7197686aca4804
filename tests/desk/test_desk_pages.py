"""The desk's pages: only its own host, only its own forms, nothing hostile, nothing lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from dosetable.desk.app import DeskSettings, make_app
from dosetable.desk.passages import marked
from dosetable.store.curation.agreement import cohen_kappa
from dosetable.store.curation.decisions import all_decisions

HOST = "localhost"
DOSE = "/cell/doe1-2020/arm/ketamine-0.1-mg-kg/dose"


@pytest.fixture
def client(engine):
    settings = DeskSettings(
        curators=("ada", "bob"), clock=lambda: datetime(2026, 11, 24, tzinfo=UTC)
    )
    return make_app(engine, settings, hosts=frozenset({HOST})).test_client()


def form(client, address, **more):
    page = client.get(address).text
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("token", "seen")}
    return {name: match[1] for name, match in found.items() if match} | more


def test_accept_correct_undo(client, engine):
    assert "20 cells wait" in client.get("/").text
    answer = client.post(DOSE, data=form(client, DOSE, action="accept"))
    assert answer.status_code == 302
    assert "19 cells wait" in client.get("/").text
    page = client.get(answer.location).text
    uid = re.search(r"/undo/(\w+)", page)[1]
    assert client.post(f"/undo/{uid}", data=form(client, DOSE)).status_code == 302
    assert "20 cells wait" in client.get("/").text
    fixed = form(client, DOSE, action="correct", value="0.15 mg/kg", reason="table 1")
    client.post(DOSE, data=fixed)
    assert "0.15 mg/kg" in client.get(DOSE).text
    with Session(engine) as session:
        assert [d.action for d in all_decisions(session)] == ["accept", "undo", "correct"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, engine):
    answer = client.post(DOSE, data=form(client, DOSE, action="correct", value="lots", reason="x"))
    assert answer.status_code == 409
    assert 'value="lots"' in answer.text
    late = form(client, DOSE, action="accept")
    client.post(DOSE, data=late)
    assert client.post(DOSE, data=late).status_code == 409
    with Session(engine) as session:
        assert len(all_decisions(session)) == 1


def test_other_sites_are_refused(client, engine):
    good = form(client, DOSE, action="accept")
    assert client.post(DOSE, data=good | {"token": ""}).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert client.post(DOSE, data=good, headers=evil).status_code == 403
    assert client.get("/", headers={"Host": "evil.example:8010"}).status_code == 421
    with Session(engine) as session:
        assert all_decisions(session) == ()


def test_nothing_hostile_gets_out(client):
    answer = client.get(DOSE)
    assert "<script>document" not in answer.text
    assert "<img" not in answer.text
    assert "javascript:" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.text.count("<mark>") == 1


def test_the_marks_are_where_the_spans_are():
    text = "a" * 5000 + "quote" + "b" * 9000 + "other" + "c"
    parts = marked(text, [(5000, 5005), (14005, 14010)])
    assert [part for part, quoted in parts if quoted] == ["quote", "other"]
    assert sum(len(part) for part, _ in parts) < 8000


def test_kappa():
    assert cohen_kappa([]) is None
    assert cohen_kappa([("a", "a")]) is None
    both = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(both) == pytest.approx(0.4)
