"""A page as a composition of figures, with its callbacks and notices."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from dash import Input, Output, State, callback, dcc, html, register_page
from dash.development.base_component import Component

from components import notices
from components.choice_bar import choice_bar
from components.figure_frame import Heading, figure_frame
from components.filter_bar import filter_select
from data_access.answers.core import Option
from data_access.door import Question
from data_access.errors import CareImpactError, NotLoadedError, SaidOnceError
from data_access.figures.record import Figure
from data_access.figures.show import NothingToShowError, Request, show
from data_access.questions.parts.direct_care import NotPermittedError
from pages._ask import Query, filled, filled_below, framed, told

Custom = Callable[[Request], Component | None]

CONTENT = "content"  # the only region of a simple page


@dataclass(frozen=True, slots=True)
class Row:
    """Parts side by side, as many as the width allows."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a heading; a ``folded`` section is closed until a reader opens it.

    ``href`` is the path of a page that the heading links to, for the same selection.
    """

    title: str
    parts: tuple["Part", ...]
    folded: bool = False
    href: str = ""


Part = Figure | Row | Section | Custom | Component
# Fixed, or from the request: the choice in the address, the indicator of the path.
Parts = tuple[Part, ...] | Callable[[Request], tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page with a request of its own, so that the first appears sooner.

    The values of ``inputs`` join the request's query under their ids.
    """

    name: str
    parts: Parts
    inputs: tuple[Input | State, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice for the whole page; its value is in the address."""

    name: str
    label: str
    options: tuple[Option, ...]
    radio: bool = False

    def of(self, query: Query) -> str:
        """Return the choice in the address, or the first option without one."""
        return str(query.get(self.name) or self.options[0].value)

    def chosen(self, query: Query) -> str:
        """Return the choice in the address; raise CareImpactError if unknown."""
        value = self.of(query)
        if value not in {option.value for option in self.options}:
            raise CareImpactError(
                f"{value} is not a choice for “{self.label}”: choose one of the "
                "options."
            )
        return value

    def control(self, query: Query) -> Component:
        """Return the control, set to the choice in the address."""
        arguments = (self.name, self.label, self.options, self.of(query))
        if self.radio:
            return choice_bar(*arguments)
        return html.Section(filter_select(*arguments), className="filter-bar")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its parts in order.

    ``filters`` are the controls of the filter bar, ``choice`` one more below it. The
    parts of ``pcns`` compare PCNs and are empty for a reader without permission.
    ``definition_href`` is the place of the definition on the page itself. ``figures``
    are all that the page can show, whatever is chosen. ``place`` is the question that
    reports an invalid place, on a page that shows no local PCN.
    """

    name: str
    path: str
    title: str
    lead: str
    regions: tuple[Region, ...]
    filters: tuple[str, ...] = ("month", "pcn", "practice", "cohort")
    choice: Choice | None = None
    pcns: Parts = ()
    pcns_inputs: tuple[Input | State, ...] = ()
    definition_href: str | None = None
    figures: tuple[Figure, ...] = ()
    place: Question[[], object] | None = None

    def register_page(
        self,
        module: str,
        *,
        nav: str,
        order: int,
        layout: Callable[..., Component] | None = None,
    ) -> None:
        """Register the page with Dash under its name in the navigation.

        A page that adds a form passes its own ``layout``.
        """
        register_page(
            module,
            path=self.path,
            name=nav,
            title=f"{nav} | Care Impact",
            nav=nav,
            order=order,
            layout=layout or self.layout,
            figures=self.figures,
        )
        self.fill()

    def fill(self) -> None:
        """Register the callback of each region."""
        for place, region in enumerate(self.regions):
            self.fill_region(region, first=place == 0)
        if self.pcns:
            # A figure may be named <page>/pcns, and no two parts have one id.
            self.fill_region(Region("across-pcns", self._pcns, self.pcns_inputs))

    def layout(self, **query: str) -> html.Div:
        """Lay out the page for the selection in the address."""
        controls = [self.choice.control(query)] if self.choice else []
        names = tuple(region.name for region in self.regions)
        page = framed(
            self.name,
            self.title,
            query,
            filters=self.filters,
            lead=self.lead,
            regions=() if names == (CONTENT,) else names,
        )
        page.children[-1:-1] = controls
        if self.pcns:
            across = html.Div(id=f"{self.name}-across-pcns", className="region")
            page.children.append(across)
        return page

    def _pcns(self, request: Request) -> tuple[Part, ...]:
        parts = self.pcns(request) if callable(self.pcns) else self.pcns
        return (Section("PCNs side by side", parts),) if parts else ()

    def fill_region(self, region: Region, *, first: bool = False) -> None:
        """Register the callback that fills a region."""
        fill = filled if first else partial(filled_below, place=self.place)

        @callback(
            Output(f"{self.name}-{region.name}", "children"),
            Input("selection", "data"),
            *region.inputs,
            prevent_initial_call=True,
        )
        def show_region(query: Query | None, *values: Any) -> Component:
            inputs = {
                end.component_id: value
                for end, value in zip(region.inputs, values, strict=True)
            }
            return fill(
                query,
                lambda request: self.content(region, request, first=first),
                **inputs,
            )

    def content(self, region: Region, request: Request, *, first: bool) -> Component:
        """Return the content of a region; empty if the first region reports why."""
        try:
            if first and self.place is not None:
                request.ask(self.place)
            parts = region.parts
            if callable(parts):
                parts = parts(request)
            content = _Content(self, request)
            shown = content.several(parts, html.H2)
            if first and "practice" in self.filters and request.viewer.sees_rounded:
                shown.insert(0, notices.rounded())
            return html.Div(shown, className="page-section")
        except SaidOnceError as reason:
            return notices.empty(told(reason)) if first else html.Div()
        except CareImpactError:
            if first:
                raise
            return html.Div()


@dataclass(slots=True)
class _Content:
    """Fill parts in order; a notice that applies to several appears once."""

    page: Page
    request: Request
    reasons: set[str] = field(default_factory=set)

    def several(self, parts: tuple[Part, ...], heading: Heading) -> list[Component]:
        """Fill several parts; leave out the empty ones."""
        filled_parts = (self._one(part, heading) for part in parts)
        return [part for part in filled_parts if part is not None]

    def _one(self, part: Part, heading: Heading) -> Component | None:
        match part:
            case Row():
                return _side_by_side(self.several(part.parts, heading))
            case Section():
                below = {html.H2: html.H3}.get(heading, html.H4)
                return self._section(part, heading, self.several(part.parts, below))
            case Figure():
                return self._figure(part, heading)
            case Component():
                return part
            case _:
                return self._or_notice(lambda: part(self.request))

    def _section(
        self, section: Section, heading: Heading, parts: list[Component]
    ) -> Component | None:
        if not parts:
            return None
        query = self.request.selection.to_query()
        href = f"{section.href}?{query}".rstrip("?") if section.href else ""
        title = heading(dcc.Link(section.title, href=href) if href else section.title)
        if section.folded:
            return html.Details(
                [html.Summary(title), html.Div(parts, className="folded")],
                className="panel folded-panel",
            )
        return html.Div([title, *parts], className="page-section")

    def _figure(self, figure: Figure, heading: Heading) -> Component | None:
        return self._or_notice(
            lambda: figure_frame(
                show(figure, self.request),
                heading=heading,
                definition_href=self.page.definition_href,
            )
        )

    def _or_notice(self, content: Callable[[], Component | None]) -> Component | None:
        """Return the content, or a notice that explains why it is empty."""
        try:
            return content()
        except (SaidOnceError, NotLoadedError):
            raise
        except NothingToShowError:
            return None
        except NotPermittedError as reason:
            text = told(reason)
            notice = notices.not_permitted(text, way_out=("All practices", self._out()))
        except CareImpactError as problem:
            text = told(problem)
            notice = notices.empty(text)
        if text in self.reasons:
            return None
        self.reasons.add(text)
        return notice

    def _out(self) -> str:
        """Return the address of this page for all practices of the PCN."""
        query = replace(self.request.selection, practice=None).to_query()
        choice = self.page.choice
        if choice is not None and self.request.query.get(choice.name):
            parameter = f"{choice.name}={choice.of(self.request.query)}"
            query = f"{query}&{parameter}".strip("&")
        return f"{self.page.path}?{query}".rstrip("?")


def _side_by_side(parts: list[Component]) -> Component | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return html.Div(parts, className="figure-pairs")
