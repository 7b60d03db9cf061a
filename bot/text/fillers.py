"""What a caller says before and between what he wants: greetings, stutters, thinking aloud.

Speech comes with 喂你好那个我想问一下…; typed text rarely. Left in, a greeting of six syllables
outweighs a request of four, and “你好我这个套餐” reads as a greeting. The words stay in the log and
for the parsers; only features are taken from `essence`.
"""

from __future__ import annotations

import re

_SHORTEST = 3
"""Characters that must remain when an opening is taken off: “你好在吗” is a greeting after all."""
_MARKS = r"[啊呀哈哎呢嘛吧哦了,，。.!！?？~、…\s]*"
# What follows shows that 你好 is no greeting but the beginning of 你好像没听懂, 你好笨.
_NO_GREETING = "像笨蠢傻烦慢厉聪可搞幽温牛棒美帅多久难无真假歹说话意"
_OPENING = re.compile(
    r"^(?:(?:"
    r"喂|唉|哎|诶|欸|嗯|恩|呃|哦|噢|啊|那啥|hello|hi"
    rf"|(?:客服)?[你您]好(?![{_NO_GREETING}])"
    r"|那个(?=[,，、。\s]|[我你您喂就帮查想请问嗯呃])|就是说?(?=[,，、。\s]|[我你您想那问])"
    r"|麻烦(?:[你您])?(?![死了得透多大事])|劳驾|打扰一?下|不好意思(?=[,，、。\s]|[我请问想麻])"
    r"|请问一?下?|我?(?:就|就是)?(?:想|要)?(?:请问|咨询|询问|请教|问)一?[下声](?:[你您]们?)?|我?想问"
    rf"){_MARKS})+"
)
_HESITATION = re.compile(r"[呃嗯唔]+[,，。.、\s]*")
_SOFTENERS = re.compile(
    r"^(?:我想要?|我要)|一下下?|一哈|[吧呢啊呀嘛哦噢啦哈呗喽咯哟嘞]|请问|请|麻烦|帮忙|[帮给]我"
    r"|(?<=[查看问办开关改换充缴交取退定订升降调])下(?=.)|(?P<verb>[查看问办])一?(?=(?P=verb))"
)
"""What makes a request polite and says nothing about it: 查一下话费吧 asks what 查话费 asks."""
_STUTTER = re.compile(r"([^\d\s]{2,5}?)[,，。、\s]?(?:\1)+")


def essence(text: str) -> str:
    """Return levelled `text` without opening, hesitation and stutter; never an empty text.

    A text that is little else than an opening is left as it is, so that greetings stay greetings.
    """
    fluent = _STUTTER.sub(r"\1", text)
    fluent = _if_enough(_HESITATION.sub("", fluent), fluent, 2)
    return _if_enough(_OPENING.sub("", fluent), fluent, _SHORTEST)


def core_of(text: str) -> str:
    """Return levelled `text` without the words that only make it polite; it may be empty."""
    return _SOFTENERS.sub("", text)


def _if_enough(shorter: str, text: str, least: int) -> str:
    return shorter if len(re.sub(r"\W", "", shorter)) >= least else text
