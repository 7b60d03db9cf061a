"""One gateway process a database: a live one keeps a second out, a dead one does not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import insert, select

from accounts.storage.engine import open_engine
from bot.storage.gateways import OneGateway, OtherGateway
from bot.storage.tables import gateways

pytestmark = pytest.mark.usefixtures("store")
QUICK = {"beat": 0.05, "silent": 1.5, "leaving": 3.0}
PATIENT = {**QUICK, "leaving": 30.0}


def left_behind(url, host, pid) -> None:
    """Keep the row of a process that did not end in good order."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(gateways).values(host=host, pid=pid, beats=7))
    engine.dispose()


def rows(url) -> list[int]:
    """Return the processes that are on record."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(select(gateways.c.pid)).scalars())
    engine.dispose()
    return found


def test_a_second_gateway_is_refused_by_name_and_the_first_goes_on(empty_url) -> None:
    """Whoever was first stays; the place is free again once it has gone."""
    with OneGateway(empty_url, **QUICK):
        with pytest.raises(OtherGateway) as refused, OneGateway(empty_url, **QUICK):
            pass
        assert rows(empty_url) == [os.getpid()]
    with OneGateway(empty_url, **QUICK):
        pass

    assert refused.value.pid == os.getpid()
    assert rows(empty_url) == []


def test_a_new_gateway_waits_for_the_one_that_it_replaces(empty_url) -> None:
    """The old one still finishes its turns: no refusal, and no time when both serve."""
    first = OneGateway(empty_url, **QUICK)
    first.__enter__()
    ended = []

    def end() -> None:
        ended.append("first")
        first.__exit__(None, None, None)

    ending = threading.Timer(0.5, end)
    ending.start()

    with OneGateway(empty_url, **PATIENT):
        assert ended == ["first"]
        assert rows(empty_url) == [os.getpid()]

    ending.join()


@pytest.mark.parametrize("noticed", [True, False])
def test_a_process_of_this_machine_that_was_killed_costs_no_time(empty_url, noticed) -> None:
    """Its number is nobody's, or a zombie's: a crash is followed by a start at once."""
    gone = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    gone.kill()
    if noticed:
        gone.wait()
    else:
        os.waitid(os.P_PID, gone.pid, os.WEXITED | os.WNOWAIT)
    with OneGateway(empty_url, **QUICK) as known:
        host = known._host
    left_behind(empty_url, host, gone.pid)
    began = time.monotonic()

    with OneGateway(empty_url, silent=60, leaving=90):
        assert time.monotonic() - began < 30
        assert rows(empty_url) == [os.getpid()]
    gone.communicate()


def test_a_crash_on_another_machine_is_told_by_its_silence(empty_url) -> None:
    """Its row does not beat; clocks are not compared."""
    left_behind(empty_url, "elsewhere", os.getpid())
    began = time.monotonic()

    with OneGateway(empty_url, **PATIENT):
        assert time.monotonic() - began >= QUICK["silent"]
        assert rows(empty_url) == [os.getpid()]


def test_a_gateway_that_was_taken_for_dead_takes_its_place_again(empty_url) -> None:
    """As after the sleep of a virtual machine: the next process finds it."""
    with OneGateway(empty_url, **QUICK) as first:
        first._remove([first._id])
        end = time.monotonic() + 20
        while not rows(empty_url) and time.monotonic() < end:
            time.sleep(0.05)

        assert rows(empty_url) == [os.getpid()]
