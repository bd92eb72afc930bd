"""The results of a check or a load, as tables for a page."""

from data_access.answers.core import Cell, Column, Table
from data_access.answers.uploads import (
    AskedFile,
    FilePreview,
    RejectedFile,
    UploadReport,
)
from data_access.ingest.extract.preview import Preview
from data_access.ingest.extract.report import CheckReport, FileReport, Problem
from data_access.words.numbers import counted, number_text

_SAME = "nothing changes"  # as ingest.table_changes says it
_FILES = (
    Column("File"),
    Column("Fills"),
    Column("Rows", "count"),
    Column("Stored", "count"),
    Column("Rejected", "count"),
    Column("Opted out", "count"),
    Column("Not needed", "count"),
    Column("Values not recorded", "count"),
)
_PROBLEMS = (
    Column("File"),
    Column("Lines"),
    Column("Column"),
    Column("Found"),
    Column("Expected"),
    Column("What to do"),
    Column("Rule"),
    Column("Rows", "count"),
)


def upload_report(
    check: CheckReport,
    rejected: tuple[RejectedFile, ...] = (),
    previews: tuple[FilePreview, ...] = (),
) -> UploadReport:
    """Return a check, or the check within a load, as tables and sentences."""
    return UploadReport(
        headline=_headline(check),
        files=Table(
            "What happens to the rows of each file. Not needed: blank, identical to "
            "another row, combined into another row, or left out by the import profile",
            _FILES,
            tuple(_file(file) for file in check.files if file.table),
        ),
        problems=Table(
            "Why rows are rejected: the first lines of each kind",
            _PROBLEMS,
            tuple(_problem(p) for file in check.files for p in file.problems),
        ),
        unrecorded=Table(
            "Values that cannot be right and are not recorded; their rows are kept: "
            "the first lines of each kind",
            _PROBLEMS,
            tuple(_problem(p) for file in check.files for p in file.unrecorded),
        ),
        changes=tuple(change for change in check.changes if _SAME not in change),
        unchanged=tuple(
            change.partition(":")[0] for change in check.changes if _SAME in change
        ),
        notices=tuple(_notices(check)),
        refused=check.refused or "",
        changed=check.changed,
        rejected=rejected,
        asks=tuple(
            AskedFile(file.file, file.refused)
            for file in check.files
            if file.asks and file.refused
        ),
        asks_opt_outs=check.asks_opt_outs,
        asks_leavers=check.asks_leavers,
        previews=previews,
    )


def file_preview(file: str, preview: Preview) -> FilePreview:
    """Return the first rows of a file as a numbered table, with those left out."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, *(cell or "" for cell in row), "yes" if left_out else "no")
        for number, (row, left_out) in enumerate(
            zip(preview.rows, preview.left_out, strict=True), start=1
        )
    )
    columns = (
        Column("Row", "count"),
        *(Column(name) for name in preview.columns),
        Column("Left out"),
    )
    caption = (
        f"The first rows of {file} as they will be read into {preview.table}, before "
        "any rule. For identifiers and dates of birth only the form of the value is "
        "shown"
    )
    return FilePreview(file, Table(caption, columns, rows), sum(preview.left_out))


def _headline(check: CheckReport) -> str:
    if check.refused:
        return "Nothing can be loaded yet"
    if not check.changed:
        return "The store already has all of this data"
    files = sum(1 for file in check.files if file.table)
    stored = sum(file.stored for file in check.files)
    rejected = sum(file.rejected for file in check.files)
    sentence = f"{counted(stored, 'row')} of {counted(files, 'file')} can be loaded"
    return (
        f"{sentence}, {number_text(rejected)} would be rejected"
        if rejected
        else f"{sentence}, all of them"
    )


def _file(file: FileReport) -> tuple[Cell, ...]:
    return (
        file.file,
        file.table or "",
        file.rows,
        file.stored,
        file.rejected,
        file.opted_out,
        file.other,
        file.not_recorded,
    )


def _problem(problem: Problem) -> tuple[Cell, ...]:
    lines = ", ".join(number_text(line) for line in problem.lines)
    values = ", ".join(problem.common_values)
    return (
        problem.file,
        f"{lines} …" if problem.rows > len(problem.lines) else lines,
        problem.column or "the whole row",
        f"{problem.found}: {values}" if values else problem.found,
        problem.expected,
        problem.remedy,
        problem.rule.replace("_", " "),
        problem.rows,
    )


def _notices(check: CheckReport) -> list[str]:
    # A refusal names its file, and the first is shown above all others.
    refused = [file.refused for file in check.files if file.refused and not file.asks]
    notices = [
        sentence for sentence in refused if sentence not in (check.refused or "")
    ]
    for file in check.files:
        notices += [f"{file.file}: {notice}" for notice in file.notices]
        if file.ignored_columns:
            names = ", ".join(file.ignored_columns)
            notices.append(f"{file.file}: unknown columns are ignored: {names}")
    return notices
