"""``xiaotong seed``: imports an operator's data, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import typer

from accounts.bootstrap import seed_file
from accounts.clock import SystemClock
from actions.services import open_services
from bot.commands.words import say
from bot.settings import load


def run(*, file: Path, data_dir: Path | None) -> None:
    """Load `file` and print what was loaded; raises SeedRefused with every problem."""
    settings = load({"data_dir": data_dir})
    accounts = open_services(settings, SystemClock()).accounts
    try:
        seed = seed_file(accounts, file)
    finally:
        accounts.close()
    typer.echo(say("seeded", customers=len(seed.customers), packages=len(seed.catalogue.packages)))
