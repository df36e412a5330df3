"""What can go wrong with a storefront, by what to do next.

ConnectorError
|-- Unavailable      it does not answer now; try again later
|-- Refused          it understood and said no; mend the request or the listing
|-- NotAuthorised    the key is wrong or lacks a right; mend the key
`-- Unintelligible   it answered something that cannot be understood; look at the address
"""


class ConnectorError(Exception):
    """Any failure of a storefront; its text says what, which and what to do next."""


class Unavailable(ConnectorError):
    """``retry_after``: seconds it asked to be left alone. ``effect_unknown``: a write was sent,
    and nobody knows whether it took effect.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, effect_unknown: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.effect_unknown = effect_unknown


class Refused(ConnectorError):
    """The platform's own no, with its HTTP status and its code."""

    def __init__(self, message: str, *, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class NotAuthorised(ConnectorError):
    """The key is not good enough; with the HTTP status that says so."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Unintelligible(ConnectorError):
    """No answer of the platform that we know."""
