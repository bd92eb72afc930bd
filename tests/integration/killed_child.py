"""Run one operation on a home folder and die, unannounced, at a chosen step.

Steps are what Python does to names under the home folder: open, rename, link, make,
remove. Usage: killed_child.py load|forget|rotate FOLDER HOME STEP; step 0 runs to the
end. Prints READY before the operation and the number of steps after it.
"""

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from data_access.ingest.durable import replace_file
from data_access.ingest.forget import forget
from data_access.ingest.lake import LakeVersion
from data_access.ingest.load import load_extract
from data_access.ingest.rotate import rotate_key

_STEPS = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir")


def main(action: str, folder: str, home: str, last: int) -> None:
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

    sys.stdout.write("READY\n")
    sys.stdout.flush()
    sys.addaudithook(count)
    if action == "load":
        today = dt.date(2026, 11, 20)
        load_extract(Path(folder), Path(home), today=today, build=build)
    elif action == "forget":
        forget(Path(home), "9990000101", build=build)
    else:
        rotate_key(Path(home), build=build)
    sys.stdout.write(f"{steps}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
