"""Did those whose month had come have fewer admissions than those who waited?"""

import numpy as np

from data_access.answers.core import Caption, Column, Mark, Table
from data_access.answers.impact import Effect, RatiosReport
from data_access.door import Context
from data_access.months import months_after
from data_access.questions.impact.comparison_checks import judged
from data_access.questions.impact.estimate_shown import estimate_shown
from data_access.questions.impact.ratios import avoided_sentence, ratio_row
from data_access.questions.lots.followed import (
    Followed,
    by_lot,
    moved_by_lot,
    read_followed,
    year_before,
)
from data_access.questions.lots.lots_followed import check_followed
from data_access.questions.lots.usual_admissions import (
    admissions_of,
    fall_shown,
    year_before_last,
)
from data_access.questions.parts.intervals import limit_columns
from data_access.state.draws import Draw
from data_access.stats.diagnosis import check_earlier
from data_access.stats.matching import Estimate
from data_access.stats.stepped import Steps
from data_access.stats.trials import estimate_trials
from data_access.stats.verdict import grade
from data_access.words.numbers import counted, month_text, value_text

_OF = "of those whose month had come"


def lots_estimate(context: Context, draws: tuple[Draw, ...]) -> RatiosReport | None:
    """Compare those called with those who waited, all draws together; None without one.

    Raises as `cohort_scope`.
    """
    followed = read_followed(context, draws)
    if not draws:
        return None
    exact = context.viewer.exact_for(followed.scope.practices)
    estimate, placebo = (
        estimate_shown(estimate_trials(sums), exact=exact)
        for sums in (by_lot(followed), year_before(followed))
    )
    checks = [
        check_earlier(None, placebo, estimate),
        check_followed(moved_by_lot(followed)),
    ]
    graded = grade(estimate.people, checks, randomised=True)
    verdict = judged(estimate, checks).verdict
    # The two rows are shown however little was expected, as the published estimate is.
    rows = (
        ratio_row("By lot", estimate, 0),
        ratio_row("Year before the lots", placebo, 0),
    )
    return RatiosReport(
        caption=Caption(
            headline=avoided_sentence(estimate, "emergency admissions", verdict, _OF)
            if estimate.people
            else f"No month can be compared yet: {verdict}",
            subtitle=(
                f"Emergency admissions by lot, {followed.scope.where}"
                + (
                    f", months to {month_text(followed.final)}"
                    if followed.final
                    else ""
                )
            ),
            summary=" ".join(
                (
                    f"Evidence grade {graded.level} of 4.",
                    *graded.reasons,
                    _compared(estimate),
                    _when(followed),
                )
            ),
            definition="stepped-start",
        ),
        rows=rows,
        table=_table(rows, (estimate, placebo)),
    )


def _compared(estimate: Estimate) -> str:
    if not estimate.people:
        return ""
    called = counted(estimate.people, "person", "people")
    waiting = counted(estimate.comparison_people, "person", "people")
    return (
        f"{called} whose month had come were compared with {waiting} while they "
        "waited, by practice and month, whether or not they started."
    )


def _when(followed: Followed) -> str:
    """Say until when there is something to compare, and what could be shown by then."""
    last = max(months_after(draw.last_month, -1) for draw in followed.draws)
    first = min(months_after(draw.first_month, 1) for draw in followed.draws)
    span = (
        f"Months from {month_text(first)} to {month_text(last)} can be compared, each "
        "when its admissions are final."
    )
    fall = _fall(followed)
    if fall is None:
        return f"{span} Not even the largest fall will be shown by then."
    share = value_text(100 * fall, "percent")
    return (
        f"{span} By then a fall of {share} or more will be shown, four times in five, "
        "if all start as drawn."
    )


def _fall(followed: Followed) -> float | None:
    """Return the smallest fall that the draws could show by their end."""
    counts, steps = [np.zeros(0)], []
    for place, draw in enumerate(followed.draws):
        people = followed.people[followed.people["draw"] == place]
        months = year_before_last(draw.first_month)
        counts.append(admissions_of(people["person_id"], followed.admissions, months))
        sizes = people["step"].value_counts()
        each = tuple(int(sizes.get(step, 0)) for step in range(1, draw.steps + 1))
        steps.append(Steps(each, draw.months_apart))
    return fall_shown(steps, np.concatenate(counts))


def _table(rows: tuple[Effect, ...], estimates: tuple[Estimate, ...]) -> Table:
    columns = (
        Column("Comparison"),
        Column("Rate ratio", "ratio"),
        *limit_columns("ratio"),
        Column("Observed", "count"),
        Column("Expected", "number"),
        Column("People called", "count"),
        Column("People waiting", "count"),
    )
    cells = tuple(
        (
            row.name,
            *(
                Mark.TOO_FEW if value is None else value
                for value in (row.ratio, row.lower, row.upper)
            ),
            Mark.TOO_FEW if row.ratio is None else estimate.observed,
            Mark.TOO_FEW if row.ratio is None else estimate.expected,
            estimate.people,
            estimate.comparison_people,
        )
        for row, estimate in zip(rows, estimates, strict=True)
    )
    return Table("Emergency admissions by lot", columns, cells)
