"""The words that stand for each arm, as patterns: its drug, role, minutes, rank of dose or cohort."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from dosetable.extract.facts import Arm
from dosetable.extract.vocabulary import Term

# Which of several unlike controls such words mean, nobody can tell.
_CONTROL_GROUP = r"controls?(?: group| arm|(?=:? -?\d))|comparison (?:group|arm)"
_CONTROL = rf"{_CONTROL_GROUP}|controls?(?: condition)?"
_CONTROL_WORDS: dict[str, str] = {
    "placebo": rf"placebos?|saline|{_CONTROL}|comparator|sham|(?<!double[ -])dummy",
    "active placebo": rf"(?:active |psychoactive )?placebos?|{_CONTROL}|comparator",
    "active comparator": rf"active comparator|{_CONTROL_GROUP}|comparator",
    "no treatment": rf"wait(?:ing)?(?:-| )?list(?:ed)?|waiting|untreated|no treatment|{_CONTROL}",
}
# (what an arm's label, schedule or route must match, what a sentence then says)
# What a label says, in lower case, and the words that stand for it.
_FEATURES: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(label), words) for label, words in (
    (r"stable remi|remitters?", r"stable remission|(?:stable )?remitters"),
    (r"stable respon|\bresponders?\b", r"stable respon(?:se|ders?)"),
    (r"twice[- ](?:a |per )?week|two times|2 times (?:a|per) week",
     r"twice[- ](?:a |per )?week(?:ly)?|two (?:times|sessions|infusions) (?:a|per) week|2 times (?:a|per) week"),
    (r"thrice|three times|3 times|three sessions",
     r"thrice(?: a| per)?[- ]week(?:ly)?|(?:three|3) (?:times|sessions|infusions) (?:a|per) week|three-times-weekly|three times weekly"),
    (r"bolus", r"bolus"),
    (r"intramuscular", r"injections?|intramuscular|IM\b"),
    (r"intravenous", r"intravenous(?:ly)?|infusions?|IV\b"),
    (r"intranasal|nasal", r"intranasal(?:ly)?|nasal|sprays?"),
    (r"\boral\b(?! antidepressant)", r"oral(?! antidepressant)|capsules?|tablets?"),
    (r"subcutaneous", r"subcutaneous(?:ly)?|SC\b"),
    (r"\bfixed", r"fixed[- ]dos\w+"),
    (r"flexib|titrat|escalat", r"flexibl[ey][- ]dos\w+|titrated"),
    (r"\brepeat|\bsix infusions|\bserial", r"repeated|serial|multiple infusions"),
    (r"\bsingle\b", r"single[- ](?:dose|infusion)"),
))  # fmt: skip
_ALL = (
    r"(?:both|either|all(?: of the)?(?: three| four| five| six)?|each|none of the(?: two| three| four)?|neither|two|three|four|any)"
    r"(?: of the)?(?: active| (?:es|[RS]-)?ketamine| treatment)? (?:doses?(?! of (?:the )?study)|dos(?:ages|ing)|frequencies|regimens|schedules|dose groups|(?:es|[RS]-)?ketamine (?:groups?|arms?|doses?))"
)
_TREATED = (
    r"(?<!each )(?<!either )(?<!every )(?:observation|intervention|experimental|study|trial|test|research) (?:group|arm)"
    r"|experimental(?=:? -?\d)"
    r"|(?<=the )(?:treatment|treated|active(?: treatment| drug)?) (?:group|arm)"
)

Words = tuple[str, frozenset[str]]
"""A pattern and the ids of the arms that it names."""
Stratum = tuple[re.Pattern[str], frozenset[str]]
"""The same of a cohort or stratum, which has treated and control arms of its own."""


def words_of_arms(
    arms: Sequence[Arm], drugs: Sequence[Term], letters: Mapping[str, str]
) -> tuple[list[Words], tuple[Stratum, ...]]:
    """The words that name arms, the first that fits before the others, and those that name a
    stratum with arms of both sides."""
    patterns: list[Words] = []
    experimental = frozenset(a.id for a in arms if a.role == "experimental")
    by_drug: dict[str, set[str]] = {}
    shared = {drug for arm in arms if arm.role != "experimental" for drug in arm.add_on}
    if len({(arm.drug, arm.dose) for arm in arms}) == 1 and all(arm.add_on for arm in arms):
        shared.add(arms[0].drug)
    for arm in arms:
        # Where all groups got the drug, an arm is known by what it got beside it.
        told_by = (arm.drug,) if arm.drug not in shared else arm.add_on
        for drug in told_by:
            by_drug.setdefault(drug, set()).add(arm.id)
    mixed = _mixed(arms)
    for drug, (_, both) in mixed.items():
        by_drug[drug].discard(both.id)
        patterns.append((_both_words(both, drugs), frozenset({both.id})))
    for drug, ids in by_drug.items():
        patterns.append((_drug_pattern(drug, drugs), frozenset(ids)))
    patterns += _control_patterns(arms)
    patterns += _by_minutes(arms)
    if len(experimental) == 1 < len(arms):
        patterns.append((_TREATED, experimental))
    if len(experimental) > 1:
        patterns.insert(0, (_ALL, experimental))
        patterns[:0] = _ranked(arms, drugs)
    strata, features = _features(arms)
    patterns += features
    patterns[:0] = [
        (
            rf"(?-i:(?:(?:[Gg]roup|[Aa]rm) {re.escape(name)}\b|{re.escape(name)} (?:group|arm)(?!s)))",
            frozenset({arm}),
        )
        for name, arm in letters.items()
    ]
    return patterns, strata


# Abbreviations that results sections use without the drug's name; capitals alone count.
_SHORT = {
    "electroconvulsive therapy": r"|ECT",
    "ketamine": r"|(?:R,S-|\(R,S\)-)?ketamine|racemate|(?-i:KET)",
    "esketamine": r"|(?-i:ESK(?:ET|-?NS)?)",
    "midazolam": r"|(?-i:MDZ|MID)",
    "saline": r"|(?-i:SAL)",
    "placebo": r"|(?-i:PBO|PLB)",
}


def _drug_pattern(drug: str, drugs: Sequence[Term]) -> str:
    known = [term for term in drugs if term.name == drug]
    names = (drug, *(n for term in known for n in term.synonyms))
    return _spelt(drug, names, tuple(p for term in known for p in term.patterns))


@lru_cache(maxsize=64)  # most trials give the same few
def _spelt(drug: str, names: tuple[str, ...], patterns: tuple[str, ...]) -> str:
    extra = [re.sub(r"(?<!\\)\((?!\?)", "(?:", p) for p in patterns]
    words = sorted({n for n in names if n}, key=len, reverse=True)
    plain = "|".join(re.escape(w).replace(r"\ ", r"[ -]").replace(r"\-", "[- ]?") for w in words)
    return rf"(?:{'|'.join([plain, *extra])}{_SHORT.get(drug, '')})"


def _mixed(arms: Sequence[Arm]) -> dict[str, tuple[Arm, Arm]]:
    """Drug -> the group that had it alone, and the one group that had it with another group's drug:
    there the bare name is of the first."""
    found = {}
    common = frozenset(arms[0].add_on).intersection(*(a.add_on for a in arms)) if arms else None
    for arm in arms:
        same = [a for a in arms if a.drug == arm.drug and a.role == "experimental"]
        others = {a.drug for a in arms if a.drug != arm.drug}
        alone = [a for a in same if common is not None and common.issuperset(a.add_on)]
        both = [a for a in same if others.intersection(a.add_on)]
        if len(alone) == len(both) == 1 and len(same) == 2:
            found[arm.drug] = (alone[0], both[0])
    return found


# What two drugs in one syringe are called.
_MIXTURES = {frozenset({"ketamine", "propofol"}): r"|ketofol"}


def _both_words(arm: Arm, drugs: Sequence[Term]) -> str:
    mixture = "".join(_MIXTURES.get(frozenset({arm.drug, name}), "") for name in arm.add_on)
    drug = _drug_pattern(arm.drug, drugs)
    other = "|".join(_drug_pattern(name, drugs) for name in arm.add_on)
    sign = r"(?: ?[+/-] ?| plus | combined with )"
    named = r"(?: (?:group|arm|combination)\b)"
    return (
        rf"(?:{drug}{sign}(?:{other})|(?:{other}){sign}{drug}|(?:{drug} (?:and|with) (?:{other})|(?:{other}) (?:and|with) {drug}){named}"
        rf"|(?:combined|combination|mixed|mixture) (?:group|arm|treatment|therapy|regimen|an?a?esthesia){mixture})"
    )


def _control_patterns(arms: Sequence[Arm]) -> list[Words]:
    controls = [arm for arm in arms if arm.role != "experimental"]
    found = []
    for role in dict.fromkeys(arm.role for arm in controls):
        ids = frozenset(a.id for a in controls if a.role == role)
        words = _CONTROL_WORDS[role]
        if len({a.drug for a in controls}) > 1:
            words = words.replace(_CONTROL, r"(?!)").replace(_CONTROL_GROUP, r"(?!)")
        found.append((words, ids))
    return found


def _by_minutes(arms: Sequence[Arm]) -> list[Words]:
    """'The 96-h arm', 'the 40-minute infusion': only where infusions of two lengths are compared."""
    lengths: dict[float, set[str]] = {}
    for arm in arms:
        if arm.infusion_minutes is not None:
            lengths.setdefault(arm.infusion_minutes, set()).add(arm.id)
    if len(lengths) < 2:
        return []
    found = []
    for minutes, ids in lengths.items():
        ways = [rf"{minutes:g}[- ]?min(?:ute)?s?"]
        if minutes >= 60 and minutes % 60 == 0:
            ways.append(rf"{minutes / 60:g}[- ]?h(?:ours?|r)?")
        told = r"(?:[- ](?:arm|group|infusion)s?|(?= (?:vs?\.?|versus) ))"
        found.append((rf"(?:{'|'.join(ways)}){told}", frozenset(ids)))
    return found


def _ranked(arms: Sequence[Arm], drugs: Sequence[Term]) -> list[Words]:
    """'The lower dose', 'the high-dose esketamine group': only where two doses can be told apart, of
    the drug named with them or, where none is named, of all."""
    dosed = [a for a in arms if a.role == "experimental" and a.dose and a.dose.value is not None]
    found = []
    for drug in sorted({a.drug for a in dosed}):
        of_drug = [a for a in dosed if a.drug == drug]
        found += _ranks_of(of_drug, f"{_drug_pattern(drug, drugs)}(?: groups?| arms?)?")
    return found + _ranks_of(dosed, None)


def _ranks_of(dosed: Sequence[Arm], drug: str | None) -> list[Words]:
    values = sorted({a.dose.value for a in dosed if a.dose and a.dose.value is not None})
    if len(values) < 2:
        return []

    def of(which: Sequence[float]) -> frozenset[str]:
        return frozenset(a.id for a in dosed if a.dose and a.dose.value in which)

    if drug:
        one = rf"[- ]dos(?:e|age) {drug}"
        several = rf"[- ](?:dos(?:es|ages) of {drug}|{drug} doses)"
    else:
        one = r"(?:[- ]dos(?:e|age)(?!s)(?: group| arm)?| of the two)"
        several = r"[- ]dos(?:es|ages)(?: groups| arms)?"
    counted = [
        words
        for n, number in ((2, "two|2"), (3, "three|3"))
        if n < len(values)
        for words in (
            (rf"(?:{number}) low(?:er|est){several}", of(values[:n])),
            (rf"(?:{number}) high(?:er|est){several}", of(values[-n:])),
        )
    ]
    # 'the lower bound of the interval', 'the higher rates' are of no dose
    other = r"(?! (?:dos|bound|limit|end\b|ends\b|margin|quartile|score|rate|incidence|prevalence|risk|odds|mean|level|number|proportion|frequenc))"
    alone = ("", "") if drug else (rf"|the lower{other}", rf"|the higher{other}")
    return [
        *counted,
        (rf"low(?:er|est)?{one}{alone[0]}", of(values[:1])),
        (rf"high(?:er|est)?{one}{alone[1]}", of(values[-1:])),
    ]


def _features(
    arms: Sequence[Arm],
) -> tuple[tuple[Stratum, ...], list[Words]]:
    roles = {arm.id: arm.role == "experimental" for arm in arms}
    said = {a.id: f"{a.label} {a.schedule or ''} {a.route or ''}".lower() for a in arms}
    cohorts = {
        c for text in said.values() for c in re.findall(r"(?:cohort|panel|study|part) \d", text)
    }
    named = ((re.compile(re.escape(c)), _cohort_words(c)) for c in sorted(cohorts))
    strata: list[Stratum] = []
    words: list[Words] = []
    for label, text in (*_FEATURES, *named):
        ids = frozenset(i for i, words_ in said.items() if label.search(words_))
        if not ids or len(ids) == len(arms):
            continue
        mixed = any(roles[i] for i in ids) and not all(roles[i] for i in ids)
        if mixed:
            strata.append((re.compile(rf"\b(?:{text})", re.IGNORECASE), ids))
        else:
            words.append((text, ids))
    return tuple(strata), words


_NTH = {"1": "first", "2": "second", "3": "third"}


def _cohort_words(name: str) -> str:
    """'cohort 2' is also 'the second cohort'."""
    what, _, number = name.partition(" ")
    nth = _NTH.get(number)
    return rf"{re.escape(name)}|{nth} {what}" if nth else re.escape(name)
