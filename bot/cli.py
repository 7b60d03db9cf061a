"""The command line: parse, load settings, call. Each command's work is in `bot.commands`.

Commands are imported when they run: Rasa alone takes seconds to import, `--help` must not.
"""

from __future__ import annotations

import os
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from accounts.errors import AccountError
from bot.cli_bench import bench
from bot.cli_conversations import conversations
from bot.cli_corpus import corpus
from bot.cli_inbox import inbox
from bot.cli_kb import kb
from bot.cli_options import DataDir, HtmlOut, JsonOut, run_command
from bot.cli_release import release
from bot.cli_scripts import scripts
from bot.commands.findings import explain
from bot.commands.words import reason_of, say
from bot.errors import XiaotongError
from bot.training.findings import TrainingFailed

app = typer.Typer(
    help=say("app"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.add_typer(bench, name="bench")
ticket = typer.Typer(help=say("ticket"), no_args_is_help=True)
app.add_typer(ticket, name="ticket")
staff = typer.Typer(help=say("staff"), no_args_is_help=True)
app.add_typer(staff, name="staff")
app.add_typer(kb, name="kb")
app.add_typer(scripts, name="scripts")
app.add_typer(corpus, name="corpus")
app.add_typer(inbox, name="inbox")
app.add_typer(conversations, name="conversations")
app.add_typer(release, name="release")

TicketId = Annotated[str, typer.Argument(metavar="GZ…", help=say("ticket_id"))]
StaffNumber = Annotated[str, typer.Argument(help=say("staff_number"))]


def main() -> None:
    """Run the command line; any expected error is one clear line and exit status 1."""
    # Rasa reports home unless told not to, and on a closed network waits tens of seconds for it.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # As in bot.engine.rasa_quiet, for commands that import SQLAlchemy before Rasa.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if not sys.warnoptions:
        # Warnings of old libraries are for developers, who run the tests with `-W error`.
        warnings.simplefilter("ignore")
    try:
        app()
    except TrainingFailed as error:
        _fail(explain(error))
    except (XiaotongError, AccountError) as error:
        _fail(reason_of(error))
    except FileNotFoundError as error:
        _fail(say("no_file", path=error.filename))
    except KeyboardInterrupt:
        _fail(say("interrupted"))
    except Exception as error:  # the edge: a user never sees a stack trace
        if os.environ.get("XIAOTONG_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        _fail(say("unexpected", kind=type(error).__name__))


def _fail(reason: str) -> None:
    typer.secho(say("failed", reason=reason), fg=typer.colors.RED, err=True)
    sys.exit(1)


@app.command(help=say("serve"))
def serve(
    host: Annotated[str | None, typer.Option(help=say("host"))] = None,
    port: Annotated[int | None, typer.Option(help=say("port"))] = None,
    data_dir: DataDir = None,
    seed: Annotated[Path | None, typer.Option(help=say("serve_seed"))] = None,
) -> None:
    """Start everything on one port."""
    run_command("serve", host=host, port=port, data_dir=data_dir, seed=seed)


@app.command(
    "test",
    help=say("test"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def run_tests(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help=say("quick"))] = False,
) -> None:
    """Run the test suite."""
    raise typer.Exit(run_command("test", quick=quick, pytest_args=context.args))


@app.command(help=say("chat"))
def chat(data_dir: DataDir = None) -> None:
    """Talk to the assistant in the terminal."""
    run_command("chat", data_dir=data_dir)


@app.command(help=say("seed"))
def seed(
    file: Annotated[Path, typer.Argument(help=say("seed_file"))], data_dir: DataDir = None
) -> None:
    """Import operator data."""
    run_command("seed", file=file, data_dir=data_dir)


@app.command(help=say("grade"))
def grade(data_dir: DataDir = None) -> None:
    """Grade all customers."""
    run_command("grade", data_dir=data_dir)


@app.command(help=say("settle"))
def settle(data_dir: DataDir = None) -> None:
    """Let orders whose time has come take effect."""
    run_command("settle", data_dir=data_dir)


@app.command(help=say("prune"))
def prune(
    older_than: Annotated[
        int | None, typer.Option("--older-than", min=1, metavar="DAYS", help=say("prune_days"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("prune_dry"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Delete conversations that ended long ago."""
    run_command("prune", older_than=older_than, dry_run=dry_run, data_dir=data_dir)


@app.command(help=say("token"))
def token(
    number: Annotated[str, typer.Argument(help=say("token_number"))], data_dir: DataDir = None
) -> None:
    """Print a number's customer token."""
    run_command("token", number=number, data_dir=data_dir)


@app.command(help=say("train"))
def train(
    force: Annotated[bool, typer.Option("--force", help=say("force"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Train the model when its data changed."""
    run_command("train", force=force, data_dir=data_dir)


@app.command(help=say("build"))
def build() -> None:
    """Build the pages of the desk when their sources changed."""
    run_command("build")


@app.command(help=say("check"))
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help=say("check_paths"))] = None,
    json_out: JsonOut = None,
    kept: Annotated[bool, typer.Option("--kept", help=say("check_kept_option"))] = False,
) -> None:
    """Check training data."""
    raise typer.Exit(run_command("check", paths=paths or [], json_out=json_out, show_kept=kept))


@app.command(help=say("evaluate"))
def evaluate(  # noqa: PLR0917 - options, given by name
    file: Annotated[Path, typer.Argument(help=say("evaluate_file"))],
    json_out: JsonOut = None,
    html_out: HtmlOut = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help=say("today"))
    ] = None,
    gate: Annotated[bool, typer.Option("--gate", help=say("gate"))] = False,
    update_gate: Annotated[bool, typer.Option("--update-gate", help=say("update_gate"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Evaluate the present model on labelled messages."""
    run_command(
        "evaluate",
        file=file,
        json_out=json_out,
        html_out=html_out,
        today=today.date() if today else None,
        gate=gate,
        update_gate=update_gate,
        data_dir=data_dir,
    )


@ticket.command("list", help=say("ticket_list"))
def ticket_list(data_dir: DataDir = None) -> None:
    """List the open tickets."""
    run_command("ticket", what="list", data_dir=data_dir)


@ticket.command("show", help=say("ticket_show"))
def ticket_show(ticket_id: TicketId, data_dir: DataDir = None) -> None:
    """Show a ticket with its history."""
    run_command("ticket", what="show", data_dir=data_dir, ticket_id=ticket_id)


@ticket.command("move", help=say("ticket_move"))
def ticket_move(
    ticket_id: TicketId,
    state: Annotated[str, typer.Argument(help=say("ticket_state"))],
    staff: Annotated[str, typer.Option("--staff", help=say("ticket_staff"))],
    note: Annotated[str, typer.Option("--note", help=say("ticket_note"))] = "",
    data_dir: DataDir = None,
) -> None:
    """Bring a ticket to another state."""
    moved = {"ticket_id": ticket_id, "state": state, "staff": staff, "note": note}
    run_command("ticket", what="move", data_dir=data_dir, **moved)


@ticket.command("tend", help=say("ticket_tend"))
def ticket_tend(data_dir: DataDir = None) -> None:
    """Warn of what is due and send held notices."""
    run_command("ticket", what="tend", data_dir=data_dir)


@staff.command("list", help=say("staff_list"))
def staff_list(data_dir: DataDir = None) -> None:
    """List the staff."""
    run_command("staff", what="list", data_dir=data_dir)


@staff.command("password", help=say("staff_password"))
def staff_password(
    number: StaffNumber,
    ask: Annotated[bool, typer.Option("--ask", help=say("staff_ask"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Give a staff member another password."""
    run_command("staff", what="password", data_dir=data_dir, number=number, ask=ask)


@staff.command("totp", help=say("staff_totp"))
def staff_totp(
    number: StaffNumber,
    off: Annotated[bool, typer.Option("--off", help=say("staff_off"))] = False,
    data_dir: DataDir = None,
) -> None:
    """Switch a staff member's second factor on or off."""
    run_command("staff", what="totp", data_dir=data_dir, number=number, off=off)
