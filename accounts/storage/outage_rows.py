"""Reads of the known outages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from accounts.storage.tables_catalogue import outages
from accounts.storage.uow import UnitOfWork


def all_outages(uow: UnitOfWork) -> list[Any]:
    """Return every outage on file, longest lasting first."""
    return list(uow.execute(select(outages).order_by(outages.c.since, outages.c.id)))
