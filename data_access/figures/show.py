"""Show a figure to a reader: ask its question through the door, take its part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data_access.door import Answered, Door
from data_access.errors import CareImpactError
from data_access.figures.digits import has_few_digits
from data_access.figures.record import Figure, ShownFigure
from data_access.questions.filters.filter_options import filter_options
from data_access.selection import Selection
from data_access.state.draws import Draw, draws_of
from data_access.state.notes import ChartNote, notes_on
from data_access.state.store import open_state
from data_access.state.worklist_rows import RowStates, row_states
from data_access.viewer import Viewer


class NothingToShowError(CareImpactError):
    """The answer has no such part for this selection."""


@dataclass(frozen=True, slots=True)
class Request:
    """The request of a reader: the selection, and the rest of the address."""

    door: Door
    viewer: Viewer
    selection: Selection
    query: Mapping[str, Any] = field(default_factory=dict)
    _answered: dict[object, Answered[Any]] = field(default_factory=dict, init=False)
    _notes: dict[str, tuple[ChartNote, ...]] = field(default_factory=dict, init=False)

    def ask(self, question: Any, **details: object) -> Any:
        """Ask a question about the selection."""
        return self.answered(question, self.selection, **details).answer

    def answered(
        self, question: Any, selection: Selection, **details: object
    ) -> Answered[Any]:
        """Ask a question about a selection, once for all figures of its answer."""
        key = (question, selection, repr(sorted(details.items())))
        if key not in self._answered:
            self._answered[key] = self.door.answered(
                question, selection, self.viewer, **details
            )
        return self._answered[key]

    def draws(self) -> tuple[Draw, ...]:
        """Return the draws of lots of the PCN in view."""
        pcn = self.ask(filter_options).pcn
        return draws_of(open_state(self.door.evidence.home), pcn)

    def row_states(self) -> RowStates:
        """Return how far the rows of the worklists of the PCN in view have got."""
        pcn = self.ask(filter_options).pcn
        return row_states(open_state(self.door.evidence.home), pcn)

    def notes(self, indicator: str) -> tuple[ChartNote, ...]:
        """Return the notes on an indicator of the PCN in view, read once a request."""
        if indicator not in self._notes:
            pcn = self.ask(filter_options).pcn
            state = open_state(self.door.evidence.home)
            self._notes[indicator] = notes_on(state, pcn, indicator)
        return self._notes[indicator]


def show(figure: Figure, request: Request) -> ShownFigure:
    """Show a figure as this reader may see it.

    Raises CareImpactError as its question does, and NothingToShowError if the answer
    has no such part.
    """
    selection = request.selection.only(figure.asks)
    details: dict[str, object] = dict(figure.details)
    queries = [selection.to_query()]
    if figure.notes_on:
        details["notes"] = request.notes(figure.notes_on)
    if figure.with_draws:
        details["draws"] = request.draws()
    if figure.with_states:
        details["states"] = request.row_states()
    if figure.choices is not None:
        name, choices = figure.choices
        chosen = choices.from_query(request.query)
        details[name] = chosen
        queries.append(chosen.to_query())
    answered = request.answered(figure.question, selection, **details)
    report = None if answered.answer is None else figure.take(answered.answer)
    if report is None:
        raise NothingToShowError(
            "There is nothing to show for this selection; choose another."
        )
    return ShownFigure(
        figure,
        report,
        answered.reference.of(figure.part),
        "&".join(query for query in queries if query),
        few_digits=has_few_digits(figure, request.viewer),
    )
