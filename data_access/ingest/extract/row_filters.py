"""Does the filter of an import profile leave any row of a file?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from data_access.ingest.extract.text_table import (
    TextTable,
    UnreadableFileError,
    plain_name,
    plain_names,
)

_SHARED = 8  # rows that a value must have to be shown: fewer could be one person's own
_MOST_SHOWN = 10


def need_a_row(text: TextTable, only: Mapping[str, Sequence[str]]) -> None:
    """Raise UnreadableFileError, naming the values found, if a filter leaves no row.

    ``only`` has, by column, the values that a row must have, in any capitals.
    """
    names = plain_names(text.header)
    columns = [
        [
            " ".join((value or "").split())
            for value in text.cells.column(names.index(plain_name(name))).to_pylist()
        ]
        for name in only
    ]
    wanted = [{" ".join(one.split()).lower() for one in ones} for ones in only.values()]
    rows = list(zip(*columns, strict=True))
    if not any(map(any, rows)) or any(
        all(value.lower() in ones for value, ones in zip(row, wanted, strict=True))
        for row in rows
    ):
        return
    told = "; ".join(
        f"column {name} must be {' or '.join(ones)} and is {_found(values)}"
        for (name, ones), values in zip(only.items(), columns, strict=True)
    )
    raise UnreadableFileError(
        f"No row of {text.name} is left by the filter of its import profile: {told}. "
        "Choose other values, or another file."
    )


def _found(values: Sequence[str]) -> str:
    often = [
        value
        for value, rows in Counter(filter(None, values)).most_common(_MOST_SHOWN)
        if rows >= _SHARED
    ]
    return ", ".join(often) or "something else, no value of it in 8 rows or more"
