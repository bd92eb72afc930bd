"""A real standalone Spark on loopback: one master, two workers, ended by their ids."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest

SPARK = Path(pyspark.__file__).parent
LOOPBACK = "127.0.0.1"
WORKERS = 2
STARTS_WITHIN = 90  # seconds, for a machine that is busy with other things
# A small extract on small machines: what would be compiled and spread for a large one
# costs more than it saves, and a busy machine must not look like a lost worker.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
DEFAULTS = f"""
spark.driver.extraJavaOptions {QUICK_JAVA}
spark.executor.extraJavaOptions {QUICK_JAVA}
spark.executor.memory 640m
spark.sql.shuffle.partitions 2
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.broadcastTimeout 1200
spark.network.timeout 600s
"""
LOGGED = """
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
"""


class Process:
    """One part of the cluster, with its log."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        self.log = folder / f"{name}.log"
        command = [str(SPARK / "bin" / "spark-class"), *arguments]
        with self.log.open("w") as log:
            self.running = subprocess.Popen(command, stdout=log, stderr=log)

    def says(self, pattern: str) -> str:
        """Wait until the log holds a pattern; fail with the log where it ends first."""
        give_up = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < give_up:
            found = re.search(pattern, self.log.read_text())
            if found:
                return found[0]
            if self.running.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"{pattern} was never said:\n{self.log.read_text()[-3000:]}")

    def end(self) -> None:
        self.running.terminate()
        self.running.wait(30)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list]]:
    """Give the master's address and the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    settings = folder / "conf"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(DEFAULTS)
    (settings / "log4j2.properties").write_text(LOGGED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(SPARK))
        patch.setenv("SPARK_CONF_DIR", str(settings))
        patch.setenv("SPARK_LOCAL_IP", LOOPBACK)
        patch.setenv("SPARK_LOCAL_DIRS", str(folder / "local"))
        patch.setenv("SPARK_DAEMON_MEMORY", "256m")
        patch.setenv("SPARK_DAEMON_JAVA_OPTS", QUICK_JAVA)
        patch.delenv("SPARK_MASTER", raising=False)
        parts: list[Process] = []
        # Any free port, so that neither another cluster nor another test is in the way.
        place = ["--host", LOOPBACK, "--port", "0", "--webui-port", "0"]
        try:
            deploy = "org.apache.spark.deploy"
            master = Process(folder, "master", f"{deploy}.master.Master", *place)
            parts.append(master)
            address = master.says(rf"spark://{re.escape(LOOPBACK)}:\d+")
            for number in range(WORKERS):
                work = ["--cores", "1", "--memory", "1g"]
                work += ["--work-dir", str(folder / f"work-{number}"), address]
                parts.append(
                    Process(
                        folder,
                        f"worker-{number}",
                        f"{deploy}.worker.Worker",
                        *place,
                        *work,
                    )
                )
            for worker in parts[1:]:
                worker.says("Successfully registered with master")
            yield address, parts[1:]
        finally:
            for part in reversed(parts):
                part.end()


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_in_the_repository() -> Iterator[None]:
    """Fail where Spark left a warehouse or a metastore in the working folder."""
    yield
    left = {"spark-warehouse", "metastore_db", "derby.log"} & set(os.listdir())
    assert left == set()
