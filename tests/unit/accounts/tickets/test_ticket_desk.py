"""Staff move tickets by the table; time is watched; customers are told outside quiet hours."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import Caller
from accounts.clock import SHANGHAI
from accounts.errors import NotFound
from accounts.tickets import MOVES, STATES, TicketRefused
from accounts.tickets.desk import is_quiet

NUMBER = "13900000001"
STRANGER = Caller("c9", "web", turn_id="t1")
STAFF = "8801"


@pytest.fixture
def sent(tmp_path):
    """Give the notifications that left, oldest first."""

    def lines():
        path = tmp_path / "outbox.jsonl"
        return (
            [json.loads(x) for x in path.read_text("utf-8").splitlines()] if path.exists() else []
        )

    return lines


def _opened(accounts, number=NUMBER):
    return accounts.tickets.open(STRANGER, number, "complaint", "信号差", 48)


def test_a_ticket_goes_through_its_states_with_actor_time_and_note(accounts, clock) -> None:
    """Every change is a line of its history."""
    ticket = _opened(accounts)
    for state in ("assigned", "processing", "resolved"):
        clock.advance(timedelta(hours=1))
        moved = accounts.desk.move(STAFF, ticket.id, state, f"到{state}")

    assert moved.state == "resolved"
    assert moved.assignee == STAFF
    assert [(s.actor, s.state, s.note) for s in moved.history[1:]] == [
        ("agent:8801", "assigned", "到assigned"),
        ("agent:8801", "processing", "到processing"),
        ("agent:8801", "resolved", "到resolved"),
    ]
    assert moved.history[-1].at == clock.now()


@pytest.mark.parametrize("state", ["processing", "resolved", "confirmed", "reopened", "submitted"])
def test_a_move_that_is_not_in_the_table_is_refused(accounts, state) -> None:
    """And nothing is changed; what is the customer's to say is not the staff's."""
    ticket = _opened(accounts)
    with pytest.raises(TicketRefused) as refused:
        accounts.desk.move(STAFF, ticket.id, state)

    assert (refused.value.state, refused.value.wanted) == ("submitted", state)
    assert accounts.desk.find(ticket.id) == ticket


def test_unknown_staff_and_unknown_tickets_are_not_found(accounts) -> None:
    """Nobody moves a ticket under a number that is not on the staff list."""
    ticket = _opened(accounts)
    with pytest.raises(NotFound):
        accounts.desk.move("1234", ticket.id, "assigned")
    with pytest.raises(NotFound):
        accounts.desk.move(STAFF, "GZ0000", "assigned")
    with pytest.raises(NotFound):
        accounts.desk.find("GZ0000")


def test_a_result_is_told_the_customer(accounts, sent) -> None:
    """By number, at once in the daytime; a ticket without a number has nobody to tell."""
    for number in (NUMBER, None):
        ticket = accounts.tickets.open(
            Caller(f"c-{number}", "web", turn_id="t"), number, "complaint", "", 48
        )
        for state in ("assigned", "processing", "resolved"):
            accounts.desk.move(STAFF, ticket.id, state)

    told = [(line["to"], line["kind"]) for line in sent()]
    assert told == [(NUMBER, "ticket_resolved")]


def test_a_result_at_night_is_told_in_the_morning(accounts, clock, sent) -> None:
    """Quiet hours are from 21:00 to 09:00."""
    accounts.desk.tend()  # warns of the imported fault
    before = len(sent())
    ticket = _opened(accounts)
    clock.advance(timedelta(hours=10))  # 22:00
    for state in ("assigned", "processing", "resolved"):
        accounts.desk.move(STAFF, ticket.id, state)
    accounts.desk.tend()
    assert len(sent()) == before
    clock.advance(timedelta(hours=11))

    accounts.desk.tend()
    accounts.desk.tend()
    assert [line["kind"] for line in sent()[before:]] == ["ticket_resolved"]


def test_supervisors_are_warned_once_eight_hours_before(accounts, clock, sent) -> None:
    """Not before, not twice, and not of what is over."""
    accounts.desk.tend()  # the imported fault is late already
    ticket, before = _opened(accounts), len(sent())
    clock.advance(timedelta(hours=39, minutes=59))
    accounts.desk.tend()
    assert len(sent()) == before
    clock.advance(timedelta(minutes=1))
    accounts.desk.tend()
    accounts.desk.tend()

    (warning,) = sent()[before:]
    assert (warning["to"], warning["kind"]) == ("9901", "ticket_warning")
    assert warning["data"]["ticket"] == ticket.id
    assert accounts.desk.find(ticket.id).history[-1].event == "warned"


def test_a_warning_that_cannot_be_sent_is_tried_again(accounts, clock, sent, tmp_path) -> None:
    """A full disk loses none."""
    accounts.desk.tend()
    _opened(accounts)
    clock.advance(timedelta(hours=41))
    outbox, kept = tmp_path / "outbox.jsonl", tmp_path / "kept.jsonl"
    outbox.rename(kept)
    outbox.mkdir()
    with pytest.raises(OSError, match="outbox"):
        accounts.desk.tend()
    outbox.rmdir()
    kept.rename(outbox)
    before = len(sent())

    assert accounts.desk.tend() == 1
    assert len(sent()) == before + 1


def test_open_tickets_come_most_urgent_first_then_soonest_due(accounts, clock) -> None:
    """The order of work."""
    first = _opened(accounts, None)
    clock.advance(timedelta(hours=1))
    urged = accounts.tickets.open(Caller("c7", "web", turn_id="t2"), None, "complaint", "", 48)
    accounts.tickets.urge(Caller("c7", "web"), urged.id)

    ids = [each.id for each in accounts.desk.open_ones()]
    assert ids[0] == urged.id
    assert ids.index("GZ2026000007") < ids.index(first.id)


@given(st.integers(0, 23), st.integers(0, 59))
def test_quiet_hours_are_from_nine_to_nine(hour: int, minute: int) -> None:
    """Whatever the minute."""
    moment = datetime(2026, 11, 15, hour, minute, tzinfo=SHANGHAI)

    assert is_quiet(moment) is (hour >= 21 or hour < 9)


def test_every_state_has_its_moves_and_every_move_leads_to_a_state() -> None:
    """The table is whole: no state without a way on, none that cannot be reached."""
    assert set(MOVES) == set(STATES)
    assert set().union(*MOVES.values()) == set(STATES) - {"submitted"}
    assert all(MOVES.values())
