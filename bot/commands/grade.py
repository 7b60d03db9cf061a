"""``xiaotong grade``: computes every customer's stars anew; meant for every night (§7)."""

from __future__ import annotations

from pathlib import Path

import typer

from accounts.clock import SystemClock
from actions.services import open_services
from bot.commands.words import say
from bot.settings import load


def run(*, data_dir: Path | None) -> None:
    """Grade everybody and print how many have how many stars; running it again is harmless."""
    accounts = open_services(load({"data_dir": data_dir}), SystemClock()).accounts
    try:
        done = accounts.grading.run()
    finally:
        accounts.close()
    stars = " ".join(f"{star}★ {count}" for star, count in done.counts.items())
    bounds = " ".join(f"{star}★ ≥{lowest}" for star, lowest in done.cutoffs.items())
    total = sum(done.counts.values())
    typer.echo(say("graded", count=total, stars=stars, bounds=bounds, drifting=done.drifting))
