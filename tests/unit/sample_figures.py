"""One of every figure, drawn from the sample answers."""

import math

from sample_answers import (
    MONTHS,
    sample_cards,
    sample_expected,
    sample_limits,
    sample_path,
    sample_places,
    sample_trend,
    trial_trend,
)
from sample_people import sample_curve, sample_flow, sample_overlaps, sample_sets

from components.figures.bars import bars_figure
from components.figures.before_after import BeforeAfter, before_after_figure
from components.figures.change import change_figure
from components.figures.compared import compared_figure
from components.figures.elapsed import elapsed_figure
from components.figures.event_path import event_path_figure
from components.figures.expected_observed import expected_observed_figure
from components.figures.flow import flow_figure
from components.figures.forest import Effect, forest_figure
from components.figures.funnel import funnel_figure
from components.figures.gap_trend import gap_trend_figure
from components.figures.grouped import Group, grouped_figure
from components.figures.lines import Series, lines_figure
from components.figures.love_plot import Balance, love_plot_figure
from components.figures.map import map_figure
from components.figures.pressure import pressure_figure
from components.figures.slope import slope_figure
from components.figures.standings import standings_figure
from components.figures.trend import trend_figure
from components.figures.upset import upset_figure
from components.figures.waiting import waiting_figure
from components.figures.year_end import year_end_figure
from components.theme import Figure
from data_access.answers.caseload import ElapsedCurve, PressurePath
from data_access.answers.checks import YearPath
from data_access.answers.core import Compared, Mark
from data_access.answers.england import MapArea, Standing, StandingRow


def sample_figures() -> dict[str, Figure]:
    """Make one of every figure, by name."""
    trend, places = sample_trend(), sample_places()
    level = tuple(50 + 3 * math.sin(m) for m in range(36))
    return {
        "trend": trend_figure(trend),
        "trial": trend_figure(trial_trend()),
        "empty": trend_figure(sample_cards()[4].trend),
        "compared": compared_figure(places, "percent", reference=("PCN", 62.0)),
        "grouped": grouped_figure(
            [
                Group("Severe mental illness", places[:3]),
                Group("Learning disability", (places[3], places[4], places[2])),
                Group("Dementia", (places[4], places[4], places[5])),
            ],
            ("This PCN", "Its ICB", "England"),
            "percent",
        ),
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
        "slope": slope_figure(
            places[:5], (0.12, 0.35, 0.56, 0.74, 0.91), (58.0, 66.5), "percent"
        ),
        "gap-trend": gap_trend_figure(MONTHS[:6:2], places[2:5], "points"),
        "change": change_figure(
            (
                Compared("a", "Life satisfaction", 0.6, 0.2, 1.0, 45, None),
                Compared("b", "Anxiety yesterday", -0.1, -0.7, 0.5, 45, None),
                Compared("c", "PAM", None, None, None, None, Mark.TOO_FEW),
            )
        ),
        "flow": flow_figure(*sample_flow()),
        "waiting": waiting_figure(sample_curve()),
        "upset": upset_figure(sample_sets(), sample_overlaps()),
        "year-end": year_end_figure(sample_year()),
        "elapsed": elapsed_figure(
            ElapsedCurve(
                days=(0.0, 7.0, 14.0, 21.0),
                share=(0.0, 40.0, 75.0, 88.0),
                lower=(0.0, 32.0, 68.0, 81.0),
                upper=(0.0, 49.0, 82.0, 93.0),
                what="in contact",
                since="the case was opened",
                marked=14,
            )
        ),
        "pressure": pressure_figure(sample_pressure()),
        "map": map_figure(
            sample_areas(), ("Lowest: 0.2", "Middle: 0.5", "Highest: 0.9"), "per_10000"
        ),
        "standings": standings_figure(sample_standings(), "This PCN", "Its peers"),
    }


def sample_year() -> YearPath:
    """Give seven months recorded, one of them suppressed, and five forecast."""
    done = (None, 15.0, 25.0, 40.0, 55.0, 70.0, 90.0)
    ahead = (110.0, 130.0, 160.0, 190.0, 230.0)
    return YearPath(
        months=MONTHS[:12],
        done=(*done, *(None,) * 5),
        middle=(*(None,) * 7, *ahead),
        lower=(*(None,) * 7, *(v - 5 * k for k, v in enumerate(ahead, 1))),
        upper=(*(None,) * 7, *(v + 6 * k for k, v in enumerate(ahead, 1))),
        needed=330.0,
    )


def sample_pressure() -> PressurePath:
    """Give a year so far, and half a year ahead with one more coordinator."""
    nothing = (None,) * 12
    ahead = (17.0, 17.2, 17.5, 17.5, 17.8, 18.0)
    return PressurePath(
        months=MONTHS[:18],
        past=(*(20.0 + k / 6 for k in range(12)), *(None,) * 6),
        middle=(*nothing, *ahead),
        lower=(*nothing, *(v - k / 2 for k, v in enumerate(ahead, 1))),
        upper=(*nothing, *(v + k / 2 for k, v in enumerate(ahead, 1))),
        usual=(*nothing, *(v + 5 for v in ahead)),
    )


def sample_areas() -> tuple[MapArea, ...]:
    """Give four squares in a row, one of them without a value, one chosen."""
    return tuple(
        MapArea(
            f"NHS {name} ICB",
            (((x, 52.0), (x + 1, 52.0), (x + 1, 53.0), (x, 53.0), (x, 52.0)),),
            value,
            band,
            chosen=name == "Birch",
        )
        for x, name, value, band in (
            (-3.0, "Alder", 0.2, 0),
            (-2.0, "Birch", 0.5, 1),
            (-1.0, "Cedar", 0.9, 2),
            (0.0, "Downs", None, None),
        )
    )


def sample_standings() -> tuple[StandingRow, ...]:
    """Give a PCN among three peers on two measures, and no figure of its own on one."""
    peers = tuple(
        Standing(f"PCN {number}", f"{number} per 10,000", number / 3 - 1)
        for number in range(3)
    )
    return (
        StandingRow("Care coordinators", Standing("Alder PCN", "1.2", 0.4), peers),
        StandingRow("LD health checks paid for", None, peers[:1]),
        StandingRow("Nothing published", None, ()),
    )
