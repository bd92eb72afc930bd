"""Which coded terms say that a personalised care and support plan was made?"""

import re
from collections.abc import Iterable

# Terms as EMIS Web shows them: "Personalised Care and Support Plan agreed",
# "Personalised Care and Support Planning declined", "PCSP agreed".
_PLAN = re.compile(r"(personali[sz]ed care (and|&) support plan|pcsp\b)", re.IGNORECASE)
_AGREED = re.compile(r"\b(agreed|completed|created|in place)\b", re.IGNORECASE)
_DECLINED = re.compile(r"\b(declined|refused|not wanted)\b", re.IGNORECASE)


def plan_terms(terms: Iterable[str]) -> dict[str, bool]:
    """Return whether each term says that a plan was declined; others are left out."""
    plans = [term for term in terms if _PLAN.search(term)]
    return {
        term: bool(_DECLINED.search(term))
        for term in plans
        if _DECLINED.search(term) or _AGREED.search(term)
    }
