"""How often are people with cancer admitted as an emergency, here and elsewhere?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
    Unit,
    as_cell,
)
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_cancer import Admitted, cancer_admissions
from data_access.queries.england_outcomes import practices_of
from data_access.queries.england_peers import pcn_figures
from data_access.questions.england.england_outcome import BesidePeers, Place
from data_access.questions.england.england_peers import nearest
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import limit_columns
from data_access.stats import intervals
from data_access.words import remedies
from data_access.words.numbers import interval_text, value_text
from data_access.words.places import place_name

_PATIENTS = 10_000
_ENGLAND = "E92000001"
_UNIT: Unit = "per_10000"


def england_cancer(context: Context) -> Comparison:
    """Report emergency admissions with cancer per 10,000 patients, beside peers.

    Counts are those published for the PCN and for each practice, of all ages alike.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        year, areas = cancer_admissions(connection)
        if not areas:
            raise CareImpactError(
                remedies.published(
                    "No emergency admissions with cancer can be used",
                    "indicator 91355 of Fingertips, by practice and PCN",
                )
            )
        practices = practices_of(connection, pcn)
        peers = nearest(pcn_figures(connection), pcn.code).shown[1:]

    def place(kind: str, code: str, name: str) -> Place:
        return _rate(code, place_name(name), areas.get((kind, code))), None

    found = BesidePeers(
        place("pcn", pcn.code, pcn.name),
        tuple(place("practice", code, name) for code, name in practices),
        tuple(place("pcn", peer.code, peer.name) for peer in peers),
        place("england", _ENGLAND, "England"),
    )
    mine, england = found.mine[0], found.england[0]
    headline = f"{mine.name}: no emergency admissions with cancer are published for it"
    if mine.value is not None:
        headline = (
            f"{mine.name}: emergency admissions with cancer {_beside(mine, found)}"
        )
    kinds = ("pcn", *("practice",) * len(practices), *("pcn",) * len(peers), "england")
    items = (*found.items, england)
    return Comparison(
        caption=Caption(
            headline=headline,
            subtitle=(
                "Emergency admissions of people with cancer per 10,000 patients, "
                f"{mine.name}, its practices and its {len(found.peers)} nearest PCNs, "
                f"{year}"
            ),
            summary=(
                f"{mine.name}: {_words(mine)}. England: {_words(england)}. "
                f"{found.missing}Rates are crude: lists with more older people have "
                "more cancer, and higher rates; like PCNs are alike in age. They "
                "are of all patients, not of those a coordinator sees, and show no "
                "effect. Lines are 95% intervals (Byar's) of the published counts. "
                "Published by the Office for Health Improvement and Disparities, "
                "Fingertips (indicator 91355). "
                "No file of it has been read yet: its layout is that of a published "
                "file of another indicator."
            ),
            definition="england",
        ),
        places=found.items,
        average=england.value,
        table=Table(
            f"Emergency admissions with cancer, {year}",
            (
                Column("PCN or practice"),
                Column("Per 10,000 patients", _UNIT),
                *limit_columns(_UNIT),
                Column("Emergency admissions", "count"),
                Column("Patients", "count"),
            ),
            tuple(
                _row(item, areas.get((kind, item.code)))
                for kind, item in zip(kinds, items, strict=True)
            ),
        ),
    )


def _rate(code: str, name: str, admitted: Admitted | None) -> Compared:
    if admitted is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    rate = intervals.rate(admitted.admissions, admitted.patients, _PATIENTS)
    value, lower, upper = (
        float(number) for number in (rate.estimate, rate.lower, rate.upper)
    )
    return Compared(code, name, value, lower, upper, admitted.patients)


def _beside(mine: Compared, found: BesidePeers) -> str:
    rate = value_text(mine.value or 0.0, _UNIT)
    return f"{rate}, {found.standing}" if found.standing else rate


def _row(item: Compared, admitted: Admitted | None) -> tuple[Cell, ...]:
    *numbers, patients = item.cells
    admissions = admitted.admissions if admitted else None
    return item.name, *numbers, as_cell(admissions), patients


def _words(item: Compared) -> str:
    if item.value is None or item.lower is None or item.upper is None:
        return "no figure"
    limits = interval_text(item.lower, item.upper, _UNIT, words=False)
    return f"{value_text(item.value, _UNIT)} (95% interval {limits})"
