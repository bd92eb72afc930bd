"""Choose who is in a cohort, and save it by name."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.filter_bar import ALL_OF_THEM, filter_select
from data_access.answers.core import Option
from data_access.choices.cohort_rules import CHOICES, CohortRules

_REGISTERS = {
    "on": "On the register",
    "also": "And on the register",
    "without": "Not on the register",
}
_LABELS = {
    "age": "Age",
    "frailty": "Frailty",
    "housebound": "Housebound",
    "carer": "Carer",
    "care_home": "Care home",
    "admitted": "Emergency admissions",
    "contact": "Contact with a coordinator",
    "left": "Still to do",
}


def rule_controls(registers: Sequence[Option], rules: CohortRules) -> html.Section:
    """Show a control for every rule, set to ``rules``; each is a URL parameter."""
    any_of_them = Option(ALL_OF_THEM, "Any")
    controls = [
        filter_select(name, label, (any_of_them, *registers), getattr(rules, name))
        for name, label in _REGISTERS.items()
    ]
    controls += [
        filter_select(
            name,
            label,
            (
                any_of_them,
                *(
                    Option(value, text[:1].upper() + text[1:])
                    for value, text in CHOICES[name].items()
                ),
            ),
            getattr(rules, name),
        )
        for name, label in _LABELS.items()
    ]
    return html.Section(
        controls,
        className="filter-bar rule-bar",
        **{"aria-label": "Who is in the cohort"},
    )


def save_form(page: str) -> html.Details:
    """Return a form to save the selected cohort by name, or to remove one.

    Ids: <page>-save-name, -author, -add, -remove and -result.
    """
    fields = (("name", "Name of the cohort"), ("author", "Your name"))
    buttons = (
        ("add", "Save this cohort"),
        ("remove", "Remove the cohort with this name"),
    )
    return html.Details(
        [
            html.Summary("Save this cohort, or remove a saved cohort"),
            html.P(
                "Only the rules are saved, never the people. The list of people is "
                "made again each time."
            ),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span(label, className="filter-label"),
                            dbc.Input(id=f"{page}-save-{field}"),
                        ],
                        className="filter",
                    )
                    for field, label in fields
                ],
                className="filter-bar",
            ),
            html.Div(
                [
                    html.Button(
                        label,
                        id=f"{page}-save-{name}",
                        type="button",
                        className="btn btn-primary note-add"
                        if name == "add"
                        else "btn btn-outline-secondary note-add",
                    )
                    for name, label in buttons
                ],
                className="load-actions",
            ),
            html.P(id=f"{page}-save-result", role="status"),
        ],
        className="panel figure-frame",
    )


def saved_list(
    saved: Sequence[tuple[str, CohortRules, str]], place: Mapping[str, str]
) -> html.Section:
    """Link to saved cohorts: name, rules and author; ``place`` stays in the URL."""
    if not saved:
        return html.Section()
    links: list[Component] = [
        html.Li(
            [
                dcc.Link(name, href="?" + _query(rules, place)),
                f": {rules.words} ({author})",
            ]
        )
        for name, rules, author in saved
    ]
    return html.Section(
        [html.H2("Saved cohorts"), html.Ul(links)], className="panel figure-frame"
    )


def _query(rules: CohortRules, place: Mapping[str, str]) -> str:
    parts = (urlencode(place), rules.to_query())
    return "&".join(part for part in parts if part)
