"""All identifiers against the archive: what was missed, what was withdrawn, what to disbelieve."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from dosetable.crawler.library.server import Fault
from dosetable.crawler.spiders.europepmc import by_identifiers, read_page
from dosetable.crawler.state import CrawlState

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
APIS = ("pubmed", "europepmc", "clinicaltrials")


def _drop(served: Any, name: str) -> None:
    (served.library.path / name).unlink()


def test_what_was_deleted_is_noticed_the_next_night_and_what_was_missed_is_fetched(
    served: Any,
) -> None:
    served.crawl(*APIS)
    _drop(served, "pubmed/102.xml")
    _drop(served, "europepmc/PPR_PPR2.json")
    _drop(served, "clinicaltrials/NCT00000002.json")
    # These were created long before the next window.
    served.library.article(108)
    served.library.result(9, pmcid="PMC909")
    served.library.study(9)

    soon = served.crawl(*APIS, now=NIGHT + timedelta(days=1))
    assert [(report.gone, report.error) for report in soon.values()] == [(1, None)] * 3
    assert "108" in served.keys("pubmed")
    assert "NCT00000009" in served.keys("clinicaltrials")
    assert {"PPR/PPR9", "PMC/PMC909/fulltext"} <= set(served.keys("europepmc"))
    # Each source's own count of the whole topic.
    assert [report.topic_total for report in soon.values()] == [7, 5, 4]
    with CrawlState(served.folder / "crawl.sqlite") as state:
        assert [state.gone(source) for source in APIS] == [{"102"}, {"PPR/PPR2"}, {"NCT00000002"}]

    late = served.crawl(*APIS, now=NIGHT + timedelta(days=2))
    assert [report.gone for report in late.values()] == [0, 0, 0]


def test_what_is_listed_again_is_no_longer_gone(served: Any) -> None:
    served.crawl("europepmc")
    record = served.library.path / "europepmc" / "PPR_PPR2.json"
    text = record.read_text()
    record.unlink()
    assert served.crawl("europepmc", now=NIGHT + timedelta(days=1))["europepmc"].gone == 1
    record.write_text(text)
    served.crawl("europepmc", now=NIGHT + timedelta(days=2))
    with CrawlState(served.folder / "crawl.sqlite") as state:
        assert state.gone("europepmc") == frozenset()


def test_a_list_that_lacks_much_of_what_is_archived_is_not_believed(served: Any) -> None:
    for number in range(10, 50):
        served.library.result(number)
    served.crawl("europepmc")
    before = served.crawl("europepmc")["europepmc"].watermark
    empty = {"version": "6.9", "hitCount": 0, "resultList": {"result": []}}
    served.server.faults.append(
        Fault(source="europepmc", kind="body", body=json.dumps(empty).encode(), times=50)
    )
    report = served.crawl("europepmc", now=NIGHT + timedelta(days=1))["europepmc"]
    assert "the list is not believed" in (report.error or "")
    assert (report.gone, report.watermark) == (0, before)


def test_a_record_that_left_the_topic_is_kept(served: Any) -> None:
    served.crawl("europepmc")
    # The list of all names one less, and the record is still given by its identifier.
    listed = [{"id": f"PPR{number}", "source": "PPR"} for number in (1, 2, 3, 4)]
    page = {"version": "6.9", "hitCount": 4, "resultList": {"result": listed}}
    served.server.faults.append(
        Fault(
            source="europepmc",
            kind="body",
            path="resultType=idlist",
            body=json.dumps(page).encode(),
        )
    )
    report = served.crawl("europepmc", now=NIGHT + timedelta(days=1))["europepmc"]
    assert (report.gone, report.error) == (0, None)


def test_an_answer_with_what_was_not_asked_for_is_refused(served: Any) -> None:
    served.crawl("europepmc")
    served.library.result(9)
    stranger = [{"id": "77", "source": "MED"}]
    page = {"version": "6.9", "hitCount": 1, "resultList": {"result": stranger}}
    served.server.faults.append(
        Fault(
            source="europepmc", kind="body", path="EXT_ID", body=json.dumps(page).encode(), times=9
        )
    )
    report = served.crawl("europepmc", now=NIGHT + timedelta(days=1))["europepmc"]
    assert "MED/77, which was not asked for" in (report.error or "")


def test_identifiers_are_not_quoted_beside_a_source() -> None:
    asked = by_identifiers(["MED/12", "PPR/PPR3"])
    assert asked == "(EXT_ID:12 AND SRC:MED) OR (EXT_ID:PPR3 AND SRC:PPR)"


def test_a_row_of_nulls_is_no_record() -> None:
    rows = [{"id": "1", "source": "MED"}, {"id": None, "source": None}]
    page = read_page({"hitCount": 1, "resultList": {"result": rows}}, 25)
    assert (page.keys, page.next_cursor) == ({"MED/1"}, "")


def test_a_notice_without_a_new_revision_date_is_found_by_the_weekly_sweep(served: Any) -> None:
    served.crawl("pubmed")
    record = served.library.path / "pubmed" / "103.xml"
    link = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J'
        "</RefSource></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>"
    )
    record.write_text(record.read_text().replace("</MedlineCitation>", link))
    assert served.crawl("pubmed", now=NIGHT + timedelta(days=1))["pubmed"].changed == 0
    late = served.crawl("pubmed", now=NIGHT + timedelta(days=7))["pubmed"]
    assert (late.changed, late.error) == (1, None)
    assert served.crawl("pubmed", now=NIGHT + timedelta(days=8))["pubmed"].changed == 0


def test_a_sweep_that_pubmed_does_not_understand_is_remarked_on(served: Any) -> None:
    served.crawl("pubmed")
    answer = {"esearchresult": {"ERROR": "no such filter", "count": "0", "idlist": []}}
    served.server.faults.append(
        # Two windows and the list of all come first.
        Fault(
            source="pubmed",
            kind="body",
            path="esearch",
            skip=3,
            body=json.dumps(answer).encode(),
            media_type="application/json",
        )
    )
    report = served.crawl("pubmed", now=NIGHT + timedelta(days=7))["pubmed"]
    assert report.error is None
    assert "sweep for notices was not made: PubMed search: no such filter" in (report.note or "")


def test_another_understanding_of_the_topic_is_remarked_on(served: Any) -> None:
    served.crawl("pubmed")
    ids = [str(number) for number in range(101, 108)]
    result = {"count": "7", "idlist": ids, "querytranslation": "something else"}
    served.server.faults.append(
        Fault(
            source="pubmed",
            kind="body",
            path="esearch",
            skip=2,
            body=json.dumps({"esearchresult": result}).encode(),
            media_type="application/json",
        )
    )
    report = served.crawl("pubmed", now=NIGHT + timedelta(days=1))["pubmed"]
    assert "query translation has changed; it is now: something else" in (report.note or "")
    assert served.crawl("pubmed", now=NIGHT + timedelta(days=2))["pubmed"].error is None
