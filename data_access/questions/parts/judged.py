"""Which months of a series differ from those before by more than chance?

One question for every chart over time. What is judged depends on the kind of the
indicator: a flow or a share is judged as it is, a seasonal flow after division by its
season or England's, a stock by its change from month to month, one jump among them,
and a rolling year against the year before (`judged_years`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data_access.catalogue.indicators import HEADLINES
from data_access.stats import spc
from data_access.stats.jump import Jumps, jumps
from data_access.stats.limits import Interval
from data_access.stats.ramp import ramp_end
from data_access.stats.recent import RECENT, RecentChange, recent_change
from data_access.stats.season import knows_season, season_of, seasonal_waves
from data_access.stats.spc_chart import SETTLED

# Where nothing changes, one month's page in ten at most calls anything better or worse.
PAGE_ERROR = 0.1
ERROR_RATE = PAGE_ERROR / len(HEADLINES)
_CONFIRMING = 3  # months, of which two outside the limits confirm each other
# A jump of a stock may err twice as often as another change, or too few real ones are
# found; the page's rate has room for it, since few of its headlines are stocks.
_JUMP_ERRORS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """The lines of a chart, and what each month may be called; one entry a month.

    ``mean``, ``lower`` and ``upper`` are in the unit of the values, NaN where they are
    not drawn. ``direction`` is 1 or -1 where that month, with all before it, was a
    change by more than chance; ``rule`` says by what. Where ``direction`` is 0 the rule
    is a signal that nothing confirms. ``seen`` flags the months judged at all.
    ``steps`` are the months where new limits begin. ``recent`` compares the last six
    months judged with those before; ``difference`` each month with a year before.
    ``level_from`` is the position of the first month of the level that a month has
    jumped to, -1 where it has not.
    ``of_england`` says that the season was England's, and not the figure's own.
    ``rare`` says that nothing is judged because most months have none.
    """

    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    direction: np.ndarray
    rule: tuple[str, ...]
    seen: np.ndarray
    steps: tuple[int, ...] = ()
    recent: RecentChange | None = None
    difference: Interval | None = None
    level_from: np.ndarray | None = None
    of_england: bool = False
    rare: bool = False


@dataclass(frozen=True, slots=True)
class _Moves:
    """The least that tells a change, one entry a month, in the unit of the values.

    ``of_one``: how far a month must be from the average to be outside the limits: by
    more than one event, or one step of the rounding. ``of_six``: how far the average of
    six months must be from that of others: rounding moves all of them alike.
    """

    of_one: np.ndarray
    of_six: np.ndarray


def not_judged(length: int, steps: tuple[int, ...] = ()) -> Judged:
    """Return the answer for a series of which nothing can be said."""
    blank = np.full(length, np.nan)
    none, unseen = np.zeros(length, dtype=int), np.zeros(length, dtype=bool)
    return Judged(blank, blank, blank, none, ("",) * length, unseen, steps)


def judge_levels(
    values: np.ndarray,
    months: tuple[date, ...],
    steps: tuple[int, ...],
    grain: np.ndarray,
    *,
    rounded: bool = False,
    waves: int = 0,
    england: tuple[float, ...] = (),
) -> Judged:
    """Judge each month's value by its control chart and by the last six months.

    ``values`` are NaN where a month may not be judged; ``steps`` are positions where
    new limits begin. ``grain`` is the smallest move that each value can make, and
    ``rounded`` says that it is so because the values are rounded to it. ``waves`` make
    its season, 0 for none. ``england`` are the twelve factors, January first, of a
    published season for a figure with less than two years of its own, if there is one.
    """
    kept = np.flatnonzero(np.isfinite(values))
    if kept.size < SETTLED:
        return not_judged(len(values), steps)
    if _rare(values[kept]):
        return replace(not_judged(len(values), steps), rare=True)
    moves = _Moves(grain, grain if rounded else np.zeros(len(values)))
    if not waves or not values[kept].any():  # nothing at all has no season
        return _judge(values, steps, np.ones(len(values)), None, moves)
    calendar = np.array([month.month - 1 for month in months])
    if not knows_season(calendar[kept]):
        if not england:
            return not_judged(len(values), steps)
        judged = _judge(values, steps, np.array(england)[calendar], None, moves)
        return replace(judged, of_england=True)
    group = _groups(len(values), steps)[kept]
    season = season_of(values[kept], calendar[kept], _levels(group), waves)
    return _judge(values, steps, season[calendar], calendar, moves, waves=waves)


def with_jumps(judged: Judged, found: Jumps) -> Judged:
    """Return what is judged, with the jumps found where nothing else tells a change."""
    new = judged.seen & (judged.direction == 0) & (found.direction != 0)
    return replace(
        judged,
        direction=np.where(new, found.direction, judged.direction),
        rule=tuple(np.where(new, "jump", judged.rule).tolist()),
        level_from=np.where(new, found.at, -1),
    )


def judge_changes(
    values: np.ndarray,
    steps: tuple[int, ...],
    grain: np.ndarray,
    *,
    rounded: bool = False,
) -> Judged:
    """Judge the change of a stock from month to month.

    Neighbouring months of a stock are mostly the same people, so limits of its own
    would be far too close. The limits here are where a month may be, given the month
    before it. The ramp-up of a new service is a baseline of its own. A level that
    jumps once is one change, which the others never confirm: it is looked for by
    itself. ``grain`` and ``rounded`` are as for levels.
    """
    before = np.concatenate([[np.nan], values[:-1]])
    held = np.flatnonzero(np.isfinite(values))
    ramp = ramp_end(values[held]) if held.size else 0
    if 0 < ramp < held.size:
        steps = tuple(sorted({*steps, int(held[ramp])}))
    changes = values - before
    if np.isfinite(changes).sum() < SETTLED:
        return not_judged(len(values), steps)
    # Six changes in a row are one, from the first month to the last: rounded once.
    moves = _Moves(grain, grain / RECENT if rounded else np.zeros(len(values)))
    level = np.ones(len(values))
    judged = _judge(changes, steps, level, None, moves, of_changes=True)
    return replace(
        with_jumps(judged, _jumps(values, steps, grain)),
        mean=np.full(len(values), np.nan),
        lower=before + judged.lower,
        upper=before + judged.upper,
    )


def _jumps(values: np.ndarray, steps: tuple[int, ...], grain: np.ndarray) -> Jumps:
    """Find the jumps within each group of limits; where one begins is no jump."""
    starts = sorted({0, *steps})
    direction, at = np.zeros(len(values), dtype=int), np.full(len(values), -1)
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        group = slice(start, end)
        rate = _JUMP_ERRORS * ERROR_RATE
        found = jumps(values[group], grain[group], error_rate=rate)
        direction[group] = found.direction
        at[group] = np.where(found.at < 0, -1, found.at + start)
    return Jumps(direction, at)


def _rare(values: np.ndarray) -> bool:
    """Say whether most months are nothing, and some are not.

    Such months differ by nothing from each other: limits would lie around an average
    that no month has, and every month be outside them.
    """
    return bool(0 < np.count_nonzero(values) < values.size / 2)


def _judge(
    values: np.ndarray,
    steps: tuple[int, ...],
    shape: np.ndarray,
    calendar: np.ndarray | None,
    least: _Moves,
    *,
    waves: int = 0,
    of_changes: bool = False,
) -> Judged:
    """Judge values by limits that follow ``shape``, the season of each month."""
    kept = np.flatnonzero(np.isfinite(values))
    group = _groups(len(values), steps)
    flat = values / shape
    chart = spc.xmr(flat, improvement="neutral", rebase_at=steps)
    mean, lower, upper = (
        _everywhere(line, kept, group) * shape
        for line in (chart.mean, chart.lower, chart.upper)
    )
    # A change of one step is none of a steady number, whatever the average change is.
    low = np.minimum(mean, 0) if of_changes else mean
    high = np.maximum(mean, 0) if of_changes else mean
    lower = np.fmin(lower, low - least.of_one)
    upper = np.fmax(upper, high + least.of_one)
    outside = np.select([values > upper, values < lower], [1, -1], 0)
    rules = np.full(len(values), "", dtype=chart.rule.dtype)
    rules[kept] = np.where(chart.rule == "limits", "", chart.rule)
    rules[outside != 0] = "limits"
    direction, recent = np.zeros(len(values), dtype=int), None
    seen = np.isfinite(mean) & np.isfinite(values)
    rules[~seen] = ""
    for number in np.unique(group[seen]):
        members = kept[group[kept] == number]
        for to in _whole(members, None if calendar is None else calendar[members]):
            recent = _compared(flat, values, to, calendar, waves, least.of_six)
            found = (
                ("recent", recent.direction, recent.recent),
                ("confirmed", _confirmed(outside[to[-_CONFIRMING:]]), values[to[-1]]),
            )
            for rule, way, moved in found:
                # A slower fall of a stock is a change of pace, and no rise.
                if way and not (of_changes and way * moved < 0):
                    direction[to[-1]], rules[to[-1]] = way, rule
                    break
    return Judged(
        mean=mean,
        lower=lower,
        upper=upper,
        direction=direction,
        rule=tuple(rules.tolist()),
        seen=seen,
        steps=steps,
        recent=recent,
    )


def _whole(members: np.ndarray, calendar: np.ndarray | None) -> Iterator[np.ndarray]:
    """Yield a group's months up to each one at which they are enough for a verdict."""
    for length in range(SETTLED, members.size + 1):
        whole = length == members.size
        if whole or calendar is None or knows_season(calendar[:length]):
            yield members[:length]


def _compared(
    flat: np.ndarray,
    values: np.ndarray,
    to: np.ndarray,
    calendar: np.ndarray | None,
    waves: int,
    least: np.ndarray,
) -> RecentChange:
    """Compare the last six of some months with the others.

    With too few months for a season of their own, those since new limits are compared
    by their values without the season.
    """
    told = float(least[to[-1]])
    if calendar is None or not knows_season(calendar[to]):
        return recent_change(flat[to], error_rate=ERROR_RATE, least=told)
    season = seasonal_waves(calendar[to], waves)
    return recent_change(values[to], error_rate=ERROR_RATE, waves=season, least=told)


def _confirmed(outside: np.ndarray) -> int:
    """Return the side on which the last of three months and another lie outside."""
    last = int(outside[-1])
    return last if last and (outside == last).sum() > 1 else 0


def _groups(length: int, steps: tuple[int, ...]) -> np.ndarray:
    return np.searchsorted(np.sort(steps), np.arange(length), side="right")


def _levels(group: np.ndarray) -> np.ndarray:
    """Return a column for each group of limits, and one for the last six months."""
    columns = [group == number for number in np.unique(group)]
    recent = np.arange(group.size) >= group.size - RECENT
    return np.column_stack([*columns, recent]).astype(float)


def _everywhere(line: np.ndarray, kept: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return each group's level at all of its months, NaN where its points are few."""
    level = np.full(group.size, np.nan)
    for number in np.unique(group[kept]):
        points = line[group[kept] == number]
        if points.size >= SETTLED:
            level[group == number] = points[-1]
    return level
