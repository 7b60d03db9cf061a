"""Deletes what is kept no longer: files of old versions, and customers' messages with them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.releases.shelf import KEPT, Shelf, kept_of
from bot.releases.storage.versions import Versions

TEXTS_KEPT = timedelta(days=90)
"""How long replayed messages of customers stay with a version, as open ones in the inbox do."""


def tidy(versions: Versions, shelf: Shelf, now: datetime) -> None:
    """Delete files and replayed messages that no version is to keep any longer.

    Messages stay with the newest versions, whatever became of them, with the serving one and the
    one before, and with none for longer than TEXTS_KEPT; how many they were stays for good.
    """
    everything = versions.all()
    shelf.prune(everything)
    files = kept_of(everything)
    keep = {one.id for one in everything[:KEPT]}
    keep |= {one.id for one in everything if one.model in files}
    versions.forget_replays(keep, now - TEXTS_KEPT)
