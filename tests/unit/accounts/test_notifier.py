"""The outbox: one JSON line a notification, durable, whole, and silent about nobody's numbers."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accounts.clock import FixedClock
from accounts.notifier import Notification, OutboxNotifier


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    """Where the outbox will be; its folder does not exist yet."""
    return tmp_path / "data" / "outbox.jsonl"


@pytest.fixture
def notifier(outbox: Path, clock: FixedClock) -> OutboxNotifier:
    """Return an outbox whose texts show what they were made from."""
    return OutboxNotifier(
        path=outbox, clock=clock, render=lambda kind, data: f"{kind}：{dict(data)}"
    )


def test_a_notification_is_one_line_as_the_contract_says(notifier, outbox, clock) -> None:
    """Keys, time and text are there; the secret is in the data and not in the text."""
    notifier.send(Notification("13711110001", "verification_code", {"n": 1}, {"code": "123456"}))
    [line] = outbox.read_text("utf-8").splitlines()

    assert json.loads(line) == {
        "at": clock.now().isoformat(),
        "to": "13711110001",
        "kind": "verification_code",
        "text": "verification_code：{'n': 1}",
        "data": {"n": 1, "code": "123456"},
    }
    assert "：" in line


def test_lines_are_added_and_only_the_owner_may_read_them(notifier, outbox) -> None:
    """An earlier line stays; the file, which holds live codes, has mode 0600."""
    for number in ("13711110001", "13711110002"):
        notifier.send(Notification(number, "notice"))
    lines = outbox.read_text("utf-8").splitlines()

    assert [json.loads(line)["to"] for line in lines] == ["13711110001", "13711110002"]
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o600


def test_threads_write_whole_lines(outbox, clock) -> None:
    """Many at once, through several notifiers as several processes would: no line is torn."""
    notifiers = [
        OutboxNotifier(path=outbox, clock=clock, render=lambda *_: "字" * 3000) for _ in range(2)
    ]

    def send(index: int) -> None:
        notifiers[index % 2].send(Notification(str(index), "notice"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(40)))
    written = [json.loads(line)["to"] for line in outbox.read_text("utf-8").splitlines()]

    assert sorted(written, key=int) == [str(index) for index in range(40)]


def test_a_rehearsal_delivers_nothing(notifier, outbox) -> None:
    """It leaves blanks in a file beside the outbox and no trace of the number or the code."""
    notifier.rehearse(Notification("13711119999", "verification_code", {}, {"code": "123456"}))
    left = "".join(path.read_text("utf-8") for path in outbox.parent.iterdir())

    assert not outbox.exists()
    assert left.strip() == ""


def test_a_secret_is_not_in_the_repr() -> None:
    """A stray log line of a notification shows no code."""
    assert "123456" not in repr(Notification("1", "verification_code", {}, {"code": "123456"}))


def test_an_outbox_that_cannot_be_written_says_so(tmp_path, clock) -> None:
    """A lost notification is an error, never silence."""
    (tmp_path / "file").write_text("in the way")
    notifier = OutboxNotifier(
        path=tmp_path / "file" / "outbox.jsonl", clock=clock, render=lambda kind, _data: kind
    )

    with pytest.raises(OSError):  # noqa: PT011 - whichever the system gives
        notifier.send(Notification("1", "notice"))
