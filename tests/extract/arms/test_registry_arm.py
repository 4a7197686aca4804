"""Registered arms: title, description and interventions."""

from dosetable.extract.pipes.arms.registry import read_arm
from dosetable.extract.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def test_reads_the_treatment_with_its_sources():
    texts = (
        "Ketamine 0.5 mg/kg",
        "One intravenous infusion over 40 minutes, twice weekly for 3 weeks",
    )
    reading = read_arm(*texts, [("Drug: Ketamine", "")], vocabulary=VOCABULARY)
    assert (reading.drug, reading.role, reading.dose.value) == ("ketamine", "experimental", 0.5)
    assert (reading.route, reading.infusion_minutes) == ("intravenous", 40)
    piece, start, end = reading.sources["infusion_minutes"]
    assert texts[piece][start:end] == "over 40 minutes"


def test_a_placebo_named_for_the_drug_is_a_placebo():
    reading = read_arm("Placebo for esketamine", "Nasal spray", [], vocabulary=VOCABULARY)
    assert (reading.drug, reading.role, reading.dose) == ("placebo", "placebo", None)


def test_the_arm_s_dose_not_the_intervention_s():
    reading = read_arm(
        "Esketamine 56 mg plus oral antidepressant",
        "",
        [("Esketamine 56 or 84 mg", ""), ("Duloxetine", "")],
        vocabulary=VOCABULARY,
    )
    assert reading.dose.value == 56
    assert "duloxetine" in reading.add_on


def test_unknown_treatment():
    assert read_arm("Group A", "", [], vocabulary=VOCABULARY) is None


def test_what_nobody_was_given_is_no_add_on() -> None:
    reading = read_arm(
        "Esketamine 56 mg",
        "Esketamine nasal spray 56 mg twice weekly for 4 weeks, without an antidepressant",
        [],
        vocabulary=VOCABULARY,
    )
    assert reading is not None
    assert reading.add_on == ()


def test_later_doses_of_a_flexible_arm_are_its_range() -> None:
    for text in (
        "Esketamine nasal spray, 56 mg on Day 1, then 56 or 84 mg twice weekly",
        "56 mg of esketamine at the first visit; thereafter 84 mg if tolerated",
    ):
        reading = read_arm("Flexible esketamine", text, [], vocabulary=VOCABULARY)
        assert reading is not None
        assert reading.dose is not None
        assert (reading.dose.value, reading.dose.low, reading.dose.high) == (None, 56, 84)


def test_a_step_is_no_dose() -> None:
    text = "Ketamine by mouth at 1 mg/kg, increased by 0.5 mg/kg each week"
    reading = read_arm("Oral ketamine", text, [], vocabulary=VOCABULARY)
    assert reading is not None
    assert reading.dose is None
