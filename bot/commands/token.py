"""``xiaotong token``: the HMAC by which a logged-in channel vouches for a customer's number."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from bot.commands.words import say
from bot.errors import XiaotongError
from bot.settings import load, secret
from bot.tokens import customer_token


def run(*, number: str, data_dir: Path | None) -> None:
    """Print the token of `number`; raises XiaotongError when it is not 11 digits."""
    if re.fullmatch(r"1\d{10}", number) is None:
        raise XiaotongError(say("bad_number"))
    key = secret(load({"data_dir": data_dir}), "customer_token_key")
    typer.echo(customer_token(key, number))
