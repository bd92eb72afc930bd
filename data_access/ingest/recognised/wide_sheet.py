"""Make rows of a sheet that has one column a score, or one a date of an element."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from data_access.ingest.found.found_table import FoundTable, text_table
from data_access.ingest.found.header_row import plain
from data_access.ingest.recognised.columns import columns_of, propose
from data_access.ingest.recognised.contents import Content, contents
from data_access.ingest.recognised.synonyms import wide_names

NO_SCORE = "a word in the place of a score"
_LEAST = 2  # columns that make a sheet wide

_TELLS_NOTHING = {
    *("date", "of", "latest", "last", "most", "recent", "recorded", "done"),
    *("ons4", "ons", "score", "scale", "rating", "yesterday", "life", "things", "with"),
}
_OF_SMI = re.compile(r"(\b|_)(smi|(serious|severe) mental|mental health)(\b|_)", re.I)
_OF_OTHERS = re.compile(
    r"diabet|foot|feet|retina|eye screen|\bacr\b|creatinine|egfr"
    r"|spirometry|asthma|copd",
    re.I,
)

Rows = list[tuple[str, ...]]


def as_rows(found: FoundTable) -> FoundTable:
    """Return a wide sheet as rows of measures or of health checks; others unchanged."""
    return _scores(found) or _elements(found) or found


def _scores(found: FoundTable) -> FoundTable | None:
    """One row a score: person, measure, day, score. Words are counted, not kept."""
    columns = columns_of(found)
    named = {
        at: measure
        for at, measure in _columns(found, "measures").items()
        if Content.DATE not in columns[at].forms
    }
    place = propose(columns, "measures")
    if len(named) < _LEAST or not {"patient_id", "scored_on"} <= set(place):
        return None
    header = ("patient_id", "measure", "scored_on", "score")

    def rows_of(cells: Sequence[str]) -> Rows:
        person, day = cells[place["patient_id"]], cells[place["scored_on"]]
        return [
            (person, measure, day, cells[at])
            for at, measure in named.items()
            if Content.NUMBER in contents([cells[at]])
        ]

    words = sum(
        bool(cells[at].strip()) and Content.NUMBER not in contents([cells[at]])
        for cells in _cells(found)
        for at in named
    )
    return _of(found, header, rows_of, {NO_SCORE: words})


def _elements(found: FoundTable) -> FoundTable | None:
    """One row a date of an element of the check for serious mental illness."""
    columns = columns_of(found)
    named = {
        at: element
        for at, element in _columns(found, "smi").items()
        if {Content.DATE, Content.NOTHING} & columns[at].forms
    }
    place = propose(columns, "health_checks")
    if len(named) < _LEAST or "patient_id" not in place:
        return None
    # Other checks have some of these elements too: by all of them, or by its name.
    names = " ".join((found.text.name, found.sheet, *found.above, *found.text.header))
    if not _OF_SMI.search(names) and (
        len(set(named.values())) < len(set(wide_names("smi").values()))
        or _OF_OTHERS.search(" ".join(found.text.header))
    ):
        return None
    header = ("patient_id", "check", "element", "done_on")

    def rows_of(cells: Sequence[str]) -> Rows:
        person = cells[place["patient_id"]]
        return [
            (person, "smi", element, cells[at])
            for at, element in named.items()
            if Content.NOTHING not in contents([cells[at]])
        ]

    return _of(found, header, rows_of, {})


def _columns(found: FoundTable, kind: str) -> dict[int, str]:
    names = {_bare(name): value for name, value in wide_names(kind).items()}
    return {
        at: names[bare]
        for at, name in enumerate(found.text.header)
        if (bare := _bare(name)) in names
    }


def _bare(name: str) -> str:
    """Return a plain name without "latest date", "ONS4 ... yesterday" and the like."""
    words = plain(name).split()
    return " ".join([word for word in words if word not in _TELLS_NOTHING] or words)


def _cells(found: FoundTable) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in found.text.cells.columns]
    return [tuple(cell or "" for cell in row) for row in zip(*columns, strict=True)]


def _of(
    found: FoundTable,
    header: Sequence[str],
    rows_of: Callable[[Sequence[str]], Rows],
    left_out: Mapping[str, int],
) -> FoundTable:
    rows: Rows = []
    lines: list[int] = []
    for cells, line in zip(_cells(found), found.text.line.to_pylist(), strict=True):
        made = rows_of(cells)
        rows += made
        lines += [line] * len(made)
    text = text_table(found.text.name, header, rows, lines, found.text.notices)
    counted = Counter(found.left_out) + Counter(left_out)
    return replace(found, text=text, left_out=dict(counted))
