"""The database a load works in: in memory, closed to the disk and to the network."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from data_access.ingest.extract.empty_words import EMPTY_WORDS

# What people write between the parts of a number: spaces of every width, hyphens.
_GAP = "[ \u00a0\u2007\u2009\u202f-]"
# Ten digits standing by themselves: inside a longer number they are no NHS number.
_TEN_DIGITS = "(?:^|[^0-9])([0-9]{3}%s[0-9]{3}%s[0-9]{4})(?:[^0-9]|$)"
_AT_MOST_TWO = _TEN_DIGITS % ((f"{_GAP}{{0,2}}",) * 2)
# Two neighbours share the character between them, so it is doubled before the search.
_DOUBLED = _TEN_DIGITS % ((f"{_GAP}{{0,4}}",) * 2)

_NOTHING = ", ".join(f"'{word}'" for word in EMPTY_WORDS)
# Spaces of other widths, which spreadsheets and web pages leave within a value.
_SPACES = "\u00a0\u2007\u2009\u202f"
# Thousands are parted by commas or no-break spaces; brackets are a minus in accounts.
_AMOUNT = f"£?[ {_SPACES}]?-?([0-9]{{1,3}}([,{_SPACES}][0-9]{{3}})+|[0-9]+)([.][0-9]*)?"
_NO_FIGURE = f"[£, (){_SPACES}]"

_MACROS = (
    f"""CREATE MACRO spaced(x) AS translate(x, '{_SPACES}', '{" " * len(_SPACES)}')""",
    # Excel writes ="0123" to keep a leading zero.
    f"""CREATE MACRO clean(x) AS CASE
        WHEN lower(x) IN ({_NOTHING}) THEN NULL
        WHEN starts_with(x, '="')
        THEN nullif(regexp_replace(x, '^="(.*)"$', '\\1'), '')
        ELSE x END""",
    """CREATE MACRO squeezed(x) AS
        lower(regexp_replace(spaced(x), '\\s+', ' ', 'g'))""",
    # pandas writes a column of whole numbers with a gap in it as 123.0.
    """CREATE MACRO as_record(x) AS regexp_replace(x, '^([0-9]+)[.]0$', '\\1')""",
    # An NHS number is the same person with or without its spaces.
    f"""CREATE MACRO as_person(x) AS
        CASE WHEN regexp_full_match(x, '[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}')
        THEN regexp_replace(x, '{_GAP}', '', 'g') ELSE as_record(x) END""",
    # A part of a key that stands for a missing one: "-", "0000", "n/a", "unknown".
    """CREATE MACRO as_key(x) AS CASE WHEN regexp_full_match(lower(x),
        '[^0-9a-z]*|0+|n[/. ]?a[.]?|none|nil|null|unknown|not known|not recorded|tbc')
        THEN NULL ELSE as_person(x) END""",
    # Ten equal digits pass the check of NHS numbers; systems write them for nobody.
    """CREATE MACRO is_nobody(x) AS length(x) = 10 AND x = repeat(x[1], 10)
        AND x[1] BETWEEN '0' AND '9'""",
    """CREATE MACRO as_iso_date(x) AS
        CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}'
            || '([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?')
        THEN try_cast(left(x, 10) AS DATE)
        WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}'
            || '(:[0-9]{2}([.][0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)')
        -- A time with a zone is the day that it was in England.
        THEN CAST(timezone('Europe/London', try_cast(regexp_replace(
            regexp_replace(x, ' ?(Z|[+-][0-9:]+)$', '\\1'),
            '^(.{16})(Z|[+-])', '\\1:00\\2') AS TIMESTAMPTZ)) AS DATE) END""",
    """CREATE MACRO as_month(x) AS CAST(try_strptime(
        regexp_replace(replace(x, '/', '-'), '^(sep)t[^a-z]', '\\1-', 'i'),
        ['%Y-%m', '%m-%Y', '%b %Y', '%B %Y', '%b-%Y', '%B-%Y']) AS DATE)""",
    # "2026-05", "05/2026" and "May 2026" are a month without a day.
    """CREATE MACRO is_month(x) AS coalesce(regexp_full_match(x,
        '[0-9]{4}[-/][0-9]{1,2}|[0-9]{1,2}[-/][0-9]{4}|[A-Za-z]{3,9}[- ][0-9]{4}')
        AND as_month(x) IS NOT NULL, false)""",
    """CREATE MACRO as_flag(x) AS
        CASE WHEN lower(as_record(x)) IN ('true', 't', 'yes', 'y', '1') THEN true
             WHEN lower(as_record(x)) IN ('false', 'f', 'no', 'n', '0') THEN false
             END""",
    # "£1,234.50" as Excel writes it; "1,5" could be one and a half, and stays a fault.
    f"""CREATE MACRO bare(x) AS
        CASE WHEN regexp_full_match(x, '-?{_AMOUNT}')
        THEN regexp_replace(x, '{_NO_FIGURE}', '', 'g')
        WHEN regexp_full_match(x, '[(]{_AMOUNT}[)]')
        THEN '-' || regexp_replace(x, '{_NO_FIGURE}', '', 'g') ELSE x END""",
    """CREATE MACRO as_integer(x) AS
        CASE WHEN regexp_full_match(bare(x), '[+-]?[0-9]{1,9}([.]0*)?')
        THEN try_cast(try_cast(bare(x) AS DOUBLE) AS INTEGER) END""",
    """CREATE MACRO as_number(x) AS
        CASE WHEN regexp_full_match(bare(x), '[+-]?([0-9]{1,15}([.][0-9]*)?|[.][0-9]+)'
            || '([eE][+-]?[0-9]{1,2})?')
        THEN try_cast(bare(x) AS DOUBLE) END""",
    """CREATE MACRO as_lower_code(x) AS
        regexp_replace(lower(x), '^([0-9]+)[.]0$', '\\1')""",
    """CREATE MACRO as_upper_code(x) AS
        regexp_replace(upper(x), '^([0-9]+)[.]0$', '\\1')""",
    # Ten digits whose last checks the others: 11 - (10 d1 + 9 d2 + ... + 2 d9) mod 11,
    # where 11 counts as 0 (NHS Data Dictionary, NHS NUMBER).
    """CREATE MACRO is_nhs_number(d) AS
        (11 - list_sum(list_transform(range(1, 10),
            lambda i: (11 - i) * CAST(d[i] AS INTEGER))) % 11) % 11
        = CAST(d[10] AS INTEGER)""",
    f"""CREATE MACRO holds_nhs_number(x) AS
        CASE WHEN regexp_matches(x, '{_AT_MOST_TWO}') THEN len(list_filter(
            list_transform(
                regexp_extract_all(
                    regexp_replace(x, '([^0-9])', '\\1\\1', 'g'), '{_DOUBLED}', 1),
                lambda found: regexp_replace(found, '{_GAP}', '', 'g')),
            lambda found: is_nhs_number(found) AND NOT is_nobody(found))) > 0
        ELSE false END""",
    # Says what a value looks like without saying what it is.
    """CREATE MACRO shape(x) AS CASE
        WHEN x IS NULL THEN 'nothing'
        WHEN regexp_full_match(x, '[+-]?[0-9]+') AND length(x) <= 20
            THEN 'a whole number of ' || length(ltrim(x, '+-'))
                 || if(length(ltrim(x, '+-')) = 1, ' digit', ' digits')
        WHEN regexp_full_match(x, '[+-]?[0-9]*[.][0-9]+') AND length(x) <= 40
            THEN 'a decimal number'
        WHEN regexp_matches(x, '[\\x00-\\x08\\x0b-\\x1f\\x7f]')
            THEN 'text with unprintable characters'
        WHEN regexp_matches(x, '[0-9]') AND length(x) BETWEEN 6 AND 25
             AND regexp_full_match(x, '[0-9A-Za-z]{1,9}([-/., :][0-9A-Za-z]{1,9}){1,5}')
            THEN 'a value written like '
                 || regexp_replace(regexp_replace(x, '[0-9]', '9', 'g'),
                                   '[A-Za-z]', 'x', 'g')
        ELSE 'text of ' || format('{:,}', length(x))
             || if(length(x) = 1, ' character', ' characters') END""",
)


@contextmanager
def load_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that cannot read or write files, with the macros for reading.

    Without a temporary folder DuckDB raises when memory is short, instead of spilling
    identifiers to the disk.
    """
    with duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    ) as connection:
        # Last, because it forbids changing the temporary folder too.
        connection.execute("SET enable_external_access = false")
        for macro in _MACROS:
            connection.execute(macro)
        yield connection


def as_loaded(identifiers: Sequence[str]) -> list[str | None]:
    """Return identifiers in the form a load gives them before the key is applied."""
    given = pa.table(
        {
            "place": pa.array(range(len(identifiers)), pa.int64()),
            "identifier": pa.array(identifiers, pa.string()),
        }
    )
    with load_database() as connection:
        connection.register("given", given)
        rows = connection.execute(
            "SELECT as_person(clean(identifier)) FROM given ORDER BY place"
        )
        return [row[0] for row in rows.fetchall()]


def quoted(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return ``value`` as an SQL string."""
    return "'" + value.replace("'", "''") + "'"


def day_of(day: dt.date | None) -> str:
    """Return a day as an SQL date."""
    return f"DATE '{day.isoformat()}'" if day else "CAST(NULL AS DATE)"


def insert_stored(
    connection: duckdb.DuckDBPyConnection, target: str, held: pa.Table | None
) -> None:
    """Put the rows of a table of the lake into ``target``, by the names of columns.

    A column that the lake was written without stays NULL; one that ``target`` does not
    have is left out.
    """
    if held is None:
        return
    wanted = connection.table(target).columns
    names = [name for name in wanted if name in held.column_names]
    connection.register("stored_file", held.select(names))
    connection.execute(
        f"INSERT INTO {quoted(target)} BY NAME SELECT * FROM stored_file"  # noqa: S608
    )
    connection.unregister("stored_file")
