"""Which ICBs of before April 2026 is this PCN's ICB made of?"""

from collections.abc import Iterable, Sequence

from data_access.answers.core import Caption, Cell, Column, Mark, Table, TableReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_places import Succession, icb_succession
from data_access.questions.england.england_place import find_english_pcn
from data_access.words import remedies
from data_access.words.numbers import counted, value_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

# In per cent of the patients. A practice or two that move between ICBs are no merger
# and no split: on the real maps they have 1.3% at most, and the smallest part 18%.
_WHOLE, _PART = 98.0, 2.0

_NO_MAPS = remedies.published(
    "ICBs cannot be followed over the mergers of April 2026 without two practice maps",
    "NHS England's Patients Registered at a GP Practice, of before April 2026 and "
    "of a newer month",
)


def england_succession(context: Context) -> TableReport:
    """Report how the ICBs around this PCN's came out of the 42, by practice.

    They are the ICBs that its own was made of, and what else became of those. Practices
    that opened or closed between the maps have a row of their own.

    Raises CareImpactError without maps of both times.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        rows = icb_succession(connection)
    if not rows:
        raise CareImpactError(_NO_MAPS)
    made_of = {row.before for row in rows if row.since == pcn.icb_code}
    family = [
        row
        for row in rows
        if row.since == pcn.icb_code or (row.before and row.before in made_of)
    ]
    return TableReport(
        caption=Caption(
            headline=_headline(rows, pcn.icb_code, place_name(pcn.icb_name)),
            subtitle=(
                "Practices of the last map before 1 April 2026 and of the newest, by "
                f"ICB, and patients of the newest lists, around {pcn.name}"
            ),
            summary=(
                f"England had {_icbs(row.before for row in rows)} ICBs and has "
                f"{_icbs(row.since for row in rows)}. Some were split, so only the "
                "practice tells which ICB came after. Figures of both times are joined "
                "by practice; those published by ICB are compared over April 2026 only "
                "where nearly all patients stayed together."
            ),
            definition="england",
        ),
        table=_table(rows, family),
    )


def same_icb(rows: Sequence[Succession], before: str | None, since: str) -> bool:
    """Say whether an ICB is what another was before: nearly all patients stayed."""
    shares = (
        _share(rows, before, since, of="before"),
        _share(rows, before, since, of="since"),
    )
    return all(share is not None and share >= _WHOLE for share in shares)


def _share(
    rows: Sequence[Succession], before: str | None, since: str | None, *, of: str
) -> float | None:
    """Return the per cent of one ICB's patients that were and are in both.

    Practices that opened or closed between tell of no move. Without lists each
    practice counts the same.
    """
    moved = [row for row in rows if row.before is not None and row.since is not None]
    by_list = all(row.patients is not None for row in moved)
    whole = together = 0
    for row in moved:
        size = (row.patients or 0) if by_list else row.practices
        if getattr(row, of) == (before if of == "before" else since):
            whole += size
            if (row.before, row.since) == (before, since):
                together += size
    return 100 * together / whole if whole else None


def _icbs(codes: Iterable[str | None]) -> int:
    return len({code for code in codes if code is not None})


def _headline(rows: Sequence[Succession], since: str, name: str) -> str:
    names = {
        row.before: place_name(row.before_name or row.before or "") for row in rows
    }
    shares = {
        code: share
        for code in names
        if code and (share := _share(rows, code, since, of="before"))
    }
    if not shares:
        return f"{name}: none of its practices was on the map before"
    if any(same_icb(rows, code, since) for code in shares):
        return f"{name} has the practices that it had before April 2026"
    made_of = [
        names[code]
        if share >= _WHOLE
        else f"{value_text(share, 'percent')} of {names[code]}"
        for code, share in shares.items()
        if share >= _PART
    ]
    return f"{name} was made of {listed(made_of)}"


def _table(rows: Sequence[Succession], family: Sequence[Succession]) -> Table:
    columns = (
        Column("ICB before April 2026"),
        Column("Its code"),
        Column("ICB since"),
        Column("Code since"),
        Column("Practices", "count"),
        Column("Patients now", "count"),
        Column("Of the ICB before, %", "percent"),
    )
    cells: list[tuple[Cell, ...]] = []
    for row in family:
        share = _share(rows, row.before, row.since, of="before")
        gone = row.before is None or row.since is None
        cells.append(
            (
                _name(row.before_name, row.before, "opened since"),
                row.before or Mark.NO_DATA,
                _name(row.since_name, row.since, "closed since"),
                row.since or Mark.NO_DATA,
                row.practices,
                Mark.NO_DATA if row.patients is None else int(row.patients),
                Mark.NO_DATA if gone or share is None else share,
            )
        )
    title = f"{counted(_icbs(row.before for row in family), 'ICB')} before April 2026"
    return Table(f"What became of {title}", columns, tuple(cells))


def _name(name: str | None, code: str | None, missing: str) -> str:
    return place_name(name) if name else code or missing
