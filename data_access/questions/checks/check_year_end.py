"""Will the year's checks reach their target by 31 March?"""

from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.checks import YearEndReport
from data_access.answers.core import Caption, Mark
from data_access.answers.targets import TargetPath
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.targets import percent_at
from data_access.disclosure.rule import LEAST_SHOWN, disclose, rounded
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.check_year import PARTS
from data_access.months import financial_year
from data_access.queries.check_years import check_years
from data_access.queries.month_cells import month_cells
from data_access.questions.checks.check_place import check_place
from data_access.questions.checks.year_end_words import Standing, headline, summary
from data_access.questions.checks.year_missing import why_no_year
from data_access.questions.parts.place import Place
from data_access.questions.parts.target_path import path_table
from data_access.selection import WHOLE_PCN
from data_access.stats.forecast import YearEndForecast, forecast_year_end
from data_access.stats.pace import FEWEST_MONTHS

MONTHS = 12
# Four thousand futures set the 2.5% point on a hundred of them, in a third of the time
# of the ten thousand that a report can afford.
DRAWS = 4_000
SEED = 31_03
_COUNTED = "People with a complete check since 1 April"


def check_year_end(context: Context, check: str) -> YearEndReport:
    """Forecast one check to 31 March, from the recent pace and the usual busy months.

    Raises CareImpactError if the year's April is not loaded, if there are too few
    months, or if the numbers are too small to show.
    """
    indicator = BY_ID[check]
    if check not in PARTS:
        raise CareImpactError(
            f"{indicator.name} has no year-end forecast: it is counted from each "
            "person's diagnosis, not from 1 April."
        )
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        years = check_years(connection, check, place.pcn, place.practice, place.month)
        pcn_years = (
            years
            if place.practice == WHOLE_PCN
            else check_years(connection, check, place.pcn, WHOLE_PCN, place.month)
        )
        year = month_cells(
            connection,
            indicators=(check,),
            pcn=place.pcn,
            months=(place.month,),
            dimensions=("all",),
            practices=(place.practice,),
        )
        if years.empty or years["month"].iloc[-1].date() != place.month:
            raise CareImpactError(
                f"{indicator.name} cannot be forecast for {place.name}: "
                + why_no_year(connection, indicator, place)
            )
    if year:  # March's figures are those of the twelve months: withheld alike
        years["numerator_withheld"] |= year[0].numerator_withheld
        years["denominator_withheld"] |= year[0].denominator_withheld
    exact = context.viewer.exact_for(place.practice_codes)
    months = financial_year(place.month)
    done = _recorded(years, months, exact=exact)
    now = _standing(indicator, years.iloc[-1], place, pcn_years, exact=exact)
    forecast = (
        _forecast(indicator, years, place, pcn_years, exact=exact)
        if now.months_left
        else None
    )
    path = _path(months, done, forecast, now, exact=exact)
    return YearEndReport(
        caption=Caption(
            headline=headline(now, forecast),
            subtitle=f"{indicator.name}, people with a complete check since 1 "
            f"April {months[0].year}, {place.name}",
            summary=summary(now, forecast),
            definition="forecast",
        ),
        path=path,
        table=path_table(
            f"{indicator.name} since 1 April, {place.name}",
            path,
            {
                month: Mark.SUPPRESSED if month <= place.month else Mark.NO_DATA
                for month in months
            },
        ),
    )


def month_weights(whole: pd.DataFrame) -> tuple[dict[int, float], int]:
    """Return each calendar month's weight (1 is average), and the number of years used.

    From the PCN's complete financial years; 1 for every month if there are none. Half a
    person is added to each month, so that no month has a weight of zero.
    """
    years = whole.assign(year=[financial_year(month)[0] for month in whole["month"]])
    complete = [
        rows
        for _, rows in years.groupby("year")
        if len(rows) == MONTHS and rows["completed"].notna().all()
    ]
    if not complete:
        return dict.fromkeys(range(1, 13), 1.0), 0
    together = pd.concat(complete)
    sums = together.groupby(together["month"].dt.month)["completed"].sum() + 0.5
    weights = sums / sums.mean()
    return {int(month): float(weights[month]) for month in range(1, 13)}, len(complete)


def _forecast(
    indicator: Indicator,
    years: pd.DataFrame,
    place: Place,
    pcn_years: pd.DataFrame,
    *,
    exact: bool,
) -> YearEndForecast:
    recent = years.iloc[-MONTHS:]
    recent = recent[recent["completed"].notna()]
    if not exact and len(recent) < LEAST_SHOWN:
        raise CareImpactError(
            f"{indicator.name} cannot be forecast for {place.name}: fewer than "
            f"{LEAST_SHOWN} of the last {MONTHS} months have numbers large enough to "
            "show, so choose all practices or a later month."
        )
    if len(recent) < FEWEST_MONTHS:
        raise CareImpactError(
            f"{indicator.name} cannot be forecast for {place.name}: it needs "
            f"{FEWEST_MONTHS} months of health_checks.csv since an April."
        )
    weights, _ = month_weights(pcn_years)
    left = [month for month in financial_year(place.month) if month > place.month]
    register = int(years["denominator"].iloc[-1])
    if not register:
        raise CareImpactError(
            f"No one at {place.name} is on the register for this check; choose "
            "another check."
        )
    return forecast_year_end(
        recent["completed"].to_numpy(dtype=float),
        checks_done=int(years["numerator"].iloc[-1]),
        register=register,
        target_share=(percent_at(indicator.id, place.month) or 100.0) / 100,
        months_left=len(left),
        recent_weights=[weights[month.month] for month in recent["month"].dt.date],
        weights_left=[weights[month.month] for month in left],
        seed=SEED,
        draws=DRAWS,
    )


def _recorded(
    years: pd.DataFrame, months: tuple[date, ...], *, exact: bool
) -> tuple[float | None, ...]:
    rows = years[years["month"] >= pd.Timestamp(months[0])]
    figures = disclose(
        rows["numerator"].to_numpy(dtype=float),
        rows["denominator"].to_numpy(dtype=float),
        rows["numerator_withheld"].to_numpy(),
        rows["denominator_withheld"].to_numpy(),
        kind="count",
        exact=exact,
    )
    by_month = dict(
        zip(rows["month"].dt.date, (figure.value for figure in figures), strict=True)
    )
    return tuple(by_month.get(month) for month in months)


def _standing(
    indicator: Indicator,
    row: pd.Series,
    place: Place,
    whole: pd.DataFrame,
    *,
    exact: bool,
) -> Standing:
    """Say where the year stands, in numbers this viewer may see."""
    both = np.array([row["numerator"], row["denominator"]], dtype=float)
    flags = np.array([row["numerator_withheld"], row["denominator_withheld"]])
    done, register = disclose(both, both, flags, flags, kind="count", exact=exact)
    if done.value is None or not register.value:
        raise CareImpactError(
            f"{indicator.name}: fewer than 8 people of {place.name} have a "
            "complete check so far this year, too few to show or to forecast from."
        )
    return Standing(
        done=done.value,
        register=register.value,
        target=percent_at(indicator.id, place.month),
        months_left=sum(m > place.month for m in financial_year(place.month)),
        year_end=financial_year(place.month)[-1].year,
        complete_years=month_weights(whole)[1],
        exact=exact,
    )


def _path(
    months: tuple[date, ...],
    done: tuple[float | None, ...],
    forecast: YearEndForecast | None,
    now: Standing,
    *,
    exact: bool,
) -> TargetPath:
    past = len(months) - now.months_left

    def ahead(values: np.ndarray) -> tuple[float | None, ...]:
        shares = values if exact else rounded(values)
        return (*(None,) * past, *(float(value) for value in shares))

    nothing: tuple[float | None, ...] = (None,) * len(months)
    return TargetPath(
        counted=_COUNTED,
        months=months,
        done=done,
        middle=ahead(forecast.checks_done) if forecast else nothing,
        lower=ahead(forecast.checks_done_lower) if forecast else nothing,
        upper=ahead(forecast.checks_done_upper) if forecast else nothing,
        needed=None if now.wanted is None else float(now.wanted),
    )
