"""Sentences with known answers in every order of arms: no figure may come to the wrong arm, visit or
side, and no more than a known few may be missed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome, StudyFacts

TWO = (
    "Ketamine in depression: a randomized trial\n\nMethods: 100 adults with treatment-resistant depression "
    "were randomly assigned to ketamine 0.5 mg/kg or midazolam 0.045 mg/kg, double-blind. The MADRS was "
    "rated at day 1 and day 7.\nResults: {}\n"
)
THREE = (
    "Doses of esketamine in depression: a randomized trial\n\nMethods: 300 adults with treatment-resistant "
    "depression were randomly assigned to esketamine 28 mg spray, esketamine 84 mg spray or placebo spray, "
    "double-blind. The MADRS at day 28 was the primary outcome.\nResults: {}\n"
)
RATES = (
    "Response at day 7 was {more} with {A} than with {B} ({a}% with {A}, {b}% with {B}).",
    "Response at day 7 was {more} with {A} than with {B} ({b}% with {B}, {a}% with {A}).",
    "Response at day 7 was {more} with {A} compared with {B} ({a}% vs {b}%, P = .01).",
    "At day 7 {a}% of the {A} group and {b}% of the {B} group had responded.",
    "The response rates at day 7 were {a}% ({A}) and {b}% ({B}).",
    "Compared with {B}, {A} gave {more} response at day 7 ({a}% vs {b}%).",
    "Response at day 7: {A}, {a}%; {B}, {b}%.",
    "{a} percent of patients on {A} responded by day 7, {b} percent of those on {B}.",
    "Of patients given {A}, {a}% responded at day 7, as did {b}% of those given {B}.",
    "At day 7, the {A} group had a response rate of {a}%, while the {B} group had one of {b}%.",
    "Rates of response at day 7 in the {A} and {B} arms were {a}% and {b}%, respectively (P=.03).",
    "The {A} arm ({a}%) had {more} response at day 7 than the {B} arm ({b}%).",
)
SCORES = (
    "MADRS scores at day 7 were {lower} with {A} than with {B} ({a} with {A}, {b} with {B}).",
    "MADRS scores at day 7 were {lower} with {A} than with {B} ({a} vs {b}).",
    "At day 7 the mean MADRS score was {a} in the {A} group and {b} in the {B} group (P=.01).",
    "The {A} group had {lower} MADRS scores at day 7 than the {B} group ({a} \u00b1 8.1 vs {b} \u00b1 8.4).",
    "Compared with {B}, the MADRS score at day 7 was {lower} with {A} ({a} \u00b1 8.1 vs. {b} \u00b1 8.4).",
    "MADRS scores for the {A} and {B} groups at day 7 were {a} and {b}, respectively.",
    "At day 7, MADRS scores ({A} {a}; {B} {b}) differed significantly (P = .01).",
    "By day 7 the MADRS had fallen from 35.1 to {a} with {A} and from 34.9 to {b} with {B}.",
)
DIFFERENCES = (
    "The mean difference in MADRS at day 7 ({A} minus {B}) was {d} (95% CI {low} to {high}).",
    "MADRS scores at day 7 were 5.2 points {lower} with {A} than with {B} (95% CI 2.0 to 8.4).",
    "{A} was {superior} to {B} on the MADRS at day 7 (difference, {d}; 95% CI, {low} to {high}).",
    "The between-group difference in MADRS at day 7 was {d} (95% CI {low} to {high}), in favour of {W}.",
    "Change in MADRS at day 7 differed between {A} and {B} (LSMD {d} [SE 1.8]; P = .01), with {greater} improvement with {A}.",
)
VISITS = (
    "MADRS scores were {a1} and {a7} with {A} and {b1} and {b7} with {B} at days 1 and 7, respectively.",
    "At day 1 the MADRS was {a1} with {A} and {b1} with {B}, and at day 7 it was {a7} and {b7}, respectively.",
    "The MADRS was {a1} vs {b1} at day 1 and {a7} vs {b7} at day 7 in the {A} and {B} groups.",
    "MADRS scores with {A} and {B} were {a1} and {b1} at day 1 and {a7} and {b7} at day 7.",
    "In the {A} group MADRS scores were {a1} at day 1 and {a7} at day 7, compared with {b1} and {b7} in the {B} group.",
    "MADRS scores at day 1 ({a1} vs {b1}) and day 7 ({a7} vs {b7}) differed between {A} and {B}.",
    "In the {A} group the MADRS was {a1} at day 1 and {a7} at day 7, in the {B} group {b1} and {b7}.",
)
GROUPS = (
    "Mean MADRS scores at day 28 were {0} with {a}, {1} with {b} and {2} with {c}.",
    "MADRS scores at day 28 were {0}, {1} and {2} in the {a}, {b} and {c} groups, respectively (P<.01).",
    "The mean (SD) MADRS score at day 28 was {0} (8.1) with {a}, {1} (7.9) with {b} and {2} (8.3) with {c}.",
    "At day 28 the {a} group scored {0} \u00b1 8.1 on the MADRS, the {b} group {1} \u00b1 7.9 and the {c} group {2} \u00b1 8.3.",
)
OUTCOMES = (
    "Response and remission rates at day 1 were {ar}% and {am}% with {A} and {br}% and {bm}% with {B}.",
    "At day 1, {ar}% and {br}% responded and {am}% and {bm}% remitted with {A} and {B}, respectively.",
    "With {A}, {ar}% responded and {am}% remitted at day 1, with {B} {br}% and {bm}%.",
    "At day 1 {ar}% of the {A} group had responded and {am}% had remitted, compared with {br}% and {bm}% of the {B} group.",
    "Response rates at day 1 were {ar}% with {A} and {br}% with {B}; remission rates were {am}% and {bm}%.",
    "At day 1 response was {ar}% ({A}) and {br}% ({B}), remission {am}% ({A}) and {bm}% ({B}).",
)
# Which of the two named did better, or neither.
VERDICTS = (
    ("{A} was superior to {B} on the MADRS at day 7 (P=.01).", "A"),
    ("{A} was inferior to {B} on the MADRS at day 7 (P=.01).", "B"),
    ("{A} was not superior to {B} on the MADRS at day 7 (P=.21).", ""),
    ("MADRS scores at day 7 were significantly higher with {A} than with {B}.", "B"),
    ("MADRS scores at day 7 improved less with {A} than with {B} (P=.01).", "B"),
    ("Compared with {B}, {A} significantly reduced MADRS scores at day 7.", "A"),
    ("There was a smaller reduction in the MADRS at day 7 in the {A} group compared with the {B} group (P=.02).", "B"),
    ("{A} outperformed {B} on the MADRS at day 7.", "A"),
    ("Response at day 7 was less likely with {A} than with {B} (P=.03).", "B"),
    ("The {A} group, but not the {B} group, had lower MADRS scores at day 7.", "A"),
    ("Relative to {B}, {A} was associated with higher MADRS scores at day 7 (P=.01).", "B"),
    ("Relapse was significantly less frequent with {A} than with {B} (P=.01).", "A"),
    ("Time to relapse was longer with {A} than with {B} (P=.01).", "A"),
    ("Time to relapse was shorter with {A} than with {B} (P=.01).", "B"),
    ("Time to remission was shorter with {A} than with {B} (P=.01).", "A"),
    ("The risk of relapse was higher with {A} than {B} (HR 1.9, 95% CI 1.3-2.8).", "B"),
    ("Response at day 7 was lower with {A} than {B} (OR 0.45, 95% CI 0.3-0.8).", "B"),
    ("{A} delayed relapse compared with {B} (P=.01).", "A"),
    ("{A} failed to separate from {B} on the MADRS at day 7 (P=.3).", ""),
    ("{A} and {B} were equally effective on the MADRS at day 7 (P=.6).", ""),
    ("{A} was less effective than {B} in reducing MADRS scores at day 7 (P=.01).", "B"),
)  # fmt: skip
ARMS = ("ketamine", "midazolam")


def _read(methods: str, sentence: str) -> StudyFacts:
    (facts,) = extract_bytes(methods.format(sentence[0].upper() + sentence[1:]).encode())
    return facts


def _told(rows: tuple[Outcome, ...]) -> Iterator[tuple[str, float | None, float]]:
    """Arm, day and figure, of each figure that is an arm's."""
    for row in rows:
        day = row.timepoint.hours / 24 if row.timepoint else None
        sides = [
            (row.experimental_arm, row.experimental_value),
            (row.comparator_arm, row.comparator_value),
        ]
        if row.comparator_arm is None:
            sides.append((row.experimental_arm, row.value))
        yield from ((arm, day, value) for arm, value in sides if arm and value is not None)


def test_two_arms_in_either_order() -> None:
    for template in (*RATES, *SCORES):
        for a, b in itertools.permutations((61.5, 38.2) if template in RATES else (14.3, 22.6)):
            for first, second in itertools.permutations(ARMS):
                higher = a > b
                sentence = template.format(
                    A=first, B=second, a=a, b=b, more="more frequent" if higher else "less frequent",
                    lower="higher" if higher else "lower",
                )  # fmt: skip
                facts = _read(TWO, sentence)
                truth = {first: a, second: b}
                drug = {arm.id: arm.drug for arm in facts.arms}
                told = {(drug[arm], value) for arm, _, value in _told(facts.outcomes)}
                assert told == set(truth.items()), sentence
                better = max if template in RATES else min
                won = better(truth, key=lambda name: truth[name]) == "ketamine"
                said = "favours experimental" if won else "favours comparator"
                assert {r.direction for r in facts.outcomes} <= {said, None}, sentence


def test_differences_in_either_order() -> None:
    for template in DIFFERENCES:
        for first, second in itertools.permutations(ARMS):
            for first_won in (True, False):
                winner = first if first_won else second
                low, high = (-8.4, -2.0) if first_won else (2.0, 8.4)
                sentence = template.format(
                    A=first, B=second, W=winner, d=-5.2 if first_won else 5.2, low=low, high=high,
                    lower="lower" if first_won else "higher",
                    superior="superior" if first_won else "inferior",
                    greater="greater" if first_won else "less",
                )  # fmt: skip
                facts = _read(TWO, sentence)
                side = "experimental" if winner == "ketamine" else "comparator"
                told = {(abs(r.value or 0), r.direction) for r in facts.outcomes}
                assert told == {(5.2, f"favours {side}")}, sentence


def test_two_visits_of_two_arms() -> None:
    truth = {("ketamine", 1): 14.3, ("ketamine", 7): 18.6, ("midazolam", 1): 22.4, ("midazolam", 7): 24.9}  # fmt: skip
    found = 0
    for template in VISITS:
        for first, second in itertools.permutations(ARMS):
            sentence = template.format(
                A=first, B=second, a1=truth[first, 1], a7=truth[first, 7], b1=truth[second, 1],
                b7=truth[second, 7],
            )  # fmt: skip
            facts = _read(TWO, sentence)
            drug = {arm.id: arm.drug for arm in facts.arms}
            told = {((drug[arm], day), value) for arm, day, value in _told(facts.outcomes)}
            assert told <= set(truth.items()), sentence
            found += len(told)
    assert found >= len(truth) * (len(VISITS) - 1) * 2  # of the last form, figures may be missed


def test_two_outcomes_of_two_arms() -> None:
    truth = {
        ("ketamine", "response"): 62.0, ("midazolam", "response"): 34.0,
        ("ketamine", "remission"): 38.0, ("midazolam", "remission"): 18.0,
    }  # fmt: skip
    for template in OUTCOMES:
        for first, second in itertools.permutations(ARMS):
            sentence = template.format(
                A=first, B=second, ar=truth[first, "response"], am=truth[first, "remission"],
                br=truth[second, "response"], bm=truth[second, "remission"],
            )  # fmt: skip
            facts = _read(TWO, sentence)
            drug = {arm.id: arm.drug for arm in facts.arms}
            told = {
                ((drug[arm], row.measure), value)
                for row in facts.outcomes
                for arm, _, value in _told((row,))
            }
            assert told == set(truth.items()), sentence


def test_who_did_better_in_either_order() -> None:
    for template, better in VERDICTS:
        for first, second in itertools.permutations(ARMS):
            sentence = template.format(A=first, B=second)
            facts = _read(TWO, sentence)
            winner = {"A": first, "B": second}.get(better)
            side = "experimental" if winner == "ketamine" else "comparator"
            said = f"favours {side}" if winner else "no significant difference"
            assert {r.direction for r in facts.outcomes} == {said}, sentence


def test_three_arms_in_every_order() -> None:
    names = {28: "28 mg", 84: "84 mg", None: "placebo"}
    truth = {28: 20.3, 84: 15.7, None: 24.9}
    for template in GROUPS:
        for order in itertools.permutations(truth):
            sentence = template.format(
                *(truth[d] for d in order), a=names[order[0]], b=names[order[1]], c=names[order[2]]
            )
            facts = _read(THREE, sentence)
            dose = {arm.id: arm.dose.value if arm.dose else None for arm in facts.arms}
            told = {(dose[arm], value) for arm, _, value in _told(facts.outcomes)}
            assert told == set(truth.items()), sentence


def test_the_order_of_the_methods_gives_way_to_who_is_said_to_have_won() -> None:
    methods = (
        "Esketamine before ECT in depression\n\nMethods: Fifty patients with depression were randomized to propofol 1 mg/kg "
        "or esketamine 0.5 mg/kg before ECT. The HAMD-24 was rated.\nResults: "
    )
    unnamed = "After four sessions HAMD-24 scores were 18.3 (5.1) and 23.4 (6.2) (p = 0.003)."
    (alone,) = extract_bytes(f"{methods}{unnamed}".encode())
    assert [(o.experimental_value, o.comparator_value) for o in alone.outcomes] == [(23.4, 18.3)]
    (told,) = extract_bytes(
        f"{methods}HAMD-24 scores fell faster in the esketamine group. {unnamed}".encode()
    )
    assert {(o.experimental_value, o.direction) for o in told.outcomes} <= {
        (None, "favours experimental"),
        (None, None),
    }
