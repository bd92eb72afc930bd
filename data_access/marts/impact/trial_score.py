"""Sort people who may start by the admissions that a model expects of their kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.marts.impact.impact_design import (
    CHECKS,
    EARLIER,
    EARLIER_CHECKS,
    PRIMARY,
    SEXES,
    Measure,
    unpacked,
)
from data_access.marts.impact.impact_history import REGISTERS
from data_access.marts.impact.trial_kinds import (
    ATTENDANCE_CUTS,
    MOST_DUE,
    RADICES,
    RECENT_CUTS,
    UNKNOWN_EARLIER,
    YEAR_CUTS,
)
from data_access.stats.risk_score import leverages, log_rates

# Whose score each is cut from.
BIN_OF = {
    "bin": PRIMARY,
    **{f"bin_{name}": name for name in (EARLIER, CHECKS, EARLIER_CHECKS)},
}
BINS = 12  # of one month: a twelfth of those who start in each
_AGES = (5, 20, 40, 50, 60, 65, 70, 75, 80, 85, 90)  # where groups of age begin
_FRAIL = ("frailty_severe", "frailty_moderate")
_EXACT = 10  # decimals within which equal scores are equal on every machine


@dataclass(frozen=True, slots=True)
class Model:
    """What is fitted to people who do not start, as columns of `trial_kinds.kinds`.

    `past` says whether it may know of the year before the matched one, and `due`
    whether it knows of the checks that are due, and is sorted by them as well.
    """

    outcome: str
    days: str = "days"
    joined: str = "joined"
    past: bool = True
    due: bool = False

    @property
    def events(self) -> str:
        """Return the column of what happened."""
        return f"events_{self.outcome}"

    @property
    def knows(self) -> tuple[bool, bool]:
        """Return what it may know besides the rest: the past, and what is due."""
        return self.past, self.due


def _model_of(outcome: str) -> Model:
    due = outcome in (CHECKS, EARLIER_CHECKS)
    if outcome not in (EARLIER, EARLIER_CHECKS):
        return Model(outcome, due=due)
    return Model(outcome, f"days_{EARLIER}", f"joined_{EARLIER}", past=False, due=due)


def scored(kinds: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Give each kind what is expected of it, and its bins.

    `kinds` is `trial_kinds.kinds`. The columns are `rate_` of each outcome (events a
    day), `bin` (of PRIMARY) and `bin_earlier_year`. Each PCN has models of its own,
    fitted to those who do not start. The month is not in them, because strata are of
    one month each. The bins are cut so that each holds as many of those who start.
    """
    parts = unpacked(kinds["kind"], RADICES)
    placebos = (EARLIER, EARLIER_CHECKS) if CHECKS in outcomes else (EARLIER,)
    models = [_model_of(name) for name in (*outcomes, *placebos)]
    found = []
    for places in parts.groupby("pcn").groups.values():
        own = kinds.loc[places]
        columns = {
            known: design(parts.loc[places], past=known[0], due=known[1])
            for known in {model.knows for model in models}
        }
        for model in models:
            score = log_rates(columns[model.knows], own[model.events], own[model.days])
            score = np.round(score, _EXACT)
            own = own.assign(**{f"rate_{model.outcome}": np.exp(score)})
            for name, of_outcome in BIN_OF.items():
                if of_outcome == model.outcome:
                    bins = _bins(score, own[model.joined])
                    if model.due:
                        bins = bins + BINS * parts.loc[places, "due"].to_numpy()
                    own = own.assign(**{name: bins})
        found.append(own)
    return pd.concat(found, ignore_index=True)


def leveraged(
    scored: pd.DataFrame, excess: pd.DataFrame, measures: Sequence[Measure]
) -> pd.DataFrame:
    """Give each kind its leverage on what is expected of all who start.

    `excess` is `trial_sums.excess`; a kind without a row has none. One column a
    measure, `leverage_` and its name, beside `kind`.
    """
    both = scored.merge(excess, on="kind", how="left").fillna(
        {f"excess_{measure.name}": 0.0 for measure in measures}
    )
    by_model: dict[Model, list[str]] = {}
    for measure in measures:
        by_model.setdefault(_model_of(measure.outcome), []).append(measure.name)
    parts = unpacked(both["kind"], RADICES)
    found = []
    for places in parts.groupby("pcn").groups.values():
        own = both.loc[places]
        moved = {"kind": own["kind"].to_numpy()}
        for past, due in sorted({model.knows for model in by_model}):
            columns = design(parts.loc[places], past=past, due=due)
            for model, names in by_model.items():
                if model.knows == (past, due):
                    leverage = leverages(
                        columns,
                        own[f"rate_{model.outcome}"],
                        own[model.days],
                        own[[f"excess_{name}" for name in names]],
                    )
                    moved |= {
                        f"leverage_{name}": leverage[:, place]
                        for place, name in enumerate(names)
                    }
        found.append(pd.DataFrame(moved))
    return pd.concat(found, ignore_index=True)


def design(parts: pd.DataFrame, *, past: bool = True, due: bool = False) -> np.ndarray:
    """Return the covariates of each kind, one row a kind, without a constant.

    `past`: whether the year before the matched one is among them; `due`: whether the
    checks that are due are.

    An admission tells most of those of whom least is known otherwise, so admissions of
    the year before count by frailty and by age, and those of the year before that by
    whether there were any since. Registers of one person add less than one each.
    """
    age = np.searchsorted(_AGES, 5 * parts["age"].to_numpy(), side="right")
    on = [(parts["registers"].to_numpy() >> bit) & 1 for bit in range(len(REGISTERS))]
    frail = np.maximum.reduce([on[REGISTERS.index(name)] for name in _FRAIL])
    year, earlier = parts["year"].to_numpy(), parts["earlier"].to_numpy()
    groups = (frail, age <= _AGES.index(50), age > _AGES.index(75))
    columns = [
        *_categories(age, range(1, len(_AGES) + 1)),
        *_categories(parts["sex"], range(1, len(SEXES))),
        *_categories(parts["quintile"], (0, 1, 2, 4, 5)),
        *on,
        *_categories(np.minimum(np.sum(on, axis=0), 4), (2, 3, 4)),
        *_categories(year, range(1, len(YEAR_CUTS) + 1)),
        *_categories(parts["recent"], range(1, len(RECENT_CUTS) + 1)),
        *(_categories(earlier, range(1, UNKNOWN_EARLIER + 1)) if past else ()),
        *_categories(parts["attendances"], range(1, len(ATTENDANCE_CUTS) + 1)),
        *_both(groups, _categories(np.minimum(year, 3), (1, 2, 3))),
        *(
            _both([year > 0], _categories(earlier, range(1, UNKNOWN_EARLIER)))
            if past
            else ()
        ),
        *(_categories(parts["due"], range(1, MOST_DUE + 1)) if due else ()),
    ]
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])


def _both(
    groups: Sequence[np.ndarray], others: Sequence[np.ndarray]
) -> Iterator[np.ndarray]:
    """Yield who is in a group and in one of the others."""
    return (group * other for group in groups for other in others)


def _categories(values: object, levels: Sequence[int]) -> list[np.ndarray]:
    return [np.asarray(values) == level for level in levels]


def _bins(score: np.ndarray, joined: pd.Series) -> np.ndarray:
    """Return each kind's bin, cut at the quantiles of the score of those who start."""
    order = np.argsort(score, kind="stable")
    share = np.cumsum(joined.to_numpy()[order]) / max(joined.sum(), 1)
    at = np.searchsorted(share, np.arange(1, BINS) / BINS)
    cuts = score[order][np.minimum(at, len(score) - 1)]
    return np.searchsorted(cuts, score, side="left")
