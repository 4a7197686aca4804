"""The embedded library: its records are in the sources' formats, marked as paraphrased, and agree with each other.

That every figure stands in the trial's paper cannot be checked here (the papers are not at hand); what can be is:
identifiers are unique and well formed, the catalogue names exactly the files there are, and the figures of full-text
tables and of posted results agree with the other records of the same trial.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

import dosetable.crawler

LIBRARY = Path(dosetable.crawler.__file__).parent / "library"
PARSER = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False)
NUMBER = re.compile(r"\d+(?:[.·]\d+)?|(?<!\d)\.\d+")
MIN_RECORDS = 60
MIN_TRIALS = 25
MIN_SCREENED_OUT = 10


@cache
def catalogue() -> list[dict[str, Any]]:
    return list(tomllib.loads((LIBRARY / "catalogue.toml").read_text(encoding="utf-8"))["record"])


def paths(pattern: str) -> list[Path]:
    found = sorted(LIBRARY.glob(pattern))
    assert found, f"no file matches {pattern}"
    return found


def xml(path: Path) -> Any:
    return etree.fromstring(path.read_bytes(), PARSER)


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def page_text(path: Path) -> str:
    raw = path.read_bytes()
    return raw.decode("windows-1252" if b"charset=windows-1252" in raw else "utf-8")


def stories() -> list[Path]:
    return [p for p in paths("webpages/*/**/*.html") if p.name != "index.html"]


def numbers(text: str) -> set[float]:
    joined = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return {float(number.replace("·", ".")) for number in NUMBER.findall(joined)}


def test_the_catalogue_names_exactly_the_records_there_are() -> None:
    listed = [record["path"] for record in catalogue()]
    on_disk = [
        *paths("pubmed/*.xml"),
        *paths("europepmc/*.json"),
        *paths("europepmc/fulltext/*.xml"),
        *paths("clinicaltrials/*.json"),
        *stories(),
    ]
    assert not [path for path, count in Counter(listed).items() if count > 1]
    assert set(listed) == {path.relative_to(LIBRARY).as_posix() for path in on_disk}


def test_there_is_enough_to_show() -> None:
    included = {r["trial"] for r in catalogue() if r["expected"] == "included"}
    out = [r for r in catalogue() if r["expected"] == "screened out"]
    assert {r["expected"] for r in catalogue()} == {"included", "screened out"}
    assert len(catalogue()) >= MIN_RECORDS
    assert len(included) >= MIN_TRIALS
    assert len(out) >= MIN_SCREENED_OUT
    assert all(r.get("kind") for r in out), "a screened-out record says what it is"
    assert any(r.get("retracted") for r in catalogue())
    assert any(r.get("corrected") for r in catalogue())


def test_the_five_arm_trial_is_told_four_times() -> None:
    told = {r["path"].split("/")[0] for r in catalogue() if r["trial"] == "fava-2018"}
    assert told == {"pubmed", "europepmc", "clinicaltrials", "webpages"}
    assert any("fulltext" in r["path"] for r in catalogue() if r["trial"] == "fava-2018")
    for path in (
        "pubmed/30283029.xml",
        "europepmc/fulltext/PMC6447473.xml",
        "clinicaltrials/NCT01920555.json",
        "webpages/newsroom.harbour-hospital.example/psychiatry/ketamine-four-doses.html",
    ):
        assert {0.1, 0.2, 0.5, 1.0, 0.045} <= numbers((LIBRARY / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", paths("pubmed/*.xml"), ids=lambda p: p.stem)
def test_pubmed_record(path: Path) -> None:
    root = xml(path)
    assert root.tag == "PubmedArticleSet"
    assert root.getroottree().docinfo.public_id == "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
    assert [root.findtext("PubmedArticle/MedlineCitation/PMID")] == [path.stem]
    assert (
        root.findtext("PubmedArticle/PubmedData/ArticleIdList/ArticleId[@IdType='pubmed']")
        == path.stem
    )
    assert words(root.find(".//ArticleTitle"))
    assert len(" ".join(words(part) for part in root.iter("AbstractText"))) > 150
    assert "araphrased" in (root.findtext(".//CopyrightInformation") or "")
    assert "Paraphrased" not in " ".join(words(part) for part in root.iter("AbstractText"))
    assert root.find(".//PubMedPubDate[@PubStatus='entrez']/Year") is not None
    assert root.find(".//DateRevised/Year") is not None
    assert all(kind.get("UI") for kind in root.iter("PublicationType"))
    authors = root.find(".//AuthorList")
    assert authors is None or authors.get("CompleteYN") == "N"


@pytest.mark.parametrize("path", paths("europepmc/*.json"), ids=lambda p: p.stem)
def test_europepmc_record(path: Path) -> None:
    record = json.loads(path.read_bytes())
    assert f"{record['source']}_{record['id']}" == path.stem
    assert record["source"] in {"MED", "PMC", "PPR"}
    assert "araphrased" in record["paraphrased"]
    assert "araphrased" not in record["abstractText"]
    for field in ("firstIndexDate", "dateOfRevision"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", record[field])
    has_full_text = (LIBRARY / "europepmc/fulltext" / f"{record.get('pmcid')}.xml").exists()
    assert (record["isOpenAccess"] == "Y") == has_full_text


@pytest.mark.parametrize("path", paths("europepmc/fulltext/*.xml"), ids=lambda p: p.stem)
def test_full_text(path: Path) -> None:
    article = xml(path)
    assert article.tag == "article"
    assert article.findtext(".//article-id[@pub-id-type='pmc']") == path.stem.removeprefix("PMC")
    assert "araphrased" in words(article.find(".//permissions"))
    kinds = {section.get("sec-type") for section in article.iter("sec")}
    assert {"methods", "results"} <= kinds
    tables = list(article.iter("table"))
    assert tables, "a full text has a result table"
    for table in tables:
        assert {_width(row) for row in table.iter("tr")} <= {*range(1, _columns(table) + 1)}


def _width(row: Any) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row)


def _columns(table: Any) -> int:
    return max(_width(row) for row in table.iter("tr"))


def test_result_tables_have_spans_and_several_header_rows() -> None:
    tables = [t for path in paths("europepmc/fulltext/*.xml") for t in xml(path).iter("table")]
    assert any(cell.get("colspan") for table in tables for cell in table.iter("th"))
    assert any(cell.get("rowspan") for table in tables for cell in table.iter("th"))
    assert any(len(table.findall("thead/tr")) > 1 for table in tables)


@pytest.mark.parametrize("path", paths("clinicaltrials/*.json"), ids=lambda p: p.stem)
def test_registry_record(path: Path) -> None:
    study = json.loads(path.read_bytes())
    protocol = study["protocolSection"]
    assert protocol["identificationModule"]["nctId"] == path.stem
    assert "araphrased" in study["paraphrased"]
    assert study["hasResults"] == ("resultsSection" in study)
    assert study["derivedSection"]["miscInfoModule"]["versionHolder"] <= "2026-06-30"
    assert protocol["statusModule"]["lastUpdatePostDateStruct"]["date"] <= "2026-06-30"
    arms = protocol["armsInterventionsModule"]
    named = {f"{i['type'].title()}: {i['name']}" for i in arms["interventions"]}
    assert all(set(group["interventionNames"]) <= named for group in arms["armGroups"])
    for outcome in _outcomes(study):
        groups = {group["id"] for group in outcome["groups"]}
        for analysis in outcome.get("analyses", []):
            assert set(analysis["groupIds"]) <= groups
        for value in _measurements(outcome):
            assert value["groupId"] in groups
            assert isinstance(value["value"], str), "posted figures are strings"


def _outcomes(study: dict[str, Any]) -> list[dict[str, Any]]:
    results = study.get("resultsSection", {})
    return list(results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", []))


def _measurements(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    categories = [c for cls in outcome["classes"] for c in cls["categories"]]
    return [m for category in categories for m in category["measurements"]]


def test_enough_registry_records_have_posted_results() -> None:
    with_results = [
        p for p in paths("clinicaltrials/*.json") if _outcomes(json.loads(p.read_bytes()))
    ]
    assert len(with_results) >= 8


def test_no_identifier_is_given_to_two_trials() -> None:
    """A DOI, PMID or PMCID is of one trial; a registry number may be shared (NCT00088699 is, by three trials)."""
    owners: dict[str, set[str]] = defaultdict(set)
    for record in catalogue():
        for identifier in _identifiers(LIBRARY / record["path"]):
            owners[identifier.lower()].add(record["trial"])
    assert not {i: trials for i, trials in owners.items() if len(trials) > 1}


def _identifiers(path: Path) -> set[str]:
    found: set[str | None] = set()
    if "webpages" in path.parts:
        found = set(re.findall(r"https://doi\.org/(10\.[^\"<\s]+)\"", page_text(path)))
    elif path.suffix == ".json":
        record = json.loads(path.read_bytes())
        found = {record.get(key) for key in ("pmid", "pmcid", "doi")}
    else:
        root = xml(path)
        own = root.findall("PubmedArticle/PubmedData/ArticleIdList/ArticleId")
        found = {node.text for node in [*own, *root.findall("front/article-meta/article-id")]}
    return {identifier.removeprefix("PMC") for identifier in found if identifier}


def test_figures_of_result_tables_stand_in_another_record_of_the_trial() -> None:
    trial_of = {record["path"]: record["trial"] for record in catalogue()}
    told: dict[str, set[float]] = defaultdict(set)
    for path, trial in trial_of.items():
        if "fulltext" not in path:
            told[trial] |= numbers(page_text(LIBRARY / path))
    for path in paths("europepmc/fulltext/*.xml"):
        article = xml(path)
        trial = trial_of[path.relative_to(LIBRARY).as_posix()]
        for table in article.iter("table"):
            figures = {n for cell in table.iter("td") for n in numbers(words(cell)) if n % 1}
            prose = numbers(
                " ".join(words(p) for p in article.iter("p") if p.getparent().tag != "fn")
            )
            assert figures <= told[trial] | prose, path.name


@pytest.mark.parametrize("path", stories(), ids=lambda p: p.stem)
def test_story_page(path: Path) -> None:
    text = page_text(path)
    tree: Any = html.fromstring(text)
    assert path.relative_to(LIBRARY / "webpages").parts[0].endswith(".example")
    assert re.search(r"<!--[^>]*araphrased", text)
    assert "demonstration" in words(tree.find_class("paraphrase-note")[0])
    canonical = [
        str(link.get("href")) for link in tree.iter("link") if link.get("rel") == "canonical"
    ]
    assert [link.endswith(path.name) for link in canonical] == [True]


def test_pages_differ_in_their_metadata() -> None:
    pages = [page_text(path) for path in stories()]
    assert any("application/ld+json" in page for page in pages)
    assert any('property="og:title"' in page and "ld+json" not in page for page in pages)
    assert any('name="citation_doi"' in page for page in pages)
    assert any("charset=windows-1252" in page and "–" in page for page in pages)
    for block in re.findall(r'ld\+json">(.*?)</script>', "".join(pages), re.S):
        assert json.loads(block)["headline"]


@pytest.mark.parametrize("host", sorted((LIBRARY / "webpages").iterdir()), ids=lambda p: p.name)
def test_host_has_index_robots_and_sitemap(host: Path) -> None:
    assert "User-agent: *" in (host / "robots.txt").read_text(encoding="utf-8")
    index: Any = html.fromstring(page_text(host / "index.html"))
    links = {link.lstrip("/") for _, _, link, _ in index.iterlinks()}
    listed = {node.text for node in xml(host / "sitemap.xml").iter("{*}loc")}
    for story in [p for p in host.rglob("*.html") if p.name != "index.html"]:
        relative = story.relative_to(host).as_posix()
        assert relative in links
        assert f"http://{host.name}/{relative}" in listed


def test_all_designs_and_routes_are_there() -> None:
    included = [r["path"] for r in catalogue() if r["expected"] == "included"]
    told = " ".join(page_text(LIBRARY / path) for path in included).lower()
    for wanted in (
        "crossover",
        "flexibl",
        "non-inferiority",
        "randomized withdrawal",
        "electroconvulsive therapy",
        "oral ketamine",
        "intranasal",
        "subcutaneous",
        "intramuscular",
        "intravenous",
        "arketamine",
    ):
        assert wanted in told
    labels = [bool(xml(p).find(".//AbstractText").get("Label")) for p in paths("pubmed/*.xml")]
    assert any(labels)
    assert not all(labels)
