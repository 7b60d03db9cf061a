"""Passwords for staff who have none: random, written to a file that only the operator reads."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from accounts.staff.logins import StaffLogins

STAFF_PASSWORDS = "staff_passwords.json"
"""The file's name in the data folder."""
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another."""
CHARS = 16


def random_password() -> str:
    """Return a fresh password, about 93 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CHARS))


class FirstPasswords:
    """The file of passwords that were given and have not been changed since."""

    def __init__(self, path: Path) -> None:
        """Keep the place; nothing is read or made yet."""
        self._path = path

    def ensure(self, logins: StaffLogins) -> tuple[str, ...]:
        """Give each member without a password one, and return their numbers.

        The file comes first: who has a password that no file holds could never log in.
        """
        numbers = logins.without_password()
        if numbers:
            given = {number: random_password() for number in numbers}
            self._write({**self._read(), **given})
            for number, password in given.items():
                logins.set_password(number, password)
        return numbers

    def forget(self, number: str) -> None:
        """Remove a password that holds no longer."""
        known = self._read()
        if known.pop(number, None) is not None:
            self._write(known)

    def _read(self) -> dict[str, str]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return dict(known) if isinstance(known, dict) else {}

    def _write(self, passwords: dict[str, str]) -> None:
        """Replace the file in one step; at no moment can others read it."""
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(passwords, file, ensure_ascii=False, indent=2, sort_keys=True)
        draft.replace(self._path)
