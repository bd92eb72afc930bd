"""`care-impact figures`, `care-impact figure`: what a page shows, without a browser."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence

from data_access.door import Door, NoCache
from data_access.errors import CareImpactError
from data_access.figures.plain import plain_figure, verdict
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES, find_figure
from data_access.figures.show import Request, show
from data_access.figures.table_csv import csv_of
from data_access.figures.viewers import viewer_as
from data_access.selection import SELECTED, Selection
from data_access.settings import Settings
from data_access.store.evidence import Evidence
from data_access.viewer import Role


def list_figures() -> None:
    """List every figure, with the files that it needs."""
    for name, figure in FIGURES.items():
        print(f"{name}\t{', '.join(figure.needs)}")


def print_figure(settings: Settings, chosen: Namespace) -> None:
    """Print one figure as its page would show it to this reader."""
    query = {
        name: value for name in SELECTED if (value := getattr(chosen, name)) is not None
    }
    query |= details(chosen.details)
    door = Door(Evidence(settings.home), NoCache())
    viewer = viewer_as(door, Role(chosen.reader or settings.reader))
    request = Request(door, viewer, Selection.from_query(query), query)
    shown = show(find_figure(chosen.name), request)
    if chosen.csv:
        sys.stdout.buffer.write(csv_of(shown))
    elif chosen.json:
        text = json.dumps(
            plain_figure(shown), indent=2, ensure_ascii=False, allow_nan=False
        )
        print(text)
    else:
        print(_words(shown))


def details(given: Sequence[str]) -> dict[str, str]:
    """Read ``--name value`` pairs: choices that only some figures have.

    Raises CareImpactError for anything else.
    """
    names, values = given[::2], given[1::2]
    if len(names) != len(values) or not all(name.startswith("--") for name in names):
        raise CareImpactError(
            f"{' '.join(given)} cannot be read: write each choice as --name value, as "
            "it stands in the page's address."
        )
    return {
        name.removeprefix("--").replace("-", "_"): value
        for name, value in zip(names, values, strict=True)
    }


def _words(shown: ShownFigure) -> str:
    caption = shown.report.caption
    lines = [caption.headline, caption.subtitle, verdict(shown.report), caption.summary]
    lines.append(f"Reference {shown.reference.id}")
    return "\n".join(dict.fromkeys(line for line in lines if line))
