"""Which PCNs are most like this one, and how near are they?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data_access.answers.core import Caption, Column, ColumnKind, Table, as_cell
from data_access.answers.england import PeersReport, Standing, StandingRow
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_peers import PcnFigures, pcn_figures
from data_access.questions.england.england_place import find_english_pcn
from data_access.words import remedies
from data_access.words.numbers import cell_text, number_text, plain_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

PEERS = 10
_FEWEST = 2  # other PCNs, below which "like" says nothing
_MOST_LACKING = 0.5  # of PCNs; a characteristic of fewer would leave few to be peers

# In the order of queries.england_peers.LIKENESS: what a row of the chart and what a
# column of the table is called, and how its numbers are written.
_LIKENESS: tuple[tuple[str, str, ColumnKind, str], ...] = (
    ("List size (log scale)", "Patients", "count", "{} patients"),
    ("Under 20", "Under 20, %", "percent", "{} under 20"),
    ("65 and over", "65 and over, %", "percent", "{} 65 and over"),
    ("Deprivation", "IMD score", "rate", "IMD score {}"),
    ("Rural practices", "Rural, %", "percent", "{} with rural practices"),
)


@dataclass(frozen=True, slots=True)
class Alike:
    """All PCNs, and the position and distance of those most like one of them.

    ``nearest`` has (position in ``everyone``, distance), the PCN itself first at
    distance 0. ``used`` has the positions in LIKENESS of the characteristics compared.
    """

    everyone: tuple[PcnFigures, ...]
    nearest: tuple[tuple[int, float], ...]
    used: tuple[int, ...]

    @property
    def shown(self) -> tuple[PcnFigures, ...]:
        """Return the PCN and its peers."""
        return tuple(self.everyone[place] for place, _ in self.nearest)


def england_peers(context: Context) -> PeersReport:
    """Report the ten PCNs in England most like this one, and their distances.

    The distance is the root mean square difference in list size (logged), age,
    deprivation and rurality, each in standard deviations of all PCNs.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        pcns = pcn_figures(connection)
    alike = nearest(pcns, pcn.code)
    name = place_name(pcn.name)
    _, first, *_ = alike.shown
    distances = [distance for _, distance in alike.nearest[1:]]
    return PeersReport(
        caption=Caption(
            headline=(
                f"Most like {name}: {place_name(first.name)}, "
                f"{plain_text(distances[0])} standard deviations away"
            ),
            subtitle=(
                f"{name} and its {len(distances)} nearest PCNs of "
                f"{number_text(len(pcns))} in England, in standard deviations from "
                "the average PCN"
            ),
            summary=_summary(alike),
            definition="england",
        ),
        rows=tuple(_row(alike, which) for which in alike.used),
        table=_table(alike),
    )


def nearest(pcns: Sequence[PcnFigures], code: str) -> Alike:
    """Find the PCNs nearest to one, compared on the figures that it has.

    A PCN that lacks a compared characteristic cannot be a peer: missing figures are not
    filled in. Raises CareImpactError if fewer than two could be peers.
    """
    likeness = np.array([logged(pcn.likeness) for pcn in pcns], dtype=float)
    own = [pcn.code for pcn in pcns].index(code)
    lacking = np.isnan(likeness)
    used = [
        which
        for which in range(likeness.shape[1])
        if not lacking[own, which]
        and lacking[:, which].mean() <= _MOST_LACKING
        and np.nanstd(likeness[:, which]) > 0
    ]
    whole = ~lacking[:, used].any(axis=1) if used else np.array([])
    if whole.sum() < 1 + _FEWEST:
        raise CareImpactError(
            remedies.published(
                "No peers can be found for this PCN",
                "Patients Registered at a GP Practice by five-year age band, and the "
                "deprivation of practices",
            )
        )
    spread = likeness[whole][:, used]
    scaled = (likeness[:, used] - spread.mean(axis=0)) / spread.std(axis=0)
    away = np.sqrt(((scaled - scaled[own]) ** 2).mean(axis=1))
    order = [i for i in np.lexsort((range(len(away)), away)) if whole[i] and i != own]
    return Alike(
        tuple(pcns),
        ((own, 0.0), *((i, float(away[i])) for i in order[:PEERS])),
        tuple(used),
    )


def logged(likeness: Sequence[float | None]) -> tuple[float, ...]:
    """Return the characteristics to compare: list size as its log, missing as NaN.

    20,000 more patients is a large difference for a PCN of 20,000 and a small one for a
    PCN of 200,000.
    """
    patients, *shares = (
        float("nan") if figure is None else figure for figure in likeness
    )
    return float(np.log(patients)), *shares


def standing_row(
    name: str,
    alike: Alike,
    values: Sequence[float],
    figure_words: Callable[[PcnFigures], str],
) -> StandingRow:
    """Place a PCN and its peers on one measure, in standard deviations of all PCNs.

    ``values`` has one value for each PCN of ``alike.everyone``; those with NaN are left
    out.
    """
    numbers = np.asarray(values, dtype=float)
    spread = float(np.nanstd(numbers)) or 1.0
    middle = float(np.nanmean(numbers))

    def standing(place: int) -> Standing | None:
        if np.isnan(numbers[place]):
            return None
        peer = alike.everyone[place]
        deviations = (float(numbers[place]) - middle) / spread
        return Standing(place_name(peer.name), figure_words(peer), deviations)

    own, *peers = (standing(place) for place, _ in alike.nearest)
    return StandingRow(name, own, tuple(peer for peer in peers if peer))


def _row(alike: Alike, which: int) -> StandingRow:
    name, _, kind, form = _LIKENESS[which]
    return standing_row(
        name,
        alike,
        [logged(peer.likeness)[which] for peer in alike.everyone],
        lambda peer: form.format(cell_text(as_cell(peer.likeness[which]), kind)),
    )


def _summary(alike: Alike) -> str:
    compared = [_LIKENESS[which][0].lower() for which in alike.used]
    left_out = [
        _LIKENESS[which][0].lower()
        for which in range(len(_LIKENESS))
        if which not in alike.used
    ]
    summary = (
        f"Compared on {listed(compared)}. Distances run from "
        f"{plain_text(alike.nearest[1][1])} to {plain_text(alike.nearest[-1][1])}; two "
        "PCNs taken at random are about 1.4 apart."
    )
    if left_out:
        summary += f" Not compared, because figures are missing: {listed(left_out)}."
    return (
        summary + " They are alike in these alone, not in need, premises or "
        "history; a difference between peers does not show its cause."
    )


def _table(alike: Alike) -> Table:
    columns = (
        Column("PCN"),
        Column("Code"),
        Column("ICB"),
        Column("Distance", "number"),
        *(Column(label, kind) for _, label, kind, _ in _LIKENESS),
    )
    rows = tuple(
        (
            place_name(peer.name),
            peer.code,
            place_name(peer.icb_name),
            distance,
            *(as_cell(value) for value in peer.likeness),
        )
        for peer, (_, distance) in zip(alike.shown, alike.nearest, strict=True)
    )
    return Table("This PCN and those most like it", columns, rows)
