"""What goes wrong at a source is overcome or said aloud; it never moves a watermark."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from pydantic import SecretStr

from dosetable.crawler.library.server import Fault

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
KEY = "0123456789abcdef-secret"


def test_errors_that_pass_are_overcome(served: Any) -> None:
    served.server.faults += [
        Fault(source="pubmed", kind="status", status=429, path="esearch"),
        Fault(source="pubmed", kind="truncate", path="efetch"),
        Fault(source="pubmed", kind="body", body=b'<?xml version="1.0"?>', path="efetch"),
        Fault(source="europepmc", kind="body", body=b"<html>Please wait</html>"),
        Fault(source="europepmc", kind="body", body=b'{"version": "6.9"}', skip=1),
        # A connection that was used before is renewed at once, unseen; its second end is seen.
        Fault(source="europepmc", kind="reset", path="fullTextXML", times=2),
        Fault(source="clinicaltrials", kind="status", status=500, times=2),
        Fault(source="clinicaltrials", kind="truncate", path="studies", skip=1),
        Fault(source="webpages", kind="reset", path="news/a.html", times=2),
    ]
    reports = served.crawl()
    assert {source: report.error for source, report in reports.items()} == dict.fromkeys(reports)
    assert [reports[source].retried for source in reports] == [3, 3, 3, 1]
    assert [reports[source].new for source in reports] == [7, 6, 4, 2]
    assert all(fault.times == 0 for fault in served.server.faults)


def test_retry_after_is_obeyed(served: Any) -> None:
    served.server.faults.append(
        Fault(source="clinicaltrials", kind="status", status=429, retry_after="1")
    )
    assert served.crawl("clinicaltrials")["clinicaltrials"].error is None
    first, second = served.server.requests[:2]
    assert second.at - first.at >= 1.0


def test_a_wait_that_is_too_long_is_not_made(served: Any) -> None:
    served.server.faults.append(
        Fault(source="clinicaltrials", kind="status", status=503, retry_after="86400")
    )
    report = served.crawl("clinicaltrials")["clinicaltrials"]
    assert "status 503" in (report.error or "")
    assert report.watermark is None


def test_an_error_inside_status_200_fails_the_source(served: Any) -> None:
    served.crawl("pubmed")
    results: list[dict[str, Any]] = [
        {"ERROR": "Invalid db name specified: pubmed"},
        {"count": "0", "idlist": [], "errorlist": {"phrasesnotfound": ["ketamin"]}},
        {"count": "0", "idlist": [], "errorlist": {"fieldsnotfound": ["tiabb"]}},
        {"count": "9", "idlist": ["1"]},
    ]
    for result in results:
        body = json.dumps({"esearchresult": result}).encode()
        served.server.faults.append(Fault(source="pubmed", kind="body", body=body, path="esearch"))
        report = served.crawl("pubmed", now=NIGHT + timedelta(days=1))["pubmed"]
        assert report.outcome == "failed", result
        assert report.error
        assert report.watermark == "2026-11-24"


def test_a_failing_source_does_not_stop_the_others(served: Any) -> None:
    served.server.faults.append(Fault(source="pubmed", kind="status", status=503, times=99))
    reports = served.crawl("pubmed", "clinicaltrials")
    assert reports["pubmed"].error == (
        f"{served.server.url}/entrez/eutils/esearch.fcgi: status 503"
    )
    assert (reports["pubmed"].requests, reports["pubmed"].retried) == (4, 3)
    assert reports["clinicaltrials"].new == 4


def test_a_record_listed_but_not_given_keeps_the_watermark(served: Any) -> None:
    body = json.dumps({"esearchresult": {"count": "2", "idlist": ["101", "999"]}}).encode()
    served.server.faults.append(Fault(source="pubmed", kind="body", body=body, path="esearch"))
    report = served.crawl("pubmed")["pubmed"]
    assert "999" in (report.error or "")
    assert (report.new, report.failed, report.watermark) == (1, 1, None)
    asked = [one for one in served.server.requests if "efetch" in one.path]
    assert len(asked) == 2


def test_a_record_that_is_never_given_does_not_fail_the_source_for_ever(served: Any) -> None:
    served.crawl("pubmed")
    ids = ["999", *(str(number) for number in range(101, 108))]
    body = json.dumps({"esearchresult": {"count": "8", "idlist": ids}}).encode()

    def night(day: int) -> Any:
        served.server.faults[:] = [
            Fault(source="pubmed", kind="body", body=body, path="esearch", times=99)
        ]
        return served.crawl("pubmed", now=NIGHT + timedelta(days=day))["pubmed"]

    assert "999" in (night(1).error or "")
    assert "999" in (night(3).error or "")
    late = night(4)
    assert (late.error, late.failed, late.watermark) == (None, 1, "2026-11-28")
    assert "not given for days: 999" in (late.note or "")


def test_a_bad_request_is_not_repeated(served: Any) -> None:
    served.server.faults.append(
        Fault(source="clinicaltrials", kind="status", status=400, path="studies")
    )
    report = served.crawl("clinicaltrials")["clinicaltrials"]
    assert "status 400: try later" in (report.error or "")
    assert report.retried == 0


def test_a_slow_drip_is_cut_and_the_time_budget_ends_a_source(
    served: Any, with_section: Any
) -> None:
    served.server.faults.append(Fault(source="clinicaltrials", kind="drip", path="studies"))
    hasty = with_section(served.settings, "clinicaltrials", timeout_seconds=0.5)
    report = served.crawl("clinicaltrials", settings=hasty)["clinicaltrials"]
    assert (report.error, report.retried, report.new) == (None, 1, 4)
    served.server.faults.append(Fault(source="pubmed", kind="drip"))
    short = with_section(served.settings, "pubmed", time_budget_seconds=0.5)
    report = served.crawl("pubmed", settings=short)["pubmed"]
    assert report.error == "the time budget of 0.5 s is spent"


def test_a_body_beyond_the_limit_is_refused(served: Any, with_section: Any) -> None:
    served.library.page("news/a.html", "Ketamine. " * 2_000)
    small = with_section(served.settings, "webpages", max_body_bytes=5_000)
    report = served.crawl("webpages", settings=small)["webpages"]
    assert (report.new, report.failed) == (0, 1)
    assert "news/a.html" in (report.note or "")


def test_the_key_is_sent_and_written_nowhere(served: Any) -> None:
    echo = {"error": "API rate limit exceeded", "api-key": KEY}
    served.server.faults += [
        Fault(source="pubmed", kind="body", body=json.dumps(echo).encode(), path="esearch"),
        Fault(source="pubmed", kind="status", status=500, path="efetch", times=99),
    ]
    settings = served.settings.model_copy(update={"ncbi_api_key": SecretStr(KEY)})
    assert served.crawl("pubmed", settings=settings)["pubmed"].outcome == "failed"
    served.server.faults.clear()
    assert served.crawl("pubmed", settings=settings)["pubmed"].new == 7
    written = served.everything_written()
    assert b"esearch.fcgi" in written
    assert KEY.encode() not in written
    assert KEY not in "".join(event.message for event in served.events)
    assert KEY not in "".join(request.path for request in served.server.requests)
    assert served.server.forms_with(KEY) > 0


def test_robots_txt_is_obeyed_and_we_say_who_we_are(served: Any) -> None:
    settings = served.settings.model_copy(update={"contact_email": "desk@table.example"})
    report = served.crawl("webpages", settings=settings)["webpages"]
    asked = [one for one in served.server.requests if one.source == "webpages"]
    assert not [one for one in asked if "/private/" in one.path]
    assert (report.error, report.failed, report.skipped) == (None, 0, 2)
    assert {one.user_agent for one in asked} == {"dosetable/0.1 (mailto:desk@table.example)"}


def test_a_redirect_leads_nowhere_we_may_not_go(served: Any) -> None:
    places = {
        "a": "http://other.example/a",
        "b": "http://169.254.169.254/",
        "e": "/private/c.html",
    }
    served.library.page("index.html", "News.", links=tuple(f"/news/{name}.html" for name in places))
    served.server.faults += [
        Fault(source="webpages", kind="status", status=302, location=place, path=f"/{name}.html")
        for name, place in places.items()
    ]
    report = served.crawl("webpages")["webpages"]
    asked = {(one.host, one.path) for one in served.server.requests}
    assert {host for host, _ in asked} == {"news.example"}
    assert not [path for _, path in asked if "private" in path]
    assert all(fault.times == 0 for fault in served.server.faults)
    assert (report.error, report.failed, report.new, report.skipped) == (None, 0, 0, 3)


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(served: Any) -> None:
    served.server.faults.append(
        Fault(source="webpages", kind="status", status=503, path="robots.txt", times=99)
    )
    report = served.crawl("webpages")["webpages"]
    assert report.outcome == "failed"
    assert {one.path.rsplit("/", 1)[1] for one in served.server.requests} == {"robots.txt"}


def test_the_rate_is_never_above_the_setting(served: Any, with_section: Any) -> None:
    settings = with_section(served.settings, "pubmed", delay_seconds=0.25)
    settings = with_section(settings, "clinicaltrials", delay_seconds=0.25)
    served.server.faults.append(Fault(source="pubmed", kind="status", status=500, path="efetch"))
    served.library.write(
        "webpages/news.example/robots.txt",
        "User-agent: *\nCrawl-delay: 0.25\nDisallow: /private/\n",
    )
    served.crawl("pubmed", "clinicaltrials", "webpages", settings=settings)
    for source in ("pubmed", "clinicaltrials", "webpages"):
        times = [one.at for one in served.server.requests if one.source == source]
        # The crawl-delay is known once robots.txt is there: it counts from the second request on.
        gaps = [later - earlier for earlier, later in pairwise(times)][source == "webpages" :]
        assert len(gaps) >= 3
        # A busy machine delays one request and so shortens the next gap, never their sum.
        assert min(gaps) >= 0.1, (source, gaps)
        assert sum(gaps) >= 0.25 * len(gaps) - 0.03, (source, gaps)
