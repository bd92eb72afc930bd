"""Do people of a place's practices go to hospitals whose file is not loaded?"""

from collections.abc import Collection

from data_access.catalogue.elsewhere import read_elsewhere
from data_access.questions.parts.place import Place
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

_FILE = "admissions"
REMEDY = "Ask the ICB for the file of the hospital that they go to, and load it too."


def said_elsewhere(place: Place, files: Collection[str] = (_FILE,)) -> str:
    """Name the marked practices of a place, where its figure is made of admissions."""
    names = [
        practice.name
        for practice in place.practices
        if practice.code in place.elsewhere and practice.code in place.practice_codes
    ]
    if not names or _FILE not in files:
        return ""
    share = value_text(100 * read_elsewhere().below.value, "percent")
    return (
        f"Emergency admissions of {listed(names)} are probably not whole: less than "
        f"{share} of what other practices have at the same ages, as where people go to "
        "a hospital whose file is not loaded."
    )
