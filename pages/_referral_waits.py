"""The block of the referrals page about waiting for a first contact."""

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.charts.compared import compared_chart
from components.charts.waiting import waiting_chart
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from pages._ask import ask
from pages._referral_frame import referral_figure


def waits(selection: Selection) -> Component:
    """Show how long people wait, and how many still do."""
    report = ask(referral_waits, selection)
    terms = [
        part for name, words in report.facts for part in (html.Dt(name), html.Dd(words))
    ]
    return html.Div(
        [
            referral_figure(
                "waits",
                report.caption,
                html.Div(
                    [
                        chart(
                            waiting_chart(report.curve),
                            id="referrals-waits",
                            alt=report.caption.headline,
                        ),
                        html.Dl(terms, className="definition"),
                    ]
                ),
                report.table,
                selection,
            ),
            referral_figure(
                "waits/routes",
                report.routes_caption,
                compared_chart(report.routes, "percent"),
                report.routes_table,
                selection,
            ),
        ],
        className="figure-pairs",
    )
