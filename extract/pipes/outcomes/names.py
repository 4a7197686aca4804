"""How a text names the arms: by drug, dose, route, schedule, cohort, or all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.bounds import BOUND, within
from dosetable.extract.vocabulary import Term

_CONTROL_WORDS: dict[str, str] = {
    "placebo": r"placebos?|saline|controls?(?: group| arm| condition)?|comparator|sham|(?<!double[ -])dummy",
    "active placebo": r"(?:active |psychoactive )?placebos?|controls?(?: group| arm| condition)?|comparator",
    "active comparator": r"active comparator|comparator|controls?(?: group| arm)",
    "no treatment": r"wait(?:ing)?(?:-| )?list(?:ed)?|waiting|untreated|no treatment|controls?(?: group| arm)?",
}  # fmt: skip
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
    r"(?: of the)?(?: active| (?:es)?ketamine| treatment)? (?:doses?(?! of (?:the )?study)|dos(?:ages|ing)|frequencies|regimens|schedules|dose groups|(?:es)?ketamine (?:groups?|arms?|doses?))"
)
_TREATED = (
    r"(?<!each )(?<!either )(?<!every )(?:observation|intervention|experimental|study|trial|test|research) (?:group|arm)"
    r"|(?<=the )(?:treatment|treated) (?:group|arm)"
)
_DOSES = re.compile(
    r"(?<![\w.])(?P<list>(?:\d+(?:\.\d+)?|\.\d+)(?:-?\s?(?:,|and|or|/|,\s?and|,\s?or|(?<=\s)vs?\.?(?=\s)|(?<=\s)versus(?=\s))\s?(?:\d+(?:\.\d+)?|\.\d+))*)\s?-?\s?(?P<unit>mg|mcg|μg)\b"
)
_BARE_DOSE = re.compile(
    r"(?<![\w-])(?:KET|ESK|ESKET|Ket|Esk|K|E|ketamine|esketamine|Ketamine|Esketamine)[- ]?(?P<dose>\d{1,3}(?:\.\d+)?|\.\d+)(?![\w.%-]| ?(?:mg|mcg|h\b|min|hours?|days?|weeks?|%))"
)
_BEFORE_FIGURE = re.compile(r"(?<![\w-])(?P<letter>[A-Z][A-Za-z]{0,3}\d?)(?=\s?[:=]?\s?\(?-?\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GAP = re.compile(
    r"[\s(\[-]{0,3}(?:(?:of|at|with|the|plus|group|groups|arm|dose|doses|infusions?|mg|mcg|μg|kg|h|min|-1|[/.·~]|in|who|received|given|i\.?v\.?|nasal|spray|\))[\s()/.·-]{0,3})*",
    re.I,
)


LETTER = r"[A-Z][A-Za-z]{0,3}[0-9]?|[1-4]"
"""What groups are called by."""
ONE_LETTER = re.compile(rf"\b(?:{LETTER})\b")
_CAPITAL = r"[A-Z]{1,4}[0-9]?"
LETTERS = re.compile(
    rf"\b[Gg]roups (?P<behind>(?:{LETTER})(?:, (?:{LETTER}))*,? (?:and|or|vs\.?|versus) (?:[Gg]roup )?(?:{LETTER}))\b"
    rf"|\b(?P<before>{_CAPITAL}(?:, {_CAPITAL})*,? (?:and|or|vs\.?|versus) {_CAPITAL}) groups\b"
    rf"|\b[Gg]roups \((?P<inside>{_CAPITAL}(?:, {_CAPITAL})*,?(?: and| or)? {_CAPITAL})\)"
)
"""'groups A, B and C', 'the K and S groups'."""
_BRACKET = r"\s?[(\[][^()\[\]]{1,160}(?:[(\[][^()\[\]]{1,60}[)\]][^()\[\]]{0,60}){0,3}[)\]]"
_BROKEN_LIST = re.compile(
    rf"\b[Gg]roups (?P<list>(?:{LETTER}){_BRACKET}(?:(?:, |,? and |,? or )(?:[Gg]roup )?(?:{LETTER})\b(?:{_BRACKET})?)+)"
)
_LETTER_OF_LIST = re.compile(
    rf"(?:(?<=[Gg]roups )|(?<=, )|(?<=and )|(?<=or )|(?<=[Gg]roup ))(?P<letter>{LETTER})(?=\s?[(\[]|\b(?!\s?[=<>]))"
)
_TWO_LETTERS = re.compile(rf"\b(?P<a>{_CAPITAL}) (?:vs?\.?|versus) (?P<b>{_CAPITAL})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmMention:
    """``text[start:end]`` names one or several ``arms`` (ids)."""

    start: int
    end: int
    arms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmNames:
    """What to look for in the sentences of one document."""

    arms: tuple[Arm, ...]
    pattern: re.Pattern[str] | None
    sets: tuple[frozenset[str], ...]
    strata: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    letters: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    """All arms, in the order in which the sentence that assigns people to them names them."""

    @property
    def experimental(self) -> tuple[Arm, ...]:
        return tuple(arm for arm in self.arms if arm.role == "experimental")

    @property
    def control(self) -> tuple[Arm, ...]:
        return tuple(arm for arm in self.arms if arm.role != "experimental")

    def find(self, text: str) -> list[ArmMention]:
        """The arms named in ``text``, neighbours that agree joined ('ketamine 0.5 mg/kg')."""
        found = [
            *self._words(text), *self._doses(text), *self._bare_doses(text), *self._lettered(text),
            *self._before_figures(text),
        ]  # fmt: skip
        bounds = self._bounds(text)
        found = [*bounds, *(m for m in found if not any(_meet(m, b) for b in bounds))]
        found.sort(key=lambda m: (m.start, -m.end))
        joined: list[ArmMention] = []
        for mention in found:
            last = joined[-1] if joined else None
            if last and mention.start < last.end:
                if mention.arms & last.arms and len(mention.arms) < len(last.arms):
                    joined[-1] = replace(last, arms=mention.arms & last.arms)
                continue
            if last and last.arms & mention.arms and _GAP.fullmatch(text, last.end, mention.start):
                joined[-1] = replace(last, end=mention.end, arms=last.arms & mention.arms)
                continue
            joined.append(mention)
        return joined

    def _words(self, text: str) -> list[ArmMention]:
        if self.pattern is None:
            return []
        return [
            ArmMention(start=m.start(), end=m.end(), arms=self.sets[m.lastindex - 1])
            for m in self.pattern.finditer(text)
            if m.lastindex
        ]

    def _doses(self, text: str) -> list[ArmMention]:
        found = []
        for match in _DOSES.finditer(text):
            numbers = list(_NUMBER.finditer(match["list"]))
            for number in numbers:
                arms = frozenset(
                    a.id for a in self.arms
                    if _has_dose(a, float(number.group(0))) and _in_mg(a) == (match["unit"] == "mg")
                )  # fmt: skip
                if arms:
                    start = match.start("list") + number.start()
                    end = match.end() if number is numbers[-1] else start + len(number.group(0))
                    found.append(ArmMention(start=start, end=end, arms=arms))
        return found

    def _bounds(self, text: str) -> list[ArmMention]:
        """'Doses of at least 0.2 mg/kg': every experimental arm with a dose within the bound."""
        if len(self.experimental) < 2:
            return []
        found = []
        for match in BOUND.finditer(text):
            arms = frozenset(a.id for a in self.experimental if within(a, match))
            if arms:
                found.append(ArmMention(start=match.start(), end=match.end(), arms=arms))
        return found

    def _bare_doses(self, text: str) -> list[ArmMention]:
        """'KET 0.5 (n = 11)': the dose behind the drug's abbreviation goes without its unit."""
        found = []
        for match in _BARE_DOSE.finditer(text):
            arms = frozenset(a.id for a in self.arms if _has_dose(a, float(match["dose"])))
            if len(arms) == 1:
                found.append(ArmMention(start=match.start(), end=match.end(), arms=arms))
        return found

    def _before_figures(self, text: str) -> list[ArmMention]:
        """'(L 6.2 ± 2.1, H 7.1 ± 2.5, C 9.9 ± 3.7)': letters of groups, each before its figure; one
        letter alone may be anything."""
        uses = [m for m in _BEFORE_FIGURE.finditer(text) if m["letter"] in self.letters]
        if len({m["letter"] for m in uses}) < 2:
            return []
        return [
            ArmMention(
                start=m.start("letter"), end=m.end("letter"),
                arms=frozenset({self.letters[m["letter"]]}),
            )
            for m in uses
        ]  # fmt: skip

    def _lettered(self, text: str) -> list[ArmMention]:
        """'groups L and H': each letter of a list names its own arm."""
        if not self.letters:
            return []
        found = []
        for match in LETTERS.finditer(text):
            which = next(k for k in ("behind", "before", "inside") if match[k])
            place = match.start(which)
            for letter in ONE_LETTER.finditer(match[which]):
                arm = self.letters.get(letter.group())
                if arm is not None:
                    start, end = place + letter.start(), place + letter.end()
                    found.append(ArmMention(start=start, end=end, arms=frozenset({arm})))
        found += self._told_one_by_one(text)
        for match in _TWO_LETTERS.finditer(text):
            # '(S vs. C, P = .01)': the letters alone, where both are known
            if {match["a"], match["b"]} <= self.letters.keys():
                found += [
                    ArmMention(
                        start=match.start(side),
                        end=match.end(side),
                        arms=frozenset({self.letters[match[side]]}),
                    )
                    for side in ("a", "b")
                ]
        return found

    def _told_one_by_one(self, text: str) -> list[ArmMention]:
        """'in groups L (RR 0.5, P = .03) and H (RR 0.4, P = .01)': a bracket behind each letter."""
        found = []
        for match in _BROKEN_LIST.finditer(text):
            for letter in _LETTER_OF_LIST.finditer(text, match.start("list"), match.end()):
                arm = self.letters.get(letter["letter"])
                if arm is not None:
                    start, end = letter.span("letter")
                    found.append(ArmMention(start=start, end=end, arms=frozenset({arm})))
        return found

    def stratum(self, text: str) -> frozenset[str] | None:
        """The arms of the cohort or stratum that ``text`` speaks of; none at all where it speaks
        of two, since which figure is of which is then not said; None where it names no stratum."""
        named = {arms for pattern, arms in self.strata if pattern.search(text)}
        if len(named) > 1:
            return frozenset()
        return next(iter(named), None)


def _meet(one: ArmMention, other: ArmMention) -> bool:
    return one.start < other.end and other.start < one.end


def _has_dose(arm: Arm, value: float) -> bool:
    dose = arm.dose
    if dose is None:
        return False
    values = [dose.value, dose.low, dose.high, dose.bolus.value if dose.bolus else None]
    return any(v is not None and abs(v - value) < 1e-9 for v in values)


def _in_mg(arm: Arm) -> bool:
    """Whether the dose counts milligrams: '2 μg/kg' of an opioid is not the arm of 2 mg/kg."""
    return arm.dose is not None and arm.dose.unit.startswith("mg")


def arm_names(
    arms: Sequence[Arm], drugs: Sequence[Term], letters: Mapping[str, str] | None = None
) -> ArmNames:
    """Work out how ``arms`` may be named; ``drugs`` gives the synonyms of the drugs, ``letters``
    the arms that go by a letter in this text alone."""
    letters = letters or {}
    patterns: list[tuple[str, frozenset[str]]] = []
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
        patterns[:0] = _ranked(arms)
    strata, features = _features(arms)
    patterns += features
    patterns[:0] = [
        (rf"(?-i:(?:[Gg]roup {re.escape(name)}\b|{re.escape(name)} group(?!s)))", frozenset({arm}))
        for name, arm in letters.items()
    ]
    pattern = None
    if patterns:
        joined = "|".join(f"({p})" for p, _ in patterns)
        pattern = re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])", re.IGNORECASE)
    return ArmNames(
        arms=tuple(arms), pattern=pattern, sets=tuple(ids for _, ids in patterns), strata=strata,
        letters=letters,
    )  # fmt: skip


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
    for arm in arms:
        same = [a for a in arms if a.drug == arm.drug and a.role == "experimental"]
        others = {a.drug for a in arms if a.drug != arm.drug}
        alone = [a for a in same if not a.add_on]
        both = [a for a in same if others.intersection(a.add_on)]
        if len(alone) == len(both) == 1 and len(same) == 2:
            found[arm.drug] = (alone[0], both[0])
    return found


def _both_words(arm: Arm, drugs: Sequence[Term]) -> str:
    drug = _drug_pattern(arm.drug, drugs)
    other = "|".join(_drug_pattern(name, drugs) for name in arm.add_on)
    sign = r"(?: ?[+/-] ?| plus | combined with )"
    named = r"(?: (?:group|arm|combination)\b)"
    return (
        rf"(?:{drug}{sign}(?:{other})|(?:{other}){sign}{drug}|(?:{drug} (?:and|with) (?:{other})|(?:{other}) (?:and|with) {drug}){named}"
        r"|(?:combined|combination|mixed|mixture) (?:group|arm|treatment|therapy|regimen|an?a?esthesia))"
    )


def _control_patterns(arms: Sequence[Arm]) -> list[tuple[str, frozenset[str]]]:
    controls = [arm for arm in arms if arm.role != "experimental"]
    found = []
    for role in dict.fromkeys(arm.role for arm in controls):
        ids = frozenset(a.id for a in controls if a.role == role)
        words = _CONTROL_WORDS[role]
        if len({a.drug for a in controls}) > 1:
            words = words.replace(r"controls?(?: group| arm| condition)?", r"(?!)")
        found.append((words, ids))
    return found


def _by_minutes(arms: Sequence[Arm]) -> list[tuple[str, frozenset[str]]]:
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


def _ranked(arms: Sequence[Arm]) -> list[tuple[str, frozenset[str]]]:
    """'The lower dose', 'the higher': only where two doses of one drug can be told apart."""
    dosed = [a for a in arms if a.role == "experimental" and a.dose and a.dose.value is not None]
    values = sorted({a.dose.value for a in dosed if a.dose and a.dose.value is not None})
    if len(values) < 2:
        return []
    low = frozenset(a.id for a in dosed if a.dose and a.dose.value == values[0])
    high = frozenset(a.id for a in dosed if a.dose and a.dose.value == values[-1])
    nouns = r"(?:[- ]dos(?:e|age)(?: group| arm| (?:es)?ketamine)?| of the two)"
    return [
        (rf"low(?:er|est)?{nouns}|the lower", low),
        (rf"high(?:er|est)?{nouns}|the higher(?! dose)", high),
    ]


def _features(
    arms: Sequence[Arm],
) -> tuple[tuple[tuple[re.Pattern[str], frozenset[str]], ...], list[tuple[str, frozenset[str]]]]:
    roles = {arm.id: arm.role == "experimental" for arm in arms}
    said = {a.id: f"{a.label} {a.schedule or ''} {a.route or ''}".lower() for a in arms}
    cohorts = {
        c for text in said.values() for c in re.findall(r"(?:cohort|panel|study|part) \d", text)
    }
    named = ((re.compile(re.escape(c)), _cohort_words(c)) for c in sorted(cohorts))
    strata: list[tuple[re.Pattern[str], frozenset[str]]] = []
    words: list[tuple[str, frozenset[str]]] = []
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
