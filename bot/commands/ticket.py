"""``xiaotong ticket``: lists, shows and moves tickets until the desk does; watches time."""

from __future__ import annotations

from pathlib import Path

import typer

from accounts.clock import SystemClock, local
from accounts.errors import NotFound
from accounts.tickets import STATES, Ticket, TicketRefused
from actions.services import Services, open_services
from bot.commands.words import say
from bot.errors import XiaotongError
from bot.settings import load


def run(
    *,
    what: str,
    data_dir: Path | None,
    ticket_id: str = "",
    state: str = "",
    staff: str = "",
    note: str = "",
) -> None:
    """Do `what`: list, show, move or tend.

    Raises XiaotongError for a ticket or staff number that is not there, and for a move that the
    states do not allow.
    """
    services = open_services(load({"data_dir": data_dir}), SystemClock())
    try:
        if what == "list":
            _list(services)
        elif what == "tend":
            typer.echo(say("ticket_tended", count=services.accounts.desk.tend()))
        elif what == "show":
            _show(services, services.accounts.desk.find(ticket_id))
        else:
            _check_state(state)
            _show(services, services.accounts.desk.move(staff, ticket_id, state, note))
    except NotFound as error:
        raise XiaotongError(say("ticket_unknown")) from error
    except TicketRefused as error:
        refused = say("ticket_refused", state=error.state, wanted=error.wanted)
        raise XiaotongError(refused) from error
    finally:
        services.accounts.close()


def _check_state(state: str) -> None:
    if state not in STATES:
        raise XiaotongError(say("ticket_no_state", states=", ".join(STATES)))


def _list(services: Services) -> None:
    found = services.accounts.desk.open_ones()
    now = services.clock.now()
    for each in found:
        late = "!" if each.overdue(now) else " "
        due = f"{local(each.due_at):%m-%d %H:%M}"
        subject = each.subject or "-"
        typer.echo(
            f"{late} {each.id}  {each.state:10}  {each.kind}/{subject}  p{each.priority}  {due}"
        )
    typer.echo(say("ticket_count", count=len(found)))


def _show(services: Services, ticket: Ticket) -> None:
    late = " !" if ticket.overdue(services.clock.now()) else ""
    typer.echo(f"{ticket.id}  {ticket.kind}/{ticket.subject or '-'}  {ticket.state}{late}")
    typer.echo(ticket.summary)
    words = ticket.details.get("words")
    if isinstance(words, str) and words not in ticket.summary:
        # The summary quotes the beginning; a number to call back on may stand at the end.
        typer.echo(words)
    for step in ticket.history:
        line = f"  {local(step.at):%m-%d %H:%M}  {step.actor}  {step.event}  {step.state}"
        typer.echo(f"{line}  {step.note}".rstrip())
