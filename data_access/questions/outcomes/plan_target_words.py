"""How far plans are from their target, in sentences and as a table."""

import math
from dataclasses import dataclass

from data_access.answers.core import Cell, Column, Table, as_cell
from data_access.catalogue.targets import Target
from data_access.stats.lasting import LASTS, LastingForecast
from data_access.words.chances import chance_text, likelihood
from data_access.words.numbers import counted, date_text, number_text, value_text
from data_access.words.sentences import sentence_case


@dataclass(frozen=True, slots=True)
class Coordinators:
    """How many coordinators share the work, and how that is known; None if it is not.

    ``known`` completes "for each" and ``why`` says in a sentence what is missing.
    """

    number: float | None
    known: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Plans of people with complex needs, in numbers the viewer may see.

    ``kept`` are the people whose plan of today will still count on the target's day;
    None where the months that decide it are not known. ``months_left`` is 0 in the
    month of that day, and below 0 after it.
    """

    people: float
    with_plan: float
    target: Target
    months_left: int
    kept: float | None
    coordinators: Coordinators

    @property
    def share(self) -> float:
        """Return the percentage who have a plan."""
        return min(100 * self.with_plan / self.people, 100.0)

    @property
    def wanted(self) -> int:
        """Return how many people with a plan would meet the target."""
        # 70% of 10 people may come out a rounding error above 7.
        return math.ceil(self.target.percent / 100 * self.people - 1e-9)

    @property
    def lacking(self) -> int:
        """Return how many more people the target needs today."""
        return max(self.wanted - round(self.with_plan), 0)

    @property
    def months_that_count(self) -> int:
        """Return how many coming months make plans that count on the target's day."""
        return min(self.months_left, LASTS)

    @property
    def had_each_month(self) -> float:
        """Return the pace of the last twelve months, each person counted once."""
        return self.with_plan / LASTS

    @property
    def needed_each_month(self) -> float | None:
        """Return the pace that the target needs; None if not known, or too late."""
        if self.kept is None or self.months_left < 1:
            return None
        return max(self.wanted - self.kept, 0.0) / self.months_that_count

    @property
    def aim(self) -> str:
        """Name the target."""
        percent = value_text(self.target.percent, "percent")
        return f"the target of {percent}{self.day}"

    @property
    def day(self) -> str:
        """Return the day of the target, after its preposition."""
        return f" by {date_text(self.target.by)}" if self.target.by else ""

    def for_each(self, pace: float | None) -> float | None:
        """Share a monthly pace among the coordinators."""
        if pace is None or not self.coordinators.number:
            return None
        return pace / self.coordinators.number


def headline(now: Standing, forecast: LastingForecast | None) -> str:
    """Say the share with a plan, and whether the target will be reached."""
    share = value_text(now.share, "percent")
    have = f"{share} of people with complex needs have a plan"
    if now.months_left < 0:
        return f"{have}; the day of {now.aim} is past"
    if now.months_left == 0:
        missed = f"{counted(now.lacking, 'person', 'people')} short of"
        return f"{have}, {missed if now.lacking else 'which meets'} {now.aim}"
    if forecast is None:
        return f"{have}; cannot tell yet whether {now.aim} will be reached"
    return f"{have}; {likelihood(forecast.chance_of_target, now.aim)}"


def summary(
    now: Standing,
    forecast: LastingForecast | None,
    definition: str,
    *,
    why_not: str,
    by_sum: bool,
) -> str:
    """State the numbers, the chance, what it assumes, and who has complex needs.

    ``why_not`` says why there is no forecast, if there is none; ``by_sum`` that it goes
    by the plans of the year together.
    """
    have = (
        f"{number_text(now.with_plan)} of {number_text(now.people)} people with "
        "complex needs have a plan that was agreed or reviewed in the last 12 months; "
        f"the target needs {number_text(now.wanted)}."
    )
    sentences = [have]
    if forecast is not None:
        sentences.append(
            "The forecast takes the months to come to be like the last 12 months, and "
            "the number of people with complex needs to stay: at an even pace as many "
            "have a plan in a year as today, because a plan counts for 12 months."
        )
        if by_sum:
            sentences.append(
                "Some months had too few plans to show, so they are taken to vary "
                "three times as much as by chance."
            )
        chance = chance_text(forecast.chance_of_target)
        sentences.append(f"The chance of reaching {now.aim} is {chance}.")
    elif now.months_left > 0:
        sentences.append(why_not)
    sentences.append(definition)
    return " ".join(sentences)


def pace_headline(now: Standing) -> str:
    """Compare the pace that the target needs with that of the last twelve months."""
    had = _pace(now.had_each_month)
    if now.months_left < 1:
        return f"The last 12 months had {had} plans a month, agreed or reviewed"
    if now.needed_each_month is None:
        return (
            f"Cannot tell how many plans a month {now.aim} needs; the last 12 months "
            f"had {had}"
        )
    needed = _pace(now.needed_each_month)
    return (
        f"{sentence_case(now.aim)} needs {needed} plans a month, agreed or reviewed; "
        f"the last 12 months had {had}"
    )


def pace_summary(now: Standing) -> str:
    """Say in which months the pace is needed, and what it is for each coordinator."""
    sentences = ["Each person counts once a year, however often a plan was reviewed."]
    if now.needed_each_month is not None:
        sentences.append(_when(now))
    sentences.append(_for_each(now))
    return " ".join(sentence for sentence in sentences if sentence)


def pace_table(now: Standing, caption: str) -> Table:
    """Return the last twelve months beside what the target needs."""
    columns = (
        Column("Pace"),
        Column("People with complex needs", "count"),
        Column("With a plan", "count"),
        Column("Share", "percent"),
        Column("Agreed or reviewed a month", "count"),
        Column("Coordinators", "number"),
        Column("A month for each coordinator", "ratio"),
    )

    def row(
        name: str, plans: float, share: float, pace: float | None
    ) -> tuple[Cell, ...]:
        staff = (now.coordinators.number, now.for_each(pace))
        return (name, now.people, plans, share, *map(as_cell, (pace, *staff)))

    had = row("Last 12 months", now.with_plan, now.share, now.had_each_month)
    if now.months_left < 1:
        return Table(caption, columns, (had,))
    asked = (float(now.wanted), now.target.percent)
    needed = row(f"Needed{now.day}", *asked, now.needed_each_month)
    return Table(caption, columns, (had, needed))


def _pace(each: float) -> str:
    return value_text(each, "count")


def _when(now: Standing) -> str:
    """Say which coming months make plans that count on the day of the target."""
    if now.months_left >= LASTS:
        return (
            "A plan counts for 12 months, so the pace is needed in each of the 12 "
            "months to that day: a plan made sooner counts only if it is reviewed."
        )
    kept = counted(round(now.kept or 0.0), "person", "people")
    months = counted(now.months_left, "month")
    return (
        f"The pace is needed in the {months} left: the plans that {kept} have today "
        "will still count on that day."
    )


def _for_each(now: Standing) -> str:
    """Share the two paces among the coordinators, or say why that cannot be done."""
    had, needed = (now.for_each(p) for p in (now.had_each_month, now.needed_each_month))
    if had is None:
        return now.coordinators.why
    known = f"For each {now.coordinators.known}"
    past = f"the last 12 months had {value_text(had, 'ratio')} a month"
    if needed is None:
        return f"{known}, {past}. {now.coordinators.why}".strip()
    return (
        f"{known}, the target needs {value_text(needed, 'ratio')} a month; {past}. "
        f"{now.coordinators.why}"
    ).strip()
