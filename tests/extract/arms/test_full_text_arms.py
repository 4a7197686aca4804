"""The methods of a full text complete the arms of its abstract; every text is our own."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts

ARTICLE = (
    "<article><front><article-meta><title-group><article-title>A randomized trial of ketamine in "
    "major depressive disorder</article-title></title-group><abstract><sec><title>Methods</title>"
    "<p>{abstract}</p></sec></abstract></article-meta></front><body><sec sec-type='methods'>"
    "<title>Methods</title><p>{methods}</p></sec><sec sec-type='results'><title>Results</title>"
    "<p>{results}</p>{table}</sec></body></article>"
)
ABSTRACT = "Forty adults with major depressive disorder were randomized to ketamine or midazolam."


def facts(
    methods: str, results: str = "All stayed.", table: str = "", abstract: str = ABSTRACT
) -> StudyFacts:
    text = ARTICLE.format(abstract=abstract, methods=methods, results=results, table=table)
    (found,) = extract_bytes(text.encode())
    return found


def test_the_methods_give_the_doses_that_the_abstract_left_out() -> None:
    found = facts(
        "Participants were randomized to one infusion of ketamine 0.5 mg/kg or midazolam 0.03 mg/kg, "
        "given intravenously over 40 minutes."
    )
    told = {a.drug: (a.dose.value if a.dose else None, a.infusion_minutes) for a in found.arms}
    assert told == {"ketamine": (0.5, 40), "midazolam": (0.03, 40)}
    for arm in found.arms:
        (span,) = [e for e in arm.evidence if e.field == "dose"]
        assert arm.dose is not None
        assert f"{arm.dose.value:g}" in found.document.text[span.start : span.end]


def test_two_doses_in_the_methods_are_not_guessed_between() -> None:
    found = facts(
        "Participants were randomized to ketamine 0.5 mg/kg, ketamine 1 mg/kg or midazolam 0.03 mg/kg."
    )
    assert [a.dose for a in found.arms if a.drug == "ketamine"] == [None]


def test_a_table_is_not_read_as_prose() -> None:
    table = (
        "<table-wrap><label>Table 1</label><caption><p>MADRS at day 1</p></caption><table><thead><tr>"
        "<th></th><th>Ketamine</th><th>Midazolam</th></tr></thead><tbody>"
        "<tr><td>Change at day 1, mean (SE)</td><td>-14.0 (1.5)</td><td>-8.2 (1.4)</td></tr>"
        "<tr><td>Difference (95% CI)</td><td>-5.8 (-9.9 to -1.7)</td><td></td></tr>"
        "<tr><td>P value</td><td>0.006</td><td></td></tr></tbody></table></table-wrap>"
    )
    found = facts("Ketamine was 0.5 mg/kg.", table=table)
    rows = [(r.statistic, r.value, r.experimental_value, r.p_value) for r in found.outcomes]
    assert rows == [("mean change", None, -14.0, 0.006), ("mean difference", -5.8, None, 0.006)]
    assert {r.direction for r in found.outcomes} == {"favours experimental"}
    assert found.outcomes[1].ci_low == -9.9


def test_the_body_gives_the_numbers_that_the_abstract_left_out() -> None:
    abstract = "Adults with major depressive disorder were randomized to ketamine or midazolam."
    text = ARTICLE.format(
        abstract=abstract,
        methods="Six doses of ketamine 0.5 mg/kg or midazolam 0.03 mg/kg were infused over 40 minutes.",
        results="Of 112 people who were screened, 64 were randomised (33 to ketamine and 31 to midazolam). "
        "30 in the ketamine group and 29 in the midazolam group were analysed. "
        "Two in the ketamine group and one in the midazolam group withdrew.",
        table="",
    )
    (found,) = extract_bytes(text.encode())
    assert (found.population.n_randomized, found.population.n_screened) == (64, 112)
    assert [(a.drug, a.n, a.n_analyzed) for a in found.arms] == [("ketamine", 33, 30), ("midazolam", 31, 29)]  # fmt: skip


def test_counts_of_parts_of_the_arms_are_no_sizes() -> None:
    found = facts(
        "Ketamine was 0.5 mg/kg.",
        "Of those randomized, 5 in the ketamine group and 7 in the midazolam group withdrew. "
        "8 in the ketamine group and 4 in the midazolam group responded and were analysed.",
    )
    assert [(a.n, a.n_analyzed) for a in found.arms] == [(None, None), (None, None)]


def test_sizes_in_the_methods_that_add_up() -> None:
    for sizes, expected in (((21, 19), [21, 19]), ((21, 21), [None, None])):
        found = facts(
            f"The ketamine group (n = {sizes[0]}) received ketamine 0.5 mg/kg, the midazolam group "
            f"(n = {sizes[1]}) midazolam 0.03 mg/kg."
        )
        assert [a.n for a in found.arms] == expected


BARE = "Ketamine relieved major depressive disorder."


def test_the_methods_give_the_people_and_the_blinding() -> None:
    found = facts(
        "This was a double-blind trial. Eighty outpatients were randomized in a 1:1 ratio to 0.5 mg/kg ketamine "
        "(n = 40) or 0.03 mg/kg midazolam (n = 40), each given intravenously over 40 minutes.",
        abstract="Adults with major depressive disorder were randomized to ketamine or midazolam.",
    )
    assert (found.population.n_randomized, found.design.masking) == (80, "double")
    assert [a.n for a in found.arms] == [40, 40]


def test_two_numbers_in_the_methods_settle_nothing() -> None:
    found = facts(
        "Eighty outpatients were randomized to ketamine 0.5 mg/kg or midazolam 0.03 mg/kg. Sixty inpatients were "
        "randomized in the same way.",
        abstract="Adults with major depressive disorder were randomized to ketamine or midazolam.",
    )
    assert found.population.n_randomized is None


def test_the_methods_give_the_control_that_the_abstract_left_out() -> None:
    found = facts(
        "Participants were randomized to one infusion of ketamine 0.5 mg/kg or saline, over 40 minutes.",
        abstract="Forty adults with major depressive disorder were randomized to ketamine 0.5 mg/kg or a control.",
    )
    assert [(a.id, a.drug) for a in found.arms] == [("A1", "ketamine"), ("A2", "saline")]


def test_a_trial_that_only_its_methods_call_randomized() -> None:
    found = facts(
        "Participants with major depressive disorder were randomly assigned to ketamine 0.5 mg/kg or saline.",
        abstract=BARE,
    )
    assert found.screening.study_type == "randomized trial"
