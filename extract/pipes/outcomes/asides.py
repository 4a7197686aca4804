"""Sentences that are no result of the comparison: how it began, parts of the people, what follows it."""

from __future__ import annotations

import re

from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.outcomes.names import ArmNames
from dosetable.extract.prefilter import Prefiltered


def is_aside(text: str, names: ArmNames) -> bool:
    """Whether a sentence tells of anything but the outcome of the arms among all people."""
    if of_entry(text):
        return True  # whether or not the groups were alike on entry is no result
    if names.control and _OVER_TIME.search(text) and not _BETWEEN_GROUPS.search(text):
        return True  # how the groups went, each from its own start
    if _LIKE_IN_AGE.search(text):
        return True  # who they were, their first scores among it
    if _of_open_phase(text, names):
        return True  # what came after the comparison is of none of the arms compared
    told = len(_sides(text, names)) > 1 or _OF_TREATMENT.search(text)
    if _COEFFICIENT.search(text) and not told:
        return True  # what somebody had of old and how it went with the score
    if _CORRELATED.search(text) and len(_sides(text, names)) < 2:
        return True  # what goes together with the score
    if _CELLS.search(text):
        return True  # cells of a table that lost its borders
    if _RISK_FACTORS.search(text):
        return True  # what goes with depression is no effect of treatment
    if _NOT_FOUND_HERE.search(text) or _WHO_THEY_WERE.search(text) or _WHO_COMPLETED.search(text):
        return True
    # A subgroup is not the trial; a form is no sentence.
    return bool(_LEFT_OUT.search(text)) or _of_subgroup(text, names) or len(text) > _LONGEST


def of_entry(text: str) -> bool:
    """Whether a sentence tells how the groups were before treatment."""
    told = _ENTRY.search(text) or _ON_ENTRY.search(text)
    return told is not None and not _FROM_BASELINE.search(text)


def _sides(text: str, names: ArmNames) -> set[str]:
    return {arm for m in names.find(text) for arm in m.arms}


_CORRELATED = Prefiltered(
    r"\brelation(?:ship)?s? (?:was |were )?(?:found |seen |observed )?between\b|\bcorrelat(?:e[ds]?|ing|ions?) (?:\w+ly )?(?:with|between|to|of)\b",
    re.IGNORECASE,
)
_COEFFICIENT = Prefiltered(
    r"\bstandardi[sz]ed (?:β|beta)\b|(?<![A-Za-z])(?:β|[Bb]eta) ?= ?-?\d|(?<![A-Za-z])(?:r|r[sS]|ρ|rho) ?= ?-?0?\.\d|\bhistory of [^.;]{3,80}? was associated with (?:greater|less|better|poorer|a )"
)
# 'lower in the ketamine group (β = -4.9)': how two groups differ, and no correlate
_OF_TREATMENT = re.compile(
    r"^(?!.*\b(?:associat|predict|correlat|moderat|mediat)\w*).*?(?:\b(?:lower|higher|greater|larger|fewer|more|better|superior)\b[^.;()]{0,40}\b(?:in|with|for|among|after) (?:the )?(?:[\w/.-]+ ){0,2}(?:group|arm)\b|\b(?:treatment|group|drug|between-group) (?:effects?|differences?)\b|\beffects? of (?:treatment|group|drug)\b)",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = Prefiltered(
    r"\b(?:lower|higher|greater|worse|milder|more severe) (?:\w+ )?baseline (?:[\w-]+ ){0,4}?(?:scores?|severity|symptoms?|ratings?|depression)\b"
    r"|\bdifferences? (?:between|in|of) (?:the )?(?:mean )?baseline [A-Z]"
    # 'scores at baseline were higher in the X group'
    rf"|\b(?:scores?|ratings?|severity|symptoms|ideation|depression) (?:at|on) (?:the )?{START} (?:was|were) (?:\w+ly )?(?:higher|lower|greater|worse|more severe|milder)\b[^.;]*\W*$"
    r"|\b(?:no|not)\b[^.;]{0,80}\bbaseline (?:characteristics|demographics?|severity|scores?|values|[A-Z][\w-]* scores?)"
    rf"|\b(?:no|not|similar|comparable)\b[^.;]{{0,60}}\b(?:at|in) (?:the )?(?:{START}|pre-?infusion)(?! to)\b[^.;]{{0,40}}\W*$",
    re.IGNORECASE,
)
_OVER_TIME = Prefiltered(
    r"\b(?:decreas|increas|improv|chang|declin|reduc|fell|dropp)\w*\b[^.;]{0,40}\b(?:with|over|across) time\b"
    r"|\bin (?:all|both|each)(?: of the)?(?: two| three| four)? (?:groups|arms)\b[^.;]*\b(?:compared (?:with|to)|relative to|versus|vs\.?) (?:baseline|\d|pre)",
    re.IGNORECASE,
)
_BETWEEN_GROUPS = re.compile(
    r"\b(?:than|versus|vs|between|interaction|group (?:effect|difference))\b|\bcompared (?:with|to) (?!baseline|\d|pre)"
    r"|\b(?:lower|higher|greater|better|larger|more|fewer|less) (?:[\w-]+ ){0,4}?(?:in|with|for|after|among) (?!both|all|each)(?:the )?[\w/+-]+(?: [\w/+-]+)? (?:group|arm|patients)\b",
    re.IGNORECASE,
)
_LIKE_IN_AGE = Prefiltered(
    r"\b(?:comparable|similar|balanced|matched|no (?:\w+ )?differences?|not (?:\w+ )?differ\w*)\b[^.;()]{0,40}?\b(?:in|for|regarding|concerning|with (?:respect|regard) to|as to) (?:terms of )?(?:the )?(?:mean |maternal |median )?(?:age|sex|gender|BMI|body|weight|height|demographic|gestational|education|duration of illness)\b",
    re.IGNORECASE,
)
# 'At baseline, the scores were higher with A': nothing but the start is spoken of.
_ON_ENTRY = re.compile(
    r"^(?:[A-Z][\w /]{2,30}[:.])?\W*(?:(?:at|on) (?:the )?(?:baseline|(?:study )?entry|enrol?lment|admission|screening)\b|(?:before|prior to) (?:the |any )?(?:first )?(?:ECTs?|treatments?|infusions?|surgery|operation|an(?:a?)esthesia|administration)\b,?(?!.*\b(?:after|than|compared|from|to)\b)|(?:the )?(?:mean |median )?(?:baseline|pre-?(?:operative|treatment|infusion)(?=[^;]{0,60}\b(?:similar|comparable|alike|equal|not differ|no differ|no significant differ)\w*\W*$)) [\w(])(?!.*\b(?:at|after|by|on|in) (?:the )?(?:\d|one|two|three|four|week|day|month|hour|end|first|follow))",
    re.IGNORECASE,
)
# 'Characteristics were similar at baseline. Mean MADRS scores were 41.9 and 42.5.': how people were still
_BEGAN = re.compile(
    r"\b(?:characteristics|demographics?|similar|comparable|balanced|matched)\b[^;]{0,120}\b(?:at|on) (?:baseline|(?:study )?entry|enrol?lment|admission)\b"
    r"|\bbaseline (?:[\w-]+ ){0,3}characteristics\b",
    re.IGNORECASE,
)
_MEANS_THEN = re.compile(
    r"^\W*(?:the )?(?:mean|median|average)\b[^.;]{0,90}\b(?:scores?|severity|totals?)\b(?:[^;](?!\b(?:lower|higher|decreas|reduc|improv|chang|fell|after|post))){0,60}?\b(?:was|were) \d",
    re.IGNORECASE,
)


def still_on_entry(before: str, text: str) -> bool:
    """Whether ``text`` gives plain means, and ``before``, the sentence right before it, told how the
    people were when they came in."""
    return _BEGAN.search(before) is not None and _MEANS_THEN.match(text) is not None


_FROM_BASELINE = re.compile(
    rf"\b(?:from|to|versus|vs\.?|since|than) (?:the )?{START}\b", re.IGNORECASE
)
_LONGEST = 1_500
_CELLS = re.compile(r"\)\d+(?:\.\d+)? ?\(\d")  # 'MADRS35.8 (4.5)38.3 (3.8).010'
_SUBGROUP = Prefiltered(
    r"\b(?:differed|varied|was moderated) (?:according to|by(?! (?:an? |about |only |some |\d|-\d))|across|depending on)\b|\bdepended on\b"
    r"|\b(?:for|among|in) (?:patients|those|participants|subjects)\b[^.;]{0,30}(?:(?<![Pp])(?<![Pp] )[<>\u2264\u2265] ?\d|\d+ (?:to|-) ?\d+ years|\d+ years (?:or|of age))"
    r"|\b(?:patients|participants|those|subjects) with an? (?:baseline|initial) (?:[\w-]+ ){1,3}scores? (?:of )?(?:more|less|at least|at most|[<>\u2264\u2265\d])"
    r"|\bin (?:the )?(?:patients|participants|those|women|adults|people|individuals) (?:with|without|who)\b(?:[^.;]|\.\d){0,160}?\b(?:but|and|though) not (?:in|for|among) (?:the )?(?:patients|participants|those|women|adults|people|individuals) (?:with|without|who)\b"
    r"|\b(?:with|without)(?: and without)? (?:[\w-]+ ){1,4}?(?:[(][^()]{0,80}(?:[(][^()]*[)][^()]{0,80})*[)] )?(?:and|or|than) (?:in )?(?:those |patients |participants )?(?:with|without) (?!(?:placebo|midazolam|saline|(?:es|[RS]-)?ketamine|control)\b)"
    r"|\b(?:patients|participants|those|women|adults|children|subjects|people|individuals|adolescents) with (?:[\w-]+ ){1,4}(?:[^.;]|\.(?=\d)){0,90}\b(?:patients|participants|those|women|adults|children|subjects|people|individuals|adolescents) without\b"
    r"|\b(?:for|among|in) (?:patients|those|participants|subjects) with (?-i:(?!TR-)[A-Z]{2,6}-(?:TRD|MDD|BD))\b|\b(?:for|among|in) those (?:patients|participants|subjects|women) (?:with|whose)\b"
    r"|\b(?:patients|participants|those|subjects|women|adults|people) (?:with|whose) (?:an? |their )?(?:higher|lower|greater|baseline (?:[\w-]+ ){1,4}of \d+ or) "
    r"|\bsub-?(?:groups?|sets?|samples?)\b|\b(?:among|in) (?:wo)?men\b(?! (?:assigned|allocated|randomi[sz]ed|given|receiving|treated|who (?:received|were)|in the|on|having|undergoing|with))|\b(?:among|in) (?:younger|older) (?:patients|participants)\b"
    r"|\bbetween (?:(?:wo)?men|(?:fe)?males|(?:fe)?male and (?:fe)?male \w+|girls|boys|sexes|genders) (?:and|or|in|with|was|were)\b|\bsex differences?\b"
    r"|\b(?:between|across|among) (?:the )?(?:[\w-]+ ){0,3}(?:sites|cent(?:er|re)s|hospitals|countries|regions)\b"
    r"|\bwhen the [^.;]{3,80}\b(?:was|were) (?:higher|lower|greater|smaller|larger)\b"
    r"|\beffects? of (?:the )?(?:onset |younger |older )?(?:age|sex|gender|site|cent(?:er|re)|race|ethnicity|illness duration|duration of illness)\b"
    r"|\binteractions?\b[^.;]{0,160}\b(?:status|subtypes?|sex|gender|age group|history)\b"
    r"|\b(?:patients|participants|those|subjects|people|recipients) who (?:had )?(?:correctly |incorrectly |wrongly )?(?:guessed|believed|thought|suspected)\b"
    r"|\bthose who (?:chose|opted|elected|extended|continued|withdrew|dropped|declined|wanted|guessed|believed|expected|preferred)\b[^.;]*\b(?:more|less) likely\b"
    r"|\b(?:among|in|for) (?:the )?(?:\d+ )?(?:patients|participants|those|women|adults|subjects|people|individuals|adolescents) with (?:an? )?(?:(?:positive |negative |family |lifetime |prior |personal )*history|prior|previous|past|co-?morbid|concurrent|co-?occurring|high(?:er)?|low(?:er)?|elevated|anxi\w+|PTSD|melanchol\w+|psychotic|obes\w+|early|late|no|fewer|abnormal)\b"
    r"|\b(?:among|in) (?:those|patients|participants) who (?!(?:achieved (?:stable|sustained) (?:remission|response)|had (?:been given |received |got )?(?:the )?(?:es|ar|[RS]-)?(?:ketamine|placebo|saline|midazolam)|received|were (?:given|treated|randomi[sz]ed|assigned|allocated)|got|had received|completed|underwent|took)\b)"
    r"|(?<!% )(?<!cent )(?<!proportion )(?<!proportions )(?<!percentage )(?<!percentages )(?<!number )(?<!numbers )(?<!rate )(?<!rates )(?<!share )(?<!fraction )\b(?:of|among) (?:those|patients|participants|subjects) (?:achieving|reaching|attaining|having)\b|\d ?(?:%|per ?cent)\)? (?:[(][^()]{1,20}[)] )?(?:of (?:the )?)?non-?(?:responders|remitters)\b"
    r"|\b(?:in|between|among|for|of) (?:both )?(?:the )?(?:(?:wo)?men|(?:fe)?males) and (?:the )?(?:(?:wo)?men|(?:fe)?males)\b|\bwith and without (?!(?:placebo|midazolam|saline|(?:es|[RS]-)?ketamine)\b)[a-z]"
    rf"|\b(?:than|{COMPARED_WITH}) (?:(?:in|for|among|with) )?(?:the )?(?:(?:fe)?males|(?:wo)?men|girls|boys)\b(?! (?:in|on|assigned|allocated|randomi[sz]ed|given|receiving|treated|who|having|undergoing|with)\b)|\b(?:than|{COMPARED_WITH}) (?:those|subjects|patients|participants|individuals) (?:with|without|who had)\b(?! (?:been (?:on|given|treated with|assigned to|randomi[sz]ed to) |received |taken )?(?:an? )?(?:placebo|midazolam|saline|(?:es|[RS]-)?ketamine|control|higher dose|lower dose))|\b(?:versus|vs\.?|and|than) non-?(?:anxious|melancholic|psychotic|atypical|suicidal|resistant)\b|\banxiety (?:group|status)\b"
    r"|\b(?:than|with|to|versus|vs\.?|from) (?:their|the) (?!(?:placebo|saline|midazolam|control)\b)[\w-]+ counterparts\b|\b(?:than|and|versus|vs\.?|with|from|between) (?:in |the |ketamine )?(?:antidepressant |antianhedonic )?non-?(?:responders|remitters)\b|\b(?:in|among) (?:the )?non-?improvers\b"
    r"|\bwith (?!(?:placebo|midazolam|saline|(?:es|[RS]-)?ketamine|controls?|the)\b)[a-z-]{4,}(?: use)?(?:[^.;]|\.\d){0,50}\bwithout(?: (?:it|them))?(?=\s?(?:[;,)]|\.(?!\d)|$))|\b(?:in|among|for|of) (?:the )?(?:[\w-]+ )?non-?users\b"
    r"|\bin (?:the |those )?(?:responders?|remitters?)\b(?:[^.;]|\.\d){0,90}\bin (?:the )?non-?(?:responders?|remitters?)\b"
    r"|\b(?:among|in) (?:the )?(?:(?:extro|extra|intro)verted|(?:un)?stable|anxious|non-?anxious|obese|non-?obese|severely|mildly|moderately|older|younger|high-risk|low-risk|primiparous|multiparous|elderly|premenopausal|employed|[a-z]+-(?:stable|unstable|positive|negative|free|na[iï]ve))(?:[ -][a-z]+)? (?:patients|participants|women|subjects|mothers|individuals)\b(?! (?:with|who|were|randomi|assigned))"
    r"|\bin (?:the )?(?:overweight|obese|normal[- ]weight|underweight|lean|diabetic|hypertensive|elderly|younger|older) (?:and (?:overweight|obese) )?(?:groups?|patients|subjects|participants)\b"
    r"|\bin (?:an|the) analys[ei]s (?:by|according to) (?:age|sex|gender|baseline|severity)\b|\b(?:patients|participants|women|those|adults|people) (?:aged|older than|younger than|(?:over|under|above|below) (?=\d)) ?[^.;,]{1,40}? (?:\w+ ){0,2}(?:more|less|better|worse|higher|lower|greater)\b"
    r"|\bof (?:these|those|whom)\b[^.;]{0,20} (?:consented|agreed) to\b|\bolder (?:people|patients|participants|adults)\b.*\byounger (?:people|patients|participants|adults|ones)\b|\byounger (?:people|patients|participants|adults)\b.*\bolder (?:people|patients|participants|adults|ones)\b|\byounger (?:versus|vs\.?|and|than|or) older\b|\bolder (?:versus|vs\.?|and|than|or) younger\b"
    r"|\bin the (?!(?:intent(?:ion)?|analy[sz]\w+|evaluable|full|overall|whole|total|entire|safety|modified|per-protocol|study|efficacy|ITT|mITT|treated|randomi[sz]ed|general|same|patient|primary)\b)[\w-]+ (?:sub-?)?population\b"
    r"|\d ?(?:%|per ?cent)?\)? (?:in|of|for|among) (?:the )?(?:(?:patients|those) with )?(?:uni|bi)polar\b(?=[^.;]*\b(?:uni|bi)polar\b)"
    r"|\b(?:of|in|among|for) those (?:without|not (?:on|taking|receiving|using))\b(?! (?:the )?(?:es|[RS]-)?ketamine)"
    r"|\bwith (?:an? )?(?:onset (?:of (?:depression|illness|the disorder) )?(?:before|after|at)|(?:earl(?:y|ier)|late[r]?)[- ]onset)\b"
    r"|\b(?:low|high)(?:er)?[- ](?!dos|(?:es|[RS]-)?ketamine)(?:(?!in |with |for |the )[\w-]+ ){1,2}group\b[^.;]{0,80}\bthan\b[^.;]{0,30}\b(?:low|high)(?:er)?[- ](?:(?!in |with |for |the )[\w-]+ ){1,2}group\b",
    re.IGNORECASE,
)
# "CRP+ ... CRP-": apart, since it holds no word that could be looked for first.
_SIGNED_PARTS = re.compile(r"\b(?P<part>[A-Z]{2,6}) ?\+[^;]{0,70}?\b(?P=part) ?-(?![\w-])")
# The same result once more, of fewer people.
_LEFT_OUT = Prefiltered(
    r"^\W*(?:[A-Z][\w /]{2,30}[:.] ?)?(?:(?:after|when) (?:excluding|the exclusion of|exclusion of)|excluding)\b|\bsensitivity analys[ie]s\b",
    re.IGNORECASE,
)


def _of_subgroup(text: str, names: ArmNames) -> bool:
    """Whether ``text`` speaks of a part of the people; 'with A than with B' may speak of arms."""
    if _SIGNED_PARTS.search(text) is not None:
        return True
    for match in _SUBGROUP.finditer(text):
        ends = match.start(), match.end() + 2  # the arm behind the last 'with' counts, too
        groups = match.group().lower().startswith("with")
        if not (groups and any(ends[0] < a.end and a.start < ends[1] for a in names.find(text))):
            return True
    return False


_OPEN_PHASE = re.compile(
    r"\b(?:in|during|at the end of|after|of) (?:an?|the|this) (?:[\w-]+ ){0,3}?open(?:-label)? (?:phase|extension|period|part|stage|follow-up|treatment)\b",
    re.IGNORECASE,
)


def _of_open_phase(text: str, names: ArmNames) -> bool:
    """Whether a sentence of a controlled trial tells only of the open phase behind it: whoever is
    treated there, with what dose, is no arm of the comparison."""
    if not names.control or _OPEN_PHASE.search(text) is None:
        return False
    controls = frozenset(a.id for a in names.control)
    return not any(m.arms & controls for m in names.find(text)) and "double-blind" not in text


# What was planned for, what counts as much, what others found, and by what way an effect came about
_NOT_FOUND_HERE = Prefiltered(
    r"\bto detect (?:an? )?(?:[\w-]+ ){0,4}(?:differences?|effects?|reductions?)\b|\b\d+ ?% power\b|\b(?:sample[- ]size|power) (?:calculation|estimat\w+|analysis)\b"
    r"|\b(?:held|considered|regarded|thought|deemed) (?:to be |as )(?:an? )?(?:minimal(?:ly)? )?(?:clinically )?(?:meaningful|important|relevant)\b|\bminimal(?:ly)? (?:clinically )?(?:important|meaningful) (?:difference|change)\b"
    r"|^(?:[A-Z][a-z]+: )?\W*(?:in )?(?:an? |some |several |most |our )?(?:earlier|previous|prior|past|other) (?:work|stud(?:y|ies)|trials?|reports?|research)\b[^.;]{0,30}\b(?:had|have|has|showed|shown|found|reported)\b"
    # of a scale: 'higher scores indicating more severe', not of a result: '..., indicating more with A'
    r"|\b(?:indicat(?:ing|es?)|denot(?:ing|es?)|represent(?:ing|s)?|signif(?:ying|ies)) (?:an? )?(?:mild|moderate|severe|normal|minimal)\b"
    r"|(?<![,)] )\b(?:indicat(?:ing|es?)|denot(?:ing|es?)|represent(?:ing|s)?|signif(?:ying|ies)) (?:an? )?(?:no|greater|worse|more|less|higher|lower|better)\b"
    r"|\b(?:numbers? of|mean|median) days (?:[(][^()]{0,30}[)] )?(?:required|needed|until|taken)\b|\bdays (?:required|needed) (?:for|until|to)\b"
    r"|\brates? (?:[\w-]+ ){0,8}(?:is|are) (?:about |around |typically |usually )?\d|\bin (?:published|most|many) (?:trials|studies)\b"
    r"|\bindirect effects?\b|\bmediated by\b|\bmediation (?:analys[ie]s|effect)\b|\b(?:did|does|do) not predict\b|(?<!-)\bpredicted (?:the |later )?(?:response|remission|relapse|outcome|improvement)\b",
    re.IGNORECASE,
)
_WHO_THEY_WERE = re.compile(
    r"^(?:[A-Z][a-z]+[:.])?\W*(?:the )?(?:mean|median|average) age\b(?!.*\b(?:hours?|days?|weeks?|months?|min)\b|.*\b[Pp] ?[=<>])",
    re.IGNORECASE,
)
_WHO_COMPLETED = re.compile(
    r"^(?=.*\b(?:mean|median|average) (?:[\[(][^\])]{0,20}[\])] )?age\b)(?!.*\b(?:hours?|days?|weeks?|months?|min|respon\w+|remi\w+|relaps\w+|fell|dropped|(?:decreas|improv|reduc|declin|chang)\w+)\b|.*\b[Pp] ?[=<>])",
    re.IGNORECASE | re.DOTALL,
)
"""Their age, and nothing of what came of them or when: the scores beside it are their first."""
_RISK_FACTORS = Prefiltered(
    r"\b(?:risk|protective|predictive|prognostic|influencing|contributing) factors?\b|\b(?:independent )?predictors?\b|\bindependently associated\b|\b(?:positively|negatively|inversely) (?:associated|correlated)\b|\bassociated with (?:an? |no )?history\b|\b(?:un|bi|multi)variate (?:logistic )?regression\b"
    r"|\b(?:Spearman|Pearson)\b|\bcorrespond(?:ed|s|ing) to (?:an? )?(?:~ )?\d|\bsymptom domains?\b|\bfactor (?:structures?|analys[ei]s)\b|\bgenotypes?\b|\bpolymorphisms?\b|\ballele\b|\bmediat(?:ed|es|ing) (?:by )?[\d.]+ ?%|\b[\d.]+ ?% of (?:its|the|their) effects?\b|\bcorrelations? (?:between|of|with|was|were|ranged)\b|\b(?:significant|independent|strong) predictors? of\b|\bpredicted (?:the |a |an )?(?:trajectory|response|remission|change|improvement|reduction|outcome|antidepressant|better|greater|later|larger|poorer)\b"
    r"|\blinear regression\b|\b(?:levels?|ratios?|concentrations?)\b[^.;]{0,60}\b(?:was|were) (?:\w+ ){0,2}associated with\b|\b(?:levels?|concentrations?|genotypes?|alleles?|metabolites?|[A-Z][A-Z0-9-]{2,}) (?:was|were) (?:not |significantly |positively |negatively )*associated with (?:change|improvement|response|remission|reduction)",
    re.IGNORECASE,
)
