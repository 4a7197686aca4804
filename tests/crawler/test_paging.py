"""Every way in which Europe PMC's pages end, and the ways in which they would not."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dosetable.crawler.library.server import Fault


def page(first: int, last: int, *, total: int, cursor: str | None) -> bytes:
    found = [{"id": f"PPR{number}", "source": "PPR"} for number in range(first, last + 1)]
    data: dict[str, Any] = {"version": "6.9", "hitCount": total, "resultList": {"result": found}}
    if cursor is not None:
        data["nextCursorMark"] = cursor
    return json.dumps(data).encode()


def answered(served: Any, *pages: bytes) -> tuple[Any, int]:
    """Crawl a server that gives these pages and then nothing that can be read."""
    served.server.faults[:] = [
        Fault(source="europepmc", kind="body", path="/search", body=one) for one in pages
    ] + [Fault(source="europepmc", kind="body", path="/search", body=b"over", times=99)]
    report = served.crawl("europepmc")["europepmc"]
    return report, report.new


@pytest.mark.parametrize("last", [None, "", "c2"], ids=["none", "empty", "the one just sent"])
def test_the_end_is_a_cursor_that_leads_nowhere(served: Any, last: str | None) -> None:
    report, new = answered(
        served, page(1, 2, total=4, cursor="c2"), page(3, 4, total=4, cursor=last)
    )
    assert (report.error, new, report.requests) == (None, 4, 2)


def test_the_end_is_all_that_was_counted_though_a_cursor_goes_on(served: Any) -> None:
    report, new = answered(
        served, page(1, 2, total=4, cursor="c2"), page(3, 4, total=4, cursor="c3")
    )
    assert (report.error, new, report.requests) == (None, 4, 2)


def test_an_empty_page_ends_it_short_and_the_watermark_stays(served: Any) -> None:
    report, new = answered(
        served, page(1, 2, total=4, cursor="c2"), page(1, 0, total=4, cursor="c3")
    )
    assert report.error == "Europe PMC reports 4 records and gave 2"
    assert (new, report.watermark, report.requests) == (2, None, 2)


def test_an_earlier_cursor_ends_it(served: Any) -> None:
    report, _ = answered(
        served,
        page(1, 2, total=9, cursor="c2"),
        page(3, 4, total=9, cursor="c3"),
        page(5, 6, total=9, cursor="c2"),
    )
    assert report.error == "Europe PMC reports 9 records and gave 6"
    assert report.requests == 3


def test_pages_without_end_are_given_up(served: Any) -> None:
    # A new cursor each time, and never a new record; two a page are asked for.
    again = [page(1, 2, total=6, cursor=f"c{number}") for number in range(20)]
    report, new = answered(served, *again)
    assert "pages without end" in (report.error or "")
    assert (new, report.requests) == (2, 6)


def test_nothing_found_is_a_result(served: Any) -> None:
    report, new = answered(served, page(1, 0, total=0, cursor=None))
    assert (report.error, new, report.outcome) == (None, 0, "nothing new")
    assert report.watermark is not None


def test_a_total_that_shrinks_while_paging_is_taken_from_the_last_page(served: Any) -> None:
    report, new = answered(
        served, page(1, 2, total=5, cursor="c2"), page(3, 4, total=4, cursor="c3")
    )
    assert (report.error, new, report.total_reported) == (None, 4, 4)


def test_all_pages_are_asked_alike_but_for_the_cursor(served: Any) -> None:
    served.crawl("europepmc")
    asked = [
        dict(parse_qsl(urlsplit(one.path).query))
        for one in served.server.requests
        if "/search" in one.path
    ]
    assert len(asked) == 3
    assert [one.pop("cursorMark") for one in asked][0] == "*"
    assert asked == [asked[0]] * 3
    assert (asked[0]["synonym"], asked[0]["sort"]) == ("FALSE", "FIRST_IDATE_D asc")


def test_a_full_text_that_is_announced_and_not_given_is_no_failure(served: Any) -> None:
    served.library.result(7, pmcid="PMC907")
    (served.library.path / "europepmc" / "fulltext" / "PMC907.xml").unlink()
    report = served.crawl("europepmc")["europepmc"]
    assert (report.error, report.skipped) == (None, 1)
    assert "PMC/PMC907/fulltext" not in served.keys("europepmc")


def studies(*numbers: int, total: int | None = None, token: str | None = None) -> bytes:
    found = [
        {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08}"}}}
        for number in numbers
    ]
    data: dict[str, Any] = {"studies": found}
    data |= {} if total is None else {"totalCount": total}
    data |= {} if token is None else {"nextPageToken": token}
    return json.dumps(data).encode()


def registry(served: Any, *pages: bytes) -> Any:
    served.server.faults[:] = [
        Fault(source="clinicaltrials", kind="body", path="/studies", body=one) for one in pages
    ]
    return served.crawl("clinicaltrials")["clinicaltrials"]


def test_an_empty_last_page_is_the_end_of_the_registry(served: Any) -> None:
    report = registry(served, studies(1, 2, total=2, token="a"), studies())
    assert (report.error, report.new) == (None, 2)


def test_a_registry_that_gives_less_than_its_total_fails(served: Any) -> None:
    report = registry(served, studies(1, 2, total=5, token="a"), studies(3))
    assert report.error == "ClinicalTrials.gov reports 5 and gave 3"
    assert report.watermark is None


def test_a_page_token_that_comes_again_fails(served: Any) -> None:
    pages = [studies(1, 2, total=9, token="a"), studies(3, 4, token="b"), studies(5, token="a")]
    report = registry(served, *pages)
    assert "same page token twice" in (report.error or "")


def test_data_that_change_on_the_way_are_asked_for_again(served: Any) -> None:
    version = b'{"apiVersion": "2.0.5", "dataTimestamp": "2026-11-23T09:00:00"}'
    served.server.faults.append(
        Fault(source="clinicaltrials", kind="body", path="/version", body=version)
    )
    report = served.crawl("clinicaltrials")["clinicaltrials"]
    assert (report.error, report.new, report.unchanged) == (None, 4, 0)
    asked = [one.path for one in served.server.requests if "/studies" in one.path]
    assert len([path for path in asked if "pageToken" not in path]) == 2
    assert all("pageToken=&" not in path and not path.endswith("pageToken=") for path in asked)
