"""Keeps Python's garbage collector from stopping turns for what stays anyway.

A model, dictionaries and code are millions of objects. A full collection walks all of them, for a
second or two of everybody's time, and finds nothing; small ones come every few milliseconds of a
turn. What is there once the start is over is therefore set aside for good, and the rest is looked
at less often. A turn leaves some thousand objects behind, most without cycles.
"""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 20)
"""New objects before a small collection, and how many of these before the larger ones."""


def set_aside() -> None:
    """Take everything there is now for lasting; to be called once the start is over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def take_back() -> None:
    """Let the next full collection look at everything: something large has gone."""
    gc.unfreeze()
