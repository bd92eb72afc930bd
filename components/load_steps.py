"""The progress of a check or a load, its report, and its result."""

from collections.abc import Callable, Mapping

from dash import html
from dash.development.base_component import Component

from components import notices
from components.tables import data_table
from data_access.answers.uploads import (
    CHECK_STAGES,
    STAGES,
    FilePreview,
    JobState,
    RejectedFile,
    UploadReport,
)
from data_access.words.numbers import counted

_FEW_NOTES = 6
_STAGES = {
    "read": "Read the files",
    "map": "Match the columns",
    "validate": "Validate every row",
    "reject": "Reject rows that fail",
    "pseudonymise": "Replace identifiers",
    "lake": "Store a version",
    "build": "Build the evidence",
    "swap": "Use the new evidence",
}


def stage_sentence(job: JobState) -> str:
    """Return the current stage in words, for readers who cannot see the bar."""
    activity = "Checking" if job.kind == "check" else "Loading"
    return f"{activity}: {_STAGES.get(job.stage, 'starting').lower()}"


def progress(job: JobState) -> html.Div:
    """Show a bar over the stages, each with its rows so far."""
    stages = CHECK_STAGES if job.kind == "check" else STAGES
    at = stages.index(job.stage) if job.stage in stages else 0
    within = job.done / job.total if job.total else 0.0
    counts = dict(job.counts)
    return html.Div(
        [
            html.Progress(
                value=f"{at + within:.2f}",
                max=str(len(stages)),
                className="load-bar",
                **{"aria-label": stage_sentence(job)},
            ),
            html.Ol(
                [
                    html.Li(
                        _stage_text(stage, counts.get(stage), job, now=place == at),
                        className=_stage_class(place, at),
                        **({"aria-current": "step"} if place == at else {}),
                    )
                    for place, stage in enumerate(stages)
                ],
                className="load-stages",
            ),
        ],
        className="panel",
    )


def previews(report: UploadReport) -> Mapping[str, Component]:
    """Return the first rows of each file as they will be stored, by its name."""
    return {
        preview.file: _preview(place, preview)
        for place, preview in enumerate(report.previews)
    }


def check_report(
    report: UploadReport,
    rejected_href: Callable[[int], str],
    shown: frozenset[str] = frozenset(),
) -> html.Div:
    """Show what a load would do with each file.

    ``rejected_href`` returns the address of a file's rejected rows; the first rows of
    ``shown`` stand elsewhere.
    """
    return html.Div(
        [
            html.H3(report.headline),
            _refusal(report.refused),
            *_effects("What would change in the store", report),
            *_details(report, rejected_href),
            *(
                preview
                for file, preview in previews(report).items()
                if file not in shown
            ),
        ],
        className="panel load-report",
    )


def load_result(
    sentence: str,
    report: UploadReport,
    month: str,
    rejected_href: Callable[[int], str],
) -> html.Div:
    """Show what was loaded, with a link to the newest month."""
    return html.Div(
        [
            html.H3(sentence),
            # A whole new page: the banner and the footer say which data it shows.
            html.P(html.A(f"See {month}", href="/")) if month else None,
            *_effects("What changed in the store", report),
            *_details(report, rejected_href),
        ],
        className="panel load-report",
    )


def stacked(parts: list[Component]) -> html.Div:
    """Stack several parts."""
    return html.Div(parts, className="load-parts")


def _refusal(sentence: str) -> Component | None:
    if not sentence:
        return None
    return notices.notice("error", "This cannot be loaded", sentence)


def _effects(title: str, report: UploadReport) -> list[Component]:
    changes = list(report.changes)
    if report.unchanged:
        changes.append(f"nothing changes in {', '.join(report.unchanged)}")
    if not changes:
        return []
    return [html.H4(title), html.Ul([html.Li(change) for change in changes])]


def _details(
    report: UploadReport, rejected_href: Callable[[int], str]
) -> list[Component]:
    parts: list[Component] = []
    if report.files.rows:
        parts.append(data_table(report.files, id="load-files"))
    if report.problems.rows:
        parts.append(html.H4("Rejected rows, and why"))
        parts.append(
            html.Ul(
                [
                    html.Li(_download(file, rejected_href(number)))
                    for number, file in enumerate(report.rejected)
                ]
            )
        )
        parts.append(data_table(report.problems, id="load-problems"))
    if report.unrecorded.rows:
        parts.append(html.H4("Values that are not recorded"))
        parts.append(data_table(report.unrecorded, id="load-unrecorded"))
    if report.notices:
        notes = html.Ul([html.Li(notice) for notice in report.notices])
        few = len(report.notices) <= _FEW_NOTES
        title = "Please note" if few else f"{len(report.notices)} notes on the files"
        parts += (
            [html.H4(title), notes]
            if few
            else [html.Details([html.Summary(title), notes])]
        )
    return parts


def _download(file: RejectedFile, href: str) -> html.A:
    return html.A(
        f"Download {_rows(file.rows)} of {file.file} to correct and load again (CSV)",
        href=href,
        download=file.name,
    )


def _preview(place: int, preview: FilePreview) -> html.Details:
    left_out = f", {preview.left_out} left out" if preview.left_out else ""
    return html.Details(
        [
            html.Summary(f"First rows of {preview.file}{left_out}"),
            data_table(preview.table, id=f"load-preview-{place}"),
        ]
    )


def _stage_text(stage: str, rows: int | None, job: JobState, *, now: bool) -> str:
    text = _STAGES[stage]
    if now and job.sentence:
        return f"{text}: {job.sentence}"
    return f"{text}: {_rows(rows)}" if rows is not None else text


def _rows(number: int) -> str:
    return counted(number, "row")


def _stage_class(place: int, at: int) -> str:
    if place == at:
        return "stage-now"
    return "stage-done" if place < at else "stage-next"
