"""Whether a file may be attached to an article: its size, its name, and that it is what it says."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.knowledge.model import KnowledgeRefused
from bot.redaction import mask_text

LARGEST_ATTACHMENT = 10 * 1024 * 1024
"""Bytes of one file (handbook §8)."""
MOST_ATTACHMENTS = 10
"""Files of one article."""
NAME_CHARS, NAME_BYTES = 100, 200
"""The longest name; file systems count bytes, of which a Chinese character has three."""
_MEGABYTE = 1024 * 1024
_FORBIDDEN = re.compile(r'[<>:"|?*%]+')
_BLANKS = re.compile(r"\s+")
_DIGITS = re.compile(r"(\d+)")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed)\b|<\?(?:xml|php)|^#!",
    re.IGNORECASE,
)
_MACROS = "vbaproject.bin"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# What zipfile raises for what is no archive, or a broken one.
_NO_ARCHIVE = (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, IndexError)


@dataclass(frozen=True)
class FileType:
    """A type that may be attached: what it is served as, and what tells it from a disguise."""

    media_type: str
    fits: Callable[[bytes], bool]


def clean_name(given: str) -> str:
    """Return `given` as a name that is safe to show and to save; cleaning it again changes nothing.

    No folders, no control or invisible characters, nothing that a file system takes for its own;
    the ending in lower case. Raises KnowledgeRefused (file_name) when nothing of it is left, and
    when it holds a phone number or the like: customers read it.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(each for each in name if each.isspace() or unicodedata.category(each)[0] != "C")
    name = _BLANKS.sub(" ", _FORBIDDEN.sub("_", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    stem, ending = stem.rstrip(" ."), ending.lower()
    if not stem or not dot or not re.fullmatch(r"[a-z0-9]{1,5}", ending):
        raise KnowledgeRefused("file_name")
    if _DEVICE.fullmatch(stem):
        stem = f"_{stem}"
    stem = _shortened(stem, len(ending) + 1)
    # A number that touches a letter is one all the same: 张三13800000000.pdf.
    apart = _DIGITS.sub(r" \1 ", stem)
    if mask_text(apart) != apart:
        raise KnowledgeRefused("file_name")
    return f"{stem}.{ending}"


def check_size(size: int) -> None:
    """Refuse a file of no bytes (file_empty) or of too many (file_too_large)."""
    if size <= 0:
        raise KnowledgeRefused("file_empty")
    if size > LARGEST_ATTACHMENT:
        raise KnowledgeRefused("file_too_large", most=f"{LARGEST_ATTACHMENT // _MEGABYTE} MB")


def media_type_of(name: str, content: bytes) -> str:
    """Return what a file of a cleaned `name` is served as.

    Raises KnowledgeRefused: file_type for one that is never attached, file_disguised for content
    that is not of the type that the name says.
    """
    type_ = FILE_TYPES.get(PurePosixPath(name).suffix)
    if type_ is None:
        raise KnowledgeRefused("file_type", types=TYPES_TOLD)
    if not type_.fits(content):
        raise KnowledgeRefused("file_disguised")
    return type_.media_type


def _shortened(stem: str, taken: int) -> str:
    while len(stem) + taken > NAME_CHARS or len(stem.encode()) + taken > NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .")


def _begins(*leads: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(leads)


def _office(folder: str) -> Callable[[bytes], bool]:
    """Return what tells an Office document, which is an archive with `folder`, without macros."""

    def fits(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                names = {each.lower() for each in packed.namelist()}
        except _NO_ARCHIVE:
            return False
        whole = content.startswith(b"PK\x03\x04") and "[content_types].xml" in names
        macros = any(each.endswith(_MACROS) for each in names)
        return whole and not macros and any(each.startswith(folder) for each in names)

    return fits


def _is_text(content: bytes) -> bool:
    """Tell whether it is plain text, in UTF-8 or as Chinese spreadsheets write it, and no page."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _BINARY.search(text) and not _MARKUP.search(text)
    return False


FILE_TYPES: Mapping[str, FileType] = {
    ".pdf": FileType("application/pdf", _begins(b"%PDF-")),
    ".png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".jpeg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".docx": FileType(f"{_OFFICE}wordprocessingml.document", _office("word/")),
    ".xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", _office("xl/")),
    ".pptx": FileType(f"{_OFFICE}presentationml.presentation", _office("ppt/")),
    ".txt": FileType("text/plain", _is_text),
    ".csv": FileType("text/csv", _is_text),
}
"""What may be attached, by the ending of the name: nothing that a browser would run."""
TYPES_TOLD = "、".join(each.removeprefix(".") for each in FILE_TYPES)
