"""Match the files of a folder with the tables they fill."""

from dataclasses import dataclass
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.profiles import FileProfile, Profile
from data_access.ingest.extract.read import read_file
from data_access.ingest.extract.rejected_rows import correction_of
from data_access.ingest.extract.report import FileReport
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import Dialect, TextTable, plain_name

# The demo writes it next to its files, to check the product against.
_NO_PART = ("truth.json",)
_SUFFIXES = (".csv", ".txt", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class MatchedFile:
    """One file and one table it fills; ``profile_part`` is how a profile reads it.

    ``text`` is a table that was found in it, of the sheet that is named.
    """

    path: Path
    table: FileSpec
    profile_part: FileProfile | None = None
    text: TextTable | None = None
    sheet: str = ""

    @property
    def name(self) -> str:
        """Return the file's name, with that of the sheet if it has several."""
        return f"{self.path.name}: {self.sheet}" if self.sheet else self.path.name

    @property
    def names(self) -> frozenset[str]:
        """Return every name by which an answer may mean this table."""
        return frozenset({self.name, self.path.name})

    @property
    def makes_cases(self) -> bool:
        """Whether its cases are to be made of coded events, which recognition does."""
        part = self.profile_part
        return part is not None and part.months_without_contact is not None

    def read(self) -> TextTable:
        """Return the cells of the file, or of the table that was found in it.

        Raises UnreadableFileError if the file cannot be used.
        """
        return self.text or read_file(
            self.path, column_names=self.known_names, dialect=self.dialect
        )

    @classmethod
    def of(cls, path: Path, profile: Profile | None) -> "tuple[MatchedFile, ...]":
        """Return one match for each table that the file at ``path`` fills."""
        if path.suffix.lower() not in _SUFFIXES:
            return ()
        stem, corrected = correction_of(path.stem)
        # A download of rejected rows is CSV, whatever its file was.
        endings = _SUFFIXES if corrected else (path.suffix,)
        profiles = [
            profile_part
            for profile_part in (profile.files if profile else ())
            if corrected in (None, profile_part.table)
            and any(profile_part.matches(f"{stem}{ending}") for ending in endings)
        ]
        if profiles:
            return tuple(
                cls(path, TABLES[profile_part.table], profile_part)
                for profile_part in profiles
            )
        table = TABLES.get((corrected or stem).lower())
        return (cls(path, table),) if table else ()

    @property
    def known_names(self) -> frozenset[str]:
        """Names of the columns that the file is expected to have."""
        if self.profile_part is None:
            return frozenset(column.name for column in self.table.columns)
        return frozenset(map(plain_name, self.profile_part.columns.values()))

    @property
    def dialect(self) -> Dialect:
        """How the file is written; rejected rows are always written the same way."""
        if self.profile_part is None or correction_of(self.path.stem)[1]:
            return Dialect()
        return Dialect(
            self.profile_part.separator,
            self.profile_part.encoding,
            self.profile_part.skip_rows,
        )


def files_of(folder: Path) -> list[Path]:
    """Return the files of a folder, by name, without those of the operating system.

    Raises CareImpactError if the folder is missing or cannot be read.
    """
    if not folder.is_dir():
        raise CareImpactError(
            f"There is no folder {folder}: give the folder that contains the extract's "
            "files."
        )
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise CareImpactError(
            f"The folder {folder} cannot be read ({error.strerror}): check that you "
            "have permission to open it."
        ) from None
    return [
        path
        for path in paths
        if path.is_file()
        and not path.name.startswith(".")
        and path.name not in _NO_PART
    ]


def find_files(
    folder: Path, profile: Profile | None
) -> tuple[list[MatchedFile], list[FileReport]]:
    """Return the files to read, in the order of the tables, and a report on the others.

    Raises CareImpactError if the folder is missing or has no file to read.
    """
    files: list[MatchedFile] = []
    others = []
    for path in files_of(folder):
        matches = MatchedFile.of(path, profile)
        files += matches
        if not matches:
            notice = "not read: no table of the extract has its name"
            others.append(FileReport(path.name, None, notices=(notice,)))
    if not files:
        raise CareImpactError(
            f"The folder {folder} contains no extract file: name the files after their "
            f"tables, such as {next(iter(TABLES))}.csv, or choose the import profile "
            "for their names."
        )
    order = {name: index for index, name in enumerate(TABLES)}
    files.sort(key=lambda file: (order[file.table.name], file.path.name))
    return files, others
