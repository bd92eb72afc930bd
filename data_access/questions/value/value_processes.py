"""What was done for people: checks completed, and time to a first contact?"""

from collections.abc import Callable
from dataclasses import replace

from data_access.answers.core import Caption, Column, Comparison, Table
from data_access.answers.value import Process, ProcessReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.referrals.referral_waits import referral_waits
from data_access.selection import Selection
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

Known = Callable[[Context], Process]


def value_processes(context: Context) -> ProcessReport:
    """Report the work done in the whole PCN, and the files that are missing for it.

    Each line is another question's own finding, as this reader may see it, favourable
    or not. Raises CareImpactError if none can be answered.
    """
    place = Selection(month=context.selection.month, pcn=context.selection.pcn)
    whole = replace(context, selection=place)
    done: list[Process] = []
    lacking: list[str] = []
    for process in (_extra_checks, _uptake, _first_contact):
        try:
            done.append(process(whole))
        except CareImpactError as problem:
            lacking.append(problem.said_to(context.viewer))
    if not done:
        raise CareImpactError(" ".join(lacking))
    return ProcessReport(
        caption=Caption(
            headline=done[-1].finding,
            subtitle="What was done for people, as counted or estimated, whole PCN",
            summary=(
                "Processes are what the posts can be judged on now: each is "
                "counted, or compared with similar people where stated. Completed "
                "work is not yet better health."
            ),
            definition="value",
        ),
        done=tuple(done),
        lacking=tuple(lacking),
        table=Table(
            "What was done",
            (Column("Process"), Column("Finding"), Column("How it is known")),
            tuple((process.name, process.finding, process.known) for process in done),
        ),
    )


def _extra_checks(context: Context) -> Process:
    return Process(
        "Checks completed on the caseload",
        impact_check_cost(context).caption.headline,
        "matched people only, compared with similar people who had not started, "
        "with a 95% interval; the cost covers all the posts, so a check really "
        "cost less",
    )


def _uptake(context: Context) -> Process:
    overview = check_overview(context)
    return Process(
        "Checks completed in the whole PCN",
        f"{_shares(overview)}. {overview.caption.headline}. {overview.whose}".strip(),
        "counted; compared with a year before, which does not reflect the posts alone",
    )


def _shares(overview: Comparison) -> str:
    shares = [
        f"{item.name} {value_text(item.value, 'percent')}"
        for item in overview.places
        if item.value is not None
    ]
    return listed(shares) if shares else "Numbers are too small to show"


def _first_contact(context: Context) -> Process:
    waits = referral_waits(context)
    facts = dict(waits.facts)
    seen_in_time = next(
        (f"; {k.lower()}: {v}" for k, v in facts.items() if "within" in k), ""
    )
    return Process(
        "Time to a first contact",
        waits.caption.headline + seen_in_time,
        "Aalen-Johansen estimate; people still waiting are counted for as long as they "
        "have waited, and those whose referral ended unseen as never seen",
    )
