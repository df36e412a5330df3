"""Who asks: permanent tokens, and those granted to an app for a day."""

from datetime import datetime, timedelta
from typing import Final

LASTS: Final = timedelta(seconds=86_399)


class Keys:
    def __init__(self, *, token: str, client_id: str, secret: str) -> None:
        self.token = token
        self.client_id = client_id
        self.secret = secret
        self.granted: dict[str, datetime] = {}

    def grant(self, form: dict[str, str], now: datetime) -> dict[str, object] | None:
        """None where the app is unknown."""
        known = (self.client_id, self.secret, "client_credentials")
        if (form.get("client_id"), form.get("client_secret"), form.get("grant_type")) != known:
            return None
        text = f"shpat_granted_{len(self.granted)}"
        self.granted[text] = now + LASTS
        return {"access_token": text, "expires_in": int(LASTS.total_seconds())}

    def knows(self, token: str, now: datetime) -> bool:
        return token == self.token or self.granted.get(token, now) > now

    def forget_granted(self) -> None:
        """The merchant installs the app anew."""
        self.granted.clear()
