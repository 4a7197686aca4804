"""Arms of one drug and dose told apart by route or companion; what came after the comparison."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Arm

TITLE = "Ketamine in treatment-resistant depression: a randomized trial\n\nMethods: "


def _arms(text: str) -> tuple[Arm, ...]:
    (facts,) = extract_bytes((TITLE + text).encode())
    return facts.arms


def test_one_dose_by_two_routes_is_two_arms() -> None:
    arms = _arms(
        "Thirty subjects were divided randomly into three groups. Ketamine was given to each group "
        "as 0.6 mg/kg by i.v. infusion, as 0.6 mg/kg i.m. or 0.3 mg/kg i.m. respectively."
    )
    assert [(a.dose.value, a.route) for a in arms if a.dose] == [
        (0.6, "intravenous"),
        (0.6, "intramuscular"),
        (0.3, "intramuscular"),
    ]


def test_real_and_sham_stimulation_beside_the_drug() -> None:
    arms = _arms(
        "Adults were randomly assigned to ketamine plus active rTMS, ketamine plus sham rTMS, or "
        "saline plus active rTMS. Ketamine (0.4 mg/kg) was infused over 50 min."
    )
    found = [(a.drug, a.dose.value if a.dose else None, a.add_on) for a in arms]
    assert sorted(found) == [
        ("ketamine", 0.4, ("repetitive transcranial magnetic stimulation",)),
        ("ketamine", 0.4, ("sham stimulation",)),
        ("saline", None, ("repetitive transcranial magnetic stimulation",)),
    ]


def test_one_dose_with_and_without_a_companion_is_two_arms() -> None:
    arms = _arms(
        "Patients were randomly assigned to ketamine (0.7 mg/kg), propofol (1.4 mg/kg), or ketamine "
        "(0.7 mg/kg) plus propofol (1.4 mg/kg) before ECT."
    )
    assert [(a.drug, a.dose.value if a.dose else None) for a in arms] == [
        ("ketamine", 0.7),
        ("propofol", 1.4),
        ("ketamine", 0.7),
    ]


def test_doses_of_one_person_one_after_another_are_a_range() -> None:
    arms = _arms(
        "Fourteen people received, in random order with one session of midazolam 0.02 mg/kg, up to "
        "four subcutaneous sessions of ketamine 0.15, 0.3, 0.45 and 0.6 mg/kg a week apart."
    )
    doses = [
        (a.dose.value, a.dose.low, a.dose.high) for a in arms if a.drug == "ketamine" and a.dose
    ]
    assert doses == [(None, 0.15, 0.6)]


def test_the_first_group_of_a_list_is_an_arm() -> None:
    arms = _arms(
        "Candidates for ECT were randomly assigned to three groups: ECT (7-8 sessions), intramuscular "
        "ketamine 0.6 mg/kg and oral ketamine 1.2 mg/kg."
    )
    assert [a.drug for a in arms] == ["electroconvulsive therapy", "ketamine", "ketamine"]
    assert arms[0].schedule == "7-8 sessions"


def test_the_dose_of_an_unknown_drug_is_nobodys() -> None:
    arms = _arms(
        "Patients were randomly assigned to two groups. In the control group 3-4 mg/kg of body weight "
        "Somnium and in the other group 0.6 mg/kg of body weight ketamine was used."
    )
    assert [a.dose.value for a in arms if a.drug == "ketamine" and a.dose] == [0.6]


def test_what_stands_before_the_drug_with_a_plus_goes_with_it() -> None:
    arms = _arms(
        "44 patients were randomized to escitalopram 15 mg/day + single-dose i.v. ketamine (0.6 mg/kg "
        "over 50 min) or escitalopram 15 mg/day + placebo."
    )
    assert [(a.drug, a.add_on) for a in arms] == [
        ("ketamine", ("escitalopram",)),
        ("placebo", ("escitalopram",)),
    ]


def test_an_open_phase_after_the_comparison_gives_no_dose_and_no_schedule() -> None:
    arms = _arms(
        "Participants received single infusions of ketamine (0.5 mg/kg) and midazolam (0.03 mg/kg) "
        "in a randomized double-blind crossover. After relapse they received six open-label "
        "ketamine infusions (0.75 mg/kg) thrice weekly. Responders then had four infusions weekly."
    )
    assert [(a.drug, a.dose.value if a.dose else None) for a in arms] == [
        ("ketamine", 0.5),
        ("midazolam", 0.03),
    ]
    assert all("week" not in (a.schedule or "") for a in arms)


def test_an_open_trial_keeps_its_doses() -> None:
    (facts,) = extract_bytes(
        b"Open-label ketamine in treatment-resistant depression: a pilot study\n\nMethods: Twelve "
        b"adults received six open-label ketamine infusions (0.75 mg/kg)."
    )
    assert [a.dose.value for a in facts.arms if a.dose] == [0.75]


def test_a_schedule_that_grows_sparser_is_read_whole() -> None:
    arms = _arms(
        "Adults were randomized to ketamine 0.5 mg/kg or saline twice weekly for 3 weeks, then "
        "weekly for 5 weeks."
    )
    assert {a.schedule for a in arms} == {"twice weekly for 3 weeks, then weekly for 5 weeks"}


def test_routes_listed_with_their_counts_are_arms() -> None:
    arms = _arms(
        "Eighteen patients received ketamine or midazolam in a randomized crossover study. Ketamine "
        "was given by IV (n = 5), IM (n = 6) or SC (n = 7) injection, 0.4 mg/kg each."
    )
    assert [(a.route, a.n) for a in arms if a.drug == "ketamine"] == [
        ("intravenous", 5),
        ("intramuscular", 6),
        ("subcutaneous", 7),
    ]
    assert [a.n for a in arms if a.drug == "midazolam"] == [18]


def test_routes_named_without_counts_are_one_arm() -> None:
    arms = _arms(
        "Patients were randomized to ketamine 0.4 mg/kg or midazolam (n = 20). Ketamine was given "
        "by IV or IM injection."
    )
    assert len([a for a in arms if a.drug == "ketamine"]) == 1


def test_companions_that_no_vocabulary_knows_tell_counted_groups_apart() -> None:
    arms = _arms(
        "A total of 90 adults were randomized to an active combination (ketamine plus active "
        "computer training; N=32), or to one of two control arms without the drug (saline plus "
        "active computer training; N=30) or without the training (ketamine plus sham computer "
        "training; N=28). Ketamine 0.4 mg/kg was infused over 50 minutes."
    )
    assert sorted((a.drug, a.n) for a in arms) == [
        ("ketamine", 28),
        ("ketamine", 32),
        ("saline", 30),
    ]


def test_two_groups_that_received_six_treatments_each() -> None:
    arms = _arms(
        "This was a randomized open-label trial. Sixty-eight persons were chosen by random sampling "
        "and 33 persons received 7 ECT sessions and 35 persons received seven infusions of ketamine."
    )
    assert sorted(a.drug for a in arms) == ["electroconvulsive therapy", "ketamine"]


def test_the_second_group_s_count_before_a_timed_infusion() -> None:
    arms = _arms(
        "Eleven participants were randomised to a 72-h ketamine infusion, raised to a rate "
        "of 0.4 mg/kg/h, while 13 received a 50-min ketamine infusion (0.6 mg/kg)."
    )
    assert [a.n for a in arms] == [11, 13]


def test_the_drug_added_to_the_control_treatment() -> None:
    arms = _arms(
        "Women were randomly assigned to the control regimen (fentanyl 3 mcg/kg + ondansetron "
        "8 mg) or the test regimen with additional ketamine (0.8 mg/kg)."
    )
    assert sorted(a.drug for a in arms) == ["ketamine", "no treatment"]


def test_groups_drawn_by_a_coin_and_a_verb_said_once() -> None:
    arms = _arms(
        "The trial took in 85 adults. By the toss of a coin, 41 of them received two infusions of ketamine, at 0.4 mg/kg, "
        "and 44 two infusions of saline."
    )
    assert sorted((a.drug, a.n) for a in arms) == [("ketamine", 41), ("saline", 44)]


def test_what_had_been_given_is_this_study_s() -> None:
    (facts,) = extract_bytes(
        b"Ketamine during surgery in major depression\n\nThirty patients were randomized. Ketamine 0.4 mg/kg or "
        b"saline was infused over 50 minutes, so that neither the patient nor the staff could see "
        b"what had been given."
    )
    assert facts.design.masking == "double"
    assert [a.dose.value for a in facts.arms if a.dose] == [0.4]


def test_a_schedule_that_names_the_drug_is_no_controls() -> None:
    (facts,) = extract_bytes(
        b"Ketamine in major depression: a randomized trial\n\nMethods: 40 patients were randomized to "
        b"five ketamine infusions (0.4 mg/kg) or saline over two weeks."
    )
    schedules = {a.drug: a.schedule for a in facts.arms}
    assert schedules["saline"] is None
    assert schedules["ketamine"] is not None


def test_the_size_of_the_group_that_went_without() -> None:
    (facts,) = extract_bytes(
        b"Ketamine at operation in major depression\n\nWe studied 60 patients with major depression. They "
        b"were divided randomly into two groups; group A (n = 31) were induced with propofol, fentanyl and "
        b"ketamine 0.9 mg/kg, and group B (n = 29) were induced with propofol and fentanyl."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("ketamine", 31), ("no treatment", 29)]


def test_what_stands_beside_the_drug_in_one_group_is_no_group() -> None:
    (facts,) = extract_bytes(
        b"Ketamine in treatment-resistant depression: a randomized waitlist trial\n\nMethods: 30 patients "
        b"with treatment-resistant depression were randomized to three intramuscular ketamine sessions "
        b"(0.6-0.9 mg/kg) and psychotherapy, or to a waitlist."
    )
    assert [(a.role, a.drug, a.add_on) for a in facts.arms] == [
        ("experimental", "ketamine", ("psychotherapy",)),
        ("no treatment", "no treatment", ()),
    ]


def test_what_was_in_every_pump_is_no_group() -> None:
    (facts,) = extract_bytes(
        b"Esketamine and postpartum depression: a randomized trial\n\nMethods: 290 women undergoing caesarean "
        b"section were randomised into the esketamine group (n = 146; 0.2 mg/kg, and PCIA with esketamine 40 "
        b"mg) and the control group (n = 144; saline, and PCIA with sufentanil only)."
    )
    assert [(a.drug, a.n) for a in facts.arms] == [("esketamine", 146), ("saline", 144)]
