"""Which practice is meant where a list of people names it, and has no code of it?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from data_access.ingest.extract.profiles import FileProfile
from data_access.ingest.extract.text_table import TextTable, plain_names
from data_access.ingest.found.header_row import plain
from data_access.ingest.recognised.contents import Content, contents

_MOSTLY = 0.8  # of a column's rows
_MOST_NAMES = 60  # a network has a few practices, and each a few spellings
# Words that most practices share, and that people leave out.
_SHARED = {
    *("surgery", "medical", "health", "practice", "centre", "center", "group", "the"),
    *("clinic", "and", "partnership", "dr", "drs"),
}

Practices = Mapping[str, str]
"""The code of each practice by its name as it is written."""


def practices_of(text: TextTable, code: str, name: str) -> Practices:
    """Return the practices of a list, by the plain names of its two columns."""
    names = plain_names(text.header)
    codes, written = (
        text.cells.column(names.index(one)).to_pylist() for one in (code, name)
    )
    return {
        one.strip(): str(ods).strip().upper()
        for one, ods in zip(written, codes, strict=True)
        if one and ods
    }


def with_practice_names(
    part: FileProfile, text: TextTable, known: Practices
) -> FileProfile:
    """Return how a list of people is read, with its practices told by their names.

    Nothing changes where there is a code, or no column names practices. A name that two
    practices could have is not read.
    """
    if part.table != "patients" or not known:
        return part
    if "practice_code" in {*part.constants, *part.from_name}:
        return part
    names = plain_names(text.header)
    taken = part.columns.get("practice_code")
    free = [name for name in names if name and name not in part.columns.values()]
    for name in [taken, *free] if taken else free:
        values = text.cells.column(names.index(name)).to_pylist()
        if name == taken and Content.ODS in contents([one or "" for one in values]):
            return part
        meant = _meant(values, known)
        if meant:
            return part.model_copy(
                update={
                    "columns": {**part.columns, "practice_code": name},
                    "values": {**part.values, "practice_code": meant},
                }
            )
    return part


def _meant(values: Sequence[str | None], known: Practices) -> dict[str, str]:
    """Return the code of each written name; nothing if few rows have one."""
    written = Counter(" ".join((value or "").split()).casefold() for value in values)
    written.pop("", None)
    if not written or len(written) > _MOST_NAMES:
        return {}
    codes: dict[str, set[str]] = {}
    for name, code in known.items():
        codes.setdefault(_told_by(name), set()).add(code)
    found = {
        name: min(of_name)
        for name in written
        if len(of_name := codes.get(_told_by(name), set())) == 1
    }
    rows = sum(written[name] for name in found)
    return found if rows >= _MOSTLY * written.total() else {}


def _told_by(name: str) -> str:
    """Return the words that tell a practice from others, in small letters.

    Nothing is forgiven beyond that: Mill Lane is one letter from Hill Lane.
    """
    words = plain(name).split()
    return " ".join([word for word in words if word not in _SHARED] or words)
