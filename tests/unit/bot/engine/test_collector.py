"""What stays is set aside from garbage collection, until something large has gone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.engine.collector import THRESHOLDS, set_aside, take_back


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Ring:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        """Refer to itself."""
        self.itself = self


def test_what_is_there_is_looked_at_no_more() -> None:
    """Everything so far counts as lasting, and collections come less often."""
    set_aside()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == THRESHOLDS


def test_what_has_gone_is_freed_once_it_is_taken_back() -> None:
    """Set aside it would stay for good; taken back, the next collection frees it."""
    ring = Ring()
    gone = weakref.ref(ring)
    set_aside()
    del ring
    gc.collect()
    kept = gone() is not None

    take_back()
    gc.collect()

    assert kept
    assert gone() is None


def test_new_garbage_is_freed_while_the_rest_is_set_aside() -> None:
    """Nothing leaks that comes and goes with a turn."""
    set_aside()
    ring = Ring()
    gone = weakref.ref(ring)
    del ring

    gc.collect()

    assert gone() is None
