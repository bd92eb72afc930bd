"""The steps of a load: check, review, confirm, load."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from components import load_steps, notices, upload_form
from components.reading_questions import reading_questions
from components.readings import readings
from components.upload_form import NO_PROFILE
from data_access.answers.readings import UploadReading
from data_access.answers.uploads import JobState, UploadReport
from data_access.errors import CareImpactError
from data_access.operations.import_profiles import offered_profiles
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import Batch
from data_access.words.numbers import month_text
from pages._reader import may_load
from pages._store import current_store
from pages._uploads import NOT_PERMITTED

_EXPIRED = "The check has expired: choose the files again."


@dataclass(frozen=True, slots=True)
class Step:
    """The content of the page now, the announcement, and the buttons."""

    content: Component | None = None
    announcement: str = ""
    running: bool = False
    can_load: bool = False
    can_restart: bool = False
    version: str = ""


def loading_form() -> Component:
    """Return the form that sends files, or a notice of who may send them."""
    store = current_store()
    form = upload_form.loading(
        offered_profiles(store.settings.home),
        store.settings.upload_limit_mb,
        store.name,
    )
    if may_load():
        return form
    refusal = notices.not_permitted(NOT_PERMITTED, way_out=("This month", "/"))
    # Hidden, not absent, for a reader who may not load: callbacks name its ids.
    return html.Div([refusal, html.Div(form, hidden=True)])


def checked(batch: Batch, profile: str, *, fewer: bool) -> Step:
    """Show the progress of the upload; check it if these options are new."""
    request = JobState(
        "check",
        profile=_name(profile),
        allow_fewer=fewer,
        choices=job.choices_mark(batch),
    )
    state = job.state(batch)
    if not batch.files.is_dir() or (state is not None and state.status == "running"):
        return now(batch)
    last = state and (state.profile, state.allow_fewer, state.choices)
    new = (request.profile, fewer, request.choices)
    return now(batch) if last == new else _started(batch, request)


def confirmed(batch: Batch) -> Step:
    """Load the files just as they were checked."""
    state = job.state(batch)
    if state is None or not _can_load(batch, state):
        return now(batch)
    request = replace(
        JobState("load", profile=state.profile, allow_fewer=state.allow_fewer),
        choices=state.choices,
    )
    if state.choices != job.choices_mark(batch):  # chosen since, and not checked
        request = replace(request, kind="check", choices=job.choices_mark(batch))
    return _started(batch, request)


def now(batch: Batch) -> Step:
    """Show the progress of this upload."""
    state = job.state(batch)
    if state is None:
        return Step(notices.error(_EXPIRED), can_restart=True)
    if state.status == "running":
        return Step(load_steps.progress(state), load_steps.stage_sentence(state), True)
    report = job.report(batch)
    if state.status == "done" and report is not None:
        return _done(batch, state, report)
    parts: list[Component] = [
        notices.error(state.sentence, way_out=("Data", "/data")),
        *_parts(batch, report),
    ]
    return Step(
        load_steps.stacked(parts),
        can_load=_can_load(batch, state),
        can_restart=True,
    )


def rejected_href(batch: Batch) -> Callable[[int], str]:
    """Return the address of the rejected rows of one file, by its number."""
    return lambda number: f"/data/rejected/{batch.id}/{number}.csv"


def _started(batch: Batch, request: JobState) -> Step:
    settings = current_store().settings
    try:
        job.start(batch, settings, request)
    except CareImpactError as busy:
        return Step(notices.error(str(busy)), can_restart=True)
    return now(batch)


def _done(batch: Batch, state: JobState, report: UploadReport) -> Step:
    if state.kind == "check":
        return Step(
            load_steps.stacked(_parts(batch, report)),
            "Checked",
            can_load=_can_load(batch, state),
            can_restart=True,
        )
    month = date.fromisoformat(report.last_month) if report.last_month else None
    return Step(
        load_steps.load_result(
            state.sentence,
            report,
            month_text(month) if month else "",
            rejected_href(batch),
        ),
        "Finished",
        can_restart=True,
        version=report.version,
    )


def _parts(batch: Batch, report: UploadReport | None) -> list[Component]:
    """Return how the files are read, to change, and what a load would do with them."""
    reading = job.reading(batch)
    parts: list[Component] = []
    if reading is not None and batch.files.is_dir():
        parts += _readings(batch, reading, report)
    if report is not None:
        files = reading.files if reading else ()
        shown = frozenset(file.name for file in files)
        parts.append(load_steps.check_report(report, rejected_href(batch), shown))
    return parts


def _readings(
    batch: Batch, reading: UploadReading, report: UploadReport | None
) -> list[Component]:
    """Return how the files are read; nothing where all are as described."""
    asks = report.asks if report else ()
    if not (reading.files or asks):
        return []
    return [
        readings(
            reading,
            asks,
            load_steps.previews(report) if report else {},
            reading_questions(
                reading,
                asdict(job.choices(batch)),
                asks_opt_outs=report is not None and report.asks_opt_outs,
                asks_leavers=report is not None and report.asks_leavers,
            ),
            batch=batch.id,
            choices=job.choices_json(batch),
        )
    ]


def _can_load(batch: Batch, state: JobState) -> bool:
    """Return True if the files were checked, change the store and still exist."""
    report = job.report(batch)
    if state.status == "running" or report is None or not batch.files.is_dir():
        return False
    finished = state.kind == "load" or state.status == "done"
    return finished and report.changed and not report.refused


def _name(profile: str) -> str:
    return "" if profile == NO_PROFILE else profile
