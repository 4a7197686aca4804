"""Responses into records: canonical bytes, one a record, and no trust in what comes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.crawler import records
from dosetable.crawler.records import WrongBody

_SET = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "https://dtd.nlm.nih.gov/x.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">11</PMID><Article><ArticleTitle>A <i>b</i>
\xe2\x89\xa4 c</ArticleTitle></Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID Version="2">12</PMID></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID Version="10">12</PMID></MedlineCitation></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>13</PMID></BookDocument></PubmedBookArticle>
</PubmedArticleSet>"""


def test_an_article_set_is_split_and_books_are_counted() -> None:
    found = {record.key: record for record in records.pubmed_articles(_SET)}
    assert list(found) == ["11", "12"]
    assert records.pubmed_books(_SET) == 1
    assert "A <i>b</i>\n≤ c".encode() in found["11"].body
    assert b'Version="10"' in found["12"].body


def test_a_split_record_splits_into_itself() -> None:
    for record in records.pubmed_articles(_SET):
        assert records.pubmed_articles(record.body) == (record,)


def test_the_company_a_record_comes_in_does_not_change_it() -> None:
    alone = _SET.replace(
        _SET[
            _SET.index(b'<PubmedArticle><MedlineCitation><PMID Version="2"') : _SET.index(
                b"<PubmedBookArticle>"
            )
        ],
        b"",
    )
    assert records.pubmed_articles(alone)[0] == records.pubmed_articles(_SET)[0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'<?xml version="1.0"?>',
        b"<html><body>Busy</body></html>",
        b"<PubmedArticleSet><PubmedArticle>",
        b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>",
        b'{"error":"API rate limit exceeded"}',
    ],
)
def test_what_is_no_article_set_is_refused(body: bytes) -> None:
    with pytest.raises(WrongBody):
        records.pubmed_articles(body)


def test_entities_are_not_expanded() -> None:
    bomb = b"""<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]>
    <PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>&b;
    </ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
    assert b"boom" not in records.pubmed_articles(bomb)[0].body


def _page(**more: object) -> bytes:
    return json.dumps({"version": "6.9", "hitCount": 1, **more}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"version":"6.9"}',
        b'{"errCode":"400","errMsg":"bad"}',
        b"<html/>",
        b"[]",
        _page(),
        b"[" * 100_000,
    ],
)
def test_what_is_no_search_page_is_refused(body: bytes) -> None:
    with pytest.raises(WrongBody):
        records.europepmc_search(body)


def test_search_results_are_keyed_and_rows_of_nulls_left_out() -> None:
    rows = [{"id": "7", "source": "PPR", "citedByCount": 1}, {"id": None, "source": None}]
    (record,) = records.europepmc_search(_page(resultList={"result": [*rows, rows[0]]}))
    assert record.key == "PPR/7"
    assert json.loads(record.body) == rows[0]


def test_citations_are_no_change_but_a_title_is() -> None:
    def hashed(**row: object) -> str:
        result = {"id": "7", "source": "MED", **row}
        return records.europepmc_search(_page(resultList={"result": [result]}))[0].change_hash

    assert hashed(citedByCount=1) == hashed(citedByCount=2)
    assert hashed(title="a") != hashed(title="b")


def test_a_study_must_have_its_number() -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT1"}}}
    with pytest.raises(WrongBody, match="NCT1"):
        records.clinicaltrials_studies(json.dumps({"studies": [study]}).encode())
    with pytest.raises(WrongBody):
        records.clinicaltrials_studies(b'{"FullStudiesResponse": {}}')


@given(st.binary(max_size=200))
def test_splitting_never_fails_in_another_way(body: bytes) -> None:
    for splitter in (
        records.pubmed_articles,
        records.europepmc_search,
        records.clinicaltrials_studies,
    ):
        try:
            splitter(body)
        except WrongBody:
            continue


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "studies",
                        "protocolSection",
                        "identificationModule",
                        "nctId",
                        "hitCount",
                        "resultList",
                        "result",
                        "id",
                        "source",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_unknown_json_is_refused_or_split(value: object) -> None:
    body = json.dumps(value).encode()
    for splitter in (records.europepmc_search, records.clinicaltrials_studies):
        try:
            splitter(body)
        except WrongBody:
            continue
