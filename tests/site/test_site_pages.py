"""What a reader finds on the built pages, and what hostile text does there: nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import lxml.html
import pytest
from lxml import etree

from dosetable.site.asking import Asking
from dosetable.site.build import BuildError, build_site
from dosetable.site.table import COLUMNS


def page(folder: Path, name: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((folder / name).read_bytes())


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def lines_of(built: Path, study: str) -> list[list[str]]:
    """The cells of a study's rows on the home page; a line break within a cell is ' / '."""
    rows = []
    for row in page(built, "index.html").xpath(f'//tbody/tr[th/a[.="{study}"]]'):
        cells = []
        for cell in row.xpath("./th|./td"):
            for small in cell.iter("small"):
                small.text = " / " + (small.text or "")
            cells.append(words(cell))
        rows.append(cells)
    return rows


def test_the_table_has_every_column_in_order(built: Path) -> None:
    heads = page(built, "index.html").xpath("//thead//th")
    assert [words(head) for head in heads] == [label for _, label in COLUMNS]
    assert len(heads) == 14
    assert all(head.get("scope") == "col" for head in heads)
    for row in page(built, "index.html").xpath("//table[@id='evidence']/tbody/tr"):
        assert len(row.xpath("./th[@scope='row']")) == 1
        assert len(row.xpath("./td")) == 13


def test_the_five_arm_trial_is_there_in_order_of_dose(built: Path) -> None:
    rows = lines_of(built, "Fava 2018")
    doses = [row[3].partition(" / ")[0] for row in rows]
    assert doses == ["0.1 mg/kg", "0.2 mg/kg", "0.5 mg/kg", "1.0 mg/kg"]
    assert [row[7] for row in rows] == ["18 / vs 19", "20 / vs 19", "22 / vs 19", "20 / vs 19"]
    assert {row[5] for row in rows} == {"Active placebo / Midazolam 0.045 mg/kg"}
    assert {row[2] for row in rows} == {"Intravenous"}
    assert rows[0][8].startswith("HAM-D-6")
    assert rows[0][9] == "1 day / 24 h"
    assert rows[0][11].startswith("Cohen d −0.82 / p = 0.14")
    assert rows[0][12] == "No significant difference"
    assert rows[3][12] == "Favours ketamine"


def test_an_arm_without_a_result_says_so(built: Path) -> None:
    silent = lines_of(built, "Fava 2018")[1]
    assert silent[8:13] == ["no result found"] + ["not found"] * 4
    (oral,) = lines_of(built, "Oral 2021")
    assert oral[3] == "not reported"
    assert oral[5] == "not found"


def test_results_are_printed_as_reported(built: Path) -> None:
    (row,) = lines_of(built, "Popova 2019")
    assert row[1] == "Esketamine / added to oral antidepressant"
    assert row[3] == "56 to 84 mg / Flexible range"
    assert row[4] == "Twice weekly for 4 weeks"
    assert row[5] == "Inert placebo / Placebo"
    assert row[9] == "28 days from randomization / 672 h"
    assert row[10] == "−21.4 (SD 12.32), n 101 / vs −17.0 (SD 13.88), n 100"
    assert row[11] == ("Mean difference −4.0 points / 95% CI −7.31 to −0.64 / p = 0.02 / reported")
    assert row[12] == "Favours esketamine"


def test_every_arm_and_row_of_a_study_page_shows_its_quotes(built: Path) -> None:
    doc = page(built, "study/fava-2018.html")
    arms = doc.xpath('//tbody[starts-with(@id, "arm-")]')
    assert len(arms) == 5
    for arm, n in zip(arms, (18, 20, 22, 20, 19), strict=True):
        quotes = [words(quote) for quote in arm.xpath(".//blockquote")]
        assert any("0.1, 0.2, 0.5 or 1.0 mg/kg" in quote for quote in quotes)
        assert any(quote.startswith(f"{n} were given") for quote in quotes)
    rows = doc.xpath('//tbody[starts-with(@id, "row-")]')
    assert len(rows) == 3
    assert all(row.xpath(".//blockquote") for row in rows)
    captions = [words(caption) for caption in doc.xpath("//figcaption")]
    assert any("rule outcomes.measure" in c and "confidence 90%" in c for c in captions)


def test_reports_conflicts_and_links_of_a_study(built: Path) -> None:
    doc = page(built, "study/fava-2018.html")
    hrefs = doc.xpath('//ol[@class="reports"]//a/@href')
    assert "https://pubmed.ncbi.nlm.nih.gov/30283029/" in hrefs
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC6447473/" in hrefs
    assert "https://clinicaltrials.gov/study/NCT01920555" in hrefs
    assert "https://newsroom.example/ketamine-doses" in hrefs
    versions = [words(v) for v in doc.xpath('//div[contains(@class, "version ")]')]
    versions += [words(v) for v in doc.xpath('//div[@class="version"]')]
    assert any("p = 0.14" in v and "shown in the table" in v for v in versions)
    assert any("p = 0.02" in v and "Unadjusted" in v for v in versions)
    assert all("Why it belongs here:" in words(li) for li in doc.xpath("//ol[@class='reports']/li"))


def test_a_retraction_is_said_in_words_wherever_the_study_is(built: Path) -> None:
    assert "Retracted" in lines_of(built, "Mills 2025")[0][0]
    assert "Retracted." in words(page(built, "study/mills-2025.html").xpath("//main")[0])
    assert "mills-2025" not in str(
        page(built, "drug/ketamine-subcutaneous.html").xpath("//svg//a/@href")
    )


def test_hostile_text_stays_text(built: Path, sample: ModuleType) -> None:
    for path in built.rglob("*.html"):
        doc = lxml.html.fromstring(path.read_bytes())
        scripts = doc.xpath("//script")
        run = [s for s in scripts if s.get("type") != "application/ld+json"]
        assert all(s.get("src") and not s.text for s in run), path
        data = [s for s in scripts if s not in run]
        assert all(not s.get("src") and not set("<>&") & set(s.text) for s in data), path
        for href in doc.xpath("//@href | //@src | //@cite"):
            assert not str(href).lower().startswith(("javascript:", "data:", "vbscript:")), path
        assert not doc.xpath("//@onclick | //@style"), path
    assert sample.HOSTILE in words(page(built, "study/hostile.html").xpath("//h1")[0])


def test_every_page_is_strict_and_asks_no_other_host(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert len(pages) > 12
    for path in pages:
        doc = lxml.html.fromstring(path.read_bytes())
        (policy,) = doc.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
        assert policy.startswith("default-src 'none'")
        # The search is WebAssembly, which its page alone may run; no text becomes code anywhere.
        compiled = " 'wasm-unsafe-eval'" if path.name == "search.html" else ""
        assert "unsafe" not in policy.replace(compiled, "")
        fetched = doc.xpath("//script/@src | //img/@src | //iframe/@src")
        fetched += doc.xpath('//link[@rel!="canonical"]/@href')
        assert fetched
        assert not [address for address in fetched if "//" in address]
        assert "Demonstration edition" in words(doc.xpath("//body")[0])
        assert len(doc.xpath("//h1")) == 1
        assert doc.xpath("//main[@id='content']")
        assert all(table.xpath("./thead//th[@scope]") for table in doc.xpath("//table"))
    style = (built / "static/style.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_real_editions_carry_no_demonstration_notice(tmp_path: Path, sample: ModuleType) -> None:
    build_site(sample.edition(demonstration=False), tmp_path, now=sample.NOW)
    assert "emonstration" not in (tmp_path / "index.html").read_text("utf-8")


def test_an_edition_without_studies_is_still_a_site(tmp_path: Path, sample: ModuleType) -> None:
    empty = sample.edition(
        sample.oral(), studies=(), changes=(), past_changes=(), excluded=(), sources=()
    )
    report = build_site(empty, tmp_path, now=sample.NOW)
    assert report.rows == 0
    assert "no study yet" in (tmp_path / "index.html").read_text("utf-8")


def test_two_builds_are_equal_to_the_byte(tmp_path: Path, built: Path, sample: ModuleType) -> None:
    build_site(sample.edition(), tmp_path, base_url="https://table.example/live", now=sample.NOW)
    first = {p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert first == second


@pytest.mark.parametrize("slug", ["../x", "A", "a/b", "", "a.html", "-"])
def test_a_slug_that_is_no_page_name_stops_the_build(
    tmp_path: Path, sample: ModuleType, slug: str
) -> None:
    with pytest.raises(BuildError, match="name of a page"):
        build_site(sample.edition(sample.study(slug, "X")), tmp_path, now=sample.NOW)
    assert not list(tmp_path.iterdir())


def test_two_studies_at_one_address_stop_the_build(tmp_path: Path, sample: ModuleType) -> None:
    twice = (sample.study("same", "A"), sample.study("same", "B"))
    with pytest.raises(BuildError, match="two pages at one address"):
        build_site(sample.edition(*twice), tmp_path, now=sample.NOW)


def test_two_rows_with_one_id_stop_the_build(tmp_path: Path, sample: ModuleType) -> None:
    rows = (sample.row("r", None, None, "MADRS", None),) * 2
    with pytest.raises(BuildError, match="given twice"):
        build_site(sample.edition(sample.study("s", "S", rows=rows)), tmp_path, now=sample.NOW)
    assert not list(tmp_path.iterdir())


def test_feed_and_sitemap(built: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring((built / "feed.xml").read_bytes())
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == [
        "Edition 3: 2 changes",
        "Edition 2: 1 change",
    ]
    assert entries[0].findtext(f"{atom}updated") == "2026-06-02T04:30:00+00:00"
    assert "21 → 22" in (entries[0].findtext(f"{atom}content") or "")
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 2
    sitemap = (built / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://table.example/live/study/fava-2018.html</loc>" in sitemap
    assert "404" not in sitemap
    assert "Sitemap: https://table.example/live/sitemap.xml" in (built / "robots.txt").read_text()


def test_the_flow_counts_what_the_edition_holds(built: Path) -> None:
    doc = page(built, "methods.html")
    counts = {
        words(row.find("th")): words(row.find("td"))
        for row in doc.xpath('//table[caption[.="The same counts as a table"]]/tbody/tr')
    }
    assert counts["Documents in the archive"] == "12"
    assert counts["Reports screened"] == "10"
    assert counts["left out: animal or in vitro"] == "1"
    assert counts["Reports included"] == "8"
    assert counts["Studies"] == "5"
    assert counts["Results in the table"] == "6"


def test_sources_and_changes_are_listed(built: Path) -> None:
    assert "Failing" in words(page(built, "freshness.html").xpath("//tbody/tr[2]")[0])
    assert "1 234" in words(page(built, "freshness.html").xpath("//tbody/tr[1]")[0])
    first = page(built, "changes.html").xpath("//tbody/tr[1]")[0]
    assert words(first) == "Fava 2018n of ketamine 0.5 mg/kg2122"
    gone = page(built, "changes.html").xpath("//tbody/tr[2]")[0]
    assert not gone.xpath(".//a"), "a study that is gone has no page to link to"


def test_a_mistyped_address_in_any_folder_shows_a_page_with_whole_links(built: Path) -> None:
    document = page(built, "404.html")
    own = [a for a in document.xpath("//*/@href | //*/@src") if not a.startswith(("http", "#"))]
    assert len(own) > 8
    assert all(link.startswith("/live/") for link in own)
    for link in own:
        assert (built / link.removeprefix("/live/").partition("?")[0].partition("#")[0]).is_file()


def test_freshness_says_when_the_sources_are_asked_again(
    tmp_path: Path, sample: ModuleType
) -> None:
    soon = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
    for when, said in ((soon, True), (None, False)):
        build_site(sample.edition(), tmp_path, now=sample.NOW, asking=Asking(next_run=when))
        text = (tmp_path / "freshness.html").read_text("utf-8")
        assert ("asked again at" in text) == said
        assert ("2026-06-03 08:00 UTC" in text) == said


def test_methods_print_the_searches_as_words(tmp_path: Path, sample: ModuleType) -> None:
    searches = (("PubMed", 'ketamine[tiab] AND "x" <b>'), ("Websites", "news.example"))
    build_site(sample.edition(), tmp_path, now=sample.NOW, asking=Asking(searches=searches))
    listed = page(tmp_path, "methods.html").xpath("//dl[@class='searches']")[0]
    assert [words(dt) for dt in listed.xpath("dt")] == ["PubMed", "Websites"]
    assert [words(dd) for dd in listed.xpath("dd")] == [text for _, text in searches]
