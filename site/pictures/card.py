"""The picture that a shared link shows: every dose per kilogram that was tried, as dots.

Drawn as SVG and made a PNG with a font of our own, so that the same table gives the same bytes on
every machine. One card for the whole site; it changes only when its counts do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from importlib import resources

import resvg_py

from dosetable.site import wording
from dosetable.store.evidence_table import StudyView

PATH = "static/card.png"
WIDTH, HEIGHT = 1200, 630
ALT = (
    "Ketamine for depression: what dose was tried, against what, with what result. "
    "Dots mark the doses tried, in mg per kg, larger where more groups had them."
)
FONTS = ("inter-400.ttf", "inter-700.ttf")

# The axis: pixels, and the doses in mg/kg at its ends; each doubling has the same length.
_LEFT, _RIGHT, _AXIS = 90.0, 1110.0, 410.0
_LOW, _HIGH = 0.05, 4.0
_TICKS = (0.1, 0.25, 0.5, 1.0, 2.0)
_LARGEST = 64.0


def doses_per_kg(view: StudyView) -> Counter[float]:
    """How many tested arms of a trial had each dose per kilogram (a range: both of its ends)."""
    return Counter(
        dose
        for arm in view.arms
        if arm.role.value == "experimental"
        and arm.normal_dose is not None
        and arm.normal_dose.unit == "mg/kg"
        for dose in {arm.normal_dose.low, arm.normal_dose.high}
    )


def card(doses: Mapping[float, int], *, trials: int, results: int) -> bytes:
    """The PNG for a table: how many tested arms had each dose per kilogram, and its counts."""
    return png(drawn(doses, trials=trials, results=results))


def drawn(doses: Mapping[float, int], *, trials: int, results: int) -> str:
    """The card as SVG; nothing in it comes from a document but numbers."""
    counts = f"{wording.plural(trials, 'trial')} · {wording.plural(results, 'result')}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="Inter" fill="#ffffff">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#0b3f4a"/>'
        '<g transform="translate(72 58)"><rect width="56" height="56" rx="12" fill="#76cbd6"/>'
        '<path fill="#0b3f4a" d="M12 33h7v11h-7zM25 23h7v21h-7zM37 12h7v32h-7z"/></g>'
        '<text x="146" y="98" font-size="38" font-weight="700">dosetable</text>'
        '<text x="70" y="206" font-size="74" font-weight="700">Ketamine for depression</text>'
        '<text x="72" y="266" font-size="36" fill="#cfe7ea">'
        "What dose was tried, against what, with what result</text>"
        f"{_axis()}{''.join(_dots(doses))}"
        '<text x="72" y="588" font-size="28" fill="#cfe7ea">'
        f'{counts} · each value with the sentence it was read from</text>'
        "</svg>"
    )  # fmt: skip


def _axis() -> str:
    line = (
        f'<path d="M{_LEFT} {_AXIS}H{_RIGHT}" stroke="#4d8791" stroke-width="2" fill="none"/>'
        '<g font-size="24" fill="#cfe7ea" text-anchor="middle">'
    )
    ticks = (f'<text x="{_x(t):.1f}" y="{_AXIS + 82}">{t:g}</text>' for t in _TICKS)
    unit = f'<text x="{_RIGHT - 28}" y="{_AXIS + 82}">mg/kg</text></g>'
    return line + "".join(ticks) + unit


def _dots(doses: Mapping[float, int]) -> Iterable[str]:
    """Areas in proportion to the arms; the largest first, so that none is hidden."""
    most = max(doses.values(), default=1)
    for dose, arms in sorted(doses.items(), key=lambda one: (-one[1], one[0])):
        radius = max(6.0, _LARGEST * math.sqrt(arms / most))
        yield (
            f'<circle cx="{_x(dose):.1f}" cy="{_AXIS}" r="{radius:.1f}" fill="#76cbd6" '
            'fill-opacity=".6" stroke="#0b3f4a" stroke-width="2"/>'
        )


def _x(dose: float) -> float:
    """Where a dose stands; what lies beyond an end of the axis stands at that end."""
    share = math.log(min(max(dose, _LOW), _HIGH) / _LOW) / math.log(_HIGH / _LOW)
    return _LEFT + share * (_RIGHT - _LEFT)


def png(svg: str) -> bytes:
    """The picture at its size, drawn with no font but those beside this package."""
    folder = resources.files("dosetable.site") / "fonts"
    with ExitStack() as stack:
        fonts = [str(stack.enter_context(resources.as_file(folder / name))) for name in FONTS]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=WIDTH,
                height=HEIGHT,
                skip_system_fonts=True,
                font_files=fonts,
                font_family="Inter",
            )
        )
