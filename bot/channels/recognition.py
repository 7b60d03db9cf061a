"""Recognises a customer by a number that a trusted system has signed (handbook §3)."""

from __future__ import annotations

import hashlib
import hmac

from bot.errors import RequestRefused
from bot.tokens import token_fits

_PSEUDONYM_CHARS = 16


class Recognition:
    """Checks customer tokens under the key that the operator's login shares with this server."""

    def __init__(self, key: str) -> None:
        """`key` is the secret ``customer_token_key``."""
        self._key = key

    def number_of(self, number: object, token: object) -> str | None:
        """Return the proved number, or None when no token is given: an anonymous customer.

        Raises RequestRefused (400) for values that are not text and (403) for a token that does
        not belong to the number: a customer who says who they are is never quietly made nobody.
        """
        if token is None:
            return None
        if not isinstance(number, str) or not isinstance(token, str):
            raise RequestRefused("bad_request", 400)
        try:
            fits = token_fits(self._key, number, token)
        except UnicodeEncodeError:
            # JSON may carry lone surrogates, of which no number consists.
            fits = False
        if not fits:
            raise RequestRefused("bad_token", 403)
        return number

    def pseudonym(self, name: str) -> str:
        """Return a name for a number, or what holds one, that tells nothing of it: inside ids."""
        digest = hmac.new(self._key.encode(), f"conversation:{name}".encode(), hashlib.sha256)
        return digest.hexdigest()[:_PSEUDONYM_CHARS]
