"""The estimate in a sentence, its verdict and grade, and the naive figure in grey."""

from dash import dcc, html
from dash.development.base_component import Component

from components.icons import verdict_icon
from components.terms import linked
from data_access.answers.impact import (
    PICKED_HARDEST,
    ImpactReport,
    Naive,
)
from data_access.words.numbers import interval_text, value_text

LEAST = "impact-picked-least"  # the id of the slider


def summary(report: ImpactReport) -> html.Section:
    """Show the sentence, then its uncertainty, then the naive figure."""
    caption = report.caption
    icon = verdict_icon(report.verdict.replace(" ", "_"))  # type: ignore[arg-type]
    return html.Section(
        [
            html.Div(
                [
                    html.P([icon, caption.headline], className="impact-sentence"),
                    html.P(caption.subtitle, className="figure-subtitle"),
                    html.P(linked(caption.summary)),
                    html.Ul([html.Li(linked(reason)) for reason in report.reasons]),
                    *_facts(report),
                ],
                className="panel impact-estimate",
            ),
            *([_naive(report.naive)] if report.naive else []),
        ],
        className="impact-summary",
        **{"aria-label": "The estimate"},
    )


def picking_panel() -> html.Details:
    """Return the slider that selects people; the page fills ``impact-picked``."""
    label = "Select people with at least this many admissions in the year before"
    slider = dcc.Input(
        id=LEAST,
        type="range",
        min=0,
        max=PICKED_HARDEST,
        step=1,
        value=0,
        className="picking-slider",
    )
    return html.Details(
        [
            html.Summary(
                html.H2(
                    "What a before-and-after comparison would show, by how people are "
                    "selected"
                )
            ),
            html.Div(
                [
                    dcc.Markdown(
                        "A before-and-after comparison counts what would have happened "
                        "anyway. It is **not evidence of impact**; it is here to show "
                        "why."
                    ),
                    html.Div(
                        [
                            html.Label([f"{label} (0 to {PICKED_HARDEST})", slider]),
                            html.Div(
                                id="impact-picked", role="status", className="region"
                            ),
                        ]
                    ),
                ],
                className="folded",
            ),
        ],
        className="panel folded-panel",
    )


def _facts(report: ImpactReport) -> list[Component]:
    facts: list[tuple[str, str]] = []
    ratio, low, high = (
        report.rate_ratio,
        report.rate_ratio_low,
        report.rate_ratio_high,
    )
    if ratio is not None and low is not None and high is not None:
        interval = f"95% interval {interval_text(low, high, 'ratio')}"
        facts.append(("Rate ratio", f"{value_text(ratio, 'ratio')} ({interval})"))
    fall = "none: not even a fall to zero admissions"
    if report.detectable_fall is not None:
        fall = value_text(report.detectable_fall, "percent")
    facts.append(("Smallest fall that this caseload could have shown", fall))
    if report.when:
        facts.append(("When it could show an effect", "; ".join(report.when)))
    if report.no_change is not None:
        chance = value_text(report.no_change, "percent")
        facts.append(
            ("Chance of ruling out a fall that matters, if nothing changed", chance)
        )
    if report.sceptic:
        facts.append(("What a sceptic would now think", f"One {report.sceptic}"))
    if report.e_value is not None and report.e_value_limit is not None:
        strength = (
            f"{value_text(report.e_value, 'ratio')} (limit "
            f"{value_text(report.e_value_limit, 'ratio')}): how strong an unrecorded "
            "cause would have to be to explain it away"
        )
        facts.append(("E-value", strength))
    terms = [
        item
        for name, text in facts
        for item in (html.Dt(linked(name)), html.Dd(linked(text)))
    ]
    return [html.Dl(terms, className="definition")] if terms else []


def _naive(naive: Naive) -> html.Aside:
    change, unaided = naive.naive_change, naive.change_without_effect
    lines = [html.H2("Before and after: not evidence of impact")]
    if change is not None and unaided is not None:
        text = (
            f"{_change(change)}, from {value_text(naive.before, 'ratio')} to "
            f"{value_text(naive.after, 'ratio')} admissions a person-year. Similar "
            f"people who did not start had {_change(unaided).lower()} in the same "
            "months, because people are selected when they are at their worst."
        )
        lines.append(html.P(text))
    else:
        lines.append(html.P("No matched person had an admission in the year before."))
    return html.Aside(lines, className="panel impact-naive")


def _change(change: float) -> str:
    return (
        f"{'A fall' if change < 0 else 'A rise'} of "
        f"{value_text(abs(change), 'percent')}"
    )
