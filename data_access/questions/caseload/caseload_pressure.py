"""What would one more coordinator, a vacancy or a winter do to the work?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.answers.caseload import PressurePath, PressureReport
from data_access.answers.core import Caption, Compared, Mark
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import disclose, rounded
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import month_end, months_after
from data_access.queries.episodes import coordinators_in_post
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.caseload.caseload_history import (
    CaseloadHistory,
    Floats,
    caseload_history,
)
from data_access.questions.caseload.caseload_load import NEEDED, PER_WTE
from data_access.questions.caseload.pressure_words import (
    CHOICES,
    Winter,
    headline,
    pressure_table,
    summary,
)
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.series import series_of
from data_access.selection import WHOLE_PCN
from data_access.stats.backtest import Backtest, backtest_caseload
from data_access.stats.forecast import forecast_caseload
from data_access.stats.pace import FEWEST_DRAWS, FEWEST_MONTHS
from data_access.stats.winter import FEWEST_WINTER_MONTHS, forecast_winter
from data_access.words.numbers import period_text

AHEAD = 6
RECENT = 12  # months carried forward: older ones had other staff
BEFORE = 12  # months drawn before the forecast
WINTER_MONTHS = (12, 1, 2)
SEED = 6
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class _Cases:
    """Open cases at the end of each month ahead: middle and 95% limits."""

    middle: Floats
    lower: Floats
    upper: Floats

    def per(self, wte: float) -> "_Cases":
        return _Cases(self.middle / wte, self.lower / wte, self.upper / wte)

    def shown(self, *, exact: bool) -> "_Cases":
        if exact:
            return self
        return _Cases(rounded(self.middle), rounded(self.lower), rounded(self.upper))


def caseload_pressure(context: Context, choice: str) -> PressureReport:
    """Forecast open cases for each whole-time coordinator of a PCN, six months ahead.

    ``choice`` is one of CHOICES. The forecast assumes that people start and finish as
    in the last year, whoever is in post, and that a winter adds as many as past winters
    did.

    Raises CareImpactError for an unknown choice, or if too few months are loaded.
    """
    if choice not in CHOICES:
        raise CareImpactError(
            "There is no such choice for the forecast; choose one of the four."
        )
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(connection, place, "The forecast")
        rows = indicator_rows(
            connection,
            indicators=["caseload_open", "caseload_new", PER_WTE],
            pcn=place.pcn,
            practices=(WHOLE_PCN,),
            last=place.month,
        )
        in_post = coordinators_in_post(connection, place.pcn, month_end(place.month))
    if not in_post or PER_WTE not in set(rows["indicator"]):
        raise CareImpactError(NEEDED)
    flow = rows[rows["indicator"].isin(["caseload_open", "caseload_new"])]
    history = caseload_history(flow, place)
    exact = context.viewer.exact_for(
        tuple(practice.code for practice in place.practices)
    )
    _require_shown(rows, place, exact=exact)
    wte = sum(in_post.values())
    usual = _usual(history).shown(exact=exact)
    winter, cold = _winter(history)
    loads = {
        "as_now": usual.per(wte),
        "one_more": usual.per(wte + 1),
        # The post left empty is of average hours.
        "vacancy": usual.per(wte - wte / len(in_post)) if len(in_post) > 1 else None,
        "winter": None if cold is None else cold.shown(exact=exact).per(wte),
    }
    items = tuple(_item(code, loads[code]) for code in CHOICES)
    path = _path(rows, place, loads["as_now"], loads[choice], exact=exact)
    return PressureReport(
        caption=Caption(
            headline=headline(choice, items, path),
            subtitle=f"Open cases for each whole-time coordinator, {place.pcn_name}, "
            f"{period_text(path.months[0], path.months[-1])}",
            summary=summary(choice, path, wte, winter, _backtest(history)),
            definition="forecast",
        ),
        path=path,
        choices=items,
        table=pressure_table(place.pcn_name, path.months[-1], items),
    )


def _require_shown(rows: pd.DataFrame, place: Place, *, exact: bool) -> None:
    last = rows[rows["indicator"] == "caseload_open"].iloc[-1:]
    counts = last["numerator"].to_numpy(dtype=float)
    flags = last["numerator_withheld"].to_numpy()
    (figures,) = disclose(counts, counts, flags, flags, kind="count", exact=exact)
    if figures.mark is not None:
        raise CareImpactError(
            f"Too few people of {place.pcn_name} are on the caseload to show a "
            "forecast of it."
        )


def _usual(history: CaseloadHistory) -> _Cases:
    recent = history.recent(RECENT)
    forecast = forecast_caseload(
        recent.opening, recent.joined, recent.left, months=AHEAD, seed=SEED, draws=DRAWS
    )
    return _Cases(
        forecast.open_cases, forecast.open_cases_lower, forecast.open_cases_upper
    )


def _winter(history: CaseloadHistory) -> tuple[Winter | None, _Cases | None]:
    cold = np.array([day.month in WINTER_MONTHS for day in history.months])
    if min(cold.sum(), (~cold).sum()) < FEWEST_WINTER_MONTHS:
        return None, None
    forecast = forecast_winter(
        history.opening,
        history.joined,
        history.left,
        cold,
        months=AHEAD,
        winter_months=len(WINTER_MONTHS),
        seed=SEED,
        draws=DRAWS,
    )
    winter = Winter(
        months=int(cold.sum()),
        extra=forecast.extra_cases,
        lower=forecast.extra_cases_lower,
        upper=forecast.extra_cases_upper,
    )
    cases = _Cases(
        forecast.open_cases, forecast.open_cases_lower, forecast.open_cases_upper
    )
    return winter, cases


def _backtest(history: CaseloadHistory) -> Backtest | None:
    if len(history.months) < FEWEST_MONTHS + AHEAD:
        return None
    return backtest_caseload(
        history.opening,
        history.joined,
        history.left,
        months=AHEAD,
        seed=SEED,
        draws=FEWEST_DRAWS,
    )


def _item(code: str, load: _Cases | None) -> Compared:
    if load is None:
        return Compared(code, CHOICES[code], mark=Mark.NO_DATA)
    middle, lower, upper = (
        float(values[-1]) for values in (load.middle, load.lower, load.upper)
    )
    return Compared(code, CHOICES[code], middle, lower, upper)


def _path(
    rows: pd.DataFrame,
    place: Place,
    usual: _Cases | None,
    chosen: _Cases | None,
    *,
    exact: bool,
) -> PressurePath:
    load = rows[rows["indicator"] == PER_WTE]
    series = series_of(BY_ID[PER_WTE], load, place, exact=exact)
    past = [figure.value for figure in series.shown][-BEFORE:]
    months = list(series.months[-BEFORE:])
    ahead = [months_after(place.month, number) for number in range(1, AHEAD + 1)]

    def later(values: Floats | None) -> tuple[float | None, ...]:
        if values is None:
            return (None,) * (len(past) + AHEAD)
        return (*(None,) * len(past), *(float(value) for value in values))

    return PressurePath(
        months=(*months, *ahead),
        past=(*past, *(None,) * AHEAD),
        middle=later(chosen.middle if chosen else None),
        lower=later(chosen.lower if chosen else None),
        upper=later(chosen.upper if chosen else None),
        usual=later(usual.middle if usual else None),
    )
