"""Every component and figure on sample answers, hard cases included.

Run it by hand to look at the design: ``python tests/browser/gallery.py``.
"""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import dash
from dash import Dash, html

from components import (
    document,
    downloads,
    notices,
    plotly_bundle,
    security_headers,
    shell,
)
from components.cards import card_grid
from components.figure_frame import captioned_figure
from components.figures.bars import bars_figure
from components.figures.before_after import BeforeAfter, before_after_figure
from components.figures.compared import compared_figure
from components.figures.event_path import PathPoint, event_path_figure
from components.figures.expected_observed import (
    ExpectedObserved,
    expected_observed_figure,
)
from components.figures.forest import Effect, forest_figure
from components.figures.funnel import FunnelLimits, funnel_figure
from components.figures.lines import Series, lines_figure
from components.figures.love_plot import Balance, love_plot_figure
from components.figures.trend import trend_figure
from components.filter_bar import filter_bar
from components.icons import verdict_icon
from components.small_multiples import small_multiples
from components.theme import Figure
from data_access.answers import (
    Caption,
    Card,
    Column,
    Compared,
    FilterOptions,
    Mark,
    Option,
    Reference,
    Table,
    Trend,
)
from data_access.selection import Selection

ROOT = Path(__file__).parents[2]
LONG = "The Old Vicarage and Riverside Medical Group (Upper Wensleydale branch)"
MONTHS = tuple(date(2023 + (m + 10) // 12, (m + 10) % 12 + 1, 1) for m in range(36))
REFERENCE = Reference("gallery", "pcn=U1", "board", "0007", "smi_all_six v2", "0.1.0")


def sample_trend(*, target: float | None = 60.0) -> Trend:
    """Make a trend with a rebase, signals of each kind, two gaps and late months."""
    values: list[float | None] = [
        48 + 4 * math.sin(m * 1.7) + (9 if m >= 24 else 0) for m in range(36)
    ]
    marks: list[Mark | None] = [None] * 36
    values[7], marks[7] = None, Mark.SUPPRESSED
    values[19], marks[19] = None, Mark.NO_DATA
    values[12], values[30] = 61.5, 66.9
    label, rule = ["common_cause"] * 36, [""] * 36
    label[12], rule[12] = "improvement_high", "astronomical"
    label[15], rule[15] = "concern_low", "two_of_three"
    label[30], rule[30] = "improvement_high", "shift"
    label[31], rule[31] = "neutral_high", "trend"
    mean = [48.0] * 24 + [57.0] * 12
    return Trend(
        unit="percent",
        months=MONTHS,
        values=tuple(values),
        marks=tuple(marks),
        mean=tuple(mean),
        lower=tuple(m - 10 for m in mean),
        upper=tuple(m + 10 for m in mean),
        label=tuple(label),
        rule=tuple(rule),
        provisional=tuple(m >= 34 for m in range(36)),
        variation="improvement_high",
        assurance="hit_or_miss",
        trial=False,
        target=target,
    )


def trial_trend() -> Trend:
    """Make a trend of eight months: trial limits, no icon, no target."""
    whole = sample_trend(target=None)
    cut = {
        name: getattr(whole, name)[:8]
        for name in (
            "months",
            "values",
            "marks",
            "mean",
            "lower",
            "upper",
            "label",
            "rule",
            "provisional",
        )
    }
    return replace(
        whole, **cut, unit="per_1000", trial=True, variation=None, assurance=None
    )


def sample_places() -> tuple[Compared, ...]:
    """Make practices: long name, flags of each kind, one suppressed, one missing."""
    return (
        Compared("A1", LONG, 71.2, 66.0, 76.1, 312, None, "high_95"),
        Compared("A2", "Riverside Surgery", 64.0, 60.2, 67.7, 640, None),
        Compared("A3", "High Street Practice", 58.4, 51.1, 65.4, 180, None),
        Compared(
            "A4", "Dr Okafor and Partners", 41.0, 35.5, 46.7, 290, None, "low_998"
        ),
        Compared("A5", "Station Road", None, None, None, None, Mark.SUPPRESSED),
        Compared("A6", "Hillside Health Centre", None, None, None, 150, Mark.NO_DATA),
    )


def sample_limits() -> FunnelLimits:
    """Make 95% and 99.8% limits around 58%."""
    sizes = tuple(float(n) for n in range(40, 721, 20))

    def around(z: float) -> tuple[float, ...]:
        return tuple(58 + z * 100 * math.sqrt(0.58 * 0.42 / n) for n in sizes)

    return FunnelLimits(
        sizes, 58.0, around(-1.96), around(1.96), around(-3.09), around(3.09)
    )


def sample_table() -> Table:
    """Make a table with each kind of cell."""
    return Table(
        "People on the SMI register with all six checks, by practice",
        (
            Column("Practice"),
            Column("Month", "month"),
            Column("On register", "count"),
            Column("Uptake", "percent"),
            Column("Contacts per 1,000", "rate"),
            Column("Cost", "gbp"),
        ),
        (
            (LONG, date(2026, 10, 1), 1310, 71.2, 7.44, 29135.0),
            (
                "Station Road",
                date(2026, 10, 1),
                Mark.SUPPRESSED,
                Mark.SUPPRESSED,
                0.0,
                0,
            ),
            ("Hillside", date(2026, 9, 1), 150, Mark.NO_DATA, Mark.NO_DATA, -1250.0),
        ),
    )


def sample_cards() -> tuple[Card, ...]:
    """Make cards: an exception, common cause, suppressed, missing and on trial."""
    trend = sample_trend()
    base = Card(
        indicator="smi_all_six",
        name="SMI physical health check: all six elements",
        theme="Health checks",
        value=66.9,
        lower=61.2,
        upper=72.1,
        mark=None,
        month=date(2026, 10, 1),
        provisional=False,
        sentence="Uptake rose above its upper limit in May and has stayed there.",
        exception=True,
        direction="increase",
        trend=trend,
    )
    quiet = replace(
        trend, variation="common_cause", assurance="pass", label=("",) * 36, unit="days"
    )
    return (
        base,
        replace(
            base,
            name="Did not attend",
            value=12.5,
            direction="decrease",
            sentence="More first contacts were missed than chance explains.",
            trend=replace(trend, variation="concern_high", assurance="fail"),
        ),
        replace(
            base,
            name="Time to first contact (median, people still waiting counted)",
            value=12.0,
            lower=10.0,
            upper=15.0,
            exception=False,
            provisional=True,
            sentence="No sign of change.",
            trend=quiet,
        ),
        replace(
            base,
            name="Contacts per 1,000 on the caseload",
            value=1234.5,
            lower=None,
            upper=None,
            exception=False,
            sentence="Too few months to tell signal from noise.",
            trend=trial_trend(),
        ),
        replace(
            base,
            name="Learning disability checks",
            value=None,
            lower=None,
            upper=None,
            mark=Mark.SUPPRESSED,
            exception=False,
            sentence="Fewer than 8 people: not shown.",
            trend=replace(
                trend,
                values=(None,) * 36,
                marks=(Mark.SUPPRESSED,) * 36,
                mean=(None,) * 36,
                lower=(None,) * 36,
                upper=(None,) * 36,
                variation=None,
                assurance=None,
                target=None,
            ),
        ),
        replace(
            base,
            name="Coordinators in post",
            value=3.6,
            lower=None,
            upper=None,
            exception=False,
            direction="neutral",
            sentence="One vacancy since August.",
            trend=replace(trend, variation="neutral_low", assurance=None, unit="count"),
        ),
    )


def sample_path() -> tuple[PathPoint, ...]:
    """Make a path with a peak before starting and one month that cannot be given."""
    points = []
    for month in range(-12, 13):
        ratio = 1 + 0.9 * math.exp(-abs(month + 1) / 2) if month < 0 else 0.93
        missing = month in (0, 9)
        points.append(
            PathPoint(
                month,
                None if missing else ratio,
                None if missing else ratio - 0.22,
                None if missing else ratio + 0.25,
            )
        )
    return tuple(points)


def sample_expected() -> ExpectedObserved:
    """Make twelve months of observed under expected, the last two provisional."""
    expected = tuple(6 + 1.5 * math.cos(m / 2) for m in range(12))
    observed: list[float | None] = [
        e - 0.9 + 0.8 * (m % 3) for m, e in enumerate(expected)
    ]
    observed[4] = None
    return ExpectedObserved(
        "count",
        MONTHS[24:],
        tuple(observed),
        expected,
        tuple(e - 1.4 for e in expected),
        tuple(e + 1.6 for e in expected),
        tuple(m >= 10 for m in range(12)),
    )


def sample_figures() -> dict[str, Figure]:
    """Make one of every figure, by name."""
    trend, places = sample_trend(), sample_places()
    level = tuple(50 + 3 * math.sin(m) for m in range(36))
    return {
        "trend": trend_figure(trend),
        "trial": trend_figure(trial_trend()),
        "empty": trend_figure(sample_cards()[4].trend),
        "compared": compared_figure(places, "percent", reference=("PCN", 62.0)),
        "bars": bars_figure(places, "percent"),
        "funnel": funnel_figure(
            places, sample_limits(), "percent", denominator="People on the register"
        ),
        "lines": lines_figure(
            MONTHS,
            (
                Series("This PCN", level),
                Series("Integrated care board", tuple(v - 2 for v in level)),
                Series("England", (*(v - 2.5 for v in level[:-3]), None, None, None)),
            ),
            "percent",
        ),
        "multiples": small_multiples(
            [
                (LONG, trend),
                ("Riverside Surgery", replace(trend, label=("",) * 36)),
                ("High Street Practice", trend),
            ]
        ),
        "expected": expected_observed_figure(sample_expected()),
        "love": love_plot_figure(
            (
                Balance("Emergency admissions, 12 months before", 0.82, 0.03),
                Balance("Age", 0.55, -0.02),
                Balance("Deprivation quintile", -0.12, 0.13),
            )
        ),
        "path": event_path_figure(sample_path()),
        "forest": forest_figure(
            (
                Effect("Severe frailty", 0.88, 0.71, 1.09),
                Effect("Dementia", 1.12, 0.83, 1.51),
                Effect("Palliative care", None, None, None),
                Effect("All cohorts together", 0.95, 0.84, 1.07, summary=True),
            )
        ),
        "before-after": before_after_figure(
            BeforeAfter("per_1000", -210.0, -196.0, -14.0, -45.0, 18.0)
        ),
    }


def sample_caption(name: str) -> Caption:
    """Make the words for one figure of the gallery."""
    return Caption(
        headline=f"Uptake rose after the hub opened in November 2025 ({name})",
        subtitle="SMI checks, all six elements, Riverside PCN, Nov 2023 to Oct 2026",
        summary="Uptake varied around 48% until October 2025 and around 57% since.",
        definition="smi_all_six",
        reference=REFERENCE,
    )


def options() -> FilterOptions:
    """Make the choices of the filter bar."""
    return FilterOptions(
        months=(Option("2026-10", "October 2026"), Option("2026-09", "September 2026")),
        pcns=(Option("U1", "Riverside PCN"), Option("U2", "Hillside PCN")),
        practices=(Option("A1", LONG), Option("A2", "Riverside Surgery")),
        cohorts=(
            Option("all", "Everyone on the caseload"),
            Option("frailty_severe", "Severe frailty"),
        ),
        month="2026-10",
        pcn="U1",
    )


def figures_page(**query: str) -> html.Div:
    """Lay out every figure in its frame."""
    selection = Selection.from_query(query)
    return html.Div(
        [
            html.H1("Figures"),
            filter_bar(options(), selection),
            html.Output(id="shown"),
            *(
                captioned_figure(
                    sample_caption(name),
                    figure,
                    sample_table(),
                    id=name,
                    csv_href=downloads.csv_href("sample", selection),
                    how_to_read="Points outside the dashed lines are signals.",
                )
                for name, figure in sample_figures().items()
            ),
        ]
    )


def cards_page(**query: str) -> html.Div:
    """Lay out cards, notices and verdicts."""
    verdicts = ("fewer", "no_evidence_of_change", "cannot_tell_yet", "more")
    return html.Div(
        [
            html.H1("This month"),
            filter_bar(options(), Selection.from_query(query), ("month", "pcn")),
            html.H2("Indicators"),
            card_grid(sample_cards(), lambda card: "/figures", label="Indicators"),
            html.P([verdict_icon(verdict) for verdict in verdicts]),
            notices.empty("Load an extract first.", way_out=("Load data", "/data")),
            notices.provisional("September and October 2026"),
            notices.suppressed(),
            notices.not_permitted("Ask a clinical lead.", way_out=("Back", "/")),
            notices.out_of_date("These data are 74 days old."),
            notices.error("The month in the address should look like 2026-10."),
        ]
    )


def create_gallery() -> Dash:
    """Make the gallery as the product is made, with its assets and headers."""
    app = Dash(
        __name__,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ROOT / "assets"),
        assets_path_ignore=list(document.ASSETS_PATH_IGNORE),
        external_stylesheets=list(document.STYLESHEETS),
        index_string=document.INDEX,
        title="Gallery",
        update_title="",
    )
    dash.register_page("cards", "/", layout=cards_page, nav="This month", order=1)
    dash.register_page(
        "figures", "/figures", layout=figures_page, nav="Figures", order=2
    )
    dash.register_page(
        "plain", "/methods", layout=html.H1("Methods"), nav="Methods", order=3
    )
    app.layout = lambda: shell.shell(
        data_version="0007", banner=notices.synthetic_banner()
    )
    shell.register(app)
    plotly_bundle.register(app.server)
    security_headers.register(app)
    downloads.register(
        app.server, {"sample": lambda selection: (REFERENCE.id, sample_table())}
    )

    @app.callback(dash.Output("shown", "children"), dash.Input("selection", "data"))
    def shown(selection: dict[str, str] | None) -> str:
        return Selection.from_query(selection or {}).to_query()

    return app


if __name__ == "__main__":
    create_gallery().run(port=8077)
