"""Three wrong codes lock a number everywhere; who does not exist is treated alike (handbook §3)."""

from __future__ import annotations

import re

GUESSES = 3


def test_three_wrong_codes_lock_the_number_across_conversations_and_a_restart(
    own_server, sender, demo
) -> None:
    """Neither another conversation, nor the password, nor a new process gets past the lock."""
    service = own_server.start()
    customer = demo.shocked
    guesser = sender(service, "guesser")
    guesser.say(f"查一下{customer.number}上个月的话费")
    locked = _guess(guesser, service.code_for(customer.number))
    sent = len(service.codes())

    again = sender(service, "second").say(f"查一下{customer.number}上个月的话费")
    assert service.stop() == 0
    service.start()
    after = sender(service, "third").say(f"查一下{customer.number}上个月的话费")
    open_still = sender(service, "fourth")
    open_still.say(f"查一下{demo.other.number}的话费余额")

    until = _lock_line(locked)
    assert until in again
    assert until in after
    assert len(service.codes()) == sent + 1
    assert f"{demo.other.balance:.2f}元" in open_still.show_password(demo.other)
    for name in ("guesser", "second", "third"):
        said = "\n".join(each.get("text", "") for each in sender(service, name).transcript())
        assert f"{customer.total(-1):.2f}" not in said


def test_a_number_that_nobody_has_is_answered_in_the_same_words(
    own_server, sender, demo, keys_of
) -> None:
    """Every reply, from the first question to the lock, differs in the number alone.

    Which of a line's variants is said depends on the conversation, not on the number: they count as
    the same words.
    """
    service = own_server.start()
    known = _conversation(sender(service, "known"), demo.shocked.number, keys_of)
    unknown = _conversation(sender(service, "unknown"), demo.nobody, keys_of)

    assert known == unknown
    assert len(known) == GUESSES + 2
    assert [line["to"] for line in service.codes()] == [demo.shocked.number]


def _conversation(talk, number: str, keys_of) -> list[list[dict]]:
    """Ask, fail until the lock, ask again; return the answers without what must differ."""
    answers = []
    for text in (f"查一下{number}上个月的话费", *["000000"] * GUESSES, f"查一下{number}的话费余额"):
        talk.say(text)
        answers.append([_alike(message, number, keys_of) for message in talk.heard])
    return answers


def _alike(message: dict, number: str, keys_of) -> dict:
    """Take out of one message the number, the minute, the sender and the buttons' ids."""
    grouped = f"{number[:3]} {number[3:7]} {number[7:]}"
    alike = {key: value for key, value in message.items() if key != "recipient_id"}
    if "text" in alike:
        text = alike["text"].replace(grouped, "NUMBER").replace(number, "NUMBER")
        alike["text"] = keys_of(re.sub(r"\d{1,2}:\d{2}", "TIME", text))
    if "buttons" in alike:
        alike["buttons"] = [each["title"] for each in alike["buttons"]]
    return alike


def _guess(talk, code: str) -> str:
    """Give wrong codes until the lock and return the last answer."""
    wrong = "000000" if code != "000000" else "111111"
    return [talk.say(wrong) for _ in range(GUESSES)][-1]


def _lock_line(answer: str) -> str:
    """Return the line that says until when, checking that it does."""
    line = next(each for each in answer.splitlines() if "暂停" in each)
    assert re.search(r"\d{1,2}:\d{2}", line)
    return line
