"""What is asked for, what is known of its effect, and how sure is that?"""

from data_access.answers.core import Table
from data_access.answers.impact import ImpactReport
from data_access.answers.value import CasePart, CaseReport, FundingCase, ProcessReport
from data_access.choices.arrs_case import CaseChoices
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.impact.impact import impact
from data_access.questions.impact.impact_value import EVENT
from data_access.questions.parts.place import find_place
from data_access.questions.value.value_case import value_case
from data_access.questions.value.value_processes import value_processes
from data_access.questions.value.value_worth import value_worth
from data_access.stats.verdict import Verdict
from data_access.words.numbers import interval_text, month_text, value_text

_NO_CLAIM = (
    "This case therefore claims nothing about admissions. It rests on what was "
    "done, on the previous page."
)
# What follows from each verdict; only one of them compares a value with the cost.
_FOLLOWS = {
    Verdict.CANNOT_TELL: _NO_CLAIM,
    Verdict.NOT_FAIR: (
        "The comparison failed a check, so nothing is concluded from it. " + _NO_CLAIM
    ),
    Verdict.NO_CHANGE: (
        "A fall that would matter was looked for and not found. This case does "
        "not rest on admissions; it rests on what was done, on the previous page."
    ),
    Verdict.MORE: (
        "There were more admissions than among similar people. A service that "
        "finds unmet need can do that at first; those who know the people can say "
        "whether this one does. This case does not rest on admissions."
    ),
}
_CANNOT_SAY = (
    (
        "People are compared by age, sex, deprivation, registers and earlier use of "
        "hospital, not by factors that are not recorded, such as motivation or "
        "loneliness."
    ),
    (
        "The estimate covers people who could be compared; others on the caseload "
        "may differ from them."
    ),
    (
        "Checks completed and shorter waits are what was done. Whether they "
        "improve people's health takes longer to show."
    ),
    (
        "Opportunity value is beds and staff free for others. It is not cash, and "
        "no budget can recover it."
    ),
)
_STRONGER = (
    (
        "Start people in an order decided at random, or by a waiting list: the "
        "evidence grade can then reach 4 of 4."
    ),
    (
        "Record every contact, check and closing date: what is not recorded counts as "
        "not done."
    ),
)


def value_funding(context: Context, choices: CaseChoices) -> FundingCase:
    """Write the case in two pages; without a verdict it claims nothing on admissions.

    Raises CareImpactError as `value_case`.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
    case = value_case(context, choices)
    judged, unjudged = _judged(context)
    done, lacking = _done(context)
    return FundingCase(
        title=f"Funding case: care coordinators, {place.pcn_name}",
        subtitle=f"{case.caption.subtitle}. Data to {month_text(place.month)}.",
        first=(_asked(case, judged), _processes(done, lacking)),
        second=(
            _admissions(context, judged, unjudged),
            CasePart(
                "What the evidence cannot say",
                points=(*(judged.reasons if judged else ()), *_CANNOT_SAY),
            ),
            CasePart(
                "What would make it stronger",
                points=(*_when(judged), *_STRONGER, *case.warnings),
            ),
        ),
    )


def _judged(context: Context) -> tuple[ImpactReport | None, str]:
    try:
        return impact(context), ""
    except CareImpactError as problem:
        return None, problem.said_to(context.viewer)


def _done(context: Context) -> tuple[ProcessReport | None, tuple[str, ...]]:
    try:
        processes = value_processes(context)
    except CareImpactError as problem:
        return None, (problem.said_to(context.viewer),)
    return processes, processes.lacking


def _asked(case: CaseReport, judged: ImpactReport | None) -> CasePart:
    table = case.table
    if judged is None or not Verdict(judged.verdict).concludes:
        # How many admissions would pay for it argues from what cannot be told.
        table = Table(table.caption, table.columns, table.rows[:-1])
    return CasePart(
        "What is asked for",
        paragraphs=(f"{case.caption.headline}.", *case.warnings),
        table=table,
    )


def _processes(done: ProcessReport | None, lacking: tuple[str, ...]) -> CasePart:
    return CasePart(
        "What the posts have done",
        paragraphs=(
            done.caption.summary
            if done
            else "What was done cannot be shown from the files that are loaded.",
        ),
        points=lacking,
        table=done.table if done else None,
    )


def _admissions(
    context: Context, judged: ImpactReport | None, unjudged: str
) -> CasePart:
    title = "What is known about admissions"
    if judged is None:
        return CasePart(
            title, (f"Verdict: {Verdict.CANNOT_TELL}.", unjudged, _NO_CLAIM)
        )
    verdict = Verdict(judged.verdict)
    paragraphs = [
        f"Verdict: {verdict}, on evidence of grade {judged.grade} of 4.",
        f"{judged.caption.headline}. {_interval(judged)}",
        _FOLLOWS.get(verdict) or _worth(context),
        (
            "A before-and-after of the same people is left out: people are picked at "
            "their worst and would have got better without help, so it is not evidence."
        ),
    ]
    return CasePart(title, tuple(paragraphs))


def _interval(judged: ImpactReport) -> str:
    ratio, low, high = (
        judged.rate_ratio,
        judged.rate_ratio_low,
        judged.rate_ratio_high,
    )
    if ratio is None or low is None or high is None:
        return "No interval can be given."
    return (
        f"People on the caseload had {value_text(ratio, 'ratio')} times the "
        "admissions of similar people who had not started (95% interval "
        f"{interval_text(low, high, 'ratio')}; 1 is no difference)."
    )


def _worth(context: Context) -> str:
    worth = value_worth(context)
    return (
        f"{worth.value.caption.headline}. An {EVENT} is worth {worth.unit}. It is "
        f"opportunity value, not cash. {worth.needed.caption.headline}."
    )


def _when(judged: ImpactReport | None) -> tuple[str, ...]:
    if judged is None or not judged.when:
        return ("Follow more people for longer, with a year of history before each.",)
    return tuple(
        f"When this caseload will be able to show {finding}." for finding in judged.when
    )
