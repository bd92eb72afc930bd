"""Where in England are the care coordinators?"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from data_access.answers.core import Caption, Column, Mark, Table
from data_access.answers.england import MapArea, MapReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_map import (
    Boundary,
    IcbStaff,
    boundaries,
    newest_return,
    staff_by_icb,
)
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.england.england_workforce import NOT_LOADED, ROLE
from data_access.words import remedies
from data_access.words.numbers import month_text, value_text
from data_access.words.places import place_name

_PER = 10_000
_BANDS = ("Lowest third", "Middle third", "Highest third")
NO_BOUNDARIES = remedies.published(
    "No boundary file has been loaded",
    "Integrated Care Boards, Boundaries as GeoJSON from the Open Geography Portal of "
    "the Office for National Statistics",
)
NO_RATE = remedies.published(
    "No ICB has both staff and patients in the files loaded",
    "NHS England's Patients Registered at a GP Practice and PCN Workforce files again",
)
Staff = Mapping[str | None, IcbStaff]


def england_map(context: Context) -> MapReport:
    """Report care coordinators per 10,000 patients by ICB, at the newest date.

    England had 42 ICBs until 31 March 2026 and has 36 since. PCNs are placed by code in
    whichever ICBs the boundary file has.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        shapes = boundaries(connection)
        as_at = newest_return(connection, ROLE)
        if not shapes:
            raise CareImpactError(NO_BOUNDARIES)
        if as_at is None:
            raise CareImpactError(NOT_LOADED)
        now, before = (
            staff_by_icb(connection, ROLE, as_at, before_mergers=which)
            for which in (False, True)
        )
    codes = {shape.ods_code for shape in shapes}
    older = len(codes & set(before)) > len(codes & set(now))
    staff = before if older else now
    if not codes & set(staff) - {None}:
        raise CareImpactError(
            "No ICB in the boundary file has a code in the practice maps: load "
            "boundaries and a practice map from the same time."
        )
    own_icb = pcn.icb_before if older else pcn.icb_code
    rates = {shape.ods_code: _rate(staff.get(shape.ods_code)) for shape in shapes}
    known = [rate for rate in rates.values() if rate is not None]
    if not known:
        raise CareImpactError(NO_RATE)
    cuts = np.quantile(known, [1 / 3, 2 / 3])
    areas = tuple(
        MapArea(
            place_name(shape.name),
            shape.outline,
            rates[shape.ods_code],
            _band(rates[shape.ods_code], cuts),
            shape.ods_code == own_icb,
        )
        for shape in shapes
    )
    return MapReport(
        caption=Caption(
            headline=_headline(areas),
            subtitle=(
                "Care coordinators, full-time equivalents per 10,000 patients of PCNs "
                f"with a return, {len(shapes)} ICBs"
                f"{' before the mergers of April 2026' if older else ''}, "
                f"{month_text(as_at)}"
            ),
            summary=_summary(areas, staff, codes),
            definition="england",
        ),
        unit="per_10000",
        areas=areas,
        bands=_band_names(areas),
        table=_table(shapes, staff, as_at),
    )


def _rate(staff: IcbStaff | None) -> float | None:
    if staff is None or staff.fte is None or not staff.patients:
        return None
    return _PER * staff.fte / staff.patients


def _band(rate: float | None, cuts: np.ndarray) -> int | None:
    return None if rate is None else int(np.searchsorted(cuts, rate))


def _band_names(areas: Sequence[MapArea]) -> tuple[str, ...]:
    names = []
    for band, band_name in enumerate(_BANDS):
        values = [a.value for a in areas if a.band == band and a.value is not None]
        names.append(_band_name(band_name, values))
    return tuple(names)


def _band_name(third: str, values: Sequence[float]) -> str:
    return f"{third}: {_bare(min(values))} to {_bare(max(values))}" if values else third


def _bare(rate: float) -> str:
    return value_text(rate, "per_10000", words=False)


def _headline(areas: Sequence[MapArea]) -> str:
    ranked = sorted(a.value for a in areas if a.value is not None)[::-1]
    own_area = next((area for area in areas if area.chosen), None)
    if own_area is None:
        return f"Care coordinators per 10,000 patients: {_range(areas)}"
    if own_area.value is None:
        return f"{own_area.name}: none of its PCNs made a return"
    place = ranked.index(own_area.value) + 1
    return (
        f"{own_area.name}: {_bare(own_area.value)} care coordinators per 10,000 "
        f"patients, rank {place} of {len(ranked)} ICBs"
    )


def _range(areas: Sequence[MapArea]) -> str:
    pairs = [(area.value, area.name) for area in areas if area.value is not None]
    (low, lowest), (high, highest) = min(pairs), max(pairs)
    return f"from {_bare(low)} in {lowest} to {_bare(high)} in {highest}"


def _summary(areas: Sequence[MapArea], staff: Staff, codes: set[str | None]) -> str:
    off = sum(
        staff_of.returned for code, staff_of in staff.items() if code not in codes
    )
    without = [area.name for area in areas if area.value is None]
    sentences = [f"ICBs range {_range(areas)}.", "Rank 1 is the highest."]
    if off:
        sentences.append(
            f"{off} PCNs with a return are in no ICB of this file (they are newer "
            "than its map) and are left out."
        )
    if without:
        sentences.append(f"Without a figure: {', '.join(without)}.")
    return " ".join(sentences)


def _table(shapes: Sequence[Boundary], staff: Staff, as_at: date) -> Table:
    columns = (
        Column("ICB"),
        Column("ONS code"),
        Column("ODS code"),
        Column("PCNs", "count"),
        Column("PCNs with a return", "count"),
        Column("FTE", "number"),
        Column("Patients of those PCNs", "count"),
        Column("FTE per 10,000", "per_10000"),
    )
    rows = []
    for shape in shapes:
        icb_staff = staff.get(shape.ods_code)
        rate = _rate(icb_staff)
        rows.append(
            (
                place_name(shape.name),
                shape.ons_code,
                shape.ods_code or Mark.NO_DATA,
                icb_staff.pcns if icb_staff else Mark.NO_DATA,
                icb_staff.returned if icb_staff else Mark.NO_DATA,
                icb_staff.fte
                if icb_staff and icb_staff.fte is not None
                else Mark.NO_DATA,
                icb_staff.patients if icb_staff else Mark.NO_DATA,
                Mark.NO_DATA if rate is None else rate,
            )
        )
    return Table(f"Care coordinators by ICB, {month_text(as_at)}", columns, tuple(rows))
