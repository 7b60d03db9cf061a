"""The second factor: time-based codes of an authenticator app (RFC 6238), each good once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

ISSUER = "Xiaotong"
AROUND = (0, -1, 1)
"""Time steps besides the present one that are taken: clocks differ by half a minute."""


def new_secret() -> str:
    """Return a fresh secret in base 32, 160 bits."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, number: str) -> str:
    """Return the otpauth URI that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=number, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, used: int | None) -> int | None:
    """Return the time step that `code` belongs to, or None if it is wrong or was used.

    `used` is the last step that opened a session: neither it nor an earlier one opens another.
    """
    totp = pyotp.TOTP(secret)
    for offset in AROUND:
        step = totp.timecode(now) + offset
        fits = hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
        if fits and (used is None or step > used):
            return step
    return None
