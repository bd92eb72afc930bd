"""The real server in a process of its own: up, ready, swapped under load, down."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from fixtures.browser.served import PATIENCE, Served, environment, serve
from fixtures.homes.two_versions import Told, expected, second_version

from data_access.store.evidence import Evidence, swap_in


@pytest.fixture
def server(copy_of_demo: Callable[[], Path], tmp_path: Path) -> Iterator[Served]:
    started = serve(copy_of_demo(), tmp_path / "log")
    yield started
    started.kill()


def test_a_day_of_the_server(server: Served) -> None:
    # It says in one line where it is, and answers.
    lines = [line for line in server.said().splitlines() if "Care Impact is at" in line]
    assert lines == [f"Care Impact is at {server.url} (Ctrl-C stops it)."]
    status, ready = server.told("/readyz")
    assert (status, ready["status"]) == (200, "ready")
    assert server.get("/")[0] == 200
    status, layout = server.told("/_dash-layout")
    assert (status, layout["type"]) == (200, "Div")

    # A second one on the same port is refused in a sentence.
    second = subprocess.run(
        [sys.executable, "-m", "data_access.cli", "serve"],
        cwd=server.home.parent,
        env=environment(server.home, server.port),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert second.returncode == 1
    assert f"Port {server.port} is in use" in second.stderr
    assert "Traceback" not in second.stderr

    # A new version is swapped in under readers: no error, no answer of two versions.
    files = (Evidence(server.home).current_file(), second_version(server.home))
    told = expected(server.home, files)
    seen: list[str] = []

    def read(turn: int) -> None:
        area = f"R{turn}"
        status, content = server.get(Told.path(area))
        assert status == 200
        seen.append(Told.read(content, area, told))
        if turn % 25 == 0:
            swap_in(files[turn // 25 % 2])

    with ThreadPoolExecutor(6) as readers:
        list(readers.map(read, range(150)))
    assert len(seen) == 150
    assert set(seen) == {"first", "second"}
    swap_in(files[1])
    assert server.told("/readyz")[1]["data_version"] == "second", "at the next request"

    # Without a store it says so, alive all the same; with one it is ready again.
    pointer = server.home / "evidence" / "current"
    pointer.rename(pointer.with_name("elsewhere"))
    status, waiting = server.told("/readyz")
    assert status == 503
    assert "No data has been loaded yet" in waiting["reason"]
    assert server.told("/healthz") == (200, {"status": "alive"})
    pointer.with_name("elsewhere").rename(pointer)
    assert server.told("/readyz")[0] == 200

    # Ctrl-C stops all of it, with nothing more to say.
    assert server.stop(signal.SIGINT) == 0
    assert not server.runs_on()
    assert "Traceback" not in server.said()
    with socket.create_server(("127.0.0.1", server.port)):
        pass


def test_a_service_s_stop_is_clean_too(server: Served) -> None:
    server.stop(signal.SIGTERM)
    assert not server.runs_on()
    assert "Traceback" not in server.said()


def test_the_log_is_json_without_a_person(server: Served) -> None:
    server.get("/?practice=X90101&month=2026-10")
    body = json.dumps(
        {
            "output": "month-cards.children",
            "outputs": {"id": "month-cards", "property": "children"},
            "inputs": [{"id": "selection", "property": "data", "value": 5}],
            "changedPropIds": ["selection.data"],
        }
    )
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(
        "POST", "/_dash-update-component", body, {"Content-Type": "application/json"}
    )
    assert connection.getresponse().status == 200
    connection.close()
    server.stop(signal.SIGINT)
    events = [line for line in server.said().splitlines() if line.startswith("{")]
    assert events, "what failed was logged"
    for event in map(json.loads, events):
        assert {"event", "level", "timestamp"} <= set(event)
