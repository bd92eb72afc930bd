"""The banner that says whose data these are, with the way to the other store."""

from dash import html

from components.notices import notice

_PEOPLE = "This primary care network and its patients are made up. "
_KEPT = (
    "They stay on the machine that runs Care Impact, in a store of their own: nothing "
    "of the synthetic PCN is in it."
)


def to_own() -> html.Button:
    """Return the way to the reader's own store."""
    return _way("Use my own data", "own", "/data")


def synthetic(*, published: bool, way: html.Button | None) -> html.Div:
    """Show, on every page of the demo, that its people are invented.

    ``published`` is true where published files are loaded too: their figures describe
    real places.
    """
    sentence = _PEOPLE + (
        "Figures from published files, on the page England and wherever England, an "
        "ICB or a sub-ICB is named, are not: they are of real places."
        if published
        else "No figure here describes a real person or place."
    )
    return notice("synthetic", "Synthetic data", sentence, way_out=way)


def nothing(way: html.Button) -> html.Div:
    """Show that the home has no data, with the way to load one's own."""
    return notice("empty", "No data yet", "No extract has been loaded.", way_out=way)


def own(*, synthetic: bool, back: bool) -> html.Div:
    """Show that these data are the reader's own; ``back`` is there with a demo."""
    way = _way("Back to the synthetic PCN", "home", "/") if back else None
    if synthetic:
        return notice("synthetic", "Synthetic data of your own", _PEOPLE, way_out=way)
    return notice("own", "Your own data", _KEPT, way_out=way)


def _way(text: str, store: str, path: str) -> html.Button:
    """Return a button that store.js follows, to a path of another store."""
    return html.Button(text, type="button", **{"data-store": store, "data-path": path})
