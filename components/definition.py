"""An indicator's definition, shown where the indicator is used."""

from collections.abc import Sequence

from dash import html

from data_access.answers.core import Definition, Step
from data_access.words.numbers import date_text


def definition_list(definition: Definition, steps: Sequence[Step] = ()) -> html.Section:
    """Show what is counted, over what, from which source and since when.

    ``steps`` are its exact SQL, folded: an analyst wants it, a board does not.
    """
    return html.Section(
        [
            html.H2("Definition"),
            definition_rows(definition),
            *_exact(steps),
        ],
        id="definition",
    )


def _exact(steps: Sequence[Step]) -> list[html.Details]:
    if not steps:
        return []
    parts = [
        part
        for step in steps
        for part in (
            html.H3(step.finds),
            html.Pre(
                html.Code(step.sql),
                tabIndex=0,
                role="region",
                **{"aria-label": step.finds},
            ),
        )
    ]
    return [html.Details([html.Summary("Exact SQL"), *parts], className="exact-sql")]


def definition_rows(definition: Definition) -> html.Dl:
    """Show the definition alone, for lists of them."""
    rows = [
        ("Numerator", definition.numerator),
        ("Denominator", definition.denominator),
        ("Left out", definition.exclusions),
        ("Period", definition.window),
        ("Direction", definition.direction),
        ("Target", definition.target),
        ("Source", definition.source),
        ("Version", f"{definition.version} of {definition.id}"),
        ("Valid from", date_text(definition.valid_from)),
    ]
    terms = [
        part
        for name, words in rows
        for part in (html.Dt(name), html.Dd(words[:1].upper() + words[1:]))
    ]
    return html.Dl(terms, className="definition")
