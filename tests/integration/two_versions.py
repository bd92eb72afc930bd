"""Two versions of one store that can be told apart in every answer."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data_access.answers.core import Reference
from data_access.catalogue.indicators import BY_ID
from data_access.queries.places import practices
from data_access.store.evidence import Evidence
from data_access.version import CODE_VERSION

INDICATOR = "caseload_open"


def second_version(home: Path, version: str = "second") -> Path:
    """Copy the current version, with other names and numbers, and leave it aside."""
    old = Evidence(home).current_file()
    new = old.with_name(f"evidence-{version}.duckdb")
    new.write_bytes(old.read_bytes())
    with duckdb.connect(str(new)) as connection:
        connection.execute(
            "update meta set value = ? where key = 'data_version'", [version]
        )
        connection.execute(
            "update practice set pcn_name = 'Second ' || pcn_name, "
            "practice_name = 'Second ' || practice_name"
        )
        connection.execute("update indicator_month set numerator = numerator + 1000")
    return new


@dataclass(frozen=True)
class Told:
    """What one version says: its name, its data version and its practices."""

    data_version: str
    names: frozenset[str]

    @staticmethod
    def path(area: str) -> str:
        """Give the address of a table that names the practices."""
        return f"/download/indicator/{INDICATOR}/practices.csv?area={area}"

    @staticmethod
    def read(content: bytes, area: str, told: Mapping[str, "Told"]) -> str:
        """Say which version an answer is of; raise where it is of none, or of two."""
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(text)
        assert header[-1] == "Reference"
        names = {row[0] for row in rows}
        (reference,) = {row[-1] for row in rows}
        (version,) = [
            name
            for name, one in told.items()
            if one.names == names and one.reference(area) == reference
        ]
        values = [float(row[header.index("Value")]) for row in rows]
        assert all((value >= 1000) == (version == "second") for value in values)
        return version

    def reference(self, area: str) -> str:
        """Give the reference that the answer must carry."""
        return Reference(
            question=f"indicator/{INDICATOR}",
            selection=f"area={area}",
            viewer="board",
            data_version=self.data_version,
            definition=BY_ID[INDICATOR].definition,
            code_version=CODE_VERSION,
        ).id


def expected(home: Path, files: tuple[Path, Path]) -> dict[str, Told]:
    """Read from each version what its answers must say."""
    told = {}
    for name, file in zip(("first", "second"), files, strict=True):
        evidence = Evidence(home, file)
        with evidence.connect() as connection:
            names = frozenset(one.name for one in practices(connection))
        told[name] = Told(evidence.meta().data_version, names)
        evidence.close()
    return told
