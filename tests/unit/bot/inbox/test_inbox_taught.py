"""What was taught and comes back: a version that still misreads it, or a half-done label."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.inbox.model import InboxRefused, Item, State
from bot.inbox.ports import Served

TEXT = "帮我弄那个账"


def labelled(desk) -> Item:
    """Return an item that was taught as query_bill."""
    (item,) = desk.found(TEXT)
    desk.later(minutes=1)
    return desk.inbox.label(item.id, "query_bill", "9001").item


def release(desk, *, trained_after: float = 1.0) -> None:
    """Let a version answer from now on whose training began so many minutes after the label."""
    taught_until = desk.clock.now() + timedelta(minutes=trained_after)
    desk.later(minutes=10)
    desk.talks.served = Served(taught_until, desk.clock.now())


def again(desk, *read: object, **more: object) -> None:
    """Let another customer say it, and collect."""
    desk.later(minutes=1)
    desk.talks.say(f"again-{len(desk.talks.messages)}", TEXT, *read, **more)
    desk.later(minutes=5)
    desk.inbox.collect()


@pytest.mark.parametrize(
    ("read", "reasons"),
    [
        (("nlu_fallback", 0.3), {"fallback", "taught_but_wrong"}),
        (("report_fault", 0.95), {"fallback", "taught_but_wrong"}),
    ],
)
def test_what_a_version_that_was_taught_it_still_misreads_is_open_again(
    any_desk, read, reasons
) -> None:
    """On top, with its own reason, whether or not the customer minded; the label is on record."""
    item = labelled(any_desk)
    release(any_desk)
    again(any_desk, *read)
    any_desk.found("呜里哇啦")

    found = any_desk.inbox.find(item.id)
    assert (found.state, found.label, found.count) == (State.OPEN, None, 2)
    assert {each.value for each in found.reasons} == reasons
    assert any_desk.listed().groups[0].title == TEXT
    last = any_desk.inbox.history(item.id)[-1]
    assert (last.author, last.action) == ("system", "reopened")
    assert last.detail["why"] == "taught_but_wrong"
    assert last.detail["intent"] == "query_bill"


@pytest.mark.parametrize("served", ["nothing", "an older version", "one that reads it right"])
def test_a_label_stands_until_a_version_that_was_taught_it_fails(desk, served: str) -> None:
    """Said before its training, or read as it was taught: it is counted at most."""
    item = labelled(desk)
    if served != "nothing":
        release(desk, trained_after=-30 if served == "an older version" else 1)
    right = served == "one that reads it right"
    again(desk, "query_bill" if right else "report_fault", 0.95)
    again(desk, "query_bill" if right else "nlu_fallback", 0.3)

    found = desk.inbox.find(item.id)
    assert (found.state, found.label.intent) == (State.LABELLED, "query_bill")


def test_what_came_back_can_be_taught_as_the_same_again_and_comes_back_only_after_a_release(
    desk,
) -> None:
    """Its example stands already, which is success; the version of before says nothing new."""
    item = labelled(desk)
    release(desk)
    again(desk, "report_fault", 0.95)
    decided = desk.inbox.label(item.id, "query_bill", "9002")
    assert (decided.item.state, decided.change) == (State.LABELLED, None)

    again(desk, "report_fault", 0.95)
    assert desk.inbox.find(item.id).state is State.LABELLED
    release(desk)
    again(desk, "report_fault", 0.95)
    assert desk.inbox.find(item.id).state is State.OPEN


def test_an_example_that_is_misread_without_complaint_is_no_item_of_its_own(desk) -> None:
    """It was never in the inbox, and may not be trained yet."""
    desk.talks.say("a", "查积分", "query_bill", 0.95)
    desk.later(minutes=5)

    assert desk.inbox.collect().added == 0


def test_a_message_that_nothing_was_read_of_counts(desk) -> None:
    """No reading at all is no example that was read right."""
    desk.talks.say("a", "阿巴阿巴", reading=(), asked_back=True)
    desk.later(minutes=5)

    assert desk.inbox.collect().added == 1


def test_undoing_while_it_is_being_taught_leaves_nothing_taught(desk, monkeypatch) -> None:
    """Whoever labels is told; the sentence is out, and can be taught again by anybody."""
    (item,) = desk.found(TEXT)
    add = desk.corpus.add

    def slow(*given: object):
        added = add(*given)
        desk.again().undo(item.id, "9002")
        return added

    monkeypatch.setattr(desk.corpus, "add", slow)
    with pytest.raises(InboxRefused, match="decided"):
        desk.inbox.label(item.id, "query_bill", "9001")
    monkeypatch.undo()

    assert desk.inbox.find(item.id).state is State.OPEN
    assert TEXT not in (desk.root / "data" / "nlu" / "all.yml").read_text(encoding="utf-8")
    assert desk.inbox.label(item.id, "query_bill", "9001").change is not None


def test_a_label_that_a_crash_left_taught_but_not_noted_can_be_made_again(
    desk, monkeypatch
) -> None:
    """The item opens after a while, and the example that stands already is no obstacle."""
    (item,) = desk.found(TEXT)
    add = desk.corpus.add

    def die(*given: object) -> None:
        add(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(desk.corpus, "add", die)
    with pytest.raises(KeyboardInterrupt):
        desk.inbox.label(item.id, "query_bill", "9001")
    monkeypatch.undo()
    desk.later(minutes=6)
    desk.inbox.collect()
    assert desk.inbox.find(item.id).state is State.OPEN

    assert desk.inbox.label(item.id, "query_bill", "9002").item.state is State.LABELLED
