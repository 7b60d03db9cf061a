"""Hashes of secrets: service passwords and dynamic codes, both six digits (handbook §3).

Argon2id serves both. A code could have been a keyed HMAC, but a key would need a home of its own
beside the database, and a code would then be checked a thousand times faster than a password:
whoever timed an answer could tell which of the two was looked at, or that there was none.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class SecretHasher:
    """Argon2id with one cost for everything.

    The default cost is OWASP's smallest recommendation (19 MiB, two passes), about 20 ms: what
    keeps six digits safe is the lock after three wrong tries, not the hash. A hash carries its own
    parameters and salt, so hashes made at another cost still verify.
    """

    def __init__(self, *, passes: int = 2, memory_kib: int = 19 * 1024) -> None:
        """Take the cost: passes over the memory, and the memory in KiB."""
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._nobody = self._argon2.hash("")

    def hash(self, secret: str) -> str:
        """Return a salted hash of `secret`, at most 200 characters."""
        return self._argon2.hash(secret)

    def matches(self, stored: str | None, secret: str) -> bool:
        """Tell whether `stored` was made from `secret`; a damaged hash matches nothing.

        None (there is no such customer) never matches either, and costs what a real hash costs.
        """
        try:
            return self._argon2.verify(stored or self._nobody, secret) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


@cache
def standard_hasher() -> SecretHasher:
    """Return the hasher of this process, made at first use."""
    return SecretHasher()


def hash_password(text: str) -> str:
    """Return a salted hash of `text` at the standard cost."""
    return standard_hasher().hash(text)


def verify_password(stored: str | None, text: str) -> bool:
    """Tell whether `stored` was made from `text`; None never matches and takes the same time."""
    return standard_hasher().matches(stored, text)
