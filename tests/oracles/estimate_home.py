"""A small home holding an estimate, and everything in it worked out by hand."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import matching_by_hand as by_hand
import matching_extract
import people_by_hand
import small_lake
from scipy import stats

from data_access.door import Asking
from data_access.marts.build import Source, build_evidence
from data_access.selection import Selection
from data_access.store.evidence import Evidence, swap_in
from data_access.viewer import Role, Viewer

PCN = "N1"
MANAGER = Viewer(Role.PCN_MANAGER, ("P1", "P2"))


class EstimateHome:
    """One extract, the product's evidence of it, and a walk through its people.

    `pairs` are those of the PCN asked about, each a person at an index month.
    """

    def __init__(self, home: Path, seed: int, without: tuple[str, ...] = ()) -> None:
        frames = matching_extract.make(seed, people=800)
        for name in (*without, "months"):
            del frames[name]
        paths = small_lake.write(matching_extract.filled(frames), home)
        source = Source(f"extract-{seed}", paths)
        folder = home / "evidence"
        swap_in(build_evidence(folder, source, None, provisional_months=2))
        self.evidence = Evidence(home)
        meta = self.evidence.meta()
        self.recorded = set(frames)
        self.months = [meta.first_month]
        while self.months[-1] < meta.last_month:
            self.months.append(people_by_hand.next_month(self.months[-1]))
        everyone = people_by_hand.people(frames, self.months)
        self.people = [one for one in everyone if one.pcn == PCN]
        self.pairs = by_hand.pairs(self.people, self.months, 12)

    def asking(self, viewer: Viewer = MANAGER, month: date | None = None) -> Asking:
        return Asking(self.evidence, Selection(month=month, pcn=PCN), viewer)

    def by_hand(self, counted: by_hand.Counted, cell: str = "main") -> Ratio:
        found = by_hand.estimate(self.pairs, counted, cell)
        return Ratio(found[PCN, "all"])

    def emergency(self, first: int = 1, last: int = 12) -> Ratio:
        return self.by_hand(by_hand.window("emergency", first, last))

    @property
    def matched(self) -> list[by_hand.Pair]:
        """Those who started and were matched."""
        strata = by_hand.matched_strata(self.pairs).values()
        return [pair for treated, _ in strata for pair in treated]


class Ratio:
    """A rate ratio and its interval, from sums by hand and the method's page."""

    def __init__(self, sums: dict[str, float]) -> None:
        self.people, self.observed = sums["people"], sums["observed"]
        self.days = sums["days"]
        rate = sums["comparison_events"] / sums["comparison_days"]
        self.expected = sums["days"] * rate
        self.ratio = self.observed / self.expected
        parts = {
            "a": 1 / sums["observed"] if sums["observed"] else math.nan,
            "b": -1 / sums["days"],
            "c": -1 / sums["comparison_events"],
            "d": 1 / sums["comparison_days"],
        }
        variance = sum(
            parts[one] * parts[other] * sums[min(one, other) + max(one, other)]
            for one in parts
            for other in parts
        )
        self.error = math.sqrt(variance * self.people / (self.people - 1))
        reach = float(stats.t.ppf(0.975, self.people - 1)) * self.error
        self.low = self.ratio * math.exp(-reach)
        self.high = self.ratio * math.exp(reach)
        z = abs(math.log(self.ratio)) / self.error
        self.p_value = 2 * float(stats.t.sf(z, self.people - 1))
