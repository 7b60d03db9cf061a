"""The one metadata of the account database; every tables module adds to it."""

from __future__ import annotations

from accounts.storage.engine import new_metadata

metadata = new_metadata()
