"""Forms to write a story, to review one, and to withdraw one."""

from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data_access.answers.core import Option
from data_access.answers.stories import LONGEST_TEXT, NO_COHORT, SCOPES, THEMES, Written
from data_access.words.numbers import number_text

FIELD, ERROR = "story-field", "story-error"  # the type of ids; their name is the field
NO_CHART = "none"  # dbc.Select shows "" as blank


def story_form(
    written: Written | None, cohorts: Sequence[Option], charts: Sequence[Option]
) -> html.Div:
    """Lay out the form, filled with ``written``; every field has a place for its error.

    Ids: ``stories-draft``, ``stories-tell`` and ``stories-kept-box``; fields and errors
    are {"type": FIELD or ERROR, "name": <field>}.
    """
    values = _values(written)
    themes = [Option(value, name) for value, name in THEMES.items()]
    scopes = [Option(value, name) for value, name in SCOPES.items()]
    none, alone = Option(NO_COHORT, "No cohort"), Option(NO_CHART, "No chart")
    consent = [
        dbc.Checkbox(
            id=_id("consent"),
            label=["The person agreed, and knows who will read it", _error("consent")],
            value=values["consent"],
        ),
        html.Div(
            [
                _text("taken_by", "Who took consent", values),
                _text("taken_on", "Date of consent", values, type="date"),
                _select("scope", "Where it may be shown", scopes, values),
            ],
            className="filter-bar",
        ),
    ]
    return html.Div(
        [
            _text("headline", "Headline", values),
            _labelled(
                "text",
                f"The story, in at most {number_text(LONGEST_TEXT)} characters",
                dbc.Textarea(id=_id("text"), rows=7, value=values["text"]),
            ),
            html.Div(
                [
                    _select("theme", "What it is about", themes, values),
                    _select("cohort", "Cohort", (none, *cohorts), values),
                    _select("indicator", "Linked chart", (alone, *charts), values),
                    _text("writer", "Your name or initials", values),
                ],
                className="filter-bar",
            ),
            html.Fieldset([html.Legend("Consent"), *consent]),
            html.Fieldset(
                [
                    html.Legend("Could these identify the person?"),
                    dbc.Checklist(id=_id("kept"), options=[], value=[]),
                    _error("kept"),
                ],
                id="stories-kept-box",
                hidden=True,
            ),
            html.Div(
                [
                    _button("stories-tell", "Send to a second person", main=True),
                    _button("stories-draft", "Save as a draft"),
                ],
                className="load-actions",
            ),
        ],
        className="story-form",
    )


def review_form(state: str) -> html.Div:
    """Lay out the actions of a second person for a story in ``state``.

    Ids: ``stories-show``, -back and -withdraw, and the fields reviewer and reason.
    """
    review = html.Div(
        [
            _labelled(
                "reviewer",
                "Your name or initials; not the writer's",
                dbc.Input(id=_id("reviewer")),
            ),
            _labelled(
                "reason",
                "Reason, if you send it back",
                dbc.Textarea(id=_id("reason"), rows=2),
            ),
            html.Div(
                [
                    _button("stories-show", "Publish it", main=True),
                    _button("stories-back", "Send it back"),
                ],
                className="load-actions",
            ),
        ],
        hidden=state != "submitted",
        className="story-form",
    )
    withdraw = html.Div(
        [
            html.P(
                "Consent withdrawn, or submitted by mistake? The text is erased from "
                "this product at once and cannot be restored."
            ),
            html.Div(
                _button("stories-withdraw", "Withdraw and erase it"),
                className="load-actions",
            ),
        ],
        hidden=not state,
    )
    return html.Div([review, withdraw], className="story-form")


def _values(written: Written | None) -> Mapping[str, object]:
    if written is None:
        return {
            "cohort": NO_COHORT,
            "indicator": NO_CHART,
            "consent": False,
            "text": "",
        }
    consent = written.consent
    return {
        "headline": written.headline,
        "text": written.text,
        "theme": written.theme,
        "cohort": written.cohort,
        "indicator": written.indicator or NO_CHART,
        "writer": written.writer,
        "consent": consent.given,
        "taken_by": consent.taken_by,
        "taken_on": consent.taken_on and consent.taken_on.isoformat(),
        "scope": consent.scope,
    }


def _id(name: str) -> dict[str, str]:
    return {"type": FIELD, "name": name}


def _error(name: str) -> html.Span:
    return html.Span(id={"type": ERROR, "name": name}, className="field-error")


def _labelled(name: str, label: str, control: Component) -> html.Label:
    # The error is part of the label, so that it is read out with the field.
    text = html.Span(label, className="filter-label")
    return html.Label([text, control, _error(name)], className="filter story-field")


def _text(
    name: str,
    label: str,
    values: Mapping[str, object],
    type: str = "text",  # noqa: A002 - as Dash
) -> html.Label:
    return _labelled(
        name, label, dbc.Input(id=_id(name), type=type, value=values.get(name, ""))
    )


def _select(
    name: str, label: str, options: Sequence[Option], values: Mapping[str, object]
) -> html.Label:
    choices = [{"value": option.value, "label": option.label} for option in options]
    control = dbc.Select(
        id=_id(name), options=choices, value=values.get(name), placeholder="Choose"
    )
    return _labelled(name, label, control)


def _button(id_: str, label: str, *, main: bool = False) -> html.Button:
    kind = "btn-primary" if main else "btn-outline-secondary"
    return html.Button(label, id=id_, type="button", className=f"btn {kind}")
