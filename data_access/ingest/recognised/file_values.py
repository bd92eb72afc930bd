"""What do the written values of a found table mean, and how many mean nothing?"""

from collections.abc import Iterator, Mapping, Sequence

from data_access.ingest.extract.contract import FieldSpec
from data_access.ingest.recognised.dates import is_month_alone, odd_dates
from data_access.ingest.recognised.plan_terms import plan_terms
from data_access.ingest.recognised.values import meanings

# What HES writes where there is no date, or an invalid one.
NO_DATE = {"1800-01-01", "1801-01-01", "18000101", "18010101", "01/01/1800"}

Meanings = Mapping[str, str]


def meant(
    field: FieldSpec, written: Sequence[str], *, month_first: bool = False
) -> Meanings:
    """Return the contract's value of each written value that needs one.

    What is no value of an optional column is emptied, so that no faultless row is lost
    to it; of a required column it is left, and the row is rejected.
    """
    values = {" ".join(value.split()) for value in written} - {""}
    if field.kind == "date":
        of_birth = field.name == "date_of_birth"
        nothing = dict.fromkeys(NO_DATE & values, "")
        return {
            **odd_dates(values, month_first=month_first, of_birth=of_birth),
            **nothing,
        }
    if field.kind not in ("code", "flag"):
        return {}
    terms = {
        term.casefold(): str(declined).lower()
        for term, declined in plan_terms(values).items()
    }
    if terms:  # the other terms of such a report are rows of something else
        return terms
    known = meanings(field.name, field.kind, values)
    return {**known, **_nothing(field, values, known)}


def _nothing(field: FieldSpec, values: set[str], known: Meanings) -> Meanings:
    if field.required or field.open_list or not field.codes:
        return {}
    accepted = {code.casefold() for code in field.codes}
    plain = {value.casefold() for value in values}
    return dict.fromkeys(plain - accepted - set(known), "")


def less_than_they_seem(
    field: FieldSpec, written: Sequence[str], known: Meanings
) -> Iterator[str]:
    """Say how many values of a column are less than they seem."""
    if field.kind == "date":
        months = sum(map(is_month_alone, written))
        if months:
            yield (
                f"{months} dates of {field.name} are of a month without a day, and "
                "count from its first"
            )
    elif field.kind == "code":
        plain = [" ".join(value.split()).casefold() for value in written]
        emptied = sum(known.get(value) == "" for value in plain)
        if emptied:
            yield (
                f"{emptied} values of {field.name} are not known, and are not recorded"
            )
