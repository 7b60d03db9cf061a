"""Packages and orders across turns: choosing, read-back, yes, no, change of mind, things gone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.access import Caller
from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.orders.model import Order, Wish

SHOP = Path(__file__).with_name("shop.yml")
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
FREE, SUSPENDED, OWING, BOUND = "13700001111", "13700002222", "13700003333", "13700004444"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the shop once into a SQLite file, to copy for each test."""
    folder = tmp_path_factory.mktemp("shop")
    accounts = open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=FixedClock(NOON),
        outbox_path=folder / "outbox.jsonl",
    )
    seed_file(accounts, SHOP)
    accounts.close()
    return folder / "accounts.db"


async def verified(talk: Any, number: str = FREE) -> None:
    """Prove `number` by a code in this conversation."""
    await talk.say("query_arrears", phone_number=number)
    await talk.secret(talk.code())


def orders(talk: Any, number: str = FREE) -> tuple[Order, ...]:
    """Return the orders of `number` as the database has them."""
    return talk.services.accounts.orders.of(Caller(talk.conversation, "web"), number)


def yes(heard: Any) -> str:
    """Return the payload of the yes button."""
    return next(each for each in heard.payloads if each.startswith("/affirm"))


async def test_a_package_is_changed_after_a_read_back_and_a_yes(talk) -> None:
    """From, to, difference, what is lost and the day are read back; the order has a number."""
    await verified(talk)
    asked = await talk.say("change_package", package_name="S20")
    for told in ("137 0000 1111", "青禾50元套餐", "小草20元套餐", "每月少30.00元", "11月1日"):
        assert told in asked.text
    assert "20.00GB变为5.00GB" in asked.text
    assert orders(talk) == ()
    done = await talk.press(yes(asked))

    (order,) = orders(talk)
    assert order.id in done.text
    assert order.state == "pending"
    assert "小草20元套餐" in (await talk.say("query_current_package")).text
    notice = json.loads(talk.outbox.read_text("utf-8").splitlines()[-1])
    assert (notice["kind"], notice["data"]["order"]) == ("order_package", order.id)


@pytest.mark.parametrize("answer", ["deny", "stop", "goodbye", "request_human"])
async def test_without_a_yes_nothing_is_ordered(talk, answer: str) -> None:
    """A no, a stop, a goodbye and a wish for a person order nothing, and no yes afterwards."""
    await verified(talk)
    await talk.say("order_addon", service_name="D5")
    await talk.say(answer)
    await talk.say("thanks")

    assert orders(talk) == ()


async def test_another_package_said_at_the_read_back_is_read_back_instead(talk) -> None:
    """A corrected value; the button of the first read-back then orders nothing."""
    await verified(talk)
    first = await talk.say("change_package", package_name="S20")
    second = await talk.say("inform", package_name="B70")
    assert "灌木70元套餐" in second.text
    again = await talk.press(yes(first))
    assert "灌木70元套餐" in again.text
    assert orders(talk) == ()
    await talk.press(yes(again))

    assert [order.code for order in orders(talk)] == ["B70"]


async def test_a_digression_is_answered_and_a_late_yes_reads_back_again(talk) -> None:
    """等下，先帮我看下余额: the order waits for a fresh yes."""
    await verified(talk)
    await talk.say("change_package", package_name="S20")
    assert "35.50元" in (await talk.say("query_balance")).text
    again = await talk.say("affirm")
    assert "小草20元套餐" in again.text
    assert orders(talk) == ()
    await talk.say("affirm")

    assert [order.code for order in orders(talk)] == ["S20"]


async def test_a_stranger_browses_and_is_verified_when_ordering(talk) -> None:
    """The list needs no number; what was chosen is kept through the identity form."""
    listed = await talk.say("browse_packages")
    assert "小草20元套餐" in listed.text
    assert "旧苗60元套餐" not in listed.text
    asked = await talk.say("change_package", reference="ordinal:1")
    assert "小草" not in asked.text
    await talk.say("inform", phone_number=FREE)
    read_back = await talk.secret(talk.code())
    assert "换成“小草20元套餐”" in read_back.text

    assert "DD20261015" in (await talk.press(yes(read_back))).text


async def test_a_recognised_customer_browses_and_asks_but_proves_to_order(talk) -> None:
    """The bound channel opens no order (handbook §3)."""
    talk.recognised = FREE
    assert "您正在使用" in (await talk.say("browse_packages")).text
    assert "合计" in (await talk.say("browse_packages", reference="by_usage")).text
    await talk.say("change_package", package_name="S20")

    assert talk.codes_sent() == 1


async def test_the_rest_of_a_list_follows_and_its_places_count(talk) -> None:
    """At most four at once; 第一个 is then the first of the second page."""
    first = await talk.say("browse_packages")
    assert first.text.count("每月") == 4
    more = await talk.press('/browse_packages{"reference": "more"}')
    assert "星空200元套餐" in more.text
    told = await talk.say("inform", reference="ordinal:1")

    assert "星空200元套餐" in told.text
    assert "列完" in (await talk.press('/browse_packages{"reference": "more"}')).text


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("cheap", "小草20元套餐"), ("cheapest", "小草20元套餐"), ("expensive", "灌木70元套餐")],
)
async def test_a_grade_is_seen_from_the_present_package(talk, grade: str, expected: str) -> None:
    """便宜一点的, 最低的, 高一档."""
    await verified(talk)

    assert f"换成“{expected}”" in (await talk.say("change_package", price=grade)).text


async def test_the_highest_grade_is_refused_with_an_alternative(talk) -> None:
    """It is for some customers only; why is not explained by stars (handbook §7)."""
    await verified(talk)
    refused = await talk.say("change_package", price="most_expensive")

    assert "星空200元套餐" in refused.text
    assert "星级" not in refused.text
    assert "/browse_packages" in refused.payloads


@pytest.mark.parametrize("price", ["55.00", "66.00"])
async def test_a_price_that_nothing_has_lists_the_nearest(talk, price: str) -> None:
    """And asked in vain twice, a person is offered."""
    await verified(talk)
    first = await talk.say("change_package", price=price)
    second = await talk.say("inform", price="33.00")

    assert "最接近" in first.text
    assert "/request_human" not in first.payloads
    assert "/request_human" in second.payloads


async def test_a_place_that_the_list_lacks_is_asked_again(talk) -> None:
    """第九个 of four."""
    await talk.say("browse_packages")
    asked = await talk.say("change_package", reference="ordinal:9")

    assert any(p.startswith("/change_package") for p in asked.payloads)


async def test_who_owes_is_led_to_paying(talk) -> None:
    """The alternative comes with its amount."""
    await verified(talk, OWING)
    refused = await talk.say("change_package", package_name="M50")

    assert "2.00元" in refused.text
    assert '/pay_bill{"amount": "2.00"}' in refused.payloads


async def test_who_is_suspended_is_led_to_the_reason(talk) -> None:
    """Nothing is ordered on a number without service."""
    await verified(talk, SUSPENDED)
    refused = await talk.say("order_addon", service_name="D1")

    assert "停机" in refused.text
    assert "/query_arrears" in refused.payloads


async def test_leaving_a_contract_early_tells_the_fee_before_the_yes(talk) -> None:
    """It is charged when the change takes effect, and the balance shows it."""
    await verified(talk, BOUND)
    asked = await talk.say("change_package", package_name="M50")
    assert "违约金150.00元" in asked.text
    await talk.press(yes(asked))
    assert "200.00元" in (await talk.say("query_balance")).text
    talk.clock.advance(datetime(2026, 11, 1, 9, tzinfo=SHANGHAI) - talk.clock.now())
    await verified(talk, BOUND)

    assert "50.00元" in (await talk.say("query_balance")).text
    assert "青禾50元套餐" in (await talk.say("query_current_package")).text


async def test_a_yes_over_the_months_end_reads_back_the_new_day(talk) -> None:
    """The conversation stayed open over midnight: the terms are others."""
    await verified(talk)
    asked = await talk.say("change_package", package_name="S20")
    assert "11月1日" in asked.text
    talk.clock.advance(datetime(2026, 11, 1, 0, 5, tzinfo=SHANGHAI) - talk.clock.now())
    await talk.press(yes(asked))
    again = await talk.secret(talk.code())

    assert "12月1日" in again.text
    assert orders(talk) == ()


async def test_two_devices_confirm_the_same_and_make_one_order(talk) -> None:
    """The other conversation hears that it is done already."""
    await verified(talk)
    asked = await talk.say("change_package", package_name="S20")
    mine, talk.conversation = talk.conversation, "another-device"
    talk.clock.advance(timedelta(minutes=2))
    await verified(talk)
    other = await talk.say("change_package", package_name="S20")
    await talk.press(yes(other))
    talk.conversation = mine
    told = await talk.press(yes(asked))

    assert len(orders(talk)) == 1
    assert orders(talk)[0].id in told.text


async def test_a_package_gone_meanwhile_is_said_and_nothing_changes(talk, tmp_path) -> None:
    """It went off sale between read-back and yes."""
    await verified(talk)
    asked = await talk.say("change_package", package_name="S20")
    later = tmp_path / "later.yml"
    text = SHOP.read_text("utf-8").replace(
        'sms_each: "0.10"}, on_sale: true}', 'sms_each: "0.10"}, on_sale: false}', 1
    )
    later.write_text(text, encoding="utf-8")
    seed_file(talk.services.accounts, later)
    told = await talk.press(yes(asked))

    assert "停止新办理" in told.text
    assert "/browse_packages" in told.payloads
    assert orders(talk) == ()


async def test_a_database_that_fails_is_apologised_for_and_nothing_is_half_done(
    talk, monkeypatch
) -> None:
    """A person is offered; the same yes may be said again."""
    await verified(talk)
    await talk.say("order_addon", service_name="D5")

    def gone(*_args: object, **_kwargs: object) -> None:
        raise OSError("database")

    with monkeypatch.context() as patched:
        patched.setattr("accounts.orders.service.put_order", gone)
        failed = await talk.say("affirm")
    assert "/request_human" in failed.payloads
    assert orders(talk) == ()

    assert "35.50元" in (await talk.say("query_balance")).text


async def test_several_things_are_given_up_with_one_yes(talk) -> None:
    """都退了: each is read back by name and fee."""
    await verified(talk)
    asked = await talk.say("cancel_service", reference="all")
    assert "彩铃" in asked.text
    assert "游戏会员" in asked.text
    done = await talk.press(yes(asked))

    assert {order.code for order in orders(talk)} == {"RING", "GAME"}
    assert done.text.count("DD20261015") == 2
    assert "已登记退订" in (await talk.say("query_subscriptions")).text


async def test_what_is_not_subscribed_need_not_be_given_up(talk) -> None:
    """It is said so, with where the charge may be looked at."""
    await verified(talk, OWING)

    assert "没有开通“彩铃”" in (await talk.say("cancel_service", service_name="RING")).text
    assert "不用退订" in (await talk.say("cancel_service")).text


async def test_a_pending_change_is_revoked_after_a_yes(talk) -> None:
    """The order is read back, and the account stays as it was."""
    await verified(talk)
    await talk.press(yes(await talk.say("change_package", package_name="S20")))
    (order,) = orders(talk)
    asked = await talk.say("cancel_service", ticket_id=order.id)
    assert order.id in asked.text
    assert orders(talk)[0].state == "pending"
    await talk.press(yes(asked))

    assert orders(talk)[0].state == "revoked"
    assert "已经撤销" in (await talk.say("cancel_service", ticket_id=order.id)).text


async def test_a_second_change_is_led_over_revoking_the_first(talk) -> None:
    """One change can be pending; the way to another one is a button."""
    await verified(talk)
    await talk.press(yes(await talk.say("change_package", package_name="S20")))
    refused = await talk.say("change_package", package_name="B70")
    assert "小草20元套餐" in refused.text
    await talk.press(yes(refused))
    await talk.press(yes(await talk.say("change_package", package_name="B70")))

    assert sorted(order.state for order in orders(talk)) == ["pending", "revoked"]


async def test_what_is_being_given_up_is_kept_by_revoking(talk) -> None:
    """开回来: it is not paid for twice."""
    await verified(talk)
    await talk.press(yes(await talk.say("cancel_service", service_name="RING")))
    told = await talk.say("order_addon", service_name="RING")
    assert "不会重复收费" in told.text
    await talk.say("affirm")

    assert [order.state for order in orders(talk)] == ["revoked"]
    assert "35.50元" in (await talk.say("query_balance")).text


async def test_an_order_of_somebody_else_cannot_be_revoked(talk) -> None:
    """Its number opens nothing, and is told like one that does not exist."""
    await verified(talk)
    await talk.press(yes(await talk.say("change_package", package_name="S20")))
    (order,) = orders(talk)
    mine, talk.conversation = talk.conversation, "stranger"
    await verified(talk, OWING)
    theirs = await talk.say("cancel_service", ticket_id=order.id)
    nothing = await talk.say("cancel_service", ticket_id="DD2026101500099")
    talk.conversation = mine

    assert theirs.text == nothing.text
    assert orders(talk)[0].state == "pending"


async def test_advice_shows_its_sums_and_a_yes_leads_to_the_read_back(talk) -> None:
    """Nothing is ordered by the yes to a recommendation alone."""
    await verified(talk)
    told = await talk.say("browse_packages", reference="by_usage")
    assert "月费20.00元×3个月＝60.00元，加上超出部分18.30元，合计78.30元" in told.text
    assert "另一个选择" in told.text
    asked = await talk.press(yes(told))
    assert "确认更换吗" in asked.text
    assert orders(talk) == ()
    await talk.say("affirm")

    assert [order.code for order in orders(talk)] == ["S20"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("query_current_package", "看我的使用情况适合什么套餐"),
        ("browse_packages", "我这种用法办哪个套餐省钱"),
    ],
)
async def test_who_asks_what_would_suit_is_advised(talk, intent: str, text: str) -> None:
    """Heard as a question about the present package, or with a word for cheap, all the same."""
    await verified(talk)
    entities = {"price": "cheap"} if "省钱" in text else {}
    told = await talk.tell(intent, text, **entities)

    assert "按这个用量算" in told.text


async def test_who_asks_for_the_present_package_is_told_it(talk) -> None:
    """And no more."""
    await verified(talk)
    told = await talk.tell("query_current_package", "帮我看看我的套餐")

    assert "青禾50元套餐" in told.text
    assert "按这个用量算" not in told.text


async def test_the_best_package_in_use_is_said_to_be_so(talk) -> None:
    """No change is pressed on anybody."""
    await verified(talk, BOUND)
    told = await talk.say("browse_packages", reference="by_usage")

    assert "已经是最省的" in told.text
    assert not any(p.startswith("/affirm") for p in told.payloads)


async def test_an_addon_that_the_balance_does_not_cover_says_so(talk) -> None:
    """Paying first is a button; ordering stays the customer's choice."""
    await verified(talk, OWING)
    asked = await talk.say("order_addon", service_name="D5")

    assert "欠费11.00元" in asked.text
    assert "/pay_bill" in asked.payloads


async def test_an_unknown_function_goes_to_a_specialist(talk) -> None:
    """副卡 is in no catalogue: pre-accepted, with a number after a yes."""
    await verified(talk)
    offered = await talk.write("办个副卡", "order_addon")
    assert "预受理" in offered.text

    assert "GZ20261015" in (await talk.say("affirm")).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("小草超了怎么收", "流量每GB5.00元"),
        ("小草的合约期多久", "没有合约期"),
        ("小草一个月多少钱", "月费是20.00元"),
        ("介绍一下小草", "流量5.00GB、通话100分钟"),
        ("小草什么时候生效", "下个月1日"),
    ],
)
async def test_a_property_of_a_named_package_is_told_to_anybody(talk, text, told) -> None:
    """From the catalogue, as item and property."""
    said = await talk.write(text, "ask_package_detail", package_name="S20")

    assert told in said.text


async def test_the_own_package_is_meant_by_default(talk) -> None:
    """我这套餐超了怎么收."""
    talk.recognised = FREE

    said = await talk.write("我这套餐超了怎么收", "ask_package_detail")
    assert "流量每GB4.00元" in said.text


async def test_the_order_shows_in_progress(talk) -> None:
    """With its state, and by its number."""
    await verified(talk)
    await talk.press(yes(await talk.say("change_package", package_name="S20")))
    (order,) = orders(talk)

    assert order.id in (await talk.say("query_progress")).text
    assert "等待生效" in (await talk.say("query_progress", ticket_id=order.id)).text


async def test_the_same_wish_agreed_to_by_the_service_makes_no_second_order(talk) -> None:
    """A crash between the write and the answer: the turn runs again and answers alike."""
    await verified(talk)
    asked = await talk.say("order_addon", service_name="D5")
    question = json.loads(yes(asked).removeprefix("/affirm"))["question"]
    caller = Caller(talk.conversation, "web", turn_id=question)
    terms = talk.services.accounts.orders.terms(caller, FREE, "addon", "D5")
    talk.services.accounts.orders.place(caller, FREE, [Wish("addon", "D5", terms.mark)])
    done = await talk.press(yes(asked))

    assert len(orders(talk)) == 1
    assert orders(talk)[0].id in done.text


async def test_a_dearer_package_within_a_contract_costs_no_fee_and_says_so(talk) -> None:
    """The contract goes on; only a lower fee leaves it early."""
    talk.services.accounts.orders._stars = lambda *_: 3
    await verified(talk, BOUND)
    asked = await talk.say("change_package", package_name="STAR")

    assert "不收违约金" in asked.text
    assert "违约金150.00元" not in asked.text


async def test_what_is_bought_by_the_day_is_ordered_as_often_as_asked(talk) -> None:
    """Said back with count and sum; one yes makes an order for each."""
    await verified(talk)
    asked = await talk.tell("order_addon", "来两个1GB日包", service_name="D1")
    assert "一共2份" in asked.text
    assert "6.00元" in asked.text
    for _ in range(2):
        await talk.press(yes(asked))

    assert [order.code for order in orders(talk)] == ["D1", "D1"]
    assert "29.50元" in (await talk.say("query_balance")).text


async def test_what_was_read_back_as_one_order_is_not_stopped_by_its_own_first_half(talk) -> None:
    """The debt that the customer was told of and agreed to is no arrears that forbid the rest."""
    await verified(talk)
    asked = await talk.tell("order_addon", "来两个漫游日包", service_name="ROAM")
    assert "欠费14.50元" in asked.text
    assert any(each.startswith("/pay_bill") for each in asked.payloads)
    done = await talk.press(yes(asked))

    assert [order.code for order in orders(talk)] == ["ROAM", "ROAM"]
    assert "没有为您办理" not in done.text


async def test_two_things_that_exclude_each_other_are_not_read_back_as_one_order(talk) -> None:
    """Either can be had, and a button orders it; the yes to both would have ordered neither."""
    await verified(talk, BOUND)
    refused = await talk.say("order_addon", service_name=["HUSH", "RING"])
    assert "其中一项" in refused.text
    asked = await talk.press('/order_addon{"service_name": "RING"}')
    await talk.press(yes(asked))

    assert '/order_addon{"service_name": "RING"}' in refused.payloads
    assert [order.code for order in orders(talk, BOUND)] == ["RING"]


async def test_more_than_one_order_takes_is_said_and_the_most_read_back(talk) -> None:
    """So many at once, the rest afterwards."""
    await verified(talk)
    asked = await talk.tell("order_addon", "日包要八个", service_name="D1")

    assert "最多受理3份" in asked.text
    assert "一共3份" in asked.text


async def test_a_subscription_is_had_once_and_more_of_it_elsewhere(talk) -> None:
    """A second month's add-on of the same kind would add nothing: one, and the way to others."""
    await verified(talk)
    asked = await talk.tell("order_addon", "来两个5GB月包", service_name="D5")
    assert "先为您核对一份" in asked.text
    assert '/browse_packages{"reference": "addons"}' in asked.payloads
    await talk.press(yes(asked))

    assert [order.code for order in orders(talk)] == ["D5"]


async def test_a_number_of_things_said_at_the_read_back_corrects_it(talk) -> None:
    """要两份 belongs to the order that is read back; the first button then orders nothing."""
    await verified(talk)
    first = await talk.tell("order_addon", "开通1GB日包", service_name="D1")
    second = await talk.tell("inform", "要两份")
    assert "一共2份" in second.text
    await talk.press(yes(first))
    assert orders(talk) == ()


async def test_a_name_that_two_packages_share_is_asked_about(talk, tmp_path) -> None:
    """In ordering, in asking, and out of the blue; never taken for one of them."""
    _renamed(talk, tmp_path, 灌木70元="森林70元", 大树90元="森林90元")
    told = await talk.tell("nlu_fallback", "森林")
    assert "有这几款" in told.text
    assert "超出的部分" not in told.text
    both = await talk.tell("ask_package_detail", "森林的合约期多久")
    assert both.text.count("合约期") >= 2
    await verified(talk)
    asked = await talk.tell("change_package", "换成森林的")

    for heard in (told, asked):
        assert "森林70元套餐" in heard.text
        assert "森林90元套餐" in heard.text
    assert not any(each.startswith("/affirm") for each in asked.payloads)
    assert "换成“森林90元套餐”" in (await talk.say("inform", reference="ordinal:2")).text


def _renamed(talk: Any, folder: Path, **names: str) -> None:
    """Import the shop again with other names."""
    text = SHOP.read_text("utf-8")
    for before, now in names.items():
        text = text.replace(before, now)
    later = folder / "later.yml"
    later.write_text(text, encoding="utf-8")
    seed_file(talk.services.accounts, later)


async def test_an_order_that_arrears_stopped_is_taken_up_once_they_are_paid(talk) -> None:
    """Read back before anything is ordered; nothing has to be said again."""
    await verified(talk, OWING)
    await talk.say("change_package", package_name="M50")
    paying = await talk.say("pay_bill", amount="2.00")
    back = await talk.press(yes(paying))
    assert "费用已经交清" in back.text
    assert "换成“青禾50元套餐”" in back.text
    assert orders(talk, OWING) == ()
    await talk.press(yes(back))

    assert [order.code for order in orders(talk, OWING)] == ["M50"]


async def test_an_addon_that_a_suspension_stopped_is_taken_up_once_it_runs_again(talk) -> None:
    """Paying resumes the line, and the wish was for that."""
    await verified(talk, SUSPENDED)
    await talk.say("order_addon", service_name="D1")
    back = await talk.press(yes(await talk.say("pay_bill", amount="20.00")))

    assert "已经恢复" in back.text or "恢复" in back.text
    assert "1GB日包" in back.text


@pytest.mark.parametrize("before", ["stop", "too_little"])
async def test_a_wish_given_up_or_not_yet_paid_for_is_not_taken_up(talk, before: str) -> None:
    """算了 ends it; a payment that leaves something owing ends nothing and begins nothing."""
    await verified(talk, SUSPENDED)
    await talk.say("order_addon", service_name="D1")
    if before == "stop":
        await talk.say("stop")
    amount = "20.00" if before == "stop" else "1.00"
    paid = await talk.press(yes(await talk.say("pay_bill", amount=amount)))

    assert "1GB日包" not in paid.text
