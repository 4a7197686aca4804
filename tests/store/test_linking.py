"""Which reports join, which must not, and that no order of arrival decides."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dosetable.extract.facts import ReportLink
from dosetable.store.identifiers import Identifier, identifier
from dosetable.store.likeness import Profile
from dosetable.store.linking import LinkReport, link

NO_PROFILE = Profile()
NUMBERS = iter(range(1, 10_000))


def report(
    key,
    kind="abstract",
    *,
    pmid=None,
    doi=None,
    pmcid=None,
    registry=(),
    links=(),
    profile=NO_PROFILE,
):
    pairs = [("pmid", pmid), ("doi", doi), ("pmcid", pmcid)]
    pairs += [("registry", number) for number in registry]
    registered = kind.startswith("registry")
    return LinkReport(
        id=next(NUMBERS),
        key=key,
        kind=kind,
        identifiers=frozenset(item for s, v in pairs if (item := identifier(s, v))),
        links=tuple(ReportLink(relation=r, scheme=s, value=v) for r, s, v in links),
        primary_number=registry[0] if registered else None,
        profile=profile,
    )


def grouped(*reports):
    keys = {item.id: item.key for item in reports}
    return {frozenset(keys[m.report_id] for m in group.members) for group in link(reports)}


def together(*reports):
    return grouped(*reports) == {frozenset(item.key for item in reports)}


def apart(*reports):
    return grouped(*reports) == {frozenset({item.key}) for item in reports}


def test_same_article():
    assert together(report("a", pmid="1"), report("b", "full text", pmid="PMID: 1"))
    assert together(
        report("a", doi="10.1000/X"), report("b", "full text", doi="https://doi.org/10.1000/x")
    )
    assert together(report("a", pmcid="12"), report("b", "full text", pmcid="PMC12"))
    assert apart(report("a", pmid="1"), report("b", pmid="2"))


def test_a_doi_on_two_articles_joins_nothing():
    assert apart(report("a", pmid="1", doi="10.1000/x"), report("b", pmid="2", doi="10.1000/x"))


def test_registry_number():
    record = report("r", "registry record", registry=["NCT00000001"])
    assert together(record, report("a", pmid="1", registry=["NCT00000001"]))
    assert together(record, report("a", pmid="1", links=[("results", "registry", "nct00000001")]))
    assert together(
        report("a", pmid="1", registry=["NCT00000001"]),
        report("b", pmid="2", registry=["NCT00000001"]),
    )


def test_a_pooled_paper_glues_no_trials_together():
    first = report("r1", "registry record", registry=["NCT00000001"])
    second = report("r2", "registry record", registry=["NCT00000002"])
    pooled = report("p", pmid="9", registry=["NCT00000001", "NCT00000002"])
    paper = report("a", pmid="1", registry=["NCT00000001"])
    assert grouped(first, second, pooled, paper) == {
        frozenset({"r1", "a"}),
        frozenset({"r2"}),
        frozenset({"p"}),
    }
    (warning,) = next(
        group.warnings for group in link([first, second, pooled, paper]) if group.key == "p"
    )
    assert "NCT00000001, NCT00000002" in warning


def test_a_paper_that_two_records_list_is_pooled_too():
    claim = [("results", "pmid", "9")]
    first = report("r1", "registry results", registry=["NCT00000001"], links=claim)
    second = report("r2", "registry results", registry=["NCT00000002"], links=claim)
    assert apart(first, second, report("p", pmid="9"))
    extension = report("p", pmid="9", registry=["NCT00000002"])
    assert grouped(first, second, extension) == {frozenset({"r1"}), frozenset({"r2", "p"})}


def test_an_extension_that_names_its_parent_belongs_where_the_registry_puts_it():
    parent = report("r1", "registry record", registry=["NCT00000001"])
    own = report(
        "r2", "registry record", registry=["NCT00000002"], links=[("results", "pmid", "9")]
    )
    paper = report("p", pmid="9", registry=["NCT00000001", "NCT00000002"])
    assert grouped(parent, own, paper) == {frozenset({"r1"}), frozenset({"r2", "p"})}


def test_registry_references():
    for relation, joins in (("results", True), ("background", False), ("cites", False)):
        record = report(
            "r", "registry record", registry=["NCT00000001"], links=[(relation, "pmid", "1")]
        )
        assert together(record, report("a", pmid="1")) is joins


def test_two_registries_of_one_trial():
    record = report("r", "registry record", registry=["NCT00000001", "2013-004005-10"])
    assert together(record, report("a", pmid="1", registry=["2013-004005-10"]))
    paper = report("a", pmid="1", registry=["NCT00000001", "ISRCTN12345678"])
    assert together(paper, report("b", pmid="2", registry=["ISRCTN12345678"]))


def test_a_shared_second_number_glues_no_trials_together():
    one = report("a", pmid="1", registry=["NCT00000001", "2013-004005-10"])
    two = report("b", pmid="2", registry=["NCT00000002", "2013-004005-10"])
    assert apart(one, two)


def test_a_sister_number_in_a_registry_record_is_not_its_own():
    one = report("r1", "registry record", registry=["NCT00000001", "NCT00000002"])
    two = report("r2", "registry record", registry=["NCT00000002"])
    assert apart(one, two)


def test_trials_run_under_one_number_stay_apart():
    number = ["NCT00088699"]
    unipolar = Profile(n=18, conditions=frozenset({"treatment-resistant depression"}), year=2006)
    bipolar = Profile(n=18, conditions=frozenset({"bipolar depression"}), year=2010)
    again = Profile(n=15, conditions=frozenset({"bipolar depression"}), year=2012)
    reports = (
        report("r", "registry record", registry=number),
        report("a", pmid="1", registry=number, profile=unipolar),
        report("b", pmid="2", registry=number, profile=bipolar),
        report("c", pmid="3", registry=number, profile=again),
        report("s", pmid="4", registry=number, profile=Profile(year=2013)),
    )
    assert grouped(*reports) == {
        frozenset({"r", "a", "s"}),
        frozenset({"b"}),
        frozenset({"c"}),
    }
    assert all(group.warnings for group in link(reports))
    page = report("w", "press page", registry=number)
    assert frozenset({"w"}) in grouped(*reports, page)
    about = report("w", "press page", registry=number, links=[("is about", "pmid", "2")])
    assert frozenset({"w", "b"}) in grouped(*reports, about)


def test_a_later_paper_about_fewer_of_the_same_people_stays():
    number = ["NCT00000001"]
    whole = Profile(n=68, conditions=frozenset({"major depressive disorder"}))
    part = Profile(n=66, conditions=frozenset({"suicidal ideation"}))
    assert together(
        report("a", pmid="1", registry=number, profile=whole),
        report("b", pmid="2", registry=number, profile=part),
    )


def test_pages():
    page = report("w", "press page", links=[("is about", "doi", "10.1000/x")])
    assert together(page, report("a", pmid="1", doi="10.1000/x"))
    assert together(page, report("v", "press page", links=[("is about", "doi", "10.1000/X")]))
    assert apart(page, report("v", "press page"))
    both = report(
        "w", "press page", links=[("is about", "doi", "10.1000/x"), ("is about", "pmid", "2")]
    )
    roundup = (both, report("a", pmid="1", doi="10.1000/x"), report("b", pmid="2"))
    assert apart(*roundup)
    assert any("several" in w for group in link(roundup) for w in group.warnings)


def test_versions():
    preprint = report("p", "preprint", doi="10.1101/1", links=[("preprint of", "doi", "10.1000/x")])
    assert together(preprint, report("a", pmid="1", doi="10.1000/x"))
    assert apart(
        report("p", "preprint", doi="10.1101/1", links=[("comment on", "doi", "10.1000/x")]),
        report("a", pmid="1", doi="10.1000/x"),
    )


def test_every_join_has_a_reason():
    record = report(
        "r", "registry record", registry=["NCT00000001"], links=[("results", "pmid", "1")]
    )
    paper = report("a", pmid="1", doi="10.1000/x")
    full = report("f", "full text", pmid="1")
    page = report("w", "press page", links=[("is about", "doi", "10.1000/x")])
    (group,) = link([record, paper, full, page])
    reasons = {member.report_id: (member.rule, member.reason) for member in group.members}
    assert reasons[record.id] == ("registry number", "is the registry's record of NCT00000001")
    assert reasons[paper.id] == ("same article", "record of the same article (PMID 1)")
    assert reasons[page.id] == ("page link", "the page names DOI 10.1000/x")


def some_reports():
    numbers = st.lists(
        st.sampled_from(["NCT00000001", "NCT00000002", "NCT00000003", "ISRCTN12345678"]),
        max_size=2,
        unique=True,
    )
    links = st.lists(
        st.tuples(
            st.sampled_from(["results", "is about", "preprint of", "cites"]),
            st.sampled_from(["pmid", "doi"]),
            st.sampled_from(["1", "2", "10.1000/x", "10.1000/y"]),
        ),
        max_size=2,
    )
    one = st.builds(
        lambda kind, pmid, doi, registry, links: (kind, pmid, doi, registry, links),
        st.sampled_from(["abstract", "full text", "registry record", "press page"]),
        st.sampled_from([None, "1", "2", "3"]),
        st.sampled_from([None, "10.1000/x", "10.1000/y"]),
        numbers,
        links,
    )
    return st.lists(one, max_size=7)


@settings(max_examples=200, deadline=None)
@given(given_reports=some_reports(), random=st.randoms(use_true_random=False))
def test_no_order_decides_and_no_two_records_are_glued(given_reports, random):
    reports = [
        report(
            f"k{index}",
            kind if registry or kind != "registry record" else "abstract",
            pmid=pmid,
            doi=doi,
            registry=registry,
            links=links,
        )
        for index, (kind, pmid, doi, registry, links) in enumerate(given_reports)
    ]
    groups = link(reports)
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert link(shuffled) == groups
    members = [member.report_id for group in groups for member in group.members]
    assert sorted(members) == sorted(item.id for item in reports)
    primary = {item.id: item.primary_number for item in reports}
    for group in groups:
        ncts = {
            number
            for member in group.members
            if (number := primary[member.report_id]) and number.startswith("NCT")
        }
        assert len(ncts) <= 1


def test_identifiers_have_one_form():
    assert identifier("doi", " https://dx.doi.org/10.1038/S41 ") == Identifier("doi", "10.1038/s41")
    assert identifier("pmid", "PMID: 0123") == Identifier("pmid", "123")
    assert identifier("pmcid", "pmc77") == Identifier("pmcid", "PMC77")
    assert identifier("registry", "EudraCT 2013-004005-10").value == "2013-004005-10"
    assert identifier("registry", "nct 01920555") == Identifier("registry", "NCT01920555")
    for scheme, value in (("doi", "11.5/x"), ("pmid", "12a"), ("pmcid", ""), ("other", "1")):
        assert identifier(scheme, value) is None
