"""The files that each page needs and can use, from its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.answers.core import Cell, Column, Table
from data_access.figures.record import Figure

_PUBLISHED = "open_"  # the prefix of published files


def needs_of(figures: Sequence[Figure]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files that every figure needs, and those that some figures need.

    A figure that needs no file says nothing of the others.
    """
    figures = [figure for figure in figures if figure.needs]
    every = tuple(dict.fromkeys(need for figure in figures for need in figure.needs))
    must = [need for need in every if all(need in figure.needs for figure in figures)]
    return tuple(must), tuple(need for need in every if need not in must)


def needs_table(
    registry: Mapping[str, Mapping[str, Any]],
    local: Sequence[str],
    published: Sequence[str],
) -> Table:
    """List every page in the navigation with the files it needs, has and lacks."""
    loaded = {*local, *(f"{_PUBLISHED}{name}" for name in published)}
    pages = sorted(
        (page for page in registry.values() if page.get("nav")),
        key=lambda page: page.get("order") or 0,
    )
    return Table(
        "Files that each page needs and has",
        (
            Column("Page"),
            Column("Needs"),
            Column("Has"),
            Column("Lacks"),
            Column("Shows more with"),
        ),
        tuple(_row(page, loaded) for page in pages),
    )


def _row(page: Mapping[str, Any], loaded: set[str]) -> tuple[Cell, ...]:
    must, can = needs_of(page.get("figures") or ())
    return (
        page["nav"],
        _listed(must, "no file"),
        _listed([name for name in (*must, *can) if name in loaded], "none"),
        _listed([name for name in must if name not in loaded], "nothing"),
        _listed([name for name in can if name not in loaded], "nothing"),
    )


def _listed(names: Sequence[str], nothing: str) -> str:
    files = [
        f"{name.removeprefix(_PUBLISHED)} (published)"
        if name.startswith(_PUBLISHED)
        else name
        for name in names
    ]
    return ", ".join(files) or nothing
