"""How uploaded files are read: each column and value with its meaning, to change.

assets/readings.js sends what a reader changes.
"""

import json
from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components import notices
from components.plain_select import plain_select
from data_access.answers.core import Option
from data_access.answers.readings import (
    CodedColumn,
    FileReading,
    FixedColumn,
    UploadReading,
)
from data_access.answers.uploads import AskedFile
from data_access.words.names import as_words
from data_access.words.numbers import counted, number_text

_NOT_READ = Option("", "Not needed")
_NOT_USED = Option("", "Not used")
_NOT_RECORDED = Option("", "Not recorded")


def readings(
    reading: UploadReading,
    asks: Sequence[AskedFile],
    previews: Mapping[str, Component],
    questions: Component | None,
    *,
    batch: str,
    choices: str,
) -> html.Div:
    """Lay out how each file is read.

    ``asks`` are the files that ask what to do with bad rows; ``previews`` has the
    first rows of a file as they will be stored, by its name.
    ``questions`` are what the files do not say; ``choices`` is what was chosen so far,
    as JSON.
    """
    chosen = json.loads(choices)
    names = chosen["tables"]
    return html.Div(
        [
            html.H3("What each file is"),
            html.P(
                "Open a file to see what its columns and values are taken for, and "
                "change what is wrong. Of identifiers and names only the form is "
                "shown.",
                className="drop-hint",
            ),
            _asks(asks, chosen["leave_rows_out"], chosen["leave_files_out"]),
            _pcn(chosen["pcn_code"], chosen["pcn_name"])
            if reading.asks_pcn or chosen["pcn_code"]
            else None,
            *(
                _file(
                    number,
                    file,
                    reading.tables,
                    previews.get(file.name),
                    chosen=file.name in names,
                )
                for number, file in enumerate(reading.files)
            ),
            questions,
            html.Div(
                [
                    html.Button(
                        "Check again with these meanings",
                        id="readings-again",
                        type="button",
                    ),
                    dbc.Checkbox(
                        id="readings-keep",
                        label="Keep this for next month: files with these columns are "
                        "then read in the same way",
                        value=chosen["keep"],
                    ),
                ],
                className="load-actions",
            ),
        ],
        id="readings",
        className="panel load-report",
        **{"data-batch": batch, "data-choices": choices},
    )


def _pcn(code: str, name: str) -> html.Div:
    return html.Div(
        [
            html.P("The list of practices does not name their PCN: which is it?"),
            *(
                html.Label(
                    [
                        html.Span(label, className="filter-label"),
                        dbc.Input(
                            id=f"readings-pcn_{part}",
                            value=value,
                            maxLength=longest,
                        ),
                    ],
                    className="filter",
                )
                for part, label, value, longest in (
                    ("code", "Code of the PCN, such as U00000", code, 10),
                    ("name", "Name of the PCN", name, 100),
                )
            ),
        ],
        className="readings-pcn",
    )


def _asks(
    asks: Sequence[AskedFile], rows: Sequence[str], files: Sequence[str]
) -> html.Div | None:
    """Ask what to do with files of which too many rows cannot be used.

    ``rows`` and ``files`` have what was answered, which can be taken back.
    """
    answered = [AskedFile(file, "") for file in (*rows, *files)]
    if not asks and not answered:
        return None
    return html.Div(
        [
            html.P("Files with many rows that cannot be used: what is to be done?"),
            _answer("All of these files", "", {"data-ask-all": ""})
            if len(asks) > 1
            else None,
            *(
                _ask(one, "rows" if one.file in rows else "file" * (one.file in files))
                for one in (*asks, *answered)
            ),
        ],
        className="readings-asks",
    )


def _ask(asked: AskedFile, answer: str) -> html.Div:
    return html.Div(
        [
            html.P(asked.sentence) if asked.sentence else None,
            _answer(asked.file, answer, {"data-ask": asked.file}),
        ]
    )


def _answer(label: str, answer: str, data: dict[str, str]) -> html.Label:
    options = (
        Option("", "Stop: I will correct the file"),
        Option("rows", "Leave these rows out, and load the rest of the file"),
        Option("file", "Leave the whole file out, and load the others"),
    )
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            _select(f"What to do with {label}", options, answer, data),
        ],
        className="filter",
    )


def _file(
    number: int,
    file: FileReading,
    tables: Sequence[Option],
    preview: Component | None,
    *,
    chosen: bool,
) -> html.Details:
    return html.Details(
        [
            html.Summary(_summary(file, tables)),
            html.P(file.reason) if file.reason else None,
            notices.notice(
                "error",
                "A column is missing",
                f"No column is {' or '.join(file.needs)}: choose which it is, what "
                "it is in every row, or another table.",
            )
            if file.needs
            else None,
            html.Label(
                [
                    html.Span("This file is", className="filter-label"),
                    _select(
                        f"{file.name} is",
                        (_NOT_READ, *tables),
                        file.table,
                        {"data-reads": file.table},
                    ),
                ],
                className="filter",
            ),
            html.Ul([html.Li(note) for note in file.notes]) if file.notes else None,
            _order(file) if file.dates or file.order_open else None,
            *(_fixed(number, one) for one in file.fixed),
            _columns(number, file) if file.columns_of else None,
            *(_values(number, file, column) for column in file.coded),
            preview,
        ],
        open=not file.settled and not (chosen and not file.table),
        className="reading",
        **{"data-file": file.name},
    )


def _summary(file: FileReading, tables: Sequence[Option]) -> str:
    table = next((one.label for one in tables if one.value == file.table), "")
    if not table or file.order_open:
        return f"{file.name}: {'asks one question' if file.order_open else 'not read'}"
    used = sum(bool(column.meaning) for column in file.columns)
    kept = ", read as last time" if file.kept else ""
    return (
        f"{file.name}: {table}, {counted(file.rows, 'row')}, {used} of "
        f"{counted(len(file.columns), 'column')} used{kept}"
    )


def _order(file: FileReading) -> html.Label:
    question = (
        "Which comes first in its dates, the day or the month?"
        if file.order_open
        else f"Order of its dates: {file.dates}"
    )
    options = (
        Option("", "Choose" if file.order_open else "As it is read now"),
        Option("day", "The day: 03/04/2026 is 3 April"),
        Option("month", "The month: 03/04/2026 is 4 March"),
    )
    return html.Label(
        [
            html.Span(question, className="filter-label"),
            _select(
                f"Order of the dates of {file.name}", options, "", {"data-order": ""}
            ),
        ],
        className="filter",
    )


def _fixed(number: int, fixed: FixedColumn) -> html.Label:
    """Ask what is the same in every row, for a column that the file does not have."""
    data = {"data-fixed": fixed.column, "data-was": fixed.value}
    options = (
        Option("", "It is in a column below"),
        *(Option(one, as_words(one)) for one in fixed.accepted),
    )
    label = f"{fixed.label} of every row"
    return html.Label(
        [
            html.Span(label, className="filter-label"),
            _select(label, options, fixed.value, data)
            if fixed.accepted
            else html.Span(
                dbc.Input(
                    id=f"reading-{number}-{fixed.column}",
                    value=fixed.value,
                    maxLength=20,
                ),
                **data,
            ),
        ],
        className="filter",
    )


def _columns(number: int, file: FileReading) -> Component:
    rows = [
        html.Tr(
            [
                html.Th(column.name, scope="row"),
                html.Td(
                    _select(
                        f"{column.name} is",
                        (_NOT_USED, *file.columns_of),
                        column.meaning,
                        {"data-column": column.plain, "data-was": column.meaning},
                    )
                ),
                html.Td(", ".join(column.examples) or "nothing", className="text"),
            ]
        )
        for column in file.columns
    ]
    return _table(
        f"Columns of {file.name}",
        f"reading-{number}",
        ("Column of the file", "Is read as", "First values"),
        rows,
    )


def _values(number: int, file: FileReading, column: CodedColumn) -> Component:
    options = (_NOT_RECORDED, *(Option(one, as_words(one)) for one in column.accepted))
    rows = [
        html.Tr(
            [
                html.Th(written, scope="row"),
                html.Td(
                    _select(
                        f"{written} is",
                        options,
                        meaning,
                        {
                            "data-values": column.column,
                            "data-written": written,
                            "data-was": meaning,
                        },
                    )
                ),
                html.Td(number_text(rows), className="number"),
            ]
        )
        for written, meaning, rows in column.values
    ]
    return _table(
        f"Values of {as_words(column.column)} in {file.name}",
        f"reading-{number}-{column.column}",
        ("Written", "Is read as", "Rows"),
        rows,
    )


def _table(
    caption: str, id_: str, head: Sequence[str], rows: Sequence[Component]
) -> html.Div:
    return html.Div(
        html.Table(
            [
                html.Caption(caption, id=f"{id_}-caption"),
                html.Thead(html.Tr([html.Th(one, scope="col") for one in head])),
                html.Tbody(list(rows)),
            ],
            className="table",
        ),
        className="reading-table",
        tabIndex=0,
        role="region",
        **{"aria-labelledby": f"{id_}-caption"},
    )


def _select(
    label: str, options: Sequence[Option], value: str, data: dict[str, str]
) -> html.Select:
    return plain_select(options, value, **{"aria-label": label, **data})
