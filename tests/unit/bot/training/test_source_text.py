"""Files in any encoding are read; mistakes are told by byte and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.training.source_text import read_source

LINES = ["nlu:", "- intent: query_bill", "  examples: |", "    - 查话费", "    - 看账单", ""]
TEXT = "\n".join(LINES)


@pytest.fixture
def write(tmp_path: Path):
    """Give what writes bytes to a file and reads them back."""

    def read(data: bytes):
        path = tmp_path / "a.yml"
        path.write_bytes(data)
        return read_source(path, "a.yml")

    return read


def test_a_utf8_file_is_read_as_it_is(write) -> None:
    """Nothing to say, and Rasa may read the file itself."""
    source = write(TEXT.encode())

    assert (source.text, source.as_stored, source.findings) == (TEXT, True, ())


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"])
def test_a_byte_order_mark_goes_without_a_word(write, mark) -> None:
    """Windows writes it and nobody sees it; Rasa would overlook the file's first key."""
    source = write(mark + TEXT.encode())

    assert (source.text, source.findings) == (TEXT, ())
    assert not source.as_stored


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_go_without_a_word(write, end) -> None:
    """The text has line feeds and the same lines."""
    assert write(TEXT.replace("\n", end).encode()).text == TEXT


def test_a_gbk_file_is_told_once_with_its_first_byte(write) -> None:
    """All of it is in the other encoding; the text is still there for the other checks."""
    data = TEXT.encode("gbk")

    source = write(data)

    (found,) = source.findings
    assert (found.kind, found.line) == ("not_utf8", 4)
    assert found.data["encoding"] == "GBK"
    assert found.data["byte"] == data.index("查话费".encode("gbk")) + 1
    assert found.data["value"] == f"{'查'.encode('gbk')[0]:02X}"
    assert source.text == TEXT


def test_a_mixed_file_is_told_line_by_line(write) -> None:
    """Two lines of another encoding in a UTF-8 file are two things to mend."""
    data = b"\n".join(
        [line.encode("utf-8" if number < 4 else "gbk") for number, line in enumerate(LINES[:5])]
        + ["    - 多少钱".encode(), "    - 欠费".encode("gbk")]
    )

    source = write(data)

    assert [found.line for found in source.findings] == [5, 7]
    assert source.text.splitlines()[4:] == ["    - 看账单", "    - 多少钱", "    - 欠费"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_told_or_at_least_survived(write, encoding) -> None:
    """With its mark it is named and read; without it every character is suspect."""
    source = write(TEXT.encode(encoding))

    assert source.findings
    if encoding == "utf-16":
        assert source.findings[0].data["encoding"] == "UTF-16"
        assert source.text == TEXT


def test_invisible_characters_are_told_and_those_that_yaml_refuses_replaced(write) -> None:
    """A bell and a line separator become blanks; a zero-width blank stays for the levelling."""
    source = write("- 查\x07话费\n- 查\u2028账单\n- 查\u200b余额\n- 👨\u200d👩\n".encode())

    told = [(found.line, found.data["code"]) for found in source.findings]
    assert told == [(1, "U+0007"), (2, "U+2028"), (3, "U+200B")]
    assert {found.kind for found in source.findings} == {"control_character"}
    assert source.text == "- 查 话费\n- 查 账单\n- 查\u200b余额\n- 👨\u200d👩\n"


@given(data=st.binary(max_size=300))
def test_no_bytes_are_too_much(tmp_path_factory, data) -> None:
    """Whatever a file holds, the answer is text with the same number of line feeds or more."""
    path = tmp_path_factory.mktemp("any") / "a.yml"
    path.write_bytes(data)

    source = read_source(path, "a.yml")

    source.text.encode()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert source.text.count("\n") >= data.count(b"\n")
    assert all(found.line <= source.text.count("\n") + 1 for found in source.findings)
