"""Put identifiers beside the worklist, and keep how far each row has got."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import cast
from urllib.parse import parse_qs, unquote

import structlog
from dash.development.base_component import Component
from flask import Flask, Response, jsonify, request

from components.worklist import grid_columns, grid_rows
from components.worklist_form import worklist_form
from data_access.answers.cohorts import WorklistReport
from data_access.choices.cohort_rules import CohortRules
from data_access.errors import CareImpactError
from data_access.figures import cohorts as figures
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_bytes
from data_access.operations import worklists
from data_access.questions.cohorts.own_people import own_people
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.words.numbers import counted, date_text
from pages._ask import home, request_for, told
from pages._own_page import from_own_page, sentence
from pages._store import current_store

MOST_MEGABYTES = 20  # a list of 100,000 people with their names has ten
_MEGABYTE = 1024**2
_MOST_STATE_BYTES = 4096
_LONGEST_NAME = 120

_log = structlog.get_logger()


def register(server: Flask) -> None:
    """Serve both to clinical leads; answer others with a sentence and 403."""

    @server.post("/cohorts/match")
    def match() -> Response:
        return _answered(MOST_MEGABYTES * _MEGABYTE, _match)

    @server.post("/cohorts/state")
    def state() -> Response:
        return _answered(_MOST_STATE_BYTES, _set_state)


def worklist_work(asked: Request) -> Component:
    """Show the form of who works from the list, and who matched one before."""
    pcn = asked.ask(own_people).pcn
    return worklist_form(
        [
            f"{date_text(one.made_on)}, {one.author}: {one.matched} of "
            f"{counted(one.listed, 'row')}, "
            f"{CohortRules.from_query(parse_qs(one.rules)).words}"
            for one in worklists.matches(asked.door.evidence.home, pcn)
            if one.made_on is not None
        ]
    )


def _answered(most_bytes: int, act: Callable[[], Response]) -> Response:
    """Act for one of our own pages; whatever fails is said without what was given."""
    if not from_own_page("worklist"):
        return sentence("A worklist is changed only from the page Cohorts.", 403)
    if (request.content_length or 0) > most_bytes:
        return _too_large()
    try:
        return act()
    except NotPermittedError as reason:
        return sentence(told(reason), 403)
    except CareImpactError as problem:
        # An answer like others: an error would be one of the browser's console.
        return jsonify(done=False, said=told(problem))
    except Exception as fault:
        # Neither its words nor where it happened: both may hold what was given.
        _log.error("worklist failed", fault=type(fault).__name__)
        return sentence("This could not be done: give the list as CSV.", 500)


def _match() -> Response:
    settings = current_store().settings
    asked = request_for(request.args.to_dict())
    own = asked.ask(own_people)
    given = request.stream.read(MOST_MEGABYTES * _MEGABYTE + 1)
    if len(given) > MOST_MEGABYTES * _MEGABYTE:
        return _too_large()
    key = settings.pseudonym_key
    found = worklists.identities_in(
        settings.home,
        key.get_secret_value() if key else None,
        own,
        given,
        PurePosixPath(_header("Name")).name[:_LONGEST_NAME],
    )
    shown = show(figures.WORKLIST, asked)
    report = cast(WorklistReport, shown.report)
    table = worklists.put_beside(
        settings.home,
        own,
        report,
        found,
        practice=asked.selection.practice or "",
        rules=CohortRules.from_query(asked.query),
        author=_header("Author"),
    )
    beside = len(found.columns)
    there = sum(key in found.of for key in report.keys)
    return jsonify(
        done=True,
        said=f"Of {counted(len(table.rows), 'row')}, {there} have the identifiers of "
        "your list. They are on this page alone, until you leave it or change what is "
        "chosen.",
        columnDefs=grid_columns(table.columns, report.states, beside=beside),
        rowData=grid_rows(table, report.keys, report.revisions, beside=beside),
        csv=csv_bytes(table, shown.reference.id).decode("utf-8-sig"),
    )


def _set_state() -> Response:
    own = request_for(request.args.to_dict()).ask(own_people)
    wanted = request.get_json(force=True, silent=True)
    wanted = wanted if isinstance(wanted, dict) else {}
    revision = wanted.get("revision")
    row = worklists.set_state(
        home(),
        own,
        str(wanted.get("key")),
        str(wanted.get("state")),
        str(wanted.get("author") or ""),
        revision if isinstance(revision, int) else -1,
    )
    return jsonify(
        done=row.kept,
        said=row.said,
        state=row.state,
        set_by=row.set_by,
        revision=row.revision,
    )


def _header(name: str) -> str:
    return unquote(request.headers.get(f"X-Care-Impact-{name}", ""))


def _too_large() -> Response:
    return sentence(
        f"The list is larger than {MOST_MEGABYTES} MB: keep its columns of identifier "
        "and name alone, or give the list of one practice at a time.",
        413,
    )
