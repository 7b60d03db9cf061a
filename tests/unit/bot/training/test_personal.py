"""What could be somebody's must show that it is made up; what is masked for trainers is found."""

from __future__ import annotations

import pytest

from bot.inbox.masking import Masker
from bot.text.normalise import normalise
from bot.training.personal import looks_invented, numbers_of_people, whereabouts_of_people

REAL = [
    ("发到 chen.wei88@163.com 吧", "personal_mail"),
    ("邮箱ＣＨＥＮ＠ｑｑ．ｃｏｍ", "personal_mail"),
    ("车牌沪B7K391办ETC", "personal_plate"),
    ("川A·D9173Q绑流量卡", "personal_plate"),
    ("寄到南山路66号", "personal_address"),
    ("地址是文昌街十七號三樓", "personal_address"),
    ("我叫王小明，帮我查", "personal_name"),
    ("姓名：欧阳建华", "personal_name"),
    ("機主是陳建國", "personal_name"),
]
INVENTED = [
    "发到 zhangsan@example.com 吧",
    "车牌京A12345办ETC",
    "车牌京A00017",
    "寄到人民路66号",
    "地址是建設路十七號三樓",
    "我叫张三，帮我查",
    "姓名：李四",
    "我叫某某",
    "寄到某处",
]
NOBODYS = [
    "谢谢小姐姐",
    "来修的李师傅很好",
    "我是高三学生",
    "新小区什么时候通宽带",
    "解放路营业厅几点下班",
    "云appstore下载不了",
    "我租的房子在城中村七楼",
    "我的iphone15pro没信号",
]


def told(text: str) -> list[str]:
    """Return the kinds of finding for a sentence."""
    return list(whereabouts_of_people(normalise(text)))


@pytest.mark.parametrize(("text", "kind"), REAL)
def test_what_could_be_somebodys_is_found_in_whatever_writing(text, kind) -> None:
    """And the inbox masks it too; what it shows instead is nobody's."""
    masked = Masker(lambda _: ()).masked(text)

    assert told(text) == [kind]
    assert masked is not None
    assert masked.text != text
    assert told(masked.text) == []


@pytest.mark.parametrize("text", [*INVENTED, *NOBODYS])
def test_what_is_plainly_invented_or_nobodys_may_stay(text) -> None:
    """As docs/labelling.md asks for it."""
    assert told(text) == []
    assert list(numbers_of_people(normalise(text))) == []


@pytest.mark.parametrize(
    "number",
    ["13812345678", "15011112222", "13298760000", "18600001234", "13800017723", "13900008153"],
)
def test_numbers_with_a_pattern_show_that_they_are_invented(number) -> None:
    """The block that docs/labelling.md sets aside, or four equal or counting digits."""
    assert looks_invented(number)


@pytest.mark.parametrize("number", ["15277304816", "13955218837", "13111121131", "12345277304"])
def test_other_numbers_may_be_a_customers(number) -> None:
    """The network's three digits do not count."""
    assert not looks_invented(number)
