"""Whose files a PCN's figure is made of, where some of its practices sent nothing."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from data_access.queries.coverage import registers_not_sent
from data_access.queries.places import Practice
from data_access.questions.parts.place import Place
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text
from data_access.words.sentences import listed


def senders_of_each(
    rows: dict[str, pd.DataFrame], place: Place, names: dict[str, str]
) -> str:
    """Say of which practices each of several figures is, those of the same together.

    ``rows`` by indicator, as `senders_sentence` takes them; ``names`` of indicators.
    """
    return _together(
        {names[id_]: senders_sentence(frame, place) for id_, frame in rows.items()}
    )


def said_of_each(summary: str, senders: Mapping[str, str], place: Place) -> str:
    """Add to a summary of which practices each of several figures of a month is.

    ``senders`` has the codes of the practices counted, by the figure's name.
    """
    each = {name: said_of_senders("", codes, place) for name, codes in senders.items()}
    return f"{summary} {_together(each)}".strip()


def keepers(connection: Connection, place: Place, cohort: str) -> str:
    """Return the codes of the practices that keep a cohort's register, as senders."""
    never = registers_not_sent(connection, place.pcn).get(cohort, frozenset())
    codes = [practice.code for practice in place.practices]
    return ",".join(code for code in codes if code not in never)


def said_of_senders(summary: str, senders: str, place: Place) -> str:
    """Add to a summary of which practices a month is, if not of all of the PCN's.

    ``senders`` are the codes of the practices counted in it.
    """
    absent = _absent(senders, place)
    if not absent:
        return summary
    names = listed([practice.name for practice in absent])
    count = len(place.practices)
    return (
        f"{summary} Of {count - len(absent)} of {count} practices: {names} "
        "sent nothing complete for it."
    ).strip()


def senders_sentence(
    rows: pd.DataFrame, place: Place, month: date | None = None
) -> str:
    """Say of which practices a month is, and since when; "" if of all.

    ``rows`` are one indicator's rows of the monthly mart for the place. ``month`` is
    the month of the figure beside the sentence, which may have later ones; the latest
    by default.
    """
    if month is not None:
        rows = rows[rows["month"] <= pd.Timestamp(month)]
    if rows.empty:
        return ""
    by_month = rows.sort_values("month")
    absent = _absent(str(by_month["senders"].iloc[-1]), place)
    if not absent:
        return ""
    count = len(place.practices)
    phrases = []
    for practice in absent:
        held = (
            by_month["senders"]
            .str.split(",")
            .map(lambda codes, code=practice.code: code in codes)
        )
        since = (
            f"since {month_text(by_month.loc[held, 'month'].iloc[-1].date())}"
            if held.any()
            else "for any month"
        )
        phrases.append(f"{practice.name} sent nothing complete {since}")
    return f"Of {count - len(absent)} of {count} practices: {listed(phrases)}."


def _together(sentences: Mapping[str, str]) -> str:
    """Say each sentence once, of the figures named that it is true of."""
    said: dict[str, list[str]] = {}
    for name, sentence in sentences.items():
        if sentence:
            said.setdefault(sentence, []).append(name)
    if len(said) == 1 and sum(map(len, said.values())) == len(sentences):
        return next(iter(said))
    return " ".join(
        f"{listed(of)}: {sentence[0].lower()}{sentence[1:]}"
        for sentence, of in said.items()
    )


def _absent(senders: str, place: Place) -> list[Practice]:
    """Return the practices that are not in a figure of a whole PCN.

    ``senders`` are the codes of those that are, or "all"; "" where nothing is held.
    """
    if senders in ("", WHOLE_PCN) or not place.pcn or place.practice != WHOLE_PCN:
        return []
    sent = set(senders.split(","))
    return [practice for practice in place.practices if practice.code not in sent]
