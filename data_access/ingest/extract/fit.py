"""What the tables of a load must be together for evidence to be built from them."""

from collections.abc import Mapping

import pyarrow as pa

from data_access.ingest.extract.merge import Merged
from data_access.ingest.extract.tables import ADMISSIONS, PRACTICES
from data_access.store.lake import LakeVersion
from data_access.synthetic import is_synthetic

_REAL_JOIN = (
    "Nothing was loaded. Real practices cannot join the synthetic PCN in one store: "
    "choose “Use my own data” at the top of the page, or write `care-impact --own` "
    "before the command."
)
_SYNTHETIC_JOIN = (
    "Nothing was loaded. The synthetic PCN cannot join real practices in one store: "
    "leave out its files, and the made-up row of a template."
)
_NO_ADMISSIONS = (
    "Nothing was loaded: no row of admissions can be stored, so there is no period to "
    "show: add admissions of people who are in the patients file."
)


def unfit(merged: Mapping[str, Merged], current: LakeVersion | None) -> str | None:
    """Return why no evidence can be built from these tables, or None if it can.

    ``current`` is the version in use: its practices count even if all are replaced.
    """
    stored = _pcns(current.read(PRACTICES.name) if current else None)
    pcns = stored | _pcns(merged[PRACTICES.name].table)
    if len({is_synthetic(code) for code in pcns}) > 1:
        # A page would call real people made up, and let anyone choose the reader.
        joined = any(map(is_synthetic, stored))
        return _REAL_JOIN if joined else _SYNTHETIC_JOIN
    if not merged[ADMISSIONS.name].table.num_rows:
        return _NO_ADMISSIONS
    return None


def _pcns(practices: pa.Table | None) -> set[str]:
    return set(practices["pcn_code"].to_pylist()) if practices is not None else set()
