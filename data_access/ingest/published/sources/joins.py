"""Count the rows of each feed that match an organisation, and by which map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

from data_access.ingest.published.sources.tables import Join
from data_access.ingest.published.sources.values import financial_year_end

# England had 42 ICBs until 31 March 2026 and 36 after the mergers of 1 April.
ICB_MERGERS = date(2026, 4, 1)
EPCN = "ePCN"  # PCNs and practices that closed before the first map
UNALLOCATED = "U"
ENGLAND = "E92000001"

_LEVELS = {
    "practice": "practice_code",
    "pcn": "pcn_code",
    "sub_icb": "sub_icb_code",
    "icb": "icb_code",
    "region": "region_code",
}
_NOT_FOUND = {
    "practice": "practices on no loaded map, closed or merged earlier",
    "pcn": "PCNs on no loaded map, closed earlier",
    "sub_icb": "CCGs or sub-ICBs on no loaded map, merged earlier",
    "icb": "ICBs not on the map for their date",
    "region": "regions on no loaded map",
    "england": "countries other than England",
}
_UNALLOCATED = {
    "pcn": "PCN code U: patients of practices in no PCN",
    "sub_icb": "sub-ICB code U: unallocated",
}


@lru_cache
def maps_for(as_at: date, dates: tuple[date, ...]) -> tuple[date, ...]:
    """Return the map dates in the order to try: same ICBs first, then the nearest."""
    return tuple(
        sorted(
            dates,
            key=lambda map_date: (
                (map_date < ICB_MERGERS) != (as_at < ICB_MERGERS),
                abs((map_date - as_at).days),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class OrgMap:
    """The organisations known, by level and map date."""

    codes: Mapping[date, Mapping[str, frozenset[str]]]
    closed: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> OrgMap:
        """Collect the organisations of the map and the ePCN tables."""
        codes: dict[date, dict[str, frozenset[str]]] = {}
        if "org_practice" in tables:
            frame = tables["org_practice"].to_pandas()
            for as_at, block in frame.groupby("as_at"):
                codes[as_at] = {
                    kind: frozenset(block[column].dropna())
                    for kind, column in _LEVELS.items()
                } | {"england": frozenset({ENGLAND})}
        areas = frozenset(
            code for levels in codes.values() for code in levels["sub_icb"]
        )
        pcns = frozenset(
            row["pcn_code"]
            for row in _rows(tables, "org_pcn")
            if row["sub_icb_code"] in areas
        )
        members = frozenset(
            row["practice_code"]
            for row in _rows(tables, "org_pcn_membership")
            if row["pcn_code"] in pcns
        )
        return cls(codes, {"pcn": pcns, "practice": members})

    def find(self, kind: str, code: str | None, as_at: date) -> str | None:
        """Return the date of the map that has the organisation, or "ePCN", else None.

        An ICB is looked for only among the ICBs of its time, because the 42 and the 36
        share codes but not boundaries.
        """
        if code is None:
            return None
        for map_date in maps_for(as_at, tuple(self.codes)):
            if kind == "icb" and (map_date < ICB_MERGERS) != (as_at < ICB_MERGERS):
                break
            if code in self.codes[map_date].get(kind, ()):
                return map_date.isoformat()
        return EPCN if code in self.closed.get(kind, ()) else None

    def best(self, kind: str, codes: Iterable[str]) -> date | None:
        """Return the date of the map that has most of an undated list of codes."""
        code_set = set(codes)
        return max(
            self.codes,
            key=lambda map_date: (len(code_set & self.codes[map_date][kind]), map_date),
            default=None,
        )


@dataclass(slots=True)
class JoinCounts:
    """Counts of joined and not joined rows of one source."""

    by_map: Counter[str] = field(default_factory=Counter)
    not_joined: Counter[tuple[str, str]] = field(default_factory=Counter)

    def reasons(self) -> dict[str, int]:
        """Return rows not joined by reason, one for each kind of organisation."""
        by_kind: dict[str, Counter[str]] = {}
        for (kind, code), count in self.not_joined.items():
            by_kind.setdefault(kind, Counter())[code] += count
        reasons = {}
        for kind, codes in by_kind.items():
            if UNALLOCATED in codes and kind in _UNALLOCATED:
                reasons[_UNALLOCATED[kind]] = codes.pop(UNALLOCATED)
            if codes:
                reasons[f"{_NOT_FOUND[kind]}: {_examples(codes)}"] = codes.total()
        return reasons


def count_joined(
    frame: pd.DataFrame, join: Join, orgs: OrgMap, counts: JoinCounts
) -> None:
    """Add the rows of a table, weighted by `source_rows`, to the counts of its feed."""
    kinds = frame[join.kind] if join.kind in frame.columns else join.kind
    keys = pd.DataFrame(
        {
            "kind": kinds,
            "code": frame[join.code],
            "when": frame[join.when] if join.when else None,
            "rows": frame["source_rows"],
        }
    )
    sums = keys.groupby(["kind", "code", "when"], dropna=False, as_index=False).sum()
    undated = (
        orgs.best(join.kind, frame[join.code].dropna()) if join.when is None else None
    )
    for row in sums.to_dict("records"):
        org = None if pd.isna(row["code"]) else str(row["code"])
        as_at = _date(row["when"]) if join.when else undated
        map_name = orgs.find(row["kind"], org, as_at) if as_at else None
        if map_name:
            counts.by_map[map_name] += row["rows"]
        elif row["rows"]:
            counts.not_joined[(row["kind"], org or "none given")] += row["rows"]


def _date(when: Any) -> date:
    """Return the date of a row: the day itself, or the end of its year."""
    if isinstance(when, date):
        return when
    text = str(when)
    return financial_year_end(text) if "-" in text else date(int(float(text)), 12, 31)


def _examples(codes: Counter[str]) -> str:
    examples = ", ".join(sorted(codes)[:5])
    more = len(codes) - 5
    return f"{examples} and {more:,} more" if more > 0 else examples


def _rows(tables: Mapping[str, pa.Table], name: str) -> list[dict[str, Any]]:
    return tables[name].to_pylist() if name in tables else []
