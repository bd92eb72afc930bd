"""An indicator's definition, shown where the indicator is used."""

from dash import html

from components.numbers import date_text
from data_access.answers import Definition


def definition_list(definition: Definition) -> html.Section:
    """Show what is counted, over what, from which source and since when."""
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
    return html.Section(
        [html.H2("Definition"), html.Dl(terms, className="definition")],
        id="definition",
    )
