"""Tickets are opened once, found by whom they concern, and hidden from everybody else."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.access import Caller
from accounts.errors import IdentityNeeded, NotFound
from accounts.tickets import TicketStep, promised_hours

NUMBER = "13900000001"
STRANGER = Caller("c9", "web", turn_id="t1")


def test_a_new_ticket_has_an_id_a_due_time_and_a_history(accounts, clock) -> None:
    """The id holds the Shanghai day; the first line of the history is its opening."""
    ticket = accounts.tickets.open(STRANGER, None, "complaint", "信号差", 48)

    assert ticket.id == "GZ2026111500001"
    assert ticket.due_at == clock.now() + timedelta(hours=48)
    assert ticket.state == "submitted"
    assert ticket.history == (TicketStep(clock.now(), "bot:001", "submitted", "", "opened"),)


def test_the_same_turn_opens_one_ticket_of_a_kind(accounts) -> None:
    """A retry returns the first; another kind, turn or conversation is another matter."""
    first = accounts.tickets.open(STRANGER, None, "complaint", "信号差", 48)
    again = accounts.tickets.open(STRANGER, None, "complaint", "信号差", 48)
    others = [
        accounts.tickets.open(STRANGER, None, "callback", "信号差", 48),
        accounts.tickets.open(replace(STRANGER, turn_id="t2"), None, "complaint", "信号差", 48),
        accounts.tickets.open(replace(STRANGER, conversation_id="c8"), None, "complaint", "", 48),
    ]

    assert again == first
    assert len({first.id, *(other.id for other in others)}) == 4


def test_simultaneous_openings_get_different_ids(accounts) -> None:
    """Ids are counted one after the other, whoever asks at the same time."""
    ids = []
    threads = [
        threading.Thread(
            target=lambda turn=turn: ids.append(
                accounts.tickets.open(
                    replace(STRANGER, turn_id=f"t{turn}"), None, "callback", "", 48
                ).id
            )
        )
        for turn in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ids) == [f"GZ2026111500{number:03d}" for number in range(1, 5)]


def test_simultaneous_requests_of_one_turn_open_one_ticket(accounts) -> None:
    """A message delivered twice at once makes one ticket."""
    opened = []
    threads = [
        threading.Thread(
            target=lambda: opened.append(accounts.tickets.open(STRANGER, None, "callback", "", 48))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 4
    assert len({ticket.id for ticket in opened}) == 1


def test_the_count_begins_anew_each_shanghai_day(accounts, clock) -> None:
    """Twelve hours after noon it is tomorrow in Shanghai."""
    clock.advance(timedelta(hours=12))

    assert accounts.tickets.open(STRANGER, None, "callback", "", 48).id == "GZ2026111600001"


def test_the_conversation_that_opened_a_ticket_can_follow_it(accounts) -> None:
    """No credential is needed for what one has just opened oneself."""
    ticket = accounts.tickets.open(STRANGER, NUMBER, "complaint", "信号差", 48)

    assert accounts.tickets.progress(STRANGER, ticket.id) == ticket


def test_a_proved_number_finds_its_tickets_newest_first(accounts, prove) -> None:
    """Imported and newly opened tickets stand together, each with its history."""
    opened = accounts.tickets.open(STRANGER, NUMBER, "complaint", "信号差", 48)
    caller = prove(NUMBER)
    found = accounts.tickets.of(caller, NUMBER)

    assert [ticket.id for ticket in found] == [opened.id, "GZ2026000007"]
    assert accounts.tickets.progress(caller, "GZ2026000007") == found[1]
    assert found[1].history[0].actor == "import"


@pytest.mark.parametrize("ticket_id", ["GZ2026000007", "GZ2026000008", "nonsense", ""])
def test_others_tickets_and_unknown_ids_are_not_found_alike(accounts, ticket_id: str) -> None:
    """Whether a ticket exists is not told to whom it does not concern."""
    recognised = replace(STRANGER, recognised_number=NUMBER)

    with pytest.raises(NotFound):
        accounts.tickets.progress(STRANGER, ticket_id)
    with pytest.raises(NotFound):
        accounts.tickets.progress(recognised, ticket_id)


def test_the_tickets_of_a_number_need_a_credential(accounts) -> None:
    """The list is refused to strangers."""
    with pytest.raises(IdentityNeeded):
        accounts.tickets.of(STRANGER, NUMBER)


def test_opening_a_ticket_for_a_number_is_audited(accounts, prove) -> None:
    """The customer sees that somebody opened something in their name."""
    accounts.tickets.open(STRANGER, NUMBER, "complaint", "信号差", 48)
    caller = prove(NUMBER)
    entries = accounts.audit.entries_of(caller, NUMBER)

    assert [e.conversation_id for e in entries if e.what == "ticket_opened"] == ["c9"]


def test_a_ticket_is_overdue_after_its_time_until_resolved(accounts, prove, clock) -> None:
    """The imported fault was opened 30 hours ago with 24 promised."""
    caller = prove(NUMBER)
    late = accounts.tickets.progress(caller, "GZ2026000007")

    assert late.overdue(clock.now()) is True
    assert late.overdue(clock.now() - timedelta(hours=8)) is False
    assert replace(late, state="resolved").overdue(clock.now()) is False


def test_promises_follow_the_handbook() -> None:
    """48 hours, and 24 for faults of mobile service."""
    assert promised_hours("complaint", None) == 48
    assert promised_hours("fault", "signal") == 24
    assert promised_hours("fault", "broadband") == 48
    assert promised_hours("fault", "iptv") == 48
