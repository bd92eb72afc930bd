"""What components say, and that what they say can be read without seeing it."""

import json
from pathlib import Path
from typing import get_args

import pytest
from dash import dcc, html
from dash.development.base_component import Component
from fixtures.browser.gallery import drawn
from fixtures.samples.sample_answers import (
    LONG,
    REFERENCE,
    sample_caption,
    sample_cards,
    sample_options,
    sample_shown,
    sample_table,
    sample_trend,
)
from fixtures.samples.sample_figures import sample_figures

from components import notices
from components.cards import card_grid, indicator_card
from components.chart import SAFE_CONFIG, chart
from components.figure_frame import frame
from components.filter_bar import filter_bar
from components.icons import Estimate, change_icon, verdict_icon
from components.shell import navigation
from components.small_multiples import small_multiples
from components.tables import data_table
from data_access.answers.core import Table
from data_access.answers.verdict import Sign
from data_access.selection import Selection
from data_access.words.verdicts import verdict


def parts(component: Component, kind: type) -> list:
    everything = [component, *component._traverse()]
    return [part for part in everything if isinstance(part, kind)]


def text(component: object) -> str:
    """Give the words of a component and of all within it."""
    if isinstance(component, (list, tuple)):
        # A sentence is one, with links in it or not.
        between = "" if any(isinstance(part, str) for part in component) else " "
        return between.join(text(part) for part in component)
    if isinstance(component, Component):
        return text(getattr(component, "children", None) or "")
    return str(component)


def framed(
    figure: object = None, how_to_read: str = "", **arguments: str
) -> html.Figure:
    picture = drawn("trend", figure or sample_figures()["trend"])
    return frame(sample_shown("trend", how_to_read), [picture], **arguments)


def test_figure_is_named_by_its_headline_and_described_by_its_summary() -> None:
    figure = framed()
    ids = {part.id: part for part in parts(figure, Component) if hasattr(part, "id")}
    headline = ids[getattr(figure, "aria-labelledby")]
    summary = ids[getattr(figure, "aria-describedby")]
    assert headline.children == sample_caption("trend").headline
    assert text(summary) == sample_caption("trend").summary
    assert sample_caption("trend").subtitle in text(figure)


def test_figure_carries_table_csv_definition_and_reference() -> None:
    figure = framed(definition_href="#definition", how_to_read="Read it so.")
    hrefs = [link.href for link in parts(figure, html.A)]
    assert hrefs == ["/download/trend.csv", "#definition"]
    (link,) = [
        one for one in parts(framed(), dcc.Link) if not hasattr(one, "className")
    ]
    assert link.href == "/methods/smi_all_six"
    assert REFERENCE.id in text(figure)
    assert "Read it so." in text(figure)
    (table,) = [p for p in parts(figure, html.Div) if hasattr(p, "data-table")]
    assert json.loads(getattr(table, "data-table"))["caption"] == sample_table().caption


def test_figure_may_be_a_component_that_draws_itself() -> None:
    picture = small_multiples([("A", sample_trend())])
    figure = framed(figure=picture, how_to_read="One panel each.")
    assert picture in parts(figure, html.Div)
    assert parts(figure, dcc.Graph) == []


def test_every_chart_says_how_it_is_read() -> None:
    for name, sample in sample_figures().items():
        words = text(framed(figure=sample))
        assert sample["layout"]["meta"]["how_to_read"] in words, name
        around = html.Div(chart(sample, id="x", alt=""))
        assert sample["layout"]["meta"]["how_to_read"] in text(framed(figure=around))


def test_chart_is_one_image_with_words() -> None:
    sample = chart(sample_figures()["trend"], id="x", alt="Uptake rose")
    (graph,) = parts(sample, dcc.Graph)
    assert graph.id == "x-graph"
    assert graph.config == SAFE_CONFIG
    assert graph.config["displayModeBar"] is False
    assert graph.config["showSendToCloud"] is False
    (image,) = [p for p in parts(sample, html.Div) if getattr(p, "role", "") == "img"]
    assert getattr(image, "aria-label") == "Uptake rose"


def test_key_names_each_kind_of_point_once() -> None:
    sample = chart(sample_figures()["trend"], id="x", alt="")
    names = [item.children[1] for item in parts(sample, html.Li)]
    assert names == [
        "Usual variation",
        "Unusual, not confirmed",
        "Improving",
        "Getting worse",
        "Higher or lower, neither better",
        "Provisional",
        "No data or suppressed",
    ]


def test_one_kind_of_point_needs_no_key() -> None:
    assert parts(chart(sample_figures()["bars"], id="x", alt=""), html.Li) == []


def test_table_has_caption_headers_and_no_empty_cell() -> None:
    table = data_table(sample_table(), id="t")
    written = json.loads(getattr(table, "data-table"))
    assert written["captionId"] == getattr(table, "aria-labelledby")
    assert table.tabIndex == 0
    assert all(text for text, _ in written["columns"])
    assert {len(row) for row in written["rows"]} == {len(written["columns"])}
    cells = [cell for row in written["rows"] for cell in row]
    assert all(text for text, _ in cells)
    assert [text for text, _ in written["rows"][0]][1:6] == [
        "October 2026",
        "1,310",
        "71%",
        "7.4",
        "£29,135",
    ]
    marks = [text for text, classes in cells if "mark" in classes.split()]
    assert marks.count("Suppressed") == 2
    assert marks.count("No data") == 2


def test_table_that_is_not_square_is_refused() -> None:
    crooked = Table("c", sample_table().columns, ((LONG,),))
    with pytest.raises(ValueError, match="zip"):
        data_table(crooked, id="t")


def test_card_says_value_month_interval_and_finding() -> None:
    words = text(indicator_card(sample_cards()[0], "/indicator/smi"))
    for part in (
        "67%",
        "Aug 2026",
        "95% interval 61% to 72%",
        "Improving, more than chance: the last six months average 59%",
        "September 2026 and October 2026: provisional.",
    ):
        assert part in words


def test_suppressed_card_shows_no_number() -> None:
    card = indicator_card(sample_cards()[4], "/x")
    assert "Suppressed" in text(card)
    assert "%" not in text(card)
    alts = [image.alt for image in parts(card, html.Img)]
    assert alts == ["No months to show"]


def test_a_card_that_is_not_judged_has_no_icon() -> None:
    card = indicator_card(sample_cards()[3], "/x")
    assert "Not judged: a reason." in text(card)
    assert len(parts(card, html.Img)) == 1  # the sparkline alone


def test_only_a_change_has_a_coloured_edge() -> None:
    edges = [indicator_card(card, "/x").className for card in sample_cards()]
    assert edges[0].split() == ["indicator-card", "card-improvement"]
    assert edges[1].split() == ["indicator-card", "card-concern"]
    assert set(edges[2:5]) == {"indicator-card"}
    assert edges[5].split() == ["indicator-card", "card-neutral"]


def test_cards_keep_the_order_given() -> None:
    grid = card_grid(sample_cards(), lambda card: f"/{card.indicator}", label="All")
    names = [link.children for link in parts(grid, dcc.Link)]
    assert names == [card.name for card in sample_cards()]


def test_every_icon_is_a_file_that_is_there(pytestconfig: pytest.Config) -> None:
    found = [
        verdict(sign, upwards=upwards)
        for sign in get_args(Sign)
        for upwards in (True, False)
    ]
    icons = [
        *(icon for icon in map(change_icon, found) if icon is not None),
        *map(verdict_icon, get_args(Estimate)),
    ]
    for icon in icons:
        assert (pytestconfig.rootpath / icon.src.lstrip("/")).is_file(), icon.src
        assert icon.alt
    held = {path.stem for path in (pytestconfig.rootpath / "assets/icons").iterdir()}
    assert {Path(icon.src).stem for icon in icons} == held, "no icon is left unused"
    assert [one.sign for one in found if change_icon(one) is None] == [
        *["not_judged"] * 2,
        *["too_small"] * 2,
        *["no_data"] * 2,
    ]


def values(bar: html.Section) -> dict[str, str]:
    found = [p for p in bar._traverse() if isinstance(getattr(p, "id", None), dict)]
    return {control.id["name"]: control.value for control in found}


def test_filter_bar_shows_the_selection_over_the_defaults() -> None:
    bar = filter_bar(sample_options(), Selection.from_query({}))
    assert values(bar) == {
        "month": "2026-10",
        "pcn": "U1",
        "practice": "all",
        "cohort": "all",
    }
    chosen = Selection.from_query({"month": "2026-09", "practice": "A2", "pcn": "U2"})
    assert values(filter_bar(sample_options(), chosen, ("month", "practice"))) == {
        "month": "2026-09",
        "practice": "A2",
    }


def test_an_older_month_offers_the_way_to_the_latest() -> None:
    older = Selection.from_query({"month": "2026-09", "practice": "A2"})
    (link,) = parts(filter_bar(sample_options(), older), dcc.Link)
    assert link.href == "?practice=A2"
    assert parts(filter_bar(sample_options(), Selection()), dcc.Link) == []


def test_a_choice_that_is_not_offered_is_shown_as_such() -> None:
    bar = filter_bar(sample_options(), Selection(practice="Z9"))
    assert values(bar)["practice"] == "Z9"
    control = next(p for p in bar._traverse() if getattr(p, "value", "") == "Z9")
    assert control.options[-1] == {"value": "Z9", "label": "Z9 (not available)"}


@pytest.mark.parametrize(
    "notice",
    [
        notices.empty("Load an extract.", way_out=("Load", "/data")),
        notices.not_permitted("Ask a lead.", way_out=("Back", "/")),
        notices.out_of_date("Old.", way_out=("Load", "/data")),
        notices.error("Wrong month."),
        notices.suppressed(),
    ],
)
def test_notices_have_a_title_a_sentence_and_a_way_out(notice: html.Div) -> None:
    assert len(parts(notice, html.Strong)) == 1
    assert len(parts(notice, dcc.Link)) == 1
    assert text(notice).count(".") >= 1


def test_an_error_is_announced() -> None:
    assert notices.error("Wrong.").role == "alert"


def test_navigation_is_the_registry_in_order() -> None:
    registry = {
        "b": {"nav": "Second", "path": "/b", "relative_path": "/b", "order": 2},
        "a": {"nav": "First", "path": "/", "relative_path": "/", "order": 0},
        "c": {"path": "/hidden", "relative_path": "/hidden", "order": 1},
    }
    assert navigation(registry) == [("First", "/"), ("Second", "/b")]


def test_small_multiples_share_one_written_scale() -> None:
    panels = small_multiples([(LONG, sample_trend()), ("B", sample_trend())])
    words = text(panels)
    assert "Every panel runs from 38% to 67%" in words
    assert LONG in words
    assert words.count("Nov 2023") == 2
    assert words.count(", Aug 2026") == 2
    small = sample_cards()[4].trend
    assert "Suppressed, Aug 2026" in text(small_multiples([("B", small)]))
