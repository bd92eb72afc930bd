"""Which months of each file each practice has sent, to tell zero from missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

import ibis
import numpy as np
import pandas as pd
from ibis import _, ir

from data_access.catalogue.indicator import LATE_FILES
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.marts.care import coverage_count as count
from data_access.marts.care import coverage_rule as rule
from data_access.marts.care.coverage_count import FILES, PAST, PRACTICE_FILES
from data_access.marts.care.coverage_days import Year
from data_access.months import firm_month, month_end, month_number

NAME = "coverage"

REGISTERS = "cohorts"
CASELOAD, CLOSED = "caseload", "caseload.closed_on"

COLUMNS = {
    "file": "string",
    "practice_code": "string",
    "pcn_code": "string",
    "month": "date",
    "month_index": "int32",
    "state": "string",
    "run": "int32",
}


def last_month_is_there(days: pd.DataFrame, months: list[date]) -> bool:
    """Say whether the last of ``months`` is over in the extract as a whole.

    ``days``: as `by_day` returns them. What all files lack was not yet to be had on the
    day of the export.
    """
    past = days[days["file"].isin(PAST)]
    past = past[past["on_date"] <= month_end(months[-1])]
    sums = past.groupby("on_date").agg(rows=("rows", "sum")).reset_index()
    year = Year.of(sums["on_date"], sums["rows"])
    monthly = _monthly(sums.rename(columns={"on_date": "first_on"}))
    state = rule.states(_sent(monthly, months, year), rule.LOST_AT_END)[-1]
    return state != rule.BEGUN


def table(
    tables: Mapping[str, ir.Table],
    months: list[date],
    fields: Collection[str] = (),
    provisional_months: int = 0,
    covered: Mapping[str, frozenset[str]] | None = None,
) -> pd.DataFrame:
    """Return COLUMNS: the state of each file, practice and month of the study.

    ``run`` is how many months up to and with this one are complete without a break:
    what a window over several months needs. Each of ``fields`` has rows of its own
    under its file's name and its own ("admissions.discharged_on"): those of its file,
    or "none" where no row of the sender fills it, and in months in which no row of a
    practice's or hospital's file does. A caseload in which no case of a PCN is closed
    is "open" before its last month. The file "cohorts", which has no
    months, and its registers ("cohorts.smi") are complete or "none" for all of them.
    ``provisional_months``: how many months of a file that arrives late still fill up.
    ``covered``: the months that a file was said to cover; it has a gap in the others.
    """
    practices = tables["practices"].select("practice_code", "pcn_code").execute()
    counts = count.by_practice(tables).merge(practices, on="practice_code")
    days = count.by_day(tables)
    filled = {
        field: count.senders(tables, field)
        for field in fields
        if count.has(tables, field)
    }
    unsaid = {
        field: count.months_unsaid(tables, field)
        for field in filled
        if field.partition(".")[0] in PRACTICE_FILES
    }
    parts = [
        _rows(name, practice, pcn, months, [state] * len(months))
        for name, practice, pcn, state in _registers(tables, practices, fields)
    ]
    closed = count.senders(tables, CLOSED) if count.has(tables, CLOSED) else None
    for file in (name for name in FILES if name in tables):
        of_file = counts[counts["file"] == file]
        on_days = days[days["file"] == file]
        year = Year.of(on_days["on_date"], on_days["rows"])
        filling = provisional_months if file in LATE_FILES else 0
        for practice, pcn, found in _of_file(
            file, of_file, practices, months, year, filling
        ):
            if covered is not None and file in covered:
                found = _worst(found, _outside(months, covered[file]))
            if file == CASELOAD and closed is not None and pcn not in closed:
                found = rule.of_open_cases(found)
            sender = practice if file in PRACTICE_FILES else pcn
            parts.append(_rows(file, practice, pcn, months, found))
            for field, senders in filled.items():
                if field.partition(".")[0] == file:
                    silent = unsaid.get(field, set())
                    held = [
                        state
                        if sender in senders and month_number(month) not in silent
                        else rule.NONE
                        for month, state in zip(months, found, strict=True)
                    ]
                    parts.append(_rows(field, practice, pcn, months, held))
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.concat(parts, ignore_index=True)


def months_of_each(
    coverage: ir.Table, needed: Iterable[tuple[str, Iterable[str], int]]
) -> ir.Table:
    """Return indicator, practice_code, pcn_code and month where its files are complete.

    ``needed``: an indicator, its files, and how many months up to and with this one
    must be. All at once, because Ibis takes longer to write the SQL of many than DuckDB
    to run it.
    """
    files = [
        (indicator, file, window, len({*of_one}))
        for indicator, of_one, window in needed
        for file in sorted({*of_one})
    ]
    asked = ibis.memtable(files, columns=["indicator", "file", "window", "files"])
    there = coverage.inner_join(asked, "file").filter(_.run >= _.window)
    keys = ("indicator", "practice_code", "pcn_code", "month")
    months = there.group_by(*keys, "files").agg(found=_.file.nunique())
    return months.filter(_.found == _.files).drop("found", "files")


def registers_not_kept(coverage: ir.Table) -> ir.Table:
    """Return practice_code, month and cohort of registers that were never sent."""
    each = coverage.filter(
        coverage.file.startswith(f"{REGISTERS}.") & (coverage.state == rule.NONE)
    )
    return each.select(
        "practice_code", "month", cohort=each.file.substr(len(REGISTERS) + 1)
    )


def _registers(
    tables: Mapping[str, ir.Table], practices: pd.DataFrame, fields: Iterable[str]
) -> Iterator[tuple[str, str, str, str]]:
    """Give name, practice, PCN and state: of the file of registers, then of each.

    Each of ``fields``, and each other that the PCN has enough people on to be named.
    """
    if REGISTERS not in tables:
        return
    everyone = count.people(tables)
    registers = count.people_on_registers(tables)
    used = {field for field in fields if field.startswith(f"{REGISTERS}.")}
    each = {f"{REGISTERS}.{register}" for register in registers if register}
    for name in (REGISTERS, *sorted(used | each)):
        on = registers.get(name.partition(".")[2], {})
        lacking = rule.without_register(everyone, on)
        for pcn, of_pcn in practices.groupby("pcn_code"):
            codes = [str(code) for code in of_pcn["practice_code"]]
            named = sum(on.get(code, 0) for code in codes) >= LEAST_SHOWN
            if named or name in {REGISTERS, *used}:
                for code in codes:
                    state = rule.NONE if code in lacking else rule.COMPLETE
                    yield name, code, str(pcn), state


def _rows(
    file: str, practice: str, pcn: str, months: list[date], found: list[str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "file": file,
            "practice_code": practice,
            "pcn_code": pcn,
            "month": months,
            "month_index": [month_number(month) for month in months],
            "state": found,
            "run": rule.complete_run(found),
        }
    )


def _of_file(
    file: str,
    counts: pd.DataFrame,
    practices: pd.DataFrame,
    months: list[date],
    year: Year,
    filling: int,
) -> Iterator[tuple[str, str, list[str]]]:
    """Give each practice's states: the worst of its own, its PCN's and the file's."""
    by_practice = file in PRACTICE_FILES
    sent = _sent(counts, months, year)
    whole = rule.states(sent, rule.LOST_AT_END, several=True)
    for pcn, of_pcn in practices.groupby("pcn_code"):
        sent = _sent(counts[counts["pcn_code"] == pcn], months, year)
        settled = _settled(sent, months, filling)
        of_pcn_alone = rule.states(
            sent, rule.LOST_AT_END, several=by_practice, settled=settled
        )
        together = _worst(whole, of_pcn_alone)
        for practice in of_pcn["practice_code"]:
            found = together
            if by_practice:
                mine = counts[counts["practice_code"] == practice]
                own = rule.states(_sent(mine, months, year), rule.LOST, settled=settled)
                found = _worst(together, own)
            yield practice, str(pcn), found


def _settled(sent: rule.Sent, months: list[date], filling: int) -> int:
    """Return how many months of a PCN's file, from the first, will not change."""
    if not filling or not sent.rows.any():
        return len(months)
    newest = months[int(np.flatnonzero(sent.rows)[-1])]
    firm = firm_month(newest, months[-1], filling)
    return max(month_number(firm) - month_number(months[0]) + 1, 0)


def _outside(months: list[date], covered: frozenset[str]) -> list[str]:
    return [
        rule.COMPLETE if f"{month:%Y-%m}" in covered else rule.GAP for month in months
    ]


def _worst(one: list[str], other: list[str]) -> list[str]:
    order = rule.STATES.index
    return [max(pair, key=order) for pair in zip(one, other, strict=True)]


def _monthly(days: pd.DataFrame) -> pd.DataFrame:
    index = [month_number(day) for day in days["first_on"]]
    return days.assign(month_index=index, last_on=days["first_on"])


def _sent(counts: pd.DataFrame, months: list[date], year: Year) -> rule.Sent:
    first = month_number(months[0])
    rows = np.zeros(len(months))
    head, tail = np.zeros(len(months)), np.zeros(len(months))
    firsts: dict[int, date] = {}
    lasts: dict[int, date] = {}
    # Plain rows, because to group a frame takes longer than to walk through it.
    columns = (counts[name] for name in ("month_index", "rows", "first_on", "last_on"))
    for index, sent, first_on, last_on in zip(*columns, strict=True):
        at = index - first
        if 0 <= at < len(months):
            rows[at] += sent
            firsts[at] = min(firsts.get(at, first_on), first_on)
            lasts[at] = max(lasts.get(at, last_on), last_on)
    for at in firsts:
        head[at] = year.share_before(firsts[at])
        tail[at] = year.share_after(lasts[at])
    return rule.Sent(
        rows,
        head,
        tail,
        earlier=bool((counts["month_index"] < first).any()),
        later=bool((counts["month_index"] >= first + len(months)).any()),
    )
