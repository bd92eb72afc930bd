"""Which real PCNs can be chosen?"""

from data_access.answers.core import Option
from data_access.answers.england import EnglandPlaces
from data_access.door import Context
from data_access.queries.england_places import english_pcns
from data_access.questions.england.england_place import find_english_pcn
from data_access.words.places import place_name


def england_places(context: Context) -> EnglandPlaces:
    """List every PCN on the newest published map, by name."""
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        pcns = english_pcns(connection)
    return EnglandPlaces(
        options=tuple(
            Option(code, f"{place_name(name)} ({code})") for code, name in pcns
        ),
        chosen=pcn.code,
        name=place_name(pcn.name),
        icb_name=place_name(pcn.icb_name),
    )


def england_chosen(context: Context) -> str:
    """Return the code of the selected PCN. Raises as `find_english_pcn`."""
    with context.evidence.connect() as connection:
        return find_english_pcn(context, connection).code
