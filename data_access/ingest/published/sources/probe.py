"""Look at one published file: what kind it is and how its first rows read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from data_access.errors import CareImpactError

HEAD_BYTES = 65_536
_GEOMETRY = "geometry"
HEAD_ROWS = 12  # published sheets have up to nine rows of titles above the header

# What zipfile, gzip, calamine and pyarrow raise for content that is not whole. pyarrow
# raises OSError without a number, and UnicodeDecodeError for text that is not UTF-8.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    CalamineError,
    UnicodeDecodeError,
    pa.ArrowException,
)

Heading = Callable[[str], str]
Row = tuple[str, ...]


def plain_heading(text: str) -> str:
    """Return a column heading in lower case on one line.

    The ePCN workbook breaks its headings over several lines, and the same
    published column is spelled in capitals in one file and not in the next.
    """
    return " ".join(text.replace("\ufeff", "").split()).lower()


@dataclass(frozen=True, slots=True)
class Probe:
    """One file, or one member of a zip file, and the first rows of its sheets.

    `heads` maps each sheet name ("" where there are no sheets) to its first rows; those
    of a GeoJSON file are the names of its first feature's properties and "geometry".
    `kind` is csv, xlsx, parquet, geojson or other. `problem` is the sentence to show
    where the file could not be opened.
    """

    path: Path
    member: str | None = None
    kind: str = "other"
    heads: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    problem: str | None = None

    @property
    def name(self) -> str:
        """Return the file's name, with its member where it is inside a zip file."""
        return f"{self.path.name}: {self.member}" if self.member else self.path.name

    @property
    def stem(self) -> str:
        """Return the name of the file or member that says what and when it is."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    def find(
        self, columns: Sequence[str], heading: Heading = plain_heading
    ) -> tuple[str, int] | None:
        """Return the sheet and row whose headings include all of `columns`."""
        for sheet, rows in self.heads.items():
            for index, row in enumerate(rows):
                if set(columns) <= {heading(cell) for cell in row}:
                    return sheet, index
        return None

    def headings(self, heading: Heading = plain_heading) -> Iterator[set[str]]:
        """Yield the set of headings each of the first rows would give."""
        for rows in self.heads.values():
            for row in rows:
                yield {heading(cell) for cell in row}

    def frame(
        self, columns: Sequence[str], heading: Heading = plain_heading
    ) -> pd.DataFrame:
        """Return all rows under the header that includes `columns`, every cell as text.

        Missing cells are empty text; a heading that is repeated gets ".1", ".2"
        as the second and third time it appears.
        """
        place = self.find(columns, heading)
        if place is None:
            raise CareImpactError(
                f"{self.name} does not have the columns {', '.join(columns)}; "
                "download the file again from its publication."
            )
        sheet, row = place
        with _readable(self.name):
            if self.kind == "csv":
                frame = _csv_frame(_content(self.path, self.member), row)
            elif self.kind == "xlsx":
                frame = _sheet_frame(_content(self.path, self.member), sheet, row)
            elif self.kind == "geojson":
                frame = _feature_frame(_content(self.path, self.member))
            else:
                frame = _parquet_frame(_content(self.path, self.member))
        frame.columns = pd.Index(
            _numbered([heading(str(column)) for column in frame.columns])
        )
        return frame


def probe(path: Path) -> list[Probe]:
    """Return a probe of the file, or of each member where it is a zip file.

    Never raises for a file that cannot be opened: the probe carries the problem.
    """
    if path.suffix.lower() != ".zip":
        return [_probe_member(path, None)]
    try:
        with _readable(path.name):
            members = _members(path)
    except CareImpactError as error:
        return [Probe(path, problem=str(error))]
    return [_probe_member(path, member) for member in members]


def _members(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if members and min(member.header_offset for member in members) > 0:
        # Cut short just after a workbook inside it, the file ends in that workbook's
        # own directory, and zipfile would take the workbook for the whole.
        raise zipfile.BadZipFile(path.name)
    return [member.filename for member in members if not member.is_dir()]


def _probe_member(path: Path, member: str | None) -> Probe:
    kind = _kind(member or path.name)
    if kind == "other":
        return Probe(path, member)
    name = f"{path.name}: {member}" if member else path.name
    try:
        with _readable(name):
            return Probe(path, member, kind, _heads(path, member, kind))
    except CareImpactError as error:
        return Probe(path, member, kind, problem=str(error))


def _kind(name: str) -> str:
    lower = name.lower().removesuffix(".gz")
    for kind in ("csv", "xlsx", "parquet", "geojson"):
        if lower.endswith(f".{kind}"):
            return kind
    return "other"


def _content(path: Path, member: str | None, size: int = -1) -> bytes:
    """Return the first `size` bytes of the file or member, uncompressed."""
    name = member or path.name
    with ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(path.open("rb"))
        if member is not None:
            archive = stack.enter_context(zipfile.ZipFile(file))
            file = stack.enter_context(archive.open(member))
        if name.lower().endswith(".gz"):
            return stack.enter_context(gzip.GzipFile(fileobj=file)).read(size)
        return file.read(size)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn every way a file can be broken into one sentence that names it."""
    try:
        yield
    except (
        pd.errors.ParserError,
        pd.errors.ParserWarning,
        pd.errors.EmptyDataError,
        csv.Error,
    ) as error:
        raise CareImpactError(
            f"{name} is not a well-formed CSV file ({' '.join(str(error).split())}); "
            "download it again."
        ) from error
    except json.JSONDecodeError as error:
        raise CareImpactError(
            f"{name} is not well-formed GeoJSON; download it again."
        ) from error
    except (RuntimeError, PasswordError) as error:
        # A password, or a way of packing that zipfile has not.
        raise CareImpactError(
            f"{name} cannot be unpacked ({error}); save it unprotected and try again."
        ) from error
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise CareImpactError(
                f"{name} cannot be read ({error.strerror}); check who may read it."
            ) from error
        raise CareImpactError(
            f"{name} is damaged or was not downloaded whole; download it again."
        ) from error


def _heads(path: Path, member: str | None, kind: str) -> dict[str, list[Row]]:
    if kind == "csv":
        return {"": _csv_head(_content(path, member, HEAD_BYTES))}
    content = _content(path, member)
    if kind == "parquet":
        return {"": [tuple(pq.read_schema(pa.BufferReader(content)).names)]}
    if kind == "geojson":
        first = next(iter(_features(content)), None)
        return {"": [(*first["properties"], _GEOMETRY)] if first else []}
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        sheet.name: _sheet_rows(book, sheet.name, HEAD_ROWS)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    }


def _csv_head(content: bytes) -> list[Row]:
    text = content.decode(_encoding(content), errors="replace")
    rows: list[Row] = []
    for row in csv.reader(io.StringIO(text, newline="")):
        if row:
            rows.append(tuple(row))
        if len(rows) == HEAD_ROWS:
            break
    return rows


def _encoding(content: bytes) -> str:
    """Return utf-8-sig, or cp1252 for files saved by Excel in Western Europe."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A head may be cut in the middle of its last character.
        return "utf-8-sig" if error.start >= len(content) - 4 else "cp1252"
    return "utf-8-sig"


def _csv_frame(content: bytes, header: int) -> pd.DataFrame:
    with warnings.catch_warnings():
        # pandas only warns where rows are longer than the header and cells are lost.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame = pd.read_csv(
            io.BytesIO(content),
            header=header,
            dtype=str,
            na_filter=False,
            encoding=_encoding(content),
            encoding_errors="replace",
            index_col=False,
        )
    return frame.fillna("")


def _sheet_rows(
    book: CalamineWorkbook, sheet: str, count: int | None = None
) -> list[Row]:
    """Return the first ``count`` rows of a sheet, blank ones and columns too."""
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=count)
    return [tuple(_cell(value) for value in row) for row in rows]


def _sheet_frame(content: bytes, sheet: str, header: int) -> pd.DataFrame:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, *rows = _sheet_rows(book, sheet)[header:]
    body = [row for row in rows if any(row)]
    return pd.DataFrame(body, columns=pd.Index(head), dtype=str)


def _parquet_frame(content: bytes) -> pd.DataFrame:
    table = pq.read_table(pa.BufferReader(content))
    columns = {
        name: [_cell(value) for value in table.column(name).to_pylist()]
        for name in table.column_names
    }
    return pd.DataFrame(columns, dtype=str)


def _features(content: bytes) -> list[dict[str, Any]]:
    """Return the features that have properties; a file of something else has none."""
    whole = json.loads(content)
    features = whole.get("features") if isinstance(whole, dict) else None
    return [
        feature
        for feature in (features if isinstance(features, list) else [])
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict)
    ]


def _feature_frame(content: bytes) -> pd.DataFrame:
    """Return a row a feature: its properties, and its geometry as JSON."""
    features = _features(content)
    names = list(features[0]["properties"])
    rows = [
        [
            *(_cell(feature["properties"].get(name)) for name in names),
            json.dumps(feature.get(_GEOMETRY)),
        ]
        for feature in features
    ]
    return pd.DataFrame(rows, columns=pd.Index([*names, _GEOMETRY]), dtype=str)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _numbered(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        numbered.append(f"{name}.{count}" if count else name)
    return numbered
