"""A folder of Markdown files packed into one ZIP, to be sent through a browser."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from bot.knowledge.fields import Problem
from bot.knowledge.files.folder import as_markdown, read_texts
from bot.knowledge.files.reading import LARGEST_CONTENT, Read, too_big
from bot.knowledge.model import Version


def read_zip(path: Path) -> Read:
    """Return the articles of every ``*.md`` in the ZIP, wherever it lies, and all problems.

    Nothing is unpacked onto the disk.
    """
    if problems := too_big(path):
        return (), problems
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [each for each in packed.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > LARGEST_CONTENT:
                detail = f"{LARGEST_CONTENT // 1024 // 1024} MB"
                return (), [Problem(path.name, "", "too_big", detail)]
            files = [
                (PurePosixPath(each.filename).name, packed.read(each))
                for each in sorted(entries, key=lambda each: each.filename)
                if each.filename.endswith(".md")
            ]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        # No ZIP, one cut short, one with a password, or packed in a way that is not read here.
        return (), [Problem(path.name, "", "unreadable")]
    return read_texts(files, path.name)


def write_zip(path: Path, versions: Iterable[Version]) -> None:
    """Write a file for each of `versions` into a ZIP at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for version in versions:
            packed.writestr(f"{version.article.code}.md", as_markdown(version))
