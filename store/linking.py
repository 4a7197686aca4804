"""Which reports are of one trial, by identifiers alone, with the reason for every join.

Pure and independent of order: ambiguous evidence joins nothing, whoever came first. The rules
and their limits are in docs/adr/0004-reports-and-studies.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dosetable.extract.facts import ReportLink
from dosetable.store.evidence_table import ReportKind
from dosetable.store.identifiers import Identifier, identifier, registry_family
from dosetable.store.likeness import Profile, buckets

ARTICLE_KINDS: frozenset[ReportKind] = frozenset({"abstract", "full text", "preprint"})
REGISTRY_KINDS: frozenset[ReportKind] = frozenset({"registry results", "registry record"})
VERSION_RELATIONS = frozenset({"preprint of", "preprint in", "update of", "update in"})
ARTICLE_SCHEMES = frozenset({"pmid", "pmcid", "doi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What linking needs of a report. ``key`` is stable (source and key of its first document);
    ``primary_number`` is a registry record's own number."""

    id: int
    key: str
    kind: ReportKind
    identifiers: frozenset[Identifier]
    links: tuple[ReportLink, ...] = ()
    primary_number: str | None = None
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A report's place in a group, and why."""

    report_id: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Reports of one trial. ``numbers``: its registry numbers. ``warnings`` are for readers."""

    key: str
    members: tuple[Member, ...]
    numbers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class _Sets:
    """Disjoint sets of strings; the representative is always the least member."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        parent = self._parent.setdefault(item, item)
        while parent != self._parent[parent]:
            parent = self._parent[parent]
        self._parent[item] = parent
        return parent

    def union(self, items: Iterable[str]) -> None:
        roots = sorted({self.find(item) for item in items})
        for root in roots[1:]:
            self._parent[root] = roots[0]


@dataclass(slots=True)
class _State:
    """Working sets of one run: nodes are report keys, 'registry NCT...' and '<scheme> <value>'."""

    sets: _Sets = field(default_factory=_Sets)
    reasons: dict[int, tuple[str, str]] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def because(self, report: LinkReport, rule: str, reason: str) -> None:
        self.reasons.setdefault(report.id, (rule, reason))


def _node(item: Identifier) -> str:
    return f"{item.scheme} {item.value}"


def _numbers(report: LinkReport) -> frozenset[str]:
    """The registry numbers a report gives for its own trial.

    A registry record's other numbers count only from other registries: the same registry's
    are its parent or sister trials.
    """
    found = {item.value for item in report.identifiers if item.scheme == "registry"}
    if report.kind in ARTICLE_KINDS:
        found |= {
            item.value
            for link in report.links
            if link.relation == "results"
            and link.scheme == "registry"
            and (item := identifier("registry", link.value))
        }
    if report.primary_number:
        family = registry_family(report.primary_number)
        found = {number for number in found if registry_family(number) != family}
        found.add(report.primary_number)
    return frozenset(found)


def link(reports: Sequence[LinkReport]) -> tuple[Group, ...]:
    """Group the reports of one trial. Give it only included reports that are no notices."""
    ordered = sorted(reports, key=lambda report: report.key)
    state = _State()
    articles = [report for report in ordered if report.kind in ARTICLE_KINDS]
    records = [report for report in ordered if report.kind in REGISTRY_KINDS]
    pages = [
        report
        for report in ordered
        if report.kind not in ARTICLE_KINDS and report.kind not in REGISTRY_KINDS
    ]
    _join_articles(state, articles)
    _join_numbers(state, articles, records)
    for record in records:
        number = record.primary_number or min(_numbers(record), default=None)
        if number is not None:
            state.sets.union([record.key, f"registry {number}"])
            state.because(record, "registry number", f"is the registry's record of {number}")
    _join_articles_to_numbers(state, articles, records)
    _join_pages(state, articles, records, pages)
    return _groups(state, ordered)


def _join_articles(state: _State, articles: Sequence[LinkReport]) -> None:
    """Records of one article (PMID, PMCID, DOI), and versions that name each other."""
    holders = _holders(articles)
    for item, held_by in sorted(holders.items()):
        pmids = {i.value for r in held_by for i in r.identifiers if i.scheme == "pmid"}
        if len(pmids) > 1:
            continue  # one DOI on several articles says nothing about which is meant
        state.sets.union([*(report.key for report in held_by), _node(item)])
        if len(held_by) > 1:
            for report in held_by:
                state.because(report, "same article", f"record of the same article ({item})")
    for report in articles:
        for item in _targets(report, VERSION_RELATIONS):
            for other in holders.get(item, ()):
                if state.sets.find(other.key) != state.sets.find(report.key):
                    reason = f"versions of one article ({item})"
                    state.because(report, "version link", reason)
                    state.because(other, "version link", reason)
                    state.sets.union([report.key, other.key])


def _holders(articles: Sequence[LinkReport]) -> Mapping[Identifier, list[LinkReport]]:
    holders: dict[Identifier, list[LinkReport]] = defaultdict(list)
    for report in articles:
        for item in report.identifiers:
            if item.scheme in ARTICLE_SCHEMES:
                holders[item].append(report)
    return holders


def _targets(report: LinkReport, relations: frozenset[str]) -> list[Identifier]:
    found = {
        item
        for link in report.links
        if link.relation in relations and (item := identifier(link.scheme, link.value))
    }
    return sorted(found)


def _one_per_family(numbers: Iterable[str]) -> bool:
    families = [registry_family(number) for number in numbers]
    return len(families) == len(set(families))


def _join_numbers(
    state: _State, articles: Sequence[LinkReport], records: Sequence[LinkReport]
) -> None:
    """Numbers of different registries given for one trial are one trial's.

    A chain of such pairs that would put two numbers of the same registry together proves one of
    the pairs wrong; since none can say which, papers' pairs are dropped first, then all.
    """
    from_records = [n for r in records if _one_per_family(n := _numbers(r))]
    from_papers = [n for r in articles if _one_per_family(n := _numbers(r))]
    trusted = _consistent(from_records)
    for numbers in _consistent([*trusted, *from_papers], always=trusted):
        state.sets.union(f"registry {number}" for number in numbers)


def _consistent(
    claims: Sequence[frozenset[str]], always: Sequence[frozenset[str]] = ()
) -> list[frozenset[str]]:
    """The claims whose connected component holds at most one number a registry, and ``always``."""
    sets = _Sets()
    for numbers in claims:
        sets.union(numbers)
    members: dict[str, set[str]] = defaultdict(set)
    for number in {number for numbers in claims for number in numbers}:
        members[sets.find(number)].add(number)
    sound = {root for root, numbers in members.items() if _one_per_family(numbers)}
    return [n for n in claims if n and (sets.find(min(n)) in sound or n in always)]


def _join_articles_to_numbers(
    state: _State, articles: Sequence[LinkReport], records: Sequence[LinkReport]
) -> None:
    clusters: dict[str, list[LinkReport]] = defaultdict(list)
    for article in articles:
        clusters[state.sets.find(article.key)].append(article)
    claimed = _claims(state, records)
    attached: dict[str, list[_Attachment]] = defaultdict(list)
    for members in [clusters[root] for root in sorted(clusters)]:
        own = _own_trials(state, members)
        identifiers = {_node(i) for r in members for i in r.identifiers}
        claims = {
            trial: claim for node in sorted(identifiers) for trial, claim in claimed[node].items()
        }
        trials = own or set(claims)
        if len(trials) > 1:
            trials = own & set(claims)
        if len(trials) == 1:
            (trial,) = trials
            attached[trial].append(_Attachment(members=members, claim=claims.get(trial)))
        elif own or claims:
            listed = ", ".join(_trial_names(own or set(claims), state, (*articles, *records)))
            state.warnings[members[0].key] = (
                f"covers several registered trials ({listed}); kept apart from their own entries"
            )
    # Which number is whose is settled now: joining may change the sets' representatives.
    numbers_of = {
        trial: sorted(
            number
            for number in {n for a in found for r in a.members for n in _numbers(r)}
            if state.sets.find(f"registry {number}") == trial
        )
        for trial, found in attached.items()
    }
    for trial in sorted(attached):
        _join_to_trial(state, trial, attached[trial], numbers_of[trial])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attachment:
    """An article that gives a trial's number, or that the trial's record claims."""

    members: Sequence[LinkReport]
    claim: str | None

    @property
    def order(self) -> tuple[bool, int, str]:
        year = min((r.profile.year or 9999 for r in self.members), default=9999)
        return self.claim is None, year, self.members[0].key


def _join_to_trial(
    state: _State, trial: str, attached: Sequence[_Attachment], numbers: Sequence[str]
) -> None:
    """Articles of one number, unless they are clearly of different trials run under it."""
    ordered = sorted(attached, key=lambda item: item.order)
    found = buckets([[r.profile for r in item.members] for item in ordered])
    if len(found) > 1:
        state.shared.update(_node(Identifier("registry", number)) for number in numbers)
    for position, bucket in enumerate(found):
        articles = [ordered[index] for index in bucket]
        keys = [item.members[0].key for item in articles]
        state.sets.union([*keys, trial] if position == 0 else keys)
        for item in articles:
            for member in item.members:
                _explain(state, member, numbers, item.claim)
        if len(found) > 1 and numbers:
            state.warnings[keys[0]] = (
                f"{numbers[0]} is given by papers of clearly different trials "
                "(other patients or another number randomized); they are kept apart"
            )


def _trial_names(trials: set[str], state: _State, reports: Iterable[LinkReport]) -> list[str]:
    """The least registry number of each trial."""
    numbers = sorted({number for report in reports for number in _numbers(report)})
    named: dict[str, str] = {}
    for number in numbers:
        named.setdefault(state.sets.find(f"registry {number}"), number)
    return sorted(named[trial] for trial in trials if trial in named)


def _own_trials(state: _State, members: Sequence[LinkReport]) -> set[str]:
    """Trials that the article's records give as theirs; what all agree on, if that is one."""
    given = [
        {state.sets.find(f"registry {number}") for number in numbers}
        for member in members
        if (numbers := _numbers(member))
    ]
    if not given:
        return set()
    agreed = set.intersection(*given)
    return agreed if len(agreed) == 1 else set.union(*given)


def _claims(state: _State, records: Sequence[LinkReport]) -> Mapping[str, Mapping[str, str]]:
    """Article identifier -> trial -> reason: what registry records list as their results."""
    claimed: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        trial = state.sets.find(record.key)
        for item in _targets(record, frozenset({"results"})):
            reason = f"{record.primary_number or 'the registry'} lists {item} among its results"
            claimed[_node(item)].setdefault(trial, reason)
    return claimed


def _explain(state: _State, report: LinkReport, numbers: Sequence[str], claim: str | None) -> None:
    given = sorted(_numbers(report) & set(numbers))
    if given:
        state.reasons[report.id] = ("registry number", f"gives the trial number {given[0]}")
    elif claim is not None:
        state.because(report, "registry reference", claim)


def _join_pages(
    state: _State,
    articles: Sequence[LinkReport],
    records: Sequence[LinkReport],
    pages: Sequence[LinkReport],
) -> None:
    """A page belongs to the one trial it tells of; a page about several stays by itself."""
    known = {_node(i) for r in articles for i in r.identifiers if i.scheme in ARTICLE_SCHEMES}
    known |= {f"registry {number}" for r in (*articles, *records) for number in _numbers(r)}
    plans: list[tuple[LinkReport, list[str], Identifier]] = []
    for page in pages:
        targets = sorted(
            {*_targets(page, frozenset({"is about"})), *page.identifiers},
            key=lambda item: (item.scheme == "registry", item),
        )
        targets = [item for item in targets if item.scheme != "url"]
        real = [item for item in targets if _node(item) in known]
        trials = {state.sets.find(_node(item)) for item in real}
        if len(trials) > 1 or real and _node(real[0]) in state.shared:
            real = [item for item in real if _node(item) not in state.shared]
            trials = {state.sets.find(_node(item)) for item in real}
        schemes = [item.scheme for item in targets]
        if len(trials) == 1:
            plans.append((page, [_node(real[0])], real[0]))
        elif (
            not trials
            and targets
            and not _any_known(targets, known)
            and len(schemes) == len(set(schemes))
        ):
            plans.append((page, [_node(item) for item in targets], targets[0]))
        elif targets:
            listed = ", ".join(str(item) for item in targets)
            state.warnings[page.key] = f"tells of several studies ({listed}); kept by itself"
    for page, nodes, item in plans:
        state.sets.union([page.key, *nodes])
        state.because(page, "page link", f"the page names {item}")


def _any_known(targets: Sequence[Identifier], known: set[str]) -> bool:
    return any(_node(item) in known for item in targets)


def _groups(state: _State, ordered: Sequence[LinkReport]) -> tuple[Group, ...]:
    by_root: dict[str, list[LinkReport]] = defaultdict(list)
    for report in ordered:
        by_root[state.sets.find(report.key)].append(report)
    groups = []
    for members in by_root.values():
        alone = ("alone", "the only report of this study so far")
        numbers = {number for report in members for number in _numbers(report)}
        groups.append(
            Group(
                key=members[0].key,
                members=tuple(
                    Member(report_id=report.id, rule=rule, reason=reason)
                    for report in members
                    for rule, reason in [
                        alone if len(members) == 1 else state.reasons.get(report.id, alone)
                    ]
                ),
                numbers=tuple(sorted(numbers)),
                warnings=tuple(
                    state.warnings[report.key] for report in members if report.key in state.warnings
                ),
            )
        )
    return tuple(sorted(groups, key=lambda group: group.key))
