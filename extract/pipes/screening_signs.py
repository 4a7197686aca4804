"""The words that tell what kind of study a report is, and how the verdict is put to a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from dosetable.extract.facts import StudyType
from dosetable.extract.pipes.chance import PLAIN_WORDS
from dosetable.extract.pipes.numbers import COUNT
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that speak for a study type; in the title they weigh more."""

    type: StudyType
    title: Prefiltered | None
    body: Prefiltered | None
    publication: frozenset[str] = frozenset()


def _sign(name: str, title: str, body: str, *publication: str) -> _Sign:
    return _Sign(
        cast("StudyType", name),
        Prefiltered(title, re.IGNORECASE) if title else None,
        Prefiltered(body, re.IGNORECASE) if body else None,
        frozenset(publication),
    )


_ANIMAL_WORDS = (
    r"mice|mouse|rats?|rodents?|murine|primary (?:cortical|hippocampal) (?:neurons|cultures)|zebrafish|drosophila|macaques?|monkeys|knock-?out|C57BL/6J?"
    r"|sprague[- ]dawley|wistar|in vitro|cell lines?|tail suspension|forced swim|sucrose preference|social defeat|chronic (?:mild|unpredictable) stress|slices?"
)


ANIMAL_TITLE = Prefiltered(rf"\b(?:{_ANIMAL_WORDS}|animal models?)\b", re.IGNORECASE)


ANIMAL = Prefiltered(rf"\b(?:{_ANIMAL_WORDS})\b", re.IGNORECASE)


HUMAN = Prefiltered(
    r"\b(?:patients?|participants?|outpatients?|inpatients?|women|men|adults|adolescents|mothers|volunteers|people|humans?|individuals|veterans|subjects)\b",
    re.IGNORECASE,
)


REVIEW_PUB = {"systematic review", "meta-analysis", "network meta-analysis"}


SIGNS: tuple[_Sign, ...] = (
    _sign(
        "systematic review or meta-analysis",
        r"meta-?analy|systematic(?:ally)? (?:\w+ ){0,2}review|scoping review|umbrella review|pooled (?:analysis|results)|mega-analysis|review of randomi[sz]ed|bibliometric|living review|evidence synthesis",
        r"\bwe (?:\w+ )?searched\b|\b(?:databases|PubMed|MEDLINE|Embase|Cochrane (?:Library|Central))\b[^.]{0,80}\bsearch|\bsearch(?:es|ed)?\b[^.]{0,90}\b(?:databases|PubMed|MEDLINE|Embase|PsycINFO|Scopus|Cochrane)\b|\bPRISMA\b|\brandom[- ]effects? (?:model|meta)|\bthis (?:network )?(?:systematic review|meta-analysis)|\bwe (?:conducted|performed) a (?:\w+ ){0,3}(?:meta-analysis|systematic review)|\bstudies were included\b|\btrials (?:with [\d,]+ \w+ )?were (?:included|pooled)",
        "systematic review",
        "meta-analysis",
        "network meta-analysis",
    ),
    _sign(
        "case report or series",
        r"\bcase (?:reports?|series|stud(?:y|ies))\b|\ba case of\b|: a case\b|\btwo cases\b",
        r"\b(?:we|this|here,? we) (?:\w+ ){0,3}(?:report|describe|present)s? (?:\w+ ){0,4}case\b|\bcase (?:report|series)\b|\bwe present (?:the case|two|three|a patient|a \d+-year)|\bA \d+-year-old (?:man|woman|male|female)",
        "case reports",
    ),
    _sign(
        "protocol or registration",
        r"\bprotocol\b|\bstudy design\b.{0,20}$|\brationale(?:,| and) (?:study )?design\b|\bdesign and rationale\b",
        r"\bstudy protocol\b|\bthis protocol\b|(?-i:(?<=[a-z])This protocol)\b|\b(?:patients|participants|subjects|women|adolescents|adults) (?:[\w-]+ ){0,12}?will be (?:\w+ )?(?:randomi[sz]ed|assigned|allocated|recruited|enrolled|given|included)\b|\bwill (?:be )?(?:randomi[sz]ed?|recruit|enrol)\b|\btarget enrol|\bstatus:? (?:recruiting|completed|active|not yet)",
        "clinical trial protocol",
    ),
    _sign(
        "observational study",
        r"\bretrospective|\breal[- ]world\b|\bobservational\b|\bcohort (?:study|analysis)\b|\bchart review\b|\bnaturalistic\b|\bcross-sectional\b|\bcase[- ]control\b|\bpharmacovigilance\b|\bFAERS\b|\bsurvey\b|\bclaims\b|\belectronic (?:health|medical) records\b|\blook back\b|\beveryday practice\b|\bmendelian\b|\bdisproportionality",
        rf"\b(?:data|files|courses) (?:of|from|on) (?:all )?{COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE} who (?:underwent|received|were treated|had)\b[^.]{{0,200}}\bwere (?:\w+ )?(?:analy[sz]ed|reviewed|evaluated|extracted|examined)\b|"
        r"\bretrospective(?:ly)?\b(?! regist)|\bchart(?:s| review)\b|\breal-world\b|\bobservational\b(?! (?:[\w-]+ )?(?:period|phase|follow|weeks?|days?|time|window|stage))|\bnaturalistic\b(?! (?:[\w-]+ )?follow-?(?: ?up)?)|\bcohort study\b|\bin routine (?:clinical |psychiatric )?(?:care|practice)\b|\bmedical records\b|\belectronic (?:health|medical) records\b|\bcross-sectional\b|\bwe (?:surveyed|interviewed)\b|\bsurvey\b|\bclaims (?:data|database)\b|\bregister-based\b|\bpharmacovigilance\b|\bpropensity score\b|\bno patient was assigned\b|\bcase-control\b|\bhealthcare database",
        "observational study",
    ),
    _sign(
        "narrative review",
        r"\breview\b|\boverview\b|\bperspective\b|\bpast, present|\bupdate\b|\bwhat we know\b|\bcommentary\b|\beditorial\b|\bconsensus\b|\bguidelines?\b|\bstate of the art\b|\bmechanisms? of action\b|\bneurobiology of\b|\bpharmacology of\b|\bletter\b|\bexpert opinion\b|\bcurrent (?:evidence|status|perspectives?)\b|\bemerging\b",
        r"\b(?:in )?th(?:is|e present|e current) (?:\w+ ){0,3}(?:review|article|overview|paper|chapter|commentary|editorial|perspective)\b[^.]{0,40}\b(?:we|will|discuss|review|summari[sz]|describ|outlin|explor|provid|aim|focus|highlight|examin|present|trace|address|cover)|\bwe (?:here )?(?:review|summari[sz]e|discuss|overview)\b|\bhere,? we (?:review|summari[sz]e|discuss)\b|\bis reviewed\b|\bthe authors (?:review|summari[sz]e|discuss)\b|\breviews? (?:the )?(?:current |recent |available )?(?:evidence|literature|data)\b|\bliterature review\b|\bnarrative review\b|\bwe argue (?:that|for|against)\b",
        "review",
        "editorial",
        "comment",
        "practice guideline",
        "guideline",
    ),
    # An economic evaluation computes with what trials found; nobody was given anything in it.
    _sign(
        "other",
        r"\bdecision(?:[- ]analytic)? model|\bMarkov\b|\bcost[- ](?:effectiveness|utility)\b|\bbudget[- ]impact\b|\beconomic (?:model|evaluation)|(?<!and )(?<!and a )\bqualitative (?:study|analysis|evaluation|investigation|inquiry|exploration|interviews?)\b",
        r"\bMarkov (?:[\w-]+ ){0,2}model|\bdecision[- ]analytic\b|\bdecision (?:tree|model)\b|\bpartitioned[- ]survival\b|\bbudget[- ]impact (?:model|analysis)|\bper (?:QALY|quality-adjusted)",
    ),
)


SETTING = Prefiltered(r"real[- ]world|naturalistic", re.IGNORECASE)
"""Words that tell where a study was done, and not that nobody was given a treatment for it."""

OPEN_TRIAL = Prefiltered(
    r"\bopen[- ]label (?:design|trial|study|pilot)\b[^.]{0,120}\b(?:recruited|enrolled|assigned|to receive)\b"
    r"|\bopen[- ]label,? naturalistic (?:study|trial)\b|\bnaturalistic,? open[- ]label (?:study|trial)\b|\bopen[- ]label (?:support|evidence)\b"
    r"|\b(?:examined|tested|assessed|evaluated|explored|to (?:examine|test|assess|evaluate|explore)) (?:the )?(?:[\w-]+,? ){0,3}?(?:feasibility|tolerability|safety)\b[^.;]{0,60}\bof (?:a )?single[- ]dose\b"
    r"|\b(?:recruited|enrolled) (?:in|to|into|for) (?:this|an?) (?:[\w-]+ ){0,3}?open[- ]label (?:trial|study)\b",
    re.IGNORECASE,
)
"""People taken into an open trial to be given its treatment."""


RANDOMIZED = Prefiltered(
    r"\brandom(?:i[sz]ed|ly (?:assigned|allocated|allotted|divided|split|received|classified|categori[sz]ed|grouped|separated|distributed|placed|put|sorted)|i[sz]ation)\b|\b(?:divided|assigned|allocated|allotted|split) (?:\w+ )?randomly\b|\bin (?:a )?random order\b|\bplacebo[- ]controlled\b|\b(?:double|triple|quadruple)[- ]?(?:blind(?:ed)?|mask(?:ed)?)\b|\bcross-?over (?:trial|study|design)\b|\b(?:two|three|2|3)-(?:period|way),? cross-?over\b|\bin (?:a )?counterbalanced order\b|"
    + PLAIN_WORDS,
    re.IGNORECASE,
)


TRIAL = Prefiltered(
    r"\bopen[- ]label(?:l?ed)?\b|\bopen (?:pilot |clinical )?(?:trial|study)\b|\bpilot (?:study|trial)\b|\bclinical trial\b|\bproof[- ]of[- ]concept\b|\bsingle[- ]arm\b|\bprospective(?:ly)?\b|\bfeasibility\b|\bquasi-?\s?experiment(?:al)?\b|\bextension (?:study|trial)\b|\benrolled in (?:the|this|an?) (?:[\w-]+ ){0,4}?(?:study|trial) (?:evaluating|testing|assessing|of)\b|\bphase [1-4I]+\w? (?:trial|study)\b|\b(?:received|(?:eligible|scheduled|selected|recruited|enrolled) to receive|were (?:given|infused|treated with|administered)|(?:came|attended|returned) (?:[\w-]+ ){0,8}?to (?:be given|receive|get|have)|underwent|was administered|each given|each (?:had|got|took|received)|each of (?:them|the [\w-]+) (?:had|got|took|received|was given)|(?:before and |\d ?h(?:ours?)? )?after receiving (?:both |an? |one |two |three |four |six )?(?:[\w./-]+ ){0,8}?(?:infusions?|injections?|doses?)|(?:had|got|took|completed) (?:six|four|eight|twelve|three) (?:[\w-]+ ){0,2}(?:infusions|injections|sessions|doses))\b"
    r"|\b(?:eligible|scheduled) for (?:augmentation with |treatment with |up to |an? (?:course|series) of )?[^.;]{0,40}?\b(?:infusions|injections|sessions|doses)\b"
    r"|\b(?:assessed|evaluated|scanned|rated|studied|examined|tested|measured|imaged|interviewed)\b(?:[^.;]|\.\d){0,100}\b(?:before and|prior to and|pre- and)\b(?:[^.;]|\.\d){0,60}\b(?:infusions?|injections?|doses?)\b"
    rf"|\bwe (?:evaluated|assessed|studied|tested|tried|examined)\b[^.]{{0,40}}\b(?:effects?|efficacy|tolerability|safety|response)\b(?:[^.]|\.\d){{0,200}}?\bin {COUNT} (?:[\w-]+ ){{0,2}}?{PEOPLE}\b"
    rf"|\b(?:infusions?|injections?|doses) (?:were |was )?(?:given|administered)\b[^.;]{{0,30}}? (?:to|in) {COUNT} (?:[\w-]+ ){{0,2}}?{PEOPLE}\b",
    re.IGNORECASE,
)


# A drug set against what only trials give: 'with ketamine and 27.2 with fentanyl'.
_INERT = r"(?:placebo|saline|midazolam|fentanyl|sham|salt water)"
AGAINST = Prefiltered(
    rf"\b\w*ketamine\b(?:[^.;]|\.\d){{0,110}}?\b(?:or|and|v|vs|versus|against|than|after|with)\b(?:[^.;]|\.\d){{0,50}}?\b{_INERT}\b"
    rf"|\b{_INERT}\b(?:[^.;]|\.\d){{0,60}}?\b(?:or|and|v|vs|versus|against|than|after|with)\b(?:[^.;]|\.\d){{0,40}}?\b\w*ketamine\b"
    rf"|\bketamine: \d+; {_INERT}: \d+|\bstood against {_INERT}\b",
    re.IGNORECASE,
)
COUNTED = Prefiltered(
    rf"\b{COUNT} (?:[\w-]+ ){{0,3}}?{PEOPLE}\b|\b[nN] ?= ?\d|\w+ group \(\d", re.IGNORECASE
)
"""People counted, or groups."""

SCALES = Prefiltered(
    r"\b(?:MADRS|HAM-?D|HDRS|QIDS|EPDS|BDI(?:-II)?|PHQ-9|GDS-15|HADS-D)\b|\b(?:Montgomery|Hamilton (?:Rating Scale for )?Depression|Edinburgh (?:Postnatal|Postpartum)|Beck Depression)"
)
"""Scales of depression, for texts that name no condition."""


POST_HOC = Prefiltered(
    r"\bpost[- ]hoc\b|\bsecondary analys[ie]s\b|\bsubgroup analys[ie]s\b|\bpooled (?:data|analys)",
    re.IGNORECASE,
)


POOLED = re.compile(
    r"\bpool(?:ed|ing|s)?\b[^.;]{0,60}?\b(?:two|three|2|3|both)\b[^.;]{0,80}?\b(?:trials|studies)\b"
    r"|\b(?:two|three|2|3|both)\b[^.;]{0,80}?\b(?:trials|studies)\b[^.;]{0,30}?\b(?:were|was) (?:\w+ )?(?:pooled|combined)\b"
    r"|\bpool(?:ed|ing)\b[^.;]{0,60}?\b(?-i:[A-Z]{4,})[- ]?(?:1|I)\b[^.;]{0,20}?\b(?:2|II)\b"
    r"|\b(?-i:[A-Z]{4,})[- ]?(?:1|I)\b[^.;]{0,20}?\b(?:2|II)\b[^.;]{0,90}?\b(?:pooled|combined)\b",
    re.IGNORECASE,
)
"""A few trials of one programme whose participants are looked at together: no review of the literature."""


NEWS = Prefiltered(
    r"\bresearchers?\b|\baccording to\b|\b(?:says|said|explains|stresses|notes|told)\b|\bpublished in\b|\breport(?:ed|s)? (?:today |this week )?in (?:the |The )?[A-Z]|\b(?:trial|study) (?:finds|found|shows|suggests)\b|\bscientists\b|\bnew (?:study|research)\b|\bmin read\b|\bpress release\b|\bnews\b|\bnewsroom\b|\bin this article\b|\bstudy (?:finds|shows)|\bDr\.? [A-Z]",
    re.IGNORECASE,
)


NEWS_PAGE = Prefiltered(
    r"\bskip to (?:main )?content|\brelated (?:stories|articles)|\bshare\b.{0,30}\bprint\b|\bmin read\b|\bhome\s*[>›»|/]|\bin this article\b|\bsign up\b|(?<!to )\blearn more about\b|(?:^|\n)\s?more from\b|\bnewsroom\b|\bread more\b|\bconference desk\b|\bsubscribe\b|\bcontact us\b",
    re.IGNORECASE,
)


MARKETING = re.compile(
    r"\bbook (?:now|an? (?:appointment|consultation))|\bour (?:clinic|team|guests|patients|center|centre|infusions)\b|\bpricing\b|\$ ?\d|\bfree consultation|\bfirst consultation|\bcall (?:us )?today|\bsame-week appointments|\bwe (?:offer|also treat|accept)\b|\binsurance\b|\bschedule (?:a|your)\b|\bcontact us today",
    re.IGNORECASE,
)


# Of a text in lower case: a register's form is looked for in every document, and this is quicker.
REGISTRY = Prefiltered(
    r"\b(?:(?:registration|registry number|eudract number)\s?:\s?(?:nct|20\d\d-|actrn|isrctn)|enroll?ment\s?:"
    r"|(?:masking|allocation|phase|sample size|minimum age|condition\(s\)|public title|scientific title|primary outcome|study type|who can take part|main outcome)\s?[:|]"
    r"|(?:sponsor|health condition|ages? eligible|planned number|type of study|recruitment status|register number)\s?:"
    r"|medical condition:|full title of the trial|e\.\d\.\d|registry (?:number|identifier)|official record\b|study type: interventional|allocation: (?:non-)?random"
    r"|intervention(?:al)? model\b|target enrol|primary purpose\b|time frame:|arms? and interventions\b|responsible party\b|participant flow\b|results posted on\b|baseline characteristics by cohort\b)"
)


NOTICE = Prefiltered(
    r"^(?:retraction|erratum|correction|corrigendum|expression of concern|author correction|comments? (?:on|regarding)|(?:in )?reply(?: to)?|(?:the )?authors?'? (?:reply|response)|re(?=:))\b[ :]",
    re.IGNORECASE,
)


INCLUDED = {
    "randomized trial",
    "non-randomized trial",
    "protocol or registration",
    "news about a study",
}


WHY: dict[StudyType, str] = {
    "randomized trial": "a randomized trial",
    "non-randomized trial": "a trial without randomization",
    "protocol or registration": "a registered trial",
    "news about a study": "a news page about a trial",
}


WHY_NOT: dict[StudyType, str] = {
    "observational study": "nobody was assigned to a treatment; it describes care as given",
    "case report or series": "it describes single cases",
    "systematic review or meta-analysis": "it pools other studies",
    "narrative review": "it reviews other studies and reports no trial of its own",
    "animal or in vitro": "it was not done in people",
    "other": "it does not report a study",
}
