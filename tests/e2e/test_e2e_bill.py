"""The issue's "Done when": a stranger proves a number and learns why last month cost so much."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal

from accounts.month import Month

MASK = "●●●●●●"


def test_a_stranger_gets_the_bill_after_a_code_and_goes_on_from_there(
    service, sender, demo, lines, month, keys_of
) -> None:
    """Question, number, code, answer with parts and reasons; then three follow-ups."""
    customer, other = demo.shocked, demo.other
    talk = sender(service, "bill")
    heard = []

    def say(text: str) -> str:
        answer = talk.say(text)
        heard.append((text, talk.heard))
        return answer

    asked = say("查一下上个月的话费")
    sent = say(customer.number)
    code = service.code_for(customer.number)
    told = say(code)
    chart = talk.customs("bar_chart")
    running, before = say("这个月呢"), say("那上个月呢")
    usage = say("流量呢")
    which = say("换个号码查")
    say(other.number)
    talk.press(lines.text("button_use_password"))
    heard.append((lines.text("button_use_password"), talk.heard))
    others = say(other.password)

    assert "identity_ask_number" in keys_of(asked)
    assert _grouped(customer.number) in sent
    assert code not in sent
    _explains(told, customer, lines, month)
    assert chart[0]["bars"] == [
        {"label": month(offset), "value": f"{customer.total(offset):.2f}"}
        for offset in sorted(customer.bills)
    ]
    assert f"{month(0)}" in running
    assert f"{customer.total(0):.2f}元" in running
    assert f"{month(-1)}" in before
    assert f"{customer.total(-1):.2f}元" in before
    assert _gigabytes(customer.usage[-1]["data_mb"]) in usage
    assert "identity_ask_number" in keys_of(which)
    assert customer.number[-4:] not in others
    assert other.number[-4:] in others
    assert _gigabytes(other.usage[-1]["data_mb"]) in others
    _is_complete(talk.transcript(), heard, {code, other.password})
    _is_nowhere(service, {code, other.password})


def test_the_same_conversation_with_a_wrong_code_tells_nothing(
    service, sender, demo, keys_of
) -> None:
    """Who only knows the number learns no amount."""
    customer = demo.fourth
    talk = sender(service, "wrong-code")
    talk.say("查一下上个月的话费")
    talk.say(customer.number)
    code = service.code_for(customer.number)

    answer = talk.say("000000" if code != "000000" else "111111")

    assert "identity_code_wrong" in keys_of(answer)
    assert "2次" in answer
    said = "\n".join(each.get("text", "") for each in talk.transcript())
    assert f"{customer.total(-1):.2f}" not in said
    assert not any("bar_chart" in str(each.get("custom")) for each in talk.transcript())


def _explains(told: str, customer, lines, month) -> None:
    """Check total, comparison, parts, reasons and who ordered what against the file."""
    now, then = customer.bills[-1], customer.bills[-2]
    rises = {item: now[item] - then.get(item, Decimal()) for item in now}
    item = max(rises, key=lambda name: rises[name])
    first = told.splitlines()[1]
    assert first.endswith(f"{customer.total(-1):.2f}元。")
    assert month(-1) in first
    assert f"{customer.number[:3]}****{customer.number[-4:]}" in first
    more = lines.text(
        "bill_more",
        before_month=Month.of(datetime.now(timezone.utc)).plus(-2),
        before=customer.total(-2),
        difference=customer.rise,
        item=item,
        rise=rises[item],
    )
    assert more in told
    for name, amount in now.items():
        assert lines.text("bill_part", item=name, amount=amount) in told
    if item in then:
        up = {"item": item, "now": now[item], "before": then[item], "difference": rises[item]}
        assert lines.text("bill_change_up", **up) in told
    for service in customer.subscriptions:
        if service["ordered_by"] != "customer":
            assert lines.text(f"ordered_by_{service['ordered_by']}") in told
    used, allowed = customer.usage[-1]["data_mb"], customer.package["data_mb"]
    assert used > allowed
    assert _gigabytes(used - allowed) in told


def _is_complete(transcript, heard, secrets) -> None:
    """Check that the log is what was said, in order, with gapless numbers and covered secrets."""
    expected = []
    for text, answer in heard:
        expected.append({"from": "customer", "text": MASK if text in secrets else text})
        for message in answer:
            shown = {key: value for key, value in message.items() if key != "recipient_id"}
            expected.append({"from": "bot", **shown})
    # The opening line answers the first message, so it comes after it.
    logged = [
        {key: value for key, value in each.items() if key not in {"seq", "at"}}
        for each in transcript
    ]
    assert logged == expected
    assert [each["seq"] for each in transcript] == list(range(1, len(expected) + 1))
    times = [each["at"] for each in transcript]
    assert times == sorted(times)


def _is_nowhere(service, secrets) -> None:
    """Check that no file keeps a secret; the outbox may have codes, it is the customer's phone."""
    kept = [
        path
        for path in [*service.data_dir.rglob("*"), service.log]
        if path.is_file() and path.name != "outbox.jsonl"
    ]
    assert {"accounts.db", "conversations.db"} <= {path.name for path in kept}
    for path in kept:
        text = _without_times(path.read_bytes().decode("utf-8", "replace"))
        for secret in secrets:
            found = re.search(rf"(?<![0-9A-Za-z]){secret}(?![0-9A-Za-z])", text)
            assert found is None, f"a secret is in {path.name}"


def _without_times(text: str) -> str:
    """Take out fractions of seconds and JSON's escapes: six digits there are no code."""
    text = re.sub(r"\d\d:\d\d:\d\d[.,]\d+|\d{10}\.\d+", " ", text)
    return re.sub(r"\\u[0-9a-fA-F]{4}", " ", text)


def _grouped(number: str) -> str:
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def _gigabytes(megabytes: int) -> str:
    return f"{Decimal(megabytes) / 1024:.2f}GB"
