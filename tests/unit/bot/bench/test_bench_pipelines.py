"""An experiment changes what it says and nothing else."""

from __future__ import annotations

import pytest

from bot.bench.pipelines import ChangeRefused, with_changes

PIPELINE = [
    {"name": "bot.nlu.ngram_featurizer.NgramFeaturizer", "chars": [1, 3, 1.0]},
    {"name": "FallbackClassifier", "threshold": 0.4},
]


def test_a_setting_is_changed_and_the_original_stays():
    """JSON of any kind may be set, known before or not."""
    changed = with_changes(
        PIPELINE, ["NgramFeaturizer.chars=[1, 4, 1.0]", "NgramFeaturizer.syllables=null"]
    )

    assert changed[0]["chars"] == [1, 4, 1.0]
    assert changed[0]["syllables"] is None
    assert PIPELINE[0] == {
        "name": "bot.nlu.ngram_featurizer.NgramFeaturizer",
        "chars": [1, 3, 1.0],
    }


def test_a_component_can_be_taken_out():
    """What is off is gone; the others keep their order."""
    assert with_changes(PIPELINE, ["NgramFeaturizer=off"]) == PIPELINE[1:]


@pytest.mark.parametrize(
    "change",
    ["Nobody.threshold=1", "FallbackClassifier.threshold=abc", "FallbackClassifier", "", ".x=1"],
)
def test_a_change_that_fits_nothing_is_refused(change):
    """A mistyped experiment must not pass for the present pipeline."""
    with pytest.raises(ChangeRefused):
        with_changes(PIPELINE, [change])
