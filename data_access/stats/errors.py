"""The one error that statistics raise."""


class StatisticsError(ValueError):
    """Say which argument a statistic cannot use, and why.

    ``argument`` is the parameter's name as the caller wrote it and ``reason`` the rest
    of the sentence, so ``StatisticsError("events", "must not be negative")`` reads
    "events must not be negative." and a page can use its own words instead.
    """

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(argument, reason)
        self.argument = argument
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.argument} {self.reason}."
