"""What a complaint is about is told by the words people use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.complaints import find_complaints


def kinds(text, **known):
    """Return the kinds understood."""
    return [mention.value for mention in find_complaints(text, **known)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你们营业员态度特别恶劣", "service_attitude"),
        ("客服直接挂我电话", "service_attitude"),
        ("天天给我打推销电话", "marketing_harassment"),
        ("对师傅的服务不太满意", "service_attitude"),
        ("广告简讯收个没完", "marketing_harassment"),
        ("垃圾短信一天十几条", "marketing_harassment"),
        ("没经过我同意就开了业务", "unauthorised_subscription"),
        ("莫名其妙给我开了个会员", "unauthorised_subscription"),
        ("硬给我妈办了个套餐", "unauthorised_subscription"),
        ("我要投诉乱扣费", "billing"),
        ("收费不透明，给个说法", "billing"),
        ("投诉信号差", "network"),
        ("投訴寬帶老是斷", "network"),
        ("我要投诉，一直没人处理", "business_handling"),
        ("不给我销户，我要去工信部", "business_handling"),
        ("隐私泄露，我要追究", "other"),
    ],
)
def test_a_complaint_has_one_kind(text, kind):
    """The plainest thing complained of."""
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "再不给我解决我就打12315",
        "我对你们的服务很满意",
        "查话费",
        "信号怎么样",
        "停机了",
        "你好",
        "",
    ],
)
def test_without_a_complaint_or_its_matter_there_is_no_kind(text):
    """Charges and the network alone are questions; a bare complaint has to be asked about."""
    assert kinds(text) == []


def test_whoever_is_known_to_complain_needs_no_word_for_it():
    """Once the intent is known, the matter alone is enough."""
    assert kinds("停机前一个通知都没有", complaining=True) == ["billing"]
    assert kinds("有没有人查过我的信息", complaining=True) == ["other"]


@given(st.text(max_size=80), st.booleans())
def test_any_text_gives_at_most_one_true_span(text, complaining):
    """Nothing raises."""
    found = find_complaints(text, complaining=complaining)

    assert len(found) <= 1
    assert all(text[each.start : each.end] == each.text != "" for each in found)
