"""Which months of a file are there, judged by what its sender usually sends.

A month with no rows is a zero only where the sender's own rate makes that likely.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data_access.months import MONTHS_IN_YEAR

COMPLETE, BEGUN, GAP, SHORT, NONE = "complete", "begun", "gap", "short", "none"
OPEN = "open"  # who was there and has left is not told
# From best to worst: a month is what the worst of its practice, PCN and file says.
STATES = (COMPLETE, SHORT, BEGUN, GAP, OPEN, NONE)
SENT = STATES[:3]  # some of the month is there

# Rows that a silence must have cost to be no chance. At a constant rate one that costs
# 9 has a chance of 1 in 8,000; of all the months of a few files that is seldom enough.
LOST = 9.0
# Where the data of a whole file end, the day of the export is a likelier cause than
# chance (1 in 55). Where one practice's end while others go on, chance is likelier: at
# 6 rows, 3 of 288 last months of the whole demo were called begun, at 9 none.
LOST_AT_END = 4.0

MONTHS_BACK = 24  # what "usually" is taken from
LATELY = 3
FEWEST_MONTHS = 6  # before a month may be called short
SHORT_SHARE = 0.5
SHORT_DEVIATIONS = 3.1  # 1 in 1,000
_QUARTILE = 0.6745  # of a normal distribution, in standard deviations

# Files that are filled in batches are silent by custom. So is a month's end where a
# tenth of the earlier months, and at least two, ended with a silence as long.
BATCHES = 0.4
CUSTOM_SHARE, CUSTOM_MONTHS = 0.1, 2


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sender sent, month by month.

    ``rows``: rows of each month. ``head`` and ``tail``: the share of a month's rows
    that usually falls before its first and after its last. ``earlier`` and ``later``:
    whether there are rows before the first and after the last of these months.
    """

    rows: np.ndarray
    head: np.ndarray
    tail: np.ndarray
    earlier: bool = False
    later: bool = False


def states(
    sent: Sent, lost_at_end: float, *, several: bool = False, settled: int | None = None
) -> list[str]:
    """Return the state of each month: one of STATES.

    ``lost_at_end``: the rows that silence at an end must have cost to be no chance.
    ``several``: rows of several senders, of which one may have stopped, so that few
    are no sign that any were cut off. ``settled``: how many months, from the first,
    will not change (all, unless given): while one fills up, few are no sign either.
    """
    found = [COMPLETE] * len(sent.rows)
    some = sent.rows > 0
    if not some.any():
        return [NONE] * len(found)
    for first, end in _runs(~some):
        # Of all silences of a file a long one is seldom chance; of the last one, less.
        # A whole month of it would be shown as zero, whoever else goes on.
        trailing = end == len(found) and not sent.later
        if not _explained(sent, first, end, LOST_AT_END if trailing else LOST):
            leading = first == 0 and not sent.earlier
            found[first:end] = [NONE if leading else GAP] * (end - first)
    missing = np.array([state != COMPLETE for state in found])
    sending = np.flatnonzero(some).tolist()
    full = 0 if several else len(found) if settled is None else settled
    for month in sending:
        if _begun(sent, month, missing, lost_at_end):
            found[month] = BEGUN
        elif month < full and _short(sent.rows, month, found):
            found[month] = SHORT
    return found


def of_open_cases(found: list[str]) -> list[str]:
    """Return the states of a list of what is open now: it tells of its last month."""
    if all(state == NONE for state in found):
        return found
    return [OPEN] * (len(found) - 1) + found[-1:]


def without_register(people: Mapping[str, int], on: Mapping[str, int]) -> set[str]:
    """Return the practices that sent nobody of a register that the others keep.

    ``people``: how many each practice has; ``on``: how many of them are on it. At the
    others' rate a practice would have had LOST people or more.
    """
    keeping = [code for code in people if on.get(code)]
    among = sum(people[code] for code in keeping)
    rate = sum(on[code] for code in keeping) / among if among else 0.0
    return {code for code in set(people) - set(keeping) if people[code] * rate >= LOST}


def complete_run(found: list[str]) -> list[int]:
    """Return how many months up to and with each are complete without a break."""
    runs, length = [], 0
    for state in found:
        length = length + 1 if state == COMPLETE else 0
        runs.append(length)
    return runs


def rate_before(rows: np.ndarray, month: int) -> float:
    """Return the rows a month usual before one, 0 if there were none.

    The median of the months with rows, but no more than any of the last three had:
    a sender of several practices has fewer since one of them stopped.
    """
    earlier = rows[max(0, month - MONTHS_BACK) : month]
    earlier = earlier[earlier > 0]
    if not earlier.size:
        return 0.0
    return float(min(np.median(earlier), earlier[-LATELY:].max()))


def rate_after(rows: np.ndarray, month: int) -> float:
    """Return the rows a month usual after one, as `rate_before` does."""
    return rate_before(rows[::-1], len(rows) - 1 - month)


def _explained(sent: Sent, first: int, end: int, least: float) -> bool:
    """Say whether months without rows may be zeros: the sender's rate explains them."""
    rate = rate_before(sent.rows, first) or rate_after(sent.rows, end - 1)
    silence = end - first
    before = sent.tail[first - 1] if first else 0.0
    after = sent.head[end] if end < len(sent.rows) else 0.0
    if (silence + before + after) * rate < least:
        return True
    return _in_batches(sent.rows) and silence <= _longest_other(sent.rows, first)


def _in_batches(rows: np.ndarray) -> bool:
    months = np.flatnonzero(rows > 0)
    within = rows[months[0] : months[-1] + 1]
    return bool(np.mean(within == 0) > BATCHES)


def _longest_other(rows: np.ndarray, first: int) -> int:
    """Return the longest silence between two months with rows, but for this one."""
    return max(
        (
            end - start
            for start, end in _runs(rows == 0)
            if start not in (0, first) and end < len(rows)
        ),
        default=0,
    )


def _begun(sent: Sent, month: int, missing: np.ndarray, lost_at_end: float) -> bool:
    """Say whether the sender's data begin or end within a month."""
    last = len(sent.rows) - 1
    ends = missing[month + 1] if month < last else not sent.later
    begins = missing[month - 1] if month else not sent.earlier
    before, after = sent.rows > 0, sent.rows > 0
    before[month:] = False
    after[: month + 1] = False
    earlier, later = rate_before(sent.rows, month), rate_after(sent.rows, month)
    # With no other month, as many as there are for the days that there are. A single
    # practice's silence at the end costs more in a season busier than usual.
    days = max(1.0 - sent.head[month] - sent.tail[month], 0.0)
    alone = sent.rows[month] / days if days else sent.rows[month]
    at_end = earlier or later or alone
    if lost_at_end > LOST_AT_END:
        at_end = max(at_end, alone)
    # Beside a month that is missing the data are known to end or to begin.
    beside = min(LOST_AT_END, lost_at_end)
    least_after = beside if month < last else lost_at_end
    least_before = beside if month else lost_at_end
    return bool(
        (ends and _silent(sent.tail, month, before, at_end, least_after))
        or (
            begins
            and _silent(
                sent.head, month, after, later or earlier or alone, least_before
            )
        )
    )


def _silent(
    shares: np.ndarray, month: int, others: np.ndarray, rate: float, least: float
) -> bool:
    if shares[month] * rate <= least:
        return False
    as_long = np.sum(shares[others] >= shares[month] - 1e-9)
    return bool(as_long < max(CUSTOM_MONTHS, CUSTOM_SHARE * np.sum(others)))


def _short(rows: np.ndarray, month: int, found: list[str]) -> bool:
    """Say whether a month has far fewer rows than its sender's own months before.

    Those months that were short themselves are no measure, until they are a year old.
    """
    before = np.array(
        [
            rows[i]
            for i in range(max(0, month - MONTHS_BACK), month)
            if rows[i] > 0 and (found[i] != SHORT or month - i > MONTHS_IN_YEAR)
        ]
    )
    if before.size < FEWEST_MONTHS:
        return False
    middle, low = np.quantile(before, [0.5, 0.25])
    spread = (middle - low) / _QUARTILE
    # A season spreads the months of a sender, but none of them is far below the lowest.
    if rows[month] < SHORT_SHARE * before.min():
        spread = 0.0
    deviation = max(np.sqrt(middle), spread)
    a_year_before = rows[month - MONTHS_IN_YEAR] if month >= MONTHS_IN_YEAR else 0
    return bool(
        rows[month] < SHORT_SHARE * middle
        and middle - rows[month] > SHORT_DEVIATIONS * deviation
        # What is low each year at this time is a season.
        and not 0 < a_year_before * SHORT_SHARE <= rows[month]
    )


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return the first and the end (not included) of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
