"""Decisions: by somebody, at a time, one at once, undone whole, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.corpus.model import Duplicate
from bot.inbox.model import Entity, InboxRefused, State
from bot.safe_files import FileNotWritten


def lines(desk) -> str:
    """Return the training data."""
    return (desk.root / "data" / "nlu" / "all.yml").read_text(encoding="utf-8")


def refused(work: Callable[[], object]) -> InboxRefused:
    """Return how `work` is refused."""
    with pytest.raises(InboxRefused) as caught:
        work()
    return caught.value


def test_a_label_is_an_example_of_the_training_data_and_undoing_takes_it_out(any_desk) -> None:
    """The file has the sentence, the item its author and time; undone, everything is as before."""
    before = lines(any_desk)
    (item,) = any_desk.found("帮我弄那个账")
    any_desk.later(minutes=1)

    decided = any_desk.inbox.label(item.id, "query_bill", "9001")

    assert decided.change.author == "9001"
    assert "    - 帮我弄那个账\n" in lines(any_desk)
    kept = any_desk.inbox.find(item.id)
    assert (kept.state, kept.decided_by) == (State.LABELLED, "9001")
    assert kept.decided_at == any_desk.clock.now()
    assert kept.label.intent == "query_bill"
    assert any_desk.items() == {}

    undone = any_desk.inbox.undo(item.id, "9002")
    assert undone.item.state is State.OPEN
    assert undone.item.label is None
    assert lines(any_desk) == before
    history = [(each.author, each.action) for each in any_desk.inbox.history(item.id)]
    assert history == [("9001", "labelled"), ("9001", "taught"), ("9002", "undone")]


def test_a_text_and_its_marks_can_be_edited_before_it_is_taught(desk, month) -> None:
    """What is written is what the trainer made of it."""
    (item,) = desk.found("上个月那个账")

    desk.inbox.label(item.id, "query_bill", "9001", text="上个月的账", entities=(month,))

    assert "    - [上个月](month)的账\n" in lines(desk)


def test_what_the_bot_recognised_is_shown_and_not_taught_unless_a_trainer_marks_it(desk) -> None:
    """The machine's marks may be wrong and learn nothing; the sentence goes in plain."""
    (item,) = desk.found("查上个月那个账", entities=(Entity(1, 4, "month", "2026-10"),))

    desk.inbox.label(item.id, "query_bill", "9001")

    assert item.entities == (Entity(1, 4, "month"),)
    assert "    - 查上个月那个账\n" in lines(desk)
    assert "2026" not in lines(desk)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"text": "查13800010002"}, "personal"),
        ({"text": "   "}, "empty"),
        ({"text": "话" * 401}, "too_long"),
        ({"entities": (Entity(0, 99, "month"),)}, "spans"),
        ({"entities": (Entity(0, 2, "month"), Entity(1, 3, "month"))}, "spans"),
        ({"entities": (Entity(0, 2, "planet"),)}, "unknown_entity"),
        ({"entities": (Entity(0, 2, "month", "2026-10"),)}, "dated"),
        ({"text": "查[上个月](month)", "entities": ()}, "brackets"),
    ],
)
def test_what_is_no_example_is_refused_and_changes_nothing(desk, more, problem: str) -> None:
    """Neither the item nor the training data; the trainer is told why."""
    before = lines(desk)
    (item,) = desk.found("帮我弄那个账")

    error = refused(lambda: desk.inbox.label(item.id, "query_bill", "9001", **more))

    assert (error.reason, error.problems) == ("bad_example", (problem,))
    assert lines(desk) == before
    assert desk.inbox.find(item.id).state is State.OPEN


def test_an_unknown_intent_colleague_or_message_is_refused(desk) -> None:
    """Nobody guesses."""
    (item,) = desk.found("帮我弄那个账")

    assert refused(lambda: desk.inbox.label(item.id, "fly", "9001")).reason == "unknown_intent"
    assert refused(lambda: desk.inbox.assign(item.id, "4711", "9001")).reason == "unknown_staff"
    assert refused(lambda: desk.inbox.skip("nothing", "9001")).reason == "not_found"
    assert refused(lambda: desk.inbox.undo(item.id, "9001")).reason == "not_decided"


def test_a_sentence_that_stands_already_is_told_with_its_place_and_the_item_stays_open(
    desk,
) -> None:
    """It was read otherwise than it is taught: the trainer has to look there."""
    (item,) = desk.found("查话费")

    with pytest.raises(Duplicate) as caught:
        desk.inbox.label(item.id, "query_points", "9001")

    assert caught.value.places[0].intent == "query_bill"
    assert desk.inbox.find(item.id).state is State.OPEN
    assert [each.action for each in desk.inbox.history(item.id)] == ["labelled", "reopened"]


def test_a_full_disk_leaves_the_item_open(desk, monkeypatch) -> None:
    """The example was not written, so nothing is decided."""
    (item,) = desk.found("帮我弄那个账")

    def full(*_: object, **__: object) -> None:
        raise FileNotWritten("data/nlu/all.yml: no space")

    monkeypatch.setattr(desk.corpus, "add", full)
    with pytest.raises(FileNotWritten):
        desk.inbox.label(item.id, "query_bill", "9001")
    monkeypatch.undo()

    assert desk.inbox.label(item.id, "query_bill", "9001").item.state is State.LABELLED


def test_a_decision_that_a_crash_left_half_done_is_opened_again(desk, monkeypatch) -> None:
    """The process is gone before the example was written; minutes later somebody else may try."""
    (item,) = desk.found("帮我弄那个账")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(desk.corpus, "add", die)
    with pytest.raises(KeyboardInterrupt):
        desk.inbox.label(item.id, "query_bill", "9001")
    monkeypatch.undo()
    desk.inbox.collect()
    assert desk.inbox.find(item.id).state is State.LABELLED

    desk.later(minutes=6)
    desk.again().collect()
    assert desk.inbox.find(item.id).state is State.OPEN
    assert desk.inbox.history(item.id)[-1].author == "system"


def test_skipping_not_ours_and_assigning_have_an_author_and_can_be_undone(any_desk) -> None:
    """A note is kept; not ours teaches the bot only when it is meant to."""
    before = lines(any_desk)
    skipped, other, taught = any_desk.found("随便说说的", "今天星期几呀", "给我唱首歌")
    any_desk.inbox.assign(skipped.id, "9002", "9001")
    any_desk.inbox.skip(skipped.id, "9001", "听不懂")
    assert any_desk.inbox.not_ours(other.id, "9001").change is None
    assert lines(any_desk) == before
    any_desk.inbox.not_ours(taught.id, "9001", teach=True)
    assert "    - 给我唱首歌\n" in lines(any_desk)

    assert any_desk.inbox.find(skipped.id).assignee == "9002"
    assert any_desk.inbox.history(skipped.id)[-1].detail == {"note": "听不懂"}
    for item in (skipped, other, taught):
        assert any_desk.inbox.undo(item.id, "9002").item.state is State.OPEN
    assert lines(any_desk) == before


def test_of_two_trainers_at_once_one_wins_and_the_other_is_told(any_desk) -> None:
    """The loser gets the item as the winner left it; the sentence is taught once."""
    (item,) = any_desk.found("帮我弄那个账")
    boxes = [any_desk.inbox, any_desk.again()]

    def decide(number: int) -> InboxRefused | None:
        try:
            boxes[number % 2].label(item.id, "query_bill", f"900{number % 2 + 1}")
        except InboxRefused as error:
            return error
        return None

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(decide, range(6)))

    told = [each for each in results if each is not None]
    assert [each.reason for each in told] == ["decided"] * 5
    assert all(each.item is not None and each.item.decided_by for each in told)
    assert lines(any_desk).count("帮我弄那个账") == 1


def test_an_example_that_was_undone_elsewhere_does_not_hinder_undoing_here(desk) -> None:
    """The change log took it back; the item is opened all the same."""
    (item,) = desk.found("帮我弄那个账")
    change = desk.inbox.label(item.id, "query_bill", "9001").change
    desk.corpus.undo(change.id, "9002")

    assert desk.inbox.undo(item.id, "9001").item.state is State.OPEN


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["label", "skip", "not_ours", "assign", "undo"]),
        st.integers(0, 1),
        st.sampled_from(["9001", "9002"]),
    ),
    max_size=12,
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(moves=MOVES)
def test_whatever_is_decided_in_whatever_order_nothing_is_lost(desk, moves) -> None:
    """Every accepted decision is in the history; the training data holds what is labelled."""
    texts = ("帮我弄那个账", "积分那个怎么搞")
    if not desk.items() and not desk.listed().by_state["labelled"]:
        desk.found(*texts)
    known = [desk.inbox.lists.ids("")[place] for place in (0, 1)]
    counted = {each: len(desk.inbox.history(each)) for each in known}
    work = {
        "label": lambda item, by: desk.inbox.label(item, "query_bill", by),
        "skip": desk.inbox.skip,
        "not_ours": desk.inbox.not_ours,
        "assign": lambda item, by: desk.inbox.assign(item, by, by),
        "undo": desk.inbox.undo,
    }
    for name, place, by in moves:
        item, before = known[place], desk.inbox.find(known[place])
        if (before.state is State.OPEN) is (name == "undo"):
            error = refused(partial(work[name], item, by))
            assert error.reason == ("not_decided" if name == "undo" else "decided")
            continue
        after = work[name](item, by).item
        counted[item] += 2 if name == "label" else 1
        assert after.version > before.version
        assert desk.inbox.history(item)[-1].author == by
    for item in known:
        now = desk.inbox.find(item)
        assert len(desk.inbox.history(item)) == counted[item]
        assert (now.text in lines(desk)) is (now.state is State.LABELLED)
        if now.state is not State.OPEN:
            desk.inbox.undo(item, "9001")
