"""Sentence vectors of the training data, kept on disk from one training to the next.

A sentence that has not changed need not be encoded again: a trainer who adds ten sentences waits
for ten. Safe to delete. One file for each encoder, with the vectors of the last training only, so
that it does not grow; it holds digests, no text.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_DIGEST = 16

_folder: Path | None = None


def use_vectors(folder: Path | None) -> None:
    """Let trainings of this process keep vectors in `folder`; None, as at first: keep none."""
    global _folder  # noqa: PLW0603 - Rasa builds the components, which nobody can hand it
    _folder = folder


def kept_vectors(folder: Path, encoder: str, texts: Sequence[str]) -> dict[str, Vectors]:
    """Return the vectors of those of `texts` that the last training kept in `folder`."""
    known = _read(_path(folder, encoder))
    named = {text: known.get(_name(text)) for text in texts}
    return {text: vector for text, vector in named.items() if vector is not None}


def through_store(
    encoder: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]
) -> Vectors:
    """Return a row for each of `texts`, asking `encode` only for those that the store has not.

    `encoder` names what `encode` is, to the version. A file that cannot be read or written is as
    good as none.
    """
    if _folder is None:
        return encode(texts)
    path = _path(_folder, encoder)
    names = [_name(text) for text in texts]
    known = _read(path)
    new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    if new:
        known.update(zip(new, encode(list(new.values())), strict=True))
        _write(path, {name: known[name] for name in names})
    return np.stack([known[name] for name in names])


def _path(folder: Path, encoder: str) -> Path:
    return folder / f"{hashlib.sha256(encoder.encode()).hexdigest()[:16]}.npz"


def _name(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()


def _read(path: Path) -> dict[bytes, Vectors]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            names, rows = kept["names"], kept["rows"]
            if len(names) != len(rows) or rows.dtype != np.float32 or rows.ndim != 2:  # noqa: PLR2004
                return {}
            return dict(zip((name.tobytes() for name in names), rows, strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def _write(path: Path, kept: dict[bytes, Vectors]) -> None:
    names = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(-1, _DIGEST)
    made = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):  # the next training computes it again
        path.parent.mkdir(parents=True, exist_ok=True)
        with made.open("wb") as file:
            np.savez(file, names=names, rows=np.stack(list(kept.values())))
        made.replace(path)
    with suppress(OSError):
        made.unlink(missing_ok=True)
