"""What a sentence says of who did better, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.statistics.numbers import blank
from dosetable.extract.prefilter import Prefiltered

Side = Literal["experimental", "comparator"]

_ADV = r"(?:statistically |clinically |significantly |markedly |reliably |otherwise |meaningfully |appreciably )*"
# 'no treatment-by-time interaction'; one of the treatment with age is of no contrast
_TREATMENT_BY_TIME = r"(?:(?:treatment|group|drug|arm|condition|time|day|visit)s? ?(?:-? ?by ?-? ?|[x\u00d7*] ?|-) ?(?:treatment|group|drug|arm|condition|time|day|visit)s? interactions?\b|interactions? (?:of|between) (?:(?:treatment|group|drug|arm|condition|time|day|visit)s?)(?: and |-by-)(?:treatment|group|drug|arm|condition|time|day|visit)s?\b)"
NULL = Prefiltered(
    rf"\bno (?!(?:[\w-]+ ){{0,2}}?(?:adverse|side|harmful|carry-?over|sequence|order|period|sex|gender|age|ceiling|floor)\b)(?:(?:statistically |clinically )?(?:significant|meaningful|clear|overall|relevant|detectable|measurable|between-group|group) ){{0,3}}(?:\w+ ){{0,2}}?(?:differen(?:ces?|t)|benefits?|advantages?|effects?|superiority|separation|improvements?)\b"
    rf"|(?<!\bwho )\b(?:did|does|do|was|were|could|is|are) not {_ADV}(?:differ|different|separate|superior|better|greater|lower|higher|improve|reach|be told|show|achieve|meet|attain|outperform|significant|favou?r|demonstrate|exceed|reduce|affect|be distinguished|beat|increase|decrease|alter|alleviate|ameliorate|prevent|enhance|accelerate|confer|provide|offer|yield|produce|lead to|result in|have (?:an?|any)|associated with|more|faster|fewer|less likely|less (?:common|frequent))"
    rf"|\bn[o']t {_ADV}(?:significant|different|superior|statistically)|\bnot statistically|\bnon-?significant(?:ly)?\b|\binsignificant"
    r"|\b(?:CIs?|confidence intervals?)\b[^.;]{0,20}? (?:included|crossed|spanned|contained|straddled|overlapped)\b"
    r"|\b(?:no|none of the|neither) (?:[\w.-]+ |[(][^()]{1,80}[)] ){1,5}?(?:differed|separated|was superior|were superior|was better|were better|could be told|outperformed|improved more)\b"
    r"|\bno (?:statistical )?significance\b"
    r"|^\W*(?:but )?(?:not|no longer) (?:at|by|on|in|after|with|for|to|than|versus|vs|different|\d+ (?:hours?|h|days?|d|weeks?|months?))\b"
    r"|^\W*(?:but )?not (?:the |their |its )?(?-i:[A-Z]{2})[\w-]* (?:total |mean )?scores?\b"
    r"|^\W*(?:but )?(?:not|no longer) \d+(?:\.\d+)? ?-?(?:mg|mcg)\b[^,;]*$"
    r"|\bonly (?:before|prior to) (?:\w+ )?(?:adjustment|correction)"
    r"|\b(?:was|were) (?:insufficient|ineffective|not sufficient)\b(?! evidence)|\bfell short of\b|\bmissed (?:statistical )?significance\b|\b(?:did|does) not,? ?(?:[(,.;]|$)|\b(?:was|were) not,? ?(?:[(;.]|$)"
    r"|\bfailed to\b(?! respond to)|\bno longer (?:statistically )?(?:differ|significant|differed|separat|(?:an?|any) (?:[\w-]+ ){0,2}?(?:effects?|differences?|advantages?|benefits?)|(?:had|showed|offered|conferred) (?:an?|any|the|lower|better|greater))|\b(?:was|were|had) gone\b|\bcould (?:not )?be told apart|\bno (?:better|more|greater|different)\b"
    r"|\b(?:differences?|advantages?|benefits?|(?<!side )effects?|superiority|separation)\b[^.;,()]{0,60}\b(?:vanished|disappeared|faded|dissipated|wor[en] off|waned|lost(?! to\b)|gone)\b"
    r"|\b(?:did|performed|fared|worked) equally\b"
    r"|\b(?:none|neither|nothing)(?: of (?:these|the|those|which|them))?(?: [\w-]+){0,4}? (?:was|were|reached|attained|met) (?:statistical(?:ly)? )?significan\w+"
    r"|\bat (?:an? |the )?(?:similar|comparable|same|equal) (?:rates?|pace|speed)\b|\bresembled\b|\b(?:did|does|do) not distinguish\b|\bno (?:hint|sign|indication|suggestion) of (?:an? )?(?:\w+ )?(?:effects?|differences?|benefits?|advantages?)\b"
    r"|\bto (?:a|an|the) (?:similar|comparable|same|equal) (?:degree|extent)\b|\b(?:improved|decreased|fell|declined|responded|dropped|reduced) (?:similarly|equally|comparably)\b"
    r"|\bindistinguishable|\b(?:was|were|remained) (?:\w+ly )?(?:similar|comparable|equal|equivalent|alike)\b|\b(?:similar|comparable) (?:between|across|in both|in the|among|rates|scores|reductions|improvements|at)\b"
    r"|\btrend(?:s|ed)? (?:toward|for|in favou?r)|\bnor did\b|\b(?:there (?:was|were) none|none (?:was|were) (?:found|seen|observed|detected|evident|present))\b|\bnor (?:was|were) there\b|\b(?:were|was|are) (?:almost |nearly |virtually |essentially |much )?(?:identical|the same|unaffected by (?:the )?(?:treatment|drug|group|allocation))\b|\black of (?:an? |any )?(?:significant )?differences? between\b|\blittle difference between\b|\bit was not\b|\bno evidence\b|\bneither\b.{0,120}\b(?:differ|superior|better|signific)"
    r"|\bat no (?:[\w-]+ ){0,2}?(?:points?|times?|visits?|assessments?|timepoints?) (?:did|was|were)\b|\b(?:equally|similarly|comparably) effective\b|(?<!\bnot )(?<!\btwice )(?<!\bhalf )(?<!\btimes )\bas (?:effective|efficacious|frequent|common|likely|often|high|low) (?:as|with|in)\b"
    # 'the two groups showed a similar fall'
    r"|\b(?:groups|arms|treatments|conditions) (?:both )?(?:showed|had|experienced|demonstrated|exhibited|reported|achieved|displayed|produced|led to|resulted in) (?:an? )?(?:\w+ly )?(?:similar|comparable|equivalent|identical|equal)\b"
    r"|\bneither an? (?:[\w-]+ ){0,4}?(?:effects?|interactions?|differences?|advantage|benefit)\b"
    rf"|\bno (?:(?:statistically |statistical )?(?:significant|clear|overall) )?{_TREATMENT_BY_TIME}"
    r"|\bwithout (?:an?y? )?(?:(?:statistically|statistical|significant|clear|relevant|pairwise|between-group|group|obvious) ){0,3}(?:differences?|effect)|\bdifferences? (?:was|were|did) not|\bno (?:significant )?(?:\w+ ){0,3}was (?:found|seen|observed|detected)|\b(?:did|does) not (?:persist|last|endure|continue|hold|remain)\b|\bnot maintained\b|\bnot sustained\b",
    re.IGNORECASE,
)  # fmt: skip
_LOW = r"lower(?:ed)?|fewer|less|reduced|decreased(?! from (?:an? )?(?:mean|median|\d|[(]))|smaller|milder|rarer|diminished|declined|(?<=was )halved|(?<=were )halved"
_HIGH = r"higher|(?:twice|(?:two|three|four|\d+(?:\.\d+)?)(?: times|-fold)) (?:as|more) (?:likely|many|often)|increased|elevated|raised|commoner|more common|more frequent(?:ly)?|more likely|more often|more(?= (?:[\w+-]+ ){0,4}?(?:patients|participants|women|mothers|subjects|people|individuals)\b)|(?:greater|larger|higher) (?:proportion|percentage|share|number|rate)s?|more responders|more remitters"
_GAIN = r"(?:greater|larger|more|bigger|stronger|faster|superior|steeper|better|significant|rapid|robust)"
_CHANGE = r"(?:improve\w*|reduction|reductions|decreases?|declines?|fall|drop|gains?|antidepressant effect|antidepressant response|effects?|change|benefits?|relief|advantage)"
BETTER = Prefiltered(
    rf"\b(?:remitted|resolved|disappeared|ceased|recovered|cleared|subsided|vanished) in (?:statistically |significantly |many )*more\b|\bsuperior(?:ity)?\b|\bbetter\b|\bmore (?:effective|efficacious)\b|\boutperform|\bbeat\b|\bfavou?r(?:s|ed|ing)?\b|\bin favou?r of\b|\bseparated\b(?= from\b)"
    rf"|(?<! or )\b{_GAIN} (?:\w+ ){{0,4}}?{_CHANGE}|\b(?:improved|improve|decreased|reduced|fell|declined|dropped|responded|remitted|recovered) (?:statistically |significantly |more |markedly |further )*(?:more|significantly|faster|further|sooner|earlier|better)\b|\b(?:significantly|markedly) (?:improved|reduced|decreased|alleviated|ameliorated|lowered|attenuated)"
    rf"|\b(?:improvements?|reductions?|decreases?|falls?|declines?|drops?|changes?|gains?|advantages?|(?<!side )(?<!side-)(?<!adverse )(?<!acute )effects?|efficacy|benefits?) (?:[^.;,()]{{1,80}}? )??(?:was|were) (?:\S+ ){{0,3}}?(?:greater|larger|more|higher|bigger)"
    r"|\b(?:higher|bigger) (?:[\w-]+ ){0,3}?(?:reductions?|decreases?|improvements?|declines?|falls?|drops?)\b(?! (?:in|of) (?:the )?(?:risk|odds|incidence|rates?))"
    r"|\b(?:ameliorated|improved|reduced|alleviated|lowered|decreased)\b[^.;()]{0,60}\b(?:more(?: effectively| quickly| rapidly)?|faster|sooner|earlier|further|better)(?= than\b)"
    r"|\b(?:ameliorat|improv|reduc|alleviat|lower|decreas|declin|dropp|fell)\w*\b[^.;()]{0,60}\bto a (?:\w+ly )?(?:greater|larger|higher) (?:extent|degree)\b"
    r"|\b(?:improvements?|reductions?|gains?|benefits?)\b[^.;,()]{0,60}\b(?:increased|rose|grew)\b"
    r"|\b(?:showed|found|demonstrated|revealed|indicated|confirmed|suggested) (?:an? |the )?(?:[\w-]+ ){0,2}?benefits?(?= (?:of|for|with)\b)"
    r"|\b(?:advantages?|superiority|separation)\b[^.;()]{0,50}\b(?:appeared|emerged|began|peaked|set in|was (?:already )?(?:present|apparent|evident|seen))\b"
    rf"|\bexceeded (?:those|that|the (?:effects?|improvements?)) (?:of|with|in|seen)\b|\bimproved\b(?=[^.;()]{{0,80}}\b{COMPARED_WITH} (?!(?:the |their )?(?:{START}|pre|before)))"
    rf"|\b(?:points?|points?,) (?:larger|greater|more)\b|\bthe advantage\b|\b(?:an?|clear|significant|consistent) (?:[\w-]+ )?advantages?(?= (?:over|for|of|with)\b)"
    r"|\b(?:improvements?|differences?|separation|(?<!side )effects?|advantages?|superiority|benefits?|reductions?)\b[^.;,()]{0,50}\b(?:was|were|is|are|remained|became|stayed) (?:already |still |also |again |statistically |highly )*(?:significant|evident|maintained|sustained)\b",
    re.IGNORECASE,
)  # fmt: skip
LOWER = Prefiltered(
    rf"(?<! or )\b(?:{_LOW})\b(?! (?:bound|limit|confidence|dose|dosage))", re.IGNORECASE
)
HIGHER = Prefiltered(rf"(?<! or )\b(?:{_HIGH})\b(?! (?:bound|limit|dose|dosage))", re.IGNORECASE)
WORSE = Prefiltered(
    r"(?<!non-)(?<!non)\binferior\b(?= to\b)|\bworse\b|\bpoorer\b|\bless (?:effective|efficacious)\b|\bnot as (?:effective|efficacious) as\b"
    rf"|\b(?:smaller|lesser|less|weaker|slower) (?:[\w-]+ ){{0,3}}?{_CHANGE}"
    rf"|\b(?:improvements?|reductions?|decreases?|falls?|declines?|drops?|gains?) (?:(?:in|of|on) (?:[\w-]+ ){{1,5}})?(?:was|were) (?:\w+ly )?(?:smaller|less|weaker)\b"
    r"|\b(?:improved|reduced|decreased|fell|declined|dropped|lowered|alleviated|ameliorated)\b[^.;(),]{0,60}?\bless\b(?= (?:than|with|in|after|on)\b)",
    re.IGNORECASE,
)
# 'Reductions in 6-item and 17-item scores among those given A were lower than with B'
_LESS_GAIN = re.compile(
    r"\b(?:reductions?|improvements?|decreases?|declines?|drops?) in [^.;()]{3,140}?\b(?:was|were) (?:\w+ly ){0,2}(?:lower|smaller|less|weaker)\b",
    re.IGNORECASE,
)
# 'Ketamine beat midazolam': the arm that stands behind the verb is the one that lost.
_BEATS = Prefiltered(
    r"\b(?:beat|outperform\w*|outdid|bettered|surpass\w*|exceeded(?= (?:those|that|the (?:effects?|improvements?)) ))\b",
    re.IGNORECASE,
)
# 'X attenuated the antidepressant effects of the drug': those who had X did worse
_UNDID = re.compile(
    r"\b(?:attenuated|blocked|blunted|abolished|counteracted|diminished|dampened|prevented|antagoni[sz]ed|weakened|undid) (?:the )?(?:[\w-]+ ){0,3}?(?:effects?|responses?|efficacy|benefits?|actions?) (?:of|to) (?:\w+ )?(?:es|ar)?ketamine\b",
    re.IGNORECASE,
)
# Of dissociation and psychosis: 'greater', 'a significant increase', 'a significant effect of the drug'
MORE_HARM = re.compile(
    r"\b(?:greater|larger|stronger|more|higher|worse|elevated|increased?|increases|rises?|rose)\b",
    re.IGNORECASE,
)
_RELIEF = re.compile(
    r"\b(?:improv|reduc|decreas|declin|attenuat|alleviat|ameliorat|favou?r|better|superior|benefi|advantage|lower|fell)\w*",
    re.IGNORECASE,
)
NONINFERIOR = re.compile(
    r"\bnon-?inferior|\bnot (?:\w+ly )?(?:inferior|worse)\b|\bno worse\b", re.IGNORECASE
)
_THAN = re.compile(
    r"(?:^\s?to(?! (?:an? |the )?(?:\w+ )?(?:degree|extent|level|point|greater|lesser|larger)\b)|\b(?:than|(?:compar(?:ed|ing)|in comparison|in contrast|as opposed) (?:with|to)|versus|vs\.?|relative to|(?:superior|inferior|equivalent|comparable|similar) to|over(?! (?:time|the (?:\w+ ){0,2}(?:course|weeks?|days?|months?|hours?|period|study|trial|treatment)|\d))|against|from)) (?:(?:only|just) )?(?:(?:did|do|was|were|had|has) (?:(?:seen|observed|found|noted|reported|achieved|those) )?(?:with|in|by|after|for|on|among|the|those)? ?)?(?:(?!(?:was|were|is|are|did|had|but|not|only)\b|(?:placebo|saline|midazolam|controls?|groups?) (?:after|with|for|at|in|on)\b)(?:(?:\w+|\+) |\w+ ?\+ ?)){0,4}?$",
    re.IGNORECASE,
)


# 'compared with patients in the oral antidepressant plus placebo group', 'than the groups that received X'
_THAN_PEOPLE = re.compile(
    r"\b(?:than|(?:compar(?:ed|ing)|in comparison|in contrast|as opposed) (?:with|to)|versus|vs\.?|relative to|over) (?:(?:that|those) (?:of|in|for|among|with|seen in|observed in) )?(?:(?:the |all |other )?(?:patients|those|participants|subjects|women|people|individuals|adults|groups?|arms?) )(?:(?:in|on|with|given|receiving|taking|treated with|(?:who|that|which) (?:(?:had )?(?:previously |earlier |initially |first )?(?:received|took|got|taken)|(?:were|had been) (?:previously |earlier |initially |first )?(?:given|on|receiving|taking|treated with|randomi[sz]ed to|assigned to))|randomi[sz]ed to|assigned to) )?(?:the |an? )?(?:(?!(?:was|were|is|are|did|had|lower|higher|greater|more|less|fewer|better)\b)[\w+/.-]+ ){0,6}$",
    re.IGNORECASE,
)


# 'lower than the 21.1% (24/114) in the X group'
_THAN_FIGURE = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|versus|vs\.?) (?:the |that of )?-?\d[\d.]*\s?(?:%|per ?cent|points?)?(?:\s?[(\[][^()\[\]]{{1,30}}[)\]])? (?:in|with|of|for|after|among|on) (?:the )?(?:\w+ ){{0,2}}$",
    re.IGNORECASE,
)


# 'lower in the X group', 'favouring X', 'fewer X patients'; not 'greater reductions, and less X'.
_TIED = re.compile(
    r"^\W*$|\b(?:in|with|for|after|among|by|following|receiving|given|of|on|to|taking|under|at|from|the|those|patients|as)\W+(?:[\w+/-]+\W+){0,3}$",
    re.IGNORECASE,
)
BUT_NOT = re.compile(
    r"\bbut not (?:(?:after|with|following|in|for|on|the|those|patients|receiving|given|an?) )*$",
    re.IGNORECASE,
)


def undone_by_another(clause: str, mentions: Sequence[ArmMention]) -> bool:
    """Whether ``clause`` tells that something that no arm is took the drug's effect away."""
    undone = _UNDID.search(clause)
    return undone is not None and not any(m.end <= undone.start() for m in mentions)


def behind_than(clause: str, mention: ArmMention) -> bool:
    """Whether ``mention`` is what something else is compared with."""
    return _stands_behind(clause, 0, mention.start)


def _stands_behind(clause: str, start: int, end: int) -> bool:
    """Whether 'than' or the like stands right before ``end``."""
    return bool(
        _THAN.search(clause[max(start, end - 40) : end])
        or _THAN_PEOPLE.search(clause[max(start, end - 110) : end])
        or _THAN_FIGURE.search(clause[max(start, end - 90) : end])
    )


_TIME_TO = re.compile(
    r"\b(?:time|days|weeks|interval|latency)\b[^.;,]{0,20}? (?:to|until|before) (?:a |the |first |depressive )*(?:relapse|recurrence|respon\w+|remission)\b"
    r"|\b(?:delay|postpone)\w*\b[^.;,]{0,25}\b(?:relapse|recurrence)",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:longer|later|delayed|delays|postponed|prolonged|extended)\b", re.IGNORECASE
)
_SOONER = re.compile(r"\b(?:shorter|earlier|sooner|faster|quicker|shortened)\b", re.IGNORECASE)


def favoured_by_time(
    clause: str, mentions: Sequence[ArmMention], *, experimental: frozenset[str], late: bool
) -> Side | None:
    """The side that did better by how long an event took to come: late is good of a relapse
    (``late``), soon is good of response and remission. None where nothing is said of it."""
    if _TIME_TO.search(clause) is None:
        return None
    for pattern, good in ((_LATER, late), (_SOONER, not late)):
        said = pattern.search(clause)
        if said is not None:
            side = _subject(clause, said.end(), mentions, experimental, len(clause))
            return side if good else _other(side)
    return None


def one_alone(
    clause: str, mentions: Sequence[ArmMention], *, experimental: frozenset[str]
) -> Side | None:
    """'Symptoms improved after ketamine but not placebo': the side that is named before the 'but'."""
    for first, second in zip(mentions, mentions[1:], strict=False):
        if _side(first, experimental) == _side(second, experimental):
            continue
        if BUT_NOT.search(clause[first.end : second.start]):
            return _side(first, experimental)
    return None


def is_null(clause: str) -> bool:
    """Does the clause say that there was no difference?"""
    return NULL.search(clause) is not None


@lru_cache(maxsize=256)  # a clause's rows ask the same again
def says(part: str) -> bool:
    """Whether ``part`` has any word of who did better, or that nobody did."""
    if _OF_EACH.search(part) and _SETS_APART.search(part) is None:
        return False  # 'fell significantly in both groups': what became of each
    return any(p.search(part) for p in (NULL, WORSE, BETTER, LOWER, HIGHER, _BEATS))


_OF_EACH = re.compile(
    r"\b(?:in|for|within|across) (?:both|all|each|either)(?: of the)?(?: (?:two|three|four|study|treatment))? (?:groups?|arms?|conditions?|treatments?)\b",
    re.IGNORECASE,
)
_SETS_APART = re.compile(
    r"\b(?:more|greater|larger|less|fewer|superior\w*|inferior\w*|better|differ\w*|between|than|higher|lower|versus|vs|compared|relative to|similar\w*|comparabl[ey]|equal\w*|alike|no|not|neither)\b",
    re.IGNORECASE,
)


def favoured(
    clause: str,
    mentions: Sequence[ArmMention],
    *,
    experimental: frozenset[str],
    lower_is_better: bool,
    part: tuple[int, int] | None = None,
    place: int | None = None,
    harm: bool = False,
) -> Side | None:
    """The side that ``clause`` says did better, from its comparative words; None if it has none.

    ``mentions`` are the arms named in ``clause``; ``part`` is where to look for the words, and
    ``place`` where the result stands: of 'lower' and 'higher' said of several things, the one said
    of it; of a measure of ``harm``, more is worse. 'Favours' names its winner after it, a comparative names the arm it describes before
    'than'.
    """
    start, end = part or (0, len(clause))
    words = clause[start:end]
    undone = _UNDID.search(clause)
    doer = [m for m in mentions if undone and m.end <= undone.start()]
    if doer:
        return _other(_side(doer[-1], experimental))  # with it the drug worked less
    worse = WORSE.search(words)
    less = _LESS_GAIN.search(clause, 0, end)
    behind = start + worse.end() if worse else (less.end() if less and less.end() > start else None)
    if behind is not None and not NONINFERIOR.search(words):
        return _other(_subject(clause, behind, mentions, experimental, end))
    beats = _BEATS.search(words)
    if beats:
        loser = next((m for m in mentions if m.start >= start + beats.end()), None)
        if loser is not None:
            return _other(_side(loser, experimental))
    more = (MORE_HARM.search(words) or BETTER.search(words)) if harm else None
    if more and not _RELIEF.search(words):
        return _other(_subject(clause, start + more.end(), mentions, experimental, end))
    better = BETTER.search(words)
    if better:
        return _subject(clause, start + better.end(), mentions, experimental, end)
    said = _said_of(words, (place or start) - start)
    if said is None:
        return None
    low, behind = said
    side = _subject(clause, start + behind, mentions, experimental, end)
    return side if low == lower_is_better else _other(side)


# 'Remission was reached with fewer sessions': what it took is no share of people, and no score.
FEWER_SESSIONS = re.compile(
    r"\b(?:fewer|less|more|lower|higher|smaller)(?: numbers? of)? (?:(?!(?:in|with|after|for|on|among|than) )[\w-]+ ){0,3}?(?:sessions?|treatments|(?-i:ECTs)|infusions|seizures|administrations)\b",
    re.IGNORECASE,
)


def _said_of(words: str, place: int) -> tuple[bool, int] | None:
    """Whether 'lower' is said, or 'higher', and where it ends; where ``words`` have both, the last
    one before ``place``."""
    words = blank(words, [m.span() for m in FEWER_SESSIONS.finditer(words)])
    lower = [(m.start(), True, m.end()) for m in LOWER.finditer(words)]
    higher = [(m.start(), False, m.end()) for m in HIGHER.finditer(words)]
    found = (lower or higher)[:1]
    if lower and higher:
        found = [max((s for s in lower + higher if s[0] < place), default=lower[0])]
    return (found[0][1], found[0][2]) if found else None


_UNLIKE = re.compile(r"\bunlike (?:the |with |in |for |after )*$", re.IGNORECASE)


def _subject(
    clause: str,
    after: int,
    mentions: Sequence[ArmMention],
    experimental: frozenset[str],
    end: int,
) -> Side | None:
    """Whom a comparative is about: the arm that a preposition names after it, in its own part of
    the clause (which ends at ``end``), unless 'than' stands before that arm, else the last one named before it, else the one that 'than' does not name;
    None where two arms of one side are compared."""
    than: ArmMention | None = None
    mentions = [m for m in mentions if not _UNLIKE.search(clause, 0, m.start)] or mentions
    for mention in mentions:
        if mention.start >= after:
            between = clause[max(after, mention.start - 40) : mention.start]
            if _stands_behind(clause, after, mention.start):
                than = mention
                break
            if mention.start < end and _TIED.search(between):
                return _side(mention, experimental)
    before = [m for m in mentions if m.end <= after]
    if than is not None:
        before = [m for m in before if not behind_than(clause, m)]
        for mention in reversed(before):
            if _side(mention, experimental) != _side(than, experimental):
                return _side(mention, experimental)
        if not before:
            return _other(_side(than, experimental))
        others = [m for m in mentions if m.start > than.start]
        mixed = any(_side(m, experimental) != _side(than, experimental) for m in others)
        return _side(before[-1], experimental) if mixed else None
    for mention in before:
        if behind_than(clause, mention):
            return (
                "comparator" if _side(mention, experimental) == "experimental" else "experimental"
            )
    return _side(before[0], experimental) if before else "experimental"


def _side(mention: ArmMention, experimental: frozenset[str]) -> Side:
    return "experimental" if mention.arms & experimental else "comparator"


def _other(side: Side | None) -> Side | None:
    if side is None:
        return None
    return "comparator" if side == "experimental" else "experimental"
