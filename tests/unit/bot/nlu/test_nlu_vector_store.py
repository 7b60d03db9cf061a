"""Vectors of sentences survive a training, and only those that changed are computed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.vector_store import Vectors, through_store, use_vectors


class Encoder:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return two numbers for each text."""
        self.asked += texts
        return np.array([[len(text), ord(text[0]) / 7] for text in texts], dtype=np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Keep vectors in a folder that does not exist yet."""
    use_vectors(tmp_path / "vectors")
    yield tmp_path / "vectors"
    use_vectors(None)


@pytest.mark.usefixtures("folder")
def test_a_later_training_encodes_only_what_is_new() -> None:
    """Each sentence once, repeats within a training too, with the same vectors to the last bit."""
    first, later = Encoder(), Encoder()
    before = through_store("one 1", ["查话费", "你好", "查话费"], first.encode)
    after = through_store("one 1", ["你好", "再见", "查话费"], later.encode)

    assert first.asked == ["查话费", "你好"]
    assert later.asked == ["再见"]
    assert np.array_equal(before[[1, 0]], after[[0, 2]])


@pytest.mark.usefixtures("folder")
def test_another_encoder_or_version_computes_its_own() -> None:
    """Vectors of one are nothing to the other."""
    through_store("one 1", ["你好"], Encoder().encode)
    other = Encoder()
    through_store("one 2", ["你好"], other.encode)

    assert other.asked == ["你好"]


def test_the_file_holds_the_last_training_only_and_no_text(folder: Path) -> None:
    """What is no longer trained on is forgotten, so the file cannot grow."""
    through_store("one 1", ["甲" * 50, "乙", "丙"], Encoder().encode)
    through_store("one 1", ["丁", "乙"], Encoder().encode)
    (file,) = folder.iterdir()
    again = Encoder()
    through_store("one 1", ["丙", "乙"], again.encode)

    assert again.asked == ["丙"]
    assert "乙".encode() not in file.read_bytes()


@pytest.mark.parametrize("rubbish", [b"", b"PK\x03\x04 not a zip file", b"\x93NUMPY"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, rubbish: bytes) -> None:
    """It is computed anew and replaced."""
    wanted = through_store("one 1", ["你好"], Encoder().encode)
    (file,) = folder.iterdir()
    file.write_bytes(rubbish)
    again, third = Encoder(), Encoder()

    assert np.array_equal(through_store("one 1", ["你好"], again.encode), wanted)
    through_store("one 1", ["你好"], third.encode)
    assert (again.asked, third.asked) == (["你好"], [])


def test_a_folder_that_cannot_be_written_stops_no_training(tmp_path: Path) -> None:
    """The vectors are there all the same."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    use_vectors(tmp_path / "file")
    try:
        assert through_store("one 1", ["你好"], Encoder().encode).shape == (1, 2)
    finally:
        use_vectors(None)


def test_without_a_folder_nothing_is_kept() -> None:
    """As in a process that serves, and under Rasa's own commands."""
    encoder = Encoder()
    through_store("one 1", ["你好"], encoder.encode)
    through_store("one 1", ["你好"], encoder.encode)

    assert encoder.asked == ["你好", "你好"]
