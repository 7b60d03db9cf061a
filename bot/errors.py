"""Errors of the bot process: each carries a code and data; the edge words them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class XiaotongError(Exception):
    """Base of every error this process raises on purpose."""

    code: ClassVar[str] = "error"


class SettingsError(XiaotongError):
    """A setting has a value of the wrong type; names the variable and the type expected."""

    code = "bad_setting"

    def __init__(self, variable: str, expected: str) -> None:
        """Keep which variable is wrong and what type it should have."""
        super().__init__(f"{variable}: expected a value of type {expected}")
        self.variable = variable
        self.expected = expected


class WeakSecret(SettingsError):
    """A secret is too short to keep anybody out; names its variable or file, never its value."""

    code = "weak_secret"

    def __init__(self, source: str, least: int) -> None:
        """Keep where the secret comes from and how many characters it needs."""
        super().__init__(source, f"secret of at least {least} characters")
        self.least = least


class ScriptsError(XiaotongError):
    """The script files are not usable; `problems` lists each with file and key."""

    code = "bad_scripts"

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem found."""
        super().__init__("\n".join(problems))
        self.problems = problems


class RequestRefused(XiaotongError):
    """A request to the gateway is refused: `code` for machines, `status` for HTTP."""

    def __init__(
        self,
        code: str,
        status: int,
        retry_after: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep the machine code, the HTTP status and, for floods, the seconds to wait.

        `details` are further fields of the answer.
        """
        super().__init__(code)
        self.reason = code
        self.status = status
        self.retry_after = retry_after
        self.details = dict(details or {})
