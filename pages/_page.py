"""A page as a composition of figures: from it follow its callbacks and its notices."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
from pages._ask import Query, filled, filled_below, framed

Custom = Callable[[Request], Component | None]

CONTENT = "content"  # the region of a page that has but one


@dataclass(frozen=True, slots=True)
class Row:
    """Parts beside each other, as many as the width allows."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a heading; a reader opens what is ``folded``.

    ``href`` is the path of a page that the heading leads to, for the same selection.
    """

    title: str
    parts: tuple["Part", ...]
    folded: bool = False
    href: str = ""


Part = Figure | Row | Section | Custom | Component
# Fixed, or as the request says: the choice in the address, the indicator of the path.
Parts = tuple[Part, ...] | Callable[[Request], tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page with a request of its own, so that the first is read sooner.

    The values of ``told`` join the request's query under their ids.
    """

    name: str
    parts: Parts
    told: tuple[Input | State, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chooses for the whole page; its value is in the address."""

    name: str
    label: str
    options: tuple[Option, ...]
    radio: bool = False

    def of(self, query: Query) -> str:
        """Return the choice in the address, the first one where it is silent."""
        return str(query.get(self.name) or self.options[0].value)

    def chosen(self, query: Query) -> str:
        """Return the choice in the address; raise CareImpactError for no such one."""
        value = self.of(query)
        if value not in {option.value for option in self.options}:
            raise CareImpactError(
                f"{value} is not a choice for “{self.label}”: choose one of those "
                "offered."
            )
        return value

    def control(self, query: Query) -> Component:
        """Return the control, set to what the address says."""
        arguments = (self.name, self.label, self.options, self.of(query))
        if self.radio:
            return choice_bar(*arguments)
        return html.Section(filter_select(*arguments), className="filter-bar")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what stands on it, and in which order.

    ``filters`` are the controls of the filter bar, ``choice`` one more below it. The
    parts of ``pcns`` compare PCNs and are empty for a reader who may not.
    ``definition_href`` is where the page itself shows the definition. ``figures`` are
    all that can stand on the page, whatever is chosen. ``place`` is the question that
    says what is wrong with the place, where no local PCN is shown.
    """

    name: str
    path: str
    title: str
    lead: str
    regions: tuple[Region, ...]
    filters: tuple[str, ...] = ("month", "pcn", "practice", "cohort")
    choice: Choice | None = None
    pcns: Parts = ()
    pcns_told: tuple[Input | State, ...] = ()
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

        ``layout`` is given by a page that adds a form to its own.
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
            self.fill_region(Region("across-pcns", self._pcns, self.pcns_told))

    def layout(self, **query: str) -> html.Div:
        """Lay out the page for the selection in the address."""
        controls = [self.choice.control(query)] if self.choice else []
        names = tuple(region.name for region in self.regions)
        page = framed(
            self.name,
            self.title,
            query,
            shown=self.filters,
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
        """Register the callback that fills a region, wherever it is laid out."""
        fill = filled if first else partial(filled_below, place=self.place)

        @callback(
            Output(f"{self.name}-{region.name}", "children"),
            Input("selection", "data"),
            *region.told,
            prevent_initial_call=True,
        )
        def show_region(query: Query | None, *values: Any) -> Component:
            told = {
                end.component_id: value
                for end, value in zip(region.told, values, strict=True)
            }
            return fill(
                query,
                lambda request: self.content(region, request, first=first),
                **told,
            )

    def content(self, region: Region, request: Request, *, first: bool) -> Component:
        """Return what stands in a region; empty where the first has said why."""
        try:
            if first and self.place is not None:
                request.ask(self.place)
            parts = region.parts
            if callable(parts):
                parts = parts(request)
            content = _Content(self, request)
            return html.Div(content.several(parts, html.H2), className="page-section")
        except SaidOnceError as reason:
            return notices.empty(str(reason)) if first else html.Div()
        except CareImpactError:
            if first:
                raise
            return html.Div()


@dataclass(slots=True)
class _Content:
    """Fill parts in order; what would fill several of them is said once."""

    page: Page
    request: Request
    said: set[str]

    def __init__(self, page: Page, request: Request) -> None:
        self.page, self.request, self.said = page, request, set()

    def several(self, parts: tuple[Part, ...], heading: Heading) -> list[Component]:
        """Fill several parts, leaving out those that are empty."""
        filled_parts = (self._one(part, heading) for part in parts)
        return [part for part in filled_parts if part is not None]

    def _one(self, part: Part, heading: Heading) -> Component | None:
        match part:
            case Row():
                return _beside(self.several(part.parts, heading))
            case Section():
                below = {html.H2: html.H3}.get(heading, html.H4)
                return self._section(part, heading, self.several(part.parts, below))
            case Figure():
                return self._figure(part, heading)
            case Component():
                return part
            case _:
                return self._noted(lambda: part(self.request))

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
        return self._noted(
            lambda: figure_frame(
                show(figure, self.request),
                heading=heading,
                definition_href=self.page.definition_href,
            )
        )

    def _noted(self, content: Callable[[], Component | None]) -> Component | None:
        """Return the content, or a notice that says why it is empty."""
        try:
            return content()
        except (SaidOnceError, NotLoadedError):
            raise
        except NothingToShowError:
            return None
        except NotPermittedError as reason:
            why = str(reason)
            notice = notices.not_permitted(why, way_out=("All practices", self._out()))
        except CareImpactError as problem:
            why = str(problem)
            notice = notices.empty(why)
        if why in self.said:
            return None
        self.said.add(why)
        return notice

    def _out(self) -> str:
        """Return the address of this page for all practices of the PCN."""
        query = replace(self.request.selection, practice=None).to_query()
        choice = self.page.choice
        if choice is not None and self.request.query.get(choice.name):
            chosen = f"{choice.name}={choice.of(self.request.query)}"
            query = f"{query}&{chosen}".strip("&")
        return f"{self.page.path}?{query}".rstrip("?")


def _beside(parts: list[Component]) -> Component | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return html.Div(parts, className="figure-pairs")
