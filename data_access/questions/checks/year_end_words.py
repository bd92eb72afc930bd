"""A year-end forecast in sentences."""

import math
from dataclasses import dataclass

from data_access.stats.forecast import YearEndForecast
from data_access.words.chances import chance_text, likelihood
from data_access.words.numbers import counted, interval_text, number_text, value_text


@dataclass(frozen=True, slots=True)
class Standing:
    """The year so far, in numbers the viewer may see.

    ``target`` is in per cent of the register, None if there is none. ``complete_years``
    counts the past years that show the busy months.
    """

    done: float
    register: float
    target: float | None
    months_left: int
    year_end: int
    complete_years: int
    exact: bool

    @property
    def wanted(self) -> int | None:
        """Return the number of people who would meet the target; None without one."""
        if self.target is None:
            return None
        # 70% of 10 people may come out a rounding error above 7.
        return math.ceil(self.target / 100 * self.register - 1e-9)

    @property
    def lacking(self) -> int:
        """Return how many more people the target needs."""
        return 0 if self.wanted is None else max(self.wanted - round(self.done), 0)

    @property
    def share(self) -> float:
        """Return the percentage of the register with a complete check."""
        return min(100 * self.done / self.register, 100.0)


def headline(now: Standing, forecast: YearEndForecast | None) -> str:
    """Say where the year ends, or ended, and whether the target is reached."""
    target = (
        ""
        if now.target is None
        else f"the target of {value_text(now.target, 'percent')}"
    )
    if forecast is None:
        ended = (
            f"The year ended with {value_text(now.share, 'percent')} of the register "
            "complete"
        )
        if not target:
            return ended
        missed = f"{counted(now.lacking, 'person', 'people')} short of {target}"
        return f"{ended}, {missed if now.lacking else f'{target} reached'}"
    low, high = 100 * forecast.uptake_share_lower, 100 * forecast.uptake_share_upper
    course = (
        f"On course for {value_text(100 * forecast.uptake_share, 'percent')} by 31 "
        f"March ({interval_text(low, high, 'percent')})"
    )
    if not target:
        return f"{course}; no target is set"
    if not now.lacking:
        return f"{course}; {target} is already reached"
    return f"{course}; {likelihood(forecast.chance_of_target, target)}"


def summary(now: Standing, forecast: YearEndForecast | None) -> str:
    """State the pace needed, the recent pace, the chance, and the assumptions."""
    so_far = (
        f"{number_text(now.done)} of {number_text(now.register)} people on the "
        "register have had a complete check since 1 April."
    )
    if forecast is None:
        return so_far
    months = "month" if now.months_left == 1 else "months"
    # In tenths: a year ends higher than it is at a pace that is less than half.
    pace = value_text(forecast.checks_recent_per_month, "count")
    sentences = [so_far]
    if now.lacking:
        each = math.ceil(now.lacking / now.months_left)
        sentences.append(
            f"The target needs {number_text(now.lacking)} more in {now.months_left} "
            f"{months}, {number_text(each)} a month; the average month of the last "
            f"year had {pace}. The chance of reaching it is "
            f"{chance_text(forecast.chance_of_target)}."
        )
    else:
        sentences.append(f"The average month of the last year had {pace}.")
    if now.complete_years:
        years = "year" if now.complete_years == 1 else "years"
        sentences.append(
            "The forecast allows for how busy each month was in the last "
            f"{now.complete_years} complete {years} of the PCN, such as the rush "
            "before 31 March."
        )
    else:
        sentences.append(
            "No complete year is loaded, so every month is treated alike: a rush "
            "before 31 March would end the year higher."
        )
    return " ".join(sentences)
