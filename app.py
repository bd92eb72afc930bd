"""Compose the product: settings in, a WSGI server out."""

import threading
from functools import cache, partial
from pathlib import Path

import structlog
from dash import Dash
from dash.development.base_component import Component
from flask import Flask, has_request_context, request
from flask_caching import Cache

from components import (
    document,
    downloads,
    plotly_bundle,
    reader_switch,
    security_headers,
    shell,
    store_banner,
)
from data_access import logs
from data_access.door import Door
from data_access.errors import CareImpactError
from data_access.figures.record import ShownFigure
from data_access.figures.registry import FIGURES
from data_access.figures.show import show
from data_access.operations.purge import CACHE_PREFIX
from data_access.operations.uploads.batch import keep_watch
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.settings import Settings, get_settings, of_own_store
from data_access.store.evidence import Evidence, Meta
from data_access.viewer import Viewer
from pages._ask import request_for, told
from pages._profiles import register as register_profiles
from pages._reader import may_switch, reader_cookie, reader_role
from pages._status import register as register_status
from pages._store import (
    STORES,
    Store,
    StoreName,
    Stores,
    current_store,
    home_store,
    own_is_offered,
)
from pages._templates import register as register_templates
from pages._uploads import register as register_uploads
from pages._worklist import register as register_worklist

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
    app.server.extensions[STORES] = _stores(app.server, settings)
    # Dash lays the page out once at this point, to learn its ids.
    with app.server.app_context():
        app.layout = _shell
    shell.register(app)
    reader_switch.register(app)
    security_headers.register(app)
    plotly_bundle.register(app.server)
    downloads.register(app.server, _figure, told)
    register_status(app.server)
    register_uploads(app.server)
    register_profiles(app.server)
    register_templates(app.server)
    register_worklist(app.server)
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


def _shell() -> object:
    store = current_store()
    try:
        meta = store.door.evidence.meta()
    except CareImpactError:
        meta = None
    switch = reader_switch.reader_switch(
        reader_role(), cookie=reader_cookie(), hidden=not may_switch()
    )
    return shell.shell(
        data_version=meta and meta.data_version,
        banner=_banner(store, meta),
        tools=[switch],
    )


def _banner(store: Store, meta: Meta | None) -> Component | None:
    """Say whose data these are, with the way to the other store."""
    synthetic = meta is not None and meta.synthetic
    if store.name == "own":
        return store_banner.own(synthetic=synthetic, back=home_store().is_synthetic)
    way = store_banner.to_own() if has_request_context() and own_is_offered() else None
    if meta is not None and synthetic:
        return store_banner.synthetic(published=meta.published, way=way)
    return store_banner.nothing(way) if way else None


def _stores(server: Flask, settings: Settings) -> Stores:
    """Return both stores; the second leaves nothing on the disk until it is used."""
    own = of_own_store(settings)
    for one in (settings, own):
        keep_watch(one.home)
    return Stores(
        _store("home", server, settings), cache(partial(_store, "own", server, own))
    )


def _store(name: StoreName, server: Flask, settings: Settings) -> Store:
    door = Door(Evidence(settings.home), _cache(name, server, settings))
    return Store(name, settings, door)


def _cache(store: StoreName, server: Flask, settings: Settings) -> Cache:
    if settings.cache_url:
        config = {
            "CACHE_TYPE": "RedisCache",
            "CACHE_REDIS_URL": settings.cache_url,
            "CACHE_KEY_PREFIX": f"{CACHE_PREFIX}{store}_",
        }
    else:
        config = {
            "CACHE_TYPE": "FileSystemCache",
            "CACHE_DIR": str(settings.home / "cache"),
            "CACHE_THRESHOLD": CACHE_ENTRIES,
        }
    return Cache(server, config={**config, "CACHE_DEFAULT_TIMEOUT": CACHE_SECONDS})


def _warm(server: Flask) -> None:
    """Answer the front page's questions, so that the first reader does not wait."""
    with server.app_context():
        door = home_store().door
        try:
            for question in (filter_options, this_month):
                door.ask(question, Selection(), Viewer())
        except CareImpactError as nothing_yet:
            _log.info("cache not warmed", reason=str(nothing_yet))
