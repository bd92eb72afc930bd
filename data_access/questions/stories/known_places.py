"""The names of places that a story should not include."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from data_access.door import Context
from data_access.marts.published.published_schema import ORG_PRACTICE
from data_access.queries.places import practices
from data_access.state.story_warnings import word_list

_SHARED = word_list("shared_by_places")
_SHORTEST = 4  # letters of a name; "Bow" is also a verb


def known_places(context: Context) -> frozenset[str]:
    """Return the names of practices, PCNs and ICBs in lower case, without common words.

    They are those of the local extract and, if it is loaded, of the published map of
    England. PCNs and practices are mostly named after their town.
    """
    with context.evidence.connect() as connection:
        loaded = practices(connection)
        names = {
            name for practice in loaded for name in (practice.name, practice.pcn_name)
        }
        if context.evidence.meta().published:
            table = ORG_PRACTICE.c
            columns = (table.practice_name, table.pcn_name, table.icb_name)
            rows = connection.execute(select(*columns).distinct())
            names.update(name for row in rows for name in row if name)
    return frozenset(distinctive(names))


def distinctive(names: Iterable[str]) -> set[str]:
    """Return the distinctive part of each name: "alder green" of Alder Green Surgery.

    If a name joins several places, each is returned alone too.
    """
    places = set()
    for name in names:
        for phrase in (name, *re.split(r"[&/,]|\band\b", name, flags=re.I)):
            remaining = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", phrase.casefold())
            while remaining and remaining[0] in _SHARED:
                remaining.pop(0)
            while remaining and remaining[-1] in _SHARED:
                remaining.pop()
            if sum(map(len, remaining)) >= _SHORTEST:
                places.add(" ".join(remaining))
    return places
