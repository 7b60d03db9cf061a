"""Each component keeps what it learnt in the model and bears whatever is typed."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encoders import CachedEncoder, encoder_named
from bot.nlu.fused_classifier import FusedKernelClassifier
from bot.nlu.ngram_featurizer import NgramFeaturizer
from bot.nlu.sentence_encoder import SentenceEncoderFeaturizer
from bot.nlu.tokenizer import TelecomTokenizer

ODD_TEXTS = [
    "",
    "   ",
    "👍",
    "\x00\u200b",
    "查" * 5000,
    "/query_bill",
    "a" * 300,
    "🙏好的🙏",
    "\ud800",
]


def trained(bench, examples=None):
    """Train the pipeline up to the classifier and return its steps as loaded from the model."""
    data = bench.data(examples)
    tokenizer = bench.create(TelecomTokenizer)
    tokenizer.train(data)
    tokenizer.process_training_data(data)
    ngrams = bench.create(NgramFeaturizer)
    ngrams.train(data)
    ngrams.process_training_data(data)
    encoder = bench.create(SentenceEncoderFeaturizer)
    encoder.process_training_data(data)
    bench.create(FusedKernelClassifier).train(data)
    return (
        bench.load(TelecomTokenizer),
        bench.load(NgramFeaturizer),
        encoder,
        bench.load(FusedKernelClassifier),
    )


def understood(bench, steps, *texts):
    """Return the parsed messages."""
    messages = [bench.message(text) for text in texts]
    for step in steps:
        messages = step.process(messages)
    return messages


def test_a_trained_pipeline_understands_a_sentence_it_never_saw(bench):
    """The loaded model, not the one in memory, answers, with a full ranking."""
    steps = trained(bench)

    (message,) = understood(bench, steps, "我上月的帳單是多少")

    assert message.get("intent")["name"] == "query_bill"
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert sum(one["confidence"] for one in message.get("intent_ranking")) == pytest.approx(1)


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_any_text_is_borne(bench, text):
    """Every message leaves the pipeline with an intent, confident or not."""
    (message,) = understood(bench, trained(bench), text)

    assert 0 <= message.get("intent")["confidence"] <= 1


def test_a_message_that_says_nothing_has_no_intent(bench):
    """Blanks and control characters end in the fallback, never in a guess."""
    messages = understood(bench, trained(bench), "", " \n", "\x00")

    assert [one.get("intent") for one in messages] == [{"name": None, "confidence": 0.0}] * 3


def test_training_twice_gives_the_same_model_in_any_order(bench):
    """File order and repetition change nothing: weights are equal to the bit."""
    steps = trained(bench)
    first = steps[-1]._model
    backwards = {name: texts[::-1] for name, texts in reversed(bench.examples.items())}
    again = trained(bench, backwards)[-1]._model

    assert first.classes == again.classes
    assert np.array_equal(first.wording, again.wording)
    assert np.array_equal(first.meaning, again.meaning)
    assert first.temperature == again.temperature


def test_one_intent_alone_is_always_predicted(bench):
    """Data of a single intent trains and answers."""
    steps = trained(bench, {"greet": ["你好", "您好"]})

    (message,) = understood(bench, steps, "随便什么")

    assert message.get("intent") == {"name": "greet", "confidence": 1.0}


def test_two_intents_with_one_example_each_are_told_apart(bench):
    """The smallest data that can be told apart is."""
    steps = trained(bench, {"greet": ["你好"], "query_bill": ["查账单"]})

    messages = understood(bench, steps, "你好", "查账单")

    assert [one.get("intent")["name"] for one in messages] == ["greet", "query_bill"]


def test_no_labelled_data_predicts_nothing(bench):
    """A model without intents still loads and leaves the message to the fallback."""
    steps = trained(bench, {})

    (message,) = understood(bench, steps, "查账单")

    assert message.get("intent") == {"name": None, "confidence": 0.0}


def test_words_point_into_the_text_as_typed(bench):
    """Width, case and traditional characters are levelled in the word, not in its place."""
    tokenizer = bench.create(TelecomTokenizer)
    text = "查　上個月話費，Ｇ"
    (message,) = tokenizer.process([bench.message(text)])

    tokens = message.get("text_tokens")

    assert "话费" in [token.text for token in tokens]
    assert {text[token.start : token.end] for token in tokens} >= {"話費", "上個月"}


def test_the_dictionary_travels_with_the_model(bench, tmp_path):
    """A loaded tokenizer cuts as it did at training, whatever the folder holds by then."""
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "own.txt").write_text("# 注释\n沃云畅聊 9000 n\n", encoding="utf-8")
    bench.create(TelecomTokenizer, dictionary_path=str(folder)).train(bench.data())
    (folder / "own.txt").unlink()

    loaded = bench.load(TelecomTokenizer, dictionary_path=str(folder))
    (message,) = loaded.process([bench.message("开通沃云畅聊")])

    assert "沃云畅聊" in [token.text for token in message.get("text_tokens")]


def test_a_dictionary_spoilt_by_hand_still_trains_a_tokenizer(bench, tmp_path):
    """A line in GBK and one without a number are left out; the model keeps the others."""
    (tmp_path / "own.txt").write_bytes(
        "沃云畅聊 9000 n\n校园卡 abc n\n".encode() + "家庭网 900 n\n".encode("gbk")
    )
    bench.create(TelecomTokenizer, dictionary_path=str(tmp_path)).train(bench.data())

    loaded = bench.load(TelecomTokenizer, dictionary_path=str(tmp_path))
    (message,) = loaded.process([bench.message("开通沃云畅聊")])

    assert "沃云畅聊" in [token.text for token in message.get("text_tokens")]


def test_ngram_weights_survive_the_model_file(bench):
    """The loaded featurizer gives the vector that the trained one gave."""
    data = bench.data()
    bench.create(TelecomTokenizer).process_training_data(data)
    fresh = bench.create(NgramFeaturizer)
    fresh.train(data)
    one, other = bench.message("查话费"), bench.message("查话费")
    fresh.process([one])
    bench.load(NgramFeaturizer).process([other])

    kept = other.get_sparse_features("text")[1].features

    assert (one.get_sparse_features("text")[1].features != kept).nnz == 0
    assert kept.nnz > 0


def test_homophones_share_features(bench):
    """话废 sounds like 话费, so the syllable view sees the same."""
    data = bench.data()
    views = {"chars": None, "words": None, "syllables": [1, 3, 1.0]}
    featurizer = bench.create(NgramFeaturizer, **views)
    featurizer.train(data)
    right, wrong = bench.message("话费账单"), bench.message("话废帐单")
    featurizer.process([right, wrong])

    vectors = [one.get_sparse_features("text")[1].features for one in (right, wrong)]

    assert (vectors[0] != vectors[1]).nnz == 0


def test_a_featurizer_without_views_is_refused(bench):
    """A configuration that switches every view off is a mistake."""
    with pytest.raises(ValueError, match="NgramFeaturizer"):
        bench.create(NgramFeaturizer, chars=None, words=None, syllables=None)


def test_an_unknown_encoder_is_refused_by_name():
    """The message says which encoders there are."""
    with pytest.raises(ValueError, match="usem3"):
        encoder_named("no-such-encoder", 1, 10)


class CountingEncoder:
    """An encoder that remembers what it was asked."""

    def __init__(self):
        """Start with nothing asked."""
        self.asked = []

    def encode(self, texts):
        """Return the length of each text as a vector of one number."""
        self.asked += texts
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_a_text_is_encoded_once_while_it_is_remembered():
    """Repeats in a batch and between batches cost nothing; the oldest is forgotten."""
    counting = CountingEncoder()
    cached = CachedEncoder(counting, size=2)

    rows = cached.encode(["a", "bb", "a"])
    cached.encode(["a", "ccc"])
    cached.encode(["bb"])

    assert rows.tolist() == [[1], [2], [1]]
    assert counting.asked == ["a", "bb", "ccc", "bb"]
