"""Draw lots for who of a waiting list starts when, and keep the draw."""

import secrets
from datetime import date
from pathlib import Path

from data_access.answers.lots import LotsPlan
from data_access.errors import CareImpactError
from data_access.ingest.extract.load import exclusive
from data_access.months import next_month
from data_access.state.draws import Draw, Drawn, keep_draw
from data_access.state.store import open_state
from data_access.stats.lots import draw_lots
from data_access.store.rewrite import PURGE_DUE
from data_access.words.numbers import counted, month_text


def draw(home: Path, plan: LotsPlan, author: str, today: date) -> str:
    """Draw lots for the people of a plan, keep who drew what, and return a sentence.

    The first step is the month after today's, or after the extract's if that is later,
    so that nobody has a step that has begun. Raises CareImpactError if the plan is
    refused, the name of who draws is missing, or somebody has drawn before.
    """
    if plan.refused:
        raise CareImpactError(plan.refused)
    groups: dict[str, list[str]] = {}
    for person, practice in plan.people:
        groups.setdefault(practice, []).append(person)
    practice_of = dict(plan.people)
    seed = secrets.token_hex(8)
    lots = draw_lots(groups, plan.wanted.steps, seed)
    made = Draw(
        plan.wanted.rules,
        next_month(max(today, plan.as_at)),
        plan.wanted.steps,
        plan.wanted.months_apart,
        seed,
        author,
        tuple(
            Drawn(person, practice_of[person], step) for person, step in lots.items()
        ),
    )
    # While the lake changes, a pseudonym may be on its way to another.
    with exclusive(home):
        if (home / PURGE_DUE).exists():
            raise CareImpactError(
                "A change of the loaded data has not finished: run `care-impact build`,"
                " then draw."
            )
        keep_draw(open_state(home), plan.pcn, made)
    return (
        f"Lots are drawn for {counted(len(lots), 'person', 'people')}: the first start "
        f"in {month_text(made.first_month)}, the last in "
        f"{month_text(made.last_month)}."
    )
