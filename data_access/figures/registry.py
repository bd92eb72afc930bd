"""Every figure of the product by its name; whatever lists figures walks this."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from data_access import figures
from data_access.errors import CareImpactError
from data_access.figures.record import Figure


def _declared_figures() -> Iterator[Figure]:
    # The folder is the list of subjects, so that a new one cannot be forgotten.
    for module in iter_modules(figures.__path__, f"{figures.__name__}."):
        if module.name != __name__:
            yield from getattr(import_module(module.name), "FIGURES", ())


FIGURES: Mapping[str, Figure] = {figure.name: figure for figure in _declared_figures()}


def find_figure(name: str) -> Figure:
    """Return the figure of this name; raise CareImpactError if there is none."""
    if name not in FIGURES:
        raise CareImpactError(
            f"There is no figure named {name}: `care-impact figures` lists them all."
        )
    return FIGURES[name]
