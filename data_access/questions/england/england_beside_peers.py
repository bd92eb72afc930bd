"""How does this PCN compare with the PCNs most like it?"""

from collections.abc import Sequence
from datetime import date
from statistics import median

import numpy as np

from data_access.answers.core import (
    Caption,
    Column,
    Compared,
    Mark,
    Table,
    Unit,
    as_cell,
)
from data_access.answers.england import PeersReport, StandingRow
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_peers import (
    Dates,
    PcnFigures,
    dates_of_figures,
    pcn_figures,
)
from data_access.questions.england.england_age import old_mark
from data_access.questions.england.england_peers import Alike, nearest, standing_row
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.england.england_workforce import NOT_LOADED
from data_access.words.numbers import cell_text, month_text
from data_access.words.places import place_name

# In the order of queries.england_peers.HAVING.
_NAMES = (
    "Care coordinators",
    "Social prescribing link workers",
    "Health and wellbeing coaches",
    "LD health checks paid for",
    "SMI six checks, its sub-ICB",
)
_WORDS = (
    *("{} full-time equivalents per 10,000 patients",) * 3,
    "{} paid for per 100 on the register",
    "{} of the sub-ICB's register",
)
_UNITS: tuple[Unit, ...] = (*("per_10000",) * 3, "per_100", "percent")
_COORDINATORS = 0


def england_beside_peers(context: Context) -> PeersReport:
    """Report the latest published staff and health checks of a PCN and its ten peers.

    LD checks are those paid for, over a later register of the same practices, which is
    not an official coverage. SMI checks are not published below sub-ICB.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        pcns = pcn_figures(connection)
        dates = dates_of_figures(connection)
    if dates.workforce is None:
        raise CareImpactError(NOT_LOADED)
    alike = nearest(pcns, pcn.code)
    rows = tuple(
        _row(alike, which)
        for which in range(len(_NAMES))
        if any(peer.having[which] is not None for peer in pcns)
    )
    return PeersReport(
        caption=Caption(
            headline=_headline(alike),
            subtitle=(
                f"{place_name(pcn.name)} and its {len(alike.nearest) - 1} nearest "
                "PCNs, in standard deviations from the average PCN of England; "
                f"staff in {month_text(dates.workforce)}"
            ),
            summary=_summary(alike, dates, pcn.as_at),
            definition="england",
        ),
        rows=rows,
        table=_table(alike),
        places=(*_places(alike), _england(pcns)),
    )


def _row(alike: Alike, which: int) -> StandingRow:
    unit = _UNITS[which]
    values = [peer.having[which] for peer in alike.everyone]
    return standing_row(
        _NAMES[which],
        alike,
        [float("nan") if value is None else value for value in values],
        lambda peer: _WORDS[which].format(cell_text(as_cell(peer.having[which]), unit)),
    )


def _places(alike: Alike) -> tuple[Compared, ...]:
    """Return each PCN's coordinators, the PCN asked about first, then by distance."""
    return tuple(
        Compared(
            peer.code,
            place_name(peer.name),
            value := peer.having[_COORDINATORS],
            mark=Mark.NO_DATA if value is None else None,
        )
        for peer in alike.shown
    )


def _england(pcns: Sequence[PcnFigures]) -> Compared:
    """Give coordinators per 10,000 patients of all PCNs that made a return."""
    staffed = [
        (rate, patients)
        for pcn in pcns
        if (rate := pcn.having[_COORDINATORS]) is not None
        and (patients := pcn.likeness[0]) is not None
    ]
    if not staffed:
        return Compared("england", "England", None, mark=Mark.NO_DATA)
    rates, weights = zip(*staffed, strict=True)
    rate = float(np.average(rates, weights=weights))
    return Compared("england", "England", rate)


def _headline(alike: Alike) -> str:
    name = place_name(alike.shown[0].name)
    own_rate = alike.shown[0].having[_COORDINATORS]
    peers = _of_peers(alike, _COORDINATORS)
    if own_rate is None:
        return (
            f"{name} has no figure of its staff: it made no return, or nothing in it "
            "can be shown"
        )
    if not peers:
        return f"{name}: none of its peers has a figure of its staff"
    more = sum(1 for value in peers if value > own_rate)
    return (
        f"{name}: {cell_text(own_rate, 'per_10000')} care coordinators per 10,000 "
        f"patients; {more} of {len(peers)} peers with a return have more"
    )


def _summary(alike: Alike, dates: Dates, newest: date) -> str:
    sentences = []
    for which, name in enumerate(_NAMES):
        peers, own_figure = _of_peers(alike, which), alike.shown[0].having[which]
        if peers and own_figure is not None:
            here, there = (
                cell_text(v, _UNITS[which]) for v in (own_figure, median(peers))
            )
            sentences.append(f"{name}: {here}, peers' median {there}.")
    without = len(alike.nearest) - 1 - len(_of_peers(alike, _COORDINATORS))
    if without:
        sentences.append(f"{without} of the peers: no figure of their staff.")
    if dates.ld_paid and dates.ld_register:
        sentences.append(
            f"LD checks are those paid for in {dates.ld_paid} per 100 people on "
            f"the registers of {dates.ld_register}: the years differ, so this is "
            "not official coverage and can exceed 100."
        )
    if dates.smi:
        sentences.append(
            "SMI checks are of the whole sub-ICB, in the year to "
            f"{month_text(dates.smi)}{old_mark(dates.smi, newest)}."
        )
    return " ".join(sentences)


def _of_peers(alike: Alike, which: int) -> list[float]:
    return [
        value for peer in alike.shown[1:] if (value := peer.having[which]) is not None
    ]


def _table(alike: Alike) -> Table:
    columns = (
        Column("PCN"),
        Column("Code"),
        Column("Care coordinators per 10,000", "per_10000"),
        Column("Link workers per 10,000", "per_10000"),
        Column("Health coaches per 10,000", "per_10000"),
        Column("LD checks paid for per 100", "per_100"),
        Column("SMI six checks of its sub-ICB, %", "percent"),
    )
    rows = tuple(
        (place_name(peer.name), peer.code, *(as_cell(value) for value in peer.having))
        for peer in alike.shown
    )
    return Table("Staff and health checks of this PCN and its peers", columns, rows)
