"""In how many months is there a figure, and in how many can it be judged?

It is tried month by month, as the files will be if they go on: a month ahead, and the
newest one, of which some may have sent a part, are taken to be sent by all who ever
sent any.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data_access.catalogue.indicator import ROLLING_MONTHS, Indicator
from data_access.catalogue.seasons import SEASON_OF
from data_access.months import MONTHS_IN_YEAR
from data_access.stats.season import FEWEST_MONTHS
from data_access.stats.spc_chart import SETTLED

AHEAD = 48  # months that are tried, more than any indicator needs

Senders = frozenset[str]
NOBODY: Senders = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """Who sent all of some files, by month from now: 0 is the newest month loaded.

    ``firm`` is the last month that will not change, and ``filling`` how many months one
    takes until it does not.
    """

    senders: dict[int, Senders]
    firm: int
    filling: int

    def at(self, months: int) -> dict[int, Senders]:
        """Return who will have sent each month, so many months from now."""
        if not months:
            return dict(self.senders)
        if not self.senders:
            return dict.fromkeys(range(1, months + 1), frozenset({"all"}))
        everybody = NOBODY.union(*self.senders.values())
        first = min(max(self.senders) + 1, 0)
        return self.senders | dict.fromkeys(range(first, months + 1), everybody)

    def firm_at(self, months: int) -> int:
        """Return the last month that will not change, so many months from now."""
        return months - self.filling if months else self.firm


def window_senders(senders: Mapping[int, Senders], window: int) -> dict[int, Senders]:
    """Return who sent a whole window of months, by its last month."""
    found = {}
    for month in senders:
        whole = frozenset.intersection(
            *(senders.get(month - back, NOBODY) for back in range(window))
        )
        if whole:
            found[month] = whole
    return found


def first_time(known: Callable[[int], bool]) -> int:
    """Return in how many months something is known, 0 for now; AHEAD at the most."""
    return next((months for months in range(AHEAD) if known(months)), AHEAD)


def has_figure(indicator: Indicator, held: Held, months: int) -> bool:
    """Say whether an indicator has a figure of any month, so many months from now."""
    return bool(window_senders(held.at(months), max(indicator.lookback_months, 1)))


def is_judged(indicator: Indicator, held: Held, months: int) -> bool:
    """Say whether an indicator can be told from chance, so many months from now.

    Only firm months of the same senders as the last are judged: a rolling year against
    the year before, a stock by its changes, a season against one of its own unless
    England's is published.
    """
    values = window_senders(held.at(months), max(indicator.lookback_months, 1))
    firm = {m: who for m, who in values.items() if m <= held.firm_at(months)}
    if not firm:
        return False
    last = max(firm)
    same = {month for month, who in firm.items() if who == firm[last]}
    if indicator.rolling:
        return last - ROLLING_MONTHS in same
    if indicator.kind == "stock":
        return sum(month - 1 in same for month in same) >= SETTLED
    if indicator.seasonal and indicator.id not in SEASON_OF:
        of_year = {month % MONTHS_IN_YEAR for month in same}
        return len(same) >= FEWEST_MONTHS and len(of_year) == MONTHS_IN_YEAR
    return len(same) >= SETTLED
