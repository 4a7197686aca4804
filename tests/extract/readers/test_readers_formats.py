"""Each format, read: text, sections, identifiers, links. All records here are invented."""

from __future__ import annotations

import json

import pytest

from dosetable.extract.document import Document, UnreadableDocument
from dosetable.extract.readers import read


def one(data: bytes | str, **options: str) -> Document:
    (document,) = read(data.encode() if isinstance(data, str) else data, **options)
    return document


def parts(document: Document, kind: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind == kind]


PUBMED = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="Publisher">
<PMID Version="1">90000001</PMID>
<Article><Journal><JournalIssue><Volume>3</Volume><PubDate><MedlineDate>2019 Apr-Jun</MedlineDate></PubDate></JournalIssue><Title>Invented Journal</Title></Journal>
<ArticleTitle>A trial of <i>one</i> dose of 10<sup>-3</sup> mol.</ArticleTitle>
<Abstract><AbstractText Label="AIM">We asked.</AbstractText>
<AbstractText Label="DESIGN, SETTING, AND PARTICIPANTS">Adults were randomised at 0.5 mg kg<sup>-1</sup>.</AbstractText>
<AbstractText Label="" NlmCategory="RESULTS">Scores fell (<b>P</b>&lt;0.001).</AbstractText>
<AbstractText Label="TRIAL REGISTRATION">NCT99999999.</AbstractText>
<CopyrightInformation>not the text</CopyrightInformation></Abstract>
<AuthorList CompleteYN="N"><Author ValidYN="Y"><LastName>Doe</LastName><Initials>J</Initials></Author><Author ValidYN="N"><LastName>Wrong</LastName></Author><Author ValidYN="Y"><CollectiveName>The Group</CollectiveName></Author></AuthorList>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT99999999</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType UI="D016441">Retracted Publication</PublicationType></PublicationTypeList></Article>
<OtherAbstract Type="Publisher" Language="fre"><AbstractText>Jamais lu.</AbstractText></OtherAbstract>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>x</RefSource><PMID>90000002</PMID></CommentsCorrections><CommentsCorrections RefType="ErratumFor"><RefSource>Inv J. 2018</RefSource></CommentsCorrections></CommentsCorrectionsList>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.9999/OWN.1</ArticleId><ArticleId IdType="pmc">PMC999</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
<PubmedBookArticle><BookDocument/></PubmedBookArticle></PubmedArticleSet>"""


def test_pubmed() -> None:
    document = one(PUBMED)
    assert document.title == "A trial of one dose of 10^-3 mol."
    assert parts(document, "background") == ["We asked."]
    assert parts(document, "methods") == ["Adults were randomised at 0.5 mg kg-1."]
    assert parts(document, "results") == ["Scores fell (P<0.001)."]
    assert parts(document, "registration") == ["NCT99999999."]
    assert "Jamais" not in document.text
    assert "not the text" not in document.text
    ids = document.identifiers
    assert (ids.pmid, ids.pmcid, ids.doi) == ("90000001", "PMC999", "10.9999/own.1")
    assert ids.registry == ("NCT99999999",)
    cited = document.bibliography
    assert cited.authors == ("Doe J", "The Group")
    assert (cited.published, cited.year) == ("2019-04", 2019)
    assert cited.retracted
    assert not cited.corrected  # "erratum for" speaks of another article
    assert not cited.notice
    assert [(link.relation, link.value) for link in cited.links] == [
        ("retraction in", "90000002"),
        ("erratum for", "Inv J. 2018"),
    ]
    assert any("left out" in w for w in document.warnings)


def test_a_newer_version_of_a_pmid_wins() -> None:
    second = PUBMED.replace("<PubmedBookArticle><BookDocument/></PubmedBookArticle>", "")
    article = second[second.index("<PubmedArticle>") : second.index("</PubmedArticleSet>")]
    newer = article.replace('Version="1"', 'Version="2"').replace("We asked.", "We asked again.")
    document = one(second.replace(article, newer + article))
    assert parts(document, "background") == ["We asked again."]


def test_unlabelled_abstract_splits_at_inline_headings() -> None:
    text = PUBMED.replace('Label="AIM"', "").replace(
        "We asked.", "AIMS: We asked. METHODS: We gave it. RESULTS: It fell by 3."
    )
    document = one(text)
    assert "We gave it." in parts(document, "methods")
    assert "It fell by 3." in parts(document, "results")


def test_europepmc_search() -> None:
    record = {
        "id": "90000001", "source": "MED", "pmid": "90000001", "doi": "10.9999/Own", "title": "A <i>trial</i>.",
        "abstractText": "<h4>Methods</h4>Given 10<sup>3</sup> times.<h4>Results</h4>It fell, P<0.001 and n>20 &amp; more.",
        "pubYear": "2020", "pubTypeList": {"pubType": ["Retracted Publication"]},
        "commentCorrectionList": {"commentCorrection": [{"id": "7", "source": "MED", "type": "Preprint of"}]},
    }  # fmt: skip
    document = one(
        json.dumps({"version": "6.9", "hitCount": 1, "resultList": {"result": [record]}})
    )
    assert document.title == "A trial."
    assert parts(document, "methods") == ["Given 10^3 times."]
    assert parts(document, "results") == ["It fell, P<0.001 and n>20 & more."]
    assert document.bibliography.retracted
    assert document.bibliography.links[0].relation == "preprint of"
    assert one(json.dumps(record)).text == document.text


JATS = """<article article-type="research-article" xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta><journal-title-group><journal-title>Inv J</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmc">123</article-id><article-id pub-id-type="doi">10.9999/full</article-id>
<title-group><article-title>Full text<xref ref-type="fn">*</xref></article-title></title-group>
<abstract abstract-type="graphical"><p>never</p></abstract>
<abstract><sec><title>Results</title><p>It fell<sup><xref ref-type="bibr">12</xref></sup> by 3.</p></sec></abstract></article-meta></front>
<body><sec sec-type="methods"><title>How it was done</title><p>We gave it.</p><sec><title>Outcomes</title><p>The scale.</p></sec></sec>
<sec><title>3. Results</title><p>See the table.<table-wrap><label>Table 1</label><caption><p>Scores</p></caption>
<table><thead><tr><th rowspan="2">Measure</th><th colspan="2">Group</th></tr><tr><th>A</th><th>B</th></tr></thead>
<tbody><tr><td rowspan="2">MADRS</td><td>1.5<sup>a</sup></td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>
<table-wrap-foot><fn><p>a note</p></fn></table-wrap-foot></table-wrap></p></sec></body>
<back><ref-list><ref>cited work</ref></ref-list></back></article>"""


def test_jats_sections_and_table_grid() -> None:
    document = one(JATS)
    assert document.title == "Full text"
    assert "never" not in document.text
    assert "cited work" not in document.text
    abstract = [s for s in document.sections if s.part == "abstract"]
    assert [document.text[s.start : s.end] for s in abstract] == ["It fell by 3."]
    # A subsection of Methods stays methods, whatever its heading.
    assert parts(document, "methods") == ["We gave it.", "The scale."]
    assert parts(document, "results")[-1] == "See the table."
    (table,) = document.tables
    grid = {(c.row, c.column): document.text[c.start : c.end] for c in table.cells}
    assert grid == {
        (0, 0): "Measure", (0, 1): "Group", (1, 1): "A", (1, 2): "B",
        (2, 0): "MADRS", (2, 1): "1.5^a", (2, 2): "2", (3, 1): "3", (3, 2): "4",
    }  # fmt: skip
    assert document.text[table.caption_start : table.caption_end] == "Scores"
    assert [document.text[s:e] for s, e in table.footnotes] == ["a note"]


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Site</title>
<link rel="canonical" href="/news/dose"><meta property="og:title" content="Dose found">
<script type="application/ld+json">{ broken, }</script></head><body>
<nav><a href="https://doi.org/10.9999/nav">Nav story about 900 mg of something</a></nav>
<div class="cookie-bar">We use cookies and 5 mg of sugar.</div>
<article><h1>Dose found</h1><p>Researchers gave single doses of ketamine, 0.5 mg/kg, to adults with depression in a careful study.</p>
<p>They saw that symptoms fell over three days compared with an active placebo, and they will study it further.</p>
<p>The paper: <a href="https://doi.org/10.9999/Paper.1">Invented Journal</a>; the trial is NCT99999999.</p></article>
<aside class="related"><h2>Related</h2><p>Statins at 80 mg beat 20 mg, see <a href="https://doi.org/10.9999/side">this</a>.</p></aside>
<footer>Copyright</footer></body></html>"""


def test_page_is_its_story_alone() -> None:
    document = one(PAGE, url="https://press.example/news/dose?utm_source=x")
    assert document.title == "Dose found"
    assert document.url == "https://press.example/news/dose"
    assert "0.5 mg/kg" in document.text
    for other in ("900 mg", "cookies", "Statins", "Copyright"):
        assert other not in document.text
    links = {(link.relation, link.value) for link in document.bibliography.links}
    assert links == {("is about", "10.9999/paper.1"), ("is about", "NCT99999999")}
    assert document.identifiers.doi is None


def test_windows_1252_page() -> None:
    page = PAGE.replace("utf-8", "iso-8859-1").replace("careful", "“careful” £5").encode("cp1252")
    assert "“careful” £5" in one(page).text


NEWS = """Skip to content

A dose of ketamine was found

In This Article

  • Two doses worked

Researchers describe a study of ketamine at 0.5 mg/kg against an active placebo. Symptoms fell over three days, they say, in people with hard-to-treat depression.

The study was small, and they plan another one with repeated doses over several weeks.

Best doses named

Learn more about the Clinic

Another group gave 80 mg of a statin to people with chest pain.
"""


def test_plain_news_page_ends_before_its_teasers() -> None:
    document = one(NEWS)
    assert document.title == "A dose of ketamine was found"
    story = " ".join(parts(document, "body"))
    assert "0.5 mg/kg" in story
    assert "repeated doses" in story
    other = " ".join(parts(document, "other"))
    for line in ("Skip to content", "Best doses named", "Learn more", "statin"):
        assert line in other
        assert line not in story
    assert document.text == NEWS


def test_plain_abstract() -> None:
    text = "A title\n\nBackground. We asked.\nMethods. We gave it.\n\nResults. It fell. CONCLUSIONS: It works.\n"
    document = one(text)
    assert document.title == "A title"
    assert parts(document, "methods") == ["We gave it."]
    assert parts(document, "results") == ["It fell."]
    assert parts(document, "conclusions") == ["It works."]
    assert {s.part for s in document.sections} == {"front", "abstract"}


def test_text_in_an_unstated_encoding_is_flagged() -> None:
    document = one("Étude\n\nUne dose de 0·5 mg".encode("cp1252"))
    assert document.title == "Étude"
    assert any("windows-1252" in w for w in document.warnings)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b"<PubmedArticleSet><PubmedArticle><Medl", "truncated"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><article>&x;</article>', "entities"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "a" "b">\n', "prolog"),
        (b"<PubmedArticleSet></PubmedArticleSet>", "no article"),
        (b"<unknown><x/></unknown>", "<unknown>"),
        (b"<errorBean><errCode>0</errCode><errMsg>not open</errMsg></errorBean>", "not open"),
        (b'{"a": 1', "JSON"),
        (b'{"a": 1}', "unknown kind"),
        (b'{"version":"6.9"}', "version alone"),
        (b'{"version":"6.9","hitCount":0,"resultList":{"result":[]}}', "without results"),
        (b'{"errCode":404,"errMsg":"bad query"}', "bad query"),
        (b'{"studies":[]}', "without studies"),
        (b'{"FullStudiesResponse":{}}', "retired"),
        (b'{"esearchresult":{"idlist":["1"]}}', "identifiers"),
        (b'{"error":"API rate limit exceeded","api-key":"SECRET","count":"4"}', "rate limit"),
        (b"Error parsing query in `x`", "error answer"),
        (b"123 456", "without words"),
        (b"<html><body><nav>Menu</nav></body></html>", "main text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_in_one_line(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_large_files_are_refused_at_once() -> None:
    with pytest.raises(UnreadableDocument, match="over the limit"):
        read(b"a" * 50_000_000)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read(b"<article>" + b"<sec>" * 100_000)
    with pytest.raises(UnreadableDocument):
        read(b'{"a":' + b"[" * 200_000)


CALS = """<oasis:table xmlns:oasis="http://www.niso.org/standards/z39-96/ns/oasis-exchange/table"><oasis:tgroup cols="5">
<oasis:colspec colnum="1" colname="col1"/><oasis:colspec colname="col2"/><oasis:colspec colname="col3"/><oasis:colspec colname="col4"/><oasis:colspec colname="col5"/>
<oasis:thead><oasis:row><oasis:entry morerows="1">Time</oasis:entry><oasis:entry namest="col2" nameend="col3">A</oasis:entry><oasis:entry namest="col4" nameend="col5">B</oasis:entry></oasis:row>
<oasis:row><oasis:entry colname="col2">n</oasis:entry><oasis:entry colname="col3">Mean</oasis:entry><oasis:entry>n</oasis:entry><oasis:entry>Mean</oasis:entry></oasis:row></oasis:thead>
<oasis:tbody><oasis:row><oasis:entry>Day 1</oasis:entry><oasis:entry>9</oasis:entry><oasis:entry>17</oasis:entry><oasis:entry colname="col5">22</oasis:entry></oasis:row></oasis:tbody></oasis:tgroup></oasis:table>"""


def test_a_grid_in_the_oasis_model() -> None:
    start, end = JATS.index("<table>"), JATS.index("<table-wrap-foot>")
    (table,) = (document := one(JATS[:start] + CALS + JATS[end:])).tables
    grid = {(c.row, c.column): (document.text[c.start : c.end], c.row_span, c.column_span) for c in table.cells}  # fmt: skip
    assert grid == {
        (0, 0): ("Time", 2, 1), (0, 1): ("A", 1, 2), (0, 3): ("B", 1, 2),
        (1, 1): ("n", 1, 1), (1, 2): ("Mean", 1, 1), (1, 3): ("n", 1, 1), (1, 4): ("Mean", 1, 1),
        (2, 0): ("Day 1", 1, 1), (2, 1): ("9", 1, 1), (2, 2): ("17", 1, 1), (2, 4): ("22", 1, 1),
    }  # fmt: skip
    assert [c.header for c in table.cells] == [True] * 7 + [False] * 4


@pytest.mark.parametrize(
    "foreword", ["A title\n\n", "A title (P < .05)\r\nand a second line\n\n  "]
)
@pytest.mark.parametrize(
    "record", [JATS, PUBMED, '{"protocolSection": {"identificationModule": {"nctId": "NCT99999999"}}}']
)  # fmt: skip
def test_a_title_saved_in_front_of_a_record_does_not_hide_it(foreword: str, record: str) -> None:
    alone, behind = one(record), one(foreword + record)
    assert (behind.text, behind.sections, behind.tables) == (
        alone.text,
        alone.sections,
        alone.tables,
    )


def test_a_text_that_speaks_of_markup_is_a_text() -> None:
    text = "How to read JATS\n\nA file begins with <article> or with <?xml, behind which the front matter stands.\n"
    assert "behind which" in one(text).text
