"""`xiaotong ticket` moves real tickets in a real database, and refuses in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.access import Caller
from accounts.bootstrap import seed_file
from accounts.clock import SystemClock
from actions.services import open_services
from bot.commands.ticket import run
from bot.errors import XiaotongError
from bot.settings import load

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
STAFF = "8801"


@pytest.fixture
def ticket(tmp_path: Path) -> str:
    """Register a complaint in a fresh database and give its number."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    seed_file(services.accounts, OPERATOR)
    caller = Caller("c1", "web", turn_id="t1")
    opened = services.accounts.tickets.open(caller, None, "complaint", "信号差", 48)
    services.accounts.close()
    return opened.id


def test_a_ticket_is_moved_and_shown_with_its_history(ticket, tmp_path, capsys) -> None:
    """Actor, event, state and note of each line."""
    for state in ("assigned", "processing", "resolved"):
        run(what="move", data_dir=tmp_path, ticket_id=ticket, state=state, staff=STAFF, note="已修")
    capsys.readouterr()
    run(what="show", data_dir=tmp_path, ticket_id=ticket)
    told = capsys.readouterr().out

    assert "resolved" in told
    assert told.count("agent:8801") == 3
    assert "已修" in told


def test_open_tickets_are_listed_and_time_is_watched(ticket, tmp_path, capsys) -> None:
    """The imported fault is late: its supervisor is warned, once."""
    run(what="list", data_dir=tmp_path)
    listed = capsys.readouterr().out
    run(what="tend", data_dir=tmp_path)
    run(what="tend", data_dir=tmp_path)
    first, second = capsys.readouterr().out.splitlines()

    assert ticket in listed
    assert "! GZ2026000007" in listed
    assert "1" in first
    assert "0" in second


@pytest.mark.parametrize(
    ("state", "staff"), [("resolved", STAFF), ("nonsense", STAFF), ("assigned", "1234")]
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    ticket, tmp_path, capsys, state: str, staff: str
) -> None:
    """A move that does not follow, a state that is none, a staff number nobody has."""
    with pytest.raises(XiaotongError):
        run(what="move", data_dir=tmp_path, ticket_id=ticket, state=state, staff=staff)
    with pytest.raises(XiaotongError):
        run(what="show", data_dir=tmp_path, ticket_id="GZ0")
    capsys.readouterr()
    run(what="show", data_dir=tmp_path, ticket_id=ticket)

    assert "agent:" not in capsys.readouterr().out


@pytest.mark.usefixtures("ticket")
def test_what_the_summary_cut_off_is_shown_whole(tmp_path, capsys) -> None:
    """And what it quotes in full is not shown twice."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    words = {"words": "宽带连不上网，请打座机"}
    said = [
        services.accounts.tickets.open(
            Caller("c", "web"), None, "callback", summary, 24, details=words
        )
        for summary in ("留言：宽带连不上网", "留言：宽带连不上网，请打座机")
    ]
    services.accounts.close()
    shown = []
    for each in said:
        run(what="show", data_dir=tmp_path, ticket_id=each.id)
        shown.append(capsys.readouterr().out.count("请打座机"))

    assert shown == [1, 1]
