"""White zones as the desk shows them: a chart a theme, its totals, a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.receipts import Zone
from domain.text import MONTHS

NO_THEME = "Sans thème"
"""Told of questions for which nothing was found, or whose nearest document has no theme."""
COLUMNS = {
    "asked": "posées",
    "answered": "répondues",
    "partial": "en partie",
    "clarified": "précision demandée",
    "refused": "sans réponse",
    "downvoted": "jugées inutiles",
    "stale": "sources périmées",
}
"""The counts of a zone, as columns are named."""
STACK = ("refused", "clarified", "partial", "answered")
"""What becomes of a question, from the axis up: what is missing stands on the line, where months compare best."""
BELOW = ("downvoted", "stale")
"""Counted among those above: below the axis, side by side."""

WIDTH, LEFT, RIGHT, TOP, HEIGHT, LABELS = 320.0, 30.0, 6.0, 8.0, 110.0, 34.0
"""Units of a chart's viewBox; HEIGHT is that of what stands above the axis, LABELS of the months below."""
MAX_STEPS = 4
BAR_SHARE = 0.72
_FORMULA = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a chart, in units of its viewBox."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A word of a chart: of a month (x), or of a number of questions (y)."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A theme over the months of a period. `zones` are those in which something was asked; `total` sums them.

    All charts of a page share their scale, so that themes compare.
    """

    theme: str
    zones: tuple[Zone, ...]
    total: Zone
    bars: tuple[Bar, ...]
    months: tuple[Label, ...]
    years: tuple[Label, ...]
    ticks: tuple[Label, ...]
    axis: float
    height: float

    @property
    def name(self) -> str:
        """The theme, as people read it."""
        return self.theme or NO_THEME

    @property
    def worst(self) -> Zone | None:
        """The month in which most was left without an answer; None when everything was answered."""
        worst = max(self.zones, key=lambda zone: zone.refused)
        return worst if worst.refused else None


def charts(zones: Sequence[Zone], first: date, last: date) -> tuple[Chart, ...]:
    """A chart a theme, over every month from `first` to `last` (their first days): most refusals first."""
    months = tuple(_months(first, max([last, *(zone.month for zone in zones)])))
    most = max((zone.asked for zone in zones), default=0)
    step = _step(most)
    unit = HEIGHT / max(step * math.ceil(most / step), 1)
    depth = unit * max((getattr(zone, kind) for zone in zones for kind in BELOW), default=0)
    themes = sorted({zone.theme for zone in zones})
    made = [_chart(tuple(z for z in zones if z.theme == theme), months, step, unit, depth) for theme in themes]
    return tuple(sorted(made, key=lambda chart: (-chart.total.refused, -chart.total.asked, chart.name)))


def total_of(zones: Sequence[Zone], theme: str = "") -> Zone:
    """The sum of zones, as one of its first month."""
    first = min((zone.month for zone in zones), default=date.min)
    return Zone(theme, first, **{name: sum(getattr(zone, name) for zone in zones) for name in COLUMNS})


def as_csv(zones: Sequence[Zone]) -> str:
    """The table for a spreadsheet set to French: semicolons, and no cell that it would take for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(["thème", "mois", *COLUMNS.values()])
    for zone in zones:
        theme = f"'{zone.theme}" if zone.theme.startswith(_FORMULA) else zone.theme or NO_THEME
        writer.writerow([theme, f"{zone.month:%Y-%m}", *(getattr(zone, name) for name in COLUMNS)])
    return written.getvalue()


def _chart(zones: tuple[Zone, ...], months: Sequence[date], step: int, unit: float, depth: float) -> Chart:
    slot = (WIDTH - LEFT - RIGHT) / len(months)
    by_month = {zone.month: zone for zone in zones}
    axis = TOP + HEIGHT
    bars: list[Bar] = []
    for number, month in enumerate(months):
        if month in by_month:
            bars += _column(by_month[month], LEFT + slot * (number + (1 - BAR_SHARE) / 2), slot * BAR_SHARE, axis, unit)
    middles = [LEFT + slot * (number + 0.5) for number in range(len(months))]
    every = math.ceil(len(months) / 12)
    initials = [Label(x, MONTHS[m.month - 1][0].upper()) for x, m in list(zip(middles, months, strict=True))[::every]]
    years = [
        Label(x, str(m.year)) for n, (x, m) in enumerate(zip(middles, months, strict=True)) if n == 0 or m.month == 1
    ]
    if len(years) > 1 and years[1].at - years[0].at < LEFT:
        years = years[1:]  # one or two months of a year: its number would run into the next
    return Chart(
        theme=zones[0].theme,
        zones=zones,
        total=total_of(zones, zones[0].theme),
        bars=tuple(bars),
        months=tuple(initials),
        years=tuple(years),
        ticks=tuple(Label(axis - unit * n, str(n)) for n in range(0, round(HEIGHT / unit) + 1, step)),
        axis=axis,
        height=axis + depth + LABELS,
    )


def _column(zone: Zone, x: float, width: float, axis: float, unit: float) -> Iterator[Bar]:
    foot = axis
    for kind in STACK:
        height = unit * getattr(zone, kind)
        foot -= height
        if height:
            yield Bar(kind, x, foot, width, height)
    for side, kind in enumerate(BELOW):
        if count := getattr(zone, kind):
            yield Bar(kind, x + side * width / 2, axis, width / 2, unit * count)


def _months(first: date, last: date) -> Iterator[date]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(month // 12, month % 12 + 1, 1)


def _step(most: int) -> int:
    """1, 2 or 5 times a power of ten: the least that counts to `most` in MAX_STEPS."""
    scale = 1
    while True:
        for base in (1, 2, 5):
            if base * scale * MAX_STEPS >= most:
                return base * scale
        scale *= 10
