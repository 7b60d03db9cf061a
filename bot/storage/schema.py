"""Every table of the conversation database under one metadata."""

from __future__ import annotations

from bot.storage import tables_handoff
from bot.storage.tables import metadata

__all__ = ["metadata", "tables_handoff"]
