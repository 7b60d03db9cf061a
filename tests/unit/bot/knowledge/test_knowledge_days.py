"""Days of an article: a version waits for its first day, and one that is over is not published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from accounts.clock import SHANGHAI
from bot.knowledge.bootstrap import import_when_empty
from bot.knowledge.editing import ImportRefused, Incoming
from bot.knowledge.files.folder import write_folder
from bot.knowledge.model import Article, Event, KnowledgeRefused, Reader, State, Version

from .conftest import AUTHOR, NOON, REVIEWER

FIRST = date(2026, 11, 1)
PDF = b"%PDF-1.7\n1 0 obj\n"
BEFORE = datetime(2026, 10, 31, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.fixture
def later(knowledge, make) -> Article:
    """Publish an edit of an article that applies from the first of the month."""
    edited = make("sim", "补卡和换卡", "从下月起在线办理。", valid_from=FIRST)
    knowledge.editor.write(edited, made_from=1, by=AUTHOR)
    knowledge.editor.publish("sim", REVIEWER)
    return edited


def told(knowledge, code: str = "sim") -> str | None:
    """Return what customers are told now."""
    version = knowledge.article(code, Reader.CUSTOMER)
    return version and version.article.answer


def states(knowledge, code: str = "sim") -> list[str]:
    """Return the states of every version of `code`."""
    found = (knowledge.library.version(code, number) for number in range(1, 9))
    return [each.state.value for each in found if each]


def test_an_edit_for_a_later_day_takes_its_place_at_midnight_and_not_before(
    knowledge, later, clock
) -> None:
    """In Shanghai, to the second, when the watch comes round; never both at once."""
    clock.advance(BEFORE - NOON)
    assert knowledge.tend() == 0
    assert told(knowledge) == "请到营业厅办理。"
    assert states(knowledge) == ["published", "planned"]
    clock.advance(timedelta(seconds=1))
    assert (knowledge.tend(), knowledge.tend()) == (1, 0)

    assert told(knowledge) == later.answer
    found = knowledge.search("补卡要带什么证件", Reader.CUSTOMER, 9)
    assert [each.article.answer for each in found if each.article.code == "sim"] == [later.answer]
    assert states(knowledge) == ["withdrawn", "published"]
    assert [(each.version, each.event, each.actor) for each in knowledge.library.history("sim")][
        -3:
    ] == [(2, "plan", REVIEWER), (2, "start", "system"), (1, "replace", "system")]
    assert knowledge.article("sim", Reader.CUSTOMER).article.reviewer == REVIEWER


def test_an_edit_that_applies_already_takes_its_place_at_once(knowledge, make) -> None:
    """Today is a day on which it holds."""
    edited = make("sim", "补卡和换卡", "在线办理。", valid_from=NOON.date())
    knowledge.editor.write(edited, made_from=1, by=AUTHOR)
    knowledge.editor.publish("sim", REVIEWER)

    assert told(knowledge) == "在线办理。"
    assert states(knowledge) == ["withdrawn", "published"]


@pytest.mark.usefixtures("later")
def test_an_edit_made_meanwhile_counts_as_the_later_word(knowledge, make) -> None:
    """A plan is replaced by a newer version that begins before it."""
    newer = make("sim", "补卡和换卡", "现在就在线办理。")
    knowledge.editor.write(newer, made_from=2, by=AUTHOR)
    knowledge.editor.publish("sim", REVIEWER)

    assert told(knowledge) == newer.answer
    assert states(knowledge) == ["withdrawn", "withdrawn", "published"]


@pytest.mark.usefixtures("later")
def test_a_version_that_waits_is_discarded_and_the_served_one_stays(knowledge, clock) -> None:
    """Once it has begun it can only be withdrawn."""
    knowledge.editor.move("sim", Event.DISCARD, REVIEWER, "改期")
    clock.advance(timedelta(days=30))
    assert knowledge.tend() == 0
    assert told(knowledge) == "请到营业厅办理。"
    assert states(knowledge) == ["published", "discarded"]

    with pytest.raises(KnowledgeRefused):
        knowledge.editor.move("sim", Event.DISCARD, REVIEWER)
    assert told(knowledge) == "请到营业厅办理。"


@pytest.mark.usefixtures("later")
def test_what_is_withdrawn_does_not_come_back_on_a_later_day(knowledge, clock) -> None:
    """The version that waits goes with the one that is served."""
    knowledge.editor.move("sim", Event.WITHDRAW, REVIEWER, "停办")
    clock.advance(timedelta(days=30))
    knowledge.tend()

    assert told(knowledge) is None
    assert states(knowledge) == ["withdrawn"] * 2


def test_an_owner_is_not_warned_of_an_end_that_a_newer_version_follows(
    library, publish, make, told
) -> None:
    """Another owner is."""
    until = date(2026, 10, 20)
    publish(make("a", "甲", valid_until=until), make("b", "乙", valid_until=until))
    library.editor.write(
        make("a", "甲", "新的。", valid_from=until + timedelta(days=1)), made_from=1, by=AUTHOR
    )
    library.editor.publish("a", REVIEWER)
    library.tend()

    assert told == [(AUTHOR, "b")]


@pytest.mark.parametrize("event", [Event.SUBMIT, Event.APPROVE])
def test_a_version_whose_last_day_is_over_is_not_published(knowledge, make, clock, event) -> None:
    """Nor submitted; what is served stays. On its last day it still may be."""
    last = NOON.date()
    over = make("sim", "补卡和换卡", "双节活动。", valid_until=last)
    knowledge.editor.write(over, made_from=1, by=AUTHOR)
    if event is Event.APPROVE:
        knowledge.editor.move("sim", Event.SUBMIT, AUTHOR)
    clock.advance(timedelta(hours=12))
    for refuse in (
        lambda: knowledge.editor.move("sim", event, REVIEWER),
        lambda: knowledge.editor.publish("sim", REVIEWER),
    ):
        with pytest.raises(KnowledgeRefused) as refused:
            refuse()
        assert (refused.value.reason, refused.value.details["until"]) == ("ended", "2026-10-15")
    assert told(knowledge) == "请到营业厅办理。"
    clock.advance(-timedelta(hours=12))

    assert knowledge.editor.publish("sim", REVIEWER).state is State.PUBLISHED


def test_an_import_publishes_nothing_whose_last_day_is_over(library, make) -> None:
    """The row is told, and none is taken; as a draft it is."""
    rows = [
        Incoming("1", make("a", "甲", valid_until=date(2026, 10, 14))),
        Incoming("2", make("b", "乙")),
    ]
    with pytest.raises(ImportRefused) as refused:
        library.editor.take(rows, reviewer=REVIEWER)
    assert [(each.place, each.field, each.code) for each in refused.value.problems] == [
        ("1", "valid_until", "ended")
    ]
    assert library.editor.check(rows, REVIEWER) == list(refused.value.problems)

    assert library.editor.take(rows).added == ("a", "b")


def test_an_exported_library_with_what_is_over_comes_back_unchanged(
    knowledge, publish, make, clock
) -> None:
    """Expired and withdrawn versions are not drafted anew by their own export."""
    publish(make("ending", "甲", valid_until=date(2026, 10, 16)))
    knowledge.editor.move("roaming", Event.WITHDRAW, REVIEWER)
    clock.advance(timedelta(days=3))
    knowledge.tend()
    exported = [
        Incoming(each.article.code, each.article, each.number)
        for each in knowledge.library.versions()
    ]
    for reviewer in (None, REVIEWER):
        taken = knowledge.editor.take(exported, reviewer=reviewer)
        assert taken.unchanged == ("ending", "roaming", "sim", "transfer")


def test_a_delivered_library_is_taken_however_old_it_is(library, make, tmp_path) -> None:
    """A product is installed after one of its campaigns has ended: that one is never served."""
    old = replace(make("old", "甲", valid_until=date(2026, 5, 1)), reviewer=REVIEWER)
    new = replace(make("new", "乙"), reviewer=REVIEWER)
    write_folder(tmp_path, [Version(each, 1, State.PUBLISHED, NOON) for each in (old, new)])

    assert import_when_empty(library, tmp_path)
    assert (told(library, "old"), told(library, "new")) == (None, "请到营业厅办理。")


@pytest.mark.parametrize("firsts", list(product([14, 17, 19], repeat=3)))
def test_of_several_plans_the_newest_that_has_begun_is_served(
    library, make, clock, firsts: tuple[int, ...]
) -> None:
    """Whatever days they are for, in whatever order they were made, every day anew."""
    for number, first in enumerate(firsts):
        day = date(2026, 10, first)
        text = make("a", "甲", f"第{number}版。", valid_from=day)
        made_from = library.library.versions()[0].number if number else 0
        library.editor.write(text, made_from=made_from, by=AUTHOR)
        library.editor.publish("a", REVIEWER)
    for day in range(15, 21):
        library.tend()
        begun = [number for number, first in enumerate(firsts) if first <= day]
        assert told(library, "a") == (f"第{begun[-1]}版。" if begun else None)
        assert states(library, "a").count("published") <= 1
        clock.advance(timedelta(days=1))
    assert "planned" not in states(library, "a")


def test_the_files_of_a_plan_are_passed_on_its_day_with_those_that_were_seen(
    knowledge, later, clock
) -> None:
    """Next month's price list stands beside this month's article on no day."""
    # `later` is planned; what is added now nobody has approved.
    knowledge.attachments.add("sim", "乙.pdf", PDF, AUTHOR)
    edited = replace(later, answer="从下月起在线办理，请看价目表。")
    knowledge.editor.write(edited, made_from=2, by=AUTHOR)
    knowledge.editor.publish("sim", REVIEWER)
    clock.advance(timedelta(minutes=1))
    knowledge.attachments.add("sim", "丙.pdf", PDF + b"1", AUTHOR)

    assert not any(knowledge.attachments.passed(("sim",)).values())
    clock.advance(BEFORE - NOON)
    knowledge.tend()
    passed = knowledge.attachments.passed(("sim",)).get("sim", ())
    assert told(knowledge) == edited.answer
    assert [each.name for each in passed] == ["乙.pdf"]


def test_a_plan_whose_days_went_by_while_nothing_ran_is_over_at_once(
    knowledge, make, clock
) -> None:
    """It took the place of the version before, as it would have done on its day."""
    edited = make("sim", "补卡和换卡", "双节活动。", valid_from=FIRST, valid_until=FIRST)
    knowledge.editor.write(edited, made_from=1, by=AUTHOR)
    knowledge.editor.publish("sim", REVIEWER)
    clock.advance(timedelta(days=60))
    knowledge.tend()

    assert told(knowledge) is None
    assert states(knowledge) == ["withdrawn", "expired"]
