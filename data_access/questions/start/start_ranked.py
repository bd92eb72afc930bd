"""Candidates for a first coordinator, ranked and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from data_access.answers.core import Caption, Cell, Column, Compared, Mark, Table
from data_access.answers.start import StartClass, StartReport
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.start import Start, StartCheck, read_start
from data_access.catalogue.targets import newest_percent
from data_access.questions.parts.intervals import limit_columns
from data_access.stats.gains import Gain, Group, LogOdds, ranked
from data_access.words.numbers import counted, interval_text, number_text, value_text
from data_access.words.sentences import listed

DRAWN = 12  # rows of a chart; the table has all
MOST_REASONS = 8  # reasons of a class
_LEAST_FIFTH = 9  # after every fifth, where deprivation is not known
_FIFTHS = {
    1: "most deprived fifth",
    2: "second most deprived fifth",
    3: "middle fifth",
    4: "second least deprived fifth",
    5: "least deprived fifth",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cohort of one practice: people due a check, and the share who have it.

    ``fifth`` is the practice's fifth of England by deprivation, 1 the most deprived;
    ``known`` says how the share is known if it is not counted here.
    """

    check: StartCheck
    practice: str
    people: float
    done: LogOdds
    fifth: int | None
    known: str

    @property
    def name(self) -> str:
        """Name the cohort and the practice."""
        return f"{self.check.short}: {self.practice}"


Classes = list[list[tuple[Candidate, Gain]]]


def start_report(
    candidates: Sequence[Candidate],
    caption: Caption,
    place: str,
    missing: Sequence[str],
    context: Sequence[str] = (),
) -> StartReport:
    """Rank candidates, and write the headline of the caption from the result."""
    settings = read_start()
    classes = _classes(candidates, settings)
    items = [
        _compared(letter, candidate, gain)
        for letter, members in zip(_letters(len(classes)), classes, strict=True)
        for candidate, gain in members
    ]
    return StartReport(
        caption=Caption(
            headline=_headline(classes),
            subtitle=caption.subtitle,
            summary=f"{caption.summary} {_assumed(settings)}",
            definition=caption.definition,
        ),
        items=tuple(items[:DRAWN]),
        more=max(len(items) - DRAWN, 0),
        classes=tuple(
            _class_of(letter, i, members)
            for i, (letter, members) in enumerate(
                zip(_letters(len(classes)), classes, strict=True)
            )
        ),
        context=tuple(context),
        missing=tuple(missing),
        table=_table(classes, place),
    )


def _classes(candidates: Sequence[Candidate], settings: Start) -> Classes:
    """Rank; within a class, where gain says nothing, the most deprived come first."""
    by_name = {
        f"{candidate.check.id}/{i}": candidate for i, candidate in enumerate(candidates)
    }
    groups = [
        Group(
            name,
            candidate.check.id,
            candidate.people,
            candidate.done,
            candidate.check.success.assumed,
        )
        for name, candidate in by_name.items()
    ]
    classes = ranked(groups, settings.reach.assumed)
    return [
        sorted(
            ((by_name[gain.group.name], gain) for gain in members),
            key=lambda pair: (
                pair[0].fifth or _LEAST_FIFTH,
                -pair[1].central,
                pair[0].name,
            ),
        )
        for members in classes
    ]


def _letters(classes: int) -> list[str]:
    """Name classes as a spreadsheet names columns: A to Z, then AA."""
    names = []
    for position in range(classes):
        before, letter = divmod(position, len(ascii_uppercase))
        first = ascii_uppercase[before - 1] if before else ""
        names.append(first + ascii_uppercase[letter])
    return names


def _compared(letter: str, candidate: Candidate, gain: Gain) -> Compared:
    return Compared(
        candidate.check.id,
        f"{letter}  {candidate.name}",
        round(gain.central),
        round(gain.low),
        round(gain.high),
    )


def _headline(classes: Classes) -> str:
    first = classes[0]
    rest = sum(map(len, classes[1:]))
    if len(first) == 1:
        candidate, gain = first[0]
        most = f"{candidate.name}, about {_checks(gain)}"
        if not rest:
            return f"Only one cohort can be ranked: {most}"
        return (
            f"Most to gain: {most} (from {number_text(round(gain.low))} to "
            f"{number_text(round(gain.high))})"
        )
    if not rest:
        return (
            f"No difference beyond chance between the {len(first)} in what there is to "
            "gain"
        )
    top = max(gain.central for _, gain in first)
    largest = [member for member in first if round(member[1].central) == round(top)]
    candidate, gain = largest[0]
    others = len(first) - len(largest)
    more = f"{counted(others, 'other')} {'does' if others == 1 else 'do'} not differ"
    less = f"{rest} clearly {'has' if rest == 1 else 'have'} less"
    if len(largest) > 1:
        return (
            f"{len(largest)} registers share the largest estimate, about "
            f"{_checks(gain)}; {f'{more} beyond chance; ' if others else ''}{less}"
        )
    return (
        f"{candidate.name} has the largest estimate, about {_checks(gain)}, but "
        f"{more} from it beyond chance; {less}"
    )


def _checks(gain: Gain) -> str:
    return f"{counted(round(gain.central), 'check')} a year"


def _class_of(
    letter: str, position: int, members: list[tuple[Candidate, Gain]]
) -> StartClass:
    titles = (
        "most to gain",
        f"clearly less than the most of {_letters(position)[-1] if position else ''}",
    )
    count = (
        f"{len(members)}, no difference beyond chance" if len(members) > 1 else "one"
    )
    reasons = [_reason(candidate, gain) for candidate, gain in members[:MOST_REASONS]]
    if len(members) > MOST_REASONS:
        reasons.append(f"And {len(members) - MOST_REASONS} more, in the table.")
    return StartClass(f"{letter}: {titles[position > 0]} ({count})", tuple(reasons))


def _reason(candidate: Candidate, gain: Gain) -> str:
    target = newest_percent(candidate.check.id)
    share = 100 * candidate.done.share()
    aim = ""
    if target is not None:
        side = "below" if share < target else "at or above"
        aim = f", {side} the aim of {value_text(target, 'percent')}"
    counted = (
        f"about {number_text(round(gain.undone))} of "
        f"{number_text(round(candidate.people))} people due have no complete check ("
        f"{value_text(share, 'percent')} have theirs{aim})"
    )
    phrases = [counted]
    if candidate.known:
        phrases.append(candidate.known)
    if candidate.fifth is not None:
        fifth = _FIFTHS[candidate.fifth]
        phrases.append(f"in the {fifth} of England's practices")
    return f"{candidate.name}: {'; '.join(phrases)}."


def _assumed(settings: Start) -> str:
    reach = settings.reach
    ranges = {(check.success.low, check.success.high) for check in settings.check}
    success = listed(
        [
            interval_text(100 * low, 100 * high, "percent")
            for low, high in sorted(ranges)
        ]
    )
    return (
        "Assumed: one coordinator works with "
        f"{interval_text(reach.low, reach.high, 'count')} people a year "
        f"({_source(reach.source)}), and {success} of those without a complete check "
        f"have one within a year ({_source(settings.check[0].success_source)})."
    )


def _source(source: str) -> str:
    return " ".join(source.split())


def _table(classes: Classes, place: str) -> Table:
    columns = (
        Column("Class"),
        Column("Check"),
        Column("Practice"),
        Column("Could gain, checks a year", "count"),
        Column("Least", "count"),
        Column("Most", "count"),
        Column("People due", "count"),
        Column("Without a complete check", "count"),
        Column("Have theirs", "percent"),
        *limit_columns("percent"),
        Column("Aim", "percent"),
        Column("Deprivation"),
        Column("Why"),
    )
    rows: list[tuple[Cell, ...]] = []
    for letter, members in zip(_letters(len(classes)), classes, strict=True):
        for candidate, gain in members:
            target = newest_percent(candidate.check.id)
            rows.append(
                (
                    letter,
                    BY_ID[candidate.check.id].name,
                    candidate.practice,
                    round(gain.central),
                    round(gain.low),
                    round(gain.high),
                    round(candidate.people),
                    round(gain.undone),
                    *(100 * candidate.done.share(z) for z in (0.0, -_Z, _Z)),
                    Mark.NO_DATA if target is None else target,
                    Mark.NO_DATA
                    if candidate.fifth is None
                    else _FIFTHS[candidate.fifth].capitalize(),
                    _reason(candidate, gain),
                )
            )
    return Table(f"Where to begin, {place}", columns, tuple(rows))


_Z = 1.959963984540054  # of a 95% interval
