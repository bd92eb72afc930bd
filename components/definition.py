"""The definition of an indicator."""

from collections.abc import Sequence

from dash import html

from data_access.answers.definition import Definition, Step
from data_access.words.numbers import date_text


def definition_list(definition: Definition, steps: Sequence[Step] = ()) -> html.Section:
    """Show what is counted, out of what, from which source and since when.

    ``steps`` are its exact SQL, folded because only an analyst needs it.
    """
    return html.Section(
        [
            html.H2("Definition"),
            definition_rows(definition),
            *_sql(steps),
        ],
        id="definition",
    )


def _sql(steps: Sequence[Step]) -> list[html.Details]:
    if not steps:
        return []
    children = [
        child
        for step in steps
        for child in (
            html.H3(step.finds),
            html.Pre(
                html.Code(step.sql),
                tabIndex=0,
                role="region",
                **{"aria-label": step.finds},
            ),
        )
    ]
    return [html.Details([html.Summary("Exact SQL"), *children], className="exact-sql")]


def definition_rows(definition: Definition) -> html.Dl:
    """Show a definition without a heading, for lists."""
    rows = [
        ("Numerator", definition.numerator),
        ("Denominator", definition.denominator),
        ("Exclusions", definition.exclusions),
        ("Period", definition.window),
        ("Direction", definition.direction),
        ("Target", definition.target),
        ("Source", definition.source),
        ("Version", f"{definition.version} of {definition.id}"),
        ("Valid from", date_text(definition.valid_from)),
    ]
    terms = [
        item
        for name, text in rows
        for item in (html.Dt(name), html.Dd(text[:1].upper() + text[1:]))
    ]
    return html.Dl(terms, className="definition")
