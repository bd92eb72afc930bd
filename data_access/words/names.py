"""Names of tables, columns and codes as words."""


def as_words(name: str) -> str:
    """Return a name such as ``first_contact_on`` as words: First contact on."""
    return name.replace("_", " ").capitalize()
