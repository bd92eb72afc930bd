"""The product in a process of its own, as its users have it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

PATIENCE = 120  # seconds a start may take on a busy machine; it is not measured
STOPPED_WITHIN = 15


@dataclass
class Served:
    """One started product, and where it answers."""

    process: subprocess.Popen[str]
    home: Path
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a path; give the status and what came."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def told(self, path: str) -> tuple[int, dict]:
        """Ask for a path that answers in JSON."""
        status, content = self.get(path)
        return status, json.loads(content)

    def said(self) -> str:
        """Give all it has printed."""
        return self.log.read_text(encoding="utf-8")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop, as Ctrl-C or a service does, and give its exit code."""
        os.killpg(self.process.pid, how)
        return self.process.wait(timeout=STOPPED_WITHIN)

    def kill(self) -> None:
        """Leave nothing of it running."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def runs_on(self) -> bool:
        """Say whether any process of it is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


def environment(home: Path, port: int) -> dict[str, str]:
    """Return what the product is told, and nothing else of the tests' own."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "SYSTEMROOT")
        if name in os.environ
    }
    return {**kept, "CARE_IMPACT_HOME": str(home), "PORT": str(port)}


def serve(home: Path, log: Path) -> Served:
    """Start the product on a home and wait until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "data_access.cli", "serve"],
            cwd=home.parent,
            env=environment(home, port),
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that Ctrl-C reaches all of it
        )
    served = Served(process, home, port, log)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, served.said()
        try:
            if served.get("/healthz")[0] == 200:
                return served
        except OSError:
            time.sleep(0.1)
    served.kill()
    raise AssertionError(f"The product did not start:\n{served.said()}")
