"""Who has complex needs, and which registers of that definition have nobody."""

from sqlalchemy import Connection

from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.complex_needs import read_complex_needs
from data_access.disclosure.rule import allowed_options
from data_access.queries.places import cohort_sizes
from data_access.questions.parts.place import Place
from data_access.words.sentences import listed


def said_of_complex_needs(connection: Connection, place: Place) -> str:
    """Say who has complex needs, by whose choice, and what the registers leave out.

    A register of too few people to be named is as one that nobody is on: the sentence
    would otherwise say that somebody is.
    """
    needs = read_complex_needs()
    named = allowed_options(cohort_sizes(connection, place.pcn))
    without = [cohort_name(one).lower() for one in needs.registers if one not in named]
    said = f"Complex needs: {needs.words}. {needs.source}."
    if not without:
        return said
    return (
        f"{said} The PCN's register of {listed(without)} has nobody, or fewer than 8, "
        "and adds few or none: if it was not sent, some people are missing."
    )
