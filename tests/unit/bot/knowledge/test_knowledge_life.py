"""The life of an article: the table of moves, four eyes, versions, expiry, whole imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.editing import ImportRefused, Incoming
from bot.knowledge.model import MOVES, OVER, Event, KnowledgeRefused, Reader, State, moved

AUTHOR, REVIEWER = "7001", "9001"


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_only_moves_of_the_table_are_made(state: State, event: Event) -> None:
    """Every other one raises and says which it was."""
    if (state, event) in MOVES:
        assert moved(state, event) is MOVES[state, event]
        return
    with pytest.raises(KnowledgeRefused) as refused:
        moved(state, event)
    assert refused.value.details == {"state": state.value, "event": event.value}


@given(st.lists(st.sampled_from(list(Event)), max_size=12))
def test_nothing_leads_back_from_the_end(events) -> None:
    """However events come, what is over stays over."""
    state = State.DRAFT
    for event in events:
        before = state
        state = MOVES.get((state, event), state)
        if before in OVER:
            assert state is before


def test_an_edit_is_a_new_version_and_the_old_one_serves_until_it_is_published(
    knowledge, make
) -> None:
    """Then the old one is withdrawn, and the history tells who did what."""
    edited = make("sim", "补卡和换卡", "现在可以在线办理。")
    taken = knowledge.editor.take([Incoming("x", edited)])
    assert taken.changed == ("sim",)
    assert "营业厅" in knowledge.article("sim", Reader.CUSTOMER).article.answer
    knowledge.editor.publish("sim", REVIEWER)
    served = knowledge.article("sim", Reader.CUSTOMER)

    assert served.number == 2
    assert served.article.reviewer == REVIEWER
    assert "在线" in served.article.answer
    assert [
        (each.version, each.event, each.actor) for each in knowledge.library.history("sim")
    ] == [
        (1, "draft", AUTHOR),
        (1, "submit", AUTHOR),
        (1, "approve", REVIEWER),
        (2, "draft", AUTHOR),
        (2, "submit", AUTHOR),
        (2, "approve", REVIEWER),
        (1, "replace", "system"),
    ]


def test_nobody_publishes_ones_own_work(library, make) -> None:
    """Neither one article nor a whole import; nothing is left behind."""
    library.editor.take([Incoming("x", make("a", "甲"))])
    with pytest.raises(KnowledgeRefused) as refused:
        library.editor.publish("a", AUTHOR)
    with pytest.raises(ImportRefused):
        library.editor.take([Incoming("y", make("b", "乙"))], reviewer=AUTHOR)

    assert refused.value.reason == "own_work"
    assert [(each.article.code, each.state) for each in library.library.versions()] == [
        ("a", State.DRAFT)
    ]


@pytest.mark.parametrize("event", [Event.APPROVE, Event.REJECT])
def test_a_draft_is_neither_approved_nor_rejected_before_it_is_submitted(
    library, make, event
) -> None:
    """Nor anything of a code that is nowhere."""
    library.editor.take([Incoming("x", make("a", "甲"))])
    with pytest.raises(KnowledgeRefused):
        library.editor.move("a", event, REVIEWER)
    with pytest.raises(KnowledgeRefused) as unknown:
        library.editor.move("nowhere", event, REVIEWER)

    assert unknown.value.reason == "unknown"


def test_the_same_import_again_changes_nothing(knowledge) -> None:
    """What says the same stays as it is, published or not."""
    again = [Incoming(v.article.code, v.article, v.number) for v in knowledge.library.versions()]
    taken = knowledge.editor.take(again, reviewer=REVIEWER)

    assert taken.unchanged == ("roaming", "sim", "transfer")
    assert {each.number for each in knowledge.library.versions()} == {1}


def test_an_import_with_any_problem_changes_nothing_and_tells_all(knowledge, make) -> None:
    """Every problem of every row, and the good rows wait too."""
    bad = [
        Incoming("1", make("sim", "补卡", "新的说法")),
        Incoming("2", make("Bad Code", "题", "<script>alert(1)</script>", links=("nowhere",))),
        Incoming("3", make("late", "题", "你看", valid_until=date(2020, 1, 1), weight=11)),
        Incoming("4", make("sim", "又一个", "拨打13800010001，{nobody}")),
    ]
    with pytest.raises(ImportRefused) as refused:
        knowledge.editor.take(bad, reviewer=REVIEWER)
    found = {(each.place, each.field, each.code) for each in refused.value.problems}

    assert found == {
        ("2", "code", "bad_code"),
        ("2", "answer", "markup"),
        ("2", "links", "bad_link"),
        ("3", "weight", "out_of_range"),
        ("3", "valid_until", "ends_first"),
        ("3", "answer", "taboo"),
        ("4", "code", "duplicate"),
        ("4", "answer", "personal"),
        ("4", "answer", "unknown_variable"),
    }
    assert {each.number for each in knowledge.library.versions()} == {1}


def test_a_file_made_from_an_older_version_overwrites_nothing(knowledge, make) -> None:
    """Somebody else was faster: the import is refused until it is made anew."""
    knowledge.editor.take([Incoming("x", make("sim", "补卡", "第二版"))], reviewer=REVIEWER)
    stale = Incoming("row 7", make("sim", "补卡", "我的第二版"), version=1)
    with pytest.raises(ImportRefused) as refused:
        knowledge.editor.take([stale])

    assert [each.code for each in refused.value.problems] == ["stale"]
    assert knowledge.article("sim", Reader.CUSTOMER).article.answer == "第二版"


def test_owners_are_told_a_week_before_the_end_once_and_the_end_is_kept(
    library, publish, make, clock, told
) -> None:
    """An article without an end is left alone."""
    publish(make("ending", "甲", valid_until=date(2026, 10, 23)), make("lasting", "乙"))
    assert library.tend() == 0
    clock.advance(timedelta(days=1))
    assert library.tend() == 1
    assert library.tend() == 0
    assert told == [(AUTHOR, "ending")]
    clock.advance(timedelta(days=8))
    assert library.tend() == 1
    states = {each.article.code: each.state for each in library.library.versions()}

    assert states == {"ending": State.EXPIRED, "lasting": State.PUBLISHED}
    assert library.library.history("ending")[-1].actor == "system"


def test_a_notice_that_fails_stops_neither_the_others_nor_what_has_ended(
    library, publish, make, clock
) -> None:
    """A full disk loses no warning: it is tried again, and the rest is done meanwhile."""
    calls = []

    def tell(_owner, about) -> None:
        calls.append(about.code)
        if about.code == "a" and calls.count("a") == 1:
            raise OSError("no space")

    library.editor._tell = tell
    soon = date(2026, 10, 17)
    publish(make("a", "甲", valid_until=soon), make("b", "乙", valid_until=soon))
    publish(make("c", "丙", valid_until=date(2026, 10, 15)))
    clock.advance(timedelta(days=1))

    assert library.tend() == 2
    assert calls == ["a", "b"]
    assert library.library.versions(State.EXPIRED)[0].article.code == "c"
    assert library.tend() == 1
    assert calls == ["a", "b", "a"]


def test_a_withdrawn_article_may_be_written_again(knowledge, publish) -> None:
    """As the next version; even in the same words."""
    same = knowledge.article("sim", Reader.CUSTOMER).article
    knowledge.editor.move("sim", Event.WITHDRAW, REVIEWER, "停售")
    assert knowledge.article("sim", Reader.CUSTOMER) is None
    publish(replace(same, reviewer=""))

    assert knowledge.article("sim", Reader.CUSTOMER).number == 2


def test_a_written_article_is_the_next_draft_of_its_writer(library, make) -> None:
    """Whoever the article names; the same again is no other version."""
    first = library.editor.write(make("a", "甲", author="x"), made_from=0, by=AUTHOR)
    again = library.editor.write(make("a", "甲"), made_from=1, by=AUTHOR)
    next_ = library.editor.write(make("a", "乙"), made_from=1, by=REVIEWER)

    assert (first.number, first.state, first.article.author) == (1, State.DRAFT, AUTHOR)
    assert again == first
    assert (next_.number, next_.article.author) == (2, REVIEWER)


def test_an_article_written_from_an_older_version_or_of_none_is_refused(library, make) -> None:
    """Nothing is overwritten, and no code has two beginnings."""
    library.editor.write(make("a", "甲"), made_from=0, by=AUTHOR)
    library.editor.write(make("a", "乙"), made_from=1, by=AUTHOR)
    for made_from, code, reason in ((1, "a", "stale"), (3, "a", "stale"), (1, "b", "unknown")):
        with pytest.raises(KnowledgeRefused) as refused:
            library.editor.write(make(code, "丙"), made_from=made_from, by=AUTHOR)
        assert refused.value.reason == reason
    with pytest.raises(ImportRefused) as taken:
        library.editor.write(make("a", "丙"), made_from=0, by=AUTHOR)

    assert [each.code for each in taken.value.problems] == ["taken"]
    assert library.library.versions()[0].article.title == "乙"


def test_who_imported_an_article_does_not_approve_it(library, make) -> None:
    """Else a file with another's name would be a way around four eyes; a dry run keeps nothing."""
    incoming = [Incoming("x", make("a", "甲"))]
    assert library.editor.take(incoming, by="7002", dry_run=True).added == ("a",)
    assert library.library.versions() == ()
    library.editor.take(incoming, by="7002")

    for by in ("7002", AUTHOR):
        with pytest.raises(KnowledgeRefused) as refused:
            library.editor.publish("a", by)
        assert refused.value.reason == "own_work"
    assert library.editor.publish("a", REVIEWER).state is State.PUBLISHED
