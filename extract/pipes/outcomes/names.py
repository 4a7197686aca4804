"""How a text names the arms: by drug, dose, route, schedule, cohort, or all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.arm_words import Stratum, words_of_arms
from dosetable.extract.pipes.outcomes.bounds import BOUND, set_beside, within
from dosetable.extract.vocabulary import Term

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
    rf"\b(?:[Gg]roups|[Aa]rms) (?P<behind>(?:{LETTER})(?:, (?:{LETTER}))*,? (?:and|or|vs\.?|versus) (?:(?:[Gg]roup|[Aa]rm) )?(?:{LETTER}))\b"
    rf"|\b(?P<before>{_CAPITAL}(?:, {_CAPITAL})*,? (?:and|or|vs\.?|versus) {_CAPITAL}) (?:groups|arms)\b"
    rf"|\b(?:[Gg]roups|[Aa]rms) \((?P<inside>{_CAPITAL}(?:, {_CAPITAL})*,?(?: and| or)? {_CAPITAL})\)"
)
"""'groups A, B and C', 'the K and S groups'."""
_BRACKET = r"\s?[(\[][^()\[\]]{1,160}(?:[(\[][^()\[\]]{1,60}[)\]][^()\[\]]{0,60}){0,3}[)\]]"
_BROKEN_LIST = re.compile(
    rf"\b(?:[Gg]roups|[Aa]rms) (?P<list>(?:{LETTER}){_BRACKET}(?:(?:, |,? and |,? or )(?:(?:[Gg]roup|[Aa]rm) )?(?:{LETTER})\b(?:{_BRACKET})?)+)"
)
_LETTER_OF_LIST = re.compile(
    rf"(?:(?<=[Gg]roups )|(?<=[Aa]rms )|(?<=, )|(?<=and )|(?<=or )|(?<=[Gg]roup )|(?<=[Aa]rm ))(?P<letter>{LETTER})(?=\s?[(\[]|\b(?!\s?[=<>]))"
)
_TWO_LETTERS = re.compile(
    rf"\b(?P<a>{_CAPITAL}) (?:(?:vs?\.?|versus)|(?<=between \w )and|(?<=between \w\w )and|(?<=between \w\w\w )and) (?P<b>{_CAPITAL})\b"
)


# 'ES = 0.5' is an effect size, 'P < 0.05' a test, 'K+' an ion.
_ALONE = re.compile(
    r"(?<![\w.-])(?P<letter>[A-Z]{1,4}[0-9]?)(?![\w+]|-\w|\s?[=<>≤≥]|\s?[-/]\d|[ -]values?\b)"
)
_NOT_ALONE = {"TRD", "MDD", "BD", "SI", "ECT", "IV", "IM", "IN", "SC"}
"""Names of groups that stand for a condition, a treatment or a route, too."""
_AS_A_GROUP = re.compile(r"\b(?:than|than in|in|from|of|versus|vs\.?|and|and in|with|both|only) $")


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
    strata: tuple[Stratum, ...]
    letters: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    """All arms, in the order in which the sentence that assigns people to them names them."""

    @property
    def experimental(self) -> tuple[Arm, ...]:
        return tuple(arm for arm in self.arms if arm.role == "experimental")

    @property
    def control(self) -> tuple[Arm, ...]:
        return tuple(arm for arm in self.arms if arm.role != "experimental")

    def find_treated(self, text: str) -> list[ArmMention]:
        """The experimental arms named in ``text``."""
        ours = frozenset(a.id for a in self.experimental)
        return [m for m in self.find(text) if m.arms & ours]

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
            drug = self._drug_before(text, match.start()) if len(numbers) > 1 else None
            for number in numbers:
                arms = frozenset(
                    a.id for a in self.arms
                    if _has_dose(a, float(number.group(0))) and _in_mg(a) == (match["unit"] == "mg")
                )  # fmt: skip
                arms = arms & drug if drug and arms & drug else arms
                if arms:
                    start = match.start("list") + number.start()
                    end = match.end() if number is numbers[-1] else start + len(number.group(0))
                    found.append(ArmMention(start=start, end=end, arms=arms))
        return found

    def _drug_before(self, text: str, position: int) -> frozenset[str] | None:
        """The arms of the drug whose name stands right before a list of doses: 'A 0.1, 0.25 and 0.5
        mg/kg', where another drug was given at 0.5 mg/kg, too."""
        offset = max(0, position - 60)
        named = self._words(text[offset:position])
        last = named[-1] if named else None
        if last is None or not _GAP.fullmatch(text, offset + last.end, position):
            return None
        return last.arms

    def _bounds(self, text: str) -> list[ArmMention]:
        """'Doses of at least 0.2 mg/kg': every experimental arm with a dose within the bound."""
        if len(self.experimental) < 2:
            return []
        found = []
        for match in BOUND.finditer(text):
            arms = frozenset(a.id for a in self.experimental if within(a, match))
            if arms and not set_beside(match, self.experimental):
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
        found += self._told_one_by_one(text) + self._alone(text)
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

    def _alone(self, text: str) -> list[ArmMention]:
        """'14.8 (4.9) in PE2 and 18.9 (5.6) in P': a group's short name of several signs wherever it
        stands, one letter where it stands as a group does."""
        return [
            ArmMention(
                start=match.start("letter"), end=match.end("letter"),
                arms=frozenset({self.letters[match["letter"]]}),
            )
            for match in _ALONE.finditer(text)
            if match["letter"] in self.letters.keys() - _NOT_ALONE
            and (len(match["letter"]) > 1 or _AS_A_GROUP.search(text, 0, match.start()))
        ]  # fmt: skip

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
    patterns, strata = words_of_arms(arms, drugs, letters)
    pattern = None
    if patterns:
        joined = "|".join(f"({p})" for p, _ in patterns)
        pattern = re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])", re.IGNORECASE)
    return ArmNames(
        arms=tuple(arms), pattern=pattern, sets=tuple(ids for _, ids in patterns), strata=strata,
        letters=letters,
    )  # fmt: skip
