"""Which file is read and written how, by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.knowledge.files.folder import read_file, read_folder
from bot.knowledge.files.jsonfile import read_json, write_json
from bot.knowledge.files.packed import read_zip, write_zip
from bot.knowledge.files.reading import Read
from bot.knowledge.files.sheet import read_sheet, write_sheet
from bot.knowledge.model import Version

Reader = Callable[[Path], Read]
Writer = Callable[[Path, Iterable[Version]], None]

_READERS: Mapping[str, Reader] = {
    ".xlsx": read_sheet,
    ".json": read_json,
    ".zip": read_zip,
    ".md": read_file,
}
WRITERS: Mapping[str, Writer] = {".xlsx": write_sheet, ".json": write_json, ".zip": write_zip}
"""What writes a file, by the end of its name."""


def reader_of(path: Path) -> Reader | None:
    """Return what reads `path`, or None for a format that is none of ours."""
    return read_folder if path.is_dir() else _READERS.get(path.suffix.lower())
