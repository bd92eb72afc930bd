"""Which rows below a header are no data: totals, counts, blanks, the header again?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

BLANK, TOTAL, HEADER = "blank", "a total or a count", "the header again"
NOTE = "a note across the page"
# "Total Count: 60", "73 rows", "TOTAL", "Patient Count: 60", "End of report".
_FOOT = re.compile(
    r"(grand |sub)?-?\s*totals?\b.*"
    r"|\(?\d[\d,]* (rows?|records?|patients?)( (selected|returned|affected))?\.?\)?"
    r"|((patient|record|row|total) )?count\b.*"
    r"|(end of (report|file|data)|\*+ ?end ?\*+).*"
    r"|(report )?(generated|printed|produced|exported|run) (on|by|at)\b.*",
    re.IGNORECASE,
)
# "Page 3 of 3", "Confidential: patient data", "NB: remember to update by Friday".
_NOTE = re.compile(
    r"(page \d+( (of|/) \d+)?|(strictly )?confidential|official|nb|n\.b\.|note|notes"
    r"|please note|source|key|criteria|disclaimer)\b.*",
    re.IGNORECASE,
)
_NARROW = 4  # columns; a row of a narrower table may have one filled cell
FEW = 3  # filled cells of a total


def reason(cells: Sequence[str], header: Sequence[str]) -> str | None:
    """Say why a row is no data; None if it is."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return BLANK
    if len(filled) <= max(FEW, len(header) // 4) and _FOOT.fullmatch(
        _first_word(filled)
    ):
        return TOTAL
    if len(filled) == 1 and len(header) >= _NARROW and _NOTE.fullmatch(filled[0]):
        return NOTE
    if [cell.strip() for cell in cells][: len(header)] == list(header):
        return HEADER
    return None


def _first_word(filled: Sequence[str]) -> str:
    """Return the first cell that is not a number alone."""
    return next((cell for cell in filled if not cell.replace(".", "").isdigit()), "")


def data_rows(
    numbered: Iterable[tuple[int, Sequence[str]]],
    header: Sequence[str],
    left_out: Counter[str],
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows that are data with their lines; count the others by reason."""
    for line, row in numbered:
        why = reason(row, header)
        if why is None:
            yield line, row
        else:
            left_out[why] += 1
