"""One count a dose in a list, and what everybody was kept on. Every sentence is our own."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes


def test_each_twice_weekly_is_not_each_of_them() -> None:
    (facts,) = extract_bytes(
        b"Esketamine spray: a randomized double-blind trial\n\nMethods: Participants with treatment-resistant depression were "
        b"randomized to placebo (n = 33) or to esketamine 28 mg (n = 11), 56 mg (n = 11), or 84 mg (n = 12), each twice weekly."
        b"\nResults: Nobody dropped out."
    )
    assert {(a.drug, a.dose and a.dose.value): a.n for a in facts.arms} == {
        ("placebo", None): 33,
        ("esketamine", 28): 11,
        ("esketamine", 56): 11,
        ("esketamine", 84): 12,
    }


def test_what_everybody_was_kept_at_is_no_arm() -> None:
    (facts,) = extract_bytes(
        b"Ketamine in bipolar depression: a crossover trial\n\nMethods: While kept at therapeutic levels of lithium or valproate, "
        b"18 subjects with bipolar depression were given an infusion of ketamine (0.5 mg/kg) or of placebo on 2 test days 2 weeks "
        b"apart in a randomized double-blind crossover.\nResults: Nobody dropped out."
    )
    assert [a.drug for a in facts.arms] == ["ketamine", "placebo"]
    assert {a.add_on for a in facts.arms} == {("lithium", "valproate")}


def test_what_was_operated_on_is_no_route() -> None:
    (facts,) = extract_bytes(
        b"Esketamine and mood after nasal surgery: a randomized trial\n\nMethods: 120 patients with depressive symptoms having nasal "
        b"surgery were randomized to esketamine 0.25 mg/kg or saline. The HAMD-17 was the primary outcome.\nResults: HAMD-17 scores "
        b"on day 3 were lower with esketamine (P = .01)."
    )
    assert {a.route for a in facts.arms} == {None}
