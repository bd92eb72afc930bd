"""Which months of each practice the estimate may use: those that its files cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis

from data_access.marts.care.coverage import CASELOAD
from data_access.marts.care.coverage_rule import COMPLETE, OPEN, SENT
from data_access.marts.impact.impact_design import HISTORY_MONTHS, day_number
from data_access.months import firm_month, month_number, months_after

# What strata are made of and what is followed up: both must be there.
FILES = ("admissions", "attendances")

# What the other outcomes need; one is left out where it is missing in any month that
# the estimate uses.
OUTCOME_FILES = {
    "ambulatory_sensitive": "admissions.ambulatory_sensitive",
    "bed_days": "admissions.discharged_on",
    "gp_appointments": "appointments",
    "checks_completed": "health_checks",
    "zero_day": "admissions.discharged_on",
    "first_diagnoses": "cohorts",
    "referrals_on": "referrals",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """Months (numbered from the study's first) that each practice's files cover.

    ``practices``: the codes in the order of their numbers. ``by_file`` has the covered
    (practice number, month) of each file or field, ``final`` the last month of each
    practice that late records will not change, ``open_cases`` the practices whose
    caseload does not say who has left it: of those who started only some are known.
    """

    months: Sequence[date]
    practices: Sequence[str]
    by_file: Mapping[str, frozenset[tuple[int, int]]]
    final: Mapping[int, int]
    open_cases: frozenset[int] = frozenset()

    @property
    def used(self) -> frozenset[tuple[int, int]]:
        """Return the months of the practices in which every file of FILES is there."""
        every = [self.by_file[file] for file in FILES if file in self.by_file]
        together = frozenset.intersection(*every)
        return frozenset(one for one in together if one[0] not in self.open_cases)

    def recorded(self, outcome: str) -> bool:
        """Say whether an outcome is known wherever the estimate looks."""
        file = OUTCOME_FILES.get(outcome)
        if file is None or file not in self.by_file:
            return True
        return self.used <= self.by_file[file]

    def spans(self, index: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
        """Return a row a practice and index month: what its windows may reach.

        ``history`` and ``follows`` (0 or 1): whether the year before and the month
        after are covered, and the month after is final. ``until_all`` and ``end_all``
        are those of ``index``, or where coverage ends before; ``until`` and ``end``
        stop at the last final month. ``earlier_from`` is never before coverage begins.
        """
        used = self.used
        rows = []
        for practice in range(len(self.practices)):
            for row in index:
                first = last = row["m"]
                while (practice, first - 1) in used:
                    first -= 1
                while last < row["until"] and (practice, last + 1) in used:
                    last += 1
                there = (practice, row["m"]) in used
                until = min(last, self.final[practice])
                rows.append(
                    {
                        "practice": practice,
                        "m": row["m"],
                        "history": int(there and row["m"] - first >= HISTORY_MONTHS),
                        "follows": int(there and until > row["m"]),
                        "until": until,
                        "end": min(row["end"], self._first_day(until + 1)),
                        "until_all": last,
                        "end_all": min(row["end"], self._first_day(last + 1)),
                        "earlier_from": max(
                            row["earlier_from"], self._first_day(first)
                        ),
                    }
                )
        return rows

    def cells(self) -> ibis.Table:
        """Return practice and t of every month that is used."""
        rows = [{"practice": place, "t": t} for place, t in sorted(self.used)]
        schema = {"practice": "int64", "t": "int32"}
        return ibis.memtable(rows, schema=schema)

    def _first_day(self, month: int) -> int:
        return day_number(months_after(self.months[0], month))


def covered(
    tables: Mapping[str, ibis.Table], months: Sequence[date], provisional: int = 0
) -> Covered:
    """Read what is covered from the mart "coverage" among ``tables``.

    Without it, every month of every loaded file is. ``provisional``: how many of the
    last months still fill up.
    """
    codes = tables["practices"].select("practice_code").distinct()
    practices = sorted(codes.to_pyarrow()["practice_code"].to_pylist())
    end = len(months) - 1
    if "coverage" not in tables:
        every = frozenset(
            (p, t) for p in range(len(practices)) for t in range(len(months))
        )
        final = dict.fromkeys(range(len(practices)), end - provisional)
        return Covered(months, practices, {FILES[0]: every}, final)
    number = {code: place for place, code in enumerate(practices)}
    place = {month: t for t, month in enumerate(months)}
    there: dict[str, set[tuple[int, int]]] = {}
    newest: dict[tuple[str, str], date] = {}
    pcns: dict[int, str] = {}
    open_cases: set[int] = set()
    coverage = tables["coverage"].select(
        "file", "practice_code", "pcn_code", "month", "state"
    )
    for row in coverage.to_pyarrow().to_pylist():
        file, month, pcn = row["file"], row["month"], row["pcn_code"]
        cells = there.setdefault(file, set())
        if row["practice_code"] not in number or month not in place:
            continue
        practice = number[row["practice_code"]]
        pcns[practice] = pcn
        if file == CASELOAD and row["state"] == OPEN:
            open_cases.add(practice)
        if row["state"] == COMPLETE:
            cells.add((practice, place[month]))
        if file in FILES and row["state"] in SENT:
            newest[pcn, file] = max(month, newest.get((pcn, file), month))
    firm: dict[str, int] = {}
    for (pcn, _file), month in newest.items():
        last = firm_month(month, months[-1], provisional)
        known = month_number(last) - month_number(months[0])
        firm[pcn] = min(known, firm.get(pcn, known))
    final = {
        practice: firm.get(pcns.get(practice, ""), end)
        for practice in range(len(practices))
    }
    by_file = {file: frozenset(cells) for file, cells in there.items()}
    return Covered(months, practices, by_file, final, frozenset(open_cases))
