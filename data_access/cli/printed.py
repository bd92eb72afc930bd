"""What a command prints: lines, and tables of them."""

from collections.abc import Iterable, Sequence


def print_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = True
) -> None:
    """Print rows in columns: the first to the left, numbers to the right."""
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        cells = [
            cell.ljust(width) if i < 1 or not numbers else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def say(line: str) -> None:
    """Print a line at once, also where it goes to a file."""
    print(line, flush=True)
