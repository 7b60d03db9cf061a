"""Reads a file that people edit: any encoding mistake is told by byte and line, and read past.

A byte order mark, and line ends of other systems, are nobody's mistake and go without a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.training.findings import Finding

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = "\ufeff"
# What YAML refuses, and what it or `str.splitlines` takes for the end of a line: from inside a
# sentence each would make Rasa refuse the file or cut the sentence in two.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_JOINER = "\u200d"
"""Joins emoji into one; the only invisible character that people type."""


@dataclass(frozen=True)
class SourceText:
    """A file as text that YAML can read, line by line where the file has it.

    `as_stored` tells whether the file's own bytes are that text, so that Rasa can read it itself.
    """

    text: str
    as_stored: bool
    findings: tuple[Finding, ...]


def read_source(path: Path, name: str) -> SourceText:
    """Read `path`, which findings call `name`; raises OSError when it cannot be read at all."""
    return source_of(path.read_bytes(), name)


def source_of(data: bytes, name: str) -> SourceText:
    """Read the content of a file that findings call `name`."""
    decoded, findings = _decoded(data, name)
    lines = decoded.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    findings += _invisible(lines, name)
    text = "\n".join(_UNREADABLE.sub(" ", line) for line in lines)
    return SourceText(text, text.encode("utf-8", "replace") == data, tuple(findings))


def _decoded(data: bytes, name: str) -> tuple[str, list[Finding]]:
    if data.startswith(_UTF16):
        told: dict[str, str | int] = {"encoding": "UTF-16", "byte": 1, "value": f"{data[0]:02X}"}
        return data.decode("utf-16", "replace"), [Finding("not_utf8", name, 1, data=told)]
    try:
        return data.decode("utf-8").lstrip(_BOM), []
    except UnicodeDecodeError:
        return _by_line(data, name)


def _by_line(data: bytes, name: str) -> tuple[str, list[Finding]]:
    """Decode each line by itself, because editors and scripts join files of two encodings."""
    lines: list[str] = []
    findings: list[Finding] = []
    is_mixed = False
    start = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
            is_mixed = is_mixed or not line.isascii()
        except UnicodeDecodeError as error:
            text, encoding = _other(line)
            lines.append(text)
            told: dict[str, str | int] = {
                "encoding": encoding,
                "byte": start + error.start + 1,
                "value": f"{line[error.start]:02X}",
            }
            findings.append(Finding("not_utf8", name, number, data=told))
        start += len(line) + 1
    # One finding says it of a file that is all in the other encoding.
    return "\n".join(lines).lstrip(_BOM), findings if is_mixed else findings[:1]


def _other(line: bytes) -> tuple[str, str]:
    """Return a line that is not UTF-8 as text, and the name of what it seems to be written in."""
    try:
        return line.decode("gb18030"), "GBK"
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace"), "?"


def _invisible(lines: list[str], name: str) -> list[Finding]:
    suspects = {char for char in set().union(*lines) if _is_invisible(char)}
    findings = []
    for number, line in enumerate(lines if suspects else (), start=1):
        told = " ".join(f"U+{ord(char):04X}" for char in sorted(suspects.intersection(line)))
        if told:
            findings.append(Finding("control_character", name, number, data={"code": told}))
    return findings


def _is_invisible(char: str) -> bool:
    if _UNREADABLE.match(char):
        return True
    return char != _JOINER and unicodedata.category(char) in {"Cf", "Co", "Cn"}
