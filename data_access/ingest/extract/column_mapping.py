"""Find the source of each column of a table in a file, as SQL over its cells."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data_access.ingest.extract.contract import FieldSpec, FileSpec
from data_access.ingest.extract.load_database import literal
from data_access.ingest.extract.profiles import Combine, FileProfile, FromCode, Profile
from data_access.ingest.extract.rejected_rows import ADDED_COLUMNS, is_correction
from data_access.ingest.extract.row_filters import need_a_row
from data_access.ingest.extract.text_table import (
    TextTable,
    UnreadableFileError,
    plain_name,
    plain_names,
)

_ANY_OTHER = "*"
_LONGEST_NAME_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of one table are computed from the cells of one file.

    ``expressions`` gives SQL over the cells (c0, c1, ...) for each column that was
    found. ``ignored`` names the columns of the file that are not read.
    """

    expressions: Mapping[str, str]
    ignored: tuple[str, ...]
    notices: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    """Cells filled from above; the first shows where a new record begins."""
    keep: str = "true"
    """SQL condition for a row to be kept; other rows are left out."""
    combine: Combine | None = None
    combine_key: str = "NULL"
    combine_by: str = "NULL"


def mapping_by_contract(table: FileSpec, text: TextTable) -> ColumnMapping:
    """Match a file's header with the contract's own column names.

    Raises UnreadableFileError when a required column is missing or a column of the
    contract is in the header twice.
    """
    names = [plain_name(name) for name in text.header]
    columns = {column.name for column in table.columns}
    repeats = [name for name, n in Counter(names).items() if n > 1 and name in columns]
    if repeats:
        raise UnreadableFileError(
            f"{text.name} has column {repeats[0]} twice: remove one of them."
        )
    expressions = {
        name: f"clean(c{i})" for i, name in enumerate(names) if name in columns
    }
    _require_columns(table, text.name, expressions)
    return ColumnMapping(expressions, _ignored(text, columns))


def mapping_by_profile(table: FileSpec, text: TextTable, name: str, part: FileProfile,
                   profile: Profile) -> ColumnMapping:  # fmt: skip
    """Find the columns of a file as an import profile says.

    ``name`` is the file's name. Raises UnreadableFileError when the file lacks what
    the profile needs.
    """
    cells = _HeaderCells(text)
    expressions: dict[str, str] = {}
    notices = []
    for column, source in part.columns.items():
        cell = cells.find(source)
        if cell is not None:
            expressions[column] = f"clean({cell})"
        elif table.column(column).required:
            raise cells.missing(source)
        else:
            notices.append(f"has no column {source}, so {column} stays empty")
    for column, value in part.constants.items():
        expressions[column] = literal(value)
    for column, pattern in part.from_name.items():
        expressions[column] = literal(_from_name(name, column, pattern))
    for column, code in part.codes.items():
        expressions[column] = _coded(cells, code, profile.codelists[code.codelist])
    optional = {
        source
        for name, source in part.columns.items()
        if not table.column(name).required and table.column(name).kind != "person"
    }
    for column, sources in part.made_of.items():
        expressions[column] = _joined(cells, sources, "' '", optional)
    for column, values in part.values.items():
        if column in expressions:
            expressions[column] = _mapped(expressions[column], values)
    _require_columns(table, text.name, expressions)
    read_names = {plain_name(source) for source in (*part.ignore, *cells.used)}
    combine = part.combine
    return ColumnMapping(
        expressions,
        _ignored(text, read_names),
        tuple(notices),
        part.dates,
        # A correction has been filled down already, row by row.
        () if cells.is_correction else tuple(map(cells.need, part.fill_down)),
        _condition(cells, part, text),
        combine,
        _joined(cells, combine.key) if combine else "NULL",
        _order(cells, combine, part.dates) if combine else "NULL",
    )


class _HeaderCells:
    """The cells of a file by the name of their column; a name's second column is .1."""

    def __init__(self, text: TextTable) -> None:
        self._file = text.name
        self._places: dict[str, int] = {}
        self.used: set[str] = set()
        for place, name in enumerate(plain_names(text.header)):
            self._places.setdefault(name, place)
        self.is_correction = is_correction(self._places)

    def find(self, name: str) -> str | None:
        place = self._places.get(plain_name(name))
        if place is None:
            return None
        self.used.add(name)
        return f"c{place}"

    def need(self, name: str) -> str:
        cell = self.find(name)
        if cell is None:
            raise self.missing(name)
        return cell

    def missing(self, name: str) -> UnreadableFileError:
        return UnreadableFileError(
            f"{self._file} has no column {name}, which the import profile needs: add "
            "it to the search, or correct the profile."
        )


def _from_name(file: str, column: str, pattern: str) -> str:
    match = re.search(pattern, file)
    if match is None:
        raise UnreadableFileError(
            f"The name of {file} does not include its {column}: rename the file to "
            "match the pattern in the import profile."
        )
    return match.group(1) if match.groups() else match.group(0)


def _mapped(expression: str, values: Mapping[str, str]) -> str:
    cases = "".join(
        f" WHEN {literal(' '.join(text.split()).lower())} THEN {literal(value)}"
        for text, value in values.items()
        if text != _ANY_OTHER
    )
    other = literal(values[_ANY_OTHER]) if _ANY_OTHER in values else expression
    return f"""CASE WHEN {expression} IS NOT NULL
        THEN nullif(CASE squeezed({expression}) {cases or "WHEN NULL THEN NULL"}
                    ELSE {other} END, '') END"""


def _coded(
    cells: _HeaderCells, code: FromCode, codelist: Mapping[str, Mapping[str, str]]
) -> str:
    """Return SQL for a code list: by code, else by term, else the term unchanged."""
    tries = []
    for kind, source in (("code", code.code), ("term", code.term)):
        if source is None:
            continue
        cell = f"clean({cells.need(source)})"
        if codelist[kind]:
            cases = " ".join(
                f"WHEN {literal(text)} THEN {literal(value)}"
                for text, value in codelist[kind].items()
            )
            tries.append(f"CASE squeezed({cell}) {cases} END")
    last = code.term or code.code
    if last is not None:
        tries.append(f"clean({cells.need(last)})")
    return f"coalesce({', '.join(tries)})" if tries else "NULL"


def _condition(cells: _HeaderCells, part: FileProfile, text: TextTable) -> str:
    terms = [f"clean({cells.need(name)}) IS NOT NULL" for name in part.filled]
    for name, values in part.only.items():
        texts = ", ".join(literal(" ".join(v.split()).lower()) for v in values)
        terms.append(
            f"coalesce(squeezed(clean({cells.need(name)})) IN ({texts}), false)"
        )
    if part.only and not cells.is_correction:
        need_a_row(text, part.only)
    return " AND ".join(terms) or "true"


def _joined(
    cells: _HeaderCells,
    names: Sequence[str],
    between: str = "chr(31)",
    optional: Collection[str] = (),
) -> str:
    # A null part makes the whole key null, and a row without a key stands alone: what
    # is written for a missing part would join rows that have nothing in common. Of what
    # a row need not have, its lack is a part as well.
    keys = {name: f"as_key(clean({cells.need(name)}))" for name in names}
    values = [
        f"coalesce({key}, '-')" if name in optional else key
        for name, key in keys.items()
    ]
    return f" || {between} || ".join(values)


def _order(cells: _HeaderCells, combine: Combine, formats: tuple[str, ...]) -> str:
    cell = f"clean({cells.need(combine.by)})"
    form_list = ", ".join(literal(form) for form in formats)
    day = f"CAST(try_strptime({cell}, [{form_list}]) AS DATE)" if formats else "NULL"
    days = f"date_diff('day', DATE '1900-01-01', coalesce({day}, as_iso_date({cell})))"
    return f"coalesce(try_cast({cell} AS DOUBLE), {days})"


def _ignored(text: TextTable, read_names: set[str]) -> tuple[str, ...]:
    names = zip(text.header, plain_names(text.header), strict=True)
    return tuple(
        showable(header, place)
        for place, (header, name) in enumerate(names)
        if name not in read_names and plain_name(header) not in ADDED_COLUMNS
    )


def showable(header: str, place: int) -> str:
    """Return a column's name, or its place if the name may be a person's value."""
    looks_like_data = len(re.findall(r"\d", header)) > 5
    if not header or looks_like_data or len(header) > _LONGEST_NAME_SHOWN:
        return f"column {place + 1}"
    return header


def _require_columns(
    table: FileSpec, file: str, expressions: Mapping[str, str]
) -> None:
    missing = [c.name for c in table.columns if _is_missing(c, expressions)]
    if missing:
        raise UnreadableFileError(
            f"{file} has no column {', '.join(missing)}: add it, or use an import "
            "profile that names the column to read it from."
        )


def _is_missing(column: FieldSpec, expressions: Mapping[str, str]) -> bool:
    if column.or_else:
        return not {column.name, column.or_else} & set(expressions)
    return column.required and column.name not in expressions
