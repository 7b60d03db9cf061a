"""SIGKILL between two messages and in the middle of a turn: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from accounts.payments import ONLINE
from accounts.storage.engine import open_engine
from accounts.storage.tables_customer import payments
from bot.settings import ROOT

AMOUNT = Decimal("50.00")
PATIENCE_SECONDS = 60.0


class Tunnel:
    """Stands between the gateway and a real action server, to stop one action on its way.

    Actions normally run inside the gateway; there no moment in the middle of one can be met for
    certain. `stop_before` keeps the named action from happening, `stop_after` lets it happen and
    keeps its answer.
    """

    def __init__(self, actions_port: int) -> None:
        """Listen on a free port and pass everything on, until told what to stop."""
        self.stop_before = self.stop_after = ""
        self.stopped = threading.Event()
        self._ended = threading.Event()
        tunnel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                passed = tunnel.passed(actions_port, body)
                if passed is None:
                    self.close_connection = True
                    return
                status, answer = passed
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """What the gateway takes for its action server."""
        return f"http://127.0.0.1:{self._server.server_port}/webhook"

    def passed(self, port: int, body: bytes) -> tuple[int, bytes] | None:
        """Pass one call on and return status and answer; None when it was stopped."""
        action = json.loads(body)["next_action"]
        if action == self.stop_before:
            return self._stop()
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/webhook", body=body, headers=headers)
            response = connection.getresponse()
            answer = response.status, response.read()
        finally:
            connection.close()
        return self._stop() if action == self.stop_after else answer

    def close(self) -> None:
        """Let go of what was stopped and listen no more."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def _stop(self) -> None:
        self.stopped.set()
        self._ended.wait(PATIENCE_SECONDS)


@pytest.fixture
def tunnel(own_server, port, plain_environment) -> Iterator[Tunnel]:
    """Run the plain action server on the server's data, behind a tunnel."""
    number = port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(number)],
        cwd=ROOT,
        env=plain_environment(data_dir=own_server.data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _until(lambda: _answers(number), "the action server never answered")
    between = Tunnel(number)
    yield between
    between.close()
    process.kill()
    process.wait(30)


def test_a_kill_between_two_messages_loses_nothing(own_server, sender, demo, month) -> None:
    """History, proof and topic are there afterwards; the talk goes on with the next number."""
    service = own_server.start()
    customer = demo.other
    talk = sender(service, "between")
    talk.say(f"查一下{customer.number}上个月的话费")
    talk.show_password(customer)
    before = talk.transcript()

    service.kill()
    service.start()
    after = talk.transcript()
    answer = talk.say("这个月呢")

    assert after == before
    assert month(0) in answer
    assert f"{customer.total(0):.2f}元" in answer
    assert [each["seq"] for each in talk.transcript()] == list(
        range(1, len(before) + 2 + len(talk.heard))
    )


def test_a_confirmed_top_up_survives_a_kill_and_is_credited_once(own_server, sender, demo) -> None:
    """The sender that lost its answer asks again under the same id: same answer, no new payment."""
    service = own_server.start()
    talk, customer = sender(service, "paid"), demo.other
    _read_back(talk, customer)

    first = talk.say("确认", message_id="yes-1")
    before = talk.transcript()
    service.kill()
    service.start()
    again = talk.say("确认", message_id="yes-1")

    assert f"{customer.balance + AMOUNT:.2f}元" in first
    assert again == first
    assert talk.transcript() == before
    assert _payments(service, customer) == [AMOUNT]
    assert f"{customer.balance + AMOUNT:.2f}元" in talk.say("查余额")


@pytest.mark.parametrize("moment", ["stop_before", "stop_after"])
def test_a_kill_in_the_middle_of_a_turn_answers_it_once_and_pays_once(
    own_server, tunnel, sender, demo, moment
) -> None:
    """The owed turn is answered at the next start, whether the payment had happened or not."""
    service = own_server.start(actions_url=tunnel.url)
    talk, customer = sender(service, "middle"), demo.other
    _read_back(talk, customer)
    before = talk.transcript()
    setattr(tunnel, moment, "action_top_up")
    asking = threading.Thread(target=_lost, args=(talk, "确认", "yes-1"))
    asking.start()
    assert tunnel.stopped.wait(PATIENCE_SECONDS)

    service.kill()
    asking.join(PATIENCE_SECONDS)
    paid_before = _payments(service, customer)
    service.start()
    _until(lambda: len(talk.transcript()) > len(before) + 1, "the owed turn was never answered")
    recovered = talk.transcript()
    again = talk.say("确认", message_id="yes-1")

    assert paid_before == ([] if moment == "stop_before" else [AMOUNT])
    assert recovered[: len(before)] == before
    asked, answered = recovered[len(before) :]
    assert (asked["from"], asked["text"]) == ("customer", "确认")
    assert answered["from"] == "bot"
    assert f"{customer.balance + AMOUNT:.2f}元" in answered["text"]
    assert again == answered["text"]
    assert talk.transcript() == recovered
    assert [each["seq"] for each in recovered] == list(range(1, len(recovered) + 1))
    assert _payments(service, customer) == [AMOUNT]
    assert f"{customer.balance + AMOUNT:.2f}元" in talk.say("查余额")


def _read_back(talk, customer) -> None:
    """Bring the talk to the question whether the amount shall be paid."""
    talk.say(f"给{customer.number}交{AMOUNT:.0f}元话费")
    asked = talk.show_password(customer)
    assert f"{AMOUNT:.2f}元" in asked


def _lost(talk, text: str, message_id: str) -> None:
    """Send a message whose answer never comes."""
    try:
        talk.say(text, message_id=message_id)
    except (OSError, HTTPException):
        return
    raise AssertionError("an answer came")


def _payments(service, customer) -> list[Decimal]:
    """Return the amounts paid here for a customer, oldest first."""
    engine = open_engine(f"sqlite:///{service.data_dir / 'accounts.db'}")
    paid = select(payments.c.amount).where(
        payments.c.customer_number == customer.number, payments.c.method == ONLINE
    )
    with engine.connect() as connection:
        amounts = list(connection.execute(paid.order_by(payments.c.id)).scalars())
    engine.dispose()
    return amounts


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _until(done: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
