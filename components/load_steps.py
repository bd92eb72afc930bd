"""How far a check or a load is, what it found, and how it ended."""

from collections.abc import Callable

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

_WORDS = {
    "read": "Read the files",
    "map": "Match the columns",
    "validate": "Validate every row",
    "reject": "Reject rows that fail",
    "pseudonymise": "Replace identifiers",
    "lake": "Store a version",
    "build": "Build the evidence",
    "swap": "Swap it in",
}


def stage_words(job: JobState) -> str:
    """Say in a few words what is being done, for whoever cannot see the bar."""
    doing = "Checking" if job.kind == "check" else "Loading"
    return f"{doing}: {_WORDS.get(job.stage, 'starting').lower()}"


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
                **{"aria-label": stage_words(job)},
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


def check_report(report: UploadReport, aside_href: Callable[[int], str]) -> html.Div:
    """Show what a load would do with each file; ``aside_href`` gives a download."""
    return html.Div(
        [
            html.H3(report.headline),
            _refusal(report.refused),
            *_effects("What would change in the store", report),
            *_details(report, aside_href),
            *(_preview(place, shown) for place, shown in enumerate(report.previews)),
        ],
        className="panel load-report",
    )


def load_result(
    sentence: str,
    report: UploadReport,
    month: str,
    aside_href: Callable[[int], str],
) -> html.Div:
    """Say what was loaded, with the way to the newest month."""
    return html.Div(
        [
            html.H3(sentence),
            # A whole new page: the banner and the footer say which data it shows.
            html.P(html.A(f"See {month}", href="/")) if month else None,
            *_effects("What changed in the store", report),
            *_details(report, aside_href),
        ],
        className="panel load-report",
    )


def stacked(parts: list[Component]) -> html.Div:
    """Put several of these under one another."""
    return html.Div(parts, className="load-parts")


def _refusal(sentence: str) -> Component | None:
    if not sentence:
        return None
    return notices.notice("error", "This cannot be loaded", sentence)


def _effects(title: str, report: UploadReport) -> list[Component]:
    said = list(report.changes)
    if report.unchanged:
        said.append(f"nothing changes in {', '.join(report.unchanged)}")
    return [html.H4(title), html.Ul([html.Li(one) for one in said])] if said else []


def _details(report: UploadReport, aside_href: Callable[[int], str]) -> list[Component]:
    parts: list[Component] = []
    if report.files.rows:
        parts.append(data_table(report.files, id="load-files"))
    if report.problems.rows:
        parts.append(html.H4("Rejected rows, and why"))
        parts.append(
            html.Ul(
                [
                    html.Li(_download(aside, aside_href(number)))
                    for number, aside in enumerate(report.rejected)
                ]
            )
        )
        parts.append(data_table(report.problems, id="load-problems"))
    if report.notices:
        parts.append(html.H4("To know"))
        parts.append(html.Ul([html.Li(notice) for notice in report.notices]))
    return parts


def _download(aside: RejectedFile, href: str) -> html.A:
    return html.A(
        f"Download {_rows(aside.rows)} of {aside.file} to correct and load again (CSV)",
        href=href,
        download=aside.name,
    )


def _preview(place: int, shown: FilePreview) -> html.Details:
    left_out = f", {shown.left_out} left out" if shown.left_out else ""
    return html.Details(
        [
            html.Summary(f"First rows of {shown.file}{left_out}"),
            data_table(shown.table, id=f"load-preview-{place}"),
        ]
    )


def _stage_text(stage: str, rows: int | None, job: JobState, *, now: bool) -> str:
    text = _WORDS[stage]
    if now and job.sentence:
        return f"{text}: {job.sentence}"
    return f"{text}: {_rows(rows)}" if rows is not None else text


def _rows(number: int) -> str:
    return counted(number, "row")


def _stage_class(place: int, at: int) -> str:
    if place == at:
        return "stage-now"
    return "stage-done" if place < at else "stage-next"
