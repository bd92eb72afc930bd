"""Run the JavaScript tests with node's own runner, where there is a node."""

import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node")
TESTS = Path(__file__).parents[2] / "js"


@pytest.mark.skipif(NODE is None, reason="node is not installed; browsers test it too")
def test_scripts() -> None:
    files = sorted(str(path) for path in TESTS.glob("*.test.js"))
    assert files
    run = subprocess.run(
        [NODE, "--test", *files], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
