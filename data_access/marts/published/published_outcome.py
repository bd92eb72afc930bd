"""What others publish of each practice's people, as parts of a whole.

One row for each measure, period and practice with all that its share and interval need.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.published.published_schema import PREFIX

NAME = f"{PREFIX}outcome"
# A measure of the survey, and the question whose base and limits it has: whoever had no
# conversation was not asked about a plan, and has none.
SURVEY = {
    "plan": "conversation",
    "conversation": "conversation",
    "support": "support",
    "confidence": "confidence",
}
_Z = 1.959963984540054


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return the events of each base, ``people`` counted once each, and ``effective``.

    ``effective`` is the size of a simple sample as precise as the weighted one, by the
    limits that are published; it is never above the people who answered. Of a register
    it is the base. ``excepted`` are people left out of the base, null if not known.
    """
    survey = tables[f"{PREFIX}survey"]
    return ibis.union(
        *(_said(survey, *which) for which in SURVEY.items()),
        _achieved(tables[f"{PREFIX}qof_achievement"]),
    )


def _said(survey: ir.Table, measure: str, asked: str) -> ir.Table:
    answered = survey[f"{asked}_answered"]
    base = survey[f"{asked}_base"]
    share = ibis.least(survey[f"{asked}_yes"] / base.nullif(0), 1.0)
    half = (survey[f"{asked}_high"] - survey[f"{asked}_low"]) / 2
    rows = survey.select(
        "practice_code",
        measure=ibis.literal(measure),
        period=survey.year.cast("string"),
        events=ibis.least(survey[f"{measure}_yes"], base),
        base=base,
        people=answered.cast("int64"),
        effective=ibis.least(_sample(share, half), answered.cast("float64")),
        excepted=ibis.null("int64"),
    )
    return rows.filter(
        rows.events.notnull(), rows.people > 0, rows.base > 0, rows.effective > 0
    )


def _achieved(qof: ir.Table) -> ir.Table:
    base = qof.denominator.cast("float64")
    rows = qof.select(
        "practice_code",
        measure=qof.indicator_code,
        period=qof.year,
        events=qof.numerator.cast("float64"),
        base=base,
        people=qof.denominator.cast("int64"),
        effective=base,
        excepted=qof.pcas.cast("int64"),
    )
    return rows.filter(rows.events <= rows.base, rows.base > 0)


def _sample(share: ir.FloatingValue, half: ir.FloatingValue) -> ir.FloatingValue:
    """Return the n whose Wilson interval of this share has this half width.

    The width, squared, is a quadratic in n, with one root above zero.
    """
    z2 = _Z**2
    square = half * half
    linear = 2 * z2 * square - z2 * share * (1 - share)
    constant = z2 * z2 * (square - 0.25)
    root = (linear * linear - 4 * square * constant).sqrt()
    return (root - linear) / (2 * square).nullif(0)
