"""Which real PCNs can be looked at?"""

from data_access.answers import EnglandPlaces, Option
from data_access.door import Asking
from data_access.questions.england_place import find_english_pcn
from data_access.words import place_name


def england_places(asking: Asking) -> EnglandPlaces:
    """List every PCN on the newest published map, by name."""
    with asking.evidence.connect() as connection:
        pcn, pcns = find_english_pcn(asking, connection)
    return EnglandPlaces(
        options=tuple(
            Option(one.code, f"{place_name(one.name)} ({one.code})") for one in pcns
        ),
        chosen=pcn.code,
        name=place_name(pcn.name),
        icb_name=place_name(pcn.icb_name),
    )
