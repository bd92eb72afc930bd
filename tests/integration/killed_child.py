"""Run operations on home folders in processes that die, unannounced, when told to.

One process imports everything once; each line on its input, ``ACTION FOLDER HOME STEP
SECONDS`` parted by tabs, it has done by a fork of its own, and prints the fork's wait
status and number of steps. Steps are what Python does to names under the home folder:
open, rename, link, make, remove. The fork kills itself at step STEP, or is killed after
SECONDS; where both are 0 it runs to the end.
"""

import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from data_access.ingest.extract.load import load_extract
from data_access.operations.forget import forget
from data_access.operations.rotate_key import rotate_key
from data_access.store.durable import replace_file
from data_access.store.lake import LakeVersion

_STEPS = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir")


def main() -> None:
    for line in sys.stdin:
        action, folder, home, last, seconds = line.rstrip("\n").split("\t")
        steps, write_steps = os.pipe()
        child = os.fork()
        if child == 0:
            done = run(action, folder, home, int(last))
            os.write(write_steps, str(done).encode())
            os._exit(0)
        os.close(write_steps)
        if float(seconds):
            time.sleep(float(seconds))
            # It has not been waited for, so the number cannot be another's by now.
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(steps) as stream:
            sys.stdout.write(f"{status} {stream.read() or 0}\n")
            sys.stdout.flush()


def run(action: str, folder: str, home: str, last: int) -> int:
    steps = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in _STEPS and home in str(arguments[0]):
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)

    def build(version: LakeVersion) -> Callable[[], None]:
        name = version.name.encode()
        return lambda: replace_file(Path(home) / "served", name)

    sys.addaudithook(count)
    if action == "load":
        today = dt.date(2026, 11, 20)
        load_extract(Path(folder), Path(home), today=today, build=build)
    elif action == "forget":
        forget(Path(home), "9990000101", build=build)
    else:
        rotate_key(Path(home), build=build)
    return steps


if __name__ == "__main__":
    main()
