"""Customer tokens: how a channel that logged a customer in vouches for the number (contract)."""

from __future__ import annotations

import hashlib
import hmac


def customer_token(key: str, number: str) -> str:
    """Return the token of `number`: HMAC-SHA256 over its digits with `key`, as lower-case hex."""
    return hmac.new(key.encode("ascii"), number.encode("utf-8"), hashlib.sha256).hexdigest()


def token_fits(key: str, number: str, token: str) -> bool:
    """Tell in constant time whether `token` is the token of `number`."""
    return hmac.compare_digest(customer_token(key, number).encode(), token.encode("utf-8"))
