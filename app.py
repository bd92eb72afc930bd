"""Compose the product: settings in, a WSGI server out."""

import threading
from pathlib import Path

import structlog
from dash import Dash
from flask import Flask, request
from flask_caching import Cache

from components import (
    document,
    downloads,
    notices,
    plotly_bundle,
    reader_switch,
    security_headers,
    shell,
)
from data_access import logs
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import show
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.settings import Settings, get_settings
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer
from pages._ask import request_for, told
from pages._profiles import register as register_profiles
from pages._reader import DOOR, SETTINGS, reader_role
from pages._status import register as register_status
from pages._uploads import register as register_uploads

ROOT = Path(__file__).parent

# Nobody asks for answers of an older data version again; they leave the cache by age.
CACHE_SECONDS = 30 * 24 * 3600
CACHE_ENTRIES = 20_000

_log = structlog.get_logger()


def create_app(settings: Settings) -> Dash:
    """Return the Dash application for one home folder."""
    app = Dash(
        __name__,
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_path_ignore=list(document.ASSETS_PATH_IGNORE),
        external_stylesheets=list(document.STYLESHEETS),
        index_string=document.INDEX,
        title=shell.PRODUCT,
        update_title=None,
        compress=True,
    )
    door = Door(Evidence(settings.home), _cache(app.server, settings))
    app.server.extensions[DOOR] = door
    app.server.extensions[SETTINGS] = settings
    # Dash lays the page out once at this point, to learn its ids.
    with app.server.app_context():
        app.layout = lambda: _shell(door)
    shell.register(app)
    reader_switch.register(app)
    security_headers.register(app)
    plotly_bundle.register(app.server)
    downloads.register(app.server, _figure, told)
    register_status(app.server)
    register_uploads(app.server, settings)
    register_profiles(app.server, settings)
    return app


def create_server() -> Flask:
    """Return the WSGI server; a thread computes its first answers meanwhile."""
    settings = get_settings()
    logs.configure(settings.log_level)
    app = create_app(settings)
    threading.Thread(target=_warm, args=(app.server,), daemon=True).start()
    return app.server


def _figure(name: str) -> ShownFigure | None:
    """Return the named figure for the request's address; None without one."""
    figure = FIGURES.get(name)
    return figure and show(figure, request_for(request.args.to_dict()))


def _shell(door: Door) -> object:
    try:
        meta = door.evidence.meta()
    except CareImpactError:
        version, synthetic, published = None, False, False
    else:
        version, synthetic = meta.data_version, meta.synthetic
        published = meta.published
    return shell.shell(
        data_version=version,
        banner=notices.synthetic_banner(published=published) if synthetic else None,
        tools=[reader_switch.reader_switch(reader_role(), hidden=not synthetic)],
    )


def _cache(server: Flask, settings: Settings) -> Cache:
    if settings.cache_url:
        config = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": settings.cache_url}
    else:
        config = {
            "CACHE_TYPE": "FileSystemCache",
            "CACHE_DIR": str(settings.home / "cache"),
            "CACHE_THRESHOLD": CACHE_ENTRIES,
        }
    return Cache(server, config={**config, "CACHE_DEFAULT_TIMEOUT": CACHE_SECONDS})


def _warm(server: Flask) -> None:
    """Answer the front page's questions, so that the first reader does not wait."""
    door: Door = server.extensions[DOOR]
    with server.app_context():
        try:
            for question in (filter_options, this_month):
                door.ask(question, Selection(), Viewer())
        except CareImpactError as nothing_yet:
            _log.info("cache not warmed", reason=str(nothing_yet))
