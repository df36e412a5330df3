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
    """``retry_after``: seconds it asked to be left alone."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Refused(ConnectorError):
    """The platform's own no."""


class NotAuthorised(ConnectorError):
    """The key is not good enough."""


class Unintelligible(ConnectorError):
    """No answer of the platform that we know."""
