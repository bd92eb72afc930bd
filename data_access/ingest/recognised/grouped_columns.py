"""Take a report of several things apart, whose columns stand under names of groups."""

from dataclasses import replace

from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.found.header_row import GROUP
from data_access.ingest.recognised.columns import columns_of
from data_access.ingest.recognised.contents import Content


def apart(found: FoundTable) -> tuple[FoundTable, ...]:
    """Return a table for each group of columns, with those of the person in each.

    EMIS writes clinical codes and consultations of a person side by side: two tables
    of the contract in one sheet. A sheet without groups, or with one, stays whole.
    """
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(found.text.header):
        group, cut, _ = name.partition(GROUP)
        groups.setdefault(group if cut else "", []).append(place)
    columns = columns_of(found)
    people = [
        group
        for group, places in groups.items()
        if any(Content.NHS_NUMBER in columns[at].forms for at in places)
    ]
    others = [group for group in groups if group and group not in people]
    if len(people) != 1 or len(others) < 2:
        return (found,)
    return tuple(
        _of(found, sorted([*groups[people[0]], *groups[group]]), group)
        for group in others
    )


def _of(found: FoundTable, places: list[int], group: str) -> FoundTable:
    cells = found.text.cells.select(places)
    text = replace(
        found.text,
        header=tuple(found.text.header[place] for place in places),
        cells=cells.rename_columns([f"c{place}" for place in range(len(places))]),
    )
    sheet = f"{found.sheet}: {group}" if found.sheet else group
    return replace(found, text=text, sheet=sheet)
