"""The tracker's tables: an append-only list of events and one bookmark per conversation."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text, text

from accounts.storage.engine import new_metadata

metadata = new_metadata()

tracker_events = Table(
    "tracker_events",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type_name", String(60), nullable=False),
    # Rasa's own clock: seconds since 1970, kept as Rasa gives it.
    Column("timestamp", Float, nullable=False),
    Column("data", Text, nullable=False),
    # What customers said, over all conversations in the order of time: the trainers' inbox reads on
    # from where it stopped. Of messages alone, so that a turn adds one entry.
    Index(
        "ix_tracker_events_said",
        "timestamp",
        "sender_id",
        "seq",
        sqlite_where=text("type_name = 'user'"),
        postgresql_where=text("type_name = 'user'"),
    ),
)

tracker_heads = Table(
    "tracker_heads",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    # The seq that the next event will get; also the version that a writer must have read.
    Column("next_seq", Integer, nullable=False),
    # The working memory is `prefix` (JSON list of events) followed by the events from here on.
    Column("window_from", Integer, nullable=False),
    Column("prefix", Text, nullable=False),
)
