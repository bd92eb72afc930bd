"""What do the values of a coded column mean in the contract?"""

import re
from collections.abc import Iterable, Mapping

# Each value of the contract with the words it is written with, the first that fits.
# Codes: NHS Data Dictionary, PERSON STATED GENDER CODE and ETHNIC CATEGORY; R, Chinese,
# is Asian since the census of 2011.
_ETHNICITY = (
    ("unknown", r"z|99|(not (stated|known|given|recorded|asked)|unknown|declin).*"),
    ("mixed", r"[defg]|.*\b(mixed|multiple|white and (black|asian))\b.*"),
    ("white", r"[abc]|(?!.*(asian|black)).*\b(white|british|english|irish|roma)\b.*"),
    ("white", r"(?!.*(asian|black)).*\b(gypsy|traveller)\b.*"),
    ("black", r"[mnp]|.*\b(black|african|caribbean)\b.*"),
    ("asian", r"[hjklr]|.*\b(asian|indian|pakistani|bangladeshi|chinese)\b.*"),
    ("other", r"s|.*\b(other|arab)\b.*"),
)
_SEX = (
    ("male", r"m|male|1|man"),
    ("female", r"f|female|2|woman"),
    ("unknown", r"u|0|9|x|not (known|specified|recorded|stated)|unknown"),
    ("other", r"i|indeterminate|other|non.?binary"),
)
_SOURCE = (
    ("proactive_search", r".*\b(search|register|case ?finding|proactive)\b.*"),
    ("gp", r"(dr|doctor)\b.*|.*\b(gp|general practitioner)\b.*"),
    ("nurse", r".*\b(nurse|anp|hca)\b.*"),
    ("receptionist", r".*\b(reception|receptionist|admin)\b.*"),
    ("link_worker", r".*\b(link worker|social prescrib\w*|splw)\b.*"),
    ("health_coach", r".*\b(coach|hwbc)\b.*"),
    ("mdt", r".*\b(mdt|multi.?disciplinary)\b.*"),
    ("hospital", r".*\b(hospital|ward|discharge|a&e|acute)\b.*"),
    ("community", r".*\b(community|district|social (care|services|worker))\b.*"),
    ("self", r".*\b(self|patient|family|carer)\b.*"),
)
_MODE = (
    ("home_visit", r".*\b(home|visit)\b.*"),
    ("telephone", r".*\b(tele\w*|phone|call)\b.*"),
    ("video", r".*\b(video|online|accurx)\b.*"),
    ("group", r".*\bgroup\b.*"),
    ("mdt", r".*\b(mdt|multi.?disciplinary)\b.*"),
    ("face_to_face", r".*\b(face|surgery|clinic|f2f|in person)\b.*"),
    ("admin", r".*\b(admin\w*|letter|email|note)\b.*"),
)
_STAFF = (
    ("care_coordinator", r".*\bcare co.?ordinator\b.*"),
    ("gp", r".*\b(gp|general (medical )?practitioner|doctor)\b.*"),
    ("nurse", r".*\b(nurse|nursing|anp)\b.*"),
    ("other", r".+"),
)
_COHORT = (
    ("frailty_severe", r".*\bsevere(ly)? frail\w*.*|.*\bfrail\w* severe\b.*"),
    ("frailty_moderate", r".*\bmoderate(ly)? frail\w*.*|.*\bfrail\w* moderate\b.*"),
    ("smi", r".*\b(smi|serious mental|severe mental)\b.*"),
    ("learning_disability", r"ld|.*\blearning disabilit\w*.*"),
    ("dementia", r".*\bdementia\b.*"),
    ("cancer", r".*\bcancer\b.*"),
    ("housebound", r".*\bhouse ?bound\b.*"),
    ("palliative", r".*\b(palliative|end of life|eol)\b.*"),
    ("diabetes", r".*\bdiabet\w*.*"),
    ("carer", r"carer|unpaid carer"),
    ("long_term_conditions", r".*\b(ltc|long.?term condition)s?\b.*"),
)
_FLAG = (
    ("true", r"y|yes|true|1|t"),
    ("false", r"n|no|false|0|f"),
)
_WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "sex": _SEX,
    "ethnicity": _ETHNICITY,
    "source": _SOURCE,
    "route": _SOURCE,
    "mode": _MODE,
    "staff_type": _STAFF,
    "reason": _COHORT,
    "cohort": _COHORT,
}

# What makes a list of people another than the register whose name it has.
_NOT_ON_IT = re.compile(
    r"\b(carers?|famil\w+|screening|risk|suspected|possible|query|reviews?|declined|no"
    r"|not|without|missing|excluded|exceptions?|invit\w+|recall|checks?)\b",
    re.IGNORECASE,
)


def cohort_named(text: str) -> str | None:
    """Return the one cohort that the name of a list says; None if none, or several."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    if _NOT_ON_IT.search(words):
        return None
    bare = re.sub(r"\b(qof|register|list|patients|csv|xlsx?)\b", "", words).strip()
    named = {meant for meant, form in _COHORT if re.fullmatch(form, bare)}
    return named.pop() if len(named) == 1 else None


def meanings(field: str, kind: str, values: Iterable[str]) -> dict[str, str]:
    """Return the contract's value of each value that is known; the others are left."""
    words = _FLAG if kind == "flag" else _WORDS.get(field, ())
    found = {}
    for value in values:
        text = " ".join(value.split()).casefold()
        meant = next((one for one, form in words if re.fullmatch(form, text)), None)
        if meant is not None and meant != text:
            found[text] = meant
    return found
