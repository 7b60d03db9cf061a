"""The process says what the files say, and goes on saying the last good lines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from bot.scripts import Scripts
from bot.wording.watching import ScriptWatch

from .conftest import BILL

MOST_SECONDS = 5.0


@pytest.fixture
def watch(folder: Path, said: Scripts) -> ScriptWatch:
    """Watch the folder."""
    return ScriptWatch(folder, said)


def write(folder: Path, text: str) -> None:
    """Edit the file by hand, as editors do: another file in its place."""
    fresh = folder / "bill.yml.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / "bill.yml")


def wait_for(met: Callable[[], bool]) -> bool:
    """Wait until that holds."""
    until = time.monotonic() + MOST_SECONDS
    while not met() and time.monotonic() < until:
        time.sleep(0.01)
    return met()


def test_a_file_edited_by_hand_is_said_after_the_next_look(
    watch: ScriptWatch, said: Scripts, folder: Path
) -> None:
    """Another process or an editor wrote it; a look at what has not changed takes nothing."""
    watch.look()
    write(folder, BILL.replace("等待", "耐心"))

    assert watch.look()
    assert said.text("note") == "谢谢您的耐心"
    assert not watch.look()


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("a: [", "not readable"),
        (BILL.replace("谢谢您", "谢谢你"), "taboo"),
        (BILL.partition("# 说明")[0], "note: missing"),
        (BILL.replace("  lines: [谢", "  variables: {x: text}\n  lines: ['{x}谢"), "bill.yml"),
    ],
    ids=["yaml", "taboo", "lost", "variables"],
)
def test_a_broken_file_keeps_the_last_good_lines_and_is_logged_once(
    watch: ScriptWatch, said: Scripts, folder: Path, broken: str, why: str
) -> None:
    """Half-written, forbidden or without a script that the code needs; mended, it is taken."""
    write(folder, broken)
    with structlog.testing.capture_logs() as logs:
        looks = [watch.look() for _ in range(3)]

    assert looks == [False] * 3
    assert [each["event"] for each in logs] == ["scripts_kept"]
    assert any(why in problem for problem in logs[0]["problems"])
    assert said.text("note") == "谢谢您的等待"
    write(folder, BILL.replace("等待", "耐心"))
    assert watch.look()
    assert said.text("note") == "谢谢您的耐心"


def test_other_variables_of_a_script_wait_for_the_next_start(
    watch: ScriptWatch, said: Scripts, folder: Path
) -> None:
    """The code that runs would not know them."""
    write(folder, BILL.replace("lines: [谢谢您", "variables: {x: text}\n  lines: ['{x}'] #"))

    assert not watch.look()
    assert said.script("note").variables == {}


def test_a_folder_that_is_away_for_a_moment_changes_nothing(
    watch: ScriptWatch, said: Scripts, folder: Path
) -> None:
    """A deployment may be moving it."""
    folder.rename(folder.with_name("away"))

    assert not watch.look()
    assert said.text("note") == "谢谢您的等待"


def test_the_watch_runs_beside_and_ends_with_its_block(
    watch: ScriptWatch, said: Scripts, folder: Path
) -> None:
    """Lines are taken without anybody asking; a failing look does not end it."""
    # Another test of this process may have started one that lasts as long as the process.
    before = set(threading.enumerate())
    with watch.running(every=0.01):
        write(folder, BILL.replace("等待", "耐心"))
        assert wait_for(lambda: said.text("note") == "谢谢您的耐心")
        (thread,) = [
            each for each in set(threading.enumerate()) - before if each.name == "script-watch"
        ]

    assert not thread.is_alive()


def test_lines_are_spoken_whole_while_they_are_swapped(said: Scripts, folder: Path) -> None:
    """A turn in another thread hears the old line or the new one, with its own labels."""
    other = folder.with_name("other")
    other.mkdir()
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace("谢谢您的等待", "久等").replace("谢谢", "多谢")
        (other / path.name).write_text(text, encoding="utf-8")
    old, new = Scripts.load(folder), Scripts.load(other)
    heard: set[str] = set()
    ended = threading.Event()

    def speak() -> None:
        while not ended.is_set():
            heard.add(said.text("note"))

    threads = [threading.Thread(target=speak) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        said.take((new, old)[turn % 2])
        time.sleep(0.01)
    ended.set()
    for thread in threads:
        thread.join()

    assert heard == {"谢谢您的等待", "久等"}


def test_an_action_server_of_its_own_follows_the_files(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under plain `rasa run actions` nobody else looks."""
    from actions import services  # noqa: PLC0415 - only here

    monkeypatch.setattr(services, "SCRIPTS", folder)
    monkeypatch.setenv("XIAOTONG_DATA_DIR", str(tmp_path / "data"))
    services.use_services(None)
    held = services.services()
    write(folder, BILL.replace("等待", "耐心"))

    assert wait_for(lambda: held.scripts.text("note") == "谢谢您的耐心")
    services.use_services(None)
    held.accounts.close()
    held.knowledge.close()
