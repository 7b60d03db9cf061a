"""``xiaotong staff``: who works at the desk, their passwords and second factors."""

from __future__ import annotations

from pathlib import Path

import typer

from accounts.clock import SystemClock
from accounts.errors import NotFound
from accounts.staff import StaffLogins, WeakPassword
from accounts.staff.first_passwords import STAFF_PASSWORDS, FirstPasswords, random_password
from actions.services import Services, open_services
from bot.commands.words import say
from bot.errors import XiaotongError
from bot.settings import load


def run(
    *,
    what: str,
    data_dir: Path | None,
    number: str = "",
    ask: bool = False,
    off: bool = False,
) -> None:
    """Do `what`: list, password or totp.

    Raises XiaotongError for a number that nobody has, and for a weak password.
    """
    settings = load({"data_dir": data_dir})
    services = open_services(settings, SystemClock())
    try:
        if what == "list":
            _list(services)
        elif what == "password":
            _password(services.accounts.logins, number, ask=ask)
            FirstPasswords(settings.data_dir / STAFF_PASSWORDS).forget(number)
        else:
            _totp(services.accounts.logins, number, off=off)
    except NotFound as error:
        raise XiaotongError(say("staff_unknown", number=number)) from error
    except WeakPassword as error:
        raise XiaotongError(say("staff_weak")) from error
    finally:
        services.accounts.close()


def _list(services: Services) -> None:
    waiting = set(services.accounts.logins.without_password())
    for each in services.accounts.roster.members():
        able = "-" if each.number in waiting else "✓"
        factor = "TOTP" if each.has_totp else "-"
        groups = ",".join(each.groups) or "-"
        typer.echo(f"{each.number}  {each.name}  {each.role:10}  {groups:24}  {able}  {factor}")


def _password(logins: StaffLogins, number: str, *, ask: bool) -> None:
    if ask:
        chosen = typer.prompt(say("staff_type"), hide_input=True, confirmation_prompt=True)
        logins.set_password(number, chosen)
        typer.echo(say("staff_password_set", number=number))
        return
    password = random_password()
    logins.set_password(number, password)
    typer.echo(say("staff_new_password", number=number, password=password))


def _totp(logins: StaffLogins, number: str, *, off: bool) -> None:
    uri = logins.switch_totp(number, on=not off)
    if uri is None:
        typer.echo(say("staff_totp_gone", number=number))
    else:
        typer.echo(say("staff_uri", number=number, uri=uri))
