"""The table in the Metapsy data standard (docs.metapsy.org, data format), for metapsyTools.

Randomized trials alone, a row a comparison and outcome; separated by semicolons with decimal commas,
as R's write.csv2 has it; NA where nothing is known. In each row one group of effect size variables
is filled: means, changes, counts, or an estimate that the trial printed itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from statistics import NormalDist

from dosetable.site.cells import comparator_kind
from dosetable.store.evidence_table import ArmView, Effect, Figure, Row, StudyView

_DESIGN = (
    "study", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2", "outcome_type",
    "instrument", "time", "time_weeks", "rating",
)  # fmt: skip
_EFFECTS = (
    "mean_arm1", "mean_arm2", "sd_arm1", "sd_arm2", "n_arm1", "n_arm2",
    "mean_change_arm1", "mean_change_arm2", "sd_change_arm1", "sd_change_arm2", "n_change_arm1",
    "n_change_arm2", "event_arm1", "event_arm2", "totaln_arm1", "totaln_arm2",
    "precalc_g", "precalc_g_se", "precalc_log_rr", "precalc_log_rr_se",
)  # fmt: skip
_MORE = (
    "year", "dose_arm1", "dose_unit_arm1", "route_arm1", "comparator_type", "primary", "status",
    "study_slug", "doi",
)  # fmt: skip
COLUMNS = (*_DESIGN, *_EFFECTS, *_MORE)
_RATES = {"response rate": "response", "remission rate": "remission", "relapse rate": "relapse"}
# Who fills in the scale (its own manual says so).
_SELF_REPORT = re.compile(r"BDI|QIDS-SR|PHQ|EPDS|SDQ|BSS|IDS-SR|HADS", re.IGNORECASE)
_CLINICIAN = re.compile(r"MADRS|HAM-?D|CGI|CDRS|QIDS-C|C-SSRS|BPRS", re.IGNORECASE)
_Z = NormalDist().inv_cdf(0.975)

Record = dict[str, str | float | int | None]


def metapsy_lines(studies: Iterable[StudyView]) -> Iterator[bytes]:
    """All comparisons of randomized trials that carry data, one a line."""
    yield (";".join(COLUMNS) + "\r\n").encode("ascii")
    for study in studies:
        for record in _records(study):
            yield (";".join(_text(record.get(name)) for name in COLUMNS) + "\r\n").encode("utf-8")


def _text(value: str | float | int | None) -> str:
    """Words without separators and quotes, numbers with a decimal comma."""
    if value is None:
        return "NA"
    if isinstance(value, str):
        clean = " ".join(re.sub(r'[;"\x00-\x1f\x7f-\x9f]', " ", value).split())
        # A spreadsheet must not run what a document says.
        return clean.lstrip("=+-@\uff1d\uff0b\uff0d\uff20 ") or "NA"
    return repr(round(value, 6)).replace(".", ",") if isinstance(value, float) else str(value)


def _records(study: StudyView) -> Iterator[Record]:
    if not study.randomized.value or study.retracted:
        return
    arms = {arm.id: arm for arm in study.arms}
    multi = len(study.arms) > 2
    for row in study.rows:
        tested, control = arms.get(row.experimental_arm or ""), arms.get(row.comparator_arm or "")
        if tested is None or control is None or row.subgroup:
            continue
        effect = _effect(row, tested, control)
        if effect:
            yield _design(study, row, tested, control, multi=multi) | effect


def _design(
    study: StudyView, row: Row, tested: ArmView, control: ArmView, *, multi: bool
) -> Record:
    time, dose = row.timepoint.value, tested.normal_dose
    instrument = row.on_measure or (row.measure if row.statistic not in _RATES else None)
    single = dose is not None and dose.low == dose.high
    return {
        "study": f"{study.name.rsplit(' ', 1)[0]}, {study.year}" if study.year else study.name,
        "condition_arm1": tested.drug.value,
        "condition_arm2": control.drug.value,
        "multi_arm1": tested.label if multi else None,
        "multi_arm2": control.label if multi else None,
        "outcome_type": _RATES.get(row.statistic or "", "change" if row.statistic == "mean change" else "msd"),
        "instrument": instrument.lower() if instrument else None,
        "time": "post",
        "time_weeks": round(time.hours / 168, 4) if time else None,
        "rating": _rating(instrument),
        "year": study.year,
        "dose_arm1": dose.low if dose is not None and single else None,
        "dose_unit_arm1": dose.unit if dose is not None else None,
        "route_arm1": tested.route.value,
        "comparator_type": comparator_kind(control, tested),
        "primary": 1 if row.outcome_role == "primary" else 0,
        "status": row.status,
        "study_slug": study.slug,
        "doi": next((report.doi for report in study.reports if report.doi), None),
    }  # fmt: skip


def _rating(instrument: str | None) -> str | None:
    if instrument is None:
        return None
    if _SELF_REPORT.search(instrument):
        return "self-report"
    return "clinician" if _CLINICIAN.search(instrument) else None


def _effect(row: Row, tested: ArmView, control: ArmView) -> Record:
    """The one group of effect size variables that the row can fill; empty where it can fill none."""
    ours, theirs, effect = row.experimental.value, row.comparator.value, row.effect.value
    if row.statistic in _RATES and ours and theirs:
        one, other = _events(ours, tested.n.value), _events(theirs, control.n.value)
        if one and other:
            return {
                "event_arm1": one[0], "totaln_arm1": one[1],
                "event_arm2": other[0], "totaln_arm2": other[1],
            }  # fmt: skip
    if row.statistic in ("mean score", "mean change") and ours and theirs:
        one_sd, other_sd = _deviation(ours, tested.n.value), _deviation(theirs, control.n.value)
        if one_sd and other_sd:
            name = "" if row.statistic == "mean score" else "change_"
            return {
                f"mean_{name}arm1": ours.value, f"sd_{name}arm1": one_sd[0], f"n_{name}arm1": one_sd[1],
                f"mean_{name}arm2": theirs.value, f"sd_{name}arm2": other_sd[0],
                f"n_{name}arm2": other_sd[1],
            }  # fmt: skip
    if row.statistic == "Hedges g" and effect and (error := _error(effect, log=False)):
        return {"precalc_g": effect.value, "precalc_g_se": error}
    if row.statistic == "risk ratio" and effect and effect.value and effect.value > 0:
        error = _error(effect, log=True)
        if error:
            return {"precalc_log_rr": math.log(effect.value), "precalc_log_rr_se": error}
    return {}


def _events(figure: Figure, allocated: int | None) -> tuple[int, int] | None:
    n = figure.n if figure.n is not None else allocated
    if not n:
        return None
    if figure.count is not None:
        return figure.count, n
    if figure.value is None:
        return None
    count = round(figure.value * n / 100)
    return (count, n) if abs(100 * count / n - figure.value) <= 50 / n + 0.5 else None


def _deviation(figure: Figure, allocated: int | None) -> tuple[float, int] | None:
    n = figure.n if figure.n is not None else allocated
    if not n or figure.value is None or figure.dispersion is None:
        return None
    if figure.dispersion_type == "SD":
        return figure.dispersion, n
    return (figure.dispersion * math.sqrt(n), n) if figure.dispersion_type == "SE" else None


def _error(effect: Effect, *, log: bool) -> float | None:
    if effect.ci_low is None or effect.ci_high is None or effect.ci_level not in (None, 95.0):
        return None
    low, high = effect.ci_low, effect.ci_high
    if log:
        if low <= 0:
            return None
        low, high = math.log(low), math.log(high)
    return (high - low) / (2 * _Z) if high > low else None
