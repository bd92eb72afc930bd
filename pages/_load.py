"""The steps of a load: check, look, confirm, load; whatever the browser remembers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask import current_app

from components import load_steps, notices, upload_form
from components.upload_form import NO_PROFILE
from data_access.answers.uploads import JobState, UploadReport
from data_access.errors import CareImpactError
from data_access.operations.import_profiles import offered_profiles
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import Batch
from data_access.settings import Settings
from data_access.words.numbers import month_text
from pages._reader import SETTINGS
from pages._uploads import NOT_PERMITTED, may_load

_GONE = "The check is no longer held: choose the files again."


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows now, what is announced, and which buttons there are."""

    shown: Component | None = None
    said: str = ""
    running: bool = False
    can_load: bool = False
    can_restart: bool = False
    version: str = ""


def loading_form() -> Component:
    """Give the form that files are sent with, or say who may send any."""
    settings: Settings = current_app.extensions[SETTINGS]
    form = upload_form.loading(
        offered_profiles(settings.home), settings.upload_limit_mb
    )
    if may_load():
        return form
    refusal = notices.not_permitted(NOT_PERMITTED, way_out=("This month", "/"))
    # There for whoever may not load too, out of sight, because callbacks name it.
    return html.Div([refusal, html.Div(form, hidden=True)])


def checked(batch: Batch, profile: str, *, fewer: bool) -> Step:
    """Show how far the upload is; check it where these options were not tried yet."""
    asked = JobState("check", profile=_name(profile), allow_fewer=fewer)
    held = job.state(batch)
    if not batch.files.is_dir() or (held is not None and held.status == "running"):
        return now(batch)
    tried = held and (held.profile, held.allow_fewer)
    return now(batch) if tried == (asked.profile, fewer) else _started(batch, asked)


def confirmed(batch: Batch) -> Step:
    """Load the files just as they were checked."""
    held = job.state(batch)
    if held is None or not _can_load(batch, held):
        return now(batch)
    asked = JobState("load", profile=held.profile, allow_fewer=held.allow_fewer)
    return _started(batch, asked)


def now(batch: Batch) -> Step:
    """Show how far this upload is."""
    held = job.state(batch)
    if held is None:
        return Step(notices.error(_GONE), can_restart=True)
    if held.status == "running":
        return Step(load_steps.progress(held), load_steps.stage_words(held), True)
    found = job.report(batch)
    if held.status == "done" and found is not None:
        return _done(batch, held, found)
    parts: list[Component] = [notices.error(held.sentence, way_out=("Data", "/data"))]
    if found is not None:
        parts.append(load_steps.check_report(found, aside_href(batch)))
    return Step(
        load_steps.stacked(parts),
        can_load=_can_load(batch, held),
        can_restart=True,
    )


def aside_href(batch: Batch) -> Callable[[int], str]:
    """Give the address of the rows put aside of one file, by its number."""
    return lambda number: f"/data/put-aside/{batch.id}/{number}.csv"


def _started(batch: Batch, asked: JobState) -> Step:
    settings: Settings = current_app.extensions[SETTINGS]
    try:
        job.start(batch, settings, asked)
    except CareImpactError as busy:
        return Step(notices.error(str(busy)), can_restart=True)
    return now(batch)


def _done(batch: Batch, held: JobState, found: UploadReport) -> Step:
    href = aside_href(batch)
    if held.kind == "check":
        return Step(
            load_steps.check_report(found, href),
            "Checked",
            can_load=_can_load(batch, held),
            can_restart=True,
        )
    month = date.fromisoformat(found.last_month) if found.last_month else None
    return Step(
        load_steps.load_result(
            held.sentence, found, month_text(month) if month else "", href
        ),
        "Finished",
        can_restart=True,
        version=found.version,
    )


def _can_load(batch: Batch, held: JobState) -> bool:
    """Whether what is held was checked, is worth loading and is still there."""
    found = job.report(batch)
    if held.status == "running" or found is None or not batch.files.is_dir():
        return False
    done = held.kind == "load" or held.status == "done"
    return done and found.changed and not found.refused


def _name(profile: str) -> str:
    return "" if profile == NO_PROFILE else profile
