"""Which arms of several reports are the same arm. Pure; the order of precedence is the caller's.

Where an arm could be several (a press page's 'ketamine' in a dose-ranging trial) it is none of
them: it stands for all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import token_set_ratio

from dosetable.extract.facts import Arm
from dosetable.store.normalise import normal_dose, same_dose

INERT = frozenset({"placebo", "saline"})
KETAMINES = frozenset({"ketamine", "esketamine", "arketamine"})
# Labels at least this alike (0 to 100) tell arms apart that agree in all else.
LABELS_ALIKE = 90.0

Place = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmSource:
    """The arms of one report. ``weak`` reports (press pages, loose text) add no arm of their own
    to those of better ones."""

    arms: tuple[Arm, ...]
    weak: bool = False


@dataclass(slots=True)
class ArmGroup:
    """One arm of the study: (index of the report, its arm), the richest report's first."""

    members: list[tuple[int, Arm]] = field(default_factory=list)

    @property
    def lead(self) -> Arm:
        """The most telling member: with a dose, and with a named drug."""
        return min(
            (arm for _, arm in self.members),
            key=lambda arm: (arm.dose is None, is_generic(arm)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmMatching:
    """``group_of``: (report index, arm id) -> index into ``groups``; ``together``: arms that stand
    for several groups; ``left_out``: arms that only a weak report has."""

    groups: tuple[ArmGroup, ...]
    group_of: dict[Place, int]
    together: dict[Place, tuple[int, ...]]
    left_out: tuple[tuple[int, Arm], ...]


def is_generic(arm: Arm) -> bool:
    """Whether the comparator's substance is not named."""
    return arm.drug in {"placebo", "control"} or (
        arm.role == "active placebo" and arm.drug in {"active placebo", "saline"}
    )


def match_arms(sources: Sequence[ArmSource]) -> ArmMatching:
    """Put the arms of all reports together, starting from the report that tells most arms."""
    order = sorted(
        (index for index, source in enumerate(sources) if source.arms),
        key=lambda index: (
            sources[index].weak,
            -sum(normal_dose(arm.dose) is not None for arm in sources[index].arms),
            -len(sources[index].arms),
            index,
        ),
    )
    groups: list[ArmGroup] = []
    together: dict[Place, tuple[int, ...]] = {}
    left_out: list[tuple[int, Arm]] = []
    for index in order:
        _fold(sources[index], index, groups, together, left_out)
    group_of = {
        (index, arm.id): number
        for number, group in enumerate(groups)
        for index, arm in group.members
    }
    return ArmMatching(
        groups=tuple(groups), group_of=group_of, together=together, left_out=tuple(left_out)
    )


def _fold(
    source: ArmSource,
    index: int,
    groups: list[ArmGroup],
    together: dict[Place, tuple[int, ...]],
    left_out: list[tuple[int, Arm]],
) -> None:
    first = not groups
    pending = list(source.arms)
    existing = list(groups)
    taken: set[int] = set()
    for rule in () if first else _RULES:
        for arm, number in rule(pending, existing, taken, source.arms):
            groups[number].members.append((index, arm))
            taken.add(number)
            pending.remove(arm)
    for arm in pending:
        several = _stands_for(arm, existing)
        if several:
            together[index, arm.id] = several
        elif source.weak and not first:
            left_out.append((index, arm))
        else:
            groups.append(ArmGroup(members=[(index, arm)]))


Pairs = list[tuple[Arm, int]]
Rule = Callable[[list[Arm], list[ArmGroup], set[int], tuple[Arm, ...]], Pairs]


def _routes_agree(one: Arm, other: Arm) -> bool:
    return one.route is None or other.route is None or one.route == other.route


def _same_drug(one: Arm, other: Arm) -> bool:
    return one.drug == other.drug or (
        {one.drug, other.drug} <= INERT and one.role == other.role == "placebo"
    )


def _likeness(one: Arm, other: Arm) -> float:
    """How alike two labels are, 0 to 100. What was given beside the drug counts where both tell it:
    a registry's 'placebo' is the paper's 'placebo plus oral antidepressant'."""
    labels = [arm.label.casefold() for arm in (one, other)]
    if not (one.add_on and other.add_on):
        labels = [label.partition(" plus ")[0] for label in labels]
    return token_set_ratio(*labels)


def _same_drug_and_dose(
    pending: list[Arm], groups: list[ArmGroup], taken: set[int], arms: tuple[Arm, ...]
) -> Pairs:
    """Drug and dose agree; of several, the one whose label is most alike, if that is one."""
    pairs: Pairs = []
    used = set(taken)
    for arm in pending:
        fits = [
            number
            for number, group in enumerate(groups)
            if number not in used
            and arm.dose is not None
            and group.lead.dose is not None
            and _same_drug(arm, group.lead)
            and same_dose(arm.dose, group.lead.dose)
            and _routes_agree(arm, group.lead)
        ]
        number = _best_label(arm, fits, groups)
        if number is not None:
            pairs.append((arm, number))
            used.add(number)
    return pairs


def _best_label(arm: Arm, fits: list[int], groups: list[ArmGroup]) -> int | None:
    """Of the groups that fit, the one whose label and size are most alike; None where none fits."""

    def unlike(number: int) -> tuple[float, int, int]:
        members = [member for _, member in groups[number].members]
        alike = max(_likeness(arm, member) for member in members)
        same_n = sum(arm.n is not None and member.n == arm.n for member in members)
        return -alike, -same_n, number

    return min(fits, key=unlike, default=None)


def _sole_of_drug(
    pending: list[Arm], groups: list[ArmGroup], taken: set[int], arms: tuple[Arm, ...]
) -> Pairs:
    """The only arm of the drug on both sides. One without a dose takes the other's; two different
    doses are a conflict to show, not two arms."""
    pairs: Pairs = []
    for arm in pending:
        fits = [n for n, group in enumerate(groups) if _same_drug(arm, group.lead)]
        mine = [other for other in arms if _same_drug(other, arm)]
        if len(fits) == 1 and len(mine) == 1 and fits[0] not in taken:
            pairs.append((arm, fits[0]))
    return pairs


def _alike_without_dose(
    pending: list[Arm], groups: list[ArmGroup], taken: set[int], arms: tuple[Arm, ...]
) -> Pairs:
    """No dose on either side: the labels tell."""
    pairs: Pairs = []
    used = set(taken)
    for arm in pending:
        fits = [
            number
            for number, group in enumerate(groups)
            if number not in used
            and arm.dose is None
            and group.lead.dose is None
            and _same_drug(arm, group.lead)
            and _likeness(arm, group.lead) >= LABELS_ALIKE
        ]
        number = _best_label(arm, fits, groups)
        if number is not None:
            pairs.append((arm, number))
            used.add(number)
    return pairs


def _unnamed_comparator(
    pending: list[Arm], groups: list[ArmGroup], taken: set[int], arms: tuple[Arm, ...]
) -> Pairs:
    """'Active placebo' or 'placebo' without a name is the trial's only such comparator."""
    pairs: Pairs = []
    placebos = {"placebo", "active placebo"}
    for arm in pending:
        if arm.role not in placebos:
            continue
        mine = [other for other in arms if other.role in placebos]
        same_role = [n for n, g in enumerate(groups) if g.lead.role == arm.role]
        any_role = [n for n, g in enumerate(groups) if g.lead.role in placebos]
        fits = same_role if len(same_role) == 1 else any_role
        if len(mine) != 1 or len(fits) != 1 or fits[0] in taken:
            continue
        if is_generic(arm) or is_generic(groups[fits[0]].lead):
            pairs.append((arm, fits[0]))
    return pairs


def _sole_ketamine(
    pending: list[Arm], groups: list[ArmGroup], taken: set[int], arms: tuple[Arm, ...]
) -> Pairs:
    """One says ketamine, the other esketamine, and there is no other: a conflict about the drug."""
    mine = [arm for arm in arms if arm.drug in KETAMINES]
    fits = [n for n, group in enumerate(groups) if group.lead.drug in KETAMINES]
    if len(mine) == 1 and len(fits) == 1 and mine[0] in pending and fits[0] not in taken:
        return [(mine[0], fits[0])]
    return []


_RULES: tuple[Rule, ...] = (
    _same_drug_and_dose,
    _sole_of_drug,
    _alike_without_dose,
    _unnamed_comparator,
    _sole_ketamine,
)


def _stands_for(arm: Arm, groups: Sequence[ArmGroup]) -> tuple[int, ...]:
    """The groups that an arm speaks of together: all of its drug, or those in its dose range."""
    dose = normal_dose(arm.dose)
    same = [n for n, group in enumerate(groups) if _same_drug(arm, group.lead)]
    if dose is None:
        return tuple(same) if len(same) > 1 else ()
    if dose.low == dose.high:
        return ()
    inside = []
    for number in same:
        other = normal_dose(groups[number].lead.dose)
        if (
            other is not None
            and other.unit == dose.unit
            and dose.low <= other.low <= other.high <= dose.high
            and (other.low, other.high) != (dose.low, dose.high)
        ):
            inside.append(number)
    return tuple(inside) if len(inside) > 1 else ()
