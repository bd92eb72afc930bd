"""In which row does a table begin, of all that stands above it?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

GROUP = " / "  # between the name of a group of columns and that of a column
# The longest preamble that was met has 12 rows: further down only if none is above.
_LOOKED_AT, MOST_ABOVE = 60, 1_000
_BELOW = 5
# A typing error in a name of eight letters leaves 87.
_ALIKE = 85
_KNOWN, _NOT_TEXT = 3, 20
_MOSTLY = 0.7
_LEAST_COLUMNS = 2

_NUMBER = re.compile(r"[-+£(]?[\d,. /:-]*\d[\d,. /:%)-]*")


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns; they stand in the rows ``first`` to ``last``."""

    first: int
    last: int
    names: tuple[str, ...]


def plain(text: str) -> str:
    """Return a name as names are compared: small letters and figures, single spaces.

    Of ``Report name: Field``, as SystmOne writes it, only the field.
    """
    field = text.rsplit(":", 1)[-1] if ":" in text else text
    return " ".join(re.findall(r"[^\W_]+", (field.strip() or text).casefold()))


def find_header(rows: Sequence[Sequence[str]], known: frozenset[str]) -> Header | None:
    """Find the header among the first rows; None if none looks like one.

    ``known`` are plain names of columns that exports have. A header has text in most
    of its filled cells, different in each, some of them known names, and rows below
    that are filled like data. A row of group names above it is joined to the names.
    """
    last = _place(rows, known)
    if last is None:
        return None
    names = [cell.strip() for cell in rows[last]]
    width = _width(rows, last)
    names = [*names, *[""] * (width - len(names))][:width]
    groups = _groups(rows, last)
    if groups is None:
        return Header(last, last, tuple(names))
    joined = [
        f"{group}{GROUP}{name}" if group and name else name
        for group, name in zip([*groups, *[""] * width][:width], names, strict=True)
    ]
    return Header(last - 1, last, tuple(joined))


def _place(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int | None:
    """Return the most likely row of some; further down only if none above is sure."""
    most = min(len(rows), MOST_ABOVE)
    likely = None
    for start in range(0, most, _LOOKED_AT):
        places = range(start, min(start + _LOOKED_AT, most))
        best, place = max((_score(rows, place, known), -place) for place in places)
        if best <= 0:
            continue
        names = {plain(cell) for cell in rows[-place] if cell.strip()}
        if sum(_is_known(name, known) for name in names) >= _LEAST_COLUMNS:
            return -place
        likely = -place if likely is None else likely
    return likely


def _score(rows: Sequence[Sequence[str]], place: int, known: frozenset[str]) -> float:
    cells = [cell.strip() for cell in rows[place]]
    filled = [cell for cell in cells if cell]
    if len(filled) < _LEAST_COLUMNS:
        return 0.0
    text = [cell for cell in filled if not _NUMBER.fullmatch(cell)]
    names = [plain(cell) for cell in text]
    matched = sum(_is_known(name, known) for name in names)
    different = len(set(names)) / len(filled)
    below = rows[place + 1 : place + 1 + _BELOW]
    data = sum(
        1 for row in below for cell in row if _NUMBER.fullmatch(cell.strip() or "-")
    ) / max(len(below), 1)
    score = _KNOWN * matched + len(text) * different + min(data, len(filled)) / 2
    if len(text) < _MOSTLY * len(filled):
        score -= _NOT_TEXT
    # Without one known name, two or three words are a title.
    return score if matched or len(text) > _LEAST_COLUMNS + 1 else 0.0


def _is_known(name: str, known: frozenset[str]) -> bool:
    return name in known or (
        len(name) > 3
        and process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        is not None
    )


def _width(rows: Sequence[Sequence[str]], place: int) -> int:
    """Return how many columns the table has: as far as any row of it is filled."""
    filled = [
        max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)
        for row in rows[place:]
    ]
    return max(filled, default=0)


def _groups(rows: Sequence[Sequence[str]], header: int) -> list[str] | None:
    """Return the group names in the row above, each carried to the next; or None.

    Such a row has fewer names than the header, begins where the header does, touches
    it, and stands over names that repeat without it.
    """
    if header == 0:
        return None
    above = [cell.strip() for cell in rows[header - 1]]
    count = sum(1 for cell in above if cell)
    names = [plain(cell) for cell in rows[header] if cell.strip()]
    if not 2 <= count < len(names) or not above[0] or ":" in "".join(above):
        return None
    if len(set(names)) == len(names):
        return None
    carried: list[str] = []
    for cell in above:
        carried.append(cell or (carried[-1] if carried else ""))
    rest = len(rows[header]) - len(carried)
    return [*carried, *[carried[-1]] * max(rest, 0)]


def lines_above(rows: Sequence[Sequence[str]], header: Header) -> tuple[str, ...]:
    """Return the texts above a header, a line each."""
    above = (
        " ".join(cell.strip() for cell in row if cell.strip())
        for row in rows[: header.first]
    )
    return tuple(line for line in above if line)
