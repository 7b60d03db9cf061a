"""What a server process answers with when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.releases.model import ModelUnusable, Reason
from bot.releases.service import Releases


@dataclass(frozen=True)
class Start:
    """The released version to start with; all empty before anything was released."""

    version: str | None = None
    model: Path | None = None
    """Its file; None as well when it cannot be used, which `trouble` explains."""
    edited: bool = False
    """Whether the training data differs from what the version was made from."""
    trouble: Reason | None = None


def start_of(releases: Releases, fingerprint: Callable[[], str]) -> Start:
    """Return what to start with; `fingerprint` is of the present training data.

    Without a usable released version the start is as if there were no versions at all: a model
    of the present data is trained when there is none.
    """
    try:
        found = releases.released_model()
    except ModelUnusable as error:
        return Start(releases.versions.pointed(), trouble=error.reason)
    if found is None:
        return Start()
    version, model = found
    return Start(version.id, model, edited=version.data_hash != fingerprint())
