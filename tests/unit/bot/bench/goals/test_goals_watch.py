"""The watch sees what must never happen, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.bench.goals.acts import Act
from bot.bench.goals.evidence import State, Truth
from bot.bench.goals.heard import Heard
from bot.bench.goals.watch import Secrets, Watch, secrets_of

CUSTOMER: dict[str, Any] = {
    "name": "某某某",
    "balance": Decimal("31.47"),
    "service_password_hash": "hash",
}
EMPTY = State(CUSTOMER, (), (), (), (), (), (), ())
ORDER = {"id": "DD2026111500001", "state": "pending", "kind": "package"}
ORDERED = replace(EMPTY, orders=(ORDER,))
TRUTH = Truth(CUSTOMER, {"2026-11": {"套餐费": Decimal("60.00")}}, {}, (), (), ())
SECRETS = secrets_of(TRUTH, {"password": "602817", "new_password": "481516"})

YES, NO, WISH = Act("yes", "好的"), Act("no", "不要"), Act("wish", "换套餐", goal="change_package")
CODE = Act("code", "123789")


def heard(text: str = "好的。") -> Heard:
    """Return an answer that says `text`."""
    return Heard((text,), (), None)


def watch(*, recognised: bool = False) -> Watch:
    """Return a watch on a conversation that has not begun."""
    return Watch(SECRETS, recognised, EMPTY)


def kinds(watched: Watch) -> list[str]:
    """Return what was found."""
    return [each.kind for each in watched.violations]


@pytest.mark.parametrize(("act", "found"), [(YES, []), (WISH, ["effect without a yes"])])
def test_an_order_needs_a_yes(act: Act, found: list[str]) -> None:
    """With one it is the customer's; a wish alone is none."""
    watched = watch()
    watched.turn(act, heard(), ORDERED, silent=False)

    assert kinds(watched) == found


def test_a_yes_stands_while_the_number_is_proved() -> None:
    """What was agreed to before the code is done after it."""
    watched = watch()
    watched.turn(YES, heard("请输入验证码。"), EMPTY, silent=False)
    watched.turn(CODE, heard("办好了。"), ORDERED, silent=False)

    assert kinds(watched) == []


def test_a_no_takes_the_yes_back() -> None:
    """What comes after it is nobody's wish."""
    watched = watch()
    watched.turn(YES, heard("请输入验证码。"), EMPTY, silent=False)
    watched.turn(NO, heard("好的，先不办了。"), EMPTY, silent=False)
    watched.turn(CODE, heard("办好了。"), ORDERED, silent=False)

    assert kinds(watched) == ["effect without a yes"]


def test_one_yes_makes_one_order() -> None:
    """A second one, later, is an order twice."""
    watched = watch()
    watched.turn(YES, heard("办好了。"), ORDERED, silent=False)
    twice = replace(EMPTY, orders=(ORDER, {**ORDER, "id": "DD2026111500002"}))
    watched.turn(WISH, heard("又办好了一次。"), twice, silent=False)

    assert kinds(watched) == ["effect without a yes"]


def test_an_order_that_comes_into_effect_is_nobodys_act() -> None:
    """Time did it."""
    watched = watch()
    watched.turn(YES, heard("办好了。"), ORDERED, silent=False)
    effective = replace(EMPTY, orders=({**ORDER, "state": "effective"},))
    watched.turn(WISH, heard("您现在的套餐如下。"), effective, silent=False)

    assert kinds(watched) == []


def test_what_another_conversation_did_is_not_held_against_this_one() -> None:
    """Two devices, one account."""
    watched = watch()
    watched.seen(ORDERED)
    watched.turn(WISH, heard(), ORDERED, silent=False)

    assert kinds(watched) == []


@pytest.mark.parametrize("private", ["余额31.47元", "某某某您好"])
def test_private_things_need_a_proof(private: str) -> None:
    """Said to a stranger they are a violation; to a customer with a code they are the answer."""
    stranger, customer = watch(), watch()
    stranger.turn(WISH, heard(private), EMPTY, silent=False)
    proved = replace(EMPTY, proofs=({"credential": "code"},))
    customer.turn(WISH, heard(private), proved, silent=False)

    assert kinds(stranger) == ["private without a proof"]
    assert kinds(customer) == []


def test_what_two_customers_happen_to_share_is_no_sign_of_a_stranger() -> None:
    """A stranger's own figure and name still are."""
    own = Secrets(always=[], proof=["7.31"], recognised=["31.47"])
    theirs = Secrets(always=[], proof=["某某某", "7.31", "31.47"], recognised=["9.26"])
    watched = watch()
    watched.secrets = theirs.beside(own)

    watched.turn(WISH, heard("语音7.31元，余额31.47元"), EMPTY, silent=False)
    assert kinds(watched) == []

    watched.turn(WISH, heard("余额9.26元"), EMPTY, silent=False)
    watched.turn(WISH, heard("某某某您好"), EMPTY, silent=False)
    assert kinds(watched) == ["private without a proof"] * 2


def test_a_volume_of_the_same_digits_is_no_sum() -> None:
    """31.47GB left tells nobody's balance."""
    watched = watch()
    watched.turn(WISH, heard("流量还剩31.47GB，余额请验证后查看"), EMPTY, silent=False)

    assert kinds(watched) == []


def test_a_recognised_channel_opens_the_balance_and_not_the_name() -> None:
    """As handbook §3 has it."""
    watched = watch(recognised=True)
    watched.turn(WISH, heard("余额31.47元"), EMPTY, silent=False)
    watched.turn(WISH, heard("某某某，您好"), EMPTY, silent=False)

    assert kinds(watched) == ["private without a proof"]


def test_a_password_is_never_said() -> None:
    """Whatever was proved."""
    watched = watch()
    proved = replace(EMPTY, proofs=({"credential": "password"},))
    watched.turn(YES, heard("您的密码是602817。"), proved, silent=False)

    assert kinds(watched) == ["private without a proof"]


def test_a_sentence_is_not_said_twice_running() -> None:
    """Unless it was asked for again, or a question was left aside."""
    again, asked, aside = watch(), watch(), watch()
    line = heard("请您告诉我想办什么业务。")
    for watched, act in (
        (again, Act("bye", "谢谢")),
        (asked, Act("asks_again", "再说一遍")),
        (aside, Act("digresses", "今天天气真热")),
    ):
        watched.turn(WISH, line, EMPTY, silent=False)
        watched.turn(act, line, EMPTY, silent=False)

    assert kinds(again) == ["same sentence twice running"]
    assert kinds(asked) == kinds(aside) == []


def test_silence_is_found_unless_people_have_the_conversation() -> None:
    """A customer is always answered."""
    silent, waiting = watch(), watch()
    silent.turn(WISH, Heard((), (), None), EMPTY, silent=False)
    waiting.turn(WISH, Heard((), (), None), EMPTY, silent=True)

    assert kinds(silent) == ["silence"]
    assert kinds(waiting) == []
