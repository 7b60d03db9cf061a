"""Wrong logins, counted by where they come from, so that nobody can lock a colleague out.

Staff numbers are told to customers, so anybody can try one. Five wrong logins close it to the
address they came from alone. Many addresses together close it to every device that has never
logged in under it: guessing stays bounded, and who works here every day is let in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.staff import model
from accounts.staff.model import LoginLocked
from accounts.storage import staff_rows as rows
from accounts.storage.uow import UnitOfWork

TOKEN_BYTES = 32
ANYWHERE = ""
"""The origin of what all devices together tried that are not known."""


@dataclass(frozen=True)
class Origin:
    """Where a login comes from: an address, and the token of a device that logged in before."""

    address: str = field(default="", repr=False)
    device: str = field(default="", repr=False)


def counted_for(uow: UnitOfWork, number: str, origin: Origin, now: datetime) -> tuple[str, ...]:
    """Return under which origins a wrong login of `number` counts, the narrowest first."""
    device = hash_of(origin.device)
    if origin.device and rows.device_known(uow, device, now - model.DEVICE_KNOWN, number):
        return (device,)
    return (hash_of(origin.address), ANYWHERE)


def check_unlocked(uow: UnitOfWork, number: str, origins: Sequence[str], now: datetime) -> None:
    """Raise LoginLocked while one of `origins` may not try `number`."""
    found = rows.attempts_of(uow, number, origins)
    until = [each.locked_until for each in found if each.locked_until is not None]
    if until and max(until) > now:
        raise LoginLocked(max(until))


def hold(uow: UnitOfWork, number: str, origins: Sequence[str], now: datetime) -> None:
    """Keep the tries of `number` from others until the transaction ends; raises LoginLocked."""
    for each in origins:
        rows.lock_attempts(uow, number, each, now)
    check_unlocked(uow, number, origins, now)


def count(uow: UnitOfWork, number: str, origins: Sequence[str], now: datetime) -> None:
    """Count a wrong login under each of `origins`; the last that each may have locks it."""
    for each in origins:
        most, within = _limits(each)
        row = rows.lock_attempts(uow, number, each, now)
        wrong = (row.wrong if now - row.wrong_at < within else 0) + 1
        locked = now + model.LOCK if wrong >= most else None
        values = {"wrong": 0 if locked else wrong, "wrong_at": now, "locked_until": locked}
        rows.change_attempts(uow, number, each, **values)


def passed(
    uow: UnitOfWork, number: str, origins: Sequence[str], origin: Origin, now: datetime
) -> str:
    """Forget the wrong logins of this origin and return the token of the device, now known.

    Several members may work on one device: its token stays the same, and what a device shows that
    nobody has logged in from is not taken over.
    """
    rows.forget_attempts(uow, number, origins[:1], now - model.REMEMBERED)
    rows.forget_devices(uow, now - model.DEVICE_KNOWN)
    shown = origin.device
    known = shown and rows.device_known(uow, hash_of(shown), now - model.DEVICE_KNOWN)
    token = shown if known else secrets.token_urlsafe(TOKEN_BYTES)
    rows.put_device(uow, number, hash_of(token), now)
    return token


def hash_of(token: str) -> str:
    """Return what is kept of a token or an address: neither can be read from the database."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _limits(origin: str) -> tuple[int, timedelta]:
    if origin == ANYWHERE:
        return model.TRIES_ANYWHERE, model.WITHIN
    return model.TRIES, model.REMEMBERED
