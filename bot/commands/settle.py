"""``xiaotong settle``: lets orders whose time has come take effect; meant for every night."""

from __future__ import annotations

from pathlib import Path

import typer

from accounts.clock import SystemClock
from actions.services import open_services
from bot.commands.words import say
from bot.settings import load


def run(*, data_dir: Path | None) -> None:
    """Settle what has come due and print how many orders that were; running it again is harmless.

    Orders also take effect when their customer's account is next looked at, so a night missed
    changes nothing that anybody sees.
    """
    accounts = open_services(load({"data_dir": data_dir}), SystemClock()).accounts
    try:
        settled = accounts.orders.settle_due()
    finally:
        accounts.close()
    typer.echo(say("settled", count=settled))
