"""Writes a file whole or not at all, and only when nobody else changed it meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.errors import XiaotongError


class FileChanged(XiaotongError):
    """The file is not what it was when it was read; nothing was written."""

    code = "changed_meanwhile"


class FileNotWritten(XiaotongError):
    """The file could not be written (disk full, no right to); what was there is intact."""

    code = "not_written"


def digest_of(content: bytes) -> str:
    """Return what tells one content from another: 16 hex digits."""
    return hashlib.sha256(content).hexdigest()[:16]


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other writers of this module, threads and processes alike, out of `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_unless_changed(path: Path, content: bytes, expected: str) -> str:
    """Replace the content of `path` in one step and return its new digest.

    `expected` is the digest of what was read (of ``b""`` for a file that is not there yet). To be
    called inside `alone_in` of its folder. Raises FileChanged when the file holds anything else,
    whoever wrote it, and FileNotWritten when the disk refuses; the file is then as it was.
    """
    try:
        present = path.read_bytes() if path.exists() else b""
        if digest_of(present) != expected:
            raise FileChanged(str(path))
        _replace(path, content)
    except OSError as error:
        raise FileNotWritten(f"{path}: {error.strerror or type(error).__name__}") from error
    return digest_of(content)


def write_once(path: Path, content: bytes, mode: int) -> None:
    """Put `content` at `path` unless something is there: whole or not at all, whoever else tries.

    `mode` holds from the first byte on. Raises FileNotWritten when the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(path.parent):
            if not path.exists():
                _replace(path, content, mode)
    except OSError as error:
        raise FileNotWritten(f"{path}: {error.strerror or type(error).__name__}") from error


def _replace(path: Path, content: bytes, mode: int = 0o644) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
